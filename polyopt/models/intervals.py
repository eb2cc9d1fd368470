"""Intervals that cover what they claim: by how much films left out widen them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import optimize

from polyopt.equations.arrays import Array, Indices
from polyopt.equations.normal_interval import Z90

CONFIDENCE = 0.90
N_CLASSES = 4
_FEWEST = 25
_WIDEST = 6.0
_LOW_FACTORS = np.arange(1.0, 2.01, 0.05)


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


def class_factors(error: Sequence[Array], model_sd: Sequence[Array], noise_sd: float) -> Array:
    """Return by novelty class what the model's standard deviation must be multiplied with.

    Parameters
    ----------
    error : sequence of 4 ndarray
        Left-out errors of each novelty class. [unit]
    model_sd : sequence of 4 ndarray
        Standard deviations of the model's error for the same films. [unit]
    noise_sd : float
        Spread of one film around the model. [unit]

    Returns
    -------
    ndarray, shape (4,)
        At least 1, so that 90 % of the errors lie inside the 90 % interval. [-]
    """
    return np.array([_factor(np.abs(e), s, noise_sd) for e, s in zip(error, model_sd, strict=True)])


def _factor(error: Array, model_sd: Array, noise_sd: float) -> float:
    if len(error) < _FEWEST:
        return 1.0

    def excess(factor: float) -> float:
        sd = np.sqrt((factor * model_sd) ** 2 + noise_sd**2)
        return float(np.quantile(error / sd, CONFIDENCE)) - Z90

    if excess(1.0) <= 0:
        return 1.0
    return _WIDEST if excess(_WIDEST) > 0 else float(optimize.brentq(excess, 1.0, _WIDEST))


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Errors of films predicted without a block of films, with what the intervals depend on.

    Parameters
    ----------
    error, model_sd : ndarray, shape (n,)
        Label minus prediction, and standard deviation of the model's error. [unit]
    measured : ndarray, shape (n,)
        Labels. [unit]
    novelty : ndarray of int, shape (n,)
        Novelty class of each film, its block left out.
    """

    error: Array
    model_sd: Array
    measured: Array
    novelty: Indices


@dataclass(frozen=True, slots=True)
class IntervalFactors:
    """What a model's standard deviation is multiplied with.

    Parameters
    ----------
    class_factors : ndarray, shape (4,)
        By novelty class. [-]
    low : float
        Label that counts as low; zero if there is none. [unit]
    low_factor : float
        Further factor of predictions up to 1.5 times `low`, fading out at 2.5 times. [-]
    """

    class_factors: Array
    low: float = 0.0
    low_factor: float = 1.0

    def factors(self, novelty: Indices, mean: Array) -> Array:
        """Return the factor of each prediction, shape (p,)."""
        return np.asarray(self.class_factors[novelty] * self._low_share(mean, self.low_factor))

    def _low_share(self, mean: Array, factor: float) -> Array:
        if self.low <= 0:
            return np.ones(len(mean))
        return np.asarray(1 + (factor - 1) * np.clip(2.5 - mean / self.low, 0.0, 1.0))


def interval_factors(
    left_out: Sequence[LeftOut], noise_sd: float, low: float = 0.0
) -> IntervalFactors:
    """Return the factors that make left-out films fall into their intervals.

    Parameters
    ----------
    left_out : sequence of LeftOut
        One for each block of films left out.
    noise_sd : float
        Spread of one film around the model. [unit]
    low : float
        Labels below it must be covered by themselves too; zero for no such region. [unit]

    Notes
    -----
    A stiff film is one that the model tends to take for an average one, so an interval that covers
    90 % of all films covers fewer of the stiff ones. The factor of low predictions makes up for it.
    """
    error, model_sd, measured, novelty = (
        np.concatenate([getattr(block, name) for block in left_out])
        for name in ("error", "model_sd", "measured", "novelty")
    )
    parts = [novelty == k for k in range(N_CLASSES)]
    factors = class_factors([error[p] for p in parts], [model_sd[p] for p in parts], noise_sd)
    plain = IntervalFactors(factors, low)
    stiff = measured < low
    if stiff.sum() < _FEWEST:
        return plain
    wide, mean = factors[novelty] * model_sd, measured - error

    def covered(factor: float) -> float:
        sd = np.hypot(wide * plain._low_share(mean, factor), noise_sd)[stiff]
        return coverage(error[stiff], sd)

    enough = [f for f in _LOW_FACTORS if covered(f) >= CONFIDENCE]
    return replace(plain, low_factor=float(min(enough, default=_LOW_FACTORS[-1])))


def coverage(error: Array, sd: Array) -> float:
    """Return the share of errors inside the 90 % interval.

    Examples
    --------
    >>> coverage(np.array([0.0, 3.0]), np.array([1.0, 1.0]))
    0.5
    """
    return float(np.mean(np.abs(error) <= Z90 * sd))
