"""Covariances worked out from what the repeat units are like, and the rule when to hold them.

Shapes: q repeat units of a belief.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from polyopt.equations.arrays import Array, Floats, Indices
from polyopt.models.covariance import Covariance, HeldCovariance, PairErrors
from polyopt.models.unary_codes import Precision
from polyopt.models.unit_blocks import batched

MOST_DOUBLE = 1024
"""Repeat units whose covariance is held in double precision: 8 MB at most."""

MOST_HELD = 6000
"""Repeat units whose covariance is held at all, in single precision: 144 MB at most.

Of more, each design works out its own: that costs some ten times as much a design, but memory grows
with the repeat units and not with their square (`experiments/results/palettes.csv`).
"""

_ROWS = 512
"""Rows of a matrix that are worked out at a time."""

_NUMBERS = 2**22
"""Numbers that blocks of several designs are worked out from at a time: some 30 MB."""


Stretches = Sequence[tuple[slice, slice]]


class Part(Protocol):
    """Covariances that others are made from."""

    @property
    def size(self) -> int:
        """Number of repeat units q."""
        ...

    @property
    def width(self) -> int:
        """Numbers from which the covariances of one repeat unit are worked out."""
        ...

    def block(self, rows: Indices, columns: Indices, dtype: Precision) -> Floats:
        """Return one block, shape (r, c), which the caller may change."""
        ...

    def blocks(self, stretches: Stretches, dtype: Precision) -> Iterator[Floats]:
        """Yield the blocks of stretches of rows and columns, as `block` returns them."""
        ...

    def between(self, rows: Indices, columns: Indices) -> Floats:
        """Return small blocks, shape (n, r, c), for places of shapes (n, r) and (n, c)."""
        ...


@dataclass(frozen=True, slots=True)
class FormedCovariance:
    """A covariance worked out where it is asked for.

    ``scale_i scale_j part_ij`` and the products of rows i and j of tables, with their signs, and on
    the diagonal what repeat unit i has of its own.

    Parameters
    ----------
    size : int
        Number of repeat units q.
    part : Part or None
        Covariances that are scaled.
    scale : ndarray, shape (q,), or None
        Their factors; 1 where left out.
    tables : tuple of (float, ndarray of shape (q, r))
        Signs and tables.
    own : ndarray, shape (q,), or None
        Variances. [unit²]
    """

    size: int
    part: Part | None = None
    scale: Array | None = None
    tables: tuple[tuple[float, Array], ...] = ()
    own: Array | None = None

    @property
    def is_zero(self) -> bool:
        """Whether all values are exact."""
        return False

    @property
    def width(self) -> int:
        """Numbers from which the covariances of one repeat unit are worked out."""
        return sum(t.shape[1] for _, t in self.tables) + (self.part.width if self.part else 0)

    def whole(self) -> Array:
        """Return it as a matrix, shape (q, q)."""
        return np.asarray(self.filled(np.float64), dtype=float)

    def filled(self, dtype: Precision) -> Floats:
        """Return it as a matrix of some precision, shape (q, q)."""
        matrix = np.empty((self.size, self.size), dtype)
        starts = range(0, self.size, _ROWS)
        stretches = [(slice(n, min(n + _ROWS, self.size)), slice(n, self.size)) for n in starts]
        for (rows, columns), block in zip(stretches, self.blocks(stretches, dtype), strict=True):
            matrix[rows, columns] = block
            matrix[columns, rows] = block.T
        return matrix

    def block(self, rows: Indices, columns: Indices, dtype: Precision) -> Floats:
        """Return one block, shape (r, c)."""
        found: Floats = np.zeros((len(rows), len(columns)), dtype)
        if self.part is not None:
            found = self.part.block(rows, columns, dtype)
        return self._completed(found, rows, columns)

    def blocks(self, stretches: Stretches, dtype: Precision) -> Iterator[Floats]:
        """Yield the blocks of stretches of rows and columns, shapes (r, c)."""
        every = np.arange(self.size)
        parts = None if self.part is None else self.part.blocks(stretches, dtype)
        for at, there in stretches:
            rows = every[at]
            columns = rows if at == there else every[there]
            empty = np.zeros((len(rows), len(columns)), dtype)
            yield self._completed(empty if parts is None else next(parts), rows, columns)

    def _completed(self, found: Floats, rows: Indices, columns: Indices) -> Floats:
        """Return a block of the part, scaled, with what the tables and the diagonal add."""
        if self.scale is not None:
            scale = self.scale.astype(found.dtype)
            found *= scale[rows, None]
            found *= scale[columns]
        for sign, table in self.tables:
            mine = table[rows].astype(found.dtype)
            other = mine if rows is columns else table[columns].astype(found.dtype)
            found += sign * (mine @ other.T)
        if self.own is not None:
            found += (rows[:, None] == columns) * self.own[columns].astype(found.dtype)
        return found

    def between(self, rows: Indices, columns: Indices) -> Floats:
        """Return blocks, shape (..., r, c), for places of shapes (..., r) and (..., c)."""
        if rows.ndim == 1:
            return self.block(rows, columns, np.float64)
        left = rows.reshape(-1, rows.shape[-1])
        right = left if columns is rows else columns.reshape(-1, columns.shape[-1])
        r, c = left.shape[1], right.shape[1]
        found = np.empty((len(left), r, c))
        step = max(1, _NUMBERS // ((r + c) * (self.width + 1) + r * c * 64))
        for start in range(0, len(left), step):
            stretch = slice(start, start + step)
            mine = left[stretch]
            found[stretch] = self._small(mine, mine if right is left else right[stretch])
        return found.reshape(*rows.shape, c)

    def _small(self, rows: Indices, columns: Indices) -> Floats:
        found: Floats = np.zeros((*rows.shape, columns.shape[1]))
        if self.part is not None:
            found = self.part.between(rows, columns)
            if self.scale is not None:
                found *= self.scale[rows][:, :, None] * self.scale[columns][:, None, :]
        for sign, table in self.tables:
            found += sign * batched(table, rows, columns)
        if self.own is not None:
            found += (rows[:, :, None] == columns[:, None, :]) * self.own[columns][:, None, :]
        return found


@dataclass(frozen=True, slots=True)
class TakenPart:
    """Some repeat units of a formed covariance, by their places in it."""

    whole_of: FormedCovariance
    places: Indices

    @classmethod
    def of(cls, errors: PairErrors) -> TakenPart:
        """Return the repeat units that errors are of; their covariance is formed, not held."""
        if not isinstance(errors.belief, FormedCovariance):
            raise TypeError("the covariance is held already")
        return cls(errors.belief, errors.rows)

    @property
    def size(self) -> int:
        """Number of repeat units."""
        return len(self.places)

    @property
    def width(self) -> int:
        """Numbers from which the covariances of one repeat unit are worked out."""
        return self.whole_of.width

    def block(self, rows: Indices, columns: Indices, dtype: Precision) -> Floats:
        """Return one block, shape (r, c)."""
        mine = self.places[rows]
        return self.whole_of.block(mine, mine if rows is columns else self.places[columns], dtype)

    def blocks(self, stretches: Stretches, dtype: Precision) -> Iterator[Floats]:
        """Yield the blocks of stretches of rows and columns, shapes (r, c)."""
        every = np.arange(self.size)
        for rows, columns in stretches:
            mine = every[rows]
            yield self.block(mine, mine if rows == columns else every[columns], dtype)

    def between(self, rows: Indices, columns: Indices) -> Floats:
        """Return small blocks, shape (n, r, c)."""
        return self.whole_of.between(self.places[rows], self.places[columns])


def held(covariance: Covariance) -> Covariance:
    """Return a covariance as a matrix where it has few repeat units, else as it is."""
    if not isinstance(covariance, FormedCovariance) or covariance.size > MOST_HELD:
        return covariance
    few = covariance.size <= MOST_DOUBLE
    return HeldCovariance(covariance.filled(np.float64 if few else np.float32))
