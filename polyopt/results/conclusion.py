"""From the archive of a search to its result: the front and its proof, or why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter
from typing import Any

import numpy as np

from polyopt.conflict.explanation import explained
from polyopt.conflict.told import ConflictError
from polyopt.errors import InfeasibleError
from polyopt.laminate.structure import stack_text
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.optimizer.evaluation.front import Archive
from polyopt.optimizer.proof.proven import proof
from polyopt.optimizer.settings import BUDGETS, UNLIMITED, SearchSettings
from polyopt.problem.definition import Problem
from polyopt.problem.known_quantities import basis_of_curl
from polyopt.results.designs import Design, front_designs
from polyopt.results.found import Found
from polyopt.results.what_remains import what_remains


def concluded(
    evaluator: Evaluator,
    archive: Archive,
    settings: SearchSettings,
    *,
    evaluations: int,
    timed_out: bool,
    started: float,
) -> Found:
    """Return what a search found.

    Parameters
    ----------
    evaluator : Evaluator
        The problem.
    archive : Archive
        What the search kept.
    settings : SearchSettings
        What was asked for.
    evaluations : int
        Designs evaluated, earlier sittings included.
    timed_out : bool
        Whether its time ended it.
    started : float
        When it began, by `perf_counter`. [s]
    """
    problem = evaluator.problem
    designs = front_designs(evaluator, archive)
    finished = evaluations >= settings.engine.budget
    return Found(
        title=problem.title,
        status=_status(bool(designs), finished=finished, timed_out=timed_out),
        objectives=_objectives(problem),
        designs=designs,
        evaluations=evaluations,
        subsets=evaluator.space.subset_count,
        **_told(evaluator, archive, designs, settings, finished=finished or timed_out),
        elapsed=perf_counter() - started,
        seed=settings.engine.seed,
        stack=stack_text(problem.laminate),
        assumed_met=tuple(sorted(problem.assume_met)),
        curl_basis=basis_of_curl(problem) if designs else "",
        **what_remains(evaluator, designs),
        problem=problem,
        stopped=_stopped(settings, evaluations) if timed_out and not finished else "",
    )


def contradictory(problem: Problem, seed: int, error: InfeasibleError) -> Found:
    """Return the result of a problem whose limits contradict each other."""
    told = error.conflict if isinstance(error, ConflictError) else None
    return Found(
        title=problem.title,
        status="infeasible",
        objectives=_objectives(problem),
        designs=(),
        evaluations=0,
        subsets=0,
        elapsed=0.0,
        seed=seed,
        stack=stack_text(problem.laminate),
        conflict=told.texts if told else (error.what,),
        conflict_detail=told.as_dict() if told else {},
        assumed_met=tuple(sorted(problem.assume_met)),
        problem=problem,
    )


def _told(
    evaluator: Evaluator,
    archive: Archive,
    designs: Sequence[Design],
    settings: SearchSettings,
    *,
    finished: bool,
) -> dict[str, Any]:
    """Return what is proven about a front, or why there is none, as fields of the result."""
    if not designs:
        conflict, detail = explained(evaluator, archive, settings.engine, finished)
        return {"conflict": conflict, "conflict_detail": detail}
    if settings.proof is None or not finished:
        return {}
    found = np.array([design.objectives for design in designs])
    return {"bound": proof(evaluator, found, settings.proof)}


def _objectives(problem: Problem) -> tuple[tuple[str, str], ...]:
    return tuple((o.expression.text, o.direction) for o in problem.objectives)


def _stopped(settings: SearchSettings, evaluations: int) -> str:
    """Say how far a search came that its time ended."""
    budget, usual = settings.engine.budget, BUDGETS[settings.engine.sampler]
    if budget < UNLIMITED:
        return _words(f"{evaluations:,} of the {budget:,} formulations asked for")
    if evaluations < usual:
        return _words(f"{evaluations:,} formulations; without a time limit it evaluates {usual:,}")
    return ""


def _words(done: str) -> str:
    return f"The time ended the search after {done.replace(',', ' ')}."


def _status(found: bool, *, finished: bool, timed_out: bool) -> str:
    """Return the status; nothing found in the time proves nothing, more time may find it."""
    if not finished and not (timed_out and found):
        return "interrupted"
    return "feasible" if found else "infeasible"
