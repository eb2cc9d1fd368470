"""What a column and a table of `datasets/` may hold, and what is wrong with a cell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from polyopt.errors import DataError, DomainError, one_line, quoted
from polyopt.temperature.window import window_of

_NOT_A_SOURCE = re.compile(r"[=+@\t\r]")


@dataclass(frozen=True, slots=True)
class Column:
    """What one column may hold.

    Parameters
    ----------
    name : str
        Its header.
    required : bool
        Whether no cell may be empty.
    least, most : float, optional
        Bounds of a number; a column with neither holds text.
    one_of : tuple of str
        The texts allowed, any if empty.
    pattern : str
        Regular expression that a whole text must match, any if empty.
    window : bool
        True for a temperature window, such as ``50-200``.
    """

    name: str
    required: bool = False
    least: float | None = None
    most: float | None = None
    one_of: tuple[str, ...] = ()
    pattern: str = ""
    window: bool = False

    def fault(self, cell: str) -> str:
        """Return what is wrong with a cell, or an empty text."""
        if not cell:
            return "is empty" if self.required else ""
        if self.least is not None and self.most is not None:
            return _fault_of_number(cell, self.least, self.most)
        if self.one_of and cell not in self.one_of:
            return f"is {quoted(cell)}; allowed: {', '.join(self.one_of)}"
        if self.pattern and not re.fullmatch(self.pattern, cell):
            return f"is {quoted(cell)}, not of the form {self.pattern}"
        if self.window and (wrong := _fault_of_window(cell)):
            return wrong
        if _NOT_A_SOURCE.match(cell):
            return f"starts with {quoted(cell[0])}, which a spreadsheet would run"
        return ""


def _fault_of_number(cell: str, least: float, most: float) -> str:
    try:
        value = float(cell)
    except ValueError:
        return f"is {quoted(cell)}, not a number"
    return "" if least <= value <= most else f"is {cell}, outside {least:g} to {most:g}"


def _fault_of_window(cell: str) -> str:
    try:
        window_of(cell)
    except DomainError as error:
        return f"is no window: {one_line(error)}"
    return ""


@dataclass(frozen=True, slots=True)
class Schema:
    """What one table must hold.

    Parameters
    ----------
    columns : tuple of Column
        All columns, in order.
    key : str
        Column whose cells must differ, case aside; empty if none must.
    """

    columns: tuple[Column, ...]
    key: str

    def check(self, name: str, header: Sequence[str], rows: Sequence[dict[str, str]]) -> None:
        """Check a table.

        Parameters
        ----------
        name : str
            File name, for the error.
        header : sequence of str
            Its columns.
        rows : sequence of dict
            Its cells as text.

        Raises
        ------
        DataError
            For the first cell, row or header that does not fit; the line is that of the row
            counted without line ends inside cells.
        """
        wanted = [column.name for column in self.columns]
        if list(header) != wanted:
            raise DataError(
                f"has the columns {', '.join(map(str, header))}",
                where=name,
                remedy=f"wanted, in this order: {', '.join(wanted)}",
            )
        first: dict[str, int] = {}
        for line, row in enumerate(rows, start=2):
            where = f"{name}, row {line}"
            if None in row or None in row.values():
                raise DataError("has more or fewer cells than columns", where=where)
            for column in self.columns:
                fault = column.fault(row[column.name])
                if fault:
                    raise DataError(f"{column.name} {fault}", where=where)
            key = row[self.key].casefold() if self.key else ""
            if key and first.setdefault(key, line) != line:
                raise DataError(
                    f"{self.key} {quoted(row[self.key])} is already in row {first[key]}",
                    where=where,
                )
