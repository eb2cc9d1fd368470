"""Monomer subsets of a role, numbered without listing them.

Monomers that count in the same linear limits are interchangeable. A subset is then a pattern (how
many monomers of each kind) and a choice within each kind. Patterns are few and kept; the choices
are numbered by the combinatorial number system (D. E. Knuth, TAOCP 4A, 7.2.1.3), so that
palettes of any size take the memory of their patterns only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations_with_replacement
from math import comb, prod

import numpy as np
from numpy.typing import NDArray

Index = NDArray[np.intp]

MOST_SUBSETS = 2**53
"""Largest count of subsets: a record keeps their numbers as floating-point numbers."""

NONE = -1
"""Stands for no monomer, in subsets smaller than the largest."""

_LISTED = 60_000
_HUGE = 2**62


def patterns(kinds: Sequence[int], most: int) -> Iterator[tuple[int, ...]]:
    """Yield the kinds of the members of every pattern of 1 to `most` monomers.

    Parameters
    ----------
    kinds : sequence of int
        Number of monomers of each kind.
    most : int
        Largest number of members.

    Examples
    --------
    >>> list(patterns([1, 2], 2))
    [(0,), (1,), (0, 1), (1, 1)]
    """
    for size in range(1, most + 1):
        for pattern in combinations_with_replacement(range(len(kinds)), size):
            if all(n <= kinds[kind] for kind, n in Counter(pattern).items()):
                yield pattern


@dataclass(frozen=True)
class SubsetNumbers:
    """The subsets of some patterns, numbered from 0.

    Parameters
    ----------
    kinds : tuple of ndarray of int
        Monomers of each kind.
    patterns : tuple of tuple of int
        Kinds of the members of each pattern, ascending.
    """

    kinds: tuple[Index, ...]
    patterns: tuple[tuple[int, ...], ...]

    @cached_property
    def counts(self) -> tuple[int, ...]:
        """Number of subsets of each pattern."""
        return tuple(
            prod(comb(len(self.kinds[kind]), n) for kind, n in Counter(pattern).items())
            for pattern in self.patterns
        )

    @cached_property
    def count(self) -> int:
        """Number of subsets."""
        return sum(self.counts)

    @cached_property
    def most(self) -> int:
        """Number of members of the largest subset."""
        return max(map(len, self.patterns))

    def pattern_of(self, index: Index) -> Index:
        """Return the pattern of each subset.

        Parameters
        ----------
        index : ndarray of int, shape (n,)
            Numbers of subsets.
        """
        if self._listed is not None:
            return self._listed[1][index]
        return np.searchsorted(self._ends, index, side="right")

    def members(self, index: Index) -> Index:
        """Return the monomers of each subset, -1 where there are fewer than `most`.

        Parameters
        ----------
        index : ndarray of int, shape (n,)
            Numbers of subsets.

        Returns
        -------
        ndarray of int, shape (n, most)
            Columns of the palette.
        """
        if self._listed is not None:
            return self._listed[0][index]
        return self._unranked(np.asarray(index))

    def index_of(self, members: Index) -> Index:
        """Return the number of each subset.

        Parameters
        ----------
        members : ndarray of int, shape (n, s)
            Columns of the palette in any order, -1 for none.

        Raises
        ------
        KeyError
            If a subset is not among those numbered.
        """
        members = np.atleast_2d(members)
        kind, place = (np.where(members >= 0, of[members], NONE) for of in self._places)
        order = np.lexsort((place, np.where(kind < 0, len(self.kinds), kind)), axis=1)
        kind, place = (np.take_along_axis(x, order, axis=1) for x in (kind, place))
        rows, which = np.unique(kind, axis=0, return_inverse=True)
        known = [self._numbers[tuple(k for k in row if k >= 0)] for row in rows.tolist()]
        pattern = np.array(known, dtype=np.int64)[which.reshape(-1)]
        rank = np.zeros(len(members), dtype=np.int64)
        for t in range(kind.shape[1]):
            inside = np.flatnonzero(kind[:, t] >= 0)
            p, j = pattern[inside], self._nth[pattern[inside], t]
            rank[inside] += self._weight[p, t] * self._binomial[place[inside, t], j]
        return self._starts[pattern] + rank

    @cached_property
    def _numbers(self) -> dict[tuple[int, ...], int]:
        return {pattern: i for i, pattern in enumerate(self.patterns)}

    @cached_property
    def _ends(self) -> NDArray[np.int64]:
        return np.cumsum(np.array(self.counts, dtype=np.int64))

    @cached_property
    def _starts(self) -> NDArray[np.int64]:
        return self._ends - np.array(self.counts, dtype=np.int64)

    @cached_property
    def _places(self) -> tuple[Index, Index]:
        """Return the kind of each monomer and its place among those of its kind."""
        size = 1 + max(int(k.max()) for k in self.kinds)
        kind, place = np.full((2, size), NONE, dtype=np.intp)
        for number, monomers in enumerate(self.kinds):
            kind[monomers], place[monomers] = number, np.arange(len(monomers))
        return kind, place

    @cached_property
    def _binomial(self) -> NDArray[np.int64]:
        """Return binomial coefficients of n over j, shape (n, j); huge ones are never reached."""
        most = 1 + max(map(len, self.kinds))
        table = [[min(comb(n, j), _HUGE) for j in range(self.most + 1)] for n in range(most)]
        return np.array(table, dtype=np.int64)

    @cached_property
    def _kind(self) -> Index:
        rows = [(*p, *(NONE,) * (self.most - len(p))) for p in self.patterns]
        return np.array(rows, dtype=np.intp)

    @cached_property
    def _nth(self) -> Index:
        """Return how many members of a pattern up to each are of its kind, shape (p, most)."""
        return self._each(lambda pattern, t: pattern[: t + 1].count(pattern[t]))

    @cached_property
    def _weight(self) -> Index:
        """Return how many choices the kinds before that of each member allow, shape (p, most)."""
        return self._each(
            lambda pattern, t: prod(
                comb(len(self.kinds[kind]), n)
                for kind, n in Counter(pattern[: pattern.index(pattern[t])]).items()
            )
        )

    def _each(self, value: Callable[[tuple[int, ...], int], int]) -> Index:
        table = np.zeros((len(self.patterns), self.most), dtype=np.int64)
        for i, pattern in enumerate(self.patterns):
            table[i, : len(pattern)] = [value(pattern, t) for t in range(len(pattern))]
        return table

    @cached_property
    def _monomer(self) -> Index:
        """Return the monomers by kind and place, shape (kinds, largest kind)."""
        table = np.full((len(self.kinds), max(map(len, self.kinds))), NONE, dtype=np.intp)
        for number, monomers in enumerate(self.kinds):
            table[number, : len(monomers)] = monomers
        return table

    @cached_property
    def _listed(self) -> tuple[Index, Index] | None:
        """Return members and pattern of all subsets where they are few: looking up is faster."""
        if self.count > _LISTED:
            return None
        index = np.arange(self.count)
        return self._unranked(index), np.searchsorted(self._ends, index, side="right")

    def _unranked(self, index: Index) -> Index:
        """Return the members, from the last of each kind to its first."""
        pattern = np.searchsorted(self._ends, index, side="right")
        rest = index - self._starts[pattern]
        kind, nth, weight = self._kind[pattern], self._nth[pattern], self._weight[pattern]
        result = np.full((len(index), self.most), NONE, dtype=np.intp)
        for t in reversed(range(self.most)):
            for j in range(1, t + 2):
                rows = np.flatnonzero((kind[:, t] >= 0) & (nth[:, t] == j))
                if not len(rows):
                    continue
                rank = rest[rows] // weight[rows, t]
                place = np.searchsorted(self._binomial[:, j], rank, side="right") - 1
                rest[rows] -= weight[rows, t] * self._binomial[place, j]
                result[rows, t] = self._monomer[kind[rows, t], place]
        return result
