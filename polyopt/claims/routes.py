"""The ways to meet a claim: its own elements with those of one chain of parents."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from polyopt.claims.schema import ClaimSet, Element


@dataclass(frozen=True, slots=True)
class Route:
    """One way to meet a claim: all elements of it and of one chain of parents.

    Parameters
    ----------
    layers : tuple of str
        Layer variables of the chain.
    elements : tuple of Element
        What must hold together.
    """

    layers: tuple[str, ...]
    elements: tuple[Element, ...]

    @property
    def ids(self) -> frozenset[str]:
        """Ids of the elements."""
        return frozenset(e.id for e in self.elements)


@cache
def routes(claim_set: ClaimSet, number: int) -> tuple[Route, ...]:
    """Return the shortest ways to meet a claim.

    A dependent claim inherits the elements of one of its parents. A chain that asks for more
    than another chain does is left out: whatever meets it meets the other as well.
    """
    claim = claim_set.claim(number)
    parents: list[Any] = [routes(claim_set, p) for p in claim.depends_on] or [(Route((), ()),)]
    found = [
        Route(
            tuple(dict.fromkeys((*parent.layers, *claim.layers))),
            (*parent.elements, *claim.elements),
        )
        for alternatives in parents
        for parent in alternatives
    ]
    return _least(found)


def _least(found: list[Route]) -> tuple[Route, ...]:
    kept: list[Route] = []
    for route in sorted(found, key=lambda r: len(r.ids)):
        if not any(other.ids <= route.ids for other in kept):
            kept.append(route)
    return tuple(kept)
