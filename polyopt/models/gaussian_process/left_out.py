"""Errors of films left out of a Gaussian process and its companion, in closed form."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import linalg

from polyopt.equations.arrays import Array, Indices
from polyopt.models.robust_fit import RobustFit

# The robust weights of the training films have seen the labels left out in closed form; measured
# against refits, that makes the left-out errors about this much too small.
_FLATTERY = 1.04


@dataclass(frozen=True, slots=True)
class LeftOutErrors:
    """What the fits say of films that are left out of them.

    Parameters
    ----------
    fit : RobustFit
        The process.
    inverse : ndarray, shape (n, n)
        Inverse of its kernel plus noise. [-]
    label_sd : float
        Scaling of the labels. [unit]
    others : tuple of (float, RobustFit, ndarray)
        Share of the mean, fit and inverse of its companion; empty without one.

    Notes
    -----
    For a Gaussian process with fixed kernel, leaving out block B gives the errors
    ``inv(Q_BB) dual_B`` with covariance ``inv(Q_BB)``, Q the inverse: no refit is needed.
    """

    fit: RobustFit
    inverse: Array
    label_sd: float
    others: tuple[tuple[float, RobustFit, Array], ...] = ()

    def of(self, removed: Indices, asked: Indices) -> tuple[Array, Array]:
        """Return errors of films predicted without a block, and the covariance of the model's own.

        Parameters
        ----------
        removed : ndarray of int
            Films left out.
        asked : ndarray of int, shape (a,)
            Those of them whose error is wanted, in ascending order.

        Returns
        -------
        error : ndarray, shape (a,)
            Label minus prediction. [unit]
        covariance : ndarray, shape (a, a)
            Of the model's error, the films' own noise taken off. [unit²]
        """
        inside = np.searchsorted(removed, asked)
        total = linalg.inv(self.inverse[np.ix_(removed, removed)])
        error = total @ self.fit.dual[removed]
        for share, fit, inverse in self.others:
            block = linalg.inv(inverse[np.ix_(removed, removed)])
            error = (1 - share) * error + share * (block @ fit.dual[removed])
        covariance = total[np.ix_(inside, inside)] - np.diag(self.fit.row_noise[asked])
        return error[inside] * self.label_sd * _FLATTERY, covariance * self.label_sd**2
