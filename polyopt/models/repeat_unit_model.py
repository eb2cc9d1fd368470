"""What every model of repeat units shares: how it is asked, laid over a palette, and kept."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np

from polyopt.errors import DataError
from polyopt.models.artefact import Arrays, Metadata, fingerprint_of, save_artefact
from polyopt.models.formed_covariance import held
from polyopt.models.identity import Known, distinct_units
from polyopt.models.palettes import surface
from polyopt.models.property_model import Pair, Posterior, PropertyModel
from polyopt.models.surface import PairSurface

if TYPE_CHECKING:
    from polyopt.chemistry.monomers import Monomer

_MOST_PAIRS_KEPT = 300
"""Beliefs about so many pairs are kept: a search, its report and each part of a conflict ask the
same; the covariances of larger palettes would fill the memory."""


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
        if len(pairs) > _MOST_PAIRS_KEPT:
            return self._asked(pairs)
        return _answer(_Question(self, tuple(pairs)))

    def _asked(self, pairs: Sequence[Pair]) -> Posterior:
        belief = self.formed_belief(pairs)
        errors = belief.errors
        return replace(belief, errors=replace(errors, belief=held(errors.belief)))

    def formed_belief(self, pairs: Sequence[Pair]) -> Posterior:
        """Return what `posterior` does, its covariance in the form that forms its blocks."""
        _, index = distinct_units(pairs)
        first = np.unique(index, return_index=True)[1]
        units = [pairs[i] for i in first]
        belief, known = self._belief(units), getattr(self, "known", None)
        if isinstance(known, Known):
            belief = known.with_amide_doubts(belief, units)
        return belief.take(index)

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


class _Question:
    """A model and what it is asked; one model is the same as another if it is that object."""

    __slots__ = ("model", "pairs")

    def __init__(self, model: RepeatUnitModel, pairs: tuple[Pair, ...]) -> None:
        self.model = model
        self.pairs = pairs

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Question):
            return NotImplemented
        return self.model is other.model and self.pairs == other.pairs

    def __hash__(self) -> int:
        return hash((id(self.model), self.pairs))


@lru_cache(maxsize=16)
def _answer(question: _Question) -> Posterior:
    """Return the belief, its arrays closed to writing, for all who ask share them."""
    belief = question.model._asked(question.pairs)
    for shared in (
        belief.mean,
        *([] if belief.errors.held is None else [belief.errors.held]),
        belief.in_domain,
        belief.novelty,
        belief.similarity,
    ):
        shared.flags.writeable = False
    return belief
