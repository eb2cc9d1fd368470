"""Uniform coordinates onto many polytopes at once, volumes kept.

The tables of all simplices of the polytopes of one dimension are stacked, so that designs of
different subsets are mapped together; arrays run over designs last, so that sums stay in cache.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from polyopt.optimizer.space.polytope import Array, Polytope, broken_sticks

Index = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class _Alike:
    """Polytopes of one dimension d.

    Parameters
    ----------
    first : ndarray of int, shape (p,)
        First simplex of each polytope.
    share : ndarray, shape (t, p)
        Share of its first 1, 2, ... t simplices in the volume; 1 beyond its last.
    start, width : ndarray, shape (q,)
        Where each simplex begins in the cumulated shares, and its own share.
    corner : ndarray, shape (k, q)
        First corner of each simplex.
    edges : ndarray, shape (d, k, q)
        From the first corner to the others.
    """

    first: Index
    share: Array
    start: Array
    width: Array
    corner: Array
    edges: Array


@dataclass(frozen=True, slots=True)
class UniformMap:
    """Maps onto the polytopes of a role.

    Parameters
    ----------
    dimension : ndarray of int, shape (p,)
        Dimension of each polytope.
    rank : ndarray of int, shape (p,)
        Its place among those of its dimension.
    alike : mapping of int to tables
        By dimension.
    size : int
        Numbers of a point; points of smaller polytopes are filled up with zeros.
    """

    dimension: Index
    rank: Index
    alike: dict[int, _Alike]
    size: int

    @classmethod
    def of(cls, polytopes: Sequence[Polytope], size: int) -> UniformMap:
        """Stack the tables of some polytopes."""
        dimension = np.array([p.dimension for p in polytopes], dtype=np.intp)
        rank = np.zeros(len(polytopes), dtype=np.intp)
        alike = {}
        for d in sorted(set(dimension.tolist())):
            members = np.flatnonzero(dimension == d)
            rank[members] = np.arange(len(members))
            alike[d] = _stacked([polytopes[m] for m in members.tolist()], size)
        return cls(dimension, rank, alike, size)

    def points(self, place: Index, coordinates: Array) -> Array:
        """Return uniform points.

        Parameters
        ----------
        place : ndarray of int, shape (g,)
            The polytope of each group of points.
        coordinates : ndarray, shape (c, g, r)
            Uniform coordinates of the r points of each group.

        Returns
        -------
        ndarray, shape (size, g, r)
            The points.
        """
        dimension = self.dimension[place]
        rank = self.rank[place]
        result = np.empty((self.size, *coordinates.shape[1:]))
        if len(self.alike) == 1:
            (d,) = self.alike
            return _mapped(self.alike[d], rank, coordinates[:d], result)
        for d, tables in self.alike.items():
            groups = np.flatnonzero(dimension == d)
            if len(groups):
                part = np.empty((self.size, len(groups), coordinates.shape[2]))
                chosen = coordinates[:d].take(groups, axis=1)
                result[:, groups] = _mapped(tables, rank[groups], chosen, part)
        return result


def _stacked(polytopes: Sequence[Polytope], size: int) -> _Alike:
    most = max(len(p.share) for p in polytopes)
    share = np.ones((most, len(polytopes)))
    for i, p in enumerate(polytopes):
        share[: len(p.share), i] = p.share
    counts = np.array([len(p.share) for p in polytopes], dtype=np.intp)
    corners = np.concatenate([_padded(p.vertices, size)[p.simplices] for p in polytopes])
    start = np.concatenate([[0.0, *p.share[:-1]] for p in polytopes])
    return _Alike(
        np.cumsum(counts) - counts,
        share,
        start,
        np.concatenate([p.share for p in polytopes]) - start,
        np.ascontiguousarray(corners[:, 0].T),
        np.ascontiguousarray((corners[:, 1:] - corners[:, :1]).transpose(1, 2, 0)),
    )


def _padded(vertices: Array, size: int) -> Array:
    return np.pad(vertices, ((0, 0), (0, size - vertices.shape[1])))


def _mapped(tables: _Alike, rank: Index, u: Array, out: Array) -> Array:
    """Write the points of polytopes of one dimension to `out`, shape (k, g, r)."""
    simplex = tables.first[rank][:, None]
    sticks = list(u)
    if sticks and len(tables.share) > 1:
        simplex = np.broadcast_to(simplex, u.shape[1:]).copy()
        for share in tables.share[:-1]:
            simplex += u[0] > share[rank][:, None]
        sticks[0] = u[0] - tables.start.take(simplex)
        sticks[0] /= tables.width.take(simplex)
        sticks[0].clip(0.0, 1.0, out=sticks[0])
    weights = broken_sticks(sticks)
    for k in range(len(out)):
        part = tables.corner[k].take(simplex)
        for weight, edge in zip(weights, tables.edges[:, k], strict=True):
            part = part + weight * edge.take(simplex)
        out[k] = part
    return out


def points_of(polytope: Polytope, coordinates: Array) -> Array:
    """Return points of one polytope from coordinates in the unit cube.

    Parameters
    ----------
    polytope : Polytope
        Where the points lie.
    coordinates : ndarray, shape (n, d)
        Uniform coordinates; more columns than the dimension are ignored.

    Returns
    -------
    ndarray, shape (n, k)
        Points; uniform coordinates give uniform points.
    """
    return mapped(polytope, coordinates.T.clip(0.0, 1.0)[:, None])[:, 0].T


def mapped(polytope: Polytope, coordinates: Array) -> Array:
    """Return points, shape (k, g, r), from coordinates in the unit cube, shape (d, g, r)."""
    one = UniformMap.of([polytope], polytope.vertices.shape[1])
    return one.points(np.zeros(coordinates.shape[1], dtype=np.intp), coordinates)
