"""The training polymer most like each of many repeat units."""

from __future__ import annotations

import numpy as np

from polyopt.equations.arrays import Array
from polyopt.models.features import UnitFeatures
from polyopt.models.identity import Known
from polyopt.models.kernels import Likeness

_STRETCH = 512


def nearest_units(
    known: Known, asked: UnitFeatures, units: UnitFeatures
) -> tuple[tuple[str, ...], Array]:
    """Return the nearest polymer of each repeat unit, and how similar, as `Known.nearest` does.

    Parameters
    ----------
    known : Known
        The u training polymers.
    asked : UnitFeatures
        Features of q repeat units; they are compared in stretches, so that memory does not grow
        with q times u.
    units : UnitFeatures
        Features of the training polymers.
    """
    labels: list[str] = []
    similarity = np.empty(len(asked))
    likeness = Likeness(["morgan"], asked, units)
    for start in range(0, len(asked), _STRETCH):
        rows = slice(start, start + _STRETCH)
        found, similarity[rows] = known.nearest(likeness.between(rows)["morgan"])
        labels.extend(found)
    return tuple(labels), similarity
