"""How likely a design meets what can be predicted, and the words for it."""

from __future__ import annotations

from dataclasses import dataclass

LIKELY = 0.5
"""Joint probability below which a design is not said to meet what is predicted. [-]"""

_SHOWN = 2
"""Decimals of a probability as it is shown: what looks alike counts as equal."""


@dataclass(frozen=True, slots=True)
class Odds:
    """How likely a design meets what can be predicted, beside the front that it is of.

    Parameters
    ----------
    own : float
        Joint probability of the design.
    greatest : float
        The greatest of any design of the front.
    """

    own: float = 1.0
    greatest: float = 1.0

    @property
    def _is_greatest(self) -> bool:
        return round(self.own, _SHOWN) >= round(self.greatest, _SHOWN)

    @property
    def head(self) -> str:
        """How the sentence begins on what is predicted.

        >>> Odds(0.83).head, Odds(0.14, 0.14).head, Odds(0.14, 0.3).head
        ('Meets', 'Likeliest found to meet', 'Not likely to meet')
        """
        if self.own >= LIKELY:
            return "Meets"
        return "Likeliest found to meet" if self._is_greatest else "Not likely to meet"

    @property
    def tail(self) -> str:
        """How it ends; empty of a design that is likely to.

        >>> Odds(0.14, 0.3).tail
        ': no design found is likely to (at most P 0.30)'
        """
        if self.own >= LIKELY:
            return ""
        most = "" if self._is_greatest else f" (at most P {self.greatest:.2f})"
        tail = f": another design is (P up to {self.greatest:.2f})"
        if self.greatest < LIKELY:
            tail = f": no design found is likely to{most}"
        return tail
