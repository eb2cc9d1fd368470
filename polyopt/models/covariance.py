"""Covariances of errors by blocks: held as a matrix, or worked out where they are asked for.

Between the pairs of large palettes there are millions of covariances, of which a search asks for
some. Whoever needs one asks for the block between some pairs and others, however it is known.

Shapes: q repeat units of a belief, p pairs of a palette; leading axes "..." stand for designs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from polyopt.equations.arrays import Array, Floats, Indices

_FEW = 1024
"""Pairs of which all are multiplied out at once; of more, those that are present."""

_AT_ONCE = 2**21
"""Covariances of designs that are worked out at a time."""


class Covariance(Protocol):
    """Covariance of the errors of q repeat units. [unit²]."""

    @property
    def size(self) -> int:
        """Number of repeat units q."""
        ...

    @property
    def is_zero(self) -> bool:
        """Whether all values are exact."""
        ...

    def whole(self) -> Array:
        """Return it as a matrix, shape (q, q)."""
        ...

    def between(self, rows: Indices, columns: Indices) -> Floats:
        """Return blocks, shape (..., r, c), for places of shapes (..., r) and (..., c)."""
        ...


@dataclass(frozen=True, slots=True)
class HeldCovariance:
    """A covariance held as a matrix, shape (q, q), in single or double precision."""

    matrix: Floats

    @property
    def size(self) -> int:
        """Number of repeat units q."""
        return len(self.matrix)

    @property
    def is_zero(self) -> bool:
        """Whether all values are exact."""
        return not self.matrix.diagonal().any()

    def whole(self) -> Array:
        """Return the matrix, shape (q, q)."""
        return np.asarray(self.matrix, dtype=float)

    def between(self, rows: Indices, columns: Indices) -> Floats:
        """Return blocks, shape (..., r, c), for places of shapes (..., r) and (..., c)."""
        return np.asarray(self.matrix[rows[..., :, None], columns[..., None, :]])


@dataclass(frozen=True, slots=True)
class NoCovariance:
    """That of q values which are exact."""

    size: int

    @property
    def is_zero(self) -> bool:
        """Whether all values are exact."""
        return True

    def whole(self) -> Array:
        """Return zeros, shape (q, q)."""
        return np.zeros((self.size, self.size))

    def between(self, rows: Indices, columns: Indices) -> Floats:
        """Return zeros, shape (..., r, c)."""
        return np.zeros((*rows.shape, columns.shape[-1]))


@dataclass(frozen=True, slots=True)
class PairErrors:
    """How the errors of p pairs go together with those of p' pairs, of which a belief knows.

    Parameters
    ----------
    belief : Covariance
        Of the repeat units that the belief is about; palettes that share a model share it.
    rows, columns : ndarray of int, shape (p,) and (p',)
        Place of each pair among these repeat units.
    """

    belief: Covariance
    rows: Indices
    columns: Indices

    @classmethod
    def of(cls, known: PairErrors | Covariance | Array) -> PairErrors:
        """Return the errors of all repeat units of a covariance or of a matrix of covariances."""
        if isinstance(known, PairErrors):
            return known
        belief = HeldCovariance(known) if isinstance(known, np.ndarray) else known
        places = np.arange(belief.size)
        return cls(belief, places, places)

    @property
    def shape(self) -> tuple[int, int]:
        """Numbers of pairs (p, p')."""
        return len(self.rows), len(self.columns)

    @property
    def held(self) -> Floats | None:
        """The matrix that `rows` and `columns` are places of; None where blocks are worked out."""
        return self.belief.matrix if isinstance(self.belief, HeldCovariance) else None

    @property
    def is_exact(self) -> bool:
        """Whether there are no errors."""
        return self.belief.is_zero

    def take(self, index: Indices) -> PairErrors:
        """Return the errors of the pairs at `index`, repeats allowed."""
        return PairErrors(self.belief, self.rows[index], self.columns[index])

    def taken(self, rows: Indices, columns: Indices) -> PairErrors:
        """Return how pairs of the one palette go with pairs of the other, by their places."""
        return PairErrors(self.belief, self.rows[rows], self.columns[columns])

    def dense(self) -> Array:
        """Return all covariances as a matrix, shape (p, p')."""
        every = np.arange(self.belief.size)
        if np.array_equal(self.rows, every) and np.array_equal(self.columns, every):
            return self.belief.whole()
        return np.asarray(self.belief.between(self.rows, self.columns), dtype=float)

    def variances(self) -> Array:
        """Return the variance of each pair, shape (p,)."""
        block = self.belief.between(self.rows[:, None], self.columns[:, None])
        return np.asarray(block[:, 0, 0], dtype=float)

    def between(self, rows: Indices, columns: Indices) -> Array:
        """Return the covariances between pairs, by their places in the palettes.

        Parameters
        ----------
        rows, columns : ndarray of int, shape (..., r) and (..., c)
            Places among the p and the p' pairs.

        Returns
        -------
        ndarray, shape (..., r, c)
            [unit²]
        """
        found = self.belief.between(self.rows[rows], self.columns[columns])
        return np.asarray(found, dtype=float)

    def form(self, left: Array, right: Array) -> Array:
        """Return ``left C right'`` for weights of pairs, shapes (n, p) and (n', p'); (n, n')."""
        if max(self.shape) <= _FEW:
            return np.asarray(left @ self.dense() @ right.T)
        rows, columns = (np.flatnonzero(side.any(axis=0)) for side in (left, right))
        found = left[:, rows] @ self.between(rows, columns) @ right[:, columns].T
        return np.asarray(found)

    def products(self, left: Array, right: Array) -> Array:
        """Return the diagonal of `form` for n rows of each, shape (n,)."""
        if max(self.shape) <= _FEW:
            return np.asarray(np.einsum("np,np->n", left @ self.dense(), right))
        rows, weights = present_places(left)
        columns, others = present_places(right)
        found = np.empty(len(left))
        step = max(1, _AT_ONCE // max(1, rows.shape[1] * columns.shape[1]))
        for start in range(0, len(left), step):
            part = slice(start, start + step)
            block = self.between(rows[part], columns[part])
            found[part] = np.einsum("nr,nrc,nc->n", weights[part], block, others[part])
        return found


def present_places(weights: Array) -> tuple[Indices, Array]:
    """Return places and weights of what is not zero in each row, filled up by the first place."""
    row, place = np.nonzero(weights)
    counts = np.bincount(row, minlength=len(weights))
    slot = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
    places = np.zeros((len(weights), max(1, int(counts.max(initial=0)))), dtype=np.intp)
    values = np.zeros(places.shape)
    places[row, slot], values[row, slot] = place, weights[row, place]
    return places, values


def root_of(covariance: Array) -> Array:
    """Return a matrix, shape (g, g), whose product with its transpose is a covariance."""
    spread, axes = np.linalg.eigh(covariance)
    return np.asarray(axes * np.sqrt(spread.clip(0.0)))
