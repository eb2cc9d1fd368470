"""Training models on a user's table of measured films."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from polyopt.design.predict import composition_of
from polyopt.errors import DataError, PolyoptError
from polyopt.models.features import unit_features
from polyopt.models.films import TrainingRow, check_value
from polyopt.models.identity import distinct_units
from polyopt.models.recipes import recipe_of
from polyopt.models.training import TrainingReport, fit
from polyopt.tables import number, read_table

COLUMNS = {"tg": "tg_degC", "cte": "cte_ppm_per_K"}


@dataclass(frozen=True, slots=True)
class Fitted:
    """A model of a user's films.

    Parameters
    ----------
    property : str
        ``tg`` or ``cte``.
    model : object
        The fitted model; it meets `PropertyModel` and has `save`.
    report : TrainingReport
        Errors on films left out.
    skipped : tuple of str
        Rows that could not be used, and why.
    """

    property: str
    model: Any
    report: TrainingReport
    skipped: tuple[str, ...]


def fit_table(path: Path, *, kind: str = "gp", seed: int = 0) -> tuple[Fitted, ...]:
    """Fit a model for every property a table has values of.

    Parameters
    ----------
    path : Path
        Table with columns `dianhydrides`, `diamines` and at least one of `tg_degC` and
        `cte_ppm_per_K`; an optional column `group` names films to be kept together, such as
        those of one paper.
    kind : str
        ``gp`` or ``groups``.
    seed : int
        Seed of the folds.

    Returns
    -------
    tuple of Fitted
        One for each property.

    Raises
    ------
    DataError
        If the table has no value column, or too few rows can be used.
    """
    import numpy as np

    table = read_table(path, required=("dianhydrides", "diamines"))
    present = [name for name, column in COLUMNS.items() if column in table.columns]
    if not present:
        raise DataError(
            "has no column of values",
            where=str(path),
            remedy=f"add {' or '.join(COLUMNS.values())}",
        )
    fitted = []
    for name in present:
        rows, skipped = _rows(table, name)
        if not rows and not skipped:
            continue
        try:
            model, report = fit(rows, name, kind, rng=np.random.default_rng(seed))
        except DataError as error:
            first = f"; first skipped: {skipped[0]}" if skipped else ""
            raise DataError(f"{error.what}{first}", where=str(path), remedy=error.remedy) from None
        fitted.append(Fitted(name, model, report, tuple(skipped)))
    if not fitted:
        raise DataError("has no value in any column", where=str(path))
    return tuple(fitted)


def _rows(table: Any, name: str) -> tuple[list[TrainingRow], list[str]]:
    import pandas as pd

    column, recipe = COLUMNS[name], recipe_of(name)
    rows, skipped = [], []
    for i, record in enumerate(table.to_dict("records"), start=2):
        cell = record[column]
        if pd.isna(cell) or cell == "":
            continue
        try:
            value = number(cell, column)
            check_value(value, recipe)
            composition = composition_of(record["dianhydrides"], record["diamines"])
            unit_features(distinct_units([(a, b) for a, b, _ in composition.pairs()])[0])
        except PolyoptError as error:
            skipped.append(f"row {i}: {' '.join(str(error).split())}")
            continue
        group = record.get("group")
        rows.append(
            TrainingRow(tuple(composition.pairs()), value, group if isinstance(group, str) else "")
        )
    return rows, skipped
