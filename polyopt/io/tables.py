"""Tables in and out: CSV, TSV, xlsx and parquet by file ending, hostile cells made harmless."""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from polyopt.errors import DataError, did_you_mean, quoted
from polyopt.io.harmless_cells import harmless_table
from polyopt.io.workbooks import Sheet, write_workbook

if TYPE_CHECKING:
    import pandas as pd

_LARGEST_FILE = 500_000_000
_AS_WRITTEN: dict[str, Any] = {"dtype": str, "keep_default_na": False, "na_values": [""]}
ENDINGS = (".csv", ".tsv", ".xlsx", ".parquet")


def is_table(path: str | Path) -> bool:
    """Say whether a path has the ending of a table."""
    return Path(path).suffix.lower() in ENDINGS


def read_table(path: Path, required: Sequence[str] = ()) -> pd.DataFrame:
    """Return a table with its cells as written, column names stripped.

    Parameters
    ----------
    path : Path
        File ending in .csv, .tsv, .xlsx or .parquet.
    required : sequence of str
        Columns it must have.

    Raises
    ------
    DataError
        If the file is missing, of another kind, unreadable, empty, or lacks a column.
    """
    table = _read(path, required)
    table.columns = [str(c).strip() for c in table.columns]
    if len(table) == 0:
        raise DataError("has no rows", where=str(path))
    doubled = [c for c in table.columns if list(table.columns).count(c) > 1]
    if doubled:
        raise DataError(f"column {quoted(doubled[0])} appears twice", where=str(path))
    by_fold = {c.casefold(): c for c in table.columns}
    table = table.rename(columns={by_fold[r]: r for r in required if r in by_fold})
    try:
        require_columns(table, required)
    except DataError as error:
        raise error.at(str(path)) from None
    return table


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
            if len(table.columns) == 1 and ";" in have:
                hint = "it seems to be separated by ';'; save it with commas"
            raise DataError(
                f"the table lacks the column {quoted(column)}", remedy=hint or f"it has: {have}"
            )


def _read(path: Path, required: Sequence[str]) -> pd.DataFrame:
    import pandas as pd

    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise DataError(
            f"unknown kind of table {quoted(ending)}",
            where=str(path),
            remedy=f"known: {', '.join(ENDINGS)}",
        )
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise DataError(f"larger than {_LARGEST_FILE // 10**6} MB", where=str(path))
        if ending == ".parquet":
            return pd.read_parquet(path)
        if ending == ".xlsx":
            return _with_header(_cells_of_workbook(path, required))
        separator = "," if ending == ".csv" else "\t"
        return _with_header(
            pd.read_csv(
                path,
                sep=separator,
                header=None,
                encoding="utf-8-sig",
                skipinitialspace=True,
                **_AS_WRITTEN,
            )
        )
    except DataError:
        raise
    except FileNotFoundError:
        raise DataError("no such file", where=str(path)) from None
    except ImportError as error:
        raise _lacking(error, path) from None
    except Exception as error:  # noqa: BLE001 - readers raise many types on hostile files
        reason = " ".join(str(error).split())[:120]
        remedy = _how_to_save(path) if ending == ".csv" else ""
        raise DataError(f"cannot be read: {reason}", where=str(path), remedy=remedy) from None


def _cells_of_workbook(path: Path, required: Sequence[str]) -> pd.DataFrame:
    """Return the cells of the sheet that has the required columns, else of the first sheet.

    Rows that are empty to the end, as drop-downs and formats leave them, are left out.
    """
    import pandas as pd

    with pd.ExcelFile(path, engine="openpyxl") as book:
        wanted = {name.casefold() for name in required}
        chosen = book.sheet_names[0]
        for name in book.sheet_names if wanted and len(book.sheet_names) > 1 else ():
            head = pd.read_excel(book, sheet_name=name, header=None, nrows=1, **_AS_WRITTEN)
            if wanted <= {str(cell).strip().casefold() for cell in head.to_numpy().ravel()}:
                chosen = name
                break
        cells = pd.read_excel(book, sheet_name=chosen, header=None, **_AS_WRITTEN)
    filled = cells.notna().any(axis=1).to_numpy().nonzero()[0]
    return cells.iloc[: filled[-1] + 1 if len(filled) else 0]


def _how_to_save(path: Path) -> str:
    """Return what to do about a .csv file that is none, judged by its first line."""
    try:
        with path.open("rb") as file:
            first = file.readline(10_000)
            file.seek(0)
            text = file.read(1_000_000).decode("utf-8", "replace")
    except OSError:
        return ""
    if b";" in first and first.count(b";") > first.count(b","):
        return "it seems to be separated by ';'; save it with commas, and points in numbers"
    return "save it as CSV UTF-8" if "\ufffd" in text else ""


def _with_header(cells: pd.DataFrame) -> pd.DataFrame:
    """Return the cells below the first row, under the names that stand in it."""
    table = cells.iloc[1:].reset_index(drop=True)
    named = cells.iloc[0]
    table.columns = [f"column {i}" if named.isna()[i] else str(named[i]) for i in cells.columns]
    return table


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
        raise DataError(f"{what} is {quoted(cell)}, not a number") from None
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
            raise DataError(
                f"unknown kind of table {quoted(ending)}",
                where=str(path),
                remedy=f"known: {', '.join(ENDINGS)}",
            )
    except ImportError as error:
        raise _lacking(error, path) from None
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


def _lacking(error: ImportError, path: Path) -> DataError:
    return DataError(
        f"needs a package that is not installed: {error.name or error}",
        where=str(path),
        remedy="install polyopt[parquet], or use CSV",
    )
