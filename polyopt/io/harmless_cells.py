"""Cells of a table so that files can hold them and no spreadsheet program runs them."""

from __future__ import annotations

from numbers import Real
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

if TYPE_CHECKING:
    import pandas as pd

_FORMULA_STARTS = ("=", "+", "-", "@")


def harmless(cell: Any) -> Any:
    """Return a text cell so that no spreadsheet runs it; other values as they are.

    >>> harmless("=cmd()"), harmless("-3.5")
    ("'=cmd()", '-3.5')

    Programs drop white space and byte order marks in front, and some read wide signs alike.

    >>> harmless(" @SUM()"), harmless("\uff1dcmd()")[0]
    ("' @SUM()", "'")
    """
    if not isinstance(cell, str) or _is_number(cell):
        return cell
    seen = next((c for c in cell if c.isprintable() and not c.isspace()), "")
    runs = normalize("NFKC", seen) in _FORMULA_STARTS or cell.startswith(("\t", "\r"))
    return f"'{cell}" if runs else cell


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def plain_table(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table of numbers and clean texts: dates, bytes and lists become text."""
    import pandas as pd

    dates = [c for c in table.columns if pd.api.types.is_datetime64_any_dtype(table[c])]
    return table.astype(dict.fromkeys(dates, str)).map(_plain, na_action="ignore")


def _plain(cell: Any) -> Any:
    if cell is None or isinstance(cell, bool | Real):
        return cell
    text = cell if isinstance(cell, str) else str(cell)
    whole = text.encode("utf-8", "replace").decode()  # no half characters: files cannot hold them
    return "".join(c for c in whole if c >= " " or c in "\t\n")


def harmless_table(table: pd.DataFrame) -> pd.DataFrame:
    """Return a plain table that no spreadsheet runs anything of."""
    return plain_table(table).map(harmless).rename(columns=harmless)
