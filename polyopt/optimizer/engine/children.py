"""New designs near those that were kept: layers swapped, subsets and fractions moved."""

from __future__ import annotations

import numpy as np

from polyopt.optimizer.evaluation.front import Archive
from polyopt.optimizer.space.designs import Designs, Families, SearchSpace
from polyopt.optimizer.space.polytope import Array

_UNIFORM = 0.15
_NEW_SUBSET = 0.25
_OTHER_LAYER = 0.3
_STEPS = (-3.5, -0.5)


def offspring(
    space: SearchSpace, archive: Archive, count: int, siblings: int, rng: np.random.Generator
) -> Families:
    """Return `count` new designs, most of them near those of the archive, some anywhere.

    Of each choice of monomers there are `siblings`, where that divides the count.
    """
    siblings = siblings if count % siblings == 0 else 1
    groups = count // siblings
    fresh = int(_UNIFORM * groups)
    near = _near(space, archive, groups - fresh, siblings, rng)
    anywhere = Families(
        space.random_subsets(fresh, rng), rng.random((space.width, fresh, siblings))
    )
    return near.joined(anywhere)


def children(space: SearchSpace, archive: Archive, count: int, rng: np.random.Generator) -> Designs:
    """Return `count` designs near those of the archive, each of monomers of its own."""
    return _near(space, archive, count, 1, rng).designs()


def _near(
    space: SearchSpace, archive: Archive, groups: int, siblings: int, rng: np.random.Generator
) -> Families:
    parent = rng.integers(0, len(archive), groups)
    subset = archive.designs.subset[parent].copy()
    coordinates = archive.designs.coordinates[parent].copy()
    for i in range(0, len(space.roles), 2):
        swap = np.flatnonzero(rng.random(groups) < _OTHER_LAYER)
        other = rng.integers(0, len(archive), len(swap))
        columns = slice(space.slices[i].start, space.slices[i + 1].stop)
        subset[swap, i : i + 2] = archive.designs.subset[other, i : i + 2]
        coordinates[swap, columns] = archive.designs.coordinates[other, columns]
    for i, choices in enumerate(space.subset_counts):
        fresh = np.flatnonzero(rng.random(groups) < _NEW_SUBSET)
        subset[fresh, i] = rng.integers(0, choices, len(fresh))
    return Families(subset, _moved(coordinates.T, siblings, rng))


def _moved(coordinates: Array, siblings: int, rng: np.random.Generator) -> Array:
    """Return coordinates moved by steps of all sizes, reflected at the walls.

    Parameters
    ----------
    coordinates : ndarray, shape (width, g)
        Where each family starts.
    siblings : int
        Number r of designs of each.
    rng : Generator
        Draws the steps.

    Returns
    -------
    ndarray, shape (width, g, r)
    """
    width, groups = coordinates.shape
    step = 10.0 ** rng.uniform(*_STEPS, (groups, siblings))
    moves = rng.random((width, groups, siblings)) < 0.6
    moved = rng.standard_normal(moves.shape)
    moved *= moves
    moved *= step
    moved += coordinates[:, :, None]
    return np.abs(1.0 - np.abs(1.0 - moved)).clip(0.0, 1.0)
