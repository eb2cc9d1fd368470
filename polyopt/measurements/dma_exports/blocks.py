"""Tables of readings in the rows of an export: where each begins, what it holds, what is amiss."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from polyopt.errors import DataError, quoted
from polyopt.io.reading.columns import is_units_row
from polyopt.io.reading.grid import Row
from polyopt.io.reading.numbers import NumberStyle, style_of
from polyopt.measurements.dma_exports.columns import (
    HEAT,
    LOGARITHM,
    OTHER,
    SAMPLE,
    SHEAR,
    STORAGE,
    DmaColumn,
    dma_column,
    hints_at_shear,
)

_MARK = re.compile(r"^\[\s*(step|segment|ramp)\s*\]$", re.I)
_INTERVAL = re.compile(r"^interval", re.I)
_UNITS_WITHIN = 3

_MOST_SAMPLES, _FEWEST_EACH = 20, 5
"""A column of words is that of the sample if it has at most so many, each on so many readings."""


@dataclass(frozen=True, slots=True)
class Block:
    """One table of readings.

    Parameters
    ----------
    names : Row
        The names of its columns.
    above : tuple of str
        Cells of the row above the names.
    columns : tuple of DmaColumn
        What they hold, with their units.
    rows : tuple of Row
        What stands below, readings and others.
    title : str
        What the file calls it; empty for nothing.
    shear : bool
        Whether something around it speaks of shear.
    style : NumberStyle
        How it writes numbers.
    other : int
        Line where a table of something else begins below it; 0 for none.
    """

    names: Row
    above: tuple[str, ...]
    columns: tuple[DmaColumn, ...]
    rows: tuple[Row, ...]
    title: str
    shear: bool
    style: NumberStyle = field(default_factory=NumberStyle)
    other: int = 0

    def number(self, row: Row, place: int) -> float | None:
        """Return the number in a cell; None if there is none."""
        if place >= len(row.cells):
            return None
        value = self.style.value(row.cells[place])
        return value if value is not None and math.isfinite(value) else None


def _columns(cells: Sequence[str], units: Sequence[str] = ()) -> tuple[DmaColumn, ...]:
    below = [units[i] if i < len(units) else "" for i in range(len(cells))]
    return tuple(dma_column(i, cell, below[i]) for i, cell in enumerate(cells) if cell)


def is_names(row: Row) -> bool:
    """Say whether a row names columns of a curve: a temperature and a modulus."""
    if sum(map(bool, row.cells)) < 2:
        return False
    roles = {column.role for column in _columns(row.cells)}
    return HEAT in roles and bool(roles & {STORAGE, SHEAR, LOGARITHM})


def count_readings(rows: Sequence[Row]) -> int:
    """Return how many rows stand below names and begin with as many cells as there are names."""
    width, count = 0, 0
    for row in rows:
        if is_names(row):
            width = len(row.cells)
            count += 1
        elif width and len(row.cells) == width and any(c[:1].isdigit() for c in row.cells):
            count += 1
    return count


def blocks_of(rows: Sequence[Row], declared: NumberStyle | None) -> list[Block]:
    """Return the tables in the rows of an export.

    Parameters
    ----------
    rows : sequence of Row
        All rows.
    declared : NumberStyle or None
        How numbers are written, where the file says so.

    Raises
    ------
    DataError
        If rows do not fit the names above them, or nothing decides how a number is meant.
    """
    places = [i for i, row in enumerate(rows) if is_names(row)]
    found = []
    for place, end in pairwise([*places, len(rows)]):
        start = rows[place]
        last = max((i for i in places if i < place), default=-1)
        before = rows[last + 1 : place]
        units, below = _units(rows[place + 1 : end])
        below, strange = _until_other_names(below)
        if end < len(rows):
            below = _before_next(below)
        columns = _with_samples(_columns(start.cells, units), below)
        meta = [" ".join(row.cells) for row in before if not _is_reading(row)]
        shear = any(map(hints_at_shear, (*start.cells, *meta)))
        above = before[-1].cells if before else ()
        block = Block(start, above, columns, tuple(below), _title(before), shear, other=strange)
        found.append(_with_style(block, declared))
    return found


def _with_samples(columns: tuple[DmaColumn, ...], rows: Sequence[Row]) -> tuple[DmaColumn, ...]:
    """Return columns, one of words that sort the readings taken for that of the sample.

    ``Direction`` with MD and TD, ``Batch`` or ``Orientation`` tell curves apart as a sample does.
    """
    if any(column.role == SAMPLE for column in columns):
        return columns
    return tuple(
        replace(column, role=SAMPLE)
        if column.role == OTHER and _sorts_readings(column.place, rows)
        else column
        for column in columns
    )


def _sorts_readings(place: int, rows: Sequence[Row]) -> bool:
    cells = [row.cells[place].strip() for row in rows if place < len(row.cells)]
    counts = Counter(cell.casefold() for cell in cells if cell[:1].isalpha())
    enough = 3 * sum(counts.values()) >= 2 * len(rows)
    return enough and 1 < len(counts) <= _MOST_SAMPLES and min(counts.values()) >= _FEWEST_EACH


def _is_reading(row: Row) -> bool:
    filled = [cell for cell in row.cells if cell]
    return len(filled) > 1 and sum(c.lstrip("+-")[:1].isdigit() for c in filled) > len(filled) / 2


def _until_other_names(rows: Sequence[Row]) -> tuple[Sequence[Row], int]:
    """Return the rows above the names of a table that is no curve, and the line of these names."""
    for i, row in enumerate(rows):
        words = [cell for cell in row.cells if cell[:1].isalpha() or cell[:1] in "#[("]
        if len(words) < 2 or _is_reading(row):
            continue
        meant = [dma_column(0, cell) for cell in words]
        below = next((r for r in rows[i + 1 :] if not r.is_empty), row)
        apart = i > 0 and rows[i - 1].is_empty and len(set(words)) > 1 and _is_reading(below)
        units = is_units_row(row.cells) or is_units_row(below.cells)
        if units or apart or any(c.role != OTHER or c.units for c in meant):
            return rows[:i], row.line
    return rows, 0


def _before_next(rows: Sequence[Row]) -> Sequence[Row]:
    """Return rows without the lines at their end that introduce the next table."""
    end = len(rows)
    while end and not any(
        cell[:1].isdigit() or cell[:1] in "+-" for cell in _filled(rows[end - 1])
    ):
        end -= 1
    while end and _INTERVAL.match(next(iter(_filled(rows[end - 1])), "")):
        end -= 1
    return rows[:end]


def _filled(row: Row) -> list[str]:
    return [cell for cell in row.cells if cell]


def _units(rows: Sequence[Row]) -> tuple[tuple[str, ...], Sequence[Row]]:
    """Return the row of units among the next rows, if there is one, and the rows below it."""
    seen = 0
    for i, row in enumerate(rows):
        if row.is_empty:
            continue
        if is_units_row(row.cells):
            return row.cells, rows[i + 1 :]
        seen += 1
        if seen >= _UNITS_WITHIN or _is_reading(row):
            break
    return (), rows


def _title(before: Sequence[Row]) -> str:
    """Return what the lines above a table call it: a step, an interval; empty for nothing."""
    title = ""
    for i, row in enumerate(before):
        filled = [cell for cell in row.cells if cell]
        if not filled:
            continue
        if _MARK.match(filled[0]) and i + 1 < len(before):
            title = next(filter(None, before[i + 1].cells), "")
        elif _INTERVAL.match(filled[0]) and len(filled) > 1 and filled[1].isdigit():
            title = f"interval {filled[1]}"
    return title


def _with_style(block: Block, declared: NumberStyle | None) -> Block:
    """Return a block that knows how it writes numbers, its rows as wide as its names."""
    readings = [row for row in block.rows if _is_reading(row)]
    width = len(block.names.cells)
    while width and not block.names.cells[width - 1]:
        width -= 1
    widths = [_width(row) for row in readings]
    line = block.names.line
    if readings and all(w > width for w in widths):
        raise DataError(
            f"the rows below line {line} have {widths[0]} cells, and the names are {width}",
            remedy="numbers with commas need another separator, or quotes",
        )
    if len(readings) > 1 and all(len(row.cells) < width for row in readings):
        raise DataError(
            f"the rows below line {line} have {len(readings[0].cells)} cells, and the names are "
            f"{width}",
            remedy="it is not clear which name has no cells: take it out, or fill the rows",
        )
    style = declared or style_of(cell for row in readings for cell in row.cells)
    if style.doubt:
        raise DataError(
            f"{quoted(style.doubt)} can be two numbers: is its sign that of decimals or thousands?",
            remedy="write numbers with a decimal point and without a sign for thousands",
        )
    return replace(block, style=style)


def _width(row: Row) -> int:
    return max((i for i, cell in enumerate(row.cells, start=1) if cell), default=0)


def misfits(
    block: Block, used: Sequence[DmaColumn], beside: bool = False
) -> Iterator[tuple[Row, str, bool]]:
    """Yield the rows that hold no reading, why, and whether they look like data.

    Parameters
    ----------
    block : Block
        The table.
    used : sequence of DmaColumn
        Columns of which a reading needs all.
    beside : bool
        Whether other curves stand beside it.
    """
    for row in block.rows:
        if row.is_empty:
            continue
        bad = [c for c in used if block.number(row, c.place) is None]
        if not bad:
            if _width(row) > len(block.names.cells):
                yield row, f"it has {_width(row)} cells", True
            continue
        cells = [row.cells[c.place] if c.place < len(row.cells) else "" for c in used]
        if beside and not any(cells):
            continue  # a shorter curve beside a longer one
        looks = len(bad) < len(used) or _is_reading(row)
        shown = quoted(cells[used.index(bad[0])]) if cells[used.index(bad[0])] else "an empty cell"
        what = f"{shown} is no {bad[0].role}" if looks else f"{quoted(' '.join(row.cells).strip())}"
        yield row, what, looks
