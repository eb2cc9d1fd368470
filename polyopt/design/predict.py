"""Tg and CTE of formulations, one by one or a whole table; a bad row loses no other row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from polyopt.chemistry.monomers import MonomerLibrary
from polyopt.composition import Composition
from polyopt.design.evidence import LAYER_PROPERTIES, Z90
from polyopt.design.model_choice import chosen_model
from polyopt.design.prediction import LayerPalette, Predictor
from polyopt.errors import DataError, PolyoptError, UsageError
from polyopt.models.features import unit_features
from polyopt.models.identity import distinct_units
from polyopt.tables import read_table, require_columns

if TYPE_CHECKING:
    import pandas as pd

_AT_ONCE = 100
_COLUMN = {"tg": "tg_degC", "cte": "cte_ppm_per_K"}
ADDED = tuple(f"{column}{end}" for column in _COLUMN.values() for end in ("", "_low", "_high")) + (
    "in_domain",
)
"""Columns a prediction adds, in their order."""


def predict(
    formulations: str | Composition | Sequence[str | Composition] | pd.DataFrame,
    *,
    models: Mapping[str, str] | None = None,
    library: MonomerLibrary | None = None,
) -> pd.DataFrame:
    """Predict Tg and CTE with 90 % intervals.

    Parameters
    ----------
    formulations : str, Composition, sequence of them, or DataFrame
        As in ``PMDA:60;BPDA:40 // PDA:80;ODA:20``; a DataFrame has the columns `dianhydrides`
        and `diamines`, and gets a column `error` instead of raising for a bad row.
    models : mapping of str to str, optional
        Model name or file by property, where not the shipped one.
    library : MonomerLibrary, optional
        Where names are looked up.

    Returns
    -------
    DataFrame
        One row per formulation: `dianhydrides`, `diamines`, `tg_degC`, `tg_degC_low`,
        `tg_degC_high`, `cte_ppm_per_K`, `cte_ppm_per_K_low`, `cte_ppm_per_K_high`, `in_domain`.

    Raises
    ------
    UsageError
        If a formulation cannot be read.

    Notes
    -----
    Accuracy: see the model cards, ``polyopt/models/pretrained/tg.md`` and ``cte.md``.
    """
    import pandas as pd

    if isinstance(formulations, pd.DataFrame):
        require_columns(formulations, ("dianhydrides", "diamines"))
        return _frame(formulations, models or {})[0]
    texts: Sequence[str | Composition] = (
        [formulations] if isinstance(formulations, str | Composition) else formulations
    )
    compositions = [
        c if isinstance(c, Composition) else Composition.parse(c, library) for c in texts
    ]
    rows = []
    for composition, values in zip(
        compositions, _predicted(compositions, models or {}), strict=True
    ):
        dianhydrides, diamines = str(composition).split(" // ")
        rows.append({"dianhydrides": dianhydrides, "diamines": diamines, **values})
    return pd.DataFrame(rows, columns=["dianhydrides", "diamines", *ADDED])


def predict_table(
    path: Path, *, models: Mapping[str, str] | None = None
) -> tuple[pd.DataFrame, int]:
    """Predict every row of a table with columns `dianhydrides` and `diamines`.

    Parameters
    ----------
    path : Path
        CSV, TSV, xlsx or parquet.
    models : mapping of str to str, optional
        Model name or file by property.

    Returns
    -------
    table : DataFrame
        The input's columns, the predictions, and `error`, which says why a row has none.
    bad : int
        Number of rows with an error.

    Raises
    ------
    DataError
        If the table cannot be read or lacks a column.
    """
    table = read_table(path, required=("dianhydrides", "diamines"))
    return _frame(table, models or {})


def _frame(table: pd.DataFrame, models: Mapping[str, str]) -> tuple[pd.DataFrame, int]:
    """Return a table with its predictions, and the number of rows that have none."""
    table = table.rename(columns=_kept_names([str(c) for c in table.columns]))
    compositions: list[Composition] = []
    places: list[int] = []
    errors = [""] * len(table)
    cells = zip(table["dianhydrides"], table["diamines"], strict=True)
    for i, (dianhydrides, diamines) in enumerate(cells):
        try:
            composition = composition_of(dianhydrides, diamines)
            unit_features(distinct_units([(a, b) for a, b, _ in composition.pairs()])[0])
            compositions.append(composition)
            places.append(i)
        except PolyoptError as error:
            errors[i] = _one_line(error)
    columns: dict[str, list[Any]] = {name: [None] * len(table) for name in ADDED}
    for i, values in zip(places, _predicted(compositions, models), strict=True):
        for name in ADDED:
            columns[name][i] = values[name]
    for name, column in columns.items():
        table[name] = column
    table["error"] = errors
    return table, sum(bool(e) for e in errors)


def _kept_names(names: Sequence[str]) -> dict[str, str]:
    """Return new names for the input's columns that are called like an added one."""
    renamed = {}
    for name in names:
        kept = name
        while kept in (*ADDED, "error") or (kept != name and kept in names):
            kept = f"input_{kept}"
        renamed[name] = kept
    return renamed


def composition_of(dianhydrides: Any, diamines: Any) -> Composition:
    """Return the composition of two cells of a table.

    Raises
    ------
    DataError or UsageError
        If a cell is empty or cannot be read.
    """
    for column, cell in (("dianhydrides", dianhydrides), ("diamines", diamines)):
        if not isinstance(cell, str) or not cell.strip():
            raise DataError(f"the cell in column {column!r} is empty")
    return Composition.from_shares(dianhydrides, diamines)


def _one_line(error: PolyoptError) -> str:
    return "; ".join(line.strip() for line in str(error).splitlines() if line.strip())


def _predicted(
    compositions: Sequence[Composition], models: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    unknown = set(models) - set(LAYER_PROPERTIES)
    if unknown:
        raise UsageError(f"no property {sorted(unknown)[0]!r}", remedy="known: tg, cte")
    chosen = {name: chosen_model(models.get(name, name), name) for name in LAYER_PROPERTIES}
    for start in range(0, len(compositions), _AT_ONCE):
        batch = compositions[start : start + _AT_ONCE]
        palettes = [
            LayerPalette(
                str(i),
                tuple(m for m, _ in c.dianhydrides),
                tuple(m for m, _ in c.diamines),
                chosen,
            )
            for i, c in enumerate(batch)
        ]
        predictor = Predictor.of(palettes, cross=False)
        for palette, composition in zip(palettes, batch, strict=True):
            yield _values(predictor, palette.name, composition)


def _values(predictor: Predictor, layer: str, composition: Composition) -> dict[str, Any]:
    a = np.array([[x for _, x in composition.dianhydrides]])
    b = np.array([[x for _, x in composition.diamines]])
    values: dict[str, Any] = {}
    inside = True
    for name, column in _COLUMN.items():
        mean, sd = (float(v[0]) for v in predictor.surfaces[layer, name].predict(a, b))
        values[column] = mean
        values[f"{column}_low"], values[f"{column}_high"] = mean - Z90 * sd, mean + Z90 * sd
        domain = predictor.domain(layer, name, a[0], b[0])
        inside &= domain is None or domain.inside
    values["in_domain"] = inside
    return values
