"""How a model's belief learns from a user's own films.

Shapes: n films, u repeat units that they hold. Film i of process q is measured as

    y_i = g_i(f + offset_q + scale_q (m - c_q)) + noise_i

with f the values of the repeat units, m their expectation by the base model, g_i the mixing rule
(linearised at m), and c_q the mean expectation of the films of process q. For mole-linear mixing
that is f_i + offset_q + scale_q (m_i - c_q) + noise_i.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import linalg

from polyopt.equations.arrays import Array
from polyopt.models.calibrated.observed_films import Observed
from polyopt.models.robust_fit import robust_fit
from polyopt.quantities import LAYER_PROPERTIES, ProcessPrior

_UPDATES = 30


PRIORS: Mapping[str, ProcessPrior] = {
    name: known.prior for name, known in LAYER_PROPERTIES.items() if known.prior is not None
}
"""Widths by property that can be calibrated; `polyopt.quantities` says where they are from."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What films say about one process.

    Parameters
    ----------
    process : str
        Its name.
    films : int
        Distinct films of it.
    offset, offset_sd : float
        Shift of all its films, at the expectation `centre`. [unit]
    scale, scale_sd : float
        Relative stretch of differences from `centre`. [-]
    centre : float
        Mean expectation of its films. [unit]
    """

    process: str
    films: int
    offset: float
    offset_sd: float
    scale: float
    scale_sd: float
    centre: float


@dataclass(frozen=True, slots=True)
class Learned:
    """What the base model's belief is updated with.

    Parameters
    ----------
    observed : Observed
        The films.
    prior : ProcessPrior
        Widths of the process effects.
    dual : ndarray, shape (n,)
        Inverse total covariance of the films times their deviation. [1/unit]
    factor : ndarray, shape (n, n)
        Lower Cholesky factor of that covariance. [unit]
    weight : ndarray, shape (n,)
        At most 1; a film that the others contradict counts less. [-]
    left_out : ndarray, shape (n,)
        Measured minus predicted from the other films, their weights kept. [unit]
    left_out_sd : ndarray, shape (n,)
        Standard deviation of that error with the film's nominal noise. [unit]
    effects : tuple of Effect
        One for each process, by name.
    """

    observed: Observed
    prior: ProcessPrior
    dual: Array
    factor: Array
    weight: Array
    left_out: Array
    left_out_sd: Array
    effects: tuple[Effect, ...]

    def effect(self, process: str) -> Effect:
        """Return the effect of a process that has films."""
        return next(effect for effect in self.effects if effect.process == process)


def learn(mean: Array, covariance: Array, observed: Observed, prior: ProcessPrior) -> Learned:
    """Return what films teach about a model and about the processes they come from.

    Parameters
    ----------
    mean : ndarray, shape (u,)
        Expectation of the films' repeat units by the base model. [unit]
    covariance : ndarray, shape (u, u)
        Of the base model's errors. [unit²]
    observed : Observed
        The films, one at least.
    prior : ProcessPrior
        Widths of the process effects.

    Notes
    -----
    Offsets and scales are Gaussian random effects, independent between processes, and marginalised
    with the model's own errors. Noise is Student-t with four degrees of freedom, by the variational
    weights of `robust_fit.robust_fit`.
    """
    total = observed.slope @ covariance @ observed.slope.T
    loads = {name: _loads(mean, observed, name) for name in sorted(set(observed.process))}
    for _, shift, stretch in loads.values():
        total += prior.offset**2 * np.outer(shift, shift)
        total += prior.scale**2 * np.outer(stretch, stretch)
    nominal = observed.noise_sd**2
    fit = robust_fit(total, observed.value - observed.expected, nominal, _UPDATES)
    inverse = fit.inverse()
    precision = np.diag(inverse)
    return Learned(
        observed=observed,
        prior=prior,
        dual=fit.dual,
        factor=fit.factor,
        weight=np.minimum(nominal / fit.row_noise, 1.0),
        left_out=fit.dual / precision,
        left_out_sd=np.sqrt(np.maximum(1 / precision - fit.row_noise, 0.0) + nominal),
        effects=tuple(
            _effect(name, centre, shift, stretch, fit.dual, inverse, prior)
            for name, (centre, shift, stretch) in loads.items()
        ),
    )


def _loads(mean: Array, observed: Observed, process: str) -> tuple[float, Array, Array]:
    """Return centre of a process, and how its offset and its scale enter each film."""
    member = np.array([name == process for name in observed.process])
    centre = float(observed.expected[member].mean())
    shift = member * observed.slope.sum(axis=1)
    return centre, shift, member * (observed.slope @ mean) - centre * shift


def _effect(
    process: str,
    centre: float,
    shift: Array,
    stretch: Array,
    dual: Array,
    inverse: Array,
    prior: ProcessPrior,
) -> Effect:
    offset, offset_sd = _estimate(shift, prior.offset, dual, inverse)
    scale, scale_sd = _estimate(stretch, prior.scale, dual, inverse)
    films = int((shift != 0).sum())
    return Effect(process, films, offset, offset_sd, scale, scale_sd, centre)


def _estimate(load: Array, width: float, dual: Array, inverse: Array) -> tuple[float, float]:
    """Return posterior mean and standard deviation of a random effect."""
    variance = float(width**2 - width**4 * load @ inverse @ load)
    return float(width**2 * load @ dual), float(np.sqrt(max(variance, 0.0)))


def updated(
    learned: Learned,
    process: str,
    film_mean: Array,
    mean: Array,
    cross: Array,
    covariance: Array,
) -> tuple[Array, Array]:
    """Return mean and covariance of repeat units as films of one process.

    Parameters
    ----------
    learned : Learned
        From the films.
    process : str
        The process asked for; it must have films.
    film_mean : ndarray, shape (u,)
        Expectation of the films' repeat units by the base model. [unit]
    mean : ndarray, shape (p,)
        Expectation of the p repeat units asked for, by the base model. [unit]
    cross : ndarray, shape (p, u)
        Covariance of the base model's errors between these and the films' repeat units. [unit²]
    covariance : ndarray, shape (p, p)
        Of the base model's errors. [unit²]

    Returns
    -------
    mean : ndarray, shape (p,)
        [unit]
    covariance : ndarray, shape (p, p)
        Of the errors that remain, those of the process effects among them. [unit²]
    """
    prior, observed = learned.prior, learned.observed
    centre, shift, stretch = _loads(film_mean, observed, process)
    lift = mean - centre
    with_films = cross @ observed.slope.T
    with_films += prior.offset**2 * shift[None, :]
    with_films += prior.scale**2 * np.outer(lift, stretch)
    before = covariance + prior.offset**2 + prior.scale**2 * np.outer(lift, lift)
    solved = linalg.solve_triangular(learned.factor, with_films.T, lower=True, check_finite=False)
    after = before - solved.T @ solved
    return mean + with_films @ learned.dual, (after + after.T) / 2


def main_process(processes: Sequence[str]) -> str:
    """Return the process with most films; of equally frequent ones the first by name.

    >>> main_process(["ester", "acid", "ester"])
    'ester'
    """
    return min(set(processes), key=lambda name: (-list(processes).count(name), name))
