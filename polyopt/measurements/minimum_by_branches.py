"""Two branches with a rounded vertex between them: a minimum too narrow for its readings.

A hyperbola ``c + b x + a sqrt((x - x0)² + h²)`` in the decades: a V where h is small, a parabola
where it is large. Its place and rounding are weighed over a grid that is drawn closer around the
likely ones.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from polyopt.equations.arrays import Array
from polyopt.measurements.minimum_by_process import FINEST

_PLACES, _ROUNDINGS, _ROUNDS = 25, 13, 4
_SHARPEST, _ROUNDEST = 5e-4, 1.0
"""Ends of h, in half-widths of the readings."""

_BASIS = 3
_LEAST_WEIGHT = 1e-4
MANY = 9
"""Number of minima said of a hyperbola that has none, so that it counts last."""


@dataclass(frozen=True, slots=True)
class BranchFits:
    """Hyperbolas on a grid of k places and roundings.

    Parameters
    ----------
    weight : ndarray, shape (k,)
        Logarithm of their likelihood, times the part of the grid that each stands for.
    place, rounding : ndarray, shape (k,)
        x0 and h.
    step : float
        Distance of the places.
    size, triangle, target : ndarray
        Of the least squares: shapes (k, 3), (k, 3, 3), (k, 3).
    squares : ndarray, shape (k,)
        Weighted sum of squares left.
    free : int
        Degrees of freedom.
    """

    weight: Array
    place: Array
    rounding: Array
    step: float
    size: Array
    triangle: Array
    target: Array
    squares: Array
    free: int


def branch_fits(place: Array, value: Array, variance: Array) -> BranchFits:
    """Return hyperbolas through readings.

    Parameters
    ----------
    place : ndarray, shape (n,)
        Of the readings, scaled to -1 to 1, rising.
    value : ndarray, shape (n,)
        Readings. [decades]
    variance : ndarray, shape (n,)
        Of each reading, relative to the others. [-]
    """
    low = np.array([place[1], np.log(_SHARPEST)])
    high = np.array([place[-2], np.log(_ROUNDEST)])
    share = 1.0
    for _ in range(_ROUNDS - 1):
        found = _on_grid(place, value, variance, low, high, share)
        likely = found.weight > found.weight.max() + np.log(_LEAST_WEIGHT)
        inside = np.stack([found.place[likely], np.log(found.rounding[likely])])
        cell = (high - low) / np.array([_PLACES - 1, _ROUNDINGS - 1])
        closer = np.maximum(low, inside.min(axis=1) - cell)
        further = np.minimum(high, inside.max(axis=1) + cell)
        share *= float(np.prod((further - closer) / (high - low)))
        low, high = closer, further
    return _on_grid(place, value, variance, low, high, share)


def _on_grid(
    place: Array, value: Array, variance: Array, low: Array, high: Array, share: float
) -> BranchFits:
    at = np.linspace(low[0], high[0], _PLACES)
    vertex, log_rounding = (
        g.ravel() for g in np.meshgrid(at, np.linspace(low[1], high[1], _ROUNDINGS))
    )
    rounding = np.exp(log_rounding)
    root = 1.0 / np.sqrt(variance)
    bent = np.sqrt((place - vertex[:, None]) ** 2 + rounding[:, None] ** 2)
    flat = np.ones_like(bent)
    columns = np.stack([flat, flat * place, bent], axis=-1) * root[:, None]
    size = np.sqrt((columns**2).mean(axis=1))
    orthogonal, triangle = np.linalg.qr(columns / size[:, None])
    target = np.einsum("knp,n->kp", orthogonal, value * root)
    residual = value * root - np.einsum("knp,kp->kn", orthogonal, target)
    free = len(place) - _BASIS
    squares = (residual**2).sum(axis=1) + free * FINEST**2
    weight = -np.log(np.abs(np.einsum("kpp->kp", triangle))).sum(axis=1)
    weight -= 0.5 * free * np.log(squares) + 0.5 * np.log(variance).sum()
    weight += np.log(share / len(vertex))
    return BranchFits(
        weight, vertex, rounding, float(at[1] - at[0]), size, triangle, target, squares, free
    )


def branch_minima(
    fits: BranchFits, counts: NDArray[np.int64], rng: np.random.Generator
) -> tuple[Array, Array, Array]:
    """Return place and value of the minimum of drawn hyperbolas, and how many minima each has.

    Parameters
    ----------
    fits : BranchFits
        The fits to draw from.
    counts : ndarray of int, shape (k,)
        How many curves to draw of each.
    rng : numpy.random.Generator
        Source of chance.

    Returns
    -------
    ndarray, ndarray, ndarray, shape (sum of counts,) each
        Place [-], value [decades] and number of minima: 1, or `MANY` for a curve without any.
    """
    which = np.repeat(np.arange(len(counts)), counts)
    scale = np.sqrt(fits.squares[which] / rng.chisquare(fits.free, size=len(which)))
    shaken = fits.target[which] + scale[:, None] * rng.standard_normal((len(which), _BASIS))
    drawn = np.linalg.solve(fits.triangle[which], shaken[..., None])[..., 0] / fits.size[which]
    level, slope, steep = drawn.T
    vertex = fits.place[which] + fits.step * (rng.random(len(which)) - 0.5)
    rounding = fits.rounding[which]
    real = steep > np.abs(slope)
    lean = np.clip(np.where(real, -slope / np.where(real, steep, 1.0), 0.0), -0.999, 0.999)
    place = np.clip(vertex + rounding * lean / np.sqrt(1.0 - lean**2), -1.0, 1.0)
    value = level + slope * place + steep * np.sqrt((place - vertex) ** 2 + rounding**2)
    return place, value, np.where(real, 1, MANY)
