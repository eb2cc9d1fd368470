"""Errors of repeat units that go together only through the monomers they share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from polyopt.equations.arrays import Array, Floats, Indices
from polyopt.models.unary_codes import Precision


@dataclass(frozen=True, slots=True)
class SharedMonomers:
    """The correlation of the errors of q repeat units [-].

    Parameters
    ----------
    dianhydride, diamine : ndarray of int, shape (q,)
        Number of the monomer that each holds.
    sharing : ndarray, shape (2,)
        Correlation through the same dianhydride and through the same diamine, together at most
        one, so that the matrix has no negative eigenvalue. [-]
    """

    dianhydride: Indices
    diamine: Indices
    sharing: Array

    @classmethod
    def of(cls, names: Sequence[tuple[str, str]], sharing: Array) -> SharedMonomers:
        """Return the correlation of distinct repeat units, their monomers given as SMILES."""
        acids, amines = (
            np.unique(role, return_inverse=True)[1] for role in zip(*names, strict=True)
        )
        return cls(acids, amines, sharing)

    @property
    def size(self) -> int:
        """Number of repeat units q."""
        return len(self.diamine)

    @property
    def width(self) -> int:
        """Numbers from which the correlations of one repeat unit are worked out."""
        return 2

    def block(self, rows: Indices, columns: Indices, dtype: Precision) -> Floats:
        """Return one block, shape (r, c)."""
        return np.asarray(self.between(rows[None], columns[None])[0], dtype)

    def blocks(
        self, stretches: Sequence[tuple[slice, slice]], dtype: Precision
    ) -> Iterator[Floats]:
        """Yield the blocks of stretches of rows and columns, shapes (r, c)."""
        every = np.arange(self.size)
        for rows, columns in stretches:
            yield self.block(every[rows], every[columns], dtype)

    def between(self, rows: Indices, columns: Indices) -> Floats:
        """Return small blocks, shape (n, r, c), for places of shapes (n, r) and (n, c)."""
        left, right = rows[:, :, None], columns[:, None, :]
        acid = self.dianhydride[left] == self.dianhydride[right]
        amine = self.diamine[left] == self.diamine[right]
        alone = (1 - self.sharing.sum()) * (left == right)
        return np.asarray(self.sharing[0] * acid + self.sharing[1] * amine + alone)
