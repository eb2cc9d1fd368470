"""One search from problem to result."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from polyopt.errors import DataError, DomainError, InfeasibleError, UsageError, quoted, unknown_name
from polyopt.geometry import stack_text
from polyopt.optimizer.engine import Progress, Settings, Stop, run
from polyopt.optimizer.evaluate import Evaluator, Workers
from polyopt.optimizer.front_designs import front_designs
from polyopt.optimizer.restart import settle_models
from polyopt.optimizer.result import Result, broken_limits
from polyopt.optimizer.run_folder import JOURNAL, held, open_folder, write_manifest
from polyopt.optimizer.study import SAMPLERS, Record
from polyopt.problem.definition import Problem
from polyopt.problem.models import lasting, with_models

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
    _refuse(sampler, backend, resume=resume, out=out)
    chosen = with_models(_problem(problem), models or {})
    settings = Settings(
        budget=_whole("budget", BUDGETS[sampler] if budget is None else budget, 1, _LARGEST_BUDGET),
        seed=_whole("seed", chosen.seed if seed is None else seed, 0, _LARGEST_SEED),
        sampler=sampler,
        workers=Workers(_whole("jobs", jobs, 1, _MOST_JOBS), backend, scheduler),
    )
    evaluator = _evaluator(chosen, settings, out)
    journal = None if out is None else Path(out) / JOURNAL
    described = _described(settings, models or {})
    if out is not None:
        open_folder(Path(out), chosen, described, resume=resume)
    started = time.perf_counter()
    try:
        with held(journal):
            if out is not None:
                settle_models(Path(out), evaluator, settings, resume=resume)
                write_manifest(Path(out), chosen, described)
            record = Record(evaluator, sampler, settings.seed, journal)
            archive = run(evaluator, settings, record, progress, stop)
    except DataError as error:
        raise (error if error.where or out is None else error.at(str(out))) from None
    designs = front_designs(evaluator, archive)
    result = Result(
        title=chosen.title,
        status=_status(bool(designs), finished=record.evaluations >= settings.budget),
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


def _refuse(sampler: str, backend: str, *, resume: bool, out: str | Path | None) -> None:
    """Raise for settings that do not exist or do not go together."""
    if backend not in BACKENDS:
        raise unknown_name("backend", backend, BACKENDS)
    if resume and out is None:
        raise UsageError("resume needs out, the folder of the run")
    if sampler not in SAMPLERS:
        raise unknown_name("sampler", sampler, SAMPLERS)


def _evaluator(problem: Problem, settings: Settings, out: str | Path | None) -> Evaluator:
    """Return the problem made ready; where its limits contradict, the result says so."""
    try:
        return Evaluator.of(problem)
    except InfeasibleError as error:
        if out is not None:
            _nothing(problem, settings, error).save(out)
        raise


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


def _status(found: bool, *, finished: bool) -> str:
    if not finished:
        return "interrupted"
    return "feasible" if found else "infeasible"


def _described(settings: Settings, models: Mapping[str, str | Path]) -> dict[str, object]:
    """Return the settings as the manifest holds them."""
    return {
        "budget": settings.budget,
        "seed": settings.seed,
        "sampler": settings.sampler,
        "models": lasting(models),
    }


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
