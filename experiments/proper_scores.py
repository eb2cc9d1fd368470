"""Scores that reward honest intervals: lower is better, and the true distribution is best of all.

T. Gneiting, A. E. Raftery, Strictly proper scoring rules, prediction, and estimation, J. Am. Stat.
Assoc. 2007, 102, 359-378 (interval score: eq. 43; continuous ranked probability score of a normal
distribution: section 4.2).
"""

from __future__ import annotations

import numpy as np
from scipy import stats

from polyopt.equations.normal_interval import Z90

_OUTSIDE = 0.10
"""Share of values that may lie outside a 90 % interval."""


def interval_score(mean: np.ndarray, sd: np.ndarray, measured: np.ndarray) -> np.ndarray:
    """Return the width of each 90 % interval, and 20 times how far the value lies outside it.

    Examples
    --------
    >>> interval_score(np.array([0.0]), np.array([1 / Z90]), np.array([1.5])).round(6)
    array([12.])
    """
    off = np.maximum(np.abs(measured - mean) - Z90 * sd, 0.0)
    return np.asarray(2 * Z90 * sd + 2 / _OUTSIDE * off)


def crps(mean: np.ndarray, sd: np.ndarray, measured: np.ndarray) -> np.ndarray:
    """Return the continuous ranked probability score of normal distributions.

    Examples
    --------
    >>> crps(np.array([0.0]), np.array([1.0]), np.array([0.0])).round(4)
    array([0.2337])
    """
    z = (measured - mean) / sd
    density = 2 * stats.norm.pdf(z) + z * (2 * stats.norm.cdf(z) - 1)
    return np.asarray(sd * (density - 1 / np.sqrt(np.pi)))


def log_score(mean: np.ndarray, sd: np.ndarray, measured: np.ndarray) -> np.ndarray:
    """Return minus the logarithm of the density at each value."""
    return np.asarray(-stats.norm.logpdf(measured, mean, sd))
