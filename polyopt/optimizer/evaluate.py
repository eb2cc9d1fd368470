"""The hot path: a batch of designs in; quantities, objectives and constraint values out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from polyopt.claims.evaluate import together
from polyopt.claims.evidence import DECLARED, PREDICTED, Evidence, Quantity
from polyopt.claims.predicates import MET, Judgement, judge
from polyopt.claims.probability import Limit, interval_probability
from polyopt.design.evidence import gather
from polyopt.design.prediction import Fractions, Predictor, Present
from polyopt.optimizer.cost import layer_costs
from polyopt.optimizer.limits import (
    Reading,
    chosen_reading,
    refuse_unknown,
    share_limits,
    thickness_ratios,
)
from polyopt.optimizer.polytope import Array
from polyopt.optimizer.space import Designs, SearchSpace, search_space
from polyopt.optimizer.workers import Team
from polyopt.problem.definition import PROBABILITY, Problem, Requirement

CHUNK = 16_384
COSTLY_CHUNK = 1024
"""Designs evaluated at a time: fixed, so that no result depends on the number of workers."""

_PROBE = 64

_LEAST_VIOLATION = 1e-9


@dataclass(frozen=True, slots=True)
class Outcome:
    """What n designs came to.

    Parameters
    ----------
    objectives : ndarray, shape (n, k)
        Values as the user states them; NaN where they cannot be computed.
    constraints : ndarray, shape (n, c)
        At most zero where the limitation is met.
    """

    objectives: Array
    constraints: Array

    @property
    def violation(self) -> Array:
        """Sum of what each design breaks, shape (n,); zero if feasible."""
        broken = np.zeros(len(self.objectives))
        for constraint in self.constraints.T:
            broken += np.maximum(constraint, 0.0)
        for objective in self.objectives.T:
            broken[np.isnan(objective)] = np.inf
        return broken

    def take(self, index: NDArray[np.intp]) -> Outcome:
        """Return the outcome of some of the designs."""
        return Outcome(self.objectives[index], self.constraints[index])

    def joined(self, other: Outcome) -> Outcome:
        """Return these outcomes followed by others."""
        return Outcome(
            np.vstack([self.objectives, other.objectives]),
            np.vstack([self.constraints, other.constraints]),
        )


@dataclass(frozen=True, slots=True)
class Evaluator:
    """A problem made ready to evaluate designs.

    Parameters
    ----------
    problem : Problem
        The problem.
    reading : Reading
        How its claims are read.
    space : SearchSpace
        The designs worth trying.
    predictor : Predictor
        The models, evaluated on the palettes.
    """

    problem: Problem
    reading: Reading
    space: SearchSpace
    predictor: Predictor

    @classmethod
    def of(cls, problem: Problem) -> Evaluator:
        """Prepare a problem: choose how claims are read, build the space, evaluate the models.

        Raises
        ------
        InfeasibleError
            If linear limits or the structure contradict each other.
        UsageError
            If a limitation cannot be judged for want of a declaration.
        """
        from polyopt.problem.file import known_quantities

        stack = gather(problem.laminate, {}, Predictor({}, {}), {}, {})
        reading = chosen_reading(problem, stack)
        refuse_unknown(reading, known_quantities(problem))
        layers = [
            replace(layer, limits=(*layer.limits, *share_limits(reading, layer)))
            for layer in problem.layers
        ]
        space = search_space(layers, thickness_ratios(reading))
        predictor = Predictor.of([layer.palette for layer in problem.layers])
        return cls(problem, reading, space, predictor)

    @property
    def constraint_names(self) -> tuple[str, ...]:
        """Names of the constraints, one per limitation."""
        claimed = [element.id for element in self.reading.elements]
        return (*claimed, *map(str, self.problem.requirements))

    @property
    def signs(self) -> Array:
        """1 for objectives to minimise, -1 for those to maximise."""
        return np.array([o.sign for o in self.problem.objectives])

    @property
    def chunk(self) -> int:
        """Designs to evaluate at a time."""
        return COSTLY_CHUNK if self.predictor.costly else CHUNK

    def evidence(self, fractions: Fractions | Present, thickness: dict[str, Array]) -> Evidence:
        """Return what is known of designs with these fractions and thicknesses."""
        palettes = {layer.name: layer.palette for layer in self.problem.layers}
        known = gather(self.problem.laminate, palettes, self.predictor, fractions, thickness)
        costs = layer_costs(self.problem, fractions, known)
        quantities = {**known.quantities, **{k: Quantity(v, DECLARED) for k, v in costs.items()}}
        return replace(known, quantities=quantities)

    def judged(self, evidence: Evidence) -> tuple[Judgement, ...]:
        """Return the judgements on all limitations, in the order of their names."""
        confidence = self.problem.confidence
        claimed = [
            judge(element.test, evidence, self.reading.assignment, confidence)
            for element in self.reading.elements
        ]
        required = [_required(r, evidence, confidence) for r in self.problem.requirements]
        return (*claimed, *required)

    def probability(self, evidence: Evidence, judgements: Sequence[Judgement]) -> Array:
        """Return the probability of meeting all claims together, shape (n,).

        Without claims, of meeting all requirements together.
        """
        return together(evidence, judgements[: len(self.reading.elements) or len(judgements)])

    def outcome(self, fractions: Fractions | Present, thickness: dict[str, Array]) -> Outcome:
        """Evaluate designs given by their fractions and thicknesses."""
        evidence = self.evidence(fractions, thickness)
        judgements = self.judged(evidence)
        values = {name: q.mean for name, q in evidence.quantities.items()}
        if any(PROBABILITY in o.expression.names for o in self.problem.objectives):
            values[PROBABILITY] = self.probability(evidence, judgements)
        objectives = np.empty((len(self.problem.objectives), evidence.size))
        for row, objective in zip(objectives, self.problem.objectives, strict=True):
            row[:] = objective.expression.evaluate(values)
        constraints = np.empty((len(judgements), evidence.size))
        for row, judgement in zip(constraints, judgements, strict=True):
            row[:] = _violation(judgement, self.problem.confidence)
        return Outcome(objectives.T, constraints.T)

    def evaluate(self, designs: Designs) -> Outcome:
        """Evaluate one chunk of designs."""
        return self.outcome(*self.space.portions(designs.subset, designs.coordinates.T[:, :, None]))


def evaluate_batch(team: Team[Evaluator], designs: Designs) -> Outcome:
    """Evaluate a batch in chunks, side by side where that pays."""
    size = team.subject.chunk
    chunks = [designs.take(slice(i, i + size)) for i in range(0, len(designs), size)]
    probe = designs.take(slice(0, _PROBE))
    outcomes = list(
        team.map(Evaluator.evaluate, chunks, probe=probe, probes=len(designs) / len(probe))
    )
    return Outcome(
        np.vstack([o.objectives for o in outcomes]),
        np.vstack([o.constraints for o in outcomes]),
    )


def _required(requirement: Requirement, evidence: Evidence, confidence: float) -> Judgement:
    quantity = evidence.quantities[requirement.quantity]
    loading = evidence.loading([(requirement.quantity, 1.0)])
    low, high = requirement.low - quantity.mean, requirement.high - quantity.mean
    sd = evidence.spread(loading)
    probability = interval_probability(low, high, sd)
    inside = (low <= 0) & (high >= 0)
    asked = confidence if quantity.basis == PREDICTED else 0.0
    truth = np.where(inside & (probability >= asked), MET, -MET).astype(np.int8)
    scale = max(1.0, min(abs(b) for b in (requirement.low, requirement.high)) / 10)
    margin = np.minimum(-low, high) / scale
    limits = (Limit(loading, low, high),) if np.any(loading) else ()
    return Judgement(truth, margin, probability, quantity.basis, limits)


def _violation(judgement: Judgement, confidence: float) -> Array:
    """Return Optuna's sign: at most zero where met, positive where unmet or unknown."""
    margin = _finite(judgement.margin, 0.0)
    short = _finite(confidence - judgement.probability, 1.0)
    broken = np.maximum(np.maximum(-margin, short), _LEAST_VIOLATION)
    return np.where(judgement.truth == MET, np.minimum(-margin, 0.0), broken)


def _finite(values: Array, instead: float) -> Array:
    """Return values, with `instead` for NaN and the largest numbers for infinite ones."""
    return values if np.isfinite(values).all() else np.nan_to_num(values, nan=instead)
