"""Limits that are windows of a quantity: the nearest value that the others allow, and advice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import ceil, floor, isfinite, log10

import numpy as np

from polyopt.claims.judgement import SCALES, quantity_name
from polyopt.claims.limitations import Linear
from polyopt.claims.schema import Element
from polyopt.conflict.conflict import ConflictingLimit, Loosening
from polyopt.conflict.feasibility import Oracle
from polyopt.conflict.restated_limits import is_restated, radius_of
from polyopt.conflict.stated_limits import StatedLimit, loosened, reading_of, without
from polyopt.conflict.unsure import Unsure, unsure
from polyopt.errors import InfeasibleError
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.optimizer.evaluation.front import Archive
from polyopt.optimizer.proof.bilinear import Effort
from polyopt.optimizer.proof.bound import bounded
from polyopt.optimizer.proof.relaxation import relaxed
from polyopt.problem.definition import Objective, Problem, Requirement
from polyopt.problem.expression import Expression
from polyopt.quantities import LAYER_PROPERTIES, QuantityName

_CELLS = 20_000
_WIDENINGS = 7
_CLOSER = 0.99
_DIGITS = 2
"""Of a radius: an elastic worst case knows no more."""


def window_member(problem: Problem, limit: StatedLimit, oracle: Oracle) -> ConflictingLimit:
    """Return a window with the nearest value that the other limits allow."""
    if isinstance(limit.stated, Requirement) and is_restated(limit.stated):
        return _radius_member(problem, limit, limit.stated, oracle)
    window = _window(problem, limit)
    if window is None:
        return ConflictingLimit(limit.text, loosening=Loosening("drop", None))
    quantity, low, high, unit = window
    ends = [("max", high, 1.0), ("min", low, -1.0)]
    best: tuple[float, str, float, _Reached] | None = None
    for end, value, sign in ends:
        if not isfinite(value):
            continue
        found = _reached(without(problem, limit), quantity, sign, oracle)
        miss = sign * (found.value - value)
        if np.isfinite(found.value) and (best is None or miss > best[0]):
            best = (miss, end, value, found)
    if best is None:
        return ConflictingLimit(limit.text)
    miss, end, value, found = best
    advice: Loosening | None = Loosening("drop", None)
    if isinstance(limit.stated, Requirement):
        start = max(found.value, value, key=_toward(end))
        advice = _widened(problem, limit, oracle, end, start, unit)
    if miss > 0 and not _may_be_unknown(limit):
        return _nearest(limit, advice, end, found.value, found.proven)
    if not isinstance(limit.stated, Requirement | Element):
        return ConflictingLimit(limit.text, "", advice)
    why = found.why_unsure(limit.stated)
    if miss > 0 and not why.outside:
        return _nearest(limit, advice, end, found.value, found.proven)
    if why.outside and isinstance(limit.stated, Element):
        advice = Loosening("leave_open", None)
    return ConflictingLimit(limit.text, why.words, advice)


def _may_be_unknown(limit: StatedLimit) -> bool:
    """Say whether a limit stands for a fact that a prediction decides only if it is sure."""
    test = limit.stated.test if isinstance(limit.stated, Element) else None
    return isinstance(test, Linear) and test.sure > 0


def _radius_member(
    problem: Problem, limit: StatedLimit, stated: Requirement, oracle: Oracle
) -> ConflictingLimit:
    """Return a least radius [cm] with the greatest one that the other limits allow."""
    flattest = f"abs({stated.quantity})"
    found = _reached(without(problem, limit), flattest, 1.0, oracle)
    if np.isnan(found.value):
        return ConflictingLimit(limit.text)
    asked, greatest, bound = (radius_of(x) for x in (stated.high, found.value, found.proven))
    advice = None
    for k in range(_WIDENINGS):
        value = _rounded(min(asked, greatest) * _CLOSER ** (2**k - 1), -1.0, _DIGITS)
        if oracle.feasibility(loosened(problem, limit, "min", value)).feasible:
            advice = Loosening("min", value)
            break
    if greatest >= asked:
        return ConflictingLimit(limit.text, found.why_unsure(stated).words, advice)
    words = f"with the other limits the greatest radius found is {greatest:.{_DIGITS}g} cm"
    if not isfinite(bound):
        return ConflictingLimit(limit.text, words, advice, best=greatest)
    words += f", proven: none above {bound:.{_DIGITS}g} cm"
    return ConflictingLimit(limit.text, words, advice, best=greatest, bound=bound)


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


@dataclass(frozen=True, slots=True)
class _Reached:
    """The extreme value of a quantity found and proven; infinite or NaN if none, and by what."""

    value: float = np.nan
    proven: float = np.nan
    evaluator: Evaluator | None = None
    archive: Archive | None = None

    def why_unsure(self, stated: Requirement | Element) -> Unsure:
        """Return why a limit whose mean is met is not met as surely as asked."""
        if self.evaluator is None or self.archive is None:
            return Unsure("", outside=False)
        return unsure(stated, self.evaluator, self.archive)


def _reached(problem: Problem, quantity: str, sign: float, oracle: Oracle) -> _Reached:
    """Return the least (sign 1) or greatest value that a problem allows."""
    objective = Objective(Expression.parse(quantity), "minimize" if sign > 0 else "maximize")
    try:
        evaluator = Evaluator.of(replace(problem, objectives=(objective,)))
    except InfeasibleError:
        return _Reached()
    if oracle.spent:
        return _Reached()
    archive = oracle.searched(evaluator)
    front = archive.front(np.array([sign]))
    if len(front) == 0:
        return _Reached()
    reached = float(sign * (sign * front.outcome.objectives[:, 0]).min())
    effort = Effort(_CELLS, 1e-4 * max(1.0, abs(reached)))
    relaxation = relaxed(evaluator, _CELLS)
    low = bounded(relaxation, objective.expression.tree, sign, effort, sign * reached).low
    return _Reached(reached, sign * min(low, sign * reached), evaluator, archive)


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


def _rounded(value: float, sign: float, digits: int = 4) -> float:
    """Return a value rounded outward to so many digits."""
    size = 10.0 ** (digits - 1 - floor(log10(max(abs(value), 1e-3))))
    scaled = value * size
    return (ceil(scaled - 1e-9) if sign > 0 else floor(scaled + 1e-9)) / size
