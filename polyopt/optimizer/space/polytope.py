"""Polytopes of mole fractions and thicknesses, and uniform points in them.

A polytope is held by its vertices and a triangulation; the unit cube maps onto it so that equal
volumes stay equal. Vertices meet every limit within 1e-10, so every point between them does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
_TOLERANCE = 1e-10
_DECIMALS = 12


@dataclass(frozen=True, slots=True)
class Polytope:
    """A bounded convex set of k numbers.

    Parameters
    ----------
    vertices : ndarray, shape (v, k)
        Its corners.
    simplices : ndarray of int, shape (s, d + 1)
        A triangulation: corners of each simplex of dimension d.
    share : ndarray, shape (s,)
        Share of each simplex in the volume, cumulated.
    """

    vertices: Array
    simplices: NDArray[np.intp]
    share: Array

    @property
    def dimension(self) -> int:
        """How many coordinates a point needs."""
        return self.simplices.shape[1] - 1


def broken_sticks(u: Sequence[Array]) -> list[Array]:
    """Return uniform barycentric weights of all corners of a simplex but the first.

    Stick breaking: what is kept of the rest of a d-simplex is ``u^(1/d)``.

    Parameters
    ----------
    u : sequence of ndarray, length d
        Uniform coordinates.

    Examples
    --------
    >>> [float(w) for w in broken_sticks(np.array([0.25, 0.5]))]
    [0.25, 0.25]
    """
    d = len(u)
    weights = []
    left: Array | float = 1.0
    for i in range(d):
        kept = left * _root(u[i], d - i)
        if i:
            weights.append(left - kept)
        left = kept
    return [*weights, np.asarray(left)] if d else []


def _root(u: Array, d: int) -> Array:
    """Return the d-th root, by the fast ways where there are any."""
    if d == 1:
        return u
    if d == 2:
        return np.sqrt(u)
    return np.asarray(np.cbrt(u) if d == 3 else u ** (1.0 / d))


def polytope(
    low: Array, high: Array, rows: Array, row_low: Array, row_high: Array, *, simplex: bool
) -> Polytope | None:
    """Return the polytope of ``low <= x <= high``, ``row_low <= rows x <= row_high``.

    Parameters
    ----------
    low, high : ndarray, shape (k,)
        Bounds of each number.
    rows : ndarray, shape (r, k)
        Linear limits.
    row_low, row_high : ndarray, shape (r,)
        Their bounds; infinite ones are no limits.
    simplex : bool
        Whether the numbers must sum to one.

    Returns
    -------
    Polytope or None
        None if no point meets all limits.
    """
    k = len(low)
    equal = np.ones((1, k)) if simplex else np.zeros((0, k))
    target = np.ones(len(equal))
    normals = np.vstack([np.eye(k), -np.eye(k), rows, -rows])
    offsets = np.concatenate([low, -high, row_low, -row_high])
    finite = np.isfinite(offsets)
    corners = _vertices(normals[finite], offsets[finite], equal, target)
    if len(corners) == 0:
        return None
    simplices, volumes = _triangulated(corners)
    share = np.cumsum(volumes) / volumes.sum()
    share[-1] = 1.0
    return Polytope(corners, simplices, share)


def _vertices(normals: Array, offsets: Array, equal: Array, target: Array) -> Array:
    """Return the corners of ``normals x >= offsets``, ``equal x = target``."""
    k = normals.shape[1]
    free = k - len(equal)
    ways = list(combinations(range(len(normals)), free))
    chosen = np.array(ways, dtype=int).reshape(len(ways), free)
    systems = np.concatenate(
        [np.broadcast_to(equal, (len(chosen), *equal.shape)), normals[chosen]], axis=1
    )
    sides = np.concatenate(
        [np.broadcast_to(target, (len(chosen), len(target))), offsets[chosen]], axis=1
    )
    regular = np.abs(np.linalg.det(systems)) > _TOLERANCE
    solved = np.linalg.solve(systems[regular], sides[regular][..., None])[..., 0]
    inside = (solved @ normals.T >= offsets - _TOLERANCE).all(axis=1)
    return np.unique(np.round(solved[inside], _DECIMALS) + 0.0, axis=0)


def _triangulated(corners: Array) -> tuple[NDArray[np.intp], Array]:
    """Return simplices that fill the hull of the corners, and their volumes."""
    from scipy.spatial import Delaunay

    centred = corners - corners.mean(axis=0)
    _, spread, axes = np.linalg.svd(centred, full_matrices=False)
    dimension = int(np.count_nonzero(spread > _TOLERANCE))
    flat = centred @ axes[:dimension].T
    if dimension == 0:
        return np.zeros((1, 1), dtype=np.intp), np.ones(1)
    if dimension == 1:
        order = np.argsort(flat[:, 0])
        return np.array([[order[0], order[-1]]], dtype=np.intp), np.ones(1)
    simplices = np.asarray(Delaunay(flat).simplices, dtype=np.intp)
    edges = flat[simplices[:, 1:]] - flat[simplices[:, :1]]
    volumes = np.abs(np.linalg.det(edges))
    solid = volumes > _TOLERANCE * volumes.max()
    return simplices[solid], volumes[solid]
