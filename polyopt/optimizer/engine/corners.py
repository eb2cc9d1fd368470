"""Designs as mixtures of the corners of their polytopes, and back to coordinates.

Shapes: n designs, v corners of a polytope (padded to the most of any design), k monomers of a
subset, W corner weights of a design over all its roles and thicknesses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from polyopt.optimizer.space.designs import Designs, SearchSpace
from polyopt.optimizer.space.polytope import Array, Polytope, broken_sticks
from polyopt.optimizer.space.subsets import RoleSpace

_OUTSIDE = 1e-10
"""How far outside a simplex a point may be by rounding."""


@dataclass(frozen=True, slots=True)
class Corners:
    """The corners among which the designs of one role mix.

    Parameters
    ----------
    columns : slice
        The role's weights among the W weights of a design.
    members : ndarray of int, shape (n, k)
        Monomers of each design; a short row repeats its last one, at fraction zero.
    points : ndarray, shape (n, v, k)
        Corners; a short row repeats its last one.
    """

    columns: slice
    members: NDArray[np.intp]
    points: Array

    def at_corners(self, values: Array) -> Array:
        """Return a linear function of the fractions at the corners, shape (n, v)."""
        return np.asarray(np.einsum("nvk,nk->nv", self.points, values[self.members]))


@dataclass(frozen=True, slots=True)
class Mixtures:
    """The corners of n designs in all roles and thicknesses.

    Parameters
    ----------
    subset : ndarray of int, shape (n, r)
        Subsets of the designs.
    roles : mapping of (str, str) to Corners
        By layer and role.
    thickness : Corners or None
        Corners of the thickness polytope; its members are the layers with a range.
    start : ndarray, shape (n, W)
        Weights of the designs they were made from.
    """

    subset: NDArray[np.intp]
    roles: Mapping[tuple[str, str], Corners]
    thickness: Corners | None
    start: Array

    @property
    def groups(self) -> tuple[slice, ...]:
        """Which weights sum to one."""
        parts = [*self.roles.values(), *([self.thickness] if self.thickness else [])]
        return tuple(part.columns for part in parts)


def mixtures(space: SearchSpace, designs: Designs) -> Mixtures:
    """Return the corners of designs and the weights that stand for them."""
    roles: dict[tuple[str, str], Corners] = {}
    starts: list[Array] = []
    begin = 0
    for i, role in enumerate(space.roles):
        subset = designs.subset[:, i]
        members, points = _corners(role, subset)
        weights = np.zeros(points.shape[:2])
        for p, rows in _by_pattern(role, subset):
            found = _weights(role.polytopes[p], designs.coordinates[rows][:, space.slices[i]])
            weights[np.ix_(rows, np.arange(found.shape[1]))] = found
        end = begin + points.shape[1]
        roles[role.layer, role.role] = Corners(slice(begin, end), members, points)
        starts.append(weights)
        begin = end
    thickness = None
    if space.thickness is not None:
        corners, n = space.thickness.vertices, len(designs)
        starts.append(_weights(space.thickness, designs.coordinates[:, space.slices[-1]]))
        thickness = Corners(
            slice(begin, begin + len(corners)),
            np.tile(np.arange(corners.shape[1]), (n, 1)),
            np.tile(corners, (n, 1, 1)),
        )
    return Mixtures(designs.subset, roles, thickness, np.hstack(starts))


def designs_at(space: SearchSpace, mixed: Mixtures, weights: Array) -> Designs:
    """Return the designs that corner weights stand for; negative weights count as zero.

    Parameters
    ----------
    space : SearchSpace
        The space.
    mixed : Mixtures
        The corners.
    weights : ndarray, shape (n, W)
        Weights.
    """
    coordinates = np.zeros((len(weights), space.width))
    for i, role in enumerate(space.roles):
        corners = mixed.roles[role.layer, role.role]
        points = mixed_points(corners, weights)
        for p, rows in _by_pattern(role, mixed.subset[:, i]):
            polytope = role.polytopes[p]
            found = coordinates_of(polytope, points[rows][:, : polytope.vertices.shape[1]])
            start = space.slices[i].start
            coordinates[np.ix_(rows, start + np.arange(found.shape[1]))] = found
    if space.thickness is not None and mixed.thickness is not None:
        found = coordinates_of(space.thickness, mixed_points(mixed.thickness, weights))
        coordinates[:, space.slices[-1]] = found
    return Designs(mixed.subset, coordinates)


def coordinates_of(polytope: Polytope, points: Array) -> Array:
    """Return coordinates that map onto points of a polytope; the inverse of ``points``.

    Parameters
    ----------
    polytope : Polytope
        The polytope, of dimension d.
    points : ndarray, shape (n, k)
        Points of it, within rounding.

    Returns
    -------
    ndarray, shape (n, d)
        Coordinates in the unit cube. They give the points to 1e-9; at the first corner of a
        simplex, where they lie closest, to 2e-5.
    """
    d, n = polytope.dimension, len(points)
    if d == 0:
        return np.zeros((n, 0))
    best = np.full(n, np.inf)
    which = np.zeros(n, dtype=np.intp)
    weights = np.zeros((n, d + 1))
    right = np.hstack([points, np.ones((n, 1))])
    for s, simplex in enumerate(polytope.simplices):
        corners = polytope.vertices[simplex]
        found = right @ np.linalg.pinv(np.vstack([corners.T, np.ones(d + 1)])).T
        outside = np.maximum(-found.min(axis=1), np.abs(found @ corners - points).max(axis=1))
        # near its first corner a simplex has few coordinates: take another where there is one
        score = np.maximum(outside, _OUTSIDE) / _OUTSIDE + (found[:, 0] if s else 0.0)
        better = score < best
        best[better], which[better], weights[better] = score[better], s, found[better]
    u = _unbroken(np.maximum(weights, 0.0))
    start = np.concatenate([[0.0], polytope.share[:-1]])[which]
    # the first coordinate also says which simplex: its lower end belongs to the one before
    low = np.where(which > 0, np.nextafter(start, 1.0), 0.0)
    share = polytope.share[which]
    u[:, 0] = np.minimum(np.maximum(start + u[:, 0] * (share - start), low), share)
    return np.asarray(u.clip(0.0, 1.0))


def _unbroken(weights: Array) -> Array:
    """Return the coordinates that stick breaking turns into these barycentric weights."""
    n, width = weights.shape
    d = width - 1
    left = weights.sum(axis=1)
    u = np.ones((n, d))
    for i in range(d):
        rest = weights[:, i + 1 :].sum(axis=1)
        kept = np.divide(rest, left, out=np.ones(n), where=left > 0)
        u[:, i] = kept ** (d - i)
        left = rest
    return u


def _weights(polytope: Polytope, coordinates: Array) -> Array:
    """Return the weights of all corners at coordinates, shape (n, v)."""
    n, d = len(coordinates), polytope.dimension
    weights = np.zeros((n, len(polytope.vertices)))
    if d == 0:
        weights[:, polytope.simplices[0, 0]] = 1.0
        return weights
    first = coordinates[:, 0].clip(0.0, 1.0)
    which = np.searchsorted(polytope.share, first, side="left").clip(max=len(polytope.share) - 1)
    start = np.concatenate([[0.0], polytope.share[:-1]])[which]
    rest = (first - start) / (polytope.share[which] - start)
    u = np.column_stack([rest, coordinates[:, 1:d]]).clip(0.0, 1.0)
    sticks = np.stack(broken_sticks(list(u.T)), axis=1)
    first = np.maximum(1.0 - sticks.sum(axis=1, keepdims=True), 0.0)
    np.put_along_axis(weights, polytope.simplices[which], np.hstack([first, sticks]), axis=1)
    return weights


def _corners(role: RoleSpace, subset: NDArray[np.intp]) -> tuple[NDArray[np.intp], Array]:
    """Return members and corners of the subsets of one role, padded to one shape."""
    members = role.numbers.members(subset)
    members = members[:, : int((members >= 0).sum(axis=1).max())]
    last = np.take_along_axis(members, (members >= 0).sum(axis=1, keepdims=True) - 1, axis=1)
    members = np.where(members >= 0, members, last)
    width = members.shape[1]
    most = max(len(role.polytopes[p].vertices) for p, _ in _by_pattern(role, subset))
    points = np.zeros((len(subset), most, width))
    for p, rows in _by_pattern(role, subset):
        vertices = role.polytopes[p].vertices
        repeated = vertices[np.minimum(np.arange(most), len(vertices) - 1)]
        points[rows, :, : vertices.shape[1]] = repeated
    return members, points


def _by_pattern(role: RoleSpace, subset: NDArray[np.intp]) -> list[tuple[int, NDArray[np.intp]]]:
    patterns = role.place[role.numbers.pattern_of(subset)]
    return [(int(p), np.flatnonzero(patterns == p)) for p in np.unique(patterns)]


def mixed_points(corners: Corners, weights: Array) -> Array:
    """Return the points that weights mix from corners, shape (n, k)."""
    share = np.maximum(weights[:, corners.columns], 0.0)
    share = share / share.sum(axis=1, keepdims=True)
    return np.asarray(np.einsum("nv,nvk->nk", share, corners.points))
