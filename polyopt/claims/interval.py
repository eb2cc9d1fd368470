"""Intervals whose ends are in or out, as limitations state them."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from polyopt.errors import UsageError, quoted

Array = NDArray[np.float64]
_INTERVAL = re.compile(r"^\s*([\[(])\s*([^,\s]+)\s*,\s*([^,\s]+)\s*([\])])\s*$")


@dataclass(frozen=True, slots=True)
class Interval:
    """An interval with its ends in or out.

    Examples
    --------
    >>> Interval.parse("[5, 20)").contains(np.array([5.0, 20.0])).tolist()
    [True, False]
    """

    low: float
    high: float
    low_in: bool = True
    high_in: bool = True

    @classmethod
    def parse(cls, text: str) -> Interval:
        """Read ``[low, high]``, round brackets excluding an end; ``inf`` is allowed."""
        found = _INTERVAL.match(text)
        try:
            if found is None:
                raise ValueError
            low, high = float(found[2]), float(found[3])
        except ValueError:
            raise UsageError(
                f"{quoted(text)} is not an interval", remedy="write '[5, 20]' or '(0, inf)'"
            ) from None
        if not low <= high:
            raise UsageError(f"the interval {quoted(text)} is empty")
        return cls(low, high, found[1] == "[", found[4] == "]")

    def __str__(self) -> str:
        return (
            f"{'[' if self.low_in else '('}{self.low:g}, {self.high:g}"
            f"{']' if self.high_in else ')'}"
        )

    @property
    def words(self) -> str:
        """What it allows, in words.

        >>> Interval.parse("(2, inf]").words, Interval(5.0, 20.0).words
        ('more than 2', '5 to 20')
        """
        if np.isinf(self.high):
            return f"{'at least' if self.low_in else 'more than'} {self.low:g}"
        if np.isinf(self.low):
            return f"{'at most' if self.high_in else 'less than'} {self.high:g}"
        return f"{self.low:g} to {self.high:g}"

    def contains(self, value: Array) -> NDArray[np.bool_]:
        """Say which values lie inside; NaN lies outside."""
        above = value >= self.low if self.low_in else value > self.low
        below = value <= self.high if self.high_in else value < self.high
        return np.asarray(above & below)

    def distance(self, value: Array) -> Array:
        """Return the signed distance to the nearest end, positive inside."""
        above = value - self.low if np.isfinite(self.low) else np.full_like(value, np.inf)
        below = self.high - value if np.isfinite(self.high) else np.full_like(value, np.inf)
        return np.asarray(np.minimum(above, below))
