"""Screening: fresh designs by the million, drawn and judged where they are made.

A stretch of designs is drawn by its own generator, judged, and only what could be kept is handed
back: neither memory nor the traffic between workers grows with the number of designs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import gcd

import numpy as np
from numpy.typing import NDArray

from polyopt.optimizer.evaluation.evaluate import EVERY_FRONT, Evaluator
from polyopt.optimizer.evaluation.front import FALLBACK, nondominated
from polyopt.optimizer.evaluation.outcome import Outcome, least_violating
from polyopt.optimizer.space.designs import Designs, Families, SearchSpace
from polyopt.optimizer.space.polytope import Array
from polyopt.optimizer.workers.team import Team

_BLOCKS = (64, 32, 16, 8)
"""Designs drawn from each choice of monomers in turn, where there are enough of them."""

_FEW = 64
_NO_SPAN = 1e-300
_WEIGHTS = (1.0, 4.0, 0.25, 16.0, 1 / 16)
"""How much the second objective counts, for the good designs that cut the others off."""

_GOLDEN = 0.6180339887498949
_COUNTABLE = 2**31


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of fresh designs.

    Parameters
    ----------
    seed : tuple of int
        Seed of its generator.
    count : int
        Number of designs.
    block : int
        Designs of each choice of monomers; 1 draws a choice for every design.
    first : int
        In blocks: number of choices that come before.
    start, step : int
        In blocks: choices follow each other in steps, so that all have their turn.
    """

    seed: tuple[int, ...]
    count: int
    block: int = 1
    first: int = 0
    start: int = 0
    step: int = 1

    def drawn(self, space: SearchSpace) -> Families:
        """Return its designs."""
        rng = np.random.default_rng(self.seed)
        subset = self.subsets(space, rng)
        return Families(subset, rng.random((space.width, len(subset), self.count // len(subset))))

    def subsets(self, space: SearchSpace, rng: np.random.Generator) -> NDArray[np.intp]:
        """Return the subsets of each group of designs, shape (g, roles)."""
        if self.block == 1:
            return space.random_subsets(self.count, rng)
        turn = np.arange(self.first, self.first + self.count // self.block, dtype=np.int64)
        chosen = (self.start + turn % space.subset_count * self.step) % space.subset_count
        columns: list[NDArray[np.intp]] = []
        for choices in reversed(space.subset_counts):
            columns.append(chosen % choices)
            chosen = chosen // choices
        return np.stack(columns[::-1], axis=1)


def screened(
    team: Team[Evaluator],
    count: int,
    *,
    seed: int,
    generation: int,
    before: int,
    total: int,
) -> tuple[Designs, Outcome]:
    """Draw and judge fresh designs; return those that could be kept.

    Parameters
    ----------
    team : Team
        Workers that hold the problem.
    count : int
        Number of designs.
    seed, generation : int
        Fix the designs, whoever draws them.
    before : int
        Designs screened in earlier generations.
    total : int
        Designs to screen in all: many are drawn in blocks of the same monomers.
    """
    evaluator = team.subject
    stretches = tuple(
        _stretches(evaluator, count, seed=(seed, generation), before=before, total=total)
    )
    found = team.map(judged_stretch, stretches, weight=lambda stretch: stretch.count)
    designs, outcome = next(found)
    for more, came_to in found:
        designs, outcome = designs.joined(more), outcome.joined(came_to)
    return designs, outcome


def _stretches(
    evaluator: Evaluator, count: int, *, seed: tuple[int, int], before: int, total: int
) -> Iterator[Stretch]:
    choices = evaluator.space.subset_count
    block = _block(choices, total)
    start, step = _order(choices, seed[0])
    for number, done in enumerate(range(0, count, evaluator.chunk)):
        size = min(evaluator.chunk, count - done)
        turn = (before + done) // block
        yield Stretch((*seed, number), size, block if size % block == 0 else 1, turn, start, step)


def _block(choices: int, total: int) -> int:
    """Return how many designs of each choice of monomers are drawn together."""
    if choices >= _COUNTABLE:
        return 1
    return next((block for block in _BLOCKS if block * choices <= total), 1)


def _order(choices: int, seed: int) -> tuple[int, int]:
    """Return where to start and how far to step, so that all choices have their turn."""
    if choices >= _COUNTABLE:
        return 0, 1
    step = max(1, int(_GOLDEN * choices))
    while gcd(step, choices) != 1:
        step += 1
    return int(np.random.default_rng([seed, choices]).integers(choices)), step


def judged_stretch(evaluator: Evaluator, stretch: Stretch) -> tuple[Designs, Outcome]:
    """Return the designs of one stretch that could be kept, and what they came to."""
    drawn = stretch.drawn(evaluator.space)
    outcome = evaluator.evaluate(drawn, EVERY_FRONT)
    rows = promising(outcome, evaluator.signs)
    return drawn.designs(rows), outcome.take(rows)


def promising(outcome: Outcome, signs: Array) -> NDArray[np.intp]:
    """Return the rows that a selection over these and any others could keep.

    They are the front and the rows that fill it up: the first of those that violate least.

    Parameters
    ----------
    outcome : Outcome
        What n designs came to.
    signs : ndarray, shape (k,)
        1 for objectives to minimise, -1 to maximise.
    """
    violation = outcome.violation
    feasible = np.flatnonzero(violation == 0)
    least = least_violating(violation, FALLBACK)
    if not len(feasible):
        return np.sort(least)
    values = np.stack([column[feasible] for column in (outcome.objectives * signs).T])
    left = _not_beaten(values)
    front = feasible[left[nondominated(values[:, left].T)]]
    return np.union1d(front, least)


def _not_beaten(values: Array) -> NDArray[np.intp]:
    """Return the designs that a few good ones do not beat everywhere: a cheap first cut.

    Parameters
    ----------
    values : ndarray, shape (k, n)
        Values to minimise.
    """
    left = np.arange(values.shape[1])
    if len(values) == 1 or len(left) < _FEW:
        return left
    low = values.min(axis=1)
    span = values.max(axis=1) - low
    span = np.where(span < _NO_SPAN, 1.0, span)  # an objective alike for all decides nothing
    for weight in _WEIGHTS:
        factors = (weight ** np.arange(len(values))) / span
        pivot = values[:, int((factors @ values).argmin())]
        better = np.zeros(values.shape[1], dtype=bool)
        for column, value in zip(values, pivot, strict=True):
            better |= column <= value
        left, values = left[better], values[:, better]
        if len(left) < _FEW:
            break
    return left
