"""The kernel of a Gaussian process between a few units of many, thousands of times in a row.

Blocks of some six units by six are too small for the products that `kernel` takes: here counts are
rows of bits, whose common bits are counted, and the blocks of many designs go side by side.

Shapes: q units, "..." designs, r and c units of a block.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from polyopt.equations.arrays import Array, CountArray, Floats, Indices
from polyopt.models.features import Side, UnitFeatures
from polyopt.models.kernels import Standard, Term, block_of
from polyopt.models.unary_codes import tanimoto

_WORD = 64


@dataclass(frozen=True, slots=True)
class CountBits:
    """Counts in unary: count 3 of at most 5 is 11100, so that minima are common bits.

    Parameters
    ----------
    words : ndarray of uint64, shape (q, w)
        The bits, 64 to a word.
    total : ndarray, shape (q,)
        Sum of the counts.
    """

    words: NDArray[np.uint64]
    total: Array

    @classmethod
    def of(cls, counts: CountArray) -> CountBits:
        """Return counts, shape (q, b), as bits."""
        most = counts.max(axis=0, initial=0)
        levels = range(1, int(most.max(initial=0)) + 1)
        parts = [np.packbits(counts[:, most >= n] >= n, axis=1) for n in levels]
        width = -(-sum(part.shape[1] for part in parts) // 8) * 8
        packed = np.zeros((len(counts), width), dtype=np.uint8)
        if parts:
            joined = np.hstack(parts)
            packed[:, : joined.shape[1]] = joined
        return cls(packed.view(np.uint64), counts.sum(axis=1, dtype=float))

    def tanimoto(self, rows: Indices, columns: Indices) -> Array:
        """Return the Tanimoto similarity in blocks, shape (..., r, c) [-]."""
        left, right = self.words[rows][..., :, None, :], self.words[columns][..., None, :, :]
        minima = np.bitwise_count(left & right).sum(axis=-1, dtype=float)
        maxima = self.total[rows][..., :, None] + self.total[columns][..., None, :] - minima
        return np.asarray(minima / np.maximum(maxima, 1.0))


@dataclass(frozen=True, slots=True)
class UnitBlocks:
    """Units made ready for a kernel between few of them.

    Parameters
    ----------
    terms : tuple of Term
        The kernels.
    counts : dict of str to CountBits
        By kind of counts of the whole unit.
    sides : dict of str to (ndarray, ndarray)
        By role: similarity of its monomers, shape (k, k), and which of them each unit holds.
    scaled : dict of str to (ndarray, ndarray)
        By feature block: scaled features, shape (q, d), and their squares' sum.
    widths : dict of str to (float, float)
        By feature block: median squared distance, and what linear kernels are divided by.
    """

    terms: tuple[Term, ...]
    counts: dict[str, CountBits]
    sides: dict[str, tuple[Array, Indices]]
    scaled: dict[str, tuple[Array, Array]]
    widths: dict[str, tuple[float, float]]

    @classmethod
    def of(
        cls, terms: tuple[Term, ...], standards: dict[str, Standard], units: UnitFeatures
    ) -> UnitBlocks:
        """Prepare units."""
        counts: dict[str, CountBits] = {}
        sides: dict[str, tuple[Array, Indices]] = {}
        scaled: dict[str, tuple[Array, Array]] = {}
        for term in terms:
            name = term.feature
            if term.kind != "tanimoto":
                block = standards[name].apply(block_of(units, name))
                scaled[name] = (block, (block**2).sum(axis=1))
                continue
            own = getattr(units, name)
            if isinstance(own, Side):
                sides[name] = (np.asarray(tanimoto(own.counts, own.counts), float), own.index)
            else:
                counts[name] = CountBits.of(own)
        widths = {
            name: (standards[name].median_square, float(standards[name].emphasis.sum()))
            for name in scaled
        }
        return cls(terms, counts, sides, scaled, widths)

    def between(self, rows: Indices, columns: Indices) -> Array:
        """Return the weighted sum of the terms in blocks, shape (..., r, c)."""
        total = np.zeros((*rows.shape, columns.shape[-1]))
        products: dict[str, Floats] = {}
        squares: dict[str, Floats] = {}
        for term in self.terms:
            name = term.feature
            if name in self.counts:
                total += term.weight * self.counts[name].tanimoto(rows, columns)
                continue
            if name in self.sides:
                table, index = self.sides[name]
                total += term.weight * table[index[rows][..., None], index[columns][..., None, :]]
                continue
            block, square = self.scaled[name]
            if name not in products:
                products[name] = batched(block, rows, columns)
            median, divisor = self.widths[name]
            if term.kind == "linear":
                total += (term.weight / divisor) * products[name]
                continue
            if name not in squares:
                ends = square[rows][..., None] + square[columns][..., None, :]
                squares[name] = np.maximum(ends - 2 * products[name], 0.0)
            total += term.weight * np.exp(squares[name] / (-2 * term.scale * median))
        return total


def batched(table: Floats, rows: Indices, columns: Indices) -> Floats:
    """Return products of rows of a table in blocks, shape (..., r, c)."""
    left = table[rows]
    right = left if columns is rows else table[columns]
    return np.asarray(np.matmul(left, np.swapaxes(right, -1, -2)))
