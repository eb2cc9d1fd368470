"""How the search reads a problem's claims: what it checks, and which layer plays which part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from polyopt.claims.limitations import quantities_of
from polyopt.claims.schema import Element


@dataclass(frozen=True, slots=True)
class ChosenReading:
    """How the search reads a problem's claims.

    Parameters
    ----------
    elements : tuple of Element
        Limitations to check on every design, with global ids.
    assignment : mapping of str to str
        Which layer plays which part.
    open : tuple of Element
        Limitations that nothing predicts and the problem lets stay open.
    images : mapping of str to str
        Mirror images of layers, each with the layer whose quantities are its own.
    half_open : frozenset of str
        Limitations, of those to check, that a design may leave unknown but not unmet: the problem
        lets them stay open, and the formulation decides some designs and not others.
    """

    elements: tuple[Element, ...]
    assignment: Mapping[str, str]
    open: tuple[Element, ...] = ()
    images: Mapping[str, str] = field(default_factory=dict)
    half_open: frozenset[str] = frozenset()

    def own(self, layer: str) -> str:
        """Return the layer whose quantities a layer has: itself, or the one it is the image of."""
        return self.images.get(layer, layer)

    def layer(self, letter: str) -> str:
        """Return the layer that plays a part of the claims, by its own name."""
        return self.own(self.assignment[letter])

    @property
    def quantities(self) -> tuple[str, ...]:
        """Quantities that its limitations refer to, as the claims name them."""
        return tuple(name for e in self.elements for name, _ in quantities_of(e.test))
