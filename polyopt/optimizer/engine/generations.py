"""The engine: screen all monomer subsets, then refine around the best, by generations."""

from __future__ import annotations

import numpy as np

from polyopt.optimizer.engine.bands import STARTS, starts
from polyopt.optimizer.engine.polish import STEPS, polished
from polyopt.optimizer.engine.schedule import turn
from polyopt.optimizer.evaluation.engine_settings import EngineSettings, Progress, Stop
from polyopt.optimizer.evaluation.evaluate import Evaluator, evaluate_batch
from polyopt.optimizer.evaluation.front import Archive, selected
from polyopt.optimizer.evaluation.outcome import Outcome
from polyopt.optimizer.evaluation.screen import screened
from polyopt.optimizer.evaluation.workers import Team
from polyopt.optimizer.record.samplers import AUTO, SAMPLERS
from polyopt.optimizer.record.study import Record
from polyopt.optimizer.space.designs import Designs
from polyopt.optimizer.space.polytope import Array

ROUND = 2048
"""Designs of a refining generation that are drawn from the same archive."""

GUIDED = 500
"""Designs that Optuna's sampler proposes where models are costly, before the engine goes on."""

POLISHING = STARTS * (STEPS + 1)
"""Most evaluations that a polish takes."""

_UNIFORM_LATER = 0.15
_NEW_SUBSET = 0.25
_OTHER_LAYER = 0.3
_STEPS = (-3.5, -0.5)


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
                archive = _extended(archive, Archive(asked.designs, outcome, numbers), signs)
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
        return _extended(archive, _born(designs, outcome), team.subject.signs)
    rng = np.random.default_rng([settings.seed, record.generation])
    return _refined(team, archive, count, rng)


def _refined(
    team: Team[Evaluator], archive: Archive, count: int, rng: np.random.Generator
) -> Archive:
    """Return the archive after rounds of designs near it, the first of them polished."""
    evaluator, signs = team.subject, team.subject.signs
    left = count
    while left > 0:
        smooth = not evaluator.predictor.costly
        kept = POLISHING if smooth and left == count > ROUND + POLISHING else 0
        size = min(ROUND, left - kept)
        # a polish also starts from designs that a selection would not keep
        born = _evaluated(team, _proposed(evaluator, archive, size, rng), sift=not kept)
        archive = _extended(archive, born, signs)
        left -= size
        if kept and np.isfinite(born.outcome.violation).any():  # else nothing to start from
            better, used = polished(evaluator, *starts(archive, born, signs, rng))
            archive = _extended(archive, _evaluated(team, better), signs)
            left -= used + len(better)
    return archive


def _evaluated(team: Team[Evaluator], designs: Designs, *, sift: bool = False) -> Archive:
    return _born(designs, evaluate_batch(team, designs, sift=sift))


def _born(designs: Designs, outcome: Outcome) -> Archive:
    return Archive(designs, outcome, np.full(len(designs), -1, np.int64))


def _proposed(
    evaluator: Evaluator, archive: Archive, count: int, rng: np.random.Generator
) -> Designs:
    """Return new designs, most of them near those of the archive."""
    fresh = int(_UNIFORM_LATER * count)
    near = children(evaluator, archive, count - fresh, rng)
    return near.joined(evaluator.space.uniform(fresh, rng))


def children(
    evaluator: Evaluator, archive: Archive, count: int, rng: np.random.Generator
) -> Designs:
    """Return designs near those of the archive: layers swapped, subsets and fractions moved."""
    space = evaluator.space
    parent = rng.integers(0, len(archive), count)
    subset = archive.designs.subset[parent].copy()
    coordinates = archive.designs.coordinates[parent].copy()
    for i in range(0, len(space.roles), 2):
        swap = np.flatnonzero(rng.random(count) < _OTHER_LAYER)
        other = rng.integers(0, len(archive), len(swap))
        columns = slice(space.slices[i].start, space.slices[i + 1].stop)
        subset[swap, i : i + 2] = archive.designs.subset[other, i : i + 2]
        coordinates[swap, columns] = archive.designs.coordinates[other, columns]
    for i, choices in enumerate(space.subset_counts):
        fresh = np.flatnonzero(rng.random(count) < _NEW_SUBSET)
        subset[fresh, i] = rng.integers(0, choices, len(fresh))
    return Designs(subset, _moved(coordinates, rng))


def _moved(coordinates: Array, rng: np.random.Generator) -> Array:
    """Return coordinates moved by steps of all sizes, reflected at the walls."""
    count = len(coordinates)
    step = 10.0 ** rng.uniform(*_STEPS, count)[:, None]
    moves = rng.random(coordinates.shape) < 0.6
    moved = coordinates + moves * step * rng.standard_normal(coordinates.shape)
    return np.abs(1.0 - np.abs(1.0 - moved)).clip(0.0, 1.0)


def _extended(archive: Archive, born: Archive, signs: Array) -> Archive:
    return selected(archive.joined(born) if len(archive) else born, signs)
