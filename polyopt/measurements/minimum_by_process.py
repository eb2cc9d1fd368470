"""Curves that readings around a minimum may stand for: a parabola and what departs from it.

A Gaussian process (Rasmussen and Williams, *Gaussian Processes for Machine Learning*, 2006,
sections 2.2 and 2.7: explicit basis functions with vague priors; Matérn kernel of 5/2, section
4.2) over a parabola. Length and strength of the departure are not chosen but weighed by their
likelihood, so the fit follows the curvature of the curve and the distance of its readings.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from polyopt.equations.arrays import Array

FINEST = 1e-3
"""Noise below which no reading is trusted: 0.2 % of a modulus, a choice. [decades]"""

_LENGTHS = (0.1, 0.2, 0.4, 0.8)
"""Lengths over which a curve departs from its parabola, in half-widths of the readings."""

_RATIOS = (0.0, 0.1, 1.0, 10.0, 1e2, 1e4, 1e6)
"""Variance of the departure over that of the noise."""

_BASIS = 3
_GRID = 101


@dataclass(frozen=True, slots=True)
class ProcessFit:
    """A fit with one length and one strength of the departure from a parabola.

    Parameters
    ----------
    weight : float
        Logarithm of its likelihood.
    length, ratio : float
        Of the departure.
    factor : ndarray, shape (n, n)
        Cholesky factor of the covariance of the readings over that of the noise.
    basis, triangle, coefficients, residual : ndarray
        Of the least squares with it: shapes (n, 3), (3, 3), (3,), (n,).
    squares : float
        Weighted sum of squares left.
    """

    weight: float
    length: float
    ratio: float
    factor: Array
    basis: Array
    triangle: Array
    coefficients: Array
    residual: Array
    squares: float


def process_fits(place: Array, value: Array, variance: Array) -> list[ProcessFit]:
    """Return the fits of all lengths and strengths.

    Parameters
    ----------
    place : ndarray, shape (n,)
        Of the readings, scaled to -1 to 1.
    value : ndarray, shape (n,)
        Readings. [decades]
    variance : ndarray, shape (n,)
        Of each reading, relative to the others. [-]
    """
    found = []
    for length in _LENGTHS:
        kernel = _matern(place[:, None] - place, length)
        for ratio in _RATIOS:
            if ratio > 0 or length == _LENGTHS[0]:
                found.append(_fit(place, value, variance, kernel, length, ratio))
    return found


def _fit(
    place: Array, value: Array, variance: Array, kernel: Array, length: float, ratio: float
) -> ProcessFit:
    factor = np.asarray(np.linalg.cholesky(np.diag(variance) + ratio * kernel), dtype=float)
    both = np.linalg.solve(factor, np.column_stack([_parabola(place, place), value]))
    orthogonal, triangle = np.linalg.qr(both[:, :_BASIS])
    target = both[:, _BASIS]
    coefficients = np.linalg.solve(triangle, orthogonal.T @ target)
    residual = target - orthogonal @ (orthogonal.T @ target)
    free = len(place) - _BASIS
    squares = float(residual @ residual) + free * FINEST**2
    weight = -np.log(np.diag(factor)).sum() - np.log(np.abs(np.diag(triangle))).sum()
    weight -= 0.5 * free * np.log(squares)
    if ratio > 0:
        weight -= np.log(len(_LENGTHS) * (len(_RATIOS) - 1))
    return ProcessFit(
        float(weight), length, ratio, factor, both[:, :_BASIS], triangle, coefficients, residual,
        squares,
    )  # fmt: skip


def process_minima(
    fit: ProcessFit, place: Array, count: int, rng: np.random.Generator
) -> tuple[Array, Array, Array]:
    """Return place and value of the minimum of drawn curves, and how many minima each has.

    Parameters
    ----------
    fit : ProcessFit
        The fit to draw from.
    place : ndarray, shape (n,)
        Of the readings, scaled to -1 to 1.
    count : int
        How many curves to draw.
    rng : numpy.random.Generator
        Source of chance.

    Returns
    -------
    ndarray, ndarray, ndarray, shape (count,) each
        Place [-], value [decades] and number of minima inside.
    """
    grid = np.linspace(-1.0, 1.0, _GRID)
    cross = fit.ratio * _matern(grid[:, None] - place, fit.length)
    seen = np.linalg.solve(fit.factor, cross.T)
    mean = _parabola(grid, place) @ fit.coefficients + seen.T @ fit.residual
    open_ = np.linalg.solve(fit.triangle.T, (_parabola(grid, place) - seen.T @ fit.basis).T)
    spread = fit.ratio * _matern(grid[:, None] - grid, fit.length) - seen.T @ seen + open_.T @ open_
    values, vectors = np.linalg.eigh((spread + spread.T) / 2)
    kept = values > 1e-11 * values.max()
    root = vectors[:, kept] * np.sqrt(values[kept])
    free = len(place) - _BASIS
    scale = np.sqrt(fit.squares / rng.chisquare(free, size=count))
    drawn = mean + scale[:, None] * (rng.standard_normal((count, root.shape[1])) @ root.T)
    return *_vertex(grid, drawn), _minima(drawn[:, ::2])


def _vertex(grid: Array, drawn: Array) -> tuple[Array, Array]:
    """Return place and value of the least point of each row, by the parabola through three."""
    rows = np.arange(len(drawn))
    least = np.clip(drawn.argmin(axis=1), 1, len(grid) - 2)
    before, at, after = (drawn[rows, least + k] for k in (-1, 0, 1))
    bend = before - 2 * at + after
    offset = np.where(bend > 0, 0.5 * (before - after) / np.where(bend > 0, bend, 1.0), 0.0)
    offset = np.clip(offset, -1.0, 1.0)
    return grid[least] + offset * (grid[1] - grid[0]), at - 0.25 * (before - after) * offset


def _minima(drawn: Array) -> Array:
    steps = np.diff(drawn, axis=1)
    return np.asarray(((steps[:, :-1] < 0) & (steps[:, 1:] > 0)).sum(axis=1))


def _parabola(at: Array, place: Array) -> Array:
    """Return the columns of a parabola, scaled as on the readings."""
    size = np.sqrt((np.vander(place, _BASIS) ** 2).mean(axis=0))
    return np.asarray(np.vander(at, _BASIS) / size)


def _matern(distance: Array, length: float) -> Array:
    scaled = np.sqrt(5.0) * np.abs(distance) / length
    return np.asarray((1.0 + scaled + scaled**2 / 3.0) * np.exp(-scaled))
