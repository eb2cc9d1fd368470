"""A window of a process condition or of a structure, and what it rests on."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from polyopt.quantities import shown_unit

CLAIM = "claim"
ESTIMATE = "estimate, not validated"
"""What a window rests on: the claim's own numbers, or a model that is not validated."""

_DIGITS = {"min": 2, "um": 2}


@dataclass(frozen=True, slots=True)
class Window:
    """A range to aim at.

    Parameters
    ----------
    quantity : str
        What is meant, in words.
    low, high : float
        Its ends; infinite where there is none.
    unit : str
        Their unit.
    basis : str
        ``claim``: arithmetic on a claim's numbers with sourced data or a predicted value;
        ``estimate, not validated``: a model or a rule of thumb.
    note : str
        Where it comes from and what it leaves out.
    caption : str
        The range in words, where its ends rest on an uncertain value; by default the ends.
    """

    quantity: str
    low: float
    high: float
    unit: str
    basis: str
    note: str
    caption: str = ""

    @property
    def words(self) -> str:
        """The range as people read it: the caption, or the ends in sensible digits.

        >>> Window("predrying time", 1.2345, 45.67, "min", ESTIMATE, "").words
        '1.2 to 46 min'
        >>> Window("bonding temperature", 237.64, math.inf, "degC", CLAIM, "").words
        'at least 238 °C'
        """
        unit = {"um": "µm", "1": ""}.get(self.unit, shown_unit(self.unit))
        low, high = (_rounded(end, self.unit) for end in (self.low, self.high))
        if self.caption:
            words = self.caption
        elif math.isinf(self.high):
            words = f"at least {low} {unit}"
        elif math.isinf(self.low):
            words = f"at most {high} {unit}"
        else:
            words = f"{low} to {high} {unit}"
        return words.rstrip() + " (empty)" * self.is_empty

    @property
    def is_empty(self) -> bool:
        """Whether nothing lies in it."""
        return self.low > self.high

    def as_dict(self) -> dict[str, Any]:
        """Return it for JSON; an end that is not there is null."""
        return {
            "quantity": self.quantity,
            "low": self.low if math.isfinite(self.low) else None,
            "high": self.high if math.isfinite(self.high) else None,
            "unit": self.unit,
            "basis": self.basis,
            "note": self.note,
            "caption": self.caption,
        }


def _rounded(value: float, unit: str) -> str:
    """Return an end in the digits that a process can hold, which no estimate exceeds.

    >>> _rounded(28.5714, "um"), _rounded(0.0512, "um"), _rounded(123.4, "min")
    ('28.6', '0.051', '120')
    """
    if unit == "degC" or (unit == "um" and abs(value) >= 1):
        return f"{value:.{unit == 'um':d}f}"
    return f"{float(f'{value:.{_DIGITS.get(unit, 3)}g}'):g}"
