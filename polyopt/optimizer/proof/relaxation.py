"""A problem with what bounds cannot use left out: layers apart, limits as forms.

What is left holds for every design that meets the problem's limits, so a bound over it is a
bound over them. Layers are tied only by limits that refer to several; such a limit is kept for
each layer with the others anywhere in their range.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf

import numpy as np

from polyopt.optimizer.evaluation.cost import priced_coats
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.optimizer.proof.bilinear import Atom, Effort, LayerSpace, least_value
from polyopt.optimizer.proof.cells import corners, simplex_count
from polyopt.optimizer.proof.forms import QuotientForm, constants, layer_forms
from polyopt.optimizer.proof.layer_atoms import Terms, cuts_of, form_of
from polyopt.optimizer.proof.limit_windows import (
    LimitWindow,
    limit_windows,
    thickness_rows,
    written_out,
)
from polyopt.optimizer.space.polytope import Array
from polyopt.quantities import layer_quantity

_TIED_CELLS = 4000


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A problem as bounds see it.

    Parameters
    ----------
    spaces : mapping of str to LayerSpace
        Formulations of each layer with the limits on it.
    forms : mapping of str to QuotientForm
        Quantities of layers.
    fixed : mapping of str to float
        Quantities that are the same for all designs.
    thickness : mapping of str to (float, float)
        Range of each searched thickness, by quantity. [µm]
    rows : tuple of LimitWindow
        Limits on thicknesses.
    left_out : tuple of str
        What is left out of account, in words.
    parts : tuple of str
        The thicknesses that add up to that of the resin, those of mirror images twice.
    coats : tuple of str
        The layers whose costs add up to the laminate's, those with a mirror image twice.
    """

    spaces: Mapping[str, LayerSpace]
    forms: Mapping[str, QuotientForm]
    fixed: Mapping[str, float]
    thickness: Mapping[str, tuple[float, float]]
    rows: tuple[LimitWindow, ...]
    left_out: tuple[str, ...]
    parts: tuple[str, ...] = ()
    coats: tuple[str, ...] = ()


def relaxed(evaluator: Evaluator, most_cells: int) -> Relaxation:
    """Return a problem as bounds see it.

    Parameters
    ----------
    evaluator : Evaluator
        The problem.
    most_cells : int
        A layer of more cells is bounded without the limits on the number of monomers.
    """
    problem = evaluator.problem
    forms, fixed = layer_forms(evaluator), constants(problem)
    found, unread = limit_windows(evaluator)
    ranges = {
        layer_quantity(layer.name, "thickness"): layer.thickness
        for layer in problem.thick
        if layer.thickness
    }
    names, parts = list(ranges), problem.resin_parts
    notes = [f"{name} is left out of account" for name in unread]
    rows = tuple(thickness_rows(problem, found))
    bare = Relaxation({}, forms, fixed, ranges, rows, (), parts, tuple(priced_coats(problem)))
    spaces = {}
    for number, layer in enumerate(problem.layers):
        space = _space(evaluator, number, most_cells)
        if not space.exact:
            notes.append(f"layer {layer.name}: the number of monomers is left out of account")
        spaces[layer.name] = _with_own_limits(space, layer.name, found, forms)
    single = replace(bare, spaces=spaces)
    notes += [
        f"{w.name} is left out of account"
        for w in found
        if not set(_layers(w.terms, forms)) and not _is_thickness(w, names, parts)
    ]
    tied = [
        w for w in found if len(_parts(w, forms, parts)) > 1 and not _is_thickness(w, names, parts)
    ]
    return replace(_with_tied_limits(single, tied), left_out=tuple(dict.fromkeys(notes)))


def _is_thickness(window: LimitWindow, names: Sequence[str], parts: Sequence[str]) -> bool:
    return all(n in names for n, _ in written_out(window.terms, parts))


def _space(evaluator: Evaluator, number: int, most_cells: int) -> LayerSpace:
    """Return the formulations of a layer, number of monomers included where that is few enough."""
    first, second = evaluator.space.roles[2 * number : 2 * number + 2]
    shape = first.size, second.size
    if simplex_count(first) * simplex_count(second) <= most_cells:
        return LayerSpace(corners(first), corners(second), np.zeros((0, *shape)))
    cuts = []
    for role, view in ((first, (slice(None), None)), (second, (None, slice(None)))):
        for limit in role.limits:
            # whichever monomers are present, at least one counts and one does not
            low, high = limit.held(1, 1, role.tolerance)
            share = np.broadcast_to(np.array(limit.members, dtype=float)[view], shape)
            cuts += [min(low, 1.0) - share, share - max(high, 0.0)]
    own = np.array(cuts) if cuts else np.zeros((0, *shape))
    return LayerSpace(np.eye(shape[0])[None], np.eye(shape[1])[None], own, exact=False)


