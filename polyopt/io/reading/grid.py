"""Text to cells: the separator, quotes, and lines that are no rows."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from polyopt.errors import DataError

SEPARATORS = (",", ";", "\t", "|")
_STATED = re.compile(r"^sep=(.)\r?$", re.I)
_COMMENT = "#"
_LOOKED_AT = 300
SEPARATOR_NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars", " ": "spaces"}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of cells.

    Parameters
    ----------
    line : int
        Where it stands in its file or sheet, counted from 1.
    cells : tuple of str
        Stripped; empty where there is nothing.
    """

    line: int
    cells: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether no cell holds anything."""
        return not any(self.cells)

    @property
    def is_comment(self) -> bool:
        """Whether it is a remark: it begins with a hash."""
        return self.cells[0].startswith(_COMMENT) if self.cells else False


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells of a file or sheet.

    Parameters
    ----------
    rows : tuple of Row
        Rows that are not empty, and the empty ones among them.
    separator : str
        What stands between cells; empty for a sheet.
    sheet : str
        Name of the sheet; empty for a text.
    choices : tuple of str
        What was done to it, in words.
    left : tuple of str
        What looks like data and is not among the rows, and why.
    formulas : tuple of (int, int)
        Line and column, counted from 1, of formulas without a stored value.
    hidden : tuple of int
        Columns, counted from 1, that a spreadsheet program does not show.
    """

    rows: tuple[Row, ...]
    separator: str = ""
    sheet: str = ""
    choices: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    formulas: tuple[tuple[int, int], ...] = ()
    hidden: tuple[int, ...] = ()


def rows_of(text: str, separator: str, *, most: int = 0) -> tuple[Row, ...]:
    """Return the cells of a text.

    Parameters
    ----------
    text : str
        The text.
    separator : str
        One sign; a space stands for any white space.
    most : int
        Rows to read; 0 for all.

    Raises
    ------
    DataError
        If a quotation mark is not closed.
    """
    if separator == " ":
        lines = text.splitlines()[: most or None]
        return tuple(Row(i, tuple(line.split())) for i, line in enumerate(lines, start=1))
    found, before = [], 0
    csv.field_size_limit(10**9)
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True, strict=True
    )
    try:
        for cells in reader:
            found.append(Row(before + 1, tuple(cell.strip("\ufeff \t\r\n\xa0") for cell in cells)))
            before = reader.line_num
            if most and len(found) >= most:
                break
    except csv.Error:
        raise DataError(
            "cannot be read: a quotation mark is not closed, or stands inside a cell",
            where=f"line {before + 1}",
        ) from None
    return tuple(found)


def grid_of_text(text: str, usual: str, score: Callable[[Sequence[Row]], float]) -> Grid:
    """Return the cells of a text, by the separator under which it makes most sense.

    Parameters
    ----------
    text : str
        The text.
    usual : str
        The separator that the ending of the file promises.
    score : callable
        How much sense rows make; of equals the usual separator, then the evenest rows.

    Raises
    ------
    DataError
        If a quotation mark is not closed.
    """
    first, _, rest = text.partition("\n")
    stated = _STATED.match(first)
    if stated:
        rows = tuple(Row(row.line + 1, row.cells) for row in rows_of(rest, stated[1]))
        return Grid(rows, stated[1])
    ranked: list[tuple[float, float, bool, str]] = []
    for separator in SEPARATORS:
        try:
            rows = rows_of(text, separator, most=_LOOKED_AT)
        except DataError:
            continue
        ranked.append((score(rows), _evenness(rows), separator == usual, separator))
    if not ranked or max(ranked)[:2] == (0, 0):
        return Grid(rows_of(text, usual), usual)
    best = max(ranked)[3]
    said = () if best == usual else (f"separated by {SEPARATOR_NAMES[best]}",)
    return Grid(rows_of(text, best), best, choices=said)


def _evenness(rows: Iterable[Row]) -> float:
    """Return the share of rows with as many cells as most have; 0 where that is one cell."""
    widths = [len(row.cells) for row in rows if not row.is_empty and not row.is_comment]
    if not widths:
        return 0.0
    usual = max(set(widths), key=widths.count)
    return widths.count(usual) / len(widths) if usual > 1 else 0.0
