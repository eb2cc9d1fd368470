"""Stretches of rising and of falling temperature in a series of readings."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from polyopt.equations.arrays import Array

_TURN, _TURN_SHARE = 3.0, 0.02
"""A turn back by less than either, in °C and as a share of the whole range, is no turn."""


def runs(temperature: Array) -> Iterator[tuple[int, int, bool | None]]:
    """Yield the stretches of rising and of falling temperature: start, end, whether it rises.

    Parameters
    ----------
    temperature : ndarray, shape (n,)
        In the order of the readings. [°C]

    Examples
    --------
    >>> list(runs(np.array([20.0, 60, 100, 140, 100, 60])))
    [(0, 4, True), (4, 6, False)]
    """
    least = max(_TURN, _TURN_SHARE * float(np.ptp(temperature))) if len(temperature) else 0.0
    start, top, bottom, furthest = 0, 0, 0, 0
    rising: bool | None = None
    for i, value in enumerate(temperature):
        if rising is None:
            top = i if value > temperature[top] else top
            bottom = i if value < temperature[bottom] else bottom
            if value - temperature[bottom] > least or temperature[top] - value > least:
                rising, furthest = bool(value - temperature[bottom] > least), i
        elif (value >= temperature[furthest]) == rising:
            furthest = i
        elif abs(value - temperature[furthest]) > least:
            if furthest > start:  # one reading is the jump back to where the next run starts
                yield start, furthest + 1, rising
                start = furthest + 1
            rising, furthest = not rising, i
    yield start, len(temperature), rising
