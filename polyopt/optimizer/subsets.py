"""The monomer subsets of one role that can meet the linear limits, and the fractions of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray

from polyopt.composition import closed
from polyopt.errors import InfeasibleError, UsageError
from polyopt.optimizer.polytope import Array, Polytope, polytope
from polyopt.problem.definition import LayerProblem, ShareLimit

_MOST_SUBSETS = 200_000
_SLACK = 1e-12


@dataclass(frozen=True, slots=True)
class RoleSpace:
    """The subsets of one role of one layer, and the fractions each allows.

    Parameters
    ----------
    layer, role : str
        Which role of which layer.
    size : int
        Number of monomers in the palette.
    subsets : tuple of tuple of int
        Monomers of each subset.
    pattern : ndarray of int, shape (s,)
        Which polytope belongs to each subset.
    polytopes : tuple of Polytope
        Polytopes of fractions; subsets alike in all limits share one.
    limits : tuple of ShareLimit
        The linear limits.
    min_fraction : float
        Least fraction of a monomer that is present.
    """

    layer: str
    role: str
    size: int
    subsets: tuple[tuple[int, ...], ...]
    pattern: NDArray[np.intp]
    polytopes: tuple[Polytope, ...]
    limits: tuple[ShareLimit, ...]
    min_fraction: float

    @property
    def coordinates(self) -> int:
        """Number of coordinates that fix the fractions within a subset."""
        return max(p.dimension for p in self.polytopes)

    def fractions(self, subset: NDArray[np.intp], coordinates: Array) -> Array:
        """Return mole fractions over the palette, shape (n, size).

        Parameters
        ----------
        subset : ndarray of int, shape (n,)
            Index of the subset of each design.
        coordinates : ndarray, shape (n, coordinates)
            Uniform coordinates.
        """
        result = np.zeros((len(subset), self.size))
        patterns = self.pattern[subset]
        for p in np.unique(patterns):
            rows = np.flatnonzero(patterns == p)
            columns = np.array([self.subsets[s] for s in subset[rows]])
            np.put_along_axis(
                view := result[rows], columns, self.polytopes[p].points(coordinates[rows]), axis=1
            )
            result[rows] = view
        return result

    def settled(self, row: Array) -> Array:
        """Return one row of fractions that sums to one and meets every limit to the last digit.

        Rounding in the map can leave a sum 1e-16 short of its limit; such a row is moved by
        1e-12 of the way to the middle of its polytope.
        """
        present = np.flatnonzero(row > 0)
        subset = self.subsets.index(tuple(int(i) for i in present))
        middle = np.zeros(self.size)
        middle[present] = self.polytopes[self.pattern[subset]].vertices.mean(axis=0)
        settled = _summing_to_one(row)
        pull = _SLACK
        while not self._meets(settled, present) and pull < 1e-9:
            settled = _summing_to_one(row + pull * (middle - row))
            pull *= 4
        return settled

    def _meets(self, row: Array, present: NDArray[np.intp]) -> bool:
        if (row[present] < self.min_fraction).any():
            return False
        for limit in self.limits:
            parts = row[np.array(limit.members)]
            for total in (parts.sum(), sum(parts.tolist()), sum(reversed(parts.tolist()))):
                if not limit.low <= total <= limit.high and limit.low < limit.high:
                    return False
        return True


def _summing_to_one(row: Array) -> Array:
    result = np.zeros_like(row)
    present = np.flatnonzero(row > 0)
    result[present] = closed(row[present].tolist())
    return result


def role_space(layer: LayerProblem, role: str) -> RoleSpace:
    """Return the subsets of one role that can meet its linear limits.

    Raises
    ------
    InfeasibleError
        If none can.
    UsageError
        If there are too many to list.
    """
    monomers = layer.monomers(role)
    limits = tuple(limit for limit in layer.limits if limit.role == role)
    most = min(layer.most[role], len(monomers))
    _refuse_too_many(layer.name, role, len(monomers), most)
    table = np.array([limit.members for limit in limits], dtype=float).reshape(
        len(limits), len(monomers)
    )
    known: dict[tuple[bytes, int], int | None] = {}
    polytopes: list[Polytope] = []
    subsets, pattern = [], []
    for size in range(1, most + 1):
        for subset in combinations(range(len(monomers)), size):
            rows = table[:, subset]
            key = (rows.tobytes(), size)
            if key not in known:
                found = _fraction_polytope(rows, limits, size, layer.min_fraction)
                known[key] = None if found is None else len(polytopes)
                polytopes.extend([] if found is None else [found])
            place = known[key]
            if place is not None:
                subsets.append(subset)
                pattern.append(place)
    if not subsets:
        raise InfeasibleError(
            f"layer {layer.name}: no choice of up to {most} {role}s meets "
            + " and ".join(limit.text for limit in limits),
            remedy="relax one of these limits, widen the palette or allow more monomers",
        )
    return RoleSpace(
        layer.name,
        role,
        len(monomers),
        tuple(subsets),
        np.array(pattern),
        tuple(polytopes),
        limits,
        layer.min_fraction,
    )


def _fraction_polytope(
    rows: Array, limits: Sequence[ShareLimit], size: int, least: float
) -> Polytope | None:
    if least * size > 1 + _SLACK:
        return None
    return polytope(
        np.full(size, least),
        np.ones(size),
        rows,
        np.array([limit.low for limit in limits]),
        np.array([limit.high for limit in limits]),
        simplex=True,
    )


def _refuse_too_many(layer: str, role: str, monomers: int, most: int) -> None:
    count = sum(comb(monomers, k) for k in range(1, most + 1))
    if count > _MOST_SUBSETS:
        raise UsageError(
            f"layer {layer}: {count} ways to choose up to {most} of {monomers} {role}s",
            remedy=f"at most {_MOST_SUBSETS}; shorten the palette or lower max_{role}s",
        )
