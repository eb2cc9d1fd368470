"""Tables in and out: CSV, TSV, xlsx and parquet by file ending, hostile cells made harmless."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from polyopt.errors import DataError, did_you_mean, quoted
from polyopt.io.harmless_cells import harmless_table
from polyopt.io.reading.source import TableFile
from polyopt.io.table_kinds import lacking, unknown_kind
from polyopt.io.workbooks import Sheet, write_workbook

if TYPE_CHECKING:
    import pandas as pd

_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def read_table(path: Path, required: Sequence[str] = (), *, numbers: bool = False) -> pd.DataFrame:
    """Return a table with its cells as texts, and say in the log what was chosen to read it.

    Parameters
    ----------
    path : Path
        File ending in .csv, .tsv, .xlsx or .parquet.
    required : sequence of str
        Columns it must have; other spellings of them, and other units, are understood.
    numbers : bool
        Whether every column after the first holds numbers.

    Raises
    ------
    DataError
        If the file is missing, of another kind, unreadable, empty, or lacks a column.
    """
    from polyopt.io.reading.files import open_table

    opened = open_table(TableFile(path), required, numbers=numbers)
    opened.reading.say()
    return opened.table


def is_empty(cell: Any) -> bool:
    """Say whether a cell holds nothing."""
    import pandas as pd

    return cell is None or bool(pd.isna(cell)) or str(cell).strip() == ""


def require_columns(table: pd.DataFrame, required: Sequence[str]) -> None:
    """Raise a `DataError` for the first column that a table lacks."""
    for column in required:
        if column not in table.columns:
            hint = did_you_mean(column, map(str, table.columns)).replace("did you mean", "is it")
            have = ", ".join(map(str, table.columns[:12]))
            raise DataError(
                f"the table lacks the column {quoted(column)}", remedy=hint or f"it has: {have}"
            )


def finite_number(cell: Any, what: str) -> float:
    """Return a cell as a finite number.

    Raises
    ------
    DataError
        If it is empty, no number, or not finite; `what` names it.
    """
    try:
        value = float(cell)
    except (TypeError, ValueError):
        spoilt = isinstance(cell, str) and bool(_DATE.match(cell))
        raise DataError(
            f"{what} is {quoted(cell)}, not a number",
            remedy="a spreadsheet made a date of it; type it as a number" if spoilt else "",
        ) from None
    if not -1e300 < value < 1e300:  # noqa: PLR2004 - also refuses NaN
        raise DataError(f"{what} is {value}", remedy="give a finite number")
    return value


def with_numbers(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table read as text with its numbers as numbers; a text such as ``007`` stays."""
    return table.map(_number_or_text)


def _number_or_text(cell: Any) -> Any:
    for kind in (int, float) if isinstance(cell, str) else ():
        with suppress(ValueError):
            value = kind(cell)
            if str(value) == cell and math.isfinite(value):
                return value
    return cell


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Write a table by the ending of `path`, text cells made harmless.

    Raises
    ------
    DataError
        If the ending is unknown or the file cannot be written.
    """
    ending = path.suffix.lower()
    safe = harmless_table(table)
    try:
        if ending == ".xlsx":
            write_workbook([Sheet("Table", safe)], path)
        elif ending == ".parquet":
            safe.to_parquet(path, index=False)
        elif ending in (".csv", ".tsv"):
            safe.to_csv(path, index=False, sep="," if ending == ".csv" else "\t")
        else:
            raise unknown_kind(path)
    except ImportError as error:
        raise lacking(error, path) from None
    except OSError as error:
        reason = error.strerror or error
        raise DataError(f"cannot be written: {reason}", where=str(path)) from None


def write_sheets(sheets: Sequence[Sheet], path: Path) -> None:
    """Write a workbook, text cells made harmless.

    Raises
    ------
    DataError
        If `path` does not end in .xlsx, or the file cannot be written.
    """
    if path.suffix.lower() != ".xlsx":
        raise DataError("is not a workbook", where=str(path), remedy="end it in .xlsx")
    safe = [replace(sheet, table=harmless_table(sheet.table)) for sheet in sheets]
    try:
        write_workbook(safe, path)
    except OSError as error:
        reason = error.strerror or error
        raise DataError(f"cannot be written: {reason}", where=str(path)) from None
