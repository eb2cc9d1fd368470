"""A window of a process condition or of a structure, and what it rests on."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

CLAIM = "claim"
ESTIMATE = "estimate, not validated"
"""What a window rests on: the claim's own numbers, or a model that is not validated."""


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
    """

    quantity: str
    low: float
    high: float
    unit: str
    basis: str
    note: str

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
        }
