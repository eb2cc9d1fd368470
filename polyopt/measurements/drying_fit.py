"""The diffusivity of a solvent in one's own coat, from residues weighed while it dries."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from polyopt.equations.arrays import Array
from polyopt.equations.drying import Coating, Conditions, drying_curve
from polyopt.errors import DataError, DomainError
from polyopt.io.reading.source import TableFile
from polyopt.io.table_rows import rows_as
from polyopt.io.tables import finite_number

COLUMNS = ("time_s", "residual_solvent_wt_pct")
_CELLS = 40
_CENTRAL = 0.95
_STARTS = ((-13.0, 5.0), (-14.0, 14.0))
_BOUNDS = ([-18.0, 0.0], [-9.0, 30.0])
"""Of the decimal logarithm of D0 in m²/s, and of b."""

_LOOSE = 1.0
"""Standard deviation of log10 D0, in decades, above which the table does not fix it."""


@dataclass(frozen=True, slots=True)
class DryingFit:
    """Diffusivity fitted to a drying table.

    Parameters
    ----------
    conditions : Conditions
        With the fitted diffusivity and plasticization.
    diffusivity_low, diffusivity_high : float
        90 % interval of D0. [m²/s]
    plasticization_low, plasticization_high : float
        90 % interval of b. [-]
    misfit : float
        Root mean square of residue minus fit. [wt%]
    """

    conditions: Conditions
    diffusivity_low: float
    diffusivity_high: float
    plasticization_low: float
    plasticization_high: float
    misfit: float


def read_drying(source: str | Path | TableFile) -> tuple[Array, Array]:
    """Read a drying table.

    Parameters
    ----------
    source : str, Path or TableFile
        Columns ``time_s`` and ``residual_solvent_wt_pct``, the residual solvent in per cent of the
        coat's mass; other spellings and units of them are understood, and said in the log.

    Returns
    -------
    tuple of ndarray, shape (n,)
        Times [s], rising, and residual solvent [mass fraction of the coat].

    Raises
    ------
    DataError
        If the table cannot be read, or a cell is no number or out of range.
    """
    times, residues = np.array(sorted(rows_as(source, COLUMNS, _reading))).T
    return times, residues


def _reading(cells: Mapping[str, object]) -> tuple[float, float]:
    time, wt = (finite_number(cells[name], name) for name in COLUMNS)
    if time < 0 or not 0 < wt < 100:
        raise DataError(
            f"{time:g} s and {wt:g} wt% are not a valid reading",
            remedy="times from 0, residual solvent above 0 and below 100 wt%",
        )
    return time, wt / 100.0


def fit_drying(
    coating: Coating, conditions: Conditions, times: ArrayLike, residues: ArrayLike
) -> DryingFit:
    """Fit D0 and b of ``D = D0 exp(b w)`` to residues.

    Parameters
    ----------
    coating : Coating
        What dried.
    conditions : Conditions
        How; its diffusivity and plasticization are not used.
    times : array_like, shape (n,)
        Rising. [s]
    residues : array_like, shape (n,)
        Residual solvent. [mass fraction of the coat]

    Raises
    ------
    DataError
        If there are fewer than four readings after the start, or they do not fix the diffusivity:
        as long as evaporation alone limits the drying, they say nothing of it.

    Notes
    -----
    Least squares from two starts; intervals by the delta method with Student's t. They hold for
    the model, not for what it leaves out.
    """
    from scipy.optimize import least_squares
    from scipy.special import stdtrit

    seconds, wanted = np.asarray(times, dtype=float), np.asarray(residues, dtype=float)
    if np.count_nonzero(seconds > 0) < 4:
        raise DataError(
            f"{np.count_nonzero(seconds > 0)} readings after the start do not fix a diffusivity",
            remedy="weigh the coat at least four times while it dries",
        )

    def gap(x: Array) -> Array:
        trial = replace(conditions, diffusivity=10.0 ** x[0], plasticization=float(x[1]))
        try:
            return np.asarray(drying_curve(coating, trial, seconds, cells=_CELLS) - wanted)
        except DomainError:  # a skin closes the coat: it hardly dries
            return np.asarray(coating.solvent - wanted)

    fits = [
        least_squares(
            gap, start, bounds=_BOUNDS, diff_step=1e-3, x_scale=(1.0, 5.0), xtol=1e-5, max_nfev=30
        )
        for start in _STARTS
    ]
    best = min(fits, key=lambda fit: float(fit.cost))
    free = len(seconds) - 2
    square = 2.0 * float(best.cost) / free
    normal = best.jac.T @ best.jac
    loose = np.linalg.cond(normal) > 1e12
    covariance = np.full((2, 2), np.inf) if loose else square * np.linalg.inv(normal)
    factor = float(stdtrit(free, _CENTRAL))
    half = factor * np.sqrt(np.diag(covariance))
    if not half[0] < factor * _LOOSE:
        raise DataError(
            "the readings do not fix the diffusivity: evaporation alone may limit the drying",
            remedy="weigh later, below about 40 wt%; or give --diffusivity and --plasticization",
        )
    return DryingFit(
        conditions=replace(
            conditions, diffusivity=float(10.0 ** best.x[0]), plasticization=float(best.x[1])
        ),
        diffusivity_low=float(10.0 ** (best.x[0] - half[0])),
        diffusivity_high=float(10.0 ** (best.x[0] + half[0])),
        plasticization_low=float(max(best.x[1] - half[1], 0.0)),
        plasticization_high=float(best.x[1] + half[1]),
        misfit=100.0 * math.sqrt(float(np.mean(best.fun**2))),
    )
