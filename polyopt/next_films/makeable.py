"""Formulations a person would weigh in: shares in steps of 0.5 mol % that keep every limit."""

from __future__ import annotations

from itertools import product

import numpy as np
from numpy.typing import NDArray

from polyopt.optimizer.space.polytope import Array
from polyopt.optimizer.space.subsets import RoleSpace

STEPS = (200, 1000, 10_000)
"""Parts of a whole to which shares are rounded: 0.5 mol %; finer where a limit is tighter."""

_NEAR = (0, 1, -1, 2)
_MOST_MOVED = 6
_SLACK = 1e-9


def makeable(role: RoleSpace, row: Array) -> Array:
    """Return the nearest fractions that can be weighed in and meet every linear limit.

    Parameters
    ----------
    role : RoleSpace
        Limits of one role of one layer.
    row : ndarray, shape (size,)
        Mole fractions that meet them. [-]

    Returns
    -------
    ndarray, shape (size,)
        Whole multiples of 0.5 mol %; of 0.1 or 0.01 mol % where the limits leave no other choice;
        else the fractions as they are. The monomers stay the same. [-]
    """
    present = np.flatnonzero(row > 0)
    if role.given:
        return role.settled(row)
    if len(present) == 1:
        return np.asarray((row > 0).astype(float))
    for parts in STEPS:
        found = _nearest(role, row[present], present, parts)
        if found is not None:
            result = np.zeros_like(row)
            result[present] = found / parts
            return result
    return role.settled(row)


def _nearest(role: RoleSpace, shares: Array, present: NDArray[np.intp], parts: int) -> Array | None:
    """Return the nearest whole numbers with the right sum that keep the limits, or None."""
    exact = shares * parts
    base = np.floor(exact + _SLACK)
    counts = base + _moves(len(shares))
    counts[:, -1] = parts - counts[:, :-1].sum(axis=1)
    allowed = (counts >= max(1.0, role.min_fraction * parts - _SLACK)).all(axis=1)
    for limit in role.limits:
        total = counts @ np.array(limit.members, dtype=float)[present] / parts
        allowed &= (total >= limit.low - _SLACK) & (total <= limit.high + _SLACK)
    if not allowed.any():
        return None
    distance = np.where(allowed, ((counts - exact) ** 2).sum(axis=1), np.inf)
    return np.asarray(counts[distance.argmin()])


def _moves(size: int) -> Array:
    """Return small whole steps for all but the last share, which takes up the rest."""
    free = min(size - 1, _MOST_MOVED)
    steps = np.array(list(product(_NEAR, repeat=free)), dtype=float)
    return np.pad(steps, ((0, 0), (0, size - free)))
