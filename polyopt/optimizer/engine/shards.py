"""Shards: parts of a generation that search on their own near the best, and meet at its end.

How a generation is cut depends on the number of its designs alone, and each shard draws from a
generator of its own: the answer is the same whoever searches them, side by side or in turn.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from polyopt.optimizer.engine.bands import starts
from polyopt.optimizer.engine.children import offspring
from polyopt.optimizer.engine.polish import STEPS, polished
from polyopt.optimizer.evaluation.evaluate import Evaluator, Needed
from polyopt.optimizer.evaluation.front import FALLBACK, Archive, selected
from polyopt.optimizer.space.designs import Families
from polyopt.optimizer.workers.team import Team

SHARD = 8192
"""Designs of a shard at most."""

_COSTLY_SHARD = 256
"""The same where models of whole compositions may take long for each design."""

ROUND = 2048
"""Designs drawn from the same archive, at least; in large generations an eighth of them: large
arrays cost less a design, and there is less left to learn."""

_POLISHED = 8
"""One shard of so many polishes."""

_STARTS, _LATER_STARTS, _EARLY = 128, 64, 16_384
"""Designs polished at a time: in generations of up to so many designs, and in larger ones."""

_POLISH_WEIGHT = 300


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
    round : int
        Designs to draw from the same archive.
    starts : int
        How many designs to polish after the first round, if there is room for that; 0 for none.
    """

    archive: Archive
    count: int
    seed: tuple[int, ...]
    round: int = ROUND
    starts: int = 0

    @property
    def siblings(self) -> int:
        """Designs to draw of each choice of monomers: one while many choices are to be tried."""
        return 1 if self.round <= ROUND else self.round // 1024

    @property
    def reserved(self) -> int:
        """Evaluations that a polish may take; 0 where there is none."""
        most = self.starts * (STEPS + 1)
        return most if self.count > self.round + most else 0

    @property
    def weight(self) -> float:
        """How much work it is, in designs: to polish one takes as long as to judge hundreds."""
        return self.count + (_POLISH_WEIGHT * self.starts if self.reserved else 0)


def refined(
    team: Team[Evaluator],
    archive: Archive,
    count: int,
    seed: tuple[int, ...],
    future: int = 0,
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
    future : int
        How many designs are to follow in later generations.
    advanced : callable
        Called after each shard with the designs done.
    """
    costly = team.subject.predictor.costly
    size = _COSTLY_SHARD if costly else SHARD
    most = _STARTS if count <= _EARLY else _LATER_STARTS
    shards = [
        Shard(
            archive,
            min(size, count - done),
            (*seed, number),
            min(max(ROUND, count // 8), SHARD),
            0 if number % _POLISHED or costly else most,
        )
        for number, done in enumerate(range(0, count, size))
    ]
    found, done = archive, 0
    all_born = team.map(searched, shards, weight=lambda s: s.weight, future=future)
    for shard, born in zip(shards, all_born, strict=True):
        found = found.joined(born)
        done += shard.count
        advanced(done)
    return selected(found, team.subject.signs)


def searched(evaluator: Evaluator, shard: Shard) -> Archive:
    """Return the designs of one shard that it would keep: rounds near the best, one polished."""
    archive, signs = shard.archive, evaluator.signs
    rng = np.random.default_rng(shard.seed)
    left = shard.count
    polishes = shard.reserved > 0
    while left > 0:
        size = min(shard.round, left - shard.reserved if polishes else left)
        drawn = offspring(evaluator.space, archive, size, shard.siblings, rng)
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
            better, used = polished(evaluator, *starts(archive, born, signs, shard.starts, rng))
            moved = Archive.unrecorded(better, evaluator.evaluate(better))
            archive = selected(archive.joined(moved), signs)
            left -= used + len(better)
    return archive.take(np.flatnonzero(archive.number < 0))


def _sifted(evaluator: Evaluator, archive: Archive, drawn: Families) -> Archive:
    """Return what a round could add to an archive."""
    known = archive.front(evaluator.signs).outcome.objectives * evaluator.signs
    needed = Needed(known, 0 if archive.feasible >= FALLBACK else FALLBACK)
    return Archive.unrecorded(drawn.designs(), evaluator.evaluate(drawn, needed))
