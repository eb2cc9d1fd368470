"""Which designs are worth keeping: the Pareto front, spread out, or the least violation so far."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from polyopt.optimizer.evaluation.outcome import Outcome
from polyopt.optimizer.space.designs import Designs
from polyopt.optimizer.space.polytope import Array

CAPACITY = 200
"""Designs kept from one generation to the next; four times as many from three objectives on."""

_MANY = 3

FALLBACK = 50
"""Designs kept at least, feasible or not."""

UNRECORDED = -1
"""Number of a design that is not in the record yet."""

_DIGITS = 9


def nondominated(values: Array) -> NDArray[np.intp]:
    """Return the rows that no other row beats in every column, all minimised.

    Parameters
    ----------
    values : ndarray, shape (n, k)
        Values to minimise; of equal rows the first is kept.

    Examples
    --------
    >>> nondominated(np.array([[1.0, 3.0], [2.0, 2.0], [2.0, 3.0]])).tolist()
    [0, 1]
    """
    order = np.lexsort(values.T[::-1])
    if values.shape[1] == 1:
        return order[:1]
    if values.shape[1] == 2:
        second = values[order, 1]
        before = np.concatenate([[np.inf], np.minimum.accumulate(second)[:-1]])
        return np.sort(order[second < before])
    if values.shape[1] == 3:
        return np.sort(order[_unbeaten_by_earlier(values[order])])
    left = values[order]
    first = 0
    while first < len(left):
        fine = (left < left[first]).any(axis=1)
        fine[: first + 1] = True
        left, order = left[fine], order[fine]
        first += 1
    return np.sort(order)


def _unbeaten_by_earlier(values: Array) -> NDArray[np.bool_]:
    """Return which rows of three columns no earlier row is at most everywhere, shape (n,).

    The rows are in the order of their first column. Of those before, the last two columns of the
    best make a staircase (H. T. Kung, F. Luccio and F. P. Preparata, J. ACM 22, 469, 1975).
    """
    kept = np.zeros(len(values), dtype=bool)
    across: list[float] = []
    down: list[float] = []
    for row, (second, third) in enumerate(values[:, 1:].tolist()):
        place = bisect_right(across, second)
        if place and down[place - 1] <= third:
            continue
        kept[row] = True
        first = last = bisect_left(across, second)
        while last < len(down) and down[last] >= third:
            last += 1
        across[first:last], down[first:last] = [second], [third]
    return kept


def distinct(values: Array) -> NDArray[np.intp]:
    """Return the front without rows that win in one column only by 1e-9 of its range.

    Parameters
    ----------
    values : ndarray, shape (n, k)
        Values to minimise.

    Examples
    --------
    >>> distinct(np.array([[1e-12, 54.0], [8e-11, 33.0], [4.0, 22.0]])).tolist()
    [1, 2]
    """
    span = np.ptp(values, axis=0)
    order = np.lexsort(values.T[::-1])
    coarse = np.round((values - values.min(axis=0)) / np.where(span > 0, span, 1.0), _DIGITS)
    return np.sort(order[nondominated(coarse[order])])


def crowding(values: Array) -> Array:
    """Return how far each row of a front is from its neighbours, shape (n,).

    The crowding distance of NSGA-II (Deb et al., IEEE Trans. Evol. Comput. 6, 182, 2002): the
    sum over columns of the normalised gap between the neighbours; infinite at the ends.
    """
    n, k = values.shape
    distance = np.zeros(n)
    for column in range(k):
        order = np.argsort(values[:, column], kind="stable")
        ordered = values[order, column]
        span = ordered[-1] - ordered[0]
        distance[order[[0, -1]]] = np.inf
        if n > 2 and span > 0:
            distance[order[1:-1]] += (ordered[2:] - ordered[:-2]) / span
    return distance


def vicinity(values: Array) -> Array:
    """Return how far each row of a front is from the nearest others, shape (n,).

    The product of the distances to the k - 1 nearest rows of k columns in units of the columns'
    ranges, after S. Kukkonen and K. Deb (PPSN IX, LNCS 4193, 553, 2006), who take k; infinite
    where a column is least. With three columns or more the crowding distance takes designs for
    neighbours that are far apart in another column.
    """
    from scipy.spatial import cKDTree

    n, k = values.shape
    span = np.ptp(values, axis=0)
    placed = (values - values.min(axis=0)) / np.where(span > 0, span, 1.0)
    near, _ = cKDTree(placed).query(placed, k=min(k, n))
    distance = np.prod(near.reshape(n, -1)[:, 1:], axis=1)
    distance[placed.argmin(axis=0)] = np.inf
    return np.asarray(distance)


def spread_out(values: Array, count: int) -> NDArray[np.intp]:
    """Return `count` rows of a front, dropping the most crowded ones a few at a time."""
    index = np.arange(len(values))
    apart = crowding if values.shape[1] < _MANY else vicinity
    while len(index) > count:
        drop = max(1, min((len(index) - count) // 2, len(index) // 8))
        order = np.argsort(apart(values[index]), kind="stable")
        index = np.sort(index[order[drop:]])
    return index


@dataclass(frozen=True, slots=True)
class Archive:
    """The designs kept so far.

    Parameters
    ----------
    designs : Designs
        Their coordinates.
    outcome : Outcome
        What they came to.
    number : ndarray of int, shape (n,)
        Their numbers in the record; `UNRECORDED` for one that is not there yet.
    """

    designs: Designs
    outcome: Outcome
    number: NDArray[np.int64]

    @classmethod
    def unrecorded(cls, designs: Designs, outcome: Outcome) -> Archive:
        """Return designs that have no numbers yet."""
        return cls(designs, outcome, np.full(len(designs), UNRECORDED, np.int64))

    def __len__(self) -> int:
        return len(self.designs)

    def take(self, index: NDArray[np.intp]) -> Archive:
        """Return some of the designs."""
        return Archive(self.designs.take(index), self.outcome.take(index), self.number[index])

    def joined(self, other: Archive) -> Archive:
        """Return these designs followed by others."""
        if not len(self):
            return other
        return Archive(
            self.designs.joined(other.designs),
            self.outcome.joined(other.outcome),
            np.concatenate([self.number, other.number]),
        )

    @property
    def feasible(self) -> int:
        """How many designs meet every limitation."""
        return int(np.count_nonzero(self.outcome.violation == 0))

    def front(self, signs: Array) -> Archive:
        """Return the feasible designs that no other beats.

        Parameters
        ----------
        signs : ndarray, shape (k,)
            1 for objectives to minimise, -1 to maximise.
        """
        feasible = np.flatnonzero(self.outcome.violation == 0)
        if len(feasible) == 0:
            return self.take(feasible)
        values = self.outcome.objectives[feasible] * signs
        return self.take(feasible[nondominated(values)])


def selected(candidates: Archive, signs: Array) -> Archive:
    """Return what to keep: the front spread out, filled up with the least violating designs."""
    capacity = CAPACITY if len(signs) < _MANY else 4 * CAPACITY
    violation = candidates.outcome.violation
    feasible = np.flatnonzero(violation == 0)
    kept = np.zeros(0, dtype=np.intp)
    if len(feasible):
        values = candidates.outcome.objectives[feasible] * signs
        front = nondominated(values)
        kept = feasible[front[spread_out(values[front], capacity)]]
    missing = FALLBACK - len(kept)
    if missing > 0:
        others = np.setdiff1d(np.arange(len(violation)), kept)
        nearest = np.argsort(violation[others], kind="stable")[:missing]
        kept = np.concatenate([kept, others[nearest]])
    return candidates.take(kept)
