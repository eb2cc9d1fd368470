"""What a Gaussian process leaves open of many repeat units, by blocks.

Shapes: q repeat units, n training films.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from polyopt.equations.arrays import Floats, Indices
from polyopt.models.features import UnitFeatures
from polyopt.models.kernels import Likeness, Standard, Term, kernel
from polyopt.models.unary_codes import Precision
from polyopt.models.unit_blocks import UnitBlocks, batched


@dataclass(frozen=True)
class ProcessPart:
    """What a Gaussian process does not know of repeat units, in units of the label variance.

    Parameters
    ----------
    terms, standards
        The kernels, and the scaling of the feature blocks.
    units : UnitFeatures
        The repeat units.
    learned : ndarray, shape (q, n)
        What n training films say of each: their products are what the kernel loses.
    """

    terms: tuple[Term, ...]
    standards: dict[str, Standard]
    units: UnitFeatures
    learned: Floats

    @classmethod
    def of(
        cls,
        terms: tuple[Term, ...],
        standards: dict[str, Standard],
        units: UnitFeatures,
        learned: Floats,
    ) -> ProcessPart:
        """Return the part; of the counts of its units, only bits that one of them holds."""
        counts = {name: getattr(units, name) for name in ("morgan", "torsion")}
        used = {name: table[:, table.any(axis=0)] for name, table in counts.items()}
        return cls(terms, standards, replace(units, **used), learned)

    @property
    def size(self) -> int:
        """Number of repeat units q."""
        return len(self.units)

    @property
    def width(self) -> int:
        """Numbers from which the covariances of one repeat unit are worked out."""
        return self.learned.shape[1] + sum(b.words.shape[1] for b in self._ready.counts.values())

    @cached_property
    def _ready(self) -> UnitBlocks:
        return UnitBlocks.of(self.terms, self.standards, self.units)

    def block(self, rows: Indices, columns: Indices, dtype: Precision) -> Floats:
        """Return one block, shape (r, c)."""
        return self._block(rows, columns, None, dtype)

    def blocks(
        self, stretches: Sequence[tuple[slice, slice]], dtype: Precision
    ) -> Iterator[Floats]:
        """Yield the blocks of stretches of rows and columns, shapes (r, c)."""
        kinds = dict.fromkeys(t.feature for t in self.terms if t.kind == "tanimoto")
        likeness = Likeness(kinds, self.units, self.units, dtype)
        for rows, columns in stretches:
            same = rows if rows == columns else columns
            yield self._block(rows, same, likeness.between(rows, columns), dtype)

    def _block(
        self,
        rows: Indices | slice,
        columns: Indices | slice,
        known: dict[str, Floats] | None,
        dtype: Precision,
    ) -> Floats:
        left = self.units.take(rows)
        right = left if rows is columns else self.units.take(columns)
        prior = kernel(self.terms, self.standards, left, right, known, dtype)
        mine = self.learned[rows].astype(dtype, copy=False)
        other = mine if rows is columns else self.learned[columns].astype(dtype, copy=False)
        prior -= mine @ other.T
        return prior

    def between(self, rows: Indices, columns: Indices) -> Floats:
        """Return small blocks, shape (n, r, c)."""
        prior = self._ready.between(rows, columns)
        prior -= batched(self.learned, rows, columns)
        return prior
