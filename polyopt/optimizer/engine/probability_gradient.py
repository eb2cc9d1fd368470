"""The joint probability of limits with its derivatives: the same sum over the same fixed nodes.

Shapes: n designs, N nodes, L limits, u uncertain quantities.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from polyopt.claims.probability import Limit, blocks, nodes, spanned
from polyopt.equations.derivatives import Dual, greater, lesser
from polyopt.optimizer.space.polytope import Array

_TINY = 1e-12


@dataclass(frozen=True, slots=True)
class SmoothLimit:
    """``low <= loading . x <= high`` with the derivatives of its bounds.

    Parameters
    ----------
    loading : ndarray, shape (u,)
        Factors of the uncertain quantities.
    low, high : Dual, shape (n,)
        Bounds, the means already taken off.
    """

    loading: Array
    low: Dual
    high: Dual


def combined(
    loading: Array, other: Array, covariance: Mapping[tuple[int, int], Dual]
) -> Dual | float:
    """Return the covariance of two linear forms, a Dual of shape (n,), or 0.0 if it is none."""
    total: Dual | float = 0.0
    for (u, v), entry in covariance.items():
        factor = loading[u] * other[v] + (loading[v] * other[u] if u != v else 0.0)
        if factor:
            total = total + entry * float(factor)
    return total


def chance_within(low: Dual, high: Dual, sd: Dual) -> Dual:
    """Return P(low <= x <= high) for x normal with mean zero, as a Dual of shape (n,)."""
    chance: Dual = ndtr(high / sd) - ndtr(low / sd)
    return chance


def joint_chance(
    limits: Sequence[SmoothLimit], covariance: Mapping[tuple[int, int], Dual], like: Dual
) -> Dual:
    """Return the probability that all limits hold together, a Dual of shape (n,).

    Parameters
    ----------
    limits : sequence of SmoothLimit
        The limits.
    covariance : mapping of (int, int) to Dual
        Upper triangle of the covariance of the uncertain quantities.
    like : Dual, shape (n,)
        Any value of the n designs.

    Notes
    -----
    The value is that of `polyopt.claims.probability.joint_probability`, whose nodes do not move
    with the design: the estimate is smooth, and its derivative is taken node by node.
    """
    total = Dual.constant(np.ones(len(like.value)), like)
    if not limits:
        return total
    size = len(limits[0].loading)
    values = np.zeros((len(like.value), size, size))
    for (u, v), entry in covariance.items():
        values[:, u, v] = values[:, v, u] = entry.value
    bare = [Limit(limit.loading, limit.low.value, limit.high.value) for limit in limits]
    for block in blocks(bare, values):
        used = [limit for limit in limits if np.any(limit.loading[block])]
        total = total * _block_chance(used, covariance, block)
    return total


def _block_chance(
    limits: Sequence[SmoothLimit], covariance: Mapping[tuple[int, int], Dual], block: list[int]
) -> Dual:
    basis, factors = spanned(np.array([limit.loading[block] for limit in limits]))
    rows = np.zeros((len(basis), len(limits[0].loading)))
    rows[:, block] = basis
    slopes = _slopes(factors, _cholesky(rows, covariance, limits[0].low))
    places, weights = nodes(len(basis) - 1)
    ends = [int(np.flatnonzero(np.abs(row) > _TINY).max()) for row in factors]
    along = _along(places, slopes, limits, ends)
    value = np.einsum(
        "nN,N->n", np.broadcast_to(along.value, (len(along.value), len(weights))), weights
    )
    wide = np.broadcast_to(along.slope, (len(along.value), len(weights), along.slope.shape[-1]))
    return Dual(value, np.einsum("nNk,N->nk", wide, weights))


def _cholesky(
    rows: Array, covariance: Mapping[tuple[int, int], Dual], like: Dual
) -> list[list[Dual]]:
    """Return the lower triangle of the Cholesky factor of the rows' covariance."""
    root: list[list[Dual | float]] = []
    for i in range(len(rows)):
        line: list[Dual | float] = []
        for j in range(i + 1):
            left = combined(rows[i], rows[j], covariance)
            for k in range(j):
                left = left - line[k] * (root[j][k] if j < i else line[k])
            line.append(np.sqrt(left + _TINY) if i == j else left / root[j][j])
        root.append(line)
    return [
        [e if isinstance(e, Dual) else Dual.constant(e + 0 * like.value, like) for e in line]
        for line in root
    ]


def _slopes(factors: Array, root: list[list[Dual]]) -> list[list[Dual | float]]:
    """Return how each limit depends on each independent variable, shape (n, 1) each."""
    size = len(root)
    found: list[list[Dual | float]] = []
    for row in factors:
        line: list[Dual | float] = []
        for k in range(size):
            total: Dual | float = 0.0
            for i in range(k, size):
                if row[i]:
                    total = total + root[i][k] * float(row[i])
            line.append(total[:, None] if isinstance(total, Dual) else 0.0)
        found.append(line)
    return found


def _along(
    places: Array, slopes: list[list[Dual | float]], limits: Sequence[SmoothLimit], ends: list[int]
) -> Dual:
    """Return the product of bounded probabilities along all nodes, shape (n, N)."""
    chance = Dual.constant(1.0, limits[0].low)
    fixed: list[Dual | float] = [0.0] * len(limits)
    for k in range(len(slopes[0])):
        lower: Dual | float = -np.inf
        upper: Dual | float = np.inf
        for i in (i for i, end in enumerate(ends) if end == k):
            first = (limits[i].low[:, None] - fixed[i]) / slopes[i][k]
            second = (limits[i].high[:, None] - fixed[i]) / slopes[i][k]
            lower = greater(lower, lesser(first, second))
            upper = lesser(upper, greater(first, second))
        below = ndtr(lower)
        width = np.maximum(ndtr(upper) - below, 0.0)
        chance = chance * width
        if k < places.shape[1]:
            share = np.maximum(np.minimum(below + width * places[:, k], 1 - _TINY), _TINY)
            z = ndtri(share)
            fixed = [
                f + slope[k] * z if isinstance(slope[k], Dual) else f
                for f, slope in zip(fixed, slopes, strict=True)
            ]
    return chance
