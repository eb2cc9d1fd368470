"""What would settle a limitation, as values: one thing to do, or several joined."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

MEASURE, DECLARE, CHANGE, VOUCH = "measure", "declare", "change", "vouch"
"""A measurement decides; a word on structure or process; another design; only the user's word."""

ALL, ONE, SOME = "all", "one", "some"
_JOINTS = MappingProxyType({ALL: ("", "; "), ONE: ("one of: ", "; or "), SOME: ("", "; or ")})
"""By join, what stands before the parts and between them."""


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
    """

    kind: str
    text: str
    quantity: str = ""
    unit: str = ""
    conditions: str = ""

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
        before, between = _JOINTS[self.join]
        texts = between.join(part.text for part in self.parts)
        return f"{before}{texts}" if texts else ""


Way = Remedy | Several


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
