"""How a probability is shown."""

from __future__ import annotations

_ALMOST = 0.995
"""Probability from which two decimals show it as 1. [-]"""


def chance_text(probability: float, predicted: bool = True) -> str:
    """Return a probability in two decimals; that of a prediction is never shown as certain.

    Parameters
    ----------
    probability : float
        The probability. [-]
    predicted : bool
        False where it rests on nothing that is predicted: then it may be 1.

    Examples
    --------
    >>> chance_text(0.834), chance_text(0.9999), chance_text(1.0), chance_text(1.0, False)
    ('0.83', '>0.99', '>0.99', '1.00')
    """
    if probability >= _ALMOST and (predicted or probability < 1):
        return ">0.99"
    return f"{probability:.2f}"
