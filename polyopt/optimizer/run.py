"""One search from problem to result."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np

from polyopt.errors import DataError, DomainError, InfeasibleError, UsageError, quoted, unknown_name
from polyopt.laminate import stack_text
from polyopt.optimizer.engine import Progress, Settings, Stop, run
from polyopt.optimizer.evaluate import Evaluator, Workers
from polyopt.optimizer.front_designs import front_designs
from polyopt.optimizer.result import Result, broken_limits
from polyopt.optimizer.run_folder import JOURNAL, held, open_folder
from polyopt.optimizer.study import SAMPLERS, Record
from polyopt.problem.definition import Problem

BUDGETS = {"auto": 100_000, "random": 5_000, "nsga2": 3_000, "tpe": 500, "gp": 100}
"""Evaluations where none are asked for, by sampler."""

_LARGEST_BUDGET = 10**9
_LARGEST_SEED = 2**32 - 1
_MOST_JOBS = 256
BACKENDS = ("threads", "loky", "dask")


def search(
    problem: Problem | str | Path | None = None,
    *,
    budget: int | None = None,
    seed: int | None = None,
    jobs: int = 1,
    backend: str = "threads",
    scheduler: str = "",
    sampler: str = "auto",
    out: str | Path | None = None,
    resume: bool = False,
    progress: Progress = lambda done, archive: None,
    stop: Stop = lambda: False,
) -> Result:
    """Search the formulations that meet a problem's limits.

    Parameters
    ----------
    problem : Problem, path of a problem file, or None
        What to search for; by default the built-in problem.
    budget : int, optional
        Number of designs to evaluate.
    seed : int, optional
        Seed; by default that of the problem.
    jobs : int
        Number of workers; the answer does not depend on it.
    backend : str
        ``threads``, ``loky`` or ``dask``.
    scheduler : str
        Address of the dask scheduler.
    sampler : str
        ``auto``, ``tpe``, ``nsga2``, ``gp`` or ``random``.
    out : path, optional
        Run folder that keeps the record, the result and the manifest.
    resume : bool
        Go on with the run in `out`.
    progress : callable
        Called after each generation with the evaluations done and the archive.
    stop : callable
        Asked before each generation whether to end.

    Returns
    -------
    Result
        The front, or why there is none.

    Raises
    ------
    UsageError
        If the problem or the settings are wrong.
    InfeasibleError
        If linear limits or the structure contradict each other.
    DataError
        If a table, model or the run folder cannot be used.
    """
    if backend not in BACKENDS:
        raise unknown_name("backend", backend, BACKENDS)
    if resume and out is None:
        raise UsageError("resume needs out, the folder of the run")
    if sampler not in SAMPLERS:
        raise unknown_name("sampler", sampler, SAMPLERS)
    chosen = _problem(problem)
    settings = Settings(
        budget=_whole("budget", BUDGETS[sampler] if budget is None else budget, 1, _LARGEST_BUDGET),
        seed=_whole("seed", chosen.seed if seed is None else seed, 0, _LARGEST_SEED),
        sampler=sampler,
        workers=Workers(_whole("jobs", jobs, 1, _MOST_JOBS), backend, scheduler),
    )
    try:
        evaluator = Evaluator.of(chosen)
    except InfeasibleError as error:
        if out is not None:
            _nothing(chosen, settings, error).save(out)
        raise
    journal = None
    if out is not None:
        described = {"budget": settings.budget, "seed": settings.seed, "sampler": sampler}
        open_folder(Path(out), chosen, described, resume=resume)
        journal = Path(out) / JOURNAL
    started = time.perf_counter()
    try:
        with held(journal):
            record = Record(evaluator, sampler, settings.seed, journal)
            archive = run(evaluator, settings, record, progress, stop)
    except DataError as error:
        raise (error if error.where or out is None else error.at(str(out))) from None
    designs = front_designs(evaluator, archive)
    unfinished = record.evaluations < settings.budget
    result = Result(
        title=chosen.title,
        status="interrupted" if unfinished else "feasible" if designs else "infeasible",
        objectives=tuple((o.expression.text, o.direction) for o in chosen.objectives),
        designs=designs,
        evaluations=record.evaluations,
        subsets=evaluator.space.subset_count,
        elapsed=time.perf_counter() - started,
        seed=settings.seed,
        stack=stack_text(chosen.laminate),
        conflict=() if designs else broken_limits(evaluator, archive),
        assumed_met=tuple(sorted(chosen.assume_met)),
    )
    if out is not None:
        result.save(out)
    return result


def _nothing(problem: Problem, settings: Settings, error: InfeasibleError) -> Result:
    """Return the result of a problem whose limits contradict each other."""
    return Result(
        title=problem.title,
        status="infeasible",
        objectives=tuple((o.expression.text, o.direction) for o in problem.objectives),
        designs=(),
        evaluations=0,
        subsets=0,
        elapsed=0.0,
        seed=settings.seed,
        stack=stack_text(problem.laminate),
        conflict=(error.what,),
        assumed_met=tuple(sorted(problem.assume_met)),
    )


def _problem(problem: Problem | str | Path | None) -> Problem:
    if problem is None:
        return Problem.default()
    return problem if isinstance(problem, Problem) else Problem.from_toml(problem)


def _whole(what: str, value: int, least: int, most: int) -> int:
    if not isinstance(value, int | np.integer) or not least <= value <= most:
        raise DomainError(
            f"{what} is {quoted(value)}", remedy=f"a whole number from {least} to {most}"
        )
    return int(value)
