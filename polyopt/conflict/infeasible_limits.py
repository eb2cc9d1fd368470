"""Why a search found nothing: the limits that contradict each other, and the least relaxations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import ceil, floor, isfinite, log10

import numpy as np

from polyopt.claims.judgement import SCALES, quantity_name
from polyopt.claims.limitations import Linear
from polyopt.claims.schema import Element
from polyopt.conflict.conflict import Conflict, ConflictingLimit, Loosening
from polyopt.conflict.deletion_filter import irreducible
from polyopt.conflict.feasibility import PROBE, Oracle
from polyopt.conflict.stated_limits import (
    CONFIDENCE,
    LEAST,
    MOST,
    SHARE,
    THICKNESS,
    TOLERANCE,
    StatedLimit,
    loosened,
    reading_of,
    stated_limits,
    without,
)
from polyopt.errors import InfeasibleError
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.optimizer.proof.bilinear import Effort
from polyopt.optimizer.proof.bound import bounded
from polyopt.optimizer.proof.relaxation import relaxed
from polyopt.problem.definition import Objective, Problem, Requirement, ShareLimit
from polyopt.problem.expression import Expression
from polyopt.quantities import LAYER_PROPERTIES, QuantityName

_CELLS = 20_000
_STEP = 0.01
_WIDENINGS = 7
_MOST = 3
"""Most conflicts that are looked for."""

_ORDER = (CONFIDENCE, TOLERANCE, LEAST, MOST, SHARE, THICKNESS)
"""Dropped first, so that a conflict of properties alone is named as such."""


def property_conflict(
    problem: Problem, seed: int, likely: Sequence[str] = (), most: int = PROBE
) -> Conflict | None:
    """Return limits that contradict each other, with the least relaxation of each alone.

    Where several conflicts stand side by side, the relaxations of one are those that suffice
    once the others are settled.

    Parameters
    ----------
    problem : Problem
        A problem for which a search found nothing.
    seed : int
        Seed of the searches.
    likely : sequence of str
        Names of limits that the nearest design breaks; they are dropped last.
    most : int
        Most designs of each search.

    Returns
    -------
    Conflict or None
        None if a design that meets all limits turns up after all.
    """
    oracle = Oracle(seed, most)
    found: list[tuple[tuple[StatedLimit, ...], bool]] = []
    left = problem
    while len(found) < _MOST and not oracle.feasibility(left).feasible:
        members, proven = _irreducible(left, likely, oracle)
        if members or not found:
            found.append((members, proven))
        if not members:
            break
        left = without(left, members[0])
    if not found:
        return None
    sets = [members for members, _ in found]
    first, *others = [
        Conflict(
            tuple(_member(_but_for(problem, sets, members), m, oracle) for m in members), proven
        )
        for members, proven in found
    ]
    return replace(first, evaluations=oracle.evaluations, further=tuple(others))


def _irreducible(
    problem: Problem, likely: Sequence[str], oracle: Oracle
) -> tuple[tuple[StatedLimit, ...], bool]:
    """Return limits of an infeasible problem that exclude each other, and whether it is proven."""
    proven = [oracle.feasibility(problem).proven]

    def feasible_without(dropped: Sequence[StatedLimit]) -> bool:
        found = oracle.feasibility(_without_all(problem, dropped))
        if not found.feasible:
            proven.append(found.proven)
        return found.feasible

    limits = sorted(stated_limits(problem), key=lambda limit: _place(limit, likely))
    return irreducible(limits, feasible_without), proven[-1]


def _but_for(
    problem: Problem, sets: Sequence[Sequence[StatedLimit]], own: Sequence[StatedLimit]
) -> Problem:
    """Return the problem with a limit of each other conflict left out, so that one is left."""
    others = [members for members in sets if members is not own]
    spared = [next(m for m in members if m not in own) for members in others]
    return _without_all(problem, spared)


def _place(limit: StatedLimit, likely: Sequence[str]) -> int:
    if limit.kind in _ORDER:
        return _ORDER.index(limit.kind)
    return len(_ORDER) + any(limit.text.startswith(name) for name in likely)


def _without_all(problem: Problem, dropped: Sequence[StatedLimit]) -> Problem:
    for limit in dropped:
        problem = without(problem, limit)
    return problem


def _member(problem: Problem, limit: StatedLimit, oracle: Oracle) -> ConflictingLimit:
    """Return a limit with what comes nearest to it and its least relaxation alone."""
    if not oracle.feasibility(without(problem, limit)).feasible:
        return ConflictingLimit(limit.text)
    found = _relaxed(problem, limit, oracle)
    return found if found.loosening else replace(found, loosening=Loosening("drop", None))


def _relaxed(problem: Problem, limit: StatedLimit, oracle: Oracle) -> ConflictingLimit:
    """Return a limit that could be left out, with its least relaxation if one was found."""
    if isinstance(limit.stated, Requirement | Element):
        return _window_member(problem, limit, oracle)
    if limit.kind == MOST:
        most = problem.layer(limit.layer).most[limit.role]
        return _first(problem, limit, oracle, "value", [most + 1, most + 2])
    if limit.kind == CONFIDENCE:
        grid = _steps(problem.confidence, 0.0)
        found = _first(problem, limit, oracle, "value", grid)
        if found.loosening is None or found.loosening.value is None:
            return found
        value = found.loosening.value
        return replace(found, nearest=f"best found {value:g}", best=value)
    if limit.kind == TOLERANCE:
        fifths = [20 * problem.share_tolerance * k for k in (4, 3, 2, 1, 0)]
        return _first(problem, limit, oracle, "value", fifths)
    if limit.kind == LEAST:
        grid = _steps(problem.layer(limit.layer).min_fraction, 0.0)
        return _first(problem, limit, oracle, "value", grid)
    if isinstance(limit.stated, ShareLimit):
        return _share_member(problem, limit, limit.stated, oracle)
    return ConflictingLimit(limit.text, loosening=Loosening("drop", None))


def _steps(start: float, end: float) -> list[float]:
    """Return the hundredths from `start`, left out, to `end`."""
    first, last = round(start / _STEP), round(end / _STEP)
    sign = -1 if end < start else 1
    hundredths = range(first, last + sign, sign)
    return [h * _STEP for h in hundredths if (h * _STEP - start) * sign > 1e-12]


def _share_member(
    problem: Problem, limit: StatedLimit, share: ShareLimit, oracle: Oracle
) -> ConflictingLimit:
    for end, start, last in (("min", share.low, 0.0), ("max", share.high, 1.0)):
        found = _first(problem, limit, oracle, end, _steps(start, last))
        if found.loosening is not None:
            return found
    return ConflictingLimit(limit.text)


def _first(
    problem: Problem, limit: StatedLimit, oracle: Oracle, end: str, grid: Sequence[float]
) -> ConflictingLimit:
    """Return the first value of a grid at which something is feasible, by bisection."""

    def feasible(place: int) -> bool:
        return oracle.feasibility(loosened(problem, limit, end, grid[place])).feasible

    place = _first_true(feasible, len(grid))
    if place is None:
        return ConflictingLimit(limit.text)
    return ConflictingLimit(limit.text, loosening=Loosening(end, round(float(grid[place]), 10)))


def _first_true(holds: Callable[[int], bool], count: int) -> int | None:
    if count == 0 or not holds(count - 1):
        return None
    low, high = 0, count - 1
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low


def _window_member(problem: Problem, limit: StatedLimit, oracle: Oracle) -> ConflictingLimit:
    """Return a window with the nearest value that the other limits allow."""
    window = _window(problem, limit)
    if window is None:
        return ConflictingLimit(limit.text, loosening=Loosening("drop", None))
    quantity, low, high, unit = window
    ends = [("max", high, 1.0), ("min", low, -1.0)]
    best: tuple[float, str, float, float, float] | None = None
    for end, value, sign in ends:
        if not isfinite(value):
            continue
        reached, proven = _reached(without(problem, limit), quantity, sign, oracle)
        miss = sign * (reached - value)
        if np.isfinite(reached) and (best is None or miss > best[0]):
            best = (miss, end, value, reached, proven)
    if best is None:
        return ConflictingLimit(limit.text)
    miss, end, value, reached, proven = best
    advice: Loosening | None = Loosening("drop", None)
    if isinstance(limit.stated, Requirement):
        advice = _widened(problem, limit, oracle, end, max(reached, value, key=_toward(end)), unit)
    if miss <= 0:
        return ConflictingLimit(
            limit.text, "a mean inside is possible, but not as surely as asked", advice
        )
    return _nearest(limit, advice, end, reached, proven)


def _nearest(
    limit: StatedLimit, advice: Loosening | None, end: str, reached: float, proven: float
) -> ConflictingLimit:
    """Return a window with what the other limits allow, in words and numbers."""
    word, side = ("lowest", "below") if end == "max" else ("highest", "above")
    words = f"with the other limits the {word} found is {reached:.4g}"
    if not isfinite(proven):
        return ConflictingLimit(limit.text, words, advice, best=reached)
    words += f", proven: none {side} {proven:.4g}"
    return ConflictingLimit(limit.text, words, advice, best=reached, bound=proven)


def _toward(end: str) -> Callable[[float], float]:
    return (lambda value: value) if end == "max" else (lambda value: -value)


def _window(problem: Problem, limit: StatedLimit) -> tuple[str, float, float, float] | None:
    """Return quantity, ends and a small step of a limit that is a window of a sum."""
    stated = limit.stated
    if isinstance(stated, Requirement):
        known = LAYER_PROPERTIES.get(QuantityName.split(stated.quantity).tail)
        scale = SCALES.get(known.unit if known else "", SCALES["ppm/K"])
        return stated.quantity, stated.low, stated.high, scale / 100
    if not isinstance(stated, Element) or not isinstance(stated.test, Linear):
        return None
    assignment = reading_of(problem).assignment
    terms = [(quantity_name(n, assignment), f) for n, f in stated.test.terms]
    text = " + ".join(f"{factor:g} * {name}" for name, factor in terms)
    return text, stated.test.interval.low, stated.test.interval.high, 0.0


def _reached(problem: Problem, quantity: str, sign: float, oracle: Oracle) -> tuple[float, float]:
    """Return the least (sign 1) or greatest value found and proven; infinite or NaN if none."""
    objective = Objective(Expression.parse(quantity), "minimize" if sign > 0 else "maximize")
    try:
        evaluator = Evaluator.of(replace(problem, objectives=(objective,)))
    except InfeasibleError:
        return np.nan, np.nan
    front = oracle.searched(evaluator).front(np.array([sign]))
    if len(front) == 0:
        return np.nan, np.nan
    reached = float(sign * (sign * front.outcome.objectives[:, 0]).min())
    effort = Effort(_CELLS, 1e-4 * max(1.0, abs(reached)))
    relaxation = relaxed(evaluator, _CELLS)
    low = bounded(relaxation, objective.expression.tree, sign, effort, sign * reached).low
    return reached, sign * min(low, sign * reached)


def _widened(
    problem: Problem, limit: StatedLimit, oracle: Oracle, end: str, reached: float, step: float
) -> Loosening | None:
    """Return the end moved to what is reached and a little further, until a design is found."""
    sign = 1.0 if end == "max" else -1.0
    for k in range(_WIDENINGS):
        value = _rounded(reached + sign * step * (2**k - 1), sign)
        if oracle.feasibility(loosened(problem, limit, end, value)).feasible:
            return Loosening(end, value)
    return None


def _rounded(value: float, sign: float) -> float:
    """Return a value rounded outward to four digits."""
    size = 10.0 ** (3 - floor(log10(max(abs(value), 1e-3))))
    scaled = value * size
    return (ceil(scaled - 1e-9) if sign > 0 else floor(scaled + 1e-9)) / size
