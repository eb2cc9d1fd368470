"""Probability that normally distributed quantities meet linear limits together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from polyopt.claims.schema import Array

_NODES = 48
_TINY = 1e-12


@dataclass(frozen=True, slots=True)
class Limit:
    """``low <= loading . x <= high`` for the deviations x of the uncertain quantities.

    Parameters
    ----------
    loading : ndarray, shape (u,)
        Factors.
    low, high : ndarray, shape (n,)
        Bounds, the means already taken off.
    """

    loading: Array
    low: Array
    high: Array


def interval_probability(low: Array, high: Array, sd: Array) -> Array:
    """Return P(low <= x <= high) for x normal with mean zero.

    Parameters
    ----------
    low, high : ndarray, shape (n,)
        Bounds relative to the mean.
    sd : ndarray, shape (n,)
        Standard deviation; where it is zero the answer is 0 or 1.

    Examples
    --------
    >>> round(float(interval_probability(np.array([-1.96]), np.array([1.96]), np.ones(1))[0]), 3)
    0.95
    """
    from scipy.special import ndtr

    safe = np.where(sd > _TINY, sd, 1.0)
    inside = ((low <= 0) & (high >= 0)).astype(float)
    return np.asarray(np.where(sd > _TINY, ndtr(high / safe) - ndtr(low / safe), inside))


def joint_probability(limits: Sequence[Limit], covariance: Array) -> Array:
    """Return the probability that all limits hold together.

    Quantities that no limit ties together are independent blocks if they do not covary. A block
    of one quantity is exact; a block of d quantities is integrated over the first d - 1 on fixed
    equal-probability nodes and exactly over the last, so the result is deterministic and smooth.

    Parameters
    ----------
    limits : sequence of Limit
        The limits.
    covariance : ndarray, shape (n, u, u)
        Joint covariance of the uncertain quantities.

    Returns
    -------
    ndarray, shape (n,)
        Probabilities. The error of a block of two is below 0.005 against Monte Carlo with 10^6
        draws (tests/unit/test_probability.py).
    """
    total = np.ones(covariance.shape[0])
    for block in _blocks(limits, covariance):
        used = [limit for limit in limits if np.any(limit.loading[block])]
        total *= _block_probability(used, covariance[:, block][:, :, block], block)
    return total


def _blocks(limits: Sequence[Limit], covariance: Array) -> list[list[int]]:
    """Return the groups of uncertain quantities tied by a limit or a covariance."""
    size = covariance.shape[1]
    tied = np.any(np.abs(covariance) > _TINY, axis=0) if covariance.size else np.eye(size)
    tied = tied.astype(bool)
    loaded = np.zeros(size, dtype=bool)
    for limit in limits:
        active = limit.loading != 0
        loaded |= active
        tied |= np.outer(active, active)
    tied &= np.outer(loaded, loaded)
    blocks: list[list[int]] = []
    left = set(np.flatnonzero(loaded).tolist())
    while left:
        block, frontier = set(), {min(left)}
        while frontier:
            block |= frontier
            frontier = {
                int(j) for i in frontier for j in np.flatnonzero(tied[i]) if int(j) not in block
            }
        left -= block
        blocks.append(sorted(block))
    return blocks


def _block_probability(limits: Sequence[Limit], covariance: Array, block: list[int]) -> Array:
    n, d = covariance.shape[0], len(block)
    loadings = np.array([limit.loading[block] for limit in limits])
    low = np.stack([limit.low for limit in limits], axis=1)
    high = np.stack([limit.high for limit in limits], axis=1)
    last = int(np.argmin([_count_other_uses(loadings, k) for k in range(d)]))
    order = [k for k in range(d) if k != last] + [last]
    root = _cholesky(covariance[:, order][:, :, order])
    projected = np.einsum("lk,nkj->nlj", loadings[:, order], root)
    total = np.zeros(n)
    nodes = _nodes(d - 1)
    for node in nodes:
        shift = projected[:, :, : d - 1] @ node
        total += _last_axis(projected[:, :, d - 1], low - shift, high - shift)
    return total / len(nodes)


def _count_other_uses(loadings: Array, k: int) -> int:
    """Prefer as the exactly integrated quantity the one that most limits load on."""
    return -int(np.count_nonzero(loadings[:, k]))


def _last_axis(slope: Array, low: Array, high: Array) -> Array:
    """Return P over one standard normal z of ``low <= slope z <= high`` for all limits."""
    from scipy.special import ndtr

    flat = np.abs(slope) < _TINY
    safe = np.where(flat, 1.0, slope)
    first, second = low / safe, high / safe
    holds = ~flat | ((low <= 0) & (high >= 0))
    lower = np.where(flat, -np.inf, np.minimum(first, second)).max(axis=1)
    upper = np.where(flat, np.inf, np.maximum(first, second)).min(axis=1)
    inside = np.maximum(ndtr(upper) - ndtr(lower), 0.0)
    return np.asarray(np.where(holds.all(axis=1), inside, 0.0))


def _cholesky(covariance: Array) -> Array:
    jitter = _TINY * np.eye(covariance.shape[1])
    return np.linalg.cholesky(covariance + jitter)


def _nodes(dimensions: int) -> Array:
    """Return equal-probability nodes of a standard normal vector, shape (N, dimensions)."""
    from scipy.special import ndtri
    from scipy.stats import qmc

    if dimensions == 0:
        return np.zeros((1, 0))
    if dimensions == 1:
        return np.asarray(ndtri((np.arange(_NODES) + 0.5) / _NODES)[:, None])
    points = qmc.Sobol(dimensions, scramble=False).random_base2(8)
    return np.asarray(ndtri((points + 0.5 / len(points)).clip(1e-9, 1 - 1e-9)))
