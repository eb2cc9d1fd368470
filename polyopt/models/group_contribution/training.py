"""Fitting the group contribution model by robust ridge regression."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from polyopt.equations.arrays import Array, Indices
from polyopt.models.films import Films
from polyopt.models.group_contribution.model import ALL_GROUPS, SHAPE, GroupContribution, design
from polyopt.models.identity import Known
from polyopt.models.intervals import N_CLASSES, LeftOut, class_factors, inflated
from polyopt.models.laboratories import loadings
from polyopt.models.laboratory_fit import LeftOutGroup, fitted_spread, groups_alone
from polyopt.models.recipes import ModelRecipe
from polyopt.models.robust_fit import STUDENT_NU
from polyopt.models.validation import both_out_folds, grouped_folds, monomer_keys
from polyopt.quantities import LAYER_PROPERTIES

_ROUNDS = 15
_RIDGE = 3.0  # films that a coefficient of typical size is worth
_FOLDS = (5, 5, 5, 3)


def fit_group_contribution(
    films: Films, recipe: ModelRecipe, rng: np.random.Generator, name: str = "group-contribution"
) -> GroupContribution:
    """Return a group contribution model fitted to films.

    Parameters
    ----------
    films : Films
        Training films, eight at least.
    recipe : ModelRecipe
        Names the property.
    rng : numpy.random.Generator
        Draws the folds that the intervals are set by.
    name : str
        Name of the model in reports.

    Notes
    -----
    Features of a copolymer are the mole-weighted means of those of its repeat units.
    """
    model = _fitted(films, recipe, name)
    usual, groups = LAYER_PROPERTIES[recipe.property].prior, groups_alone(films)
    if usual is not None and groups:
        left_out = [_without(group, films, recipe, name) for group in groups]
        spread = fitted_spread(left_out, usual, model.noise_sd)
        return replace(
            model,
            class_factors=np.full(N_CLASSES, spread.factor),
            laboratory=spread.laboratory,
            noise_sd=spread.noise_sd,
        ).sealed()
    return replace(model, class_factors=_class_factors(model, films, recipe, rng)).sealed()


def _without(group: Indices, films: Films, recipe: ModelRecipe, name: str) -> LeftOutGroup:
    others = np.setdiff1d(np.arange(len(films)), group)
    held = films.take(group)
    mean, covariance = _model_error(_fitted(films.take(others), recipe, name), held)
    return LeftOutGroup(held.value - mean, covariance, mean)


def _class_factors(
    model: GroupContribution, films: Films, recipe: ModelRecipe, rng: np.random.Generator
) -> Array:
    acids, amines = monomer_keys(films)
    blocks = [
        grouped_folds([str(i) for i in range(len(films))], _FOLDS[0], rng),
        grouped_folds(acids, _FOLDS[1], rng),
        grouped_folds(amines, _FOLDS[2], rng),
        both_out_folds(films, _FOLDS[3], rng),
    ]
    left_out = []
    for kind, folds in enumerate(blocks):
        for train, test in folds:
            held = films.take(test)
            mean, covariance = _model_error(_fitted(films.take(train), recipe, model.name), held)
            sd = np.sqrt(np.maximum(np.diag(covariance), 0.0))
            left_out.append(LeftOut(held.value - mean, sd, np.full(len(test), kind)))
    return class_factors(left_out, model.noise_sd)


def predicted_films_by_groups(model: GroupContribution, films: Films) -> tuple[Array, Array]:
    """Return mean and standard deviation of films."""
    mean, covariance = model.raw_posterior(films.units)
    widened = inflated(covariance, model.class_factors[model.known.novelty(films.pairs)])
    own = np.diag(films.weights @ widened @ films.weights.T)
    load = films.weights @ loadings(model.laboratory, mean)
    variance = np.maximum(own, 0.0) + (load**2).sum(axis=1) + model.noise_sd**2
    return films.weights @ mean, np.sqrt(variance)


def _model_error(model: GroupContribution, films: Films) -> tuple[Array, Array]:
    """Return mean and covariance of the model's error for films."""
    mean, covariance = model.raw_posterior(films.units)
    return films.weights @ mean, films.weights @ covariance @ films.weights.T


def _fitted(films: Films, recipe: ModelRecipe, name: str) -> GroupContribution:
    form = ALL_GROUPS if recipe.property == "tg" else SHAPE
    block = design(films.units, form)
    mixed = films.weights @ block
    coefficients, covariance, scale = robust_ridge(mixed, films.value)
    noise_sd = float(np.sqrt(recipe.noise) * films.value.std())
    return GroupContribution(
        property=recipe.property,
        unit=recipe.unit,
        name=name,
        mixing=recipe.mixing,
        form=form,
        coefficients=coefficients,
        covariance=covariance,
        lowest=block.min(axis=0),
        highest=block.max(axis=0),
        known=Known.of(films.pairs),
        misfit_sd=float(np.sqrt(max(scale**2 - noise_sd**2, (0.1 * scale) ** 2))),
        noise_sd=noise_sd,
        class_factors=np.ones(N_CLASSES),
    )


def robust_ridge(block: Array, label: Array) -> tuple[Array, Array, float]:
    """Return coefficients of a linear model with Student-t errors.

    Parameters
    ----------
    block : ndarray, shape (n, g)
        Features; the first column is the intercept, which is not shrunk.
    label : ndarray, shape (n,)
        Values. [unit]

    Returns
    -------
    coefficients : ndarray, shape (g,)
    covariance : ndarray, shape (g, g)
        Of the coefficients, noise and shrinkage included. [unit²]
    scale : float
        Spread of the errors. [unit]

    Notes
    -----
    Each column is penalised by three times its mean square, so the unit in which a group is
    counted does not matter. Rows are reweighted by ``(nu + 1) / (nu + r² / scale²)``, nu = 4.
    """
    size = np.sqrt((block**2).mean(axis=0))
    active = size > 0
    scaled = block[:, active] / size[active]
    penalty = np.full(active.sum(), _RIDGE)
    penalty[0] = 0.0
    weight, scale = np.ones(len(label)), float(label.std())
    for _ in range(_ROUNDS):
        precision = (scaled * weight[:, None]).T @ scaled + np.diag(penalty)
        solution = np.linalg.solve(precision, scaled.T @ (weight * label))
        error = label - scaled @ solution
        scale = float(np.sqrt(np.mean(weight * error**2))) + 1e-9
        weight = (STUDENT_NU + 1.0) / (STUDENT_NU + (error / scale) ** 2)
    coefficients = np.zeros(block.shape[1])
    coefficients[active] = solution / size[active]
    covariance = np.zeros((block.shape[1],) * 2)
    rescale = np.outer(size[active], size[active])
    covariance[np.ix_(active, active)] = scale**2 * np.linalg.inv(precision) / rescale
    return coefficients, covariance, scale
