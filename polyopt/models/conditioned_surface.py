"""A surface that has learned from a user's own films."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import linalg

from polyopt.equations.arrays import Array
from polyopt.errors import DataError
from polyopt.models.covariance import PairErrors
from polyopt.models.surface import PairSurface


def conditioned(
    table: PairSurface,
    dianhydride: Array,
    diamine: Array,
    value: Array,
    noise_sd: float | None = None,
) -> PairSurface:
    """Return a surface that has learned from a user's own films.

    Parameters
    ----------
    table : PairSurface
        What the model says, N compositions of m dianhydrides and n diamines being measured.
    dianhydride : ndarray, shape (N, m)
        Mole fractions of the measured films. [-]
    diamine : ndarray, shape (N, n)
        Mole fractions of the measured films. [-]
    value : ndarray, shape (N,)
        Measured values. [unit]
    noise_sd : float, optional
        Spread of one of these films around the model; that of the surface if left out. [unit]

    Raises
    ------
    DataError
        If a value is not finite, the shapes differ, or the surface holds no uncertainty.

    Notes
    -----
    The joint belief is conditioned on the films, as a Gaussian process would be that had seen them
    in training; through the covariance they also move their relatives. Fox's rule is linearised
    at the model's mean.
    """
    measured = np.asarray(value, dtype=float)
    if measured.shape != (len(dianhydride),) or len(dianhydride) != len(diamine):
        raise DataError("every measured film needs a composition and one value")
    if not np.isfinite(measured).all():
        film = int(np.flatnonzero(~np.isfinite(measured))[0]) + 1
        raise DataError(f"film {film}: the measured {table.property} is not a finite number")
    expected, slope = table.response(dianhydride, diamine)
    before = table.covariance
    cross = before @ slope.T
    own = table.film_variance(dianhydride, diamine)
    spread = own if noise_sd is None else np.full(len(measured), noise_sd**2)
    total = slope @ cross + np.diag(spread)
    try:
        gain = linalg.solve(total, cross.T, assume_a="pos").T
    except linalg.LinAlgError:
        raise DataError("a surface without uncertainty cannot learn from measured films") from None
    mean = table.mean + (gain @ (measured - expected)).reshape(table.mean.shape)
    covariance = before - gain @ cross.T
    return replace(table, mean=mean, errors=PairErrors.of((covariance + covariance.T) / 2))
