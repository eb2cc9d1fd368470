"""Workbooks that read well in a spreadsheet program: frozen headers, widths, colours, drop-downs.

Only here are workbooks written. Cells are written as texts, numbers or booleans, never as formulas.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from polyopt.display.text_width import text_width
from polyopt.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

MOST_ROWS = 1_048_575
"""Rows that a sheet holds below its header."""

_LONGEST_TEXT = 32_767
_LONGEST_NAME = 31
_NARROWEST, _WIDEST = 8, 60
_MEASURED_ROWS = 200
"""Rows whose cells decide on the width of a column."""

_HEADER_FILL = "DDDDDD"
_DIGITS = ((10.0, 1e6, "0.0"), (1.0, 10.0, "0.00"), (0.1, 1.0, "0.000"))
"""Number formats by the largest magnitude in a column."""

_FILLS = {"met": "C6EFCE", "unmet": "FFC7CE", "unknown": "FFEB9C"}
"""Light, and of different lightness, so that they differ in grey; the word says it too."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A drop-down for the cells of a column; other entries stay possible.

    Parameters
    ----------
    sheet, column : str
        Where the entries to choose from stand.
    prompt : str
        What is shown beside a chosen cell.
    """

    sheet: str
    column: str
    prompt: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook.

    Parameters
    ----------
    name : str
        Its name; shortened, made unique and free of forbidden characters when it is written.
    table : DataFrame
        Header and rows, free of anything a spreadsheet would run.
    choices : mapping of str to Choice
        Drop-downs by column.
    """

    name: str
    table: pd.DataFrame
    choices: Mapping[str, Choice] = field(default_factory=dict)


def sheet_names(names: Sequence[str]) -> list[str]:
    """Return names that every spreadsheet program takes, in their order.

    >>> sheet_names(["A", "a", "layer [1]/2", ""])
    ['A', 'a (2)', 'layer _1__2', 'Sheet']
    """
    given: list[str] = []
    taken: set[str] = set()
    for name in names:
        clean = "".join("_" if c in "[]:*?/\\" or c < " " else c for c in name)
        clean = clean.strip("' ")[:_LONGEST_NAME] or "Sheet"
        unique, count = clean, 1
        while unique.casefold() in taken:
            count += 1
            end = f" ({count})"
            unique = clean[: _LONGEST_NAME - len(end)] + end
        taken.add(unique.casefold())
        given.append(unique)
    return given


def write_workbook(sheets: Sequence[Sheet], path: Path) -> None:
    """Write sheets with frozen headers, fitting columns, and verdicts in colour.

    Parameters
    ----------
    sheets : sequence of Sheet
        At least one.
    path : Path
        The file; replaced if it is there.

    Raises
    ------
    DataError
        If a table has more rows than a sheet holds.
    OSError
        If the file cannot be written.
    """
    from openpyxl import Workbook

    for sheet in sheets:
        if len(sheet.table) > MOST_ROWS:
            raise DataError(
                f"{len(sheet.table)} rows do not fit a sheet",
                where=str(path),
                remedy="write .csv or .parquet",
            )
    book = Workbook(write_only=True)
    names = sheet_names([sheet.name for sheet in sheets])
    sources = {s.name: (name, s.table) for s, name in zip(sheets, names, strict=True)}
    for sheet, name in zip(sheets, names, strict=True):
        page = book.create_sheet(name)
        _lay_out(page, sheet.table)
        for column, choice in sheet.choices.items():
            _add_choice(page, sheet.table, column, choice, *sources[choice.sheet])
        for row in _rows(page, sheet.table):
            page.append(row)
    book.save(path)


def _lay_out(page: Any, table: pd.DataFrame) -> None:
    """Freeze the header, let it filter, and make the columns as wide as their cells."""
    from openpyxl.utils import get_column_letter

    page.freeze_panes = "A2"
    if len(table.columns):
        last = get_column_letter(len(table.columns))
        page.auto_filter.ref = f"A1:{last}{len(table) + 1}"
    for i, column in enumerate(table.columns, start=1):
        shown = [_shown(v) for v in table.iloc[:_MEASURED_ROWS, i - 1]]
        widest = max(map(text_width, [f"{column}   ", *shown]))
        page.column_dimensions[get_column_letter(i)].width = min(
            max(widest + 1, _NARROWEST), _WIDEST
        )


def _add_choice(
    page: Any,
    table: pd.DataFrame,
    column: str,
    choice: Choice,
    source: str,
    entries: pd.DataFrame,
) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    there = get_column_letter(list(entries.columns).index(choice.column) + 1)
    count = int(entries[choice.column].notna().sum())
    quoted_name = source.replace("'", "''")
    rule = DataValidation(
        type="list",
        formula1=f"'{quoted_name}'!${there}$2:${there}${count + 1}",
        allow_blank=True,
        showErrorMessage=False,  # shares such as PMDA:60;BPDA:40 are typed
        showInputMessage=True,
        promptTitle=column[:32],
        prompt=choice.prompt[:255],
    )
    here = get_column_letter(list(table.columns).index(column) + 1)
    rule.add(f"{here}2:{here}{max(1000, len(table)) + 1}")
    page.data_validations.append(rule)


def _rows(page: Any, table: pd.DataFrame) -> Iterable[list[Any]]:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font, PatternFill

    fills = {word: PatternFill("solid", fgColor=colour) for word, colour in _FILLS.items()}
    grey, bold = PatternFill("solid", fgColor=_HEADER_FILL), Font(bold=True)

    def cell(value: Any, digits: str = "") -> Any:
        if not isinstance(value, str) and not (digits and isinstance(value, float)):
            return value
        made = WriteOnlyCell(page, value)
        if isinstance(value, float):
            made.number_format = digits
            return made
        made.data_type = "s"
        if value in fills:
            made.fill = fills[value]
        return made

    header = [cell(_plain(str(name))) for name in table.columns]
    for made in header:
        made.font, made.fill, made.alignment = bold, grey, Alignment(vertical="top")
    yield header
    formats = [_number_format(table.iloc[:, i]) for i in range(len(table.columns))]
    for row in table.itertuples(index=False, name=None):
        yield [cell(_plain(value), shown) for value, shown in zip(row, formats, strict=True)]


def _number_format(column: pd.Series[Any]) -> str:
    """Return how a column of fractions is shown, about three digits; cells keep all of theirs."""
    if column.dtype.kind != "f":
        return ""
    largest = column.abs().max()
    return next((shown for least, most, shown in _DIGITS if least <= largest < most), "")


def _plain(value: Any) -> Any:
    """Return a value as a cell holds it; what no cell can hold becomes text or nothing."""
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return value if math.isfinite(value) else (None if math.isnan(value) else str(value))
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()[:_LONGEST_TEXT]
    return None if value is None or _is_missing(value) else str(value)[:_LONGEST_TEXT]


def _is_missing(value: Any) -> bool:
    import pandas as pd

    return bool(pd.isna(value))


def _shown(value: Any) -> str:
    plain = _plain(value)
    return f"{plain:.8g}" if isinstance(plain, float) else "" if plain is None else str(plain)
