"""The engine: screen all monomer subsets, then refine around the best, by generations."""

from __future__ import annotations

import numpy as np

from polyopt.optimizer.engine.schedule import turn
from polyopt.optimizer.engine.shards import refined
from polyopt.optimizer.evaluation.engine_settings import EngineSettings, Progress, Stop
from polyopt.optimizer.evaluation.evaluate import Evaluator, evaluate_batch
from polyopt.optimizer.evaluation.front import Archive, selected
from polyopt.optimizer.evaluation.screen import screened
from polyopt.optimizer.evaluation.workers import Team
from polyopt.optimizer.record.samplers import AUTO, SAMPLERS
from polyopt.optimizer.record.study import Record

GUIDED = 500
"""Designs that Optuna's sampler proposes where models are costly, before the engine goes on."""


def run_generations(
    evaluator: Evaluator,
    settings: EngineSettings,
    record: Record,
    progress: Progress = lambda done, archive: None,
    stop: Stop = lambda: False,
) -> Archive:
    """Search until the budget is spent or `stop` asks to end after the running generation.

    Parameters
    ----------
    evaluator : Evaluator
        The problem, made ready.
    settings : EngineSettings
        Budget, seed, sampler, workers.
    record : Record
        The study; what it already holds is not evaluated again.
    progress : callable
        Called after each generation with the number of evaluations and the archive.
    stop : callable
        Asked before each generation.

    Returns
    -------
    Archive
        The designs kept at the end.
    """
    signs = np.array([o.sign for o in evaluator.problem.objectives])
    archive = record.archive(evaluator)
    with settings.workers.team(evaluator) as team:
        while record.evaluations < settings.budget and not stop():
            asks = _asks(settings.sampler, evaluator, record.evaluations)
            size = _size(settings.sampler, evaluator, record.evaluations)
            count = min(size, settings.budget - record.evaluations)
            if not asks:
                archive = _generation(team, settings, record, archive, count)
                archive = record.keep(evaluator, archive, count)
            else:
                asked = record.ask(evaluator, count)
                outcome = evaluate_batch(team, asked.designs)
                numbers = record.tell(evaluator, asked, outcome)
                archive = selected(archive.joined(Archive(asked.designs, outcome, numbers)), signs)
                record.close_generation(archive, count)
            progress(record.evaluations, archive)
    return archive


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
    team: Team[Evaluator], settings: EngineSettings, record: Record, archive: Archive, count: int
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
    return refined(team, archive, count, (settings.seed, record.generation))
