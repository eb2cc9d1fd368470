"""How a film of a table was made, and over which temperatures its CTE is a mean."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

from polyopt.errors import PolyoptError
from polyopt.io.tables import is_empty
from polyopt.layer_property import LayerProperty
from polyopt.models.calibrated.films import process_name
from polyopt.quantities import CTE_RANGE, PROCESS_COLUMNS
from polyopt.temperature.window import TemperatureWindow, window_of

Record = Mapping[Hashable, Any]
_PROCESS = "process"


def film_window(record: Record) -> TemperatureWindow | None:
    """Return the temperature window of a row; None if it states none.

    Parameters
    ----------
    record : mapping
        The cells of the row by column.

    Raises
    ------
    UsageError
        If its text cannot be read.
    """
    cell = record.get(CTE_RANGE)
    try:
        return None if is_empty(cell) else window_of(_plain(cell))
    except PolyoptError as error:
        raise error.at(CTE_RANGE) from None


def film_process(record: Record, known: LayerProperty) -> str:
    """Return what a row says of its process, for one property; ``unstated`` if nothing.

    Parameters
    ----------
    record : mapping
        The cells of the row by column.
    known : LayerProperty
        The property, some of whose conditions distinguish processes.

    Raises
    ------
    UsageError
        If its temperature window cannot be read.
    """
    if _PROCESS in record:
        return process_name("" if is_empty(record[_PROCESS]) else str(record[_PROCESS]))
    parts = []
    for column, unit in (*PROCESS_COLUMNS, *known.process_columns):
        cell = record.get(column)
        if column == CTE_RANGE:
            window = film_window(record)
            parts += [] if window is None else [f"{window.plain}{unit}"]
        elif not is_empty(cell):
            parts.append(f"{_plain(cell)}{unit}")
    return process_name(", ".join(parts))


def _plain(cell: Any) -> str:
    """Return a cell as text, equal numbers alike: 25, 25.0 and "25.0" give 25."""
    try:
        return f"{float(cell):g}"
    except (TypeError, ValueError):
        return str(cell).strip()
