"""One search from problem to result."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from time import perf_counter

from polyopt.conflict.explanation import evaluator_of
from polyopt.errors import DataError, InfeasibleError
from polyopt.optimizer.engine.generations import run_generations
from polyopt.optimizer.evaluation.engine_settings import EngineSettings, Progress, Stop
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.optimizer.evaluation.front import Archive
from polyopt.optimizer.proof.proven import GAP
from polyopt.optimizer.record.mirror import Mirror, mirrored
from polyopt.optimizer.record.restart import settle_models
from polyopt.optimizer.record.run_folder import (
    JOURNAL,
    held,
    open_folder,
    seed_of,
    write_manifest,
)
from polyopt.optimizer.record.study import Record
from polyopt.optimizer.search_settings import SearchSettings, refuse_without_folder, search_settings
from polyopt.optimizer.workers.one_thread import in_one_thread
from polyopt.problem.definition import Problem
from polyopt.problem.given_models import GivenModel, lasting, with_models
from polyopt.results.conclusion import concluded, contradictory
from polyopt.runs.result import Result

log = logging.getLogger("polyopt")


@in_one_thread
def search(
    problem: Problem | str | Path | None = None,
    *,
    budget: int | None = None,
    time: float | None = None,
    seed: int | None = None,
    jobs: int = 1,
    backend: str = "loky",
    scheduler: str = "",
    sampler: str = "auto",
    out: str | Path | None = None,
    resume: bool = False,
    models: Mapping[str, GivenModel] | None = None,
    storage: str | None = None,
    prove: bool | None = None,
    gap: float = GAP,
    progress: Progress = lambda done, archive: None,
    stop: Stop = lambda: False,
) -> Result:
    """Search the formulations that meet a problem's limits.

    Parameters
    ----------
    problem : Problem, path of a problem file, or None
        What to search for; by default the built-in problem.
    budget : int, optional
        Number of designs to evaluate; where only a time is given, as many as it allows.
    time : float, optional
        Time after which the search ends with the running generation. [s]
    seed : int, optional
        Seed; by default that of the run to go on with, else that of the problem.
    jobs : int
        Number of workers; the answer does not depend on it.
    backend : str
        ``loky`` (processes), ``threads`` or ``dask``.
    scheduler : str
        Address of the dask scheduler.
    sampler : str
        ``auto``, the own engine, or another by a name that ``polyopt search --help`` lists.
    out : path, optional
        Run folder that keeps the record, the result and the manifest.
    resume : bool
        Go on with the run in `out`. Where its models were others, the designs of its record
        are evaluated again; the old journal stays beside the new one.
    models : mapping of str to PropertyModel, str, Path, estimator or callable, optional
        By property, in place of the shipped models: models such as those of `calibrate` and
        `fit`, or their files; or fitted scikit-learn regressors or functions of a table of mole
        fractions.
    storage : str, optional
        Address of a database (``postgresql://user@host/name``) that gets a copy of the front for
        Optuna's tools; the record for `resume` is the one in `out`.
    prove : bool, optional
        True to prove how near the best of each objective is, and the front of two, to within
        `gap`; False for no bounds; by default those that take about 0.1 s.
    gap : float
        Relative gap at which a proof may stop. [-]
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
    started = perf_counter()
    refuse_without_folder(out, resume=resume, storage=storage)
    chosen = with_models(Problem.given(problem), models or {})
    settings = search_settings(
        seed=_usual_seed(chosen, out, resume=resume) if seed is None else seed,
        budget=budget,
        time=time,
        sampler=sampler,
        jobs=jobs,
        backend=backend,
        scheduler=scheduler,
        prove=prove,
        gap=gap,
    )
    evaluator = _evaluator(chosen, settings, out)
    journal = None if out is None else Path(out) / JOURNAL
    mirror = None if storage is None else Mirror(storage)
    described = _described(settings, models or {})
    _open(out, chosen, described, resume=resume)
    ends = _Ends(stop, None if time is None else started + time)
    try:
        with held(journal):
            if out is not None:
                settle_models(Path(out), evaluator, settings.engine, resume=resume)
                write_manifest(Path(out), chosen, described)
            record = Record(evaluator, sampler, settings.engine.seed, journal)
            with mirrored(mirror, evaluator, record, progress) as shown:
                archive, together = _searched(evaluator, settings.engine, record, shown, ends)
    except DataError as error:
        raise (error if error.where or out is None else error.at(str(out))) from None
    found = concluded(
        evaluator,
        archive,
        settings,
        evaluations=record.evaluations,
        timed_out=ends.timed_out,
        started=started,
        together=together,
    )
    return _saved(Result.of(found), out)


def _usual_seed(problem: Problem, out: str | Path | None, *, resume: bool) -> int:
    """Return the seed of the run to go on with, or that of the problem."""
    made_with = seed_of(Path(out)) if resume and out is not None else None
    return problem.seed if made_with is None else made_with


def _searched(
    evaluator: Evaluator, settings: EngineSettings, record: Record, progress: Progress, stop: Stop
) -> tuple[Archive, float]:
    """Return what a search keeps, and the seconds in which workers had work side by side."""
    if record.evaluations > settings.budget:
        log.warning(
            "the run holds %d designs already: a budget of %d adds none",
            record.evaluations,
            settings.budget,
        )
    with settings.workers.team(evaluator) as team:
        return run_generations(team, settings, record, progress, stop), team.together


def _saved(result: Result, out: str | Path | None) -> Result:
    if out is not None:
        result.save(out)
    return result


def _open(
    out: str | Path | None, problem: Problem, described: Mapping[str, object], *, resume: bool
) -> None:
    if out is not None:
        open_folder(Path(out), problem, described, resume=resume)


def _evaluator(problem: Problem, settings: SearchSettings, out: str | Path | None) -> Evaluator:
    """Return the problem made ready; where its limits contradict, the result says so."""
    try:
        return evaluator_of(problem)
    except InfeasibleError as error:
        if out is not None:
            Result.of(contradictory(problem, settings.engine.seed, error)).save(out)
        raise


class _Ends:
    """Says when a search is to end: when it is asked to, or when its time is up."""

    def __init__(self, stop: Stop, deadline: float | None) -> None:
        self._stop, self._deadline = stop, deadline
        self.timed_out = False

    def __call__(self) -> bool:
        if self._stop():
            return True
        self.timed_out = self._deadline is not None and perf_counter() >= self._deadline
        return self.timed_out


def _described(settings: SearchSettings, models: Mapping[str, GivenModel]) -> dict[str, object]:
    """Return the settings as the manifest holds them."""
    return {
        "budget": settings.engine.budget,
        "seed": settings.engine.seed,
        "sampler": settings.engine.sampler,
        "models": lasting(models),
    }
