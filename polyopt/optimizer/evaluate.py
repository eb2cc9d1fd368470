"""The hot path: a batch of designs in; quantities, objectives and constraint values out."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyopt.claims.evaluate import together
from polyopt.claims.evidence import DECLARED, PREDICTED, Evidence, Quantity
from polyopt.claims.judgement import MET, Judgement
from polyopt.claims.predicates import judge
from polyopt.claims.probability import Limit, interval_probability
from polyopt.design.evidence import gather
from polyopt.design.prediction import Fractions, Predictor
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
from polyopt.problem.definition import PROBABILITY, Problem, Requirement

CHUNK = 2048
"""Designs evaluated at a time: fixed, so that no result depends on the number of workers."""

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
        broken = np.maximum(self.constraints, 0.0).sum(axis=1)
        return np.where(np.isnan(self.objectives).any(axis=1), np.inf, broken)

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
        refuse_unknown(reading, known_quantities(problem) | frozenset(stack.quantities))
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

    def evidence(self, fractions: Fractions, thickness: dict[str, Array]) -> Evidence:
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

    def outcome(self, fractions: Fractions, thickness: dict[str, Array]) -> Outcome:
        """Evaluate designs given by their fractions and thicknesses."""
        evidence = self.evidence(fractions, thickness)
        judgements = self.judged(evidence)
        values = {name: q.mean for name, q in evidence.quantities.items()}
        if any(PROBABILITY in o.expression.names for o in self.problem.objectives):
            values[PROBABILITY] = self.probability(evidence, judgements)
        objectives = np.column_stack(
            [
                np.broadcast_to(o.expression.evaluate(values), (evidence.size,))
                for o in self.problem.objectives
            ]
        )
        columns = [_violation(j, self.problem.confidence) for j in judgements]
        return Outcome(
            objectives, np.column_stack(columns) if columns else np.zeros((evidence.size, 0))
        )

    def evaluate(self, designs: Designs) -> Outcome:
        """Evaluate one chunk of designs."""
        return self.outcome(*self.space.decoded(designs))


def evaluate_batch(evaluator: Evaluator, designs: Designs, workers: Workers) -> Outcome:
    """Evaluate a batch in chunks, side by side where that pays."""
    chunks = [designs.take(slice(i, i + CHUNK)) for i in range(0, len(designs), CHUNK)]
    outcomes = workers.map(evaluator, chunks)
    return Outcome(
        np.vstack([o.objectives for o in outcomes]),
        np.vstack([o.constraints for o in outcomes]),
    )


@dataclass(frozen=True, slots=True)
class Workers:
    """Who evaluates: how many workers, of which kind.

    Parameters
    ----------
    jobs : int
        Number of workers.
    backend : str
        ``threads``, ``loky`` or ``dask``.
    scheduler : str
        Address of the dask scheduler.
    """

    jobs: int = 1
    backend: str = "threads"
    scheduler: str = ""

    def map(self, evaluator: Evaluator, chunks: Sequence[Designs]) -> list[Outcome]:
        """Return the outcome of each chunk, in order."""
        if self.backend != "dask" and (self.jobs == 1 or len(chunks) == 1):
            return [evaluator.evaluate(chunk) for chunk in chunks]
        from joblib import Parallel, delayed

        work = (delayed(evaluator.evaluate)(chunk) for chunk in chunks)
        return list(Parallel(n_jobs=self.jobs)(work))

    def context(self) -> AbstractContextManager[Any]:
        """Return the context to evaluate in: it picks joblib's backend."""
        from joblib import parallel_config

        if self.backend == "threads":
            return parallel_config(backend="threading")
        if self.backend == "dask":
            return _dask(self.scheduler)
        return parallel_config(backend="loky", inner_max_num_threads=1)


def _dask(scheduler: str) -> AbstractContextManager[Any]:
    from joblib import parallel_config

    from polyopt.errors import UsageError

    try:
        from distributed import Client
    except ImportError:
        raise UsageError(
            "the dask backend needs the packages dask and distributed",
            remedy="install polyopt[dask]",
        ) from None
    try:
        Client(scheduler or None, timeout="20s")
    except (OSError, ValueError) as error:
        raise UsageError(f"no dask scheduler answers at {scheduler!r}: {error}") from None
    return parallel_config(backend="dask")


def single_threaded_blas() -> AbstractContextManager[Any]:
    """Return a context in which linear algebra uses one thread, so that sums keep their order."""
    from threadpoolctl import threadpool_limits

    context: AbstractContextManager[Any] = threadpool_limits(limits=1)
    return context


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
    margin = np.nan_to_num(judgement.margin, nan=0.0)
    short = np.nan_to_num(confidence - judgement.probability, nan=1.0)
    broken = np.maximum(np.maximum(-margin, short), _LEAST_VIOLATION)
    return np.where(judgement.truth == MET, np.minimum(-margin, 0.0), broken)
