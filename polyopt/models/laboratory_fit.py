"""How far films of a laboratory that no model has seen lie from what the model expects.

Shapes: b films of one group (a paper, a laboratory), predicted without any film of it. Film i is
taken as

    y_i = m_i + factor e_i + offset + stretch (m_i - about) + noise_i

with m its prediction, e the model's error as the model states it, and an offset and a stretch that
all films of the group share. The widths are those of greatest likelihood, the errors of a group
being taken as jointly Student-t: one paper whose labels are wrong must not widen every interval.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import optimize

from polyopt.equations.arrays import Array, Indices
from polyopt.layer_property import ProcessPrior
from polyopt.models.films import Films
from polyopt.models.laboratories import loadings

FEWEST_GROUPS = 10
_FEWEST_FILMS = 30
_USUAL_FACTOR = 1.2
_NU = 40.0
"""Degrees of freedom of a group's errors. Scored on films of papers left out, 20 to normal errors
lie within 2 % of each other (interval score), and cover 86 to 92 % (`results/tried.md`)."""
_DOUBT = np.array([0.3, 0.5, 0.5, 0.5])
"""Standard deviations of the logarithms of factor, offset, stretch and noise beforehand: the
groups outweigh them, but where all films of the data are alike the stretch stays where it was."""


@dataclass(frozen=True, slots=True)
class LeftOutGroup:
    """Films of one group, predicted without it.

    Parameters
    ----------
    error : ndarray, shape (b,)
        Label minus prediction. [unit]
    covariance : ndarray, shape (b, b)
        Of the model's errors as the model states it. [unit²]
    mean : ndarray, shape (b,)
        Predictions. [unit]
    """

    error: Array
    covariance: Array
    mean: Array


@dataclass(frozen=True, slots=True)
class Spread:
    """What stands between a prediction and a film of somebody else.

    Parameters
    ----------
    factor : float
        What the model's standard deviation is multiplied with. [-]
    laboratory : ProcessPrior
        How far laboratories shift and stretch their films.
    noise_sd : float
        Spread of one film around both. [unit]
    """

    factor: float
    laboratory: ProcessPrior
    noise_sd: float


def groups_alone(films: Films) -> list[Indices]:
    """Return the films of each group that no row outside the group reports, if enough are.

    Returns
    -------
    list of ndarray of int
        Empty if there are fewer than ten groups or thirty films.
    """
    found: dict[str, list[int]] = {}
    for i, (group, alone) in enumerate(zip(films.groups, films.alone, strict=True)):
        if group and alone:
            found.setdefault(group, []).append(i)
    groups = [np.array(found[name]) for name in sorted(found)]
    enough = len(groups) >= FEWEST_GROUPS and sum(map(len, groups)) >= _FEWEST_FILMS
    return groups if enough else []


def fitted_spread(
    groups: Sequence[LeftOutGroup], usual: ProcessPrior, usual_noise: float
) -> Spread:
    """Return the spread that explains the errors of groups left out best.

    Parameters
    ----------
    groups : sequence of LeftOutGroup
        Each predicted without itself.
    usual : ProcessPrior
        Widths expected beforehand.
    usual_noise : float
        Spread of single films expected beforehand. [unit]
    """
    start = np.log([_USUAL_FACTOR, usual.offset, usual.scale, usual_noise])

    def loss(logs: Array) -> float:
        factor, offset, scale, noise = np.exp(logs)
        widths = replace(usual, offset=offset, scale=scale)
        total = sum(_minus_log_likelihood(group, factor, widths, noise) for group in groups)
        return float(total + 0.5 * (((logs - start) / _DOUBT) ** 2).sum())

    found = optimize.minimize(
        loss, start, method="L-BFGS-B", bounds=[(s - 3, s + 3) for s in start]
    )
    factor, offset, scale, noise = (float(v) for v in np.exp(found.x))
    return Spread(factor, replace(usual, offset=offset, scale=scale), noise)


def _minus_log_likelihood(
    group: LeftOutGroup, factor: float, laboratory: ProcessPrior, noise: float
) -> float:
    load = loadings(laboratory, group.mean)
    total = factor**2 * group.covariance + load @ load.T
    total[np.diag_indices_from(total)] += noise**2
    sign, log_determinant = np.linalg.slogdet(total)
    if sign <= 0:
        return float("inf")
    square = group.error @ np.linalg.solve(total, group.error)
    tail = 0.5 * (_NU + len(group.error)) * np.log1p(square / _NU)
    return float(0.5 * log_determinant + tail)
