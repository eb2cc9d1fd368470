"""Tables of rows from any file: found, named in polyopt's words, numbers in polyopt's units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from polyopt.errors import DataError, did_you_mean, quoted
from polyopt.io.reading.columns import Column, columns_of, fitting, is_units_row, near_misses
from polyopt.io.reading.grid import Grid, Row
from polyopt.io.reading.numbers import NumberStyle, StoredNumber, style_of
from polyopt.io.reading.record import Reading
from polyopt.io.reading.units import PLAIN, SHARE, unit_of
from polyopt.io.reading.vocabulary import Field
from polyopt.quantities import CTE_RANGE

if TYPE_CHECKING:
    import pandas as pd

_NAMES_WITHIN = 200
"""Rows among which the names of columns are looked for."""

_MOST_LINES = 5


@dataclass(frozen=True, slots=True)
class OpenedTable:
    """A table with columns in polyopt's names and units, and how it was read.

    Parameters
    ----------
    table : DataFrame
        Cells as texts; None where they are empty.
    lines : tuple of int
        Where its rows stand in the file.
    reading : Reading
        What was done.
    """

    table: pd.DataFrame
    lines: tuple[int, ...]
    reading: Reading


def score(rows: Sequence[Row], fields: Sequence[Field]) -> int:
    """Return how many of the fields the best row of names among rows has."""
    return max((len(_meanings(row, fields)) for row in rows[:_NAMES_WITHIN]), default=0)


def _meanings(row: Row, fields: Sequence[Field]) -> set[str]:
    return {f.column for cell in row.cells if cell for f in fitting(cell, fields)}


def names_at(grid: Grid, fields: Sequence[Field], required: Sequence[str]) -> int:
    """Return which row holds the names: the first with all that is required, else the best.

    Raises
    ------
    DataError
        If there is no row.
    """
    rows = [i for i, row in enumerate(grid.rows) if not row.is_empty and not row.is_comment]
    if not rows:
        raise DataError("has no rows")
    if not required:
        return rows[0]
    counted = [(len(_meanings(grid.rows[i], fields)), -i) for i in rows[:_NAMES_WITHIN]]
    for _, place in sorted(counted, reverse=True):
        if set(required) <= _meanings(grid.rows[-place], fields):
            return -place
    return -max(counted)[1]


def table_of(
    grid: Grid,
    fields: Sequence[Field],
    required: Sequence[str],
    reading: Reading,
    numbers: bool = False,
) -> OpenedTable:
    """Return the table that a grid holds.

    Parameters
    ----------
    grid : Grid
        All cells.
    fields : sequence of Field
        What columns may mean.
    required : sequence of str
        Those that must be there.
    reading : Reading
        What was done to come to the grid.
    numbers : bool
        Whether every column after the first holds plain numbers.

    Raises
    ------
    DataError
        If a column is missing, ambiguous or in an impossible unit, if rows do not fit the names,
        or nothing decides between two readings of a number.
    """
    start = names_at(grid, fields, required)
    names = list(grid.rows[start].cells)
    while names and not names[-1]:
        names.pop()
    below = [row for row in grid.rows[start + 1 :] if len(row.cells) > 1 or not row.is_empty]
    while below and below[-1].is_empty:
        below.pop()
    has_units = bool(below) and is_units_row(below[0].cells)
    units = below[0].cells if has_units else ()
    columns = _plain(names) if numbers else columns_of(names, fields, units)
    _require(required, columns, names)
    rows, said, left = _data(below[1 if has_units else 0 :], names, fields)
    said += [] if grid.sheet else _short_rows(rows, len(names))
    preamble = [row.line for row in grid.rows[:start] if not row.is_empty]
    if preamble:
        said.insert(0, f"names of columns in line {grid.rows[start].line}, what is above left out")
    _refuse_formulas(grid, columns, rows, reading.where)
    style = _style(rows, columns, grid.separator)
    said += ["decimal commas"] if style.decimal == "," else []
    taken = ", ".join(words for c in columns if (words := c.words))
    said += [taken] if taken else []
    missed = near_misses(names, columns, fields)
    shut = [c.name for c in columns if c.place + 1 in grid.hidden]
    said += [f"hidden columns are read too: {', '.join(map(quoted, shut))}"] if shut else []
    table = _frame(rows, names, columns, style)
    window = next((c.window for c in columns if c.window), "")
    if window and CTE_RANGE not in table.columns:
        table[CTE_RANGE] = window
    return OpenedTable(
        table,
        tuple(row.line for row in rows),
        replace(
            reading,
            sheet=grid.sheet,
            separator=grid.separator,
            decimal=style.decimal,
            names_line=grid.rows[start].line,
            used=tuple((c.name, c.field.column) for c in columns),
            unused=tuple(n for i, n in enumerate(names) if n and i not in _places(columns)),
            choices=(*reading.choices, *grid.choices, *said, *missed),
            left=(*reading.left, *grid.left, *left),
        ),
    )


def _plain(names: Sequence[str]) -> list[Column]:
    """Return the columns after the first as plain numbers under the names they have."""
    unit = unit_of("1", PLAIN)
    return [
        Column(place, Field(name, dimension=PLAIN, unit="1"), name, unit, exact=True)
        for place, name in enumerate(names)
        if place and name
    ]


def _places(columns: Sequence[Column]) -> set[int]:
    return {column.place for column in columns}


def _require(required: Sequence[str], columns: Sequence[Column], names: Sequence[str]) -> None:
    there = {column.field.column for column in columns}
    for wanted in required:
        if wanted not in there:
            hint = did_you_mean(wanted, names).replace("did you mean", "is it")
            have = ", ".join(names[:12])
            raise DataError(
                f"the table lacks the column {quoted(wanted)}", remedy=hint or f"it has: {have}"
            )


def _data(
    below: Sequence[Row], names: Sequence[str], fields: Sequence[Field]
) -> tuple[list[Row], list[str], list[str]]:
    """Return the rows of data, what was chosen, and what was left out."""
    rows: list[Row] = []
    said: list[str] = []
    left: list[str] = []
    folded = [name.casefold() for name in names]
    for row in below:
        if row.is_comment and len(names) > 1:
            left.append(f"line {row.line}: a remark, {quoted(' '.join(filter(None, row.cells)))}")
            continue
        if [cell.casefold() for cell in row.cells[: len(names)]] == folded:
            said.append(f"the names repeated in line {row.line} passed over")
            continue
        if len(fields) > 1 and len(_meanings(row, fields)) > 1:
            raise DataError(
                f"line {row.line} begins a second table", remedy="keep each table in its own file"
            )
        if any(row.cells[len(names) :]):
            count = max(i for i, cell in enumerate(row.cells, start=1) if cell)
            raise DataError(
                f"line {row.line} has {count} cells, and the names are {len(names)}",
                remedy="put cells that hold the separator in quotes",
            )
        rows.append(row)
    if len(rows) > 1 and all(len(row.cells) < len(names) for row in rows):
        raise DataError(
            f"every row has fewer cells than the {len(names)} names",
            remedy="it is not clear which name has no cells: take it out, or fill the rows",
        )
    return rows, said, left


def _short_rows(rows: Sequence[Row], names: int) -> list[str]:
    """Return a line that names the rows of a text table which end early."""
    short = [str(row.line) for row in rows if 1 < len(row.cells) < names]
    if not short:
        return []
    shown = ", ".join(short[:_MOST_LINES]) + (" and others" if len(short) > _MOST_LINES else "")
    word = "line" if len(short) == 1 else "lines"
    return [f"{word} {shown} with fewer cells than the {names} names: what is missing is empty"]


def _refuse_formulas(
    grid: Grid, columns: Sequence[Column], rows: Sequence[Row], where: str
) -> None:
    used, lines = {c.place + 1 for c in columns}, {row.line for row in rows}
    for line, place in grid.formulas:
        if place in used and line in lines:
            raise DataError(
                f"sheet {quoted(grid.sheet)}, line {line}, column {place}: a formula without a "
                "stored value",
                remedy="open the workbook in a spreadsheet program and save it there",
            )


def _style(rows: Sequence[Row], columns: Sequence[Column], separator: str) -> NumberStyle:
    numeric = [c.place for c in columns if c.field.is_number]
    cells = (row.cells[p] for row in rows for p in numeric if p < len(row.cells))
    style = style_of((_bare(cell)[0] for cell in cells), separator)
    if style.doubt:
        raise DataError(
            f"{quoted(style.doubt)} can be two numbers: is its sign that of decimals or thousands?",
            remedy="write numbers with a decimal point and without a sign for thousands",
        )
    return style


def _bare(cell: str) -> tuple[str, bool]:
    """Return a cell without a per cent sign at its end, and whether it had one."""
    if isinstance(cell, StoredNumber) or not cell.endswith("%"):
        return cell, False
    return cell[:-1].rstrip(), True


def _frame(
    rows: Sequence[Row], names: Sequence[str], columns: Sequence[Column], style: NumberStyle
) -> pd.DataFrame:
    import pandas as pd

    meant = {column.place: column for column in columns}
    titles = [
        meant[i].field.column if i in meant else name or f"column {i}"
        for i, name in enumerate(names)
    ]
    doubled = [title for title in titles if titles.count(title) > 1]
    if doubled:
        raise DataError(f"column {quoted(doubled[0])} appears twice")
    cells = [
        [_cell(row.cells[i] if i < len(row.cells) else "", meant.get(i), style)
         for i in range(len(names))]
        for row in rows
    ]  # fmt: skip
    return pd.DataFrame(cells, columns=titles, dtype=object)


def _cell(cell: str, column: Column | None, style: NumberStyle) -> Any:
    """Return a cell as text, a number in the unit that is wanted; None if it is empty."""
    if not cell:
        return None
    if column is None or column.unit is None or column.wanted is None:
        return str(cell)
    bare, percent = _bare(cell)
    if percent and column.field.dimension != SHARE:
        return str(cell)
    value = style.value(bare)
    if value is None:
        return str(cell)
    unit = column.wanted if percent else column.unit
    changed = unit.to(value, column.wanted)
    if changed == value and _is_float(bare):
        return str(bare)
    return f"{changed:.12g}"


def _is_float(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
