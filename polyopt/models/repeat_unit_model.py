"""What every model of repeat units shares: how it is asked, laid over a palette, and kept."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np

from polyopt.errors import DataError
from polyopt.models.artefact import Arrays, Metadata, fingerprint_of, save_artefact
from polyopt.models.identity import distinct_units
from polyopt.models.palettes import surface
from polyopt.models.property_model import Pair, Posterior, PropertyModel
from polyopt.models.surface import PairSurface

if TYPE_CHECKING:
    from polyopt.chemistry.monomers import Monomer


@dataclass(frozen=True, slots=True)
class RepeatUnitModel(ABC):
    """A `PropertyModel` that is kept in a file; what its kinds have in common.

    Parameters
    ----------
    fingerprint : str
        SHA-256 of the model file's content, hexadecimal; empty until it is computed.
    """

    fingerprint: str = field(default="", kw_only=True)

    @abstractmethod
    def content(self) -> tuple[Metadata, Arrays]:
        """Return metadata and arrays of the model file."""

    @abstractmethod
    def _belief(self, units: Sequence[Pair]) -> Posterior:
        """Return the joint belief about repeat units, no two of one structure."""

    def posterior(self, pairs: Sequence[Pair]) -> Posterior:
        """Return the joint belief about the repeat units of `pairs`.

        Parameters
        ----------
        pairs : sequence of (Monomer, Monomer), length p
            Dianhydride and diamine of each repeat unit.

        Raises
        ------
        DataError
            If there is no pair.
        UsageError
            If a monomer has no structure, the wrong role, or not two places that react.
        """
        if not pairs:
            raise DataError("a model needs at least one pair of monomers to predict")
        _, index = distinct_units(pairs)
        first = np.unique(index, return_index=True)[1]
        return self._belief([pairs[i] for i in first]).take(index)

    def surface(
        self: PropertyModel,
        dianhydrides: Sequence[Monomer | str],
        diamines: Sequence[Monomer | str],
    ) -> PairSurface:
        """Return the surface over a palette, monomers given by any of their names."""
        return surface(self, dianhydrides, diamines)

    def save(self, path: Path | str) -> str:
        """Write the model to one file and return its fingerprint."""
        return save_artefact(path, *self.content())

    def sealed(self) -> Self:
        """Return the same model, its fingerprint computed."""
        return replace(self, fingerprint=fingerprint_of(*self.content()))
