"""Why a search found nothing: the limits that contradict each other, and the least relaxations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from polyopt.claims.schema import Element
from polyopt.conflict.avoided_sums import avoided_member
from polyopt.conflict.conflict import Conflict, ConflictingLimit, Loosening
from polyopt.conflict.deletion_filter import irreducible
from polyopt.conflict.feasibility import PROBE, Oracle
from polyopt.conflict.stated_limits import (
    AVOID,
    CONFIDENCE,
    LEAST,
    MOST,
    SHARE,
    THICKNESS,
    TOLERANCE,
    StatedLimit,
    loosened,
    stated_limits,
    without,
)
from polyopt.conflict.windows import window_member
from polyopt.problem.definition import Problem, Requirement, ShareLimit

_STEP = 0.01
_HALVES = 11
"""Steps by which a thickness is moved: to the 86-fold."""

_MOST = 3
"""Most conflicts that are looked for."""

_ORDER = (CONFIDENCE, TOLERANCE, LEAST, MOST, SHARE, THICKNESS)
"""Dropped first, so that a conflict of properties alone is named as such."""


def property_conflict(
    problem: Problem,
    seed: int,
    likely: Sequence[str] = (),
    most: int = PROBE,
    total: int = 64 * PROBE,
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
    total : int
        Most designs of all searches together. What they leave undecided is said to be so.

    Returns
    -------
    Conflict or None
        None if a design that meets all limits turns up after all.
    """
    oracle = Oracle(seed, most, total)
    found: list[tuple[tuple[StatedLimit, ...], bool]] = []
    left = problem
    while len(found) < _MOST and _surely_empty(left, oracle):
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
        Conflict(_members(_but_for(problem, sets, members), members, oracle), proven)
        for members, proven in found
    ]
    return replace(first, evaluations=oracle.evaluations, further=tuple(others))


def _members(
    problem: Problem, limits: Sequence[StatedLimit], oracle: Oracle
) -> tuple[ConflictingLimit, ...]:
    """Return the limits of a conflict; windows are tried first, while designs are left."""
    order = sorted(limits, key=lambda m: m.kind != AVOID and m.stated is None)
    found = {limit: _member(problem, limit, oracle) for limit in order}
    return tuple(found[limit] for limit in limits)


def _surely_empty(problem: Problem, oracle: Oracle) -> bool:
    found = oracle.feasibility(problem)
    return found.tried and not found.feasible


def _irreducible(
    problem: Problem, likely: Sequence[str], oracle: Oracle
) -> tuple[tuple[StatedLimit, ...], bool]:
    """Return limits of an infeasible problem that exclude each other, and whether it is proven."""
    proven = [oracle.feasibility(problem).proven]

    def feasible_without(dropped: Sequence[StatedLimit]) -> bool:
        found = oracle.feasibility(_without_all(problem, dropped))
        if found.tried and not found.feasible:
            proven.append(found.proven)
        return found.feasible or not found.tried  # a limit not tried is not taken to be to spare

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
    alone = oracle.feasibility(without(problem, limit))
    if not alone.tried:
        return ConflictingLimit(limit.text, loosening=Loosening("unknown", None))
    if not alone.feasible:
        return ConflictingLimit(limit.text)
    found = _relaxed(problem, limit, oracle)
    advice = Loosening("unknown" if oracle.spent else "drop", None)
    return found if found.loosening else replace(found, loosening=advice)


def _relaxed(problem: Problem, limit: StatedLimit, oracle: Oracle) -> ConflictingLimit:
    """Return a limit that could be left out, with its least relaxation if one was found."""
    if isinstance(limit.stated, Requirement | Element):
        return window_member(problem, limit, oracle)
    if limit.kind == AVOID:
        return avoided_member(problem, limit)
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
    if limit.kind == THICKNESS:
        return _thickness_member(problem, limit, oracle)
    return ConflictingLimit(limit.text, loosening=Loosening("drop", None))


def _thickness_member(problem: Problem, limit: StatedLimit, oracle: Oracle) -> ConflictingLimit:
    """Return a range with the least move of one end, by steps of a half, if that suffices.

    It is not to be left out: without it a curl is not known.
    """
    low, high = next(x for x in problem.thick if x.name == limit.layer).thickness or (0.0, 0.0)
    for end, start, factor in (("max", high, 1.5), ("min", low, 1 / 1.5)):
        grid = [float(f"{start * factor**k:.3g}") for k in range(1, _HALVES + 1)]
        found = _first(problem, limit, oracle, end, grid)
        if found.loosening is not None:
            return found
    return ConflictingLimit(limit.text, loosening=Loosening("far", None))


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
