"""Lines of equal value on a triangular grid."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Cells = NDArray[np.intp]
HIGH = np.sqrt(3.0) / 2


def corner_places(shares: Array) -> Array:
    """Return points of a simplex in an upright triangle of side one, shape (n, 2) [-].

    The first component is full at the top, the second at the left, the third at the right.

    >>> corner_places(np.eye(3)).round(2).tolist()
    [[0.5, 0.87], [0.0, 0.0], [1.0, 0.0]]
    """
    whole = shares / shares.sum(axis=1, keepdims=True)
    return np.column_stack([whole[:, 2] + whole[:, 0] / 2, HIGH * whole[:, 0]])


def triangles(shares: Array) -> Cells:
    """Return the small triangles between the points of a regular ternary grid, shape (t, 3)."""
    whole = shares / shares.sum(axis=1, keepdims=True)
    steps = round((np.sqrt(8 * len(shares) + 1) - 3) / 2)
    cells = np.rint(whole * steps).astype(int)
    place = {(i, j): n for n, (i, j, _) in enumerate(cells.tolist())}
    found = []
    for (i, j), n in place.items():
        right, up, across = place.get((i + 1, j)), place.get((i, j + 1)), place.get((i + 1, j + 1))
        if right is not None and up is not None:
            found.append((n, right, up))
            if across is not None:
                found.append((right, up, across))
    return np.array(found, dtype=np.intp)


def contour_segments(
    places: Array, cells: Cells, values: Array, level: float
) -> Iterator[tuple[Array, Array]]:
    """Yield the straight pieces of one contour, by linear interpolation in each triangle."""
    for cell in cells:
        ends = []
        for one, other in ((0, 1), (1, 2), (2, 0)):
            low, high = values[cell[one]] - level, values[cell[other]] - level
            if (low < 0) != (high < 0):
                share = low / (low - high)
                ends.append(places[cell[one]] + share * (places[cell[other]] - places[cell[one]]))
        if len(ends) == 2:
            yield ends[0], ends[1]
