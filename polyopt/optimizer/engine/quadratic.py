"""Small convex quadratic programmes, many at a time.

Shapes: n programmes, q variables, e equalities, m inequalities.
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
class Solved:
    """Solutions of n programmes.

    Parameters
    ----------
    x : ndarray, shape (n, q)
        Minimisers.
    multipliers : ndarray, shape (n, m)
        Of the inequalities, at least zero.
    """

    x: Array
    multipliers: Array


def minimized(
    hessian: Array, linear: Array, equal: Array, rows: Array, bounds: Array, start: Array
) -> Solved:
    """Minimise ``x.H x / 2 + c.x`` subject to ``E x = 0`` and ``G x <= h``.

    Parameters
    ----------
    hessian : ndarray, shape (n, q, q)
        Positive semidefinite.
    linear : ndarray, shape (n, q)
        Linear part c.
    equal : ndarray, shape (e, q)
        Equalities, alike for all programmes and independent.
    rows : ndarray, shape (n, m, q)
        Inequalities G.
    bounds : ndarray, shape (n, m)
        Their right sides h.
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
    ...                 np.ones((1, 1, 1)), np.array([[2.0]]), np.zeros((1, 1)))
    >>> one.x.round(6).tolist(), one.multipliers.round(6).tolist()
    ([[2.0]], [[1.0]])
    """
    n, q = linear.shape
    m, e = rows.shape[1], len(equal)
    x, y = start.copy(), np.zeros((n, e))
    slack = np.maximum(bounds - _times(rows, x), _CLOSEST)
    z = np.abs(linear).max(axis=1, keepdims=True) / (m * slack)
    left = np.arange(n)
    for _ in range(_ITERATIONS):
        part = _Part(hessian[left], linear[left], equal, rows[left], bounds[left])
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
    rows: Array
    bounds: Array

    def take(self, index: NDArray[np.bool_]) -> _Part:
        """Return some of the programmes."""
        return _Part(
            self.hessian[index],
            self.linear[index],
            self.equal,
            self.rows[index],
            self.bounds[index],
        )

    def residuals(self, x: Array, y: Array, slack: Array, z: Array) -> tuple[Array, Array]:
        """Return by how much the equations fail that the answer meets."""
        dual = _times(self.hessian, x) + self.linear + y @ self.equal
        dual += _times(self.rows.transpose(0, 2, 1), z)
        return dual, _times(self.rows, x) + slack - self.bounds

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
        q, across = x.shape[1], self.rows.transpose(0, 2, 1)
        inverse = self._inverse(z / slack)
        if inverse is None:
            return None

        def step(centre: Array) -> tuple[Array, Array, Array, Array]:
            """Return the Newton step to ``slack * z = centre`` in all unknowns."""
            push = (centre - z * slack + z * primal) / slack
            right = np.concatenate([-dual - _times(across, push), -(x @ self.equal.T)], axis=1)
            found = _times(inverse, right)
            ds = -primal - _times(self.rows, found[:, :q])
            return found[:, :q], found[:, q:], ds, (centre - z * slack - z * ds) / slack

        _, _, ds, dz = step(np.zeros_like(z))
        gap = (slack * z).mean(axis=1, keepdims=True)
        ahead = _longest(slack, ds, z, dz)
        closed = ((slack + ahead * ds) * (z + ahead * dz)).mean(axis=1, keepdims=True)
        error = np.abs(dual).max(axis=1, keepdims=True)
        centre = np.maximum((closed / gap).clip(0.01, 1.0) ** 1.5 * gap, _BEHIND * error)
        dx, dy, ds, dz = step(centre - ds * dz)
        length = _BACK_FROM_WALL * _longest(slack, ds, z, dz)
        slack = np.maximum(slack + length * ds, 1e-14)
        return x + length * dx, y + length * dy, slack, np.maximum(z + length * dz, 1e-14)

    def _inverse(self, steepness: Array) -> Array | None:
        q, e = self.linear.shape[1], len(self.equal)
        system = np.zeros((len(self.linear), q + e, q + e))
        across = self.rows.transpose(0, 2, 1)
        system[:, :q, :q] = self.hessian + (across * steepness[:, None, :]) @ self.rows
        system[:, range(q), range(q)] += _RIDGE
        system[:, :q, q:], system[:, q:, :q] = self.equal.T, self.equal
        system[:, range(q, q + e), range(q, q + e)] = -_RIDGE
        try:
            return np.linalg.inv(system)
        except np.linalg.LinAlgError:
            return None


def _times(matrices: Array, vectors: Array) -> Array:
    return np.asarray((matrices @ vectors[:, :, None])[:, :, 0])


def _longest(slack: Array, ds: Array, z: Array, dz: Array) -> Array:
    """Return the longest step, at most one, that keeps slacks and multipliers positive."""
    with np.errstate(divide="ignore", invalid="ignore"):
        walls = np.hstack([np.where(ds < 0, -slack / ds, 1.0), np.where(dz < 0, -z / dz, 1.0)])
    return np.asarray(np.minimum(walls.min(axis=1, keepdims=True), 1.0))
