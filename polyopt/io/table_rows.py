"""Readings from the rows of a table; what cannot be read is named by its file and line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from polyopt.errors import DataError
from polyopt.io.tables import read_table

T = TypeVar("T")


def rows_as(
    path: str | Path, columns: Sequence[str], reading: Callable[[Mapping[str, object]], T]
) -> tuple[T, ...]:
    """Return what each row of a table says.

    Parameters
    ----------
    path : str or Path
        The table.
    columns : sequence of str
        Columns it must have.
    reading : callable
        Takes the cells of a row by column, as written; raises a `DataError` for wrong ones.

    Raises
    ------
    DataError
        If the table cannot be read, or a row is refused.
    """
    place = Path(path)
    found = []
    for line, cells in enumerate(read_table(place, columns).to_dict("records"), start=2):
        try:
            found.append(reading({str(column): cell for column, cell in cells.items()}))
        except DataError as error:
            raise error.at(f"{place}, line {line}") from None
    return tuple(found)
