"""The limits of a problem as its user stated them, and the problem without or with looser ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import inf
from typing import TypeVar

from polyopt.chemistry.monomers import DIAMINE, DIANHYDRIDE
from polyopt.claims.limitations import Count, Declared, Fraction, Test, parts
from polyopt.claims.schema import Element
from polyopt.conflict.restated_limits import is_restated, with_least_radius
from polyopt.design.prepared import known_of_stack
from polyopt.optimizer.space.chosen_reading import ChosenReading
from polyopt.optimizer.space.limits import chosen_reading
from polyopt.problem.definition import (
    LayerProblem,
    PlainLayer,
    Problem,
    Requirement,
    ShareLimit,
)
from polyopt.problem.known_quantities import known_quantities

CONFIDENCE, TOLERANCE, LEAST, MOST, SHARE, THICKNESS, REQUIRE, CLAIM, AVOID = (
    "confidence",
    "tolerance",
    "min_fraction",
    "max_monomers",
    "share",
    "thickness",
    "require",
    "claim",
    "avoid",
)

_MORE_MONOMERS = 2
"""How many more monomers are tried in place of a limit on their number: subsets grow fast."""

_FAR = 1000.0
_Thick = TypeVar("_Thick", LayerProblem, PlainLayer)


@dataclass(frozen=True, slots=True)
class StatedLimit:
    """One limit.

    Parameters
    ----------
    kind : str
        What sort of limit it is.
    text : str
        The limit in the user's words and numbers.
    layer, role : str
        Where it applies, if to one layer or role.
    stated : ShareLimit, Requirement, Element or None
        The limit itself.
    """

    kind: str
    text: str
    layer: str = ""
    role: str = ""
    stated: ShareLimit | Requirement | Element | None = None


def reading_of(problem: Problem) -> ChosenReading:
    """Return how a problem's claims are read."""
    stack = known_of_stack(problem.laminate)
    return chosen_reading(problem, stack, known_quantities(problem) | frozenset(stack.quantities))


def stated_limits(problem: Problem) -> tuple[StatedLimit, ...]:
    """Return the limits of a problem that a formulation can break."""
    found = []
    if problem.confidence > 0:
        found.append(StatedLimit(CONFIDENCE, f"confidence = {problem.confidence:g}"))
    elements = reading_of(problem).elements
    shared = any(layer.limits for layer in problem.layers)
    if problem.share_tolerance > 0 and (shared or any(_is_of_shares(e.test) for e in elements)):
        text = f"tolerance_mol_pct = {100 * problem.share_tolerance:g}"
        found.append(StatedLimit(TOLERANCE, text))
    for layer in problem.layers:
        found += _layer_limits(layer)
    for plain in problem.plain:
        found += _thickness_limit(plain)
    for element in elements:
        if not isinstance(element.test, Declared | Count):
            text = f"{element.id}: {element.summary}"
            found.append(StatedLimit(CLAIM, text, stated=element))
    found += [StatedLimit(AVOID, f"avoid {ref.id}") for ref in problem.avoid]
    for requirement in problem.requirements:
        found.append(StatedLimit(REQUIRE, str(requirement), stated=requirement))
    return tuple(found)


def _is_of_shares(test: Test) -> bool:
    return any(isinstance(part, Fraction) for part in parts(test))


def _layer_limits(layer: LayerProblem) -> list[StatedLimit]:
    name, where = layer.name, f"layer {layer.name}: "
    found = []
    if layer.min_fraction > 0:
        found.append(StatedLimit(LEAST, f"{where}min_fraction = {layer.min_fraction:g}", name))
    for role in (DIANHYDRIDE, DIAMINE):
        if layer.most[role] < len(layer.monomers(role)):
            text = f"{where}max_{role}s = {layer.most[role]}"
            found.append(StatedLimit(MOST, text, name, role))
    for limit in layer.limits:
        found.append(StatedLimit(SHARE, f"{where}{limit.text}", name, limit.role, limit))
    return found + _thickness_limit(layer)


