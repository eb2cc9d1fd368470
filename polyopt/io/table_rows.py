"""Readings from the rows of a table; what cannot be read is named by its file and line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from polyopt.errors import DataError
from polyopt.io.reading.source import TableFile

T = TypeVar("T")


def rows_as(
    source: str | Path | TableFile,
    columns: Sequence[str],
    reading: Callable[[Mapping[str, object]], T],
    optional: Sequence[str] = (),
) -> tuple[T, ...]:
    """Return what each row of a table says.

    Parameters
    ----------
    source : str, Path or TableFile
        The table.
    columns : sequence of str
        Columns it must have.
    reading : callable
        Takes the cells of a row by column; raises a `DataError` for wrong ones.
    optional : sequence of str
        Columns it may have.

    Raises
    ------
    DataError
        If the table cannot be read, or a row is refused.
    """
    from polyopt.io.reading.files import open_table

    file = source if isinstance(source, TableFile) else TableFile(source)
    opened = open_table(file, columns, optional)
    opened.reading.say(strict=file.strict)
    found = []
    for line, cells in zip(opened.lines, opened.table.to_dict("records"), strict=True):
        if all(cell is None for cell in cells.values()):
            continue
        try:
            found.append(reading({str(column): cell for column, cell in cells.items()}))
        except DataError as error:
            raise error.at(f"{file.path}, line {line}") from None
    return tuple(found)
