"""How films of one laboratory lie from what a model expects, together; kept in model files.

A laboratory shifts all its films by an offset and stretches what they differ by from a value, for
CTE that of films without orientation: a process that orients chains less moves rods, not coils.
"""

from __future__ import annotations

import numpy as np

from polyopt.equations.arrays import Array
from polyopt.errors import DataError
from polyopt.layer_property import ProcessPrior
from polyopt.models.artefact import Artefact

_ARRAY = "laboratory"


def loadings(laboratory: ProcessPrior | None, mean: Array) -> Array:
    """Return how one standard deviation of offset and of stretch moves films, shape (p, 2).

    Parameters
    ----------
    laboratory : ProcessPrior or None
        Widths; None gives no column.
    mean : ndarray, shape (p,)
        What the model expects of the films. [unit]
    """
    if laboratory is None:
        return np.zeros((len(mean), 0))
    steady = np.full(len(mean), laboratory.offset)
    return np.column_stack([steady, laboratory.scale * (mean - laboratory.about)])


def packed_laboratory(laboratory: ProcessPrior | None) -> dict[str, Array]:
    """Return the array that holds the widths in a model file; an empty one for None."""
    if laboratory is None:
        return {_ARRAY: np.empty(0)}
    kept = laboratory
    return {_ARRAY: np.array([kept.offset, kept.scale, kept.about, kept.repeat])}


def unpacked_laboratory(artefact: Artefact) -> ProcessPrior | None:
    """Return the widths in a model file; None if it says that it has none.

    Raises
    ------
    DataError
        If they are missing or damaged.
    """
    widths = [float(width) for width in artefact.array(_ARRAY, 1)]
    if not widths:
        return None
    if len(widths) != 4 or min(widths[0], widths[1], widths[3]) < 0:
        raise DataError("the spread of laboratories in the model file is damaged")
    return ProcessPrior(*widths)
