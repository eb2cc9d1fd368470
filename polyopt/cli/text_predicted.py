"""Predictions of a table of formulations, as people read them on a terminal."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from polyopt.cli.text import columns, interval, short, wrapped
from polyopt.errors import printable
from polyopt.io.tables import is_empty
from polyopt.layer_property import LayerProperty
from polyopt.quantities import LAYER_PROPERTIES

if TYPE_CHECKING:
    import pandas as pd

_MOST = 100
_HEADER = 2
"""Line of a table's first row, as `same_as_row` counts."""


def predicted_text(table: pd.DataFrame) -> str:
    """Return predictions as a table of 80 columns, sensibly rounded.

    Parameters
    ----------
    table : DataFrame
        As `predict_table` returns it; of more than 100 rows the first are shown.
    """
    shown = [known for known in LAYER_PROPERTIES.values() if known.column in table]
    heads = (f"{p.label} {p.shown_unit}".strip() for p in shown)
    rows = [("row", *heads, "", "formulation")]
    records = table.head(_MOST).to_dict("records")
    rows += [_row(line, record, shown) for line, record in enumerate(records, start=_HEADER)]
    lines = [columns(rows)]
    if len(table) > _MOST:
        lines.append(f"and {len(table) - _MOST} more rows")
    if any(row[-2] for row in rows[1:]):
        lines.append("! outside what the models know: measure first")
    lines.append(wrapped("90 % intervals in brackets. For all columns and digits: --out FILE.csv"))
    return "\n".join(lines)


def _row(line: int, record: dict[Any, Any], shown: list[LayerProperty]) -> tuple[str, ...]:
    values = [_interval(record, known) for known in shown]
    if not is_empty(record.get("error")):
        reason = " ".join(str(record["error"]).split())
        return (str(line), *values, "", f"not predicted: {reason}")
    made_of = _formulation(record)
    again = record.get("same_as_row")
    same = "" if is_empty(again) else f", the polymer of row {float(str(again)):.0f}"
    known = record.get("in_domain")
    mark = "!" if not is_empty(known) and not known else ""
    return (str(line), *values, mark, f"{made_of}{same}")


def _formulation(record: dict[Any, Any]) -> str:
    text = f"{record['dianhydrides']} // {record['diamines']}"
    try:
        return short(text)
    except ValueError:  # monomers without shares
        return printable(text)


def _interval(record: dict[Any, Any], known: LayerProperty) -> str:
    mean, low, high = (record.get(f"{known.column}{end}") for end in ("", "_low", "_high"))
    if is_empty(mean) or not math.isfinite(float(str(mean))):
        return ""
    text = interval(float(str(mean)), float(str(low)), float(str(high)), known)
    return text.replace(f" {known.shown_unit}", "") if known.shown_unit else text
