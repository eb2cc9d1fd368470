"""Cells of a layer's formulations: products of a simplex of each role, split where forms bend.

A form that is bilinear in the fractions of both roles takes, at a point of a cell, the mean of
its values at the pairs of corners. Splitting an edge at its middle halves those values too, so
cells carry values only: n cells, R forms, i and j corners of the two simplices.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from polyopt.optimizer.space.polytope import Array, Polytope
from polyopt.optimizer.space.subsets import RoleSpace

_SPREAD_COUNTS = 1e-3


def _subsets(role: RoleSpace) -> Iterator[tuple[NDArray[np.intp], Polytope]]:
    """Return the monomers of each subset, in the order of its polytope's numbers."""
    index = np.arange(role.count)
    patterns = role.numbers.pattern_of(index)
    for members, pattern in zip(role.numbers.members(index), patterns, strict=True):
        yield members[members >= 0], role.polytopes[role.place[pattern]]


def simplex_count(role: RoleSpace) -> float:
    """Return at most how many simplices cover a role, without listing them."""
    each = np.array([float(len(p.simplices)) for p in role.polytopes])
    return float(each[role.place] @ np.array(role.numbers.counts, dtype=float))


def corners(role: RoleSpace) -> Array:
    """Return the simplices that cover all subsets of a role, shape (s, d + 1, size).

    Without a least fraction a subset is a face of the larger ones that hold it, so the largest
    cover all; a simplex of fewer corners repeats its last.
    """
    subsets = list(_subsets(role))
    largest = max(len(members) for members, _ in subsets)
    width = max(polytope.simplices.shape[1] for polytope in role.polytopes)
    found = []
    for members, polytope in subsets:
        if role.min_fraction == 0 and len(members) < largest:
            continue
        for simplex in polytope.simplices:
            places = np.concatenate([simplex, np.full(width - len(simplex), simplex[-1])])
            table = np.zeros((width, role.size))
            table[:, members] = polytope.vertices[places]
            found.append(table)
    return np.array(found)


def values(first: Array, second: Array, forms: Array) -> Array:
    """Return the forms at the pairs of corners, shape (n, R, i, j).

    Parameters
    ----------
    first, second : ndarray, shapes (n, i, m) and (n, j, k)
        Corners of each cell.
    forms : ndarray, shape (R, m, k)
        Values of each pair of monomers.
    """
    half = np.einsum("nim,rmk->nrik", first, forms, optimize=True)
    return np.asarray(np.einsum("nrik,njk->nrij", half, second, optimize=True))


def split(cells: Array, scale: Array) -> Array:
    """Return two cells for each, cut across the edge along which the forms bend most.

    Parameters
    ----------
    cells : ndarray, shape (n, R, i, j)
        Values at the corners.
    scale : ndarray, shape (R,)
        Size of each form.
    """
    scaled = cells / scale[:, None, None]
    edges = _edges(scaled.shape[2], scaled.shape[3])
    bends = np.stack([_bend(scaled, axis, i, j) for axis, i, j in edges], axis=1)
    chosen = bends.argmax(axis=1)
    left, right = cells.copy(), cells.copy()
    for number, (axis, i, j) in enumerate(edges):
        rows = np.flatnonzero(chosen == number)
        _halve(left, right, rows, axis, i, j)
    return np.concatenate([left, right])


def _edges(first: int, second: int) -> list[tuple[int, int, int]]:
    found = [(2, i, j) for i in range(first) for j in range(i + 1, first)]
    return found + [(3, i, j) for i in range(second) for j in range(i + 1, second)]


def _bend(scaled: Array, axis: int, i: int, j: int) -> Array:
    """Return how much the forms' change along an edge differs across the other role, shape (n,).

    Where it does not, the forms are additive and the cell's bound is exact; a small part of the
    change itself decides between such edges.
    """
    change = np.take(scaled, i, axis) - np.take(scaled, j, axis)
    bend = np.ptp(change, axis=2) + _SPREAD_COUNTS * np.abs(change).max(axis=2)
    return np.asarray(bend.max(axis=1))


def _halve(left: Array, right: Array, rows: NDArray[np.intp], axis: int, i: int, j: int) -> None:
    if axis == 2:
        middle = (left[rows, :, i] + left[rows, :, j]) / 2
        left[rows, :, i], right[rows, :, j] = middle, middle
    else:
        middle = (left[rows, :, :, i] + left[rows, :, :, j]) / 2
        left[rows, :, :, i], right[rows, :, :, j] = middle, middle
