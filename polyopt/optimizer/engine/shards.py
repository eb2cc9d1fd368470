"""Shards: parts of a generation that search on their own near the best, and meet at its end.

How a generation is cut depends on the number of its designs alone, and each shard draws from a
generator of its own: the answer is the same whoever searches them, side by side or in turn.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from polyopt.optimizer.engine.bands import STARTS, starts
from polyopt.optimizer.engine.children import offspring
from polyopt.optimizer.engine.polish import STEPS, polished
from polyopt.optimizer.evaluation.evaluate import Evaluator, Needed
from polyopt.optimizer.evaluation.front import FALLBACK, Archive, selected
from polyopt.optimizer.evaluation.workers import Team
from polyopt.optimizer.space.designs import Families

ROUND = 2048
"""Designs of a shard that are drawn from the same archive."""

SHARD = 4 * ROUND
"""Designs of a shard at most."""

POLISHING = STARTS * (STEPS + 1)
"""Most evaluations that a polish takes."""

_POLISHED = 8
"""The first of so many shards polishes."""

_PROBE = 64


@dataclass(frozen=True, slots=True)
class Shard:
    """A part of a generation.

    Parameters
    ----------
    archive : Archive
        What was kept before.
    count : int
        Designs to evaluate.
    seed : tuple of int
        Seed of its generator.
    polishes : bool
        Whether its first designs are followed by a polish.
    """

    archive: Archive
    count: int
    seed: tuple[int, ...]
    polishes: bool = False


def refined(
    team: Team[Evaluator],
    archive: Archive,
    count: int,
    seed: tuple[int, ...],
    advanced: Callable[[int], object] = lambda done: None,
) -> Archive:
    """Return the archive after `count` designs near it.

    Parameters
    ----------
    team : Team
        Workers that hold the problem.
    archive : Archive
        What was kept before.
    count : int
        Number of designs.
    seed : tuple of int
        Fixes the designs, whoever draws them.
    advanced : callable
        Called after each shard with the designs done.
    """
    shards = [
        Shard(archive, min(SHARD, count - done), (*seed, number), number % _POLISHED == 0)
        for number, done in enumerate(range(0, count, SHARD))
    ]
    probe = Shard(archive, min(_PROBE, count), seed)
    found, done = archive, 0
    for shard, born in zip(
        shards, team.map(searched, shards, probe=probe, probes=count / probe.count), strict=True
    ):
        found = found.joined(born)
        done += shard.count
        advanced(done)
    return selected(found, team.subject.signs)


def searched(evaluator: Evaluator, shard: Shard) -> Archive:
    """Return the designs of one shard that it would keep: rounds near the best, one polished."""
    archive, signs = shard.archive, evaluator.signs
    rng = np.random.default_rng(shard.seed)
    left = shard.count
    smooth = not evaluator.predictor.costly
    polishes = shard.polishes and smooth and left > ROUND + POLISHING
    while left > 0:
        size = min(ROUND, left - POLISHING if polishes else left)
        drawn = offspring(evaluator.space, archive, size, rng)
        left -= size
        if not polishes:
            archive = selected(archive.joined(_sifted(evaluator, archive, drawn)), signs)
            continue
        polishes = False
        designs = drawn.designs()
        # a polish also starts from designs that a selection would not keep
        born = Archive.unrecorded(designs, evaluator.evaluate(designs))
        archive = selected(archive.joined(born), signs)
        if np.isfinite(born.outcome.violation).any():  # else nothing to start from
            better, used = polished(evaluator, *starts(archive, born, signs, rng))
            moved = Archive.unrecorded(better, evaluator.evaluate(better))
            archive = selected(archive.joined(moved), signs)
            left -= used + len(better)
    return archive.take(np.flatnonzero(archive.number < 0))


def _sifted(evaluator: Evaluator, archive: Archive, drawn: Families) -> Archive:
    """Return what a round could add to an archive."""
    known = archive.front(evaluator.signs).outcome.objectives * evaluator.signs
    needed = Needed(known, 0 if archive.feasible >= FALLBACK else FALLBACK)
    return Archive.unrecorded(drawn.designs(), evaluator.evaluate(drawn, needed))
