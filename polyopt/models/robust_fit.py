"""Exact Gaussian process regression on a kernel matrix, robust against gross errors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import linalg

from polyopt.equations.arrays import Array

STUDENT_NU = 4.0
_UPDATES = 6


@dataclass(frozen=True, slots=True)
class RobustFit:
    """A Gaussian process fitted to n films.

    Parameters
    ----------
    dual : ndarray, shape (n,)
        Coefficients of the kernel rows.
    factor : ndarray, shape (n, n)
        Lower Cholesky factor of kernel plus noise.
    row_noise : ndarray, shape (n,)
        Noise variance of each film, in units of the label variance.
    """

    dual: Array
    factor: Array
    row_noise: Array

    def inverse(self) -> Array:
        """Return the inverse of kernel plus noise, shape (n, n)."""
        return inverse_of(self.factor)


def inverse_of(factor: Array) -> Array:
    """Return the inverse of the matrix whose lower Cholesky factor is given."""
    inverse = linalg.lapack.dpotri(factor, lower=1)[0]
    return np.asarray(np.tril(inverse) + np.tril(inverse, -1).T)


def lower_factor(matrix: Array) -> Array:
    """Return the lower Cholesky factor, with zeros above the diagonal."""
    return np.asarray(linalg.cholesky(matrix, lower=True, check_finite=False))


def robust_fit(
    kernel: Array, label: Array, noise: float | Array, updates: int = _UPDATES
) -> RobustFit:
    """Fit labels with Student-t noise by variational row weights.

    Parameters
    ----------
    kernel : ndarray, shape (n, n)
        Prior covariance of the films, in units of the label variance.
    label : ndarray, shape (n,)
        Standardised labels. [-]
    noise : float or ndarray, shape (n,)
        Squared scale of the Student-t noise with four degrees of freedom. [-]
    updates : int
        Rounds of weights; zero gives Gaussian noise.

    Notes
    -----
    Row i gets the noise ``noise / tau_i`` with ``tau_i = (nu + 1) / (nu + E[r_i²] / noise)``: a
    film that the others contradict counts less instead of being deleted.
    """
    row_noise = np.full(len(label), noise)
    for _ in range(updates):
        factor = lower_factor(kernel + np.diag(row_noise))
        inverse = inverse_of(factor)
        error = row_noise * (inverse @ label)
        spread = row_noise - row_noise**2 * np.diag(inverse)
        expected = error**2 + np.maximum(spread, 0.0)
        row_noise = noise * (STUDENT_NU + expected / noise) / (STUDENT_NU + 1.0)
    factor = lower_factor(kernel + np.diag(row_noise))
    return RobustFit(linalg.cho_solve((factor, True), label), factor, row_noise)
