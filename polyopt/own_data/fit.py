"""Training models on a user's table of measured films."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from polyopt.chemistry.composition import Composition
from polyopt.chemistry.monomers import Monomer, MonomerLibrary
from polyopt.display.notebook import shown
from polyopt.errors import DataError, PolyoptError, UsageError
from polyopt.io.tables import is_empty, number, read_table, require_columns
from polyopt.models.features import unit_features
from polyopt.models.films import TrainingRow, check_value
from polyopt.models.identity import distinct_units
from polyopt.models.recipes import recipe_of
from polyopt.models.regressor.estimators import EstimatorRecipe, estimator_recipe
from polyopt.models.training import TrainingReport
from polyopt.models.training import fit as trained
from polyopt.own_data.film_doubts import refuse_values_in_wrong_unit
from polyopt.own_data.fit_card import fit_card
from polyopt.prediction.film_predictions import film_predictions
from polyopt.prediction.model_choice import chosen_models
from polyopt.prediction.predict import composition_of
from polyopt.quantities import LAYER_PROPERTIES, VALUE_COLUMNS

if TYPE_CHECKING:
    import pandas as pd

_LOOKED_AT = 50
"""Films that tell the unit of a table."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A model of a user's films.

    Parameters
    ----------
    property : str
        ``tg``, ``cte`` or ``permittivity``.
    model : object
        The fitted model; it meets `PropertyModel` and has `save`.
    report : TrainingReport
        Errors on films left out.
    skipped : tuple of str
        Rows that could not be used, and why.
    bounds : int
        Values left out because the table marks them as bounds.
    """

    property: str
    model: Any
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
    def models(self) -> dict[str, Any]:
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

        names = ("mae", "rmse", "bias", "coverage")
        rows = []
        for entry in self.fitted:
            splits: Mapping[str, Any] = entry.report.splits or {"grouped": entry.report}
            for split, score in splits.items():
                rows.append(
                    {
                        "property": entry.property,
                        "left_out": split,
                        "n": getattr(score, "n", entry.report.films),
                        **{name: getattr(score, name) for name in names},
                    }
                )
        return pd.DataFrame(rows)

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
        written = []
        try:
            Path(folder).mkdir(parents=True, exist_ok=True)
            for entry in self.fitted:
                path = Path(folder) / f"{entry.property}.npz"
                entry.model.save(path)
                card = fit_card(entry.model, entry.report)
                path.with_suffix(".md").write_text(card, encoding="utf-8")
                written.append(path)
        except OSError as error:
            raise DataError(f"cannot be written: {error.strerror}", where=str(folder)) from None
        return tuple(written)

    def _repr_html_(self) -> str:
        return shown(self.table().to_dict("records"), "Fit", "errors on films left out")


def fit(
    table: Path | str | pd.DataFrame,
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
    table : path or DataFrame
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
    where = str(table) if isinstance(table, Path | str) else ""
    wanted = ("dianhydrides", "diamines")
    read = read_table(Path(table), wanted) if isinstance(table, Path | str) else table
    try:
        require_columns(read, wanted)
        present = [p.name for p in LAYER_PROPERTIES.values() if p.column in read.columns]
        if not present:
            raise DataError("has no column of values", remedy=f"add {' or '.join(VALUE_COLUMNS)}")
        tried = [_fitted(read, name, chosen, seed, library) for name in present]
        fitted = [found for found in tried if found]
        if not fitted:
            raise DataError("has no value in any column")
    except DataError as error:
        raise error.at(where) if where else error from None
    return FitResult(tuple(fitted))


def _fitted(
    table: pd.DataFrame,
    name: str,
    chosen: str | EstimatorRecipe,
    seed: int,
    library: MonomerLibrary | None,
) -> Fitted | None:
    rows, skipped, bounds = _rows(table, name, library)
    if not rows and not skipped:
        return None
    _refuse_wrong_unit(rows[:_LOOKED_AT], name)
    try:
        model, report = trained(rows, name, chosen, rng=np.random.default_rng(seed))
    except DataError as error:
        first = f"; first skipped: {skipped[0]}" if skipped else ""
        raise DataError(f"{error.what}{first}", remedy=error.remedy) from None
    return Fitted(name, model, report, tuple(skipped), bounds)


def _refuse_wrong_unit(rows: Sequence[TrainingRow], name: str) -> None:
    """Raise if the films are plainly in kelvin or 1/K, beside what the shipped model expects."""
    shares: list[Composition] = []
    for row in rows:
        dianhydrides: dict[Monomer, float] = {}
        diamines: dict[Monomer, float] = {}
        pairs = cast("Sequence[tuple[Monomer, Monomer, float]]", row.pairs)
        for dianhydride, diamine, weight in pairs:
            dianhydrides[dianhydride] = dianhydrides.get(dianhydride, 0.0) + weight
            diamines[diamine] = diamines.get(diamine, 0.0) + weight
        shares.append(Composition(tuple(dianhydrides.items()), tuple(diamines.items())))
    guesses = film_predictions(shares, chosen_models({}, (name,)))
    refuse_values_in_wrong_unit(
        name,
        np.array([row.value for row in rows]),
        np.array([guess[name].mean for guess in guesses]),
    )


def _rows(
    table: Any, name: str, library: MonomerLibrary | None
) -> tuple[list[TrainingRow], list[str], int]:
    """Return the films that can be used, why others cannot, and how many values are bounds."""
    known, recipe = LAYER_PROPERTIES[name], recipe_of(name)
    column, bounds = known.column, 0
    rows, skipped = [], []
    for i, record in enumerate(table.to_dict("records"), start=2):
        cell = record[column]
        if is_empty(cell):
            continue
        if not is_empty(record.get(known.censor_column)):
            bounds += 1
            continue
        try:
            value = number(cell, column)
            check_value(value, recipe)
            composition = composition_of(record["dianhydrides"], record["diamines"], library)
            unit_features(distinct_units([(a, b) for a, b, _ in composition.pairs()])[0])
        except PolyoptError as error:
            skipped.append(f"row {i}: {' '.join(str(error).split())}")
            continue
        group = record.get("group")
        rows.append(
            TrainingRow(tuple(composition.pairs()), value, group if isinstance(group, str) else "")
        )
    return rows, skipped, bounds
