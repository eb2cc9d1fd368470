"""Fitting the Gaussian process, with intervals from films left out."""

from __future__ import annotations

import numpy as np

from polyopt.equations.arrays import Array
from polyopt.models.films import Films
from polyopt.models.gaussian_process.companion import Companion
from polyopt.models.gaussian_process.domain import KnownDomain
from polyopt.models.gaussian_process.left_out import LeftOutErrors
from polyopt.models.gaussian_process.model import GaussianProcess
from polyopt.models.identity import Known
from polyopt.models.intervals import N_CLASSES, LeftOut, class_factors
from polyopt.models.kernels import Standard, Term, kernel, standards_of
from polyopt.models.laboratory_fit import LeftOutGroup, Spread, fitted_spread, groups_alone
from polyopt.models.packing import rounded_factor
from polyopt.models.recipes import ModelRecipe
from polyopt.models.robust_fit import robust_fit
from polyopt.models.validation import (
    Fold,
    both_out_folds,
    group_keys,
    grouped_folds,
    monomer_keys,
    novelty_left_out,
)
from polyopt.quantities import LAYER_PROPERTIES

_FOLDS = (10, 5, 5, 3)
_LEAST_SD = 1e-6


def fit_gaussian_process(
    films: Films, recipe: ModelRecipe, rng: np.random.Generator, name: str = "gaussian-process"
) -> GaussianProcess:
    """Return a Gaussian process fitted to films.

    Parameters
    ----------
    films : Films
        Training films, eight at least.
    recipe : ModelRecipe
        Kernels, their weights and the noise.
    rng : numpy.random.Generator
        Draws the folds that the intervals are set by.
    name : str
        Name of the model in reports.

    Notes
    -----
    Where the films come from ten groups or more (papers, laboratories), the spread between groups
    is fitted to films predicted without their group. Otherwise the model's standard deviation is
    widened by novelty class until 90 % of the films left out lie in their intervals.
    """
    standards = standards_of(films.units)
    centre = float(films.value.mean())
    spread = max(float(films.value.std()), _LEAST_SD)
    label = (films.value - centre) / spread
    fit = robust_fit(_prior(films, standards, recipe.terms), label, recipe.noise)
    other = recipe.companion
    second = (
        None
        if other is None
        else robust_fit(_prior(films, standards, other.terms), label, recipe.noise)
    )
    left_out = LeftOutErrors(
        fit,
        fit.inverse(),
        spread,
        () if other is None or second is None else ((other.share, second, second.inverse()),),
    )
    noise_sd = float(np.sqrt(recipe.noise)) * spread
    others = _spread_of_others(films, left_out, recipe, noise_sd)
    return GaussianProcess(
        property=recipe.property,
        unit=recipe.unit,
        name=name,
        mixing=recipe.mixing,
        terms=recipe.terms,
        standards=standards,
        units=films.units,
        known=Known.of(films.pairs),
        films=None if films.are_homopolymers else films.weights,
        dual=fit.dual,
        factor=rounded_factor(fit.factor),
        companion=None
        if other is None or second is None
        else Companion(other.terms, other.share, second.dual),
        label_mean=centre,
        label_sd=spread,
        noise_sd=noise_sd if others is None else others.noise_sd,
        class_factors=_class_factors(films, left_out, noise_sd, rng)
        if others is None
        else np.full(N_CLASSES, others.factor),
        laboratory=None if others is None else others.laboratory,
        domain=KnownDomain(
            recipe.least_similarity,
            recipe.most_missed,
            (np.abs(fit.row_noise * fit.dual) * spread).astype(np.float32).astype(float),
            recipe.unit,
        ),
    ).sealed()


def _prior(films: Films, standards: dict[str, Standard], terms: tuple[Term, ...]) -> Array:
    """Return the prior covariance of films, shape (n, n), in units of the label variance."""
    prior = kernel(terms, standards, films.units, films.units)
    mixed = prior if films.are_homopolymers else films.weights @ prior @ films.weights.T
    return np.asarray(mixed, dtype=float)


def _spread_of_others(
    films: Films, left_out: LeftOutErrors, recipe: ModelRecipe, noise_sd: float
) -> Spread | None:
    """Return how films of groups left out spread; None if the groups are too few to tell."""
    usual, groups = LAYER_PROPERTIES[recipe.property].prior, groups_alone(films)
    if usual is None or not groups:
        return None
    found = []
    for group in groups:
        error, covariance = left_out.of(group, group)
        found.append(LeftOutGroup(error, covariance, films.value[group] - error))
    return fitted_spread(found, usual, noise_sd)


def _class_factors(
    films: Films, left_out: LeftOutErrors, noise_sd: float, rng: np.random.Generator
) -> Array:
    everyone = np.arange(len(films))
    found = []
    for train, test in _blocks(films, rng):
        error, covariance = left_out.of(np.setdiff1d(everyone, train), test)
        model_sd = np.sqrt(np.maximum(np.diag(covariance), 0.0))
        found.append(LeftOut(error, model_sd, novelty_left_out(films, train, test)))
    return class_factors(found, noise_sd)


def _blocks(films: Films, rng: np.random.Generator) -> list[Fold]:
    """Return what to leave out: films, dianhydrides, diamines, both, papers."""
    acids, amines = monomer_keys(films)
    papers = group_keys(films)
    return [
        *grouped_folds([str(i) for i in range(len(films))], _FOLDS[0], rng),
        *grouped_folds(acids, _FOLDS[1], rng),
        *grouped_folds(amines, _FOLDS[2], rng),
        *both_out_folds(films, _FOLDS[3], rng),
        *(grouped_folds(papers, _FOLDS[1], rng) if len(set(papers)) < len(films) else []),
    ]


def predicted_films(model: GaussianProcess, films: Films) -> tuple[Array, Array]:
    """Return mean and standard deviation of films, each mixed mole-linearly from its units.

    Parameters
    ----------
    model : GaussianProcess
        The fitted model.
    films : Films
        Films to predict.
    """
    mean, errors, _ = model.errors_of(films.units, model.known.novelty(films.pairs))
    variance = np.einsum("nu,nu->n", films.weights @ errors.whole(), films.weights)
    sd = np.sqrt(np.maximum(variance, 0.0) + model.noise_sd**2)
    return films.weights @ mean, sd
