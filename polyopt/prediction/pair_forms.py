"""Surfaces as forms of the pairs that are present: a design costs its six or so pairs.

Both mixing rules come down to bilinear forms of the mole fractions a, b and one quadratic form of
the products ``a_i b_j``. Fox's rule on mass fractions is ``Tg = M / H``, ``M = sum a_i b_j m_ij``
``H = sum a_i b_j m_ij / Tg_ij``; it answers to the homopolymer of a pair by
``a_i b_j (m_ij / Tg_ij^2) (Tg^2 / M)``: the factor of the pair weighs its fraction.

Shapes: g groups of r designs alike in their monomers, q pairs each.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from polyopt.equations.arrays import Floats
from polyopt.equations.mixing import ZERO_CELSIUS
from polyopt.models.covariance import PairErrors
from polyopt.models.surface import FOX_MASS, PairSurface

if TYPE_CHECKING:
    from polyopt.claims.evidence import Portions

Array = NDArray[np.float64]

_BLOCK = 4
"""Rows per group from which matrix products beat sums over pairs (experiments/bench_throughput)."""

_AT_ONCE = 2**19
"""Covariances of groups that are worked out at a time."""


@dataclass(frozen=True, slots=True)
class PresentPairs:
    """The pairs of one layer that are present.

    Parameters
    ----------
    index : ndarray of int, shape (q, g)
        Their places among the pairs of the palette, row-major.
    fraction : ndarray, shape (q, g, r)
        Mole fractions of the repeat units, a view of memory in which groups come first.
    """

    index: NDArray[np.intp]
    fraction: Array

    @classmethod
    def of(cls, dianhydrides: Portions, diamines: Portions) -> PresentPairs:
        """Return all products of the monomers present."""
        index = dianhydrides.members[:, None] * diamines.size + diamines.members[None]
        _, groups, rows = dianhydrides.shares.shape
        first, second = len(dianhydrides.members), len(diamines.members)
        count = first * second
        if rows >= _BLOCK:
            fraction = np.empty((groups, count, rows)).transpose(1, 0, 2)
        else:
            fraction = np.empty((count, groups, rows))
        for i, share in enumerate(dianhydrides.shares):
            for j, other in enumerate(diamines.shares):
                np.multiply(share, other, out=fraction[i * second + j])
        return cls(index.reshape(count, groups), fraction)

    @property
    def in_blocks(self) -> bool:
        """Whether groups are large enough for matrix products."""
        return self.fraction.shape[2] >= _BLOCK

    def weighed(self, weights: Array | None) -> PresentPairs:
        """Return these pairs, their fractions times weights of the palette's pairs, shape (p,)."""
        if weights is None:
            return self
        return PresentPairs(self.index, self.fraction * weights.take(self.index)[:, :, None])

    def bilinear(self, tables: Array) -> Array:
        """Return sums of fractions times tables of pair values.

        Parameters
        ----------
        tables : ndarray, shape (f, p)
            Values of all pairs of the palette.

        Returns
        -------
        ndarray, shape (f, g, r)
            One sum for each table.
        """
        if self.in_blocks:
            factors = tables[:, self.index.T].transpose(1, 0, 2)
            return np.matmul(factors, self.fraction.transpose(1, 0, 2)).transpose(1, 0, 2)
        return np.stack([_sum(table, self) for table in tables])

    def quadratic(self, errors: PairErrors, other: PresentPairs) -> Array:
        """Return ``x^T C y`` for the fractions x of these and y of other pairs, shape (g, r).

        Parameters
        ----------
        errors : PairErrors
            Covariance C of the pairs of both palettes; symmetric where `other` is this.
        other : PresentPairs
            Pairs of the same designs in another layer, or these.
        """
        if errors.held is not None and not self.in_blocks:
            return self._by_pairs(errors, errors.held, other)
        total = np.empty(self.fraction.shape[1:])
        step = max(1, _AT_ONCE // (len(self.index) * len(other.index)))
        for start in range(0, self.index.shape[1], step):
            groups = slice(start, start + step)
            rows = self.index.T[groups]
            columns = rows if other is self else other.index.T[groups]
            block = errors.between(rows, columns)
            y = np.matmul(block, other.fraction[:, groups].transpose(1, 0, 2))
            np.einsum("gpr,pgr->gr", y, self.fraction[:, groups], out=total[groups])
        return total

    def _by_pairs(self, errors: PairErrors, matrix: Floats, other: PresentPairs) -> Array:
        """Return `quadratic` as a sum over pairs of pairs, of covariances held in a matrix."""
        flat, width = matrix.ravel(), matrix.shape[1]
        rows = errors.rows.take(self.index) * width
        columns = errors.columns.take(other.index)
        total = np.zeros(self.fraction.shape[1:])
        for i, x in enumerate(self.fraction):
            last = i if other is self else len(other.index)
            along = np.zeros_like(total)
            for j in range(last):
                along += flat.take(rows[i] + columns[j])[:, None] * other.fraction[j]
            if other is self:
                along *= 2.0
                along += flat.take(rows[i] + columns[i])[:, None] * x
            along *= x
            total += along
        return total


def _sum(table: Array, pairs: PresentPairs) -> Array:
    total = np.zeros(pairs.fraction.shape[1:])
    for place, x in zip(pairs.index, pairs.fraction, strict=True):
        total += table.take(place)[:, None] * x
    return total


@dataclass(frozen=True, slots=True)
class PairForm:
    """A surface made ready for pairs.

    Parameters
    ----------
    surface : PairSurface
        The surface.
    tables : ndarray, shape (f, p)
        Tables of its bilinear forms.
    answer : ndarray, shape (p,), or None
        What of the answer of the mean to each homopolymer does not depend on the design but on
        the pair; None if nothing.
    exact : bool
        Whether the model has no error.
    noise_variance : float or None
        Of single films where it is the same for all pairs; None where the last table holds it.
    """

    surface: PairSurface
    tables: Array
    answer: Array | None
    exact: bool
    noise_variance: float | None

    @classmethod
    def of(cls, surface: PairSurface) -> PairForm:
        """Prepare a surface."""
        value = surface.mean.ravel()
        centred = value - value.mean()
        tables, answer = [value], None
        if _is_fox(surface):
            mass, kelvin = np.asarray(surface.mass).ravel(), value + ZERO_CELSIUS
            tables, answer = [mass, mass / kelvin, centred], mass / kelvin**2
        tables = [*tables, centred**2] if surface.mixing_share > 0 else tables
        noise_variance = None
        if surface.alike_in_noise():
            noise_variance = float(surface.noise_sd.flat[0]) ** 2
        else:
            tables.append(surface.noise_sd.ravel() ** 2)
        exact = surface.errors.is_exact
        return cls(surface, np.array(tables), answer, exact, noise_variance)

    @property
    def is_fox(self) -> bool:
        """Whether it mixes by Fox's rule on mass fractions: masses and masses over K come first."""
        return _is_fox(self.surface)

    def predict(
        self, pairs: PresentPairs, answers: PresentPairs
    ) -> tuple[Array, Array | float, Array | float]:
        """Return mean, the design's factor of the answer, and variance, each of shape (g, r).

        The variance is of one film: of the model's error, single films and the mixing rule.

        Parameters
        ----------
        pairs : PresentPairs
            The pairs present.
        answers : PresentPairs
            The same, weighed by `answer`.
        """
        sums = pairs.bilinear(self.tables)
        factor: Array | float = 1.0
        if self.is_fox:
            kelvin = sums[0] / sums[1]
            mean, centred = kelvin - ZERO_CELSIUS, sums[2]
            factor = kelvin / sums[1]
        else:
            mean = sums[0]
            centred = mean - self.surface.mean.mean()
        alike = self.noise_variance is not None
        variance: Array | float = sums[-1] if self.noise_variance is None else self.noise_variance
        if self.surface.mixing_share > 0:
            parents = np.maximum(sums[-1 if alike else -2] - centred * centred, 0.0)
            variance = variance + self.surface.mixing_share**2 * parents
        if not self.exact:
            own = answers.quadratic(self.surface.errors, answers) * (factor * factor)
            variance = variance + np.maximum(own, 0.0)
        return mean, factor, variance


def _is_fox(surface: PairSurface) -> bool:
    return surface.mixing == FOX_MASS and surface.mass is not None
