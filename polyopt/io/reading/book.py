"""Sheets of a workbook to cells: hidden rows, merged cells, formulas, dates and per cent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from polyopt.io.reading.grid import Grid, Row
from polyopt.io.reading.numbers import StoredNumber


@dataclass(frozen=True, slots=True)
class BookSheet:
    """One sheet of a workbook.

    Parameters
    ----------
    name : str
        Its name.
    hidden : bool
        Whether a spreadsheet program does not show it.
    grid : Grid
        Its cells.
    """

    name: str
    hidden: bool
    grid: Grid


def sheets_of(path: Path) -> tuple[BookSheet, ...]:
    """Return the sheets of a workbook.

    Parameters
    ----------
    path : Path
        A file ending in .xlsx.

    Raises
    ------
    Exception
        Whatever openpyxl raises on a file that is no workbook.
    """
    from openpyxl import load_workbook

    values = load_workbook(path, data_only=True)
    written = load_workbook(path)
    try:
        return tuple(
            BookSheet(
                sheet.title, sheet.sheet_state != "visible", _grid(sheet, written[sheet.title])
            )
            for sheet in values.worksheets
        )
    finally:
        values.close()
        written.close()


def _grid(sheet: Any, written: Any) -> Grid:
    merged = _merged(sheet)
    hidden = {line for line, row in sheet.row_dimensions.items() if row.hidden}
    rows, unshown, formulas = [], [], []
    for line, cells in enumerate(sheet.iter_rows(), start=1):
        texts = []
        for place, cell in enumerate(cells, start=1):
            source = merged.get((line, place))
            text = _text(sheet.cell(*source) if source else cell)
            if not text and written.cell(line, place).data_type == "f":
                formulas.append((line, place))
                text = f"={_formula(written.cell(line, place).value)}"
            texts.append(text)
        if line in hidden:
            unshown += [line] if any(texts) else []
            continue
        rows.append(Row(line, tuple(texts)))
    while rows and rows[-1].is_empty:
        rows.pop()
    left = tuple(f"row {line}: it is hidden or filtered out" for line in unshown)
    said = (f"merged cells count in each of their {len(merged)} rows",) if merged else ()
    shut = [
        place
        for column in sheet.column_dimensions.values()
        if column.hidden
        for place in range(column.min or 0, min(column.max or 0, sheet.max_column) + 1)
    ]
    return Grid(
        tuple(rows),
        sheet=sheet.title,
        choices=said,
        left=left,
        formulas=tuple(formulas),
        hidden=tuple(shut),
    )


def _merged(sheet: Any) -> dict[tuple[int, int], tuple[int, int]]:
    """Return where the value of a cell stands that is merged with one above it."""
    return {
        (line, area.min_col): (area.min_row, area.min_col)
        for area in sheet.merged_cells.ranges
        for line in range(area.min_row + 1, area.max_row + 1)
    }


def _formula(value: Any) -> str:
    return str(getattr(value, "text", value)).lstrip("=")


def _text(cell: Any) -> str:
    """Return a cell as text: numbers as such, shares with their sign, dates as dates."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        if "%" in str(cell.number_format):
            return f"{value * 100:.12g}%"
        return StoredNumber(repr(value))
    if isinstance(value, datetime | date | time):
        return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
    return str(value).strip()
