"""Tanimoto similarity of count vectors, from dot products of their unary codes.

Count 3 becomes 1, 1, 1, 0, ...: the sum of minima is a dot product. Codes that are common go
through a dense product, rare ones through a sparse product.

Shapes: p and q units, b bits, d codes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from polyopt.equations.arrays import CountArray, Floats, Indices

if TYPE_CHECKING:
    from scipy import sparse

Precision = type[np.floating[Any]]

_FREQUENT = 0.02  # share of units that hold a code which goes through the dense product
_SAMPLE = 500  # units by which that is found
_ROWS = 512  # of counts that are written as codes at a time
_EVERY = slice(None)


@dataclass(frozen=True, slots=True)
class UnaryCodes:
    """Counts of q units written as codes, to compare others with.

    Parameters
    ----------
    bits, levels : ndarray of int, shape (d,)
        What each code says: the bit has at least that count. Common codes come first.
    dense : ndarray of float32, shape (common, q)
        Common codes.
    thin : csr_array of float32, shape (q, rare)
        Rare codes.
    total : ndarray, shape (q,)
        Sum of the counts.
    """

    bits: Indices
    levels: CountArray
    dense: NDArray[np.float32]
    thin: sparse.csr_array
    total: NDArray[np.float64]

    @classmethod
    def of(cls, counts: CountArray, most: CountArray) -> UnaryCodes:
        """Return the codes of counts, shape (q, b), that units of at most `most`, (b,), share."""
        from scipy import sparse

        most = np.minimum(most, counts.max(axis=0, initial=0))
        steps = range(1, int(most.max(initial=0)) + 1)
        places = [np.flatnonzero(most >= step) for step in steps]
        bits = np.concatenate([np.zeros(0, np.intp), *places])
        levels = np.repeat(np.arange(1, len(places) + 1), [len(p) for p in places]).astype(np.uint8)
        sample = counts[:: max(1, len(counts) // _SAMPLE)]
        common = (sample[:, bits] >= levels).mean(axis=0) > _FREQUENT
        rare = ~common
        dense = np.empty((int(common.sum()), len(counts)), dtype=np.float32)
        thin = []
        for start in range(0, len(counts), _ROWS):
            rows = slice(start, start + _ROWS)
            dense[:, rows] = (counts[rows][:, bits[common]] >= levels[common]).T
            codes = counts[rows][:, bits[rare]] >= levels[rare]
            thin.append(sparse.csr_array(codes, dtype=np.float32))
        return cls(
            np.r_[bits[common], bits[rare]],
            np.r_[levels[common], levels[rare]],
            dense,
            sparse.csr_array(sparse.vstack(thin, format="csr")),
            counts.sum(axis=1, dtype=float),
        )

    def minima(self, counts: CountArray, columns: slice = _EVERY) -> NDArray[np.float32]:
        """Return sums of minima with counts, shape (p, b), for a stretch of the units, (p, q)."""
        dense, thin = self.dense[:, columns], self.thin[columns]
        split = len(dense)
        found = np.empty((len(counts), dense.shape[1]), dtype=np.float32)
        for start in range(0, len(counts), _ROWS):
            rows = slice(start, start + _ROWS)
            codes = counts[rows][:, self.bits] >= self.levels
            np.matmul(codes[:, :split].astype(np.float32), dense, out=found[rows])
            if split < len(self.bits):
                from scipy import sparse

                rare = sparse.csr_array(codes[:, split:].T, dtype=np.float32)
                found[rows] += (thin @ rare).toarray().T
        return found

    def tanimoto(
        self, counts: CountArray, columns: slice = _EVERY, dtype: Precision = np.float64
    ) -> Floats:
        """Return the similarity of counts, shape (p, b), to a stretch of the units, (p, q) [-]."""
        minima: Floats = self.minima(counts, columns).astype(dtype, copy=False)
        maxima = counts.sum(axis=1, dtype=dtype)[:, None] + self.total[columns].astype(dtype)
        maxima -= minima
        np.maximum(maxima, 1.0, out=maxima)
        minima /= maxima
        return minima


def tanimoto(first: CountArray, second: CountArray, dtype: Precision = np.float64) -> Floats:
    """Return the min-max Tanimoto similarity of count vectors.

    Parameters
    ----------
    first, second : ndarray of uint8, shape (p, b) and (q, b)
        Counts.
    dtype : type
        Precision of the result.

    Returns
    -------
    ndarray, shape (p, q)
        Sum of minima over sum of maxima; 1 for equal rows. [-]

    Examples
    --------
    >>> float(tanimoto(np.array([[2, 1]], np.uint8), np.array([[1, 1]], np.uint8))[0, 0])
    0.6666666666666666
    """
    return UnaryCodes.of(second, first.max(axis=0, initial=0)).tanimoto(first, dtype=dtype)