def _thickness_limit(layer: LayerProblem | PlainLayer) -> list[StatedLimit]:
    if layer.thickness is None:
        return []
    low, high = layer.thickness
    written = f"{low:g}" if low == high else f"[{low:g}, {high:g}]"
    return [StatedLimit(THICKNESS, f"layer {layer.name}: thickness_um = {written}", layer.name)]


def without(problem: Problem, limit: StatedLimit) -> Problem:
    """Return the problem without one of its limits.

    A limit on the number of monomers is not lifted but raised by two.
    """
    stated = limit.stated
    if limit.kind == CONFIDENCE:
        return replace(problem, confidence=0.0)
    if limit.kind == TOLERANCE:
        return replace(problem, share_tolerance=0.0)
    if limit.kind == AVOID:
        kept_out = tuple(ref for ref in problem.avoid if limit.text != f"avoid {ref.id}")
        return replace(problem, avoid=kept_out)
    if isinstance(stated, Element):
        return replace(problem, assume_met=problem.assume_met | {stated.id})
    if isinstance(stated, Requirement):
        kept = tuple(r for r in problem.requirements if r != stated)
        return replace(problem, requirements=kept)
    if isinstance(stated, ShareLimit):
        share = stated
        return _with_layer(
            problem,
            limit.layer,
            lambda layer: replace(layer, limits=tuple(s for s in layer.limits if s != share)),
        )
    if limit.kind == LEAST:
        return loosened(problem, limit, "value", 0.0)
    if limit.kind == MOST:
        layer = problem.layer(limit.layer)
        most = min(layer.most[limit.role] + _MORE_MONOMERS, len(layer.monomers(limit.role)))
        return loosened(problem, limit, "value", most)
    thick = next(x for x in problem.thick if x.name == limit.layer)
    low, high = thick.thickness or (0.0, 0.0)
    lower = loosened(problem, limit, "min", low / _FAR)
    return loosened(lower, limit, "max", high * _FAR)


def loosened(problem: Problem, limit: StatedLimit, end: str, value: float) -> Problem:
    """Return the problem with one end of a limit moved.

    Parameters
    ----------
    problem : Problem
        The problem.
    limit : StatedLimit
        One of its limits, but for those of claims.
    end : str
        ``min`` or ``max``; ``value`` for limits of one number.
    value : float
        Where to.
    """
    stated = limit.stated
    if limit.kind == CONFIDENCE:
        return replace(problem, confidence=value)
    if limit.kind == TOLERANCE:
        return replace(problem, share_tolerance=value / 100)
    if isinstance(stated, Requirement):
        if is_restated(stated):
            moved = with_least_radius(stated, value)
        else:
            moved = replace(stated, low=value) if end == "min" else replace(stated, high=value)
        kept = tuple(moved if r == stated else r for r in problem.requirements)
        return replace(problem, requirements=kept)
    if limit.kind == LEAST:
        return _with_layer(problem, limit.layer, lambda x: replace(x, min_fraction=value))
    if limit.kind == MOST:
        role = limit.role
        return _with_layer(
            problem, limit.layer, lambda x: replace(x, most={**x.most, role: int(value)})
        )
    if isinstance(stated, ShareLimit):
        share = stated
        changed = replace(share, low=value) if end == "min" else replace(share, high=value)
        return _with_layer(
            problem,
            limit.layer,
            lambda x: replace(x, limits=tuple(changed if s == share else s for s in x.limits)),
        )
    if limit.kind != THICKNESS:
        return problem
    place = 0 if end == "min" else 1
    layered = _with_layer(problem, limit.layer, lambda x: _with_thickness(x, place, value))
    plain = tuple(
        _with_thickness(x, place, value) if x.name == limit.layer else x for x in problem.plain
    )
    return replace(layered, plain=plain)


def _with_thickness(layer: _Thick, place: int, value: float) -> _Thick:
    low, high = layer.thickness or (0.0, inf)
    return replace(layer, thickness=(value, high) if place == 0 else (low, value))


def _with_layer(
    problem: Problem, name: str, change: Callable[[LayerProblem], LayerProblem]
) -> Problem:
    layers = tuple(change(layer) if layer.name == name else layer for layer in problem.layers)
    return replace(problem, layers=layers)
