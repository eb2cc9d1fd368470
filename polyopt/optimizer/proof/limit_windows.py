"""The limits of a problem that bounds can use: windows of sums of quantities.

A limit is met only if the mean lies in its window and its probability reaches the asked
confidence. A film's spread around the model is a least standard deviation, so the mean must lie
in a narrower window still; both are necessary, so leaving the rest of the probability out keeps
every bound valid.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf, sqrt

import numpy as np

from polyopt.claims.interval import Interval
from polyopt.claims.judgement import quantity_name
from polyopt.claims.limitations import Count, Declared, Fraction, Group, Linear, Ratio, Test
from polyopt.claims.probability import interval_probability
from polyopt.design.mirror_images import own_quantity
from polyopt.design.pores import PERMITTIVITY, POROSITY
from polyopt.equations.porous import solid_for
from polyopt.laminate.members import FILM
from polyopt.models.surface import MOLE_LINEAR, PairSurface
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.optimizer.proof.dual_bound import SLACK
from polyopt.optimizer.proof.forms import constants, constants_alone
from polyopt.problem.definition import Problem
from polyopt.quantities import (
    FILM_CTE,
    POROUS,
    RESIN_THICKNESS,
    SOLID,
    USUAL,
    QuantityName,
    layer_quantity,
)

_ROUNDED = 1e-9
_HALVINGS = 60


@dataclass(frozen=True, slots=True)
class LimitWindow:
    """``low <= sum of factor * quantity <= high`` for the means.

    Parameters
    ----------
    name : str
        The limitation it comes from.
    terms : tuple of (str, float)
        Quantities and factors; constants are taken off the ends.
    low, high : float
        Ends, moved outward by the rounding of verdicts; low > high if nothing can meet it.
    """

    name: str
    terms: tuple[tuple[str, float], ...]
    low: float
    high: float


def limit_windows(evaluator: Evaluator) -> tuple[tuple[LimitWindow, ...], tuple[str, ...]]:
    """Return the windows of a problem, and the names of limits that bounds leave out."""
    problem = evaluator.problem
    fixed, stated = constants(problem), constants_alone(problem)
    found, left_out = [], [f"avoid {claim.id}" for claim in evaluator.avoided]
    for element in evaluator.reading.elements:
        half_open = element.id in evaluator.reading.half_open
        parts = [] if half_open else list(_linear_parts(element.test))
        if not parts and not isinstance(element.test, Declared | Count | Fraction):
            left_out.append(element.id)
        for part in parts:
            named = [(_named(evaluator, n), f) for n, f in part.terms]
            ends = part.interval.low, part.interval.high
            found.append((element.id, named, *ends, max(problem.confidence, part.sure)))
    for requirement in problem.requirements:
        limit = [(requirement.quantity, 1.0)]
        ends = requirement.low, requirement.high
        found.append((str(requirement), limit, *ends, requirement.least(problem.confidence)))
    made = tuple(
        _window(evaluator, fixed if len(terms) > 1 else stated, name, terms, (low, high), sure)
        for name, terms, low, high, sure in found
    )
    return made, tuple(left_out)


def _named(evaluator: Evaluator, name: str) -> str:
    """Return the full name of a quantity of a claim, that of a mirror image as the layer's own."""
    full = quantity_name(name, evaluator.reading.assignment)
    return own_quantity(full, evaluator.problem.laminate)


def _linear_parts(test: Test) -> Iterator[Linear]:
    """Return tests that must all hold and are windows; a ratio of thicknesses is one of them."""
    if isinstance(test, Linear):
        yield test
    elif isinstance(test, Ratio) and QuantityName.split(test.over).tail == "thickness":
        low, high = test.interval.low, test.interval.high
        yield Linear(((test.over, 1.0), (test.under, -low)), Interval(0.0, inf), "ratio")
        if high < inf:
            yield Linear(((test.over, 1.0), (test.under, -high)), Interval(-inf, 0.0), "ratio")
    elif isinstance(test, Group) and test.join == "all":
        for part in test.tests:
            yield from _linear_parts(part)


def _window(
    evaluator: Evaluator,
    fixed: Mapping[str, float],
    name: str,
    terms: list[tuple[str, float]],
    ends: tuple[float, float],
    confidence: float,
) -> LimitWindow:
    terms, low, high = _on_solid(evaluator, terms, *ends)
    spread = _least_spread(evaluator, terms)
    predicted = any(QuantityName.split(n).tail in USUAL and n not in fixed for n, _ in terms)
    if predicted and spread > 0:
        low, high = sure_window(low, high, spread, confidence)
    known = sum(factor * fixed[n] for n, factor in terms if n in fixed)
    slack = _ROUNDED + SLACK * max((abs(end) for end in (low, high) if np.isfinite(end)), default=1)
    open_terms = tuple((n, f) for n, f in terms if n not in fixed)
    return LimitWindow(name, open_terms, low - known - slack, high - known + slack)


