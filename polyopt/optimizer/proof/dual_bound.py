"""Certified lower bounds of many small linear programs at once, by their duals.

Each program asks for the least mean of c over weights of p points that keep the means of K rows
at or below zero: ``min c w`` with ``V w <= 0``, ``w >= 0``, ``sum w = 1``. For any multipliers
y >= 0 its optimum is at least ``min_p (c_p + sum_k y_k V_kp)`` (weak duality), so a bound holds
whatever became of the pivots that found y; they only decide how good it is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from polyopt.optimizer.space.polytope import Array

SLACK = 1e-9
"""Bounds are moved outward by this share of the greatest value they rest on."""

_TINY = 1e-11
_IMPROVES = 1e-10
_MOST_POINTS = 64


@dataclass(frozen=True, slots=True)
class DualBound:
    """Lower bounds of n programs.

    Parameters
    ----------
    low : ndarray, shape (n,)
        Bounds; infinite where no weights keep the rows.
    weights : ndarray, shape (n, p)
        Weights of the points that about attain them.
    """

    low: Array
    weights: Array


def least_mean(c: Array, rows: Array) -> DualBound:
    """Return lower bounds of the least weighted mean of c that keeps the rows at or below zero.

    Parameters
    ----------
    c : ndarray, shape (n, p)
        Values at the points.
    rows : ndarray, shape (n, K, p)
        Rows whose means must not be positive, of about unit size.

    Examples
    --------
    >>> c = np.array([[0.0, 10.0]])
    >>> round(float(least_mean(c, np.array([[[1.0, -1.0]]])).low[0]), 6)
    5.0
    """
    if rows.shape[1] == 0:
        best = c.argmin(axis=1)
        return DualBound(_outward(c.min(axis=1), c), np.eye(c.shape[1])[best])
    if c.shape[1] > _MOST_POINTS:
        return _by_highs(c, rows)
    size = np.abs(c).max(axis=1, keepdims=True)
    scale = np.where(size > 0, size, 1.0)
    found = _pivoted(c / scale, rows)
    low = (c + scale * np.einsum("nk,nkp->np", found.multipliers, rows)).min(axis=1)
    ray = np.einsum("nk,nkp->np", found.ray, rows).min(axis=1)
    impossible = ray > SLACK * np.maximum(1.0, found.ray.sum(axis=1))
    weighed = (np.abs(found.multipliers[:, :, None] * rows)).max(axis=(1, 2))
    low -= SLACK * scale[:, 0] * (1.0 + weighed)
    return DualBound(np.where(impossible, np.inf, low), found.weights)


def _outward(low: Array, c: Array) -> Array:
    return np.asarray(low - SLACK * np.abs(c).max(axis=1))


@dataclass(slots=True)
class _Pivoted:
    multipliers: Array
    ray: Array
    weights: Array


def _pivoted(c: Array, rows: Array) -> _Pivoted:
    """Solve the duals by the simplex method, all tableaux side by side.

    The dual is ``max t`` with ``t - sum_k y_k V_kp <= c_p - min c``, ``t, y >= 0``: the slack
    basis is feasible. An unbounded dual leaves a ray, which shows that no weights keep the rows.
    """
    n, p = c.shape
    k = rows.shape[1]
    table = np.zeros((n, p + 1, k + p + 2))
    table[:, :p, 0] = 1.0
    table[:, :p, 1 : k + 1] = -rows.transpose(0, 2, 1)
    table[:, range(p), range(k + 1, k + p + 1)] = 1.0
    table[:, :p, -1] = c - c.min(axis=1, keepdims=True)
    table[:, p, 0] = -1.0
    basis = np.tile(np.arange(k + 1, k + p + 1), (n, 1))
    ray = np.zeros((n, k))
    active = np.arange(n)
    for _ in range(4 * (p + k)):
        costs = table[active, p, :-1]
        enters = costs.argmin(axis=1)
        open_ = costs[np.arange(len(active)), enters] < -_IMPROVES
        active, enters = active[open_], enters[open_]
        if len(active) == 0:
            break
        column = table[active, :p, enters]
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = np.where(column > _TINY, table[active, :p, -1] / column, np.inf)
        leaves = ratio.argmin(axis=1)
        bounded = np.isfinite(ratio[np.arange(len(active)), leaves])
        lost = ~bounded
        if lost.any():
            ray[active[lost]] = _ray(basis[active[lost]], column[lost], enters[lost], k)
        active, enters, leaves = active[bounded], enters[bounded], leaves[bounded]
        _pivot(table, basis, active, enters, leaves)
    return _Pivoted(
        _values(basis, table[:, :p, -1], k), ray, np.maximum(table[:, p, k + 1 : k + p + 1], 0.0)
    )


def _pivot(
    table: Array,
    basis: NDArray[np.intp],
    active: NDArray[np.intp],
    enters: NDArray[np.intp],
    leaves: NDArray[np.intp],
) -> None:
    here = np.arange(len(active))
    part = table[active]
    row = part[here, leaves] / part[here, leaves, enters][:, None]
    part -= part[here, :, enters][:, :, None] * row[:, None, :]
    part[here, leaves] = row
    table[active] = part
    basis[active, leaves] = enters


def _values(basis: NDArray[np.intp], right: Array, k: int) -> Array:
    """Return the multipliers of the current basis, never negative, shape (n, k)."""
    n = len(basis)
    full = np.zeros((n, k + basis.shape[1] + 1))
    np.put_along_axis(full, basis, right, axis=1)
    return np.asarray(np.maximum(full[:, 1 : k + 1], 0.0))


def _ray(basis: NDArray[np.intp], column: Array, enters: NDArray[np.intp], k: int) -> Array:
    """Return the direction of the multipliers along which the dual grows without end."""
    n = len(basis)
    full = np.zeros((n, k + basis.shape[1] + 1))
    np.put_along_axis(full, basis, -column, axis=1)
    full[np.arange(n), enters] = 1.0
    return np.asarray(np.maximum(full[:, 1 : k + 1], 0.0))


def _by_highs(c: Array, rows: Array) -> DualBound:
    """Return the bounds of programs of many points, one call of HiGHS each."""
    from scipy.optimize import linprog

    low, weights = np.empty(len(c)), np.full(c.shape, 1.0 / c.shape[1])
    for i, (cost, row) in enumerate(zip(c, rows, strict=True)):
        ones = np.ones((1, len(cost)))
        solved = linprog(cost, A_ub=row, b_ub=np.zeros(len(row)), A_eq=ones, b_eq=[1.0])
        if solved.status == 2 and _no_weights(row):
            low[i] = np.inf
            continue
        given = solved.status == 0
        y = np.maximum(-solved.ineqlin.marginals, 0.0) if given else np.zeros(len(row))
        weighed = np.abs(y[:, None] * row).max()
        low[i] = (cost + y @ row).min() - SLACK * (np.abs(cost).max() + weighed)
        weights[i] = solved.x if given else weights[i]
    return DualBound(low, weights)


def _no_weights(row: Array) -> bool:
    """Say whether multipliers prove that no weights keep the rows: ``min_p y V_p > 0``."""
    from scipy.optimize import linprog

    k, p = row.shape
    table = np.hstack([-row.T, np.ones((p, 1))])
    goal = np.append(np.zeros(k), -1.0)
    bounds = [(0.0, 1.0)] * k + [(None, None)]
    solved = linprog(goal, A_ub=table, b_ub=np.zeros(p), bounds=bounds)
    return solved.status == 0 and float((np.maximum(solved.x[:k], 0) @ row).min()) > SLACK * k
