"""Why nothing is feasible: before a search from linear limits, after it from all."""

from __future__ import annotations

import numpy as np

from polyopt.conflict.avoided_claims import avoided_conflict
from polyopt.conflict.conflict import Conflict, ConflictError, Obstacles
from polyopt.conflict.fixed_quantities import fixed_conflict
from polyopt.errors import InfeasibleError
from polyopt.optimizer.evaluation.engine_settings import EngineSettings
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.optimizer.evaluation.front import Archive
from polyopt.optimizer.record.samplers import SAMPLERS
from polyopt.problem.definition import Problem

_LEAST, _TIMES = 200_000, 10
"""Designs to find a conflict: so many at most, or so many times the budget if that is more."""


def evaluator_of(problem: Problem) -> Evaluator:
    """Return a problem made ready.

    Raises
    ------
    InfeasibleError
        If the structure contradicts the claims, a limit the film or the metal, or linear limits
        each other; then with the limits that do and what to relax.
    """
    fixed = fixed_conflict(problem)
    if fixed is not None:
        raise ConflictError(fixed)
    avoided = avoided_conflict(problem)
    if avoided is not None:
        raise ConflictError(avoided)
    try:
        return Evaluator.of(problem)
    except InfeasibleError as error:
        conflict = _linear_conflict(problem)
        raise (error if conflict is None else ConflictError(conflict)) from None


def _linear_conflict(problem: Problem) -> Conflict | None:
    from polyopt.conflict.infeasible_linear import linear_conflict

    try:
        return linear_conflict(problem)
    except InfeasibleError:
        return None


def explained(
    evaluator: Evaluator, archive: Archive, settings: EngineSettings, finished: bool
) -> Obstacles:
    """Return why a search found nothing.

    Parameters
    ----------
    evaluator : Evaluator
        The problem.
    archive : Archive
        What the search kept.
    settings : EngineSettings
        Its settings.
    finished : bool
        Whether it spent its budget; of one cut short only what the nearest design breaks is known.
    """
    from polyopt.conflict.feasibility import PROBE
    from polyopt.conflict.infeasible_limits import property_conflict

    broken = broken_limits(evaluator, archive)
    if not finished:
        return Obstacles(broken)
    # one by one a design costs time: then no search is to be longer than asked
    one_by_one = SAMPLERS[settings.sampler].one_by_one
    most = min(PROBE, settings.budget) if one_by_one else PROBE
    total = max(_LEAST, _TIMES * settings.budget)
    conflict = property_conflict(evaluator.problem, settings.seed, broken, most, total)
    if conflict is None:
        return Obstacles((*broken, "a longer search meets all limits: raise the budget"))
    return Obstacles(conflict=conflict) if conflict.members else Obstacles(broken)


def broken_limits(evaluator: Evaluator, archive: Archive) -> tuple[str, ...]:
    """Return the limitations that the least violating design breaks, and by how much."""
    if len(archive) == 0:
        return ()
    best = archive.take(np.array([int(archive.outcome.violation.argmin())]))
    evidence = evaluator.evidence(*evaluator.space.decoded(best.designs))
    judgements = evaluator.judged(evidence)
    texts = [f"avoid {claim.id}" for claim in evaluator.avoided]
    texts += [e.summary for e in evaluator.reading.elements]
    texts += [str(r) for r in evaluator.problem.requirements]
    found = []
    for name, text, judged in zip(evaluator.constraint_names, texts, judgements, strict=True):
        if int(judged.truth[0]) != 1:
            chance = float(judged.probability[0])
            label = text if name == text else f"{name}: {text}"
            found.append(f"{label} (probability {chance:.2f} at best found)")
    for objective, value in zip(
        evaluator.problem.objectives, best.outcome.objectives[0], strict=True
    ):
        if np.isnan(value):
            found.append(f"the objective {objective.expression.text} cannot be computed")
    return tuple(found)
