"""How results show themselves in notebooks: tables in HTML, every cell escaped."""

from __future__ import annotations

import html
import math
import numbers
from collections.abc import Iterable, Mapping
from typing import Any

from polyopt.errors import printable

MOST_ROWS = 20
"""Rows shown of a long table; the rest is counted."""


_LEFT = ' style="text-align: left"'
"""Words begin at the left; notebooks put all cells at the right."""


def shown(
    rows: Iterable[Mapping[Any, Any]], title: str = "", note: str = "", most: int = MOST_ROWS
) -> str:
    """Return a table in HTML, headed by a title in bold and a word on it.

    Parameters
    ----------
    rows : iterable of mapping
        Cells by column; columns are those of all rows in the order of their first appearance.
    title, note : str
        What stands above the table.
    most : int
        Rows shown.

    Examples
    --------
    >>> shown([{"<b>": 62.12345}])
    '<table><tr><th>&lt;b&gt;</th></tr><tr><td>62.12</td></tr></table>'
    """
    kept = list(rows)
    columns = list(dict.fromkeys(name for row in kept for name in row))
    worded = {name for name in columns if any(isinstance(row.get(name), str) for row in kept)}
    side = {name: _LEFT if name in worded else "" for name in columns}
    head = "".join(f"<th{side[name]}>{_cell(name)}</th>" for name in columns)
    body = "".join(
        "<tr>" + "".join(f"<td{side[n]}>{_cell(row.get(n))}</td>" for n in columns) + "</tr>"
        for row in kept[:most]
    )
    table = f"<table><tr>{head}</tr>{body}</table>" if kept else ""
    left = len(kept) - most
    more = f"<p>… and {left} more</p>" if left > 0 else ""
    return heading(title, note) + table + more


def heading(title: str, note: str = "") -> str:
    """Return a line above a table; nothing where there is nothing to say.

    >>> heading("PMDA & co", "a palette")
    '<p><b>PMDA &amp; co</b>: a palette</p>'
    """
    bold = f"<b>{_text(title)}</b>" if title else ""
    line = ": ".join(filter(None, (bold, _text(note))))
    return f"<p>{line}</p>" if line else ""


def _cell(value: Any) -> str:
    """Return a value as a cell holds it: numbers to four digits, nothing for what is missing."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, numbers.Real) and not isinstance(value, numbers.Integral):
        return f"{float(value):.4g}"
    if isinstance(value, str | numbers.Integral):
        return _text(value)
    if isinstance(value, Iterable):
        return _text("; ".join(map(str, value)))
    return _text(value)


def _text(value: object) -> str:
    """Return a text escaped, with `?` for what turns the direction of writing or cannot be sent."""
    return html.escape(printable(" ".join(str(value).split())))
