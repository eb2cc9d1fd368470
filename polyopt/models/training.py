"""Fitting a model to measured films: checks, fit, and how well it predicts films left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from polyopt.equations.arrays import Array
from polyopt.errors import DataError, unknown_name
from polyopt.models.films import FEWEST_FILMS, Films, TrainingRow, films_of
from polyopt.models.gaussian_process.model import GaussianProcess
from polyopt.models.gaussian_process.training import fit_gaussian_process, predicted_films
from polyopt.models.group_contribution.model import GroupContribution
from polyopt.models.group_contribution.training import (
    fit_group_contribution,
    predicted_films_by_groups,
)
from polyopt.models.recipes import ModelRecipe, recipe_of
from polyopt.models.regressor.estimators import EstimatorRecipe
from polyopt.models.regressor.model import EstimatorModel
from polyopt.models.regressor.training import GROUPED, fit_estimator
from polyopt.models.validation import Predictor, Score, cross_validate, grouped_folds, whole_keys

KINDS = ("gp", "groups")
_FOLDS = 5

__all__ = ["KINDS", "TrainingReport", "TrainingRow", "fit", "predictor_of"]


@dataclass(frozen=True, slots=True)
class TrainingReport:
    """What a fit was made of and how well it predicts films left out.

    Parameters
    ----------
    rows, films : int
        Reports that went in, and distinct compositions among them.
    mae, rmse, bias : float
        Errors on films left out, whole groups at a time. [unit]
    coverage : float
        Share of those films inside the 90 % interval. [-]
    splits : dict of str to Score
        Errors by what was left out, where that is known.
    """

    rows: int
    films: int
    mae: float
    rmse: float
    bias: float
    coverage: float
    splits: dict[str, Score] = field(default_factory=dict)


def fit(
    rows: Sequence[TrainingRow],
    property: str,
    kind: str | EstimatorRecipe = "gp",
    *,
    rng: np.random.Generator | None = None,
    name: str = "",
) -> tuple[GaussianProcess | GroupContribution | EstimatorModel, TrainingReport]:
    """Return a model of measured films, and a report on it.

    Parameters
    ----------
    rows : sequence of TrainingRow
        Measured films, homopolymers or random copolymers.
    property : str
        ``"tg"`` (values in degC) or ``"cte"`` (in ppm/K).
    kind : str or EstimatorRecipe
        ``"gp"``, ``"groups"``, or a regressor of scikit-learn.
    rng : numpy.random.Generator, optional
        Draws the folds; the same folds every time if left out.
    name : str
        Name of the model in reports.

    Raises
    ------
    DataError
        If a row cannot be used, or fewer than eight distinct films remain.
    UsageError
        If there is no such property or kind.
    """
    recipe = recipe_of(property)
    if not isinstance(kind, EstimatorRecipe) and kind not in KINDS:
        raise unknown_name("kind of model", kind, KINDS)
    films = films_of(rows, recipe)
    if len(films) < FEWEST_FILMS:
        raise DataError(
            f"{len(films)} distinct films with {property}",
            remedy=f"a model needs at least {FEWEST_FILMS}",
        )
    rng = np.random.default_rng(0) if rng is None else rng
    if isinstance(kind, EstimatorRecipe):
        estimator, splits = fit_estimator(films, recipe, kind, rng, name)
        return estimator, _report(films, splits[GROUPED], splits)
    folds = grouped_folds(whole_keys(films), _FOLDS, rng)
    score = cross_validate(films, folds, predictor_of(kind, recipe, rng))
    title = name or f"{property} {kind}"
    model = (
        fit_gaussian_process(films, recipe, rng, title)
        if kind == "gp"
        else fit_group_contribution(films, recipe, rng, title)
    )
    return model, _report(films, score)


def predictor_of(kind: str, recipe: ModelRecipe, rng: np.random.Generator) -> Predictor:
    """Return the function that cross-validation calls: fit on some films, predict others."""

    def by_process(train: Films, test: Films) -> tuple[Array, Array]:
        return predicted_films(fit_gaussian_process(train, recipe, rng), test)

    def by_groups(train: Films, test: Films) -> tuple[Array, Array]:
        return predicted_films_by_groups(fit_group_contribution(train, recipe, rng), test)

    return by_process if kind == "gp" else by_groups


def _report(films: Films, score: Score, splits: dict[str, Score] | None = None) -> TrainingReport:
    return TrainingReport(
        rows=films.reports,
        films=len(films),
        mae=score.mae,
        rmse=score.rmse,
        bias=score.bias,
        coverage=score.coverage,
        splits=splits or {},
    )
