"""Reading a user's table of measured films; a bad cell loses no other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from polyopt.chemistry.composition import Composition
from polyopt.chemistry.monomers import MonomerLibrary
from polyopt.errors import DataError, PolyoptError
from polyopt.io.tables import is_empty, number, read_table, require_columns
from polyopt.models.calibrated.films import OwnFilm, checked_film, process_name
from polyopt.prediction.predict import composition_of
from polyopt.quantities import LAYER_PROPERTIES, VALUE_COLUMNS

if TYPE_CHECKING:
    import pandas as pd

_PROCESS = "process"
_PROCESS_PARTS = {
    "tg": {"precursor": "", "cure": "", "thickness_um": " µm", "tg_method": ""},
    "cte": {"precursor": "", "cure": "", "thickness_um": " µm", "cte_range_degC": " °C"},
    "permittivity": {"precursor": "", "cure": "", "thickness_um": " µm"},
}


@dataclass(frozen=True, slots=True)
class MeasuredCell:
    """One measured value of a table.

    Parameters
    ----------
    row : int
        Its line, the header being line 1.
    property : str
        ``tg``, ``cte`` or ``permittivity``.
    film : OwnFilm
        Composition, value, uncertainty and process.
    """

    row: int
    property: str
    film: OwnFilm


@dataclass(frozen=True, slots=True)
class MeasuredTable:
    """The values of a table that can be used.

    Parameters
    ----------
    cells : tuple of MeasuredCell
        Values, row by row.
    skipped : tuple of str
        Rows that could not be used, and why.
    bounds : int
        Values left out because the table marks them as bounds.
    """

    cells: tuple[MeasuredCell, ...]
    skipped: tuple[str, ...]
    bounds: int = 0

    def films(self, property: str) -> list[OwnFilm]:
        """Return the films with a value of a property."""
        return [cell.film for cell in self.cells if cell.property == property]


def measured_table(
    source: Path | str | pd.DataFrame, library: MonomerLibrary | None = None
) -> MeasuredTable:
    """Read a table of measured films.

    Parameters
    ----------
    source : path or DataFrame
        Columns `dianhydrides`, `diamines`, at least one of `tg_degC`, `cte_ppm_per_K` and
        `permittivity`; optional `tg_sd_degC`, `cte_sd_ppm_per_K`, `permittivity_sd`, and what
        tells processes apart: `process` alone, or any of `precursor`, `cure`, `thickness_um`,
        `tg_method` (for Tg) and `cte_range_degC` (for CTE). A mark in `tg_censor`, `cte_censor`
        or `permittivity_censor` says that the value is a bound; it is left out.
    library : MonomerLibrary, optional
        Where names are looked up; by default the shipped library.

    Raises
    ------
    DataError
        If a column is missing or no value can be used.
    """
    where = "" if not isinstance(source, Path | str) else str(source)
    try:
        wanted = ("dianhydrides", "diamines")
        table = read_table(Path(source), wanted) if isinstance(source, Path | str) else source
        require_columns(table, wanted)
        if not any(column in table.columns for column in VALUE_COLUMNS):
            raise DataError("has no column of values", remedy=f"add {' or '.join(VALUE_COLUMNS)}")
    except DataError as error:
        raise error.at(where) if where and not error.where else error from None
    cells: list[MeasuredCell] = []
    skipped: list[str] = []
    bounds = 0
    for i, record in enumerate(table.to_dict("records"), start=2):
        values = {name: record.get(p.column) for name, p in LAYER_PROPERTIES.items()}
        filled = [name for name, cell in values.items() if not is_empty(cell)]
        marked = [
            name
            for name in filled
            if not is_empty(record.get(LAYER_PROPERTIES[name].censor_column))
        ]
        bounds += len(marked)
        names = [name for name in filled if name not in marked]
        if not names:
            continue
        try:
            film = composition_of(record["dianhydrides"], record["diamines"], library)
            _read_row(i, record, names, film, cells, skipped)
        except PolyoptError as error:
            skipped.append(_line(i, error))
    if not cells:
        first = f"; first skipped: {skipped[0]}" if skipped else ""
        raise DataError(f"no row can be used{first}", where=where)
    return MeasuredTable(tuple(cells), tuple(skipped), bounds)


def _read_row(
    i: int,
    record: Mapping[Any, Any],
    names: list[str],
    composition: Composition,
    cells: list[MeasuredCell],
    skipped: list[str],
) -> None:
    """Append the values of one row, and why others of it cannot be used."""
    for name in names:
        try:
            known = LAYER_PROPERTIES[name]
            value = number(record[known.column], known.column)
            spread = record.get(known.sd_column)
            sd = 0.0 if is_empty(spread) else number(spread, known.sd_column)
            film = OwnFilm(composition, value, sd, _process(record, name))
            cells.append(MeasuredCell(i, name, checked_film(film, name)))
        except PolyoptError as error:
            skipped.append(_line(i, error))


def _process(record: Mapping[Any, Any], name: str) -> str:
    if _PROCESS in record:
        return process_name("" if is_empty(record[_PROCESS]) else str(record[_PROCESS]))
    parts = []
    for column, unit in _PROCESS_PARTS[name].items():
        cell = record.get(column)
        if not is_empty(cell):
            parts.append(f"{_plain(cell)}{unit}")
    return process_name(", ".join(parts))


def _plain(cell: Any) -> str:
    """Return a cell as text, equal numbers alike: 25, 25.0 and "25.0" give 25."""
    try:
        return f"{float(cell):g}"
    except (TypeError, ValueError):
        return str(cell).strip()


def _line(i: int, error: PolyoptError) -> str:
    return f"row {i}: {'; '.join(' '.join(line.split()) for line in str(error).splitlines())}"
