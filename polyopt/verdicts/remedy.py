"""What would settle a limitation, as values: one thing to do, or several joined."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isinf
from types import MappingProxyType
from typing import Any

from polyopt.io.stored_json import Stored, optional

MEASURE, DECLARE, CHANGE, VOUCH = "measure", "declare", "change", "vouch"
"""A measurement decides; a word on structure or process; another design; only the user's word."""

ALL, ONE, SOME = "all", "one", "some"
_JOINTS = MappingProxyType({ALL: ("", "; "), ONE: ("one of: ", "; or "), SOME: ("", "; or ")})
"""By join, what stands before the parts and between them."""

_NINETY, _BOUNDS = "90 %", "bounds"
"""What an interval is: where nine of ten lie, or where the value lies for sure."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What is predicted of a quantity before it is measured.

    Parameters
    ----------
    value : float
        Its predicted mean; a guess where only the ends are known.
    low, high : float, optional
        Ends of its 90 % interval, or of where it lies for sure; None where none is known.
    sure : bool
        Whether the ends are where it lies for sure.
    unit : str
        Their unit, where what is to be measured does not state it.
    """

    value: float
    low: float | None = None
    high: float | None = None
    sure: bool = False
    unit: str = ""

    @property
    def words(self) -> str:
        """The value and its interval.

        >>> Expected(1.98, 1.8, 2.2).words, Expected(2.0).words
        ('predicted 1.98, 90 % 1.8 to 2.2', 'predicted 2')
        >>> Expected(5.0, 0.834, float("inf"), sure=True).words
        'predicted at least 0.834'
        >>> Expected(33.4, 3.34, 334.0, unit="MPa").words
        'predicted 33.4 MPa, 90 % 3.34 to 334 MPa'
        """
        low, high = self.low, self.high
        unit = f" {self.unit}" if self.unit else ""
        if low is None or high is None:
            return f"predicted {self.value:.3g}{unit}"
        if not self.sure:
            return f"predicted {self.value:.3g}{unit}, 90 % {low:.3g} to {high:.3g}{unit}"
        if isinf(high):
            return f"predicted at least {low:.3g}{unit}"
        return f"predicted {low:.3g} to {high:.3g}{unit}"

    def as_dict(self) -> dict[str, Any]:
        """Return it for JSON; an end that is not there is null."""
        ends = [None if end is None or isinf(end) else end for end in (self.low, self.high)]
        known = self.low is not None
        return {
            "predicted": self.value,
            "interval": ends if known else None,
            "interval_basis": (_BOUNDS if self.sure else _NINETY) if known else None,
            **({"predicted_unit": self.unit} if self.unit else {}),
        }

    @classmethod
    def from_dict(cls, stored: Stored) -> Expected | None:
        """Return what `as_dict` wrote; None if nothing is predicted."""
        value, ends = optional(stored, "predicted"), stored.get("interval")
        if value is None:
            return None
        unit = str(stored.get("predicted_unit", ""))
        if ends is None:
            return cls(value, unit=unit)
        low, high = (
            open_end if end is None else float(end)
            for end, open_end in zip(ends, (float("-inf"), float("inf")), strict=True)
        )
        return cls(value, low, high, stored.get("interval_basis") == _BOUNDS, unit)


NOTHING_EXPECTED: Mapping[str, Any] = MappingProxyType(
    {"predicted": None, "interval": None, "interval_basis": None}
)
"""What JSON holds where nothing is predicted."""


def with_value(text: str, expected: Expected | None, limit: str, chance: str = "") -> str:
    """Return what to do, with what is predicted, allowed and how likely it is in brackets."""
    parts = [expected.words if expected else "", f"limit {limit}" if limit else "", chance]
    known = ", ".join(part for part in parts if part)
    return f"{text} ({known})" if known else text


@dataclass(frozen=True, slots=True)
class Remedy:
    """One thing to do.

    Parameters
    ----------
    kind : str
        ``measure``, ``declare``, ``change`` or ``vouch``.
    text : str
        What to do, in words.
    quantity : str
        What is to be measured, declared or changed; empty where the text alone says it.
    unit : str
        Unit of the quantity; empty if it has none.
    conditions : str
        Conditions of the measurement that the claim states, in words.
    expected : Expected, optional
        What is predicted of the quantity.
    limit : str
        What the limitation allows, in words; empty where the remedy says it or it is no number.
    """

    kind: str
    text: str
    quantity: str = ""
    unit: str = ""
    conditions: str = ""
    expected: Expected | None = None
    limit: str = ""

    @property
    def words(self) -> str:
        """What to do, with what is predicted and allowed.

        >>> known = Expected(303.0, 268.0, 338.0)
        >>> Remedy(MEASURE, "measure layers.A.tg", expected=known, limit="at least 280 degC").words
        'measure layers.A.tg (predicted 303, 90 % 268 to 338, limit at least 280 degC)'
        """
        return with_value(self.text, self.expected, self.limit)

    @property
    def leaves(self) -> tuple[Remedy, ...]:
        """The single things to do: this one."""
        return (self,)

    @property
    def brief(self) -> str:
        """The quantity with its unit alone; the whole text where it names no quantity.

        >>> text = "measure layers.A.tg in degC; the claim states no conditions, so state yours"
        >>> Remedy("measure", text, "layers.A.tg", "degC").brief
        'layers.A.tg in degC'
        """
        return with_unit(self.quantity, self.unit) or self.text


@dataclass(frozen=True, slots=True)
class Several:
    """Several things to do.

    Parameters
    ----------
    join : str
        ``all`` of them; ``one``, the choice being free; or ``some``, one of the members of a group.
    parts : tuple of Remedy or Several
        The things.
    """

    join: str
    parts: tuple[Way, ...]

    @property
    def leaves(self) -> tuple[Remedy, ...]:
        """The single things to do."""
        return tuple(leaf for part in self.parts for leaf in part.leaves)

    @property
    def text(self) -> str:
        """What to do, in words; empty if there is nothing."""
        return self._joined([part.text for part in self.parts])

    @property
    def words(self) -> str:
        """What to do, with what is predicted and allowed; empty if there is nothing."""
        return self._joined([part.words for part in self.parts])

    def _joined(self, texts: Sequence[str]) -> str:
        before, between = _JOINTS[self.join]
        return f"{before}{between.join(texts)}" if any(texts) else ""


Way = Remedy | Several


def only(way: Way) -> Remedy | None:
    """Return the one thing to do, if it is one and names a quantity."""
    leaf = way.leaves[0] if len(way.leaves) == 1 else None
    return leaf if leaf is not None and leaf.quantity else None


def joined(join: str, ways: Iterable[Way]) -> Way:
    """Return several ways as one, each once, those that say nothing left out.

    >>> joined("one", [Remedy("declare", "a"), Remedy("declare", "b"), Remedy("declare", "a")]).text
    'one of: a; or b'
    """
    parts: Mapping[str, Way] = {way.text: way for way in ways if way.text}
    if len(parts) == 1:
        return next(iter(parts.values()))
    return Several(join, tuple(parts.values()))


def with_unit(quantity: str, unit: str) -> str:
    """Return a quantity with its unit, if it has one."""
    return f"{quantity} in {unit}" if quantity and unit else quantity
