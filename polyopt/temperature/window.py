"""The temperature window that a CTE is the mean over, as people write it."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from polyopt.errors import DomainError, quoted

LEAST, MOST = -273.15, 1500.0
"""Ends that a window may have. [°C]"""

ALLOWED = "write '50-200', '-14 to 38' or 'at 150' in degC; leave it out if it is not known"
UNKNOWN = frozenset({"", "unknown", "not recorded", "not known", "not stated", "?", "-", "none"})
"""What says that a window is not known."""

_DASHES = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d", "-")
)
_UNIT = r"\s*(?:°\s*c|deg\s*c|℃|c)?\s*"
_NUMBER = r"([-+]?\d+(?:\.\d+)?)"
_BETWEEN = r"(?:-|to|~|\.\.\.?|…)"
_RANGE = re.compile(rf"(?:from\s+)?{_NUMBER}{_UNIT}{_BETWEEN}\s*{_NUMBER}{_UNIT}")
_POINT = re.compile(rf"(?:at\s+)?{_NUMBER}{_UNIT}")


@dataclass(frozen=True, slots=True)
class TemperatureWindow:
    """The temperatures between which a length was measured.

    Parameters
    ----------
    low, high : float
        Its ends; equal for the slope at one temperature. [°C]

    Raises
    ------
    DomainError
        If an end is no temperature, or the ends are the wrong way round.

    Examples
    --------
    >>> TemperatureWindow(50, 250).middle
    150.0
    """

    low: float
    high: float

    def __post_init__(self) -> None:
        for end in (self.low, self.high):
            if not (math.isfinite(end) and LEAST <= end <= MOST):
                raise DomainError(
                    f"a temperature window ends at {end:g} degC",
                    remedy=f"from {LEAST:g} to {MOST:g} degC",
                )
        if self.low > self.high:
            raise DomainError(
                f"a temperature window goes from {self.low:g} down to {self.high:g} degC",
                remedy="the lower end comes first",
            )

    @property
    def middle(self) -> float:
        """Its middle; where expansion grows evenly, the slope there is the mean CTE. [°C]."""
        return (self.low + self.high) / 2

    def apart(self, other: TemperatureWindow) -> float:
        """Return how far the middles of two windows lie apart. [°C].

        >>> TemperatureWindow(50, 250).apart(TemperatureWindow(-14, 38))
        138.0
        """
        return abs(self.middle - other.middle)

    def shared(self, other: TemperatureWindow) -> float:
        """Return the share of the temperatures of both windows that lies in each of them, 0 to 1.

        >>> TemperatureWindow(50, 250).shared(TemperatureWindow(50, 200))
        0.75
        """
        whole = max(self.high, other.high) - min(self.low, other.low)
        both = min(self.high, other.high) - max(self.low, other.low)
        return max(both, 0.0) / whole if whole else 1.0

    @property
    def plain(self) -> str:
        """The window as a file holds it.

        >>> TemperatureWindow(50, 200).plain, TemperatureWindow(-14, 38).plain
        ('50-200', '-14 to 38')
        """
        if self.low == self.high:
            return f"at {self.low:g}"
        return f"{self.low:g}{'-' if self.low >= 0 else ' to '}{self.high:g}"

    def __str__(self) -> str:
        if self.low == self.high:
            return f"at {self.low:g} °C"
        return f"{self.low:g} to {self.high:g} °C"


def window_of(text: str) -> TemperatureWindow | None:
    """Return the window that a text states; None if it says that it is not known.

    Parameters
    ----------
    text : str
        Two temperatures with a dash of any kind or "to" between them, or one. [°C]

    Raises
    ------
    DomainError
        If it is no window.

    Examples
    --------
    >>> window_of("from −14 to 38 °C"), window_of("50–200")
    (TemperatureWindow(low=-14.0, high=38.0), TemperatureWindow(low=50.0, high=200.0))
    >>> window_of("not recorded") is None
    True
    """
    line = " ".join(str(text).translate(_DASHES).split()).casefold()
    if line in UNKNOWN:
        return None
    found = _RANGE.fullmatch(line) or _POINT.fullmatch(line)
    if found is None:
        raise DomainError(f"{quoted(text)} is no temperature window", remedy=ALLOWED)
    ends = [float(number) for number in found.groups()]
    return TemperatureWindow(ends[0], ends[-1])


def window_words(window: TemperatureWindow | None) -> str:
    """Return a window in words; one that is not known too.

    >>> window_words(TemperatureWindow(50, 200)), window_words(None)
    ('50 to 200 °C', 'a window that is not stated')
    """
    return "a window that is not stated" if window is None else str(window)
