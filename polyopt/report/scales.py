"""Axes of charts: ticks at round numbers, and places on them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

_ROUND = (1.0, 2.0, 2.5, 5.0, 10.0)


def ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Return round numbers inside a range, about so many.

    >>> ticks(0.93, 0.986)
    [0.94, 0.96, 0.98]
    """
    if not high > low:
        return [low]
    rough = (high - low) / about
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(f * power for f in _ROUND if f * power >= rough * (1 - 1e-9))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(k * step, 12) for k in range(first, last + 1)]


@dataclass(frozen=True, slots=True)
class Scale:
    """Values to places in a drawing.

    Parameters
    ----------
    low, high : float
        Range of the values.
    start, end : float
        Places of its ends. [px]
    """

    low: float
    high: float
    start: float
    end: float

    @classmethod
    def around(cls, values: ArrayLike, start: float, end: float) -> Scale:
        """Return a scale that shows all values with a little room; NaN is left out."""
        known = np.asarray(values, dtype=float)
        known = known[np.isfinite(known)]
        low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
        room = 0.05 * (high - low) or 0.05 * abs(high) or 1.0
        return cls(low - room, high + room, start, end)

    def at(self, value: float) -> float:
        """Return the place of a value. [px]."""
        share = (value - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 2)

    def ticks(self, about: int = 5) -> list[float]:
        """Return round numbers on the scale."""
        return ticks(self.low, self.high, about)


def frame(x: Scale, y: Scale, x_label: str, y_label: str) -> str:
    """Return the axes of a chart as SVG; labels are markup already."""
    parts = [
        f'<path d="M{x.start} {y.end}V{y.start}H{x.end}" stroke="#222" fill="none"/>',
        f'<text x="{(x.start + x.end) / 2:.0f}" y="{y.start + 34:.0f}" text-anchor="middle">'
        f"{x_label}</text>",
        f'<text transform="translate({x.start - 44:.0f} {(y.start + y.end) / 2:.0f}) rotate(-90)" '
        f'text-anchor="middle">{y_label}</text>',
    ]
    for value in x.ticks():
        parts.append(
            f'<path d="M{x.at(value)} {y.start}v5" stroke="#222"/><text x="{x.at(value)}" '
            f'y="{y.start + 17:.0f}" text-anchor="middle">{value:g}</text>'
        )
    for value in y.ticks():
        parts.append(
            f'<path d="M{x.start} {y.at(value)}h-5" stroke="#222"/><text x="{x.start - 8}" '
            f'y="{y.at(value) + 4:.1f}" text-anchor="end">{value:g}</text>'
        )
    return "".join(parts)
