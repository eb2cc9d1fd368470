"""The engine: screen all monomer subsets, then refine around the best, by generations."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from polyopt.optimizer.engine.schedule import turn
from polyopt.optimizer.engine.shards import refined
from polyopt.optimizer.evaluation.engine_settings import EngineSettings, Progress, Stop
from polyopt.optimizer.evaluation.evaluate import Evaluator, evaluate_batch
from polyopt.optimizer.evaluation.front import Archive, selected
from polyopt.optimizer.evaluation.screen import screened
from polyopt.optimizer.record.samplers import AUTO, SAMPLERS
from polyopt.optimizer.record.study import Record
from polyopt.optimizer.workers.team import Team

GUIDED = 500
"""Designs that Optuna's sampler proposes where models are costly, before the engine goes on."""

_SHARED = 2**17
"""Designs after which a generation has enough pieces for several workers."""

_INTERVAL = 0.5
"""Seconds between two words on progress within a generation, at least."""


def run_generations(
    team: Team[Evaluator],
    settings: EngineSettings,
    record: Record,
    progress: Progress = lambda done, archive: None,
    stop: Stop = lambda: False,
) -> Archive:
    """Search until the budget is spent or `stop` asks to end after the running generation.

    Parameters
    ----------
    team : Team
        Workers that hold the problem, made ready.
    settings : EngineSettings
        Budget, seed, sampler.
    record : Record
        The study; what it already holds is not evaluated again.
    progress : callable
        Called after each generation with the number of evaluations and the archive; in long ones
        on the way, too, with the archive as it was before.
    stop : callable
        Asked before each generation.

    Returns
    -------
    Archive
        The designs kept at the end.
    """
    evaluator = team.subject
    archive = record.archive(evaluator)
    while record.evaluations < settings.budget and not stop():
        size = _size(settings.sampler, evaluator, record.evaluations)
        count = min(size, settings.budget - record.evaluations)
        if _asks(settings.sampler, evaluator, record.evaluations):
            asked = record.ask(evaluator, count)
            outcome = evaluate_batch(team, asked.designs)
            numbers = record.tell(evaluator, asked, outcome)
            told = Archive(asked.designs, outcome, numbers)
            archive = selected(archive.joined(told), evaluator.signs)
            record.close_generation(archive, count)
        else:
            advanced = _now_and_then(progress, record.evaluations, archive)
            archive = _generation(team, settings, record, archive, count, advanced)
            archive = record.keep(evaluator, archive, count)
        progress(record.evaluations, archive)
    return archive


def _now_and_then(progress: Progress, before: int, archive: Archive) -> Callable[[int], None]:
    """Return what tells of the designs done within a generation, not too often."""
    last = monotonic()

    def advanced(done: int) -> None:
        nonlocal last
        if monotonic() - last >= _INTERVAL:
            last = monotonic()
            progress(before + done, archive)

    return advanced


def _asks(sampler: str, evaluator: Evaluator, done: int) -> bool:
    """Say whether a sampler of Optuna proposes the next designs.

    For models of whole compositions, which may be costly and have no gradients, ``auto`` lets
    one begin: it needs fewer designs, but its own time grows with the square of their number.
    """
    return sampler != AUTO or (evaluator.predictor.costly and done < GUIDED)


def _size(sampler: str, evaluator: Evaluator, done: int) -> int:
    batch = SAMPLERS[sampler].batch
    if batch is not None:
        return batch
    if evaluator.predictor.costly:
        return min(25, GUIDED - done) if done < GUIDED else done // 4
    return turn(done).size


def _generation(
    team: Team[Evaluator],
    settings: EngineSettings,
    record: Record,
    archive: Archive,
    count: int,
    advanced: Callable[[int], None],
) -> Archive:
    """Return the archive after `count` evaluations more.

    What a generation does depends on the seed, its number, the evaluations before it and the
    archive only: a run that is resumed goes on as if it had never stopped.
    """
    planned = turn(record.evaluations)
    if planned.screens and not team.subject.predictor.costly:
        designs, outcome = screened(
            team,
            count,
            seed=settings.seed,
            generation=record.generation,
            before=planned.screened,
            total=planned.to_screen,
        )
        return selected(archive.joined(Archive.unrecorded(designs, outcome)), team.subject.signs)
    seed = settings.seed, record.generation
    first = 0 if team.subject.predictor.costly else _SHARED
    future = settings.budget - max(record.evaluations + count, first)
    return refined(team, archive, count, seed, future=max(future, 0), advanced=advanced)
