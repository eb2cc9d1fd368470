"""From the archive of a search to its result: the front and its proof, or why there is none."""

from __future__ import annotations

from time import perf_counter
from typing import TypedDict

import numpy as np

from polyopt.conflict.conflict import Obstacles
from polyopt.conflict.explanation import explained
from polyopt.errors import InfeasibleError
from polyopt.laminate.one_window import comparison_words
from polyopt.laminate.structure import stack_text
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.optimizer.evaluation.front import Archive
from polyopt.optimizer.proof.proof import Proof
from polyopt.optimizer.proof.proven import proof
from polyopt.optimizer.record.samplers import SAMPLERS
from polyopt.optimizer.search_settings import UNLIMITED, SearchSettings
from polyopt.problem.definition import Problem
from polyopt.problem.known_quantities import basis_of_curl
from polyopt.results.designs import Design
from polyopt.results.found import Found
from polyopt.results.front import front_designs
from polyopt.results.outlook import Outlook, outlook_of
from polyopt.results.recommendation import Choice, chosen
from polyopt.results.scope import scope_of
from polyopt.verdicts.decided import Scope


def concluded(
    evaluator: Evaluator,
    archive: Archive,
    settings: SearchSettings,
    *,
    evaluations: int,
    timed_out: bool,
    started: float,
    together: float = 0.0,
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
    together : float
        Time in which several workers had work. [s]
    """
    designs = front_designs(evaluator, archive)
    finished = evaluations >= settings.engine.budget
    proven, obstacles = None, Obstacles()
    if not designs:
        obstacles = explained(evaluator, archive, settings.engine, finished or timed_out)
    elif settings.proof is not None and (finished or timed_out):
        proven = proof(evaluator, np.array([d.objectives for d in designs]), settings.proof)
    elapsed = perf_counter() - started
    return answer(
        evaluator,
        designs,
        status=_status(bool(designs), finished=finished, timed_out=timed_out),
        evaluations=evaluations,
        elapsed=elapsed,
        parallel_share=together / elapsed,
        seed=settings.engine.seed,
        proven=proven,
        obstacles=obstacles,
        stopped=_stopped(settings, evaluations) if timed_out and not finished else "",
    )


def answer(
    evaluator: Evaluator,
    designs: tuple[Design, ...],
    *,
    status: str,
    evaluations: int,
    elapsed: float,
    seed: int,
    obstacles: Obstacles,
    proven: Proof | None = None,
    stopped: str = "",
    parallel_share: float = 0.0,
) -> Found:
    """Return designs as the answer to a problem, with what they rest on and leave to do.

    Parameters
    ----------
    evaluator : Evaluator
        The problem.
    designs : tuple of Design
        Its front; may be empty.
    status, evaluations, elapsed, seed, obstacles, proven, stopped, parallel_share
        As those of `Found`; `proven` is its proof.
    """
    problem = evaluator.problem
    return Found(
        title=problem.title,
        status=status,
        objectives=_objectives(problem),
        evaluations=evaluations,
        subsets=evaluator.space.subset_count,
        elapsed=elapsed,
        seed=seed,
        stack=stack_text(problem.laminate),
        proof=proven,
        obstacles=obstacles,
        assumed_met=tuple(sorted(problem.assume_met)),
        problem=problem,
        stopped=stopped,
        parallel_share=parallel_share,
        **conclusions(evaluator, designs),
    )


class Conclusions(TypedDict):
    """What follows from the designs of a front, as fields of `Found`."""

    designs: tuple[Design, ...]
    curl_basis: str
    cte_windows: str
    choice: Choice
    scope: Scope
    outlook: Outlook


def conclusions(evaluator: Evaluator, designs: tuple[Design, ...]) -> Conclusions:
    """Return what follows from the designs of a front: what is recommended, and what it leaves.

    Parameters
    ----------
    evaluator : Evaluator
        The problem.
    designs : tuple of Design
        Its front; may be empty.
    """
    choice = chosen(evaluator, designs)
    best = None if choice.place is None else designs[choice.place]
    return Conclusions(
        designs=designs,
        curl_basis=basis_of_curl(evaluator.problem) if designs else "",
        cte_windows=cte_windows(evaluator.problem, designs),
        choice=choice,
        scope=scope_of(evaluator, designs),
        outlook=outlook_of(evaluator, best),
    )


def cte_windows(problem: Problem, designs: tuple[Design, ...]) -> str:
    """Return what is added where a problem compares CTEs over different windows, in words."""
    judged = any(v.caution for d in designs for v in d.verdicts)
    named = (o.expression.names for o in problem.objectives)
    aimed = any(sum(name.endswith(".cte") for name in names) > 1 for names in named)
    curled = any(d.curl for d in designs)
    return comparison_words(problem.laminate) if judged or aimed or curled else ""


def contradictory(problem: Problem, seed: int, error: InfeasibleError) -> Found:
    """Return the result of a problem whose limits contradict each other."""
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
        obstacles=Obstacles.of(error, error.what),
        assumed_met=tuple(sorted(problem.assume_met)),
        problem=problem,
    )


def _objectives(problem: Problem) -> tuple[tuple[str, str], ...]:
    return tuple((o.expression.text, o.direction) for o in problem.objectives)


def _stopped(settings: SearchSettings, evaluations: int) -> str:
    """Say how far a search came that its time ended."""
    budget, usual = settings.engine.budget, SAMPLERS[settings.engine.sampler].budget
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
