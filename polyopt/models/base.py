"""What every property model offers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from polyopt.chemistry.monomers import Monomer
    from polyopt.models.surface import Posterior

Pair = tuple["Monomer", "Monomer"]


@runtime_checkable
class PropertyModel(Protocol):
    """A model that predicts one property of homopolyimides.

    Attributes
    ----------
    property : str
        ``"tg"`` or ``"cte"``.
    unit : str
        ``"degC"`` or ``"ppm/K"``.
    name : str
        Name in reports.
    mixing : str
        ``"mole-linear"`` or ``"fox-mass"``: how copolymers follow from repeat units.
    fingerprint : str
        SHA-256 of the artefact, hexadecimal.
    """

    @property
    def unit(self) -> str:
        """Name of the unit."""
        ...

    @property
    def name(self) -> str:
        """Name in reports."""
        ...

    @property
    def mixing(self) -> str:
        """Mixing rule of copolymers."""
        ...

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the artefact, hexadecimal."""
        ...

    @property
    def property(self) -> str:
        """Name of the predicted quantity; defined last, for it hides the builtin."""
        ...

    def posterior(self, pairs: Sequence[Pair]) -> Posterior:
        """Return the joint belief about the repeat units of `pairs`."""
        ...
