"""Which formulations a batch of trials is to try: screened, bred and polished by the models.

Shapes: n designs, k objectives of the study.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from polyopt.optimizer.engine.bands import starts
from polyopt.optimizer.engine.generations import children
from polyopt.optimizer.engine.polish import polished
from polyopt.optimizer.evaluation.front import Archive, selected
from polyopt.optimizer.evaluation.outcome import Outcome
from polyopt.optimizer.space.designs import Designs
from polyopt.optimizer.space.polytope import Array
from polyopt.studies.foresight import Foresight
from polyopt.studies.posed_problem import PosedProblem
from polyopt.studies.told_trials import Told

_SMALL = 64

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
    posed: PosedProblem, known: Told, signs: Array, count: int, rng: np.random.Generator
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
    fresh = foresight.archive(evaluator.space.uniform(effort.screened, rng))
    kept, tried = selected(known.archive.joined(fresh), signs), fresh
    for _ in range(effort.rounds):
        born = foresight.archive(children(evaluator, kept, effort.bred, rng))
        kept = selected(kept.joined(born), signs)
        if not evaluator.predictor.costly:
            better = _polished(posed, foresight, kept, born, signs, rng)
            kept, born = selected(kept.joined(better), signs), better.joined(born)
        tried = born.joined(tried)
    free = 0 if foresight.exact else count // _UNSURE
    wanted = _unbeaten(known.archive, tried, signs, count - free)
    spare = _spare(tried, wanted, count - len(wanted))
    return Plan(wanted.designs.joined(spare.designs), foresight.evaluations)


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
    better, used = polished(posed.evaluator, *starts(kept, born, signs[:own], rng))
    foresight.evaluations += used
    return foresight.archive(better)


def _unbeaten(told: Archive, tried: Archive, signs: Array, count: int) -> Archive:
    """Return new designs that should beat the trials told, the most apart from all others first."""
    front = told.front(signs).joined(tried.front(signs)).front(signs)
    new = front.number < 0
    values = front.outcome.objectives * signs
    order = spread_over(values[~new], values[new], count)
    return front.take(np.flatnonzero(new)[order])


def _spare(candidates: Archive, wanted: Archive, count: int) -> Archive:
    """Return new designs that should break least, in the order drawn, none of them wanted."""
    taken = set(map(_key, wanted.designs.subset, wanted.designs.coordinates))
    order = np.argsort(candidates.outcome.violation, kind="stable")
    chosen: list[int] = []
    for i in order.tolist():
        if len(chosen) == count:
            break
        key = _key(candidates.designs.subset[i], candidates.designs.coordinates[i])
        if candidates.number[i] < 0 and key not in taken:
            taken.add(key)
            chosen.append(i)
    return candidates.take(np.array(chosen, dtype=np.intp))


def _key(subset: NDArray[np.intp], coordinates: Array) -> bytes:
    return subset.tobytes() + coordinates.tobytes()


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
    chosen: list[int] = []
    ends = [int(i) for i in placed.argmin(axis=0) if not len(old) or apart[i] > 0]
    while len(chosen) < count:
        left = [i for i in ends if i not in chosen and placed[i].min() == 0.0]
        pick = left[0] if left else int(apart.argmax())
        chosen.append(pick)
        apart = np.minimum(apart, ((placed - placed[pick]) ** 2).sum(axis=1))
        apart[chosen] = -1.0
    return np.array(chosen, dtype=np.intp)
