"""Which formulations a batch of trials is to try: screened, bred and polished by the models.

Shapes: n designs, k objectives of the study.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from polyopt.optimizer.engine.bands import starts
from polyopt.optimizer.engine.children import children
from polyopt.optimizer.engine.polish import polished
from polyopt.optimizer.evaluation.front import Archive, selected
from polyopt.optimizer.evaluation.outcome import Outcome
from polyopt.optimizer.space.designs import Designs
from polyopt.optimizer.space.polytope import Array
from polyopt.studies.foresight import Foresight
from polyopt.studies.posed_problem import PosedProblem
from polyopt.studies.told_trials import Told

_SMALL = 64
"""Trials of a batch up to which planning takes two rounds."""

_SAME = 1e-6
"""Squared distance, in units of the front's ranges, below which two designs are one."""

_STARTS = 128
"""Designs polished at a time."""

_UNSURE = 4
"""One in so many designs is drawn freely where the study differs from the models."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How many designs the models are asked about for one batch, polishing aside.

    Parameters
    ----------
    screened : int
        Fresh designs of the whole space.
    bred : int
        Designs near the best, in each round.
    rounds : int
        Rounds of breeding and polishing.
    """

    screened: int
    bred: int
    rounds: int


START, LATER, LARGE = Effort(4096, 2048, 4), Effort(1024, 2048, 2), Effort(1024, 2048, 1)
"""For the first batch, where most is to be won, for those up to `_SMALL` and for later ones."""

COSTLY_START, COSTLY_LATER = Effort(256, 128, 1), Effort(32, 128, 1)
"""For models of whole compositions, which may be costly; these have no gradients to polish by."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a batch is to try.

    Parameters
    ----------
    designs : Designs
        The designs, the most wanted first.
    evaluations : int
        Designs that the models were asked about to find them.
    """

    designs: Designs
    evaluations: int


def planned(
    posed: PosedProblem,
    known: Told,
    pending: Designs,
    signs: Array,
    count: int,
    rng: np.random.Generator,
) -> Plan:
    """Return the designs that a batch of trials is to try.

    Fresh designs, children of the best told trials and polished ones are judged by the models;
    those that should beat the trials told are proposed, spread over the front. Where there are too
    few, children that should break least follow.

    Parameters
    ----------
    posed : PosedProblem
        The problem.
    known : Told
        The trials that are told.
    pending : Designs
        Those of trials that run: they count with the outcomes expected of them.
    signs : ndarray, shape (k,)
        1 for objectives that the study minimises, -1 for those that it maximises.
    count : int
        Number of designs.
    rng : Generator
        Draws everything random.
    """
    evaluator = posed.evaluator
    foresight = Foresight(posed, known, len(signs))
    effort = _effort(posed, count, first=not len(known))
    there = known.archive
    if len(pending):
        running = foresight.archive(pending)
        there = there.joined(replace(running, number=np.zeros(len(pending), np.int64)))
    fresh = foresight.archive(evaluator.space.uniform(effort.screened, rng))
    kept, tried = selected(there.joined(fresh), signs), fresh
    for _ in range(effort.rounds):
        born = foresight.archive(children(evaluator.space, kept, effort.bred, rng))
        kept = selected(kept.joined(born), signs)
        if not evaluator.predictor.costly:
            better = _polished(posed, foresight, kept, born, signs, rng)
            kept, born = selected(kept.joined(better), signs), better.joined(born)
        tried = born.joined(tried)
    free = 0 if foresight.exact else count // _UNSURE
    wanted = _unbeaten(there, tried, signs, count - free)
    spare = _spare(tried, keys(there.designs) + keys(wanted.designs), count - len(wanted))
    designs = wanted.designs.joined(spare.designs)
    # a space may hold fewer designs than there are trials
    again = np.arange(count - len(designs)) % len(tried)
    return Plan(designs.joined(tried.designs.take(again)), foresight.evaluations)


