"""One search from problem to result."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from polyopt.errors import DomainError
from polyopt.optimizer.engine import Progress, Settings, Stop, run
from polyopt.optimizer.evaluate import Evaluator, Workers
from polyopt.optimizer.front_designs import front_designs
from polyopt.optimizer.restart import evaluate_anew, other_models
from polyopt.optimizer.result import Result, broken_limits
from polyopt.optimizer.run_folder import JOURNAL, open_folder, write_manifest
from polyopt.optimizer.study import Record
from polyopt.problem.definition import Problem
from polyopt.problem.models import lasting, with_models

BUDGETS = {"auto": 100_000, "random": 5_000, "nsga2": 3_000, "tpe": 500, "gp": 100}
"""Evaluations where none are asked for, by sampler."""

_LARGEST_BUDGET = 10**9
_MOST_JOBS = 256


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
    models: Mapping[str, str | Path] | None = None,
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
        Go on with the run in `out`. Where its models were others, the designs of its record
        are evaluated anew; the old journal stays beside the new one.
    models : mapping of str to str or Path, optional
        Model files by property, in place of the shipped models.
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
    chosen = with_models(_problem(problem), models or {})
    settings = Settings(
        budget=_whole("budget", budget or BUDGETS.get(sampler, 1000), _LARGEST_BUDGET),
        seed=chosen.seed if seed is None else seed,
        sampler=sampler,
        workers=Workers(_whole("jobs", jobs, _MOST_JOBS), backend, scheduler),
    )
    evaluator = Evaluator.of(chosen)
    journal = None
    if out is not None:
        described: dict[str, Any] = {
            "budget": settings.budget,
            "seed": settings.seed,
            "sampler": sampler,
        }
        described["models"] = lasting(models or {})
        open_folder(Path(out), chosen, described, resume=resume)
        if resume and other_models(Path(out), chosen):
            evaluate_anew(Path(out), evaluator, settings)
        write_manifest(Path(out), chosen, described)
        journal = Path(out) / JOURNAL
    record = Record(evaluator, sampler, settings.seed, journal)
    started = time.perf_counter()
    archive = run(evaluator, settings, record, progress, stop)
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
        conflict=() if designs else broken_limits(evaluator, archive),
        assumed_met=tuple(sorted(chosen.assume_met)),
    )
    if out is not None:
        result.save(out)
    return result


def _problem(problem: Problem | str | Path | None) -> Problem:
    if problem is None:
        return Problem.default()
    return problem if isinstance(problem, Problem) else Problem.from_toml(problem)


def _whole(what: str, value: int, most: int) -> int:
    if not isinstance(value, int | np.integer) or not 1 <= value <= most:
        raise DomainError(f"{what} is {value}", remedy=f"a whole number from 1 to {most}")
    return int(value)
