"""Trade-off bands: where along the front to polish, and from which designs.

Shapes: k objectives, m designs of the front, s candidates, b bands.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from polyopt.optimizer.engine.polish import Aims
from polyopt.optimizer.evaluation.front import Archive, spread_out
from polyopt.optimizer.space.designs import Designs
from polyopt.optimizer.space.polytope import Array

_BANDS = 20
_PENALTY = 10.0
_NEAREST = 300


def starts(
    archive: Archive, born: Archive, signs: Array, most: int, rng: np.random.Generator
) -> tuple[Designs, Aims]:
    """Return designs worth polishing and where each is to go.

    The front is cut into bands. In each, the design of the front is to improve all objectives
    together, and so are the designs of other subsets that come nearest to it; at the ends of the
    front each objective is pursued alone. While nothing is feasible, the least violating designs
    are led to the limits.

    Parameters
    ----------
    archive : Archive
        What is kept, the last generation included.
    born : Archive
        The last generation.
    signs : ndarray, shape (k,)
        1 for objectives to minimise, -1 to maximise.
    most : int
        How many at most.
    rng : Generator
        Draws among candidates that are about as near.
    """
    pool = archive.joined(born)
    pool = pool.take(np.flatnonzero(np.isfinite(pool.outcome.violation)))
    values = pool.outcome.objectives * signs
    front = archive.front(signs)
    if len(front) == 0:
        return _least_violating(pool, values, most)
    levels = front.outcome.objectives * signs
    scale = _scale(levels)
    bands = spread_out(levels, _BANDS)
    reference, direction = levels[bands] / scale, np.ones((len(bands), len(signs)))
    for j in range(len(signs) if len(signs) > 1 else 0):
        end = levels[np.lexsort((*np.delete(levels, j, axis=1).T, levels[:, j]))[0]] / scale
        alone, loose = np.eye(len(signs))[j], end + 10.0 * (1 - np.eye(len(signs))[j])
        reference = np.vstack([reference, loose, end])
        direction = np.vstack([direction, alone, 1.0 - alone])
    each = max(1, most // len(reference))
    chosen, band = _nearest(pool, values / scale, reference, direction, each, rng)
    return pool.designs.take(chosen), Aims(reference[band], direction[band], scale)


def _scale(levels: Array) -> Array:
    span = np.ptp(levels, axis=0)
    return np.where(span > 0, span, np.maximum(np.abs(levels).max(axis=0), 1.0))


def _least_violating(pool: Archive, values: Array, most: int) -> tuple[Designs, Aims]:
    order = np.argsort(pool.outcome.violation, kind="stable")
    chosen = _distinct(pool.designs.subset[order])[:most]
    index = order[chosen]
    scale = _scale(values)
    reference = values[index] / scale
    return pool.designs.take(index), Aims(reference, np.ones_like(reference), scale)


def _nearest(
    pool: Archive,
    values: Array,
    reference: Array,
    direction: Array,
    each: int,
    rng: np.random.Generator,
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return for every band its nearest candidates of different subsets, and their bands."""
    chosen: list[NDArray[np.intp]] = []
    band: list[int] = []
    broken = _PENALTY * pool.outcome.violation
    for i, (level, way) in enumerate(zip(reference, direction, strict=True)):
        above = values - level
        free = way > 0
        held = np.maximum(above[:, ~free], 0.0).sum(axis=1)
        merit = (above[:, free] / way[free]).max(axis=1) + _PENALTY * held + broken
        some = min(_NEAREST, len(merit) - 1)
        near = np.argpartition(merit, some)[: some + 1]
        near = near[np.lexsort((near, merit[near]))]
        near = near[_distinct(pool.designs.subset[near])]
        others = rng.permutation(len(near) - 1)[: each - 1]
        best = near[np.concatenate([[0], 1 + np.sort(others)])]
        chosen.append(best)
        band.extend([i] * len(best))
    return np.concatenate(chosen), np.array(band, dtype=np.intp)


def _distinct(subset: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the first row of each different one, in order."""
    return np.sort(np.unique(subset, axis=0, return_index=True)[1])
