"""How a model's belief learns from a user's own films.

Shapes: n films, u repeat units that they hold. Film i of process q is measured as

    y_i = g_i(f + offset_q + scale_q (m - about)) + misfit_i + repeat_i

with f the values of the repeat units, m their expectation by the base model, g_i the mixing rule
(linearised at m), and `about` the value that no process moves relative to the others, for CTE that
of films without orientation. For mole-linear mixing that is f_i + offset_q + scale_q (m_i - about)
and noise. The misfit belongs to the formulation as that process makes it: films of it share it, and
several of them tell it; the spread of repeats is what remains.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import linalg

from polyopt.equations.arrays import Array, Flags
from polyopt.layer_property import ProcessPrior
from polyopt.models.calibrated.observed_films import Observed
from polyopt.models.laboratories import loadings
from polyopt.models.robust_fit import robust_fit
from polyopt.quantities import LAYER_PROPERTIES, shown_unit

_UPDATES = 30


PRIORS: Mapping[str, ProcessPrior] = {
    name: known.prior for name, known in LAYER_PROPERTIES.items() if known.prior is not None
}
"""Widths by property that can be calibrated, for models whose own data do not tell them;
`polyopt.quantities` says where they are from."""


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
    lowest, highest : float
        Least and greatest expectation of its films. [unit]
    """

    process: str
    films: int
    offset: float
    offset_sd: float
    scale: float
    scale_sd: float
    centre: float
    lowest: float
    highest: float


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
    misfit : ndarray, shape (n,)
        Variance of each film that belongs to its formulation: another film of it shares it. [unit²]
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
    misfit: Array
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
    loads = {name: _loads(mean, observed, name, prior) for name in sorted(set(observed.process))}
    for load in loads.values():
        total += load @ load.T
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
        misfit=observed.misfit_sd**2 * np.minimum(fit.row_noise / nominal, 1.0),
        left_out=fit.dual / precision,
        left_out_sd=np.sqrt(np.maximum(1 / precision - fit.row_noise, 0.0) + nominal),
        effects=tuple(
            _effect(name, load, observed, fit.dual, inverse, prior) for name, load in loads.items()
        ),
    )


def _members(observed: Observed, process: str) -> Flags:
    return np.array([name == process for name in observed.process])


def _loads(mean: Array, observed: Observed, process: str, prior: ProcessPrior) -> Array:
    """Return how offset and stretch of a process move each film at one sd, shape (n, 2)."""
    moved = observed.slope @ loadings(prior, mean)
    return np.asarray(moved * _members(observed, process)[:, None])


def _effect(
    process: str, load: Array, observed: Observed, dual: Array, inverse: Array, prior: ProcessPrior
) -> Effect:
    """Return posterior mean and standard deviation of a process's shift and stretch."""
    expected = observed.expected[_members(observed, process)]
    centre = float(expected.mean())
    at_centre = loadings(prior, np.array([centre]))[0]
    widths = np.array([at_centre, [0.0, prior.scale]])
    found = widths @ (load.T @ dual)
    left = widths @ (np.eye(2) - load.T @ inverse @ load) @ widths.T
    sd = np.sqrt(np.maximum(np.diag(left), 0.0))
    return Effect(
        process=process,
        films=len(expected),
        offset=float(found[0]),
        offset_sd=float(sd[0]),
        scale=float(found[1]),
        scale_sd=float(sd[1]),
        centre=centre,
        lowest=float(expected.min()),
        highest=float(expected.max()),
    )


def updated(
    learned: Learned,
    process: str,
    film_mean: Array,
    mean: Array,
    cross: Array,
    covariance: Array,
    same: Flags,
) -> tuple[Array, Array]:
    """Return mean, shape (p,), and covariance, (p, p), of repeat units as films of one process.

    Of the errors that remain, those of the process effects among them; `covariance`, shape (p, p),
    is that of the base model's errors, for the rest see `told_by_films`. [unit, unit²]
    """
    told = told_by_films(learned, process, film_mean, mean, cross, same)
    before = covariance + told.effects @ told.effects.T + np.diag(told.misfit)
    after = before - told.settled @ told.settled.T
    return told.mean, (after + after.T) / 2


@dataclass(frozen=True, slots=True)
class Told:
    """What films say of p repeat units.

    Parameters
    ----------
    mean : ndarray, shape (p,)
        Expected values. [unit]
    effects : ndarray, shape (p, 2)
        Their products are what the effects of the process add to the base model's covariance.
    misfit : ndarray, shape (p,)
        What the misfit of a formulation adds to its variance. [unit²]
    settled : ndarray, shape (p, n)
        Their products are what the films take from it.
    """

    mean: Array
    effects: Array
    misfit: Array
    settled: Array


def told_by_films(
    learned: Learned, process: str, film_mean: Array, mean: Array, cross: Array, same: Flags
) -> Told:
    """Return what films say of repeat units as films of one process.

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
    same : ndarray of bool, shape (p, n)
        Whether film i is a homopolymer of repeat unit p that this process made; their misfit is
        part of what is returned.
    """
    prior, observed = learned.prior, learned.observed
    own = loadings(prior, mean)
    with_films = cross @ observed.slope.T + own @ _loads(film_mean, observed, process, prior).T
    with_films += same * learned.misfit
    solved = linalg.solve_triangular(learned.factor, with_films.T, lower=True, check_finite=False)
    misfit = (same * learned.misfit).max(axis=1)
    return Told(mean + with_films @ learned.dual, own, misfit, np.ascontiguousarray(solved.T))


def far_from_films(learned: Learned, process: str, mean: Array, unit: str) -> tuple[str, ...]:
    """Return of which repeat units the films of a process say little, in words; else empty texts.

    Parameters
    ----------
    learned : Learned
        From the films.
    process : str
        The process asked for.
    mean : ndarray, shape (p,)
        Expectation of the repeat units by the base model. [unit]
    unit : str
        Of the property.

    Notes
    -----
    Films tell the offset of a process, and its stretch only as far as they reach. A repeat unit is
    far where what the usual stretch does beyond the nearest film is more than half the usual
    offset: of CTE some 13 ppm/K, of Tg some 30 °C.
    """
    effect, prior = learned.effect(process), learned.prior
    beyond = np.maximum(np.maximum(effect.lowest - mean, mean - effect.highest), 0.0)
    far = prior.scale * beyond > prior.offset / 2
    shown = shown_unit(unit)
    reach = f"{effect.lowest:.0f} to {effect.highest:.0f} {shown}"
    return tuple(
        f"no own film of the process is near: {expected:.0f} {shown} before calibration, the films "
        f"{reach}"
        if distant
        else ""
        for expected, distant in zip(mean.tolist(), far.tolist(), strict=True)
    )


def main_process(processes: Sequence[str]) -> str:
    """Return the process with most films; of equally frequent ones the first by name.

    >>> main_process(["ester", "acid", "ester"])
    'ester'
    """
    return min(set(processes), key=lambda name: (-list(processes).count(name), name))
