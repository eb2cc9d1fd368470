"""Fitting the probit to reports: the most likely coefficients under their priors."""

from __future__ import annotations

import numpy as np

from polyopt.equations.arrays import Array
from polyopt.models.group_probit.descriptors import DESCRIPTORS

_ROUNDS = 100
_STILL = 1e-9
_LEAST = 1e-9
_LONGEST = 1.0  # of a step: without it wide priors are overshot where reports separate


def fitted_probit(block: Array, dissolves: Array) -> tuple[Array, Array]:
    """Return the coefficients and their covariance (Laplace) for reports.

    Parameters
    ----------
    block : ndarray, shape (n, d)
        Descriptors of the polymers of n reports.
    dissolves : ndarray, shape (n,)
        1 for soluble, 0 for insoluble; between them for what counts as both in part. [-]

    Returns
    -------
    coefficients : ndarray, shape (d,)
    covariance : ndarray, shape (d, d)

    Notes
    -----
    Fisher scoring on the probit likelihood with normal priors; C. M. Bishop, Pattern Recognition
    and Machine Learning, 2006, sections 4.3.5 and 4.5.1.
    """
    return fitted_with(
        block,
        dissolves,
        np.array([d.prior_mean for d in DESCRIPTORS]),
        np.array([d.prior_sd for d in DESCRIPTORS]),
    )


def fitted_with(block: Array, dissolves: Array, mean: Array, sd: Array) -> tuple[Array, Array]:
    """Return coefficients and covariance as `fitted_probit` does, under other priors.

    Parameters
    ----------
    block : ndarray, shape (n, d)
        Descriptors.
    dissolves : ndarray, shape (n,)
        What the reports say, 0 to 1.
    mean, sd : ndarray, shape (d,)
        Of the priors.
    """
    from scipy.special import ndtr

    found, precision = mean.copy(), np.diag(1.0 / sd**2)
    for _ in range(_ROUNDS):
        index = block @ found
        chance = np.clip(ndtr(index), _LEAST, 1.0 - _LEAST)
        slope = np.exp(-(index**2) / 2) / np.sqrt(2 * np.pi)
        variance = chance * (1.0 - chance)
        gradient = block.T @ (slope * (dissolves - chance) / variance)
        information = (block * (slope**2 / variance)[:, None]).T @ block + precision
        step = np.linalg.solve(information, gradient - precision @ (found - mean))
        longest = np.max(np.abs(step))
        found = found + step / max(longest / _LONGEST, 1.0)
        if longest < _STILL:
            break
    return found, np.asarray(np.linalg.inv(information))
