"""A problem as smooth functions of corner weights: objectives in pieces, limits as g <= 0."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from polyopt.claims.evidence import PREDICTED
from polyopt.claims.judgement import quantity_name, scale_of
from polyopt.claims.limitations import Group, Linear, Ratio, Test
from polyopt.claims.probability import interval_probability
from polyopt.claims.shapes import deviate_at
from polyopt.equations.derivatives import Dual
from polyopt.optimizer.engine.gradients import Gradients, Local
from polyopt.optimizer.engine.probability_gradient import (
    SmoothLimit,
    chance_within,
    combined,
    joint_chance,
)
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.optimizer.space.polytope import Array
from polyopt.problem.definition import PROBABILITY
from polyopt.problem.expression import Piece, Value

_INSIDE = 1e-8
"""How far inside a limit the polish aims, so that rounding does not break it."""


@dataclass(frozen=True, slots=True)
class Smooth:
    """Objectives and limits of n designs with derivatives.

    Parameters
    ----------
    pieces : Dual, shape (n, p)
        Each objective to minimise is the greatest of its pieces.
    limits : Dual, shape (n, c)
        At most zero where a limitation is met.
    """

    pieces: Dual
    limits: Dual


@dataclass(frozen=True, slots=True)
class _Bounded:
    """A linear form of quantities between bounds."""

    terms: tuple[tuple[str, float], ...]
    low: float
    high: float
    scale: float
    confidence: float


class SmoothProblem:
    """Objectives and limits as smooth functions.

    Limitations of other kinds than bounds on quantities and their quotients are left out: linear
    limits on fractions hold by the corners, and whatever else there is the evaluator checks.

    Parameters
    ----------
    evaluator : Evaluator
        The problem, made ready.
    """

    def __init__(self, evaluator: Evaluator) -> None:
        reading, least = evaluator.reading, evaluator.problem.confidence
        asked = [e for e in reading.elements if e.id not in reading.half_open]
        tests = [list(_bounds(e.test, reading.assignment, least)) for e in asked]
        claimed = [b for found in tests for b in found]
        required = [
            _Bounded(((r.quantity, 1.0),), r.low, r.high, _scale(r.low, r.high), r.least(least))
            for r in evaluator.problem.requirements
        ]
        self._bounds = [*claimed, *required]
        self._together = claimed if reading.elements and not reading.open else [*claimed, *required]
        self._functions: list[Piece] = []
        self.objective: list[int] = []
        for j, objective in enumerate(evaluator.problem.objectives):
            pieces = objective.expression.pieces(objective.sign)
            self._functions.extend(pieces)
            self.objective.extend([j] * len(pieces))
        self._ratios = [r for e in reading.elements for r in _ratios(e.test, reading.assignment)]
        self._uses_probability = any(
            PROBABILITY in o.expression.names for o in evaluator.problem.objectives
        )

    def at(self, gradients: Gradients, weights: Array) -> Smooth:
        """Return objectives and limits at some weights."""
        local = gradients.at(weights)
        like = Dual(weights[:, 0], np.zeros_like(weights))
        alone = gradients.evidence.stated_alone
        moving = [b for b in self._bounds if alone(b.terms) is None]
        limits = [g for b in moving for g in self._broken(b, local, gradients, like)]
        for over, under, low, high in self._ratios:
            ratio = local.quantities[over] / local.quantities[under]
            limits += [g + _INSIDE for g in _two_sided(ratio, low, high)]
        values: dict[str, Value] = dict(local.quantities)
        if self._uses_probability:
            values[PROBABILITY] = self._probability(local, gradients, like)
        pieces = [f(values) for f in self._functions]
        return Smooth(_stacked(pieces, like), _stacked(limits, like))

    def _broken(
        self, bound: _Bounded, local: Local, gradients: Gradients, like: Dual
    ) -> Iterator[Dual]:
        value = _value(bound, local, like)
        for side in _two_sided(value, bound.low, bound.high):
            yield (side + _INSIDE) * (1.0 / bound.scale)
        bases = [gradients.evidence.quantities[name].basis for name, _ in bound.terms]
        variance = self._variance(bound, local, gradients)
        one_sided = np.isinf(bound.low) or np.isinf(bound.high)
        if PREDICTED in bases and isinstance(variance, Dual) and np.all(variance.value > 0):
            shaped = gradients.evidence.shape_of(bound.terms) is not None
            if bound.confidence > 0.5 or shaped or not one_sided:
                low, high = _room(bound, value, variance, local, gradients)
                chance = chance_within(low, high, np.sqrt(variance))
                yield (bound.confidence + _INSIDE) - chance

    def _probability(self, local: Local, gradients: Gradients, like: Dual) -> Dual:
        limits, certain = [], np.ones(gradients.evidence.size)
        for bound in self._together:
            alone = gradients.evidence.stated_alone(bound.terms)
            if alone is not None:
                value, sd = alone
                certain = certain * interval_probability(bound.low - value, bound.high - value, sd)
                continue
            loading = gradients.evidence.loading(bound.terms)
            if np.any(loading):
                mean = _value(bound, local, like)
                variance = self._variance(bound, local, gradients)
                limits.append(SmoothLimit(loading, *_room(bound, mean, variance, local, gradients)))
        return joint_chance(limits, local.covariance, like) * certain

    @staticmethod
    def _variance(bound: _Bounded, local: Local, gradients: Gradients) -> Dual | float:
        loading = gradients.evidence.loading(bound.terms)
        return combined(loading, loading, local.covariance)


def _value(bound: _Bounded, local: Local, like: Dual) -> Dual:
    terms = (local.quantities[name] * factor for name, factor in bound.terms)
    return sum(terms, start=Dual.constant(0.0, like))


def _room(
    bound: _Bounded, value: Dual, variance: Dual | float, local: Local, gradients: Gradients
) -> tuple[Dual, Dual]:
    """Return how far a form may fall and rise; what `Evidence.room` does, with derivatives."""
    shape = gradients.evidence.shape_of(bound.terms)
    if shape is None or not isinstance(variance, Dual):
        return bound.low - value, bound.high - value
    names = gradients.evidence.uncertain
    variances = {name: local.covariance[u, u] for u, name in enumerate(names)}
    ends = [shape.below_at(end, local.quantities, variances) for end in (bound.low, bound.high)]
    falls, rises = map(deviate_at, ends)
    sd: Dual = np.sqrt(variance)
    return falls * sd, rises * sd


def _two_sided(value: Dual, low: float, high: float) -> Iterator[Dual]:
    if np.isfinite(low):
        yield low - value
    if np.isfinite(high):
        yield value - high


def _scale(low: float, high: float) -> float:
    return max(1.0, min(abs(low), abs(high)) / 10)


def _bounds(test: Test, assignment: Mapping[str, str], least: float) -> Iterator[_Bounded]:
    if isinstance(test, Linear):
        terms = tuple((quantity_name(name, assignment), factor) for name, factor in test.terms)
        scale = scale_of(test.interval, test.unit, test.scale)
        asked = max(least, test.sure)
        yield _Bounded(terms, test.interval.low, test.interval.high, scale, asked)
    elif isinstance(test, Group) and test.join == "all":
        for part in test.tests:
            yield from _bounds(part, assignment, least)


def _ratios(test: Test, assignment: Mapping[str, str]) -> Iterator[tuple[str, str, float, float]]:
    if isinstance(test, Ratio):
        over, under = (quantity_name(n, assignment) for n in (test.over, test.under))
        yield over, under, test.interval.low, test.interval.high


def _stacked(columns: Sequence[Value], like: Dual) -> Dual:
    """Return columns side by side; what is not finite counts as far out and flat."""
    n, width = like.slope.shape
    value, slope = np.zeros((n, len(columns))), np.zeros((n, len(columns), width))
    for i, column in enumerate(columns):
        dual = column if isinstance(column, Dual) else Dual.constant(column, like)
        fine = np.isfinite(dual.value) & np.isfinite(dual.slope).all(axis=-1)
        value[:, i] = np.where(fine, dual.value, 1e6)
        slope[:, i] = np.where(fine[:, None], dual.slope, 0.0)
    return Dual(value, slope)
