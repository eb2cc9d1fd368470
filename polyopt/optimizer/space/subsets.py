"""The monomer subsets of one role that can meet the linear limits, and the fractions of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from polyopt.chemistry.composition import closed
from polyopt.claims.judgement import DIGITS
from polyopt.errors import InfeasibleError, UsageError
from polyopt.optimizer.space.polytope import Array, Polytope, polytope
from polyopt.optimizer.space.subset_numbers import MOST_SUBSETS, SubsetNumbers, patterns
from polyopt.optimizer.space.uniform_map import UniformMap
from polyopt.problem.definition import LayerProblem, ShareLimit

_MOST_PATTERNS = 200_000
_SLACK = 1e-12


@dataclass(frozen=True)
class RoleSpace:
    """The subsets of one role of one layer, and the fractions each allows.

    Parameters
    ----------
    layer, role : str
        Which role of which layer.
    size : int
        Number of monomers in the palette.
    numbers : SubsetNumbers
        The subsets by number; they are counted, not listed.
    place : ndarray of int, shape (p,)
        Which polytope belongs to each pattern of monomers.
    polytopes : tuple of Polytope
        Polytopes of fractions, members in the order in which `numbers` gives them.
    limits : tuple of ShareLimit
        The linear limits.
    min_fraction : float
        Least fraction of a monomer that is present: as it is meant, whatever it is weighed to.
    tolerance : float
        Greatest error of each share with which the limits hold.
    given : bool
        Whether the fractions are those of a given formulation: one subset, one point.
    """

    layer: str
    role: str
    size: int
    numbers: SubsetNumbers
    place: NDArray[np.intp]
    polytopes: tuple[Polytope, ...]
    limits: tuple[ShareLimit, ...]
    min_fraction: float
    tolerance: float = 0.0
    given: bool = False

    @property
    def count(self) -> int:
        """Number of subsets."""
        return self.numbers.count

    @cached_property
    def coordinates(self) -> int:
        """Number of coordinates that fix the fractions within a subset."""
        return max(p.dimension for p in self.polytopes)

    def polytope_of(self, subset: int) -> Polytope:
        """Return the fractions that one subset allows."""
        pattern = self.numbers.pattern_of(np.array([subset]))[0]
        return self.polytopes[self.place[pattern]]

    @cached_property
    def _map(self) -> UniformMap:
        return UniformMap.of(self.polytopes, self.numbers.most)

    def shares(
        self, subset: NDArray[np.intp], coordinates: Array
    ) -> tuple[NDArray[np.intp], Array]:
        """Return the monomers present and their mole fractions.

        Parameters
        ----------
        subset : ndarray of int, shape (g,)
            Number of the subset of each group of designs.
        coordinates : ndarray, shape (coordinates, g, r)
            Uniform coordinates of the r designs of each group.

        Returns
        -------
        members : ndarray of int, shape (s, g)
            Columns of the palette; where a subset has fewer than s members, column 0.
        shares : ndarray, shape (s, g, r)
            Their mole fractions; 0 where there is no member.
        """
        members = self.numbers.members(subset).T
        place = self.place[self.numbers.pattern_of(subset)]
        return np.maximum(members, 0), self._map.points(place, coordinates)

    def fractions(self, subset: NDArray[np.intp], coordinates: Array) -> Array:
        """Return mole fractions over the palette, shape (n, size).

        Parameters
        ----------
        subset : ndarray of int, shape (n,)
            Number of the subset of each design.
        coordinates : ndarray, shape (n, coordinates)
            Uniform coordinates.
        """
        members, shares = self.shares(subset, coordinates.T[:, :, None])
        result = np.zeros((len(subset), self.size))
        rows = np.arange(len(subset))
        for column, share in zip(members, shares[:, :, 0], strict=True):
            result[rows, column] += share
        return result

    def settled(self, row: Array) -> Array:
        """Return one row of fractions that sums to one and meets every limit to the last digit.

        Rounding in the map can leave a sum 1e-16 short of its limit; such a row is moved by
        1e-12 of the way to the middle of its polytope. A given formulation stays as it is.
        """
        if self.given:
            return row
        present = np.flatnonzero(row > 0)
        settled = _summing_to_one(row)
        if self._meets(settled, present):
            return settled
        subset = self.numbers.index_of(present[None])
        middle = np.zeros(self.size)
        columns = self.numbers.members(subset)[0, : len(present)]
        middle[columns] = self.polytope_of(int(subset[0])).vertices.mean(axis=0)
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
            inside = int(np.count_nonzero(parts))
            low, high = limit.held(inside, len(present) - inside, self.tolerance)
            for total in (parts.sum(), sum(parts.tolist()), sum(reversed(parts.tolist()))):
                if not low <= total <= high and low < high:
                    return False
        return True


def _summing_to_one(row: Array) -> Array:
    result = np.zeros_like(row)
    present = np.flatnonzero(row > 0)
    result[present] = closed(row[present].tolist())
    return result


def role_space(layer: LayerProblem, role: str, tolerance: float = 0.0) -> RoleSpace:
    """Return the subsets of one role that can meet its linear limits.

    Parameters
    ----------
    layer : LayerProblem
        The layer, claims' limits among its own.
    role : str
        Which role.
    tolerance : float
        Greatest error of each share with which the limits hold. [-]

    Raises
    ------
    InfeasibleError
        If none can.
    UsageError
        If the limits distinguish too many kinds of subsets, or there are too many subsets.
    """
    size = len(layer.monomers(role))
    limits = tuple(limit for limit in layer.limits if limit.role == role)
    shares = layer.given_shares(role)
    if shares is not None:
        return _given(layer, role, np.array(shares), limits, tolerance)
    most = min(layer.most[role], size)
    table = np.array([limit.members for limit in limits], dtype=float).reshape(len(limits), size)
    kinds = _kinds(table)
    known: dict[bytes, int | None] = {}
    polytopes: list[Polytope] = []
    kept, place = [], []
    for pattern in _few_patterns(layer.name, role, [len(k) for k in kinds], most):
        rows = table[:, [kinds[kind][0] for kind in pattern]]
        bounds = _held(rows, limits, tolerance)
        key = _alike(rows, bounds)
        if key not in known:
            found = _fraction_polytope(rows, bounds, layer.min_fraction)
            known[key] = None if found is None else len(polytopes)
            polytopes.extend([] if found is None else [found])
        where = known[key]
        if where is not None:
            kept.append(pattern)
            place.append(where)
    if not kept:
        raise InfeasibleError(
            f"layer {layer.name}: no choice of up to {most} {role}s meets "
            + " and ".join(limit.text for limit in limits)
            + (f" with {100 * tolerance:g} mol % of weighing error" if tolerance else ""),
            remedy="relax one of these limits, widen the palette or allow more monomers",
        )
    numbers = SubsetNumbers(kinds, tuple(kept))
    if numbers.count > MOST_SUBSETS:
        raise UsageError(
            f"layer {layer.name}: {numbers.count} ways to choose up to {most} of {size} {role}s",
            remedy=f"at most {MOST_SUBSETS}; shorten the palette or lower max_{role}s",
        )
    return RoleSpace(
        layer.name,
        role,
        size,
        numbers,
        np.array(place, dtype=np.intp),
        tuple(polytopes),
        limits,
        layer.min_fraction,
        tolerance,
    )


def _given(
    layer: LayerProblem,
    role: str,
    shares: Array,
    limits: tuple[ShareLimit, ...],
    tolerance: float,
) -> RoleSpace:
    """Return the one point of a given formulation; raise if it misses a limit of a claim."""
    for limit in limits:
        total = round(float(shares[np.array(limit.members)].sum()), DIGITS)
        inside = sum(limit.members)
        low, high = np.round(limit.held(inside, len(shares) - inside, tolerance), DIGITS)
        if not low <= total <= high:
            off = f" with {100 * tolerance:g} mol % of weighing error" if tolerance else ""
            raise InfeasibleError(
                f"layer {layer.name}: its formulation is given, and with a sum of {total:g} it "
                f"does not meet {limit.text}{off}",
                remedy="change the formulation, or leave the claim out",
            )
    point = Polytope(shares[None], np.zeros((1, 1), dtype=np.intp), np.ones(1))
    numbers = SubsetNumbers((np.arange(len(shares)),), ((0,) * len(shares),))
    place = np.zeros(1, dtype=np.intp)
    return RoleSpace(layer.name, role, len(shares), numbers, place, (point,), (), 0.0, given=True)


def _kinds(table: Array) -> tuple[NDArray[np.intp], ...]:
    """Return the monomers that count in the same limits, in the order of the palette."""
    groups: dict[bytes, list[int]] = {}
    for monomer, column in enumerate(np.ascontiguousarray(table.T)):
        groups.setdefault(column.tobytes(), []).append(monomer)
    return tuple(np.array(group, dtype=np.intp) for group in groups.values())


def _few_patterns(layer: str, role: str, kinds: Sequence[int], most: int) -> list[tuple[int, ...]]:
    found = list(islice(patterns(kinds, most), _MOST_PATTERNS + 1))
    if len(found) > _MOST_PATTERNS:
        raise UsageError(
            f"layer {layer}: the limits distinguish {len(kinds)} kinds of {role}s, too many to "
            f"choose up to {most} of",
            remedy=f"lower max_{role}s, or limit groups of monomers instead of single ones",
        )
    return found


def _held(rows: Array, limits: Sequence[ShareLimit], tolerance: float) -> Array:
    """Return the ends of the limits, shape (r, 2), with which a subset holds them as weighed."""
    inside = rows.sum(axis=1).astype(int).tolist()
    bounds = [
        limit.held(k, rows.shape[1] - k, tolerance) for limit, k in zip(limits, inside, strict=True)
    ]
    return np.array(bounds, dtype=float).reshape(-1, 2)


def _alike(rows: Array, bounds: Array) -> bytes:
    """Return a key that is the same for subsets whose fractions are limited alike."""
    limited = np.hstack([rows, bounds])
    some = rows.any(axis=1) | (limited[:, -2] > 0)
    return np.unique(limited[some], axis=0).tobytes() + bytes([rows.shape[1]])


def _fraction_polytope(rows: Array, bounds: Array, least: float) -> Polytope | None:
    size = rows.shape[1]
    if least * size > 1 + _SLACK or (bounds[:, 0] > bounds[:, 1]).any():
        return None
    return polytope(
        np.full(size, least), np.ones(size), rows, bounds[:, 0], bounds[:, 1], simplex=True
    )