def _effort(posed: PosedProblem, count: int, *, first: bool) -> Effort:
    if posed.evaluator.predictor.costly:
        return COSTLY_START if first else COSTLY_LATER
    if first:
        return START
    return LATER if count <= _SMALL else LARGE


def _polished(
    posed: PosedProblem,
    foresight: Foresight,
    kept: Archive,
    born: Archive,
    signs: Array,
    rng: np.random.Generator,
) -> Archive:
    """Return polished designs; the models know the objectives of their own problem only."""
    own = len(posed.directions)
    kept, born = (
        Archive(x.designs, Outcome(x.outcome.objectives[:, :own], x.outcome.constraints), x.number)
        for x in (kept, born)
    )
    if not np.isfinite(kept.outcome.violation).any():
        return kept.take(np.zeros(0, dtype=np.intp))
    better, used = polished(posed.evaluator, *starts(kept, born, signs[:own], _STARTS, rng))
    foresight.evaluations += used
    return foresight.archive(better)


def _unbeaten(told: Archive, tried: Archive, signs: Array, count: int) -> Archive:
    """Return new designs that should beat the trials told, the most apart from all others first.

    A told trial that one of them beats by a hair still fills its place.
    """
    front = told.front(signs)
    both = front.joined(tried.front(signs)).front(signs)
    new = both.take(np.flatnonzero(both.number < 0))
    there, values = (x.outcome.objectives * signs for x in (front, new))
    return new.take(spread_over(there, values, count))


def _spare(tried: Archive, taken: Sequence[bytes], count: int) -> Archive:
    """Return new designs that should break least, in the order drawn, none of them taken."""
    there, of_design = set(taken), keys(tried.designs)
    chosen: list[int] = []
    for i in np.argsort(tried.outcome.violation, kind="stable").tolist():
        if len(chosen) == count:
            break
        if of_design[i] not in there:
            there.add(of_design[i])
            chosen.append(i)
    return tried.take(np.array(chosen, dtype=np.intp))


def keys(designs: Designs) -> list[bytes]:
    """Return what equal designs have in common, and others not."""
    pairs = zip(designs.subset, designs.coordinates + 0.0, strict=True)  # -0.0 is 0.0
    return [subset.tobytes() + coordinates.tobytes() for subset, coordinates in pairs]


def spread_over(there: Array, new: Array, count: int) -> NDArray[np.intp]:
    """Return rows of a front that fill its gaps, the widest first.

    The ends come first, then each time the row whose nearest neighbour, among the rows that are
    there and those already chosen, is farthest in units of the columns' ranges.

    Parameters
    ----------
    there : ndarray, shape (m, k)
        Rows that the front already has.
    new : ndarray, shape (n, k)
        Rows to choose from; all to minimise.
    count : int
        Most rows to return.

    Examples
    --------
    >>> new = np.array([[0.0, 4.0], [1.0, 3.0], [2.0, 2.0], [4.0, 0.0]])
    >>> spread_over(np.zeros((0, 2)), new, 3).tolist()
    [0, 3, 2]
    >>> spread_over(new[:1], new[1:], 1).tolist()
    [2]
    """
    count = min(count, len(new))
    if count <= 0:
        return np.zeros(0, dtype=np.intp)
    every = np.vstack([there, new])
    low, span = every.min(axis=0), np.ptp(every, axis=0)
    scale = np.where(span > 0, span, 1.0)
    old, placed = (there - low) / scale, (new - low) / scale
    apart = np.full(len(new), np.inf)
    for row in old:
        apart = np.minimum(apart, ((placed - row) ** 2).sum(axis=1))
    ends = [i for i in placed.argmin(axis=0).tolist() if (placed[i] == 0).any()]
    chosen: list[int] = []
    while len(chosen) < count:
        left = [i for i in ends if i not in chosen and apart[i] > _SAME]
        chosen.append(left[0] if left else int(apart.argmax()))
        apart = np.minimum(apart, ((placed - placed[chosen[-1]]) ** 2).sum(axis=1))
        apart[chosen] = -1.0
    return np.array(chosen, dtype=np.intp)
