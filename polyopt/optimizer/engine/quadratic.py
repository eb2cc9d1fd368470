"""Small convex quadratic programmes, many at a time.

Shapes: n programmes, q variables, e equalities, m inequalities; the first b variables in a box.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from polyopt.optimizer.space.polytope import Array

_ITERATIONS = 14
_SOLVED = 1e-6
_BACK_FROM_WALL = 0.98
_BEHIND = 1e-4
"""Least complementarity for a given residual, so that no slack closes before the equations hold."""
_RIDGE = 1e-10
_CLOSEST = 1e-8


@dataclass(frozen=True, slots=True)
class Rows:
    """Inequalities of n programmes: ``G x <= h``, then ``-x <= l`` and ``x <= u`` in the box.

    A box is most of the inequalities of a small step and a matter of its diagonal alone.

    Parameters
    ----------
    matrix : ndarray, shape (n, m, q)
        G.
    boxed : int
        How many of the variables, the first ones, are in a box.
    """

    matrix: Array
    boxed: int

    def take(self, index: NDArray[np.bool_] | NDArray[np.intp]) -> Rows:
        """Return the inequalities of some programmes."""
        return Rows(self.matrix[index], self.boxed)

    def times(self, x: Array) -> Array:
        """Return the left sides at x, shape (n, m + 2 b)."""
        box = x[:, : self.boxed]
        return np.hstack([_times(self.matrix, x), -box, box])

    def across(self, z: Array) -> Array:
        """Return the transposed matrix times z, shape (n, q)."""
        m, b = self.matrix.shape[1], self.boxed
        found = _times(self.matrix.transpose(0, 2, 1), z[:, :m])
        found[:, :b] += z[:, m + b :] - z[:, m : m + b]
        return found

    def weighed(self, steepness: Array) -> Array:
        """Return the transposed matrix times steepness times the matrix, shape (n, q, q)."""
        m, b = self.matrix.shape[1], self.boxed
        found = (self.matrix.transpose(0, 2, 1) * steepness[:, None, :m]) @ self.matrix
        found[:, range(b), range(b)] += steepness[:, m : m + b] + steepness[:, m + b :]
        return np.asarray(found)


@dataclass(frozen=True, slots=True)
class Solved:
    """Solutions of n programmes.

    Parameters
    ----------
    x : ndarray, shape (n, q)
        Minimisers.
    multipliers : ndarray, shape (n, m + 2 b)
        Of the inequalities, at least zero, in the order of `Rows`.
    """

    x: Array
    multipliers: Array


def minimized(
    hessian: Array, linear: Array, equal: Array, rows: Rows, bounds: Array, start: Array
) -> Solved:
    """Minimise ``x.H x / 2 + c.x`` subject to ``E x = 0`` and inequalities.

    Parameters
    ----------
    hessian : ndarray, shape (n, q, q)
        Positive semidefinite.
    linear : ndarray, shape (n, q)
        Linear part c.
    equal : ndarray, shape (e, q)
        Equalities, alike for all programmes and independent.
    rows : Rows
        The inequalities.
    bounds : ndarray, shape (n, m + 2 b)
        Their right sides.
    start : ndarray, shape (n, q)
        Points strictly inside the inequalities that meet the equalities.

    Notes
    -----
    Mehrotra's predictor and corrector (SIAM J. Optim. 2, 575, 1992; J. Nocedal and S. J. Wright,
    Numerical Optimization, 2nd ed., algorithm 16.4), each step for all programmes at once; the
    result for one does not depend on the others.

    Examples
    --------
    >>> one = minimized(np.eye(1)[None], np.array([[-3.0]]), np.zeros((0, 1)),
    ...                 Rows(np.ones((1, 1, 1)), 0), np.array([[2.0]]), np.zeros((1, 1)))
    >>> one.x.round(6).tolist(), one.multipliers.round(6).tolist()
    ([[2.0]], [[1.0]])
    """
    n, q = linear.shape
    x, y = start.copy(), np.zeros((n, len(equal)))
    slack = np.maximum(bounds - rows.times(x), _CLOSEST)
    z = np.abs(linear).max(axis=1, keepdims=True) / (bounds.shape[1] * slack)
    left = np.arange(n)
    for _ in range(_ITERATIONS):
        part = _Part(hessian[left], linear[left], equal, rows.take(left), bounds[left])
        now = x[left], y[left], slack[left], z[left]
        open_ = part.error(*now) >= _SOLVED
        left = left[open_]
        if not len(left):
            break
        after = part.take(open_).after(*(v[open_] for v in now))
        if after is None:
            break
        x[left], y[left], slack[left], z[left] = after
    return Solved(x, z)


@dataclass(frozen=True, slots=True)
class _Part:
    """Programmes not solved yet."""

    hessian: Array
    linear: Array
    equal: Array
    rows: Rows
    bounds: Array

    def take(self, index: NDArray[np.bool_]) -> _Part:
        """Return some of the programmes."""
        return _Part(
            self.hessian[index],
            self.linear[index],
            self.equal,
            self.rows.take(index),
            self.bounds[index],
        )

    def residuals(self, x: Array, y: Array, slack: Array, z: Array) -> tuple[Array, Array]:
        """Return by how much the equations fail that the answer meets."""
        dual = _times(self.hessian, x) + self.linear + y @ self.equal
        dual += self.rows.across(z)
        return dual, self.rows.times(x) + slack - self.bounds

    def error(self, x: Array, y: Array, slack: Array, z: Array) -> Array:
        """Return how far each programme is from its answer, shape (n,)."""
        dual, primal = self.residuals(x, y, slack, z)
        gap = (slack * z).mean(axis=1)
        return np.max([np.abs(dual).max(axis=1), np.abs(primal).max(axis=1), gap], axis=0)

    def after(
        self, x: Array, y: Array, slack: Array, z: Array
    ) -> tuple[Array, Array, Array, Array] | None:
        """Return all unknowns after one step, or None where rounding leaves none."""
        dual, primal = self.residuals(x, y, slack, z)
        q = x.shape[1]
        system = self._system(z / slack)

        def step(centre: Array) -> tuple[Array, Array, Array, Array]:
            """Return the Newton step to ``slack * z = centre`` in all unknowns."""
            push = (centre - z * slack + z * primal) / slack
            right = np.hstack([-dual - self.rows.across(push), -(x @ self.equal.T)])
            found = np.asarray(np.linalg.solve(system, right[:, :, None])[:, :, 0], dtype=float)
            ds = -primal - self.rows.times(found[:, :q])
            return found[:, :q], found[:, q:], ds, (centre - z * slack - z * ds) / slack

        try:
            _, _, ds, dz = step(np.zeros_like(z))
            gap = (slack * z).mean(axis=1, keepdims=True)
            ahead = _longest(slack, ds, z, dz)
            closed = ((slack + ahead * ds) * (z + ahead * dz)).mean(axis=1, keepdims=True)
            error = np.abs(dual).max(axis=1, keepdims=True)
            centre = np.maximum((closed / gap).clip(0.01, 1.0) ** 1.5 * gap, _BEHIND * error)
            dx, dy, ds, dz = step(centre - ds * dz)
        except np.linalg.LinAlgError:
            return None
        length = _BACK_FROM_WALL * _longest(slack, ds, z, dz)
        slack = np.maximum(slack + length * ds, 1e-14)
        return x + length * dx, y + length * dy, slack, np.maximum(z + length * dz, 1e-14)

    def _system(self, steepness: Array) -> Array:
        q, e = self.linear.shape[1], len(self.equal)
        system = np.zeros((len(self.linear), q + e, q + e))
        system[:, :q, :q] = self.hessian + self.rows.weighed(steepness)
        system[:, range(q), range(q)] += _RIDGE
        system[:, :q, q:], system[:, q:, :q] = self.equal.T, self.equal
        system[:, range(q, q + e), range(q, q + e)] = -_RIDGE
        return system


def _times(matrices: Array, vectors: Array) -> Array:
    return np.asarray((matrices @ vectors[:, :, None])[:, :, 0])


def _longest(slack: Array, ds: Array, z: Array, dz: Array) -> Array:
    """Return the longest step, at most one, that keeps slacks and multipliers positive."""
    with np.errstate(divide="ignore", invalid="ignore"):
        walls = np.hstack([np.where(ds < 0, -slack / ds, 1.0), np.where(dz < 0, -z / dz, 1.0)])
    return np.asarray(np.minimum(walls.min(axis=1, keepdims=True), 1.0))