def _on_solid(
    evaluator: Evaluator, terms: list[tuple[str, float]], low: float, high: float
) -> tuple[list[tuple[str, float]], float, float]:
    """Return a limit on the permittivity of a layer with pores as one on its solid.

    The mean lies within where that of the solid does, for the mixture rule only rises; its error
    and that of the porosity can only narrow what is met.
    """
    if len(terms) != 1 or terms[0][1] != 1.0:
        return terms, low, high
    film_porosity = constants(evaluator.problem).get(POROSITY)
    for layer in evaluator.problem.laminate.own_layers:
        names = {layer_quantity(layer.name, POROUS)}
        least, most = layer.porosity_range or (layer.porosity, layer.porosity)
        if layer.side == FILM and film_porosity is not None:
            least = most = film_porosity / 100.0
        if layer.side == FILM:
            names = names | {PERMITTIVITY}
        if terms[0][0] in names and least is not None and most is not None:
            low = solid_for(low, least) if 1 <= low < inf else low
            high = solid_for(high, most) if 1 <= high < inf else high
            return [(layer_quantity(layer.name, SOLID), 1.0)], low, high
    return terms, low, high


def _least_spread(evaluator: Evaluator, terms: list[tuple[str, float]]) -> float:
    """Return a standard deviation that the sum has at least.

    It is that of single films around models, of the film's and metal's measurements as stated, and,
    where one layer is predicted, of the offset between laboratories, which no mixture averages out.
    The models' own errors come on top: their joint covariance is positive.
    """
    measured = evaluator.problem.laminate.film
    film_sd = measured.cte.sd if measured is not None and measured.cte is not None else 0.0
    total, offsets = 0.0, []
    for name, factor in terms:
        asked = QuantityName.split(name)
        surface = evaluator.predictor.surfaces.get((asked.layer, asked.tail))
        if surface is not None:
            total += (factor * float(surface.noise_sd.min())) ** 2
            offsets.append(factor * _least_offset(surface))
        elif name == FILM_CTE:
            total += (factor * film_sd) ** 2
    if len(offsets) == 1:
        total += offsets[0] ** 2
    return sqrt(total)


def _least_offset(surface: PairSurface) -> float:
    """Return what one effect of a laboratory moves every composition by, at least. [unit]."""
    if surface.mixing != MOLE_LINEAR or surface.laboratory.size == 0:
        return 0.0
    steady = np.ptp(surface.laboratory, axis=0) == 0
    return float(np.abs(surface.laboratory[0, steady]).max(initial=0.0))


def sure_window(low: float, high: float, sd: float, confidence: float) -> tuple[float, float]:
    """Return the means for which ``P(low <= x <= high) >= confidence``; low > high if none.

    Parameters
    ----------
    low, high : float
        The window.
    sd : float
        Least standard deviation; a greater one leaves fewer means.
    confidence : float
        Least probability. [-]
    """
    if low == -inf and high == inf:
        return low, high
    middle = (
        (low + high) / 2
        if np.isfinite([low, high]).all()
        else (low + 40 * sd if np.isfinite(low) else high - 40 * sd)
    )

    def sure(mean: float) -> bool:
        ends = np.array([low - mean]), np.array([high - mean])
        return float(interval_probability(*ends, np.array([sd]))[0]) >= confidence - _ROUNDED

    if not sure(middle):
        return inf, -inf
    return _edge(sure, middle, low), _edge(sure, middle, high)


def _edge(sure: Callable[[float], bool], inside: float, outside: float) -> float:
    """Return the end of the sure means toward `outside`, from the outer side."""
    if not np.isfinite(outside) or sure(outside):
        return outside
    for _ in range(_HALVINGS):
        middle = (inside + outside) / 2
        inside, outside = (middle, outside) if sure(middle) else (inside, middle)
    return outside


def thickness_rows(problem: Problem, found: tuple[LimitWindow, ...]) -> list[LimitWindow]:
    """Return the windows that refer to thicknesses only, totals written out."""
    names = [layer_quantity(layer.name, "thickness") for layer in problem.thick]
    rows = []
    for window in found:
        terms = written_out(window.terms, problem.resin_parts)
        if terms and all(name in names for name, _ in terms):
            rows.append(LimitWindow(window.name, terms, window.low, window.high))
    return rows


def written_out(
    terms: tuple[tuple[str, float], ...], parts: Sequence[str]
) -> tuple[tuple[str, float], ...]:
    """Return terms with the total thickness of the resin as the sum of its layers.

    Parameters
    ----------
    terms : tuple of (str, float)
        Quantities and factors.
    parts : sequence of str
        The thicknesses that add up to that of the resin, those of mirror images twice.
    """
    total: dict[str, float] = {}
    for name, factor in terms:
        for part in parts if name == RESIN_THICKNESS else [name]:
            total[part] = total.get(part, 0.0) + factor
    return tuple(total.items())
