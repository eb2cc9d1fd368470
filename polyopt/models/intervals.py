"""Intervals that cover what they claim: by how much films left out widen them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from polyopt.equations.arrays import Array, Indices
from polyopt.equations.normal_interval import Z90

CONFIDENCE = 0.90
N_CLASSES = 4
_FEWEST = 25
_WIDEST = 6.0


def inflated(covariance: Array, factors: Array) -> Array:
    """Return the covariance with each standard deviation multiplied by its factor.

    Parameters
    ----------
    covariance : ndarray, shape (p, p)
        Of the model's error. [unit²]
    factors : ndarray, shape (p,)
        [-]
    """
    return np.asarray(covariance * factors[:, None] * factors[None, :])


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Errors of films predicted without a block of films, with what the intervals depend on.

    Parameters
    ----------
    error, model_sd : ndarray, shape (n,)
        Label minus prediction, and standard deviation of the model's error. [unit]
    novelty : ndarray of int, shape (n,)
        Novelty class of each film, its block left out.
    """

    error: Array
    model_sd: Array
    novelty: Indices


def class_factors(left_out: Sequence[LeftOut], noise_sd: float) -> Array:
    """Return by novelty class what the model's standard deviation must be multiplied with.

    Parameters
    ----------
    left_out : sequence of LeftOut
        One for each block of films left out.
    noise_sd : float
        Spread of one film around the model. [unit]

    Returns
    -------
    ndarray, shape (4,)
        At least 1, so that 90 % of the errors lie inside the 90 % interval. [-]
    """
    error, model_sd, novelty = (
        np.concatenate([getattr(block, name) for block in left_out])
        for name in ("error", "model_sd", "novelty")
    )
    parts = [novelty == k for k in range(N_CLASSES)]
    return np.array([_factor(np.abs(error[p]), model_sd[p], noise_sd) for p in parts])


def _factor(error: Array, model_sd: Array, noise_sd: float) -> float:
    if len(error) < _FEWEST:
        return 1.0

    from scipy import optimize

    def excess(factor: float) -> float:
        sd = np.sqrt((factor * model_sd) ** 2 + noise_sd**2)
        return float(np.quantile(error / sd, CONFIDENCE)) - Z90

    if excess(1.0) <= 0:
        return 1.0
    return _WIDEST if excess(_WIDEST) > 0 else float(optimize.brentq(excess, 1.0, _WIDEST))


def coverage(error: Array, sd: Array) -> float:
    """Return the share of errors inside the 90 % interval.

    Examples
    --------
    >>> coverage(np.array([0.0, 3.0]), np.array([1.0, 1.0]))
    0.5
    """
    return float(np.mean(np.abs(error) <= Z90 * sd))
