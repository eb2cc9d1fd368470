"""The least value of an expression over all formulations of one layer, by branch and bound.

A cell is bounded by the hull of its pairs of corners: every bilinear form takes a weighted mean
of its corner values, so a linear program over the weights bounds the expression and shows where
limits cannot hold (the relaxation of the first level of Sherali and Adams on two simplices).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import inf

import numpy as np

from polyopt.optimizer.proof.cells import split, values
from polyopt.optimizer.proof.dual_bound import least_mean
from polyopt.optimizer.proof.expression_bounds import lowest
from polyopt.optimizer.space.polytope import Array

_CHUNK = 4096
_BATCH = 512
_MET = 1e-9


@dataclass(frozen=True, slots=True)
class Atom:
    """A part of an expression that is one quotient of bilinear forms of the layer.

    Parameters
    ----------
    over : ndarray, shape (m, k)
        Numerator of each pair.
    under : ndarray, shape (m, k), or None
        Positive denominator of each pair.
    """

    over: Array
    under: Array | None = None


@dataclass(frozen=True, slots=True)
class LayerSpace:
    """All formulations of one layer, and the limits they must keep.

    Parameters
    ----------
    first, second : ndarray, shapes (s, i, m) and (t, j, k)
        Corners of the simplices that cover each role.
    cuts : ndarray, shape (K, m, k)
        Forms that must not be positive.
    exact : bool
        Whether every point of the simplices is a formulation; else the number of monomers is
        left out of account.
    """

    first: Array
    second: Array
    cuts: Array
    exact: bool = True

    @property
    def pairs(self) -> int:
        """How many cells cover the layer before any is split."""
        return len(self.first) * len(self.second)

    def with_cuts(self, more: Sequence[Array]) -> LayerSpace:
        """Return the same formulations under more limits, each a form of shape (m, k)."""
        cuts = np.concatenate([self.cuts, np.array(more)]) if len(more) else self.cuts
        return LayerSpace(self.first, self.second, cuts, self.exact)


@dataclass(frozen=True, slots=True)
class Effort:
    """When to stop.

    Parameters
    ----------
    cells : int
        Most cells to bound.
    tolerance : float
        Stop once the bound is this near to the best known value.
    """

    cells: int
    tolerance: float = 0.0


@dataclass(frozen=True, slots=True)
class Least:
    """What is proven about a least value.

    Parameters
    ----------
    low : float
        No formulation is below; inf if none keeps the limits.
    attained : float
        A value that one attains; inf if none is known.
    cells : int
        Cells bounded.
    """

    low: float
    attained: float
    cells: int


@dataclass(slots=True)
class _Tree:
    """A branch and bound under way."""

    tree: ast.expr
    atoms: dict[int, tuple[int, int | None]]
    cut_count: int
    scale: Array
    attained: float
    tolerance: float
    floor: float = inf
    cells: int = 0
    open_cells: list[Array] = field(default_factory=list)
    open_low: list[Array] = field(default_factory=list)


def least_value(
    space: LayerSpace,
    tree: ast.expr,
    atoms: dict[int, Atom],
    effort: Effort,
    attained: float = inf,
) -> Least:
    """Return a certified lower bound of an expression over a layer.

    Parameters
    ----------
    space : LayerSpace
        The formulations.
    tree : ast.expr
        The expression.
    atoms : dict of int to Atom
        Its parts that are forms, by the id of their node.
    effort : Effort
        When to stop.
    attained : float
        A value known to be attained.
    """
    forms, places = _forms(space, atoms)
    scale = np.abs(forms).max(axis=(1, 2))
    scale = np.where(scale > 0, scale, 1.0)
    search = _Tree(tree, places, len(space.cuts), scale, attained, effort.tolerance)
    for cells in _covering(space, forms):
        _add(search, cells, np.full(len(cells), -inf))
    if not space.exact or space.first.shape[1] == space.second.shape[1] == 1:
        effort = Effort(0)  # single points cannot be split
    while search.cells < effort.cells:
        chosen = _taken(search)
        if chosen is None:
            break
        cells, low = chosen
        _add(search, split(cells, scale), np.concatenate([low, low]))
    left = min((float(low.min()) for low in search.open_low if len(low)), default=inf)
    return Least(min(left, search.floor), search.attained, search.cells)


def _forms(
    space: LayerSpace, atoms: dict[int, Atom]
) -> tuple[Array, dict[int, tuple[int, int | None]]]:
    """Return cuts, numerators and denominators as one stack, and where each atom's stand."""
    rows = list(space.cuts)
    places: dict[int, tuple[int, int | None]] = {}
    for key, atom in atoms.items():
        rows.append(atom.over)
        under = None
        if atom.under is not None:
            rows.append(atom.under)
            under = len(rows) - 1
        places[key] = (len(rows) - (1 if under is None else 2), under)
    return np.array(rows), places


