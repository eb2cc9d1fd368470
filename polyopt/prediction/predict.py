"""Tg and CTE of formulations, one by one or a whole table; a bad row loses no other row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from polyopt.chemistry.composition import Composition
from polyopt.chemistry.monomers import MonomerLibrary
from polyopt.chemistry.role_columns import ROLE_COLUMNS, composition_of, role_texts
from polyopt.chemistry.structures import without_stereo
from polyopt.errors import PolyoptError, UsageError, one_line
from polyopt.io.reading.source import TableFile
from polyopt.io.tables import require_columns, with_numbers
from polyopt.models.property_model import PropertyModel
from polyopt.prediction.film_predictions import (
    FilmPrediction,
    film_predictions,
    named_polymer,
    predictions_or_errors,
)
from polyopt.prediction.model_choice import ModelChoice, chosen_models
from polyopt.quantities import LAYER_PROPERTIES, USUAL

if TYPE_CHECKING:
    import pandas as pd

SAME, ERROR = "same_as_row", "error"
_SHARE_DIGITS = 6
_DOUBTS = ("in_domain", "nearest", "nearest_similarity", "doubt")
_HEADER = 2  # the first row of a table is its line 2
_named = cache(named_polymer)


def predict(
    formulations: str | Composition | Sequence[str | Composition] | pd.DataFrame,
    *,
    models: Mapping[str, ModelChoice] | None = None,
    library: MonomerLibrary | None = None,
) -> pd.DataFrame:
    """Predict Tg and CTE with 90 % intervals.

    Parameters
    ----------
    formulations : str, Composition, sequence of them, or DataFrame
        As in ``PMDA:60;BPDA:40 // PDA:80;ODA:20``; a DataFrame has the columns `dianhydrides`
        and `diamines`, and gets the columns `same_as_row` and `error`, which speaks instead of
        an exception for a bad row.
    models : mapping of str to str or PropertyModel, optional
        Model, its name or its file by property, where not the shipped one. Permittivity is
        predicted if a model of it is named: ``{"permittivity": "permittivity"}``.
    library : MonomerLibrary, optional
        Where names are looked up.

    Returns
    -------
    DataFrame
        One row per formulation: `dianhydrides`, `diamines`, `tg_degC`, `tg_degC_low`,
        `tg_degC_high`, `cte_ppm_per_K`, `cte_ppm_per_K_low`, `cte_ppm_per_K_high`, `in_domain`
        (of both models), and for `tg` and `cte`: `tg_in_domain`, `tg_nearest` (the training
        polymer nearest to the repeat unit that is least like any of them, monomers by their
        abbreviation or SMILES), `tg_nearest_similarity` (Tanimoto, 0 to 1), `tg_doubt` (why it is
        not in the domain, in words; empty if it is).

    Raises
    ------
    UsageError
        If a formulation cannot be read.

    Notes
    -----
    Accuracy: see the model cards, ``polyopt/models/pretrained/tg.md`` and ``cte.md``. A film is
    a random copolymer of high molar mass, fully imidized, both roles in equal moles: end-cappers,
    imbalance and blocks are not modelled (see the cards).
    """
    import pandas as pd

    if isinstance(formulations, pd.DataFrame):
        require_columns(formulations, ROLE_COLUMNS)
        return _frame(formulations, models or {}, library)[0]
    if isinstance(formulations, Mapping):
        raise UsageError(
            "a mapping is not a formulation", remedy="put columns in a table: pandas.DataFrame(...)"
        )
    texts: Sequence[str | Composition] = (
        [formulations] if isinstance(formulations, str | Composition) else formulations
    )
    compositions = [
        c if isinstance(c, Composition) else Composition.parse(c, library) for c in texts
    ]
    chosen = _models(models or {})
    rows = _rows(compositions, chosen)
    return pd.DataFrame(rows, columns=[*ROLE_COLUMNS, *_added(chosen)])


def predicted_rows(
    compositions: Sequence[Composition], models: Mapping[str, ModelChoice]
) -> list[dict[str, Any]]:
    """Return the rows of `predict` without a table: pandas takes longer to load than they take.

    Parameters
    ----------
    compositions : sequence of Composition
        The formulations.
    models : mapping of str to str or PropertyModel
        Model, its name or its file by property, where not the shipped one.
    """
    return _rows(compositions, _models(models))


def _rows(
    compositions: Sequence[Composition], models: Mapping[str, PropertyModel]
) -> list[dict[str, Any]]:
    rows = []
    for composition, found in zip(
        compositions, film_predictions(compositions, models), strict=True
    ):
        dianhydrides, diamines = role_texts(composition)
        rows.append({"dianhydrides": dianhydrides, "diamines": diamines, **_values(found)})
    return rows


def predicted_property(
    formulation: str | Composition, property: str, *, model: str = ""
) -> tuple[float, float]:
    """Predict one property of one formulation.

    Parameters
    ----------
    formulation : str or Composition
        As in ``PMDA:60;BPDA:40 // ODA``.
    property : str
        ``tg`` [degC], ``cte`` [ppm/K] or ``permittivity`` [-].
    model : str
        Model name or file, where not the shipped one.

    Returns
    -------
    tuple of float
        Mean and standard deviation.

    Raises
    ------
    UsageError
        If the formulation or the model cannot be read.

    Examples
    --------
    >>> mean, sd = predicted_property("6FDA // TFMB", "permittivity")
    >>> bool(2.4 < mean < 3.0), bool(0.1 < sd < 0.4)
    (True, True)
    """
    known = formulation if isinstance(formulation, Composition) else Composition.parse(formulation)
    chosen = chosen_models({property: model} if model else {}, (property,))
    (found,) = film_predictions([known], chosen)
    return found[property].mean, found[property].sd


def predict_table(
    source: Path | TableFile, *, models: Mapping[str, ModelChoice] | None = None
) -> tuple[pd.DataFrame, int]:
    """Predict every row of a table with columns `dianhydrides` and `diamines`.

    Parameters
    ----------
    source : Path or TableFile
        CSV, TSV, xlsx or parquet.
    models : mapping of str to str or PropertyModel, optional
        Model, its name or its file by property.

    Returns
    -------
    table : DataFrame
        The input's columns, the predictions, `same_as_row`, the line of an earlier row with
        the same polymer (the header being line 1), and `error`, which says why a row has none.
    bad : int
        Number of rows with an error.

    Raises
    ------
    DataError
        If the table cannot be read or lacks a column.
    """
    from polyopt.io.reading.files import open_table

    file = source if isinstance(source, TableFile) else TableFile(source)
    opened = open_table(file, ROLE_COLUMNS)
    opened.reading.say(strict=file.strict)
    table = opened.table
    if Path(file.path).suffix.lower() == ".xlsx":
        own = [name for name in table.columns if name not in ROLE_COLUMNS]
        table[own] = with_numbers(table[own])
    return _frame(table, models or {}, lines=opened.lines)


def _frame(
    table: pd.DataFrame,
    models: Mapping[str, ModelChoice],
    library: MonomerLibrary | None = None,
    lines: Sequence[int] = (),
) -> tuple[pd.DataFrame, int]:
    """Return a table with its predictions, and the number of rows that have none."""
    import pandas as pd

    chosen = _models(models)
    added = _added(chosen)
    table = table.rename(columns=_kept_names([str(c) for c in table.columns], added))
    rows: list[Composition | PolyoptError] = []
    dianhydrides, diamines = (table[column] for column in ROLE_COLUMNS)
    for acids, amines in zip(dianhydrides, diamines, strict=True):
        try:
            rows.append(composition_of(acids, amines, library))
        except PolyoptError as error:
            rows.append(error)
    first = _first_rows(rows)
    distinct = [i for i, place in enumerate(first) if place == i]
    compositions = [row for i in distinct if isinstance(row := rows[i], Composition)]
    found = dict(zip(distinct, predictions_or_errors(compositions, chosen), strict=True))
    answers = [
        row if place is None else found[place] for row, place in zip(rows, first, strict=True)
    ]
    errors = [one_line(a) if isinstance(a, PolyoptError) else "" for a in answers]
    values = [_values(a) if isinstance(a, dict) else {} for a in answers]
    for name in added:
        table[name] = [row.get(name) for row in values]
    places = lines or range(_HEADER, len(table) + _HEADER)
    same = [None if p in (None, i) else places[p] for i, p in enumerate(first)]
    table[SAME] = pd.array(same, dtype="Int64")
    table[ERROR] = errors
    return table, sum(map(bool, errors))


def _models(wanted: Mapping[str, ModelChoice]) -> dict[str, PropertyModel]:
    """Return a model for each property to predict: the usual ones, and those wanted besides."""
    return chosen_models(wanted, dict.fromkeys((*USUAL, *wanted)))


def _added(properties: Iterable[str]) -> tuple[str, ...]:
    """Return the columns that predictions of some properties add, in their order."""
    names = tuple(properties)
    columns = [LAYER_PROPERTIES[name].column for name in names]
    values = [f"{column}{end}" for column in columns for end in ("", "_low", "_high")]
    values += [c for c in (LAYER_PROPERTIES[name].chance_column for name in names) if c]
    doubts = (f"{n}_{end}" for n in names for end in _DOUBTS)
    return (*values, "in_domain", *doubts)


def _first_rows(rows: Sequence[Composition | PolyoptError]) -> list[int | None]:
    """Return for each row the place of the first one of the same polymer; None for a bad row."""
    seen: dict[object, int] = {}
    return [
        seen.setdefault(_polymer(row), i) if isinstance(row, Composition) else None
        for i, row in enumerate(rows)
    ]


def _polymer(composition: Composition) -> object:
    """Return what two compositions of the same polymer have in common, names left out."""
    roles = (composition.dianhydrides, composition.diamines)
    return tuple(
        frozenset((without_stereo(m.smiles), round(x, _SHARE_DIGITS)) for m, x in role)
        for role in roles
    )


def _kept_names(names: Sequence[str], added: Sequence[str]) -> dict[str, str]:
    """Return new names for the input's columns that are called like an added one."""
    renamed = {}
    for name in names:
        kept = name
        while kept in (*added, SAME, ERROR) or (kept != name and kept in names):
            kept = f"input_{kept}"
        renamed[name] = kept
    return renamed


def _values(found: Mapping[str, FilmPrediction]) -> dict[str, Any]:
    values: dict[str, Any] = {"in_domain": all(p.domain.inside for p in found.values())}
    for name, p in found.items():
        column = LAYER_PROPERTIES[name].column
        values |= {column: p.mean, f"{column}_low": p.low, f"{column}_high": p.high}
        values |= LAYER_PROPERTIES[name].chances(p.mean, p.sd)
        values |= {
            f"{name}_in_domain": p.domain.inside,
            f"{name}_nearest": _named(p.domain.nearest),
            f"{name}_nearest_similarity": p.domain.similarity,
            f"{name}_doubt": p.domain.reason,
        }
    return values
