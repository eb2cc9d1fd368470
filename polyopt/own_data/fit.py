"""Training models on a user's table of measured films."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from polyopt.chemistry.monomers import MonomerLibrary
from polyopt.display.notebook import shown
from polyopt.errors import DataError, UsageError
from polyopt.io.reading.source import TableFile
from polyopt.models.calibrated.model import Base
from polyopt.models.regressor.estimators import EstimatorRecipe, estimator_recipe
from polyopt.models.training import TrainingReport
from polyopt.models.training import fit as trained
from polyopt.models.validation import Score
from polyopt.own_data.fitted_card import fitted_card
from polyopt.own_data.measured_table import MeasuredTable, measured_table
from polyopt.own_data.model_files import save_models
from polyopt.own_data.wrong_unit import refuse_films_in_wrong_unit
from polyopt.quantities import LAYER_PROPERTIES

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Fitted:
    """A model of a user's films.

    Parameters
    ----------
    property : str
        ``tg``, ``cte`` or ``permittivity``.
    model : GaussianProcess, GroupContribution or EstimatorModel
        The fitted model.
    report : TrainingReport
        Errors on films left out.
    skipped : tuple of str
        Rows that could not be used, and why.
    bounds : int
        Values left out because the table marks them as bounds.
    """

    property: str
    model: Base
    report: TrainingReport
    skipped: tuple[str, ...]
    bounds: int = 0


@dataclass(frozen=True, slots=True)
class FitResult:
    """Models of a user's films, one for each property.

    Parameters
    ----------
    fitted : tuple of Fitted
        The models with their reports.
    """

    fitted: tuple[Fitted, ...]

    @property
    def models(self) -> dict[str, Base]:
        """The models by property, as `predict`, `validate` and `calibrate` take them."""
        return {entry.property: entry.model for entry in self.fitted}

    @property
    def skipped(self) -> tuple[str, ...]:
        """Rows that could not be used, and why."""
        return tuple(dict.fromkeys(s for entry in self.fitted for s in entry.skipped))

    @property
    def bounds(self) -> int:
        """Values left out because the table marks them as bounds."""
        return sum(entry.bounds for entry in self.fitted)

    def table(self) -> pd.DataFrame:
        """Return the errors on films left out, one row for each property and way of leaving out.

        Returns
        -------
        DataFrame
            Columns `property`, `left_out`, `n`, `mae`, `rmse`, `bias` in degC or ppm/K, and
            `coverage`, the share of films inside the 90 % interval.
        """
        import pandas as pd

        return pd.DataFrame([row for entry in self.fitted for row in _score_rows(entry)])

    def save(self, folder: Path | str) -> tuple[Path, ...]:
        """Write a model file and a card for each property; return the model files.

        Parameters
        ----------
        folder : path
            Folder for them; made if it is not there.

        Raises
        ------
        DataError
            If they cannot be written.
        """
        cards = {e.property: fitted_card(e.model, e.report) for e in self.fitted}
        return save_models(self.models, cards, folder)

    def _repr_html_(self) -> str:
        return shown(self.table().to_dict("records"), "Fit", "errors on films left out")


def _score_rows(entry: Fitted) -> Iterator[dict[str, Any]]:
    """Yield the errors by what was left out; of whole groups only, where that is all."""
    report = entry.report
    scores: Mapping[str, Score | TrainingReport] = report.splits or {"grouped": report}
    for split, score in scores.items():
        yield {
            "property": entry.property,
            "left_out": split,
            "n": score.n if isinstance(score, Score) else score.films,
            "mae": score.mae,
            "rmse": score.rmse,
            "bias": score.bias,
            "coverage": score.coverage,
        }


def fit(
    table: Path | str | TableFile | pd.DataFrame,
    *,
    kind: str = "gp",
    regressor: Any = None,
    settings: Mapping[str, Any] | None = None,
    seed: int = 0,
    library: MonomerLibrary | None = None,
) -> FitResult:
    """Fit a model for every property a table has values of.

    Parameters
    ----------
    table : path, TableFile or DataFrame
        Columns `dianhydrides`, `diamines` and at least one of `tg_degC`, `cte_ppm_per_K` and
        `permittivity`; an optional column `group` names films to be kept together, such as
        those of one paper.
        A mark in `tg_censor`, `cte_censor` or `permittivity_censor` says that the value is a
        bound; it is left out.
    kind : str
        ``gp`` (Gaussian process) or ``groups`` (group contribution).
    regressor : str or estimator, optional
        In place of `kind`: a regressor of scikit-learn by a short name (``"random-forest"``), a
        class (``"sklearn.svm.SVR"``) or an estimator with its parameters.
    settings : mapping of str to plain values, optional
        Parameters of the regressor, as in ``{"n_estimators": 500}``.
    seed : int
        Seed of the folds, and of the regressor.
    library : MonomerLibrary, optional
        Where names are looked up; by default the shipped library.

    Returns
    -------
    FitResult
        One model for each property.

    Raises
    ------
    DataError
        If the table has no value column, or too few rows can be used.
    UsageError
        If there is no such kind or regressor, or it does not take the settings.

    Notes
    -----
    An estimator sees the project's descriptors of repeat units (groups, chain shape, torsions,
    polarity, volume), standardised, and standardised labels.
    """
    chosen: str | EstimatorRecipe = kind
    if regressor is not None:
        chosen = estimator_recipe(regressor, settings, seed)
    elif settings:
        raise UsageError("settings are those of a regressor", remedy="name one, as in 'ridge'")
    read = measured_table(table, library, uncertainties=False)
    try:
        tried = [_fitted(read.of(name), name, chosen, seed) for name in LAYER_PROPERTIES]
        fitted = [found for found in tried if found]
        if not fitted:
            raise DataError("has no value in any column")
    except DataError as error:
        raise error.at(read.where) if read.where else error from None
    return FitResult(tuple(fitted))


def _fitted(
    read: MeasuredTable, name: str, chosen: str | EstimatorRecipe, seed: int
) -> Fitted | None:
    if not read.films and not read.skipped:
        return None
    refuse_films_in_wrong_unit(name, read.films)
    rows = [measured.training_row() for measured in read.films]
    try:
        model, report = trained(rows, name, chosen, rng=np.random.default_rng(seed))
    except DataError as error:
        raise DataError(f"{error.what}{read.first_skipped}", remedy=error.remedy) from None
    return Fitted(name, model, report, read.skipped_rows, read.bound_count)