def _covering(space: LayerSpace, forms: Array) -> Iterator[Array]:
    count = len(space.second)
    for start in range(0, space.pairs, _CHUNK):
        pair = np.arange(start, min(start + _CHUNK, space.pairs))
        yield values(space.first[pair // count], space.second[pair % count], forms)


def _add(search: _Tree, cells: Array, known: Array) -> None:
    """Bound cells and keep those that may still hold something better."""
    search.cells += len(cells)
    low = np.maximum(_bounded(search, cells), known)
    keep = low < search.attained - search.tolerance
    dropped = low[~keep]
    search.floor = min(search.floor, float(dropped.min(initial=inf)))
    if keep.any():
        search.open_cells.append(cells[keep])
        search.open_low.append(low[keep])


def _taken(search: _Tree) -> tuple[Array, Array] | None:
    """Take the cells with the least bounds; None once no cell is worth splitting."""
    if not search.open_cells:
        return None
    cells, low = np.concatenate(search.open_cells), np.concatenate(search.open_low)
    worth = low < search.attained - search.tolerance
    search.floor = min(search.floor, float(low[~worth].min(initial=inf)))
    cells, low = cells[worth], low[worth]
    if len(low) == 0:
        search.open_cells, search.open_low = [], []
        return None
    order = np.argsort(low, kind="stable")
    count = max(_BATCH, len(order) // 8)
    batch, rest = order[:count], order[count:]
    search.open_cells, search.open_low = [cells[rest]], [low[rest]]
    return cells[batch], low[batch]


def _bounded(search: _Tree, cells: Array) -> Array:
    """Return a lower bound of the expression in each cell; inf where no point keeps the limits."""
    n, k = len(cells), search.cut_count
    flat = (cells / search.scale[:, None, None]).reshape(n, cells.shape[1], -1)
    cuts = flat[:, :k]
    impossible = (cuts.min(axis=2) > _MET).any(axis=1) if k else np.zeros(n, dtype=bool)
    result = np.full(n, inf)
    rows = np.flatnonzero(~impossible)
    if len(rows):
        result[rows] = _bounded_where_possible(search, cells[rows], cuts[rows])
    return result


def _bounded_where_possible(search: _Tree, cells: Array, cuts: Array) -> Array:
    n = len(cells)
    impossible = np.zeros(n, dtype=bool)
    shape = cells.shape[2:]
    candidates: list[Array] = []

    def leaf(part: ast.expr, sign: float) -> Array | None:
        place = search.atoms.get(id(part))
        if place is None:
            return None
        over = cells[:, place[0]].reshape(n, -1)
        under = None if place[1] is None else cells[:, place[1]].reshape(n, -1)
        c = sign * (over if under is None else over / under)
        share = None if under is None else under / under.mean(axis=1, keepdims=True)
        found = least_mean(c, cuts if share is None else cuts / share[:, None, :])
        impossible[np.isinf(found.low)] = True
        weights = found.weights if share is None else found.weights / share
        candidates.append(weights.reshape(n, *shape))
        return np.where(np.isinf(found.low), c.min(axis=1), found.low)

    low = np.broadcast_to(lowest(search.tree, leaf), (n,))
    for weights in candidates:
        _attain(search, cells, weights)
    return np.where(impossible, inf, low)


def _attain(search: _Tree, cells: Array, weights: Array) -> None:
    """Try the points whose fractions are the margins of the weights."""
    total = weights.sum(axis=(1, 2))
    fit = np.flatnonzero(total > _MET)
    share = weights[fit] / total[fit][:, None, None]
    points = np.einsum("ni,nrij,nj->nr", share.sum(axis=2), cells[fit], share.sum(axis=1))
    met = (points[:, : search.cut_count] <= 0).all(axis=1)
    if not met.any():
        return
    points = points[met]

    def leaf(part: ast.expr, sign: float) -> Array | None:
        place = search.atoms.get(id(part))
        if place is None:
            return None
        value = points[:, place[0]]
        return sign * (value if place[1] is None else value / points[:, place[1]])

    reached = np.broadcast_to(lowest(search.tree, leaf), (len(points),))
    finite = reached[np.isfinite(reached)]
    search.attained = min(search.attained, float(finite.min(initial=inf)))
