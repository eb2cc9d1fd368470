"""Files to tables: the reader by the ending, the sheet by its columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from polyopt.errors import DataError, quoted
from polyopt.io.reading.book import BookSheet, sheets_of
from polyopt.io.reading.columns import columns_of, fitting, near_misses
from polyopt.io.reading.grid import Grid, grid_of_text
from polyopt.io.reading.record import Reading
from polyopt.io.reading.source import TableFile
from polyopt.io.reading.table import OpenedTable, names_at, score, table_of
from polyopt.io.reading.text import decoded
from polyopt.io.reading.vocabulary import Field, field_of
from polyopt.io.table_kinds import lacking, unknown_kind

if TYPE_CHECKING:
    import pandas as pd

LARGEST_FILE = 500_000_000
_TEXTS = {".csv": ",", ".tsv": "\t"}
_ORDINARY = ("utf-8", "utf-8-sig")


def open_table(
    source: TableFile,
    required: Sequence[str] = (),
    optional: Sequence[str] = (),
    any_of: Sequence[str] = (),
    *,
    numbers: bool = False,
) -> OpenedTable:
    """Read a table.

    Parameters
    ----------
    source : TableFile
        The file, and what a user says of it.
    required, optional : sequence of str
        Columns that it must and may have, by their names in polyopt's tables. Other spellings of
        them are understood, as `polyopt.io.reading.vocabulary` lists them.
    any_of : sequence of str
        Columns of which a sheet must have one to be taken for the table.
    numbers : bool
        Whether every column after the first holds plain numbers.

    Returns
    -------
    OpenedTable
        Its columns in polyopt's names, numbers in the units that these state, other columns as
        written.

    Raises
    ------
    DataError
        If the file is missing, of another kind, unreadable, empty or ambiguous, or lacks a column.
    """
    path = Path(source.path)
    fields = [field_of(column) for column in dict.fromkeys((*required, *optional, *any_of))]
    try:
        opened = _opened(path, source, fields, required, any_of, numbers)
    except DataError as error:
        raise (error if error.where.startswith(str(path)) else error.at(str(path))) from None
    except FileNotFoundError:
        raise DataError("no such file", where=str(path)) from None
    except ImportError as error:
        raise lacking(error, path) from None
    except Exception as error:  # noqa: BLE001 - readers raise many types on hostile files
        reason = " ".join(str(error).split())[:120]
        raise DataError(f"cannot be read: {reason}", where=str(path)) from None
    if len(opened.table) == 0:
        raise DataError("has no rows", where=str(path))
    return opened


def _opened(
    path: Path,
    source: TableFile,
    fields: Sequence[Field],
    required: Sequence[str],
    any_of: Sequence[str],
    numbers: bool,
) -> OpenedTable:
    ending = path.suffix.lower()
    if ending not in (*_TEXTS, ".xlsx", ".parquet"):
        raise unknown_kind(path)
    if path.stat().st_size > LARGEST_FILE:
        raise DataError(f"larger than {LARGEST_FILE // 10**6} MB")
    reading = Reading(where=str(path))
    if source.sheet and ending != ".xlsx":
        raise DataError("has no sheets", remedy="leave out --sheet")
    if ending == ".parquet":
        import pandas as pd

        return named(pd.read_parquet(path), fields, required, reading)
    if ending == ".xlsx":
        grid, said = chosen_sheet(sheets_of(path), source.sheet, fields, required, any_of)
        return table_of(grid, fields, required, replace(reading, choices=said), numbers)
    text = decoded(path.read_bytes())
    said = () if text.encoding in _ORDINARY else (f"read as {text.encoding}",)
    grid = grid_of_text(text.text, _TEXTS[ending], lambda rows: score(rows, fields))
    reading = replace(reading, encoding=text.encoding, choices=said)
    return table_of(grid, fields, required, reading, numbers)


def named(
    table: pd.DataFrame, fields: Sequence[Field], required: Sequence[str], reading: Reading
) -> OpenedTable:
    """Return a table in memory with its columns in polyopt's names and numbers in their units.

    Raises
    ------
    DataError
        If two columns mean the same, or a unit is missing or impossible.
    """
    import pandas as pd

    names = [str(c).strip() for c in table.columns]
    columns = columns_of(names, fields)
    renamed = list(names)
    for column in columns:
        renamed[column.place] = column.field.column
    there = set(renamed)
    for wanted in required:
        if wanted not in there:
            raise DataError(
                f"the table lacks the column {quoted(wanted)}",
                remedy=f"it has: {', '.join(names[:12])}",
            )
    doubled = [name for name in renamed if renamed.count(name) > 1]
    if doubled:
        raise DataError(f"column {quoted(doubled[0])} appears twice")
    table = table.set_axis(renamed, axis=1)
    for column in columns:
        unit, wanted_unit = column.unit, column.wanted
        if unit is not None and wanted_unit is not None and unit != wanted_unit:
            numbers = pd.to_numeric(table[column.field.column], errors="coerce")
            changed = [unit.to(float(value), wanted_unit) for value in numbers]
            table = table.assign(**{column.field.column: changed})
    taken = ", ".join(words for c in columns if (words := c.words))
    missed = near_misses(names, columns, fields)
    used = tuple((c.name, c.field.column) for c in columns)
    choices = (*reading.choices, *((taken,) if taken else ()), *missed)
    return OpenedTable(
        table, tuple(range(2, len(table) + 2)), replace(reading, used=used, choices=choices)
    )


def chosen_sheet(
    sheets: Sequence[BookSheet],
    wanted: str,
    fields: Sequence[Field],
    required: Sequence[str],
    any_of: Sequence[str] = (),
) -> tuple[Grid, tuple[str, ...]]:
    """Return the sheet to read, and what was chosen, in words.

    Raises
    ------
    DataError
        If there is no such sheet, several visible ones have the columns, or only hidden ones.
    """
    if wanted:
        for sheet in sheets:
            if sheet.name.strip().casefold() == wanted.strip().casefold():
                return sheet.grid, ()
        listed = ", ".join(quoted(sheet.name) for sheet in sheets[:8])
        raise DataError(f"has no sheet {quoted(wanted)}", remedy=f"it has: {listed}")
    filled = [s for s in sheets if s.grid.rows]
    visible = [s for s in filled if not s.hidden]
    fits = [s for s in filled if _fits(s.grid, fields, required, any_of)] if required else filled
    shown = [s for s in fits if not s.hidden]
    exact = [s for s in shown if _is_exact(s.grid, fields, required)] or shown
    if len(exact) > 1:
        listed = ", ".join(quoted(sheet.name) for sheet in exact)
        raise DataError(
            f"has {len(exact)} sheets with the columns: {listed}", remedy="choose one by --sheet"
        )
    if not exact and fits:
        raise DataError(
            f"only the hidden sheet {quoted(fits[0].name)} has the columns",
            remedy="show it, or name it by --sheet",
        )
    if not exact:
        if not visible:
            raise DataError("has no rows")
        return visible[0].grid, ()
    others = [s for s in fits if s is not exact[0]]
    if not others:
        return exact[0].grid, ()
    listed = ", ".join(f"{quoted(s.name)}{' (hidden)' if s.hidden else ''}" for s in others)
    return exact[0].grid, (f"sheet {quoted(exact[0].name)}, not {listed}",)


def _fits(
    grid: Grid, fields: Sequence[Field], required: Sequence[str], any_of: Sequence[str]
) -> bool:
    names = grid.rows[names_at(grid, fields, required)]
    there = {f.column for cell in names.cells if cell for f in fitting(cell, fields)}
    return set(required) <= there and (not any_of or bool(there & set(any_of)))


def _is_exact(grid: Grid, fields: Sequence[Field], required: Sequence[str]) -> bool:
    names = grid.rows[names_at(grid, fields, required)]
    return set(required) <= {cell.casefold() for cell in names.cells}