def _layers(terms: Terms, forms: Mapping[str, QuotientForm]) -> list[str]:
    return sorted({forms[n].layer for n, _ in terms if n in forms})


def _with_own_limits(
    space: LayerSpace, layer: str, found: Sequence[LimitWindow], forms: Mapping[str, QuotientForm]
) -> LayerSpace:
    cuts: list[Array] = []
    shape = (space.first.shape[2], space.second.shape[2])
    for window in found:
        if any(n not in forms or forms[n].layer != layer for n, _ in window.terms):
            continue
        atom = form_of(window.terms, 0.0, forms, shape)
        if atom is not None and window.terms:
            cuts += cuts_of(window, atom)
    return space.with_cuts(cuts)


def _parts(
    window: LimitWindow, forms: Mapping[str, QuotientForm], parts: Sequence[str]
) -> dict[str, Terms]:
    """Return the terms of a window by layer, thicknesses under the empty name."""
    found: dict[str, list[tuple[str, float]]] = {}
    for name, factor in written_out(window.terms, parts):
        place = forms[name].layer if name in forms else ""
        found.setdefault(place, []).append((name, factor))
    return dict(found)


def _with_tied_limits(relaxation: Relaxation, tied: Sequence[LimitWindow]) -> Relaxation:
    """Return the layers with the limits on several, the other parts anywhere in their range."""
    spaces = dict(relaxation.spaces)
    for window in tied:
        parts = _parts(window, relaxation.forms, relaxation.parts)
        ranges = {place: part_range(relaxation, place, terms) for place, terms in parts.items()}
        for place, terms in parts.items():
            atom = _atom(relaxation, place, terms)
            if atom is None:
                continue
            others = [r for p, r in ranges.items() if p != place]
            low = window.low - sum(r[1] for r in others)
            high = window.high - sum(r[0] for r in others)
            empty = any(r[0] > r[1] for r in others)
            own = (
                LimitWindow(window.name, (), inf, -inf) if empty else LimitWindow("", (), low, high)
            )
            spaces[place] = spaces[place].with_cuts(cuts_of(own, atom))
    return replace(relaxation, spaces=spaces)


def _atom(relaxation: Relaxation, place: str, terms: Terms) -> Atom | None:
    if place not in relaxation.spaces:
        return None
    space = relaxation.spaces[place]
    return form_of(terms, 0.0, relaxation.forms, (space.first.shape[2], space.second.shape[2]))


def part_range(relaxation: Relaxation, place: str, terms: Terms) -> tuple[float, float]:
    """Return bounds of a sum of quantities of one layer, or of thicknesses."""
    if place == "":
        return thickness_least(relaxation, terms), -thickness_least(
            relaxation, [(n, -f) for n, f in terms]
        )
    atom = _atom(relaxation, place, terms)
    if atom is None:
        return -inf, inf
    ends = []
    for sign in (1.0, -1.0):
        tree = ast.Name("quantity")
        atoms = {id(tree): Atom(sign * atom.over, atom.under)}
        size = float(np.abs(atom.over).max()) if atom.under is None else 1.0
        effort = Effort(_TIED_CELLS, tolerance=1e-4 * size)
        ends.append(least_value(relaxation.spaces[place], tree, atoms, effort).low)
    return ends[0], -ends[1]


def thickness_least(relaxation: Relaxation, terms: Terms) -> float:
    """Return the least sum of thicknesses; inf if the limits leave none, -inf if unbounded."""
    from scipy.optimize import linprog

    names = list(relaxation.thickness)
    if any(n not in names for n, _ in terms):
        return -inf
    goal = np.zeros(len(names))
    for name, factor in terms:
        goal[names.index(name)] += factor
    rows, sides = [], []
    for window in relaxation.rows:
        row = np.zeros(len(names))
        for name, factor in window.terms:
            row[names.index(name)] += factor
        for sign, end in ((1.0, window.high), (-1.0, window.low)):
            if np.isfinite(end):
                rows.append(sign * row)
                sides.append(sign * end)
    solved = linprog(
        goal,
        A_ub=np.array(rows) if rows else None,
        b_ub=np.array(sides) if rows else None,
        bounds=list(relaxation.thickness.values()),
    )
    if solved.status == 2:
        return inf
    return float(solved.fun) - 1e-6 * max(1.0, abs(float(solved.fun)))
