"""Training rows, checked and gathered: one film per composition, with its median value."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from polyopt.chemistry.monomers import Monomer
from polyopt.equations.arrays import Array, Indices
from polyopt.errors import DataError, PolyoptError, quoted
from polyopt.models.features import UnitFeatures, unit_features
from polyopt.models.identity import distinct_units
from polyopt.models.property_model import Pair
from polyopt.models.recipes import ModelRecipe

FEWEST_FILMS = 8
SHARE_DIGITS = 6
"""Decimals of mole fractions that films of one composition have in common."""


@dataclass(frozen=True, slots=True)
class TrainingRow:
    """One measured film.

    Parameters
    ----------
    pairs : sequence of (Monomer, Monomer, float)
        Dianhydride, diamine and mole fraction of each repeat unit; one entry for a homopolymer.
    value : float
        Measured value. [degC or ppm/K]
    group : str
        Rows of one group are never split between training and test, such as one paper.
    """

    pairs: Sequence[tuple[Monomer, Monomer, float]]
    value: float
    group: str = ""


@dataclass(frozen=True, slots=True)
class Films:
    """Films with distinct compositions, ready for a model.

    Parameters
    ----------
    pairs : tuple of (Monomer, Monomer), length u
        Monomers of the distinct repeat units.
    units : UnitFeatures
        Features of the u distinct repeat units.
    weights : ndarray, shape (n, u)
        Mole fractions of the repeat units in each film. [-]
    value : ndarray, shape (n,)
        Median of the distinct values reported for each film. [unit]
    groups : tuple of str, length n
        Group of the first row of each film.
    alone : tuple of bool, length n
        Whether no row of another group, or of none, reports the film.
    reports : int
        Rows that went in.
    """

    pairs: tuple[Pair, ...]
    units: UnitFeatures
    weights: Array
    value: Array
    groups: tuple[str, ...] = field(default=())
    alone: tuple[bool, ...] = field(default=())
    reports: int = 0

    def __len__(self) -> int:
        return len(self.value)

    def take(self, index: Indices) -> Films:
        """Return the films at `index`, with only the repeat units that they hold."""
        weights = self.weights[index]
        used = np.flatnonzero(weights.any(axis=0))
        return Films(
            tuple(self.pairs[i] for i in used),
            self.units.take(used),
            weights[:, used],
            self.value[index],
            tuple(self.groups[i] for i in index),
            tuple(self.alone[i] for i in index),
            self.reports,
        )

    @property
    def are_homopolymers(self) -> bool:
        """Whether film i is repeat unit i alone."""
        square = self.weights.shape[0] == self.weights.shape[1]
        return square and bool((np.diag(self.weights) == 1.0).all())

    @property
    def main_pair(self) -> tuple[Pair, ...]:
        """The repeat unit with the greatest share in each film."""
        return tuple(self.pairs[i] for i in self.weights.argmax(axis=1))


def films_of(rows: Sequence[TrainingRow], recipe: ModelRecipe) -> Films:
    """Return the films of training rows.

    Parameters
    ----------
    rows : sequence of TrainingRow
        Reports; several of one composition become one film with the median of distinct values.
    recipe : ModelRecipe
        Names the property and the range that its values may have.

    Raises
    ------
    DataError
        If a row cannot be used, naming it by its place counted from 1.
    """
    if not rows:
        raise DataError(f"no row with {recipe.property} can be used")
    compositions: dict[tuple[tuple[int, float], ...], list[int]] = {}
    place: dict[Pair, int] = {}
    for number, row in enumerate(rows, start=1):
        try:
            check_value(row.value, recipe)
        except DataError as error:
            raise DataError(f"row {number}: {error.what}", remedy=error.remedy) from None
        key = _composition(row, place, number)
        compositions.setdefault(key, []).append(number - 1)
    pairs = tuple(place)
    try:
        names, index = distinct_units(pairs)
    except PolyoptError as error:
        raise DataError(error.what, remedy=error.remedy) from None
    merged = _by_unit(compositions, index)
    weights = np.zeros((len(merged), len(names)))
    for film, key in enumerate(merged):
        for unit, share in key:
            weights[film, unit] = share
    values = [np.median(np.unique([rows[i].value for i in found])) for found in merged.values()]
    first_pair = [int(np.flatnonzero(index == unit)[0]) for unit in range(len(names))]
    return Films(
        tuple(pairs[i] for i in first_pair),
        unit_features(names),
        weights,
        np.array(values, dtype=float),
        tuple(rows[found[0]].group for found in merged.values()),
        tuple(len({rows[i].group for i in found}) == 1 for found in merged.values()),
        len(rows),
    )


def check_value(value: float, recipe: ModelRecipe) -> None:
    """Raise a `DataError` for a value outside the range its property may have."""
    if not math.isfinite(value) or not recipe.trained.holds(value):
        raise DataError(
            f"{recipe.property} is {quoted(value)}",
            remedy=f"allowed: {recipe.trained.least:g} to {recipe.trained.most:g} {recipe.unit}",
        )


def _composition(
    row: TrainingRow, place: dict[Pair, int], number: int
) -> tuple[tuple[int, float], ...]:
    shares: dict[int, float] = {}
    for dianhydride, diamine, share in row.pairs:
        if not math.isfinite(share) or share < 0:
            raise DataError(f"row {number}: a mole fraction is {quoted(share)}")
        unit = place.setdefault((dianhydride, diamine), len(place))
        shares[unit] = shares.get(unit, 0.0) + share
    total = sum(shares.values())
    if total <= 0:
        raise DataError(f"row {number}: no repeat unit has a share above zero")
    return tuple(sorted((u, s / total) for u, s in shares.items() if s > 0))


def _by_unit(
    compositions: dict[tuple[tuple[int, float], ...], list[int]], index: Indices
) -> dict[tuple[tuple[int, float], ...], list[int]]:
    """Gather compositions that are the same once identical repeat units are merged."""
    merged: dict[tuple[tuple[int, float], ...], list[int]] = {}
    for key, found in compositions.items():
        shares: dict[int, float] = {}
        for pair, share in key:
            unit = int(index[pair])
            shares[unit] = shares.get(unit, 0.0) + share
        name = tuple(sorted((u, round(s, SHARE_DIGITS)) for u, s in shares.items()))
        merged.setdefault(name, []).extend(found)
    return merged
