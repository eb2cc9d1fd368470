"""Numbers as people and instruments write them; the decimal sign is one for the whole table."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from unicodedata import normalize

POINT, COMMA = ".", ","
_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.I)
_SPACED = re.compile(r"(?<=\d)[ '_](?=\d{3}(?!\d))")
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}([.,])\d{3}(?:\1\d{3})*")
_SHAPE = re.compile(r"[+-]?[\d.,]*\d[\d.,]*(e[+-]?\d+)?", re.I)


class StoredNumber(str):
    """The text of a number that a file holds as a number; no decimal sign is in doubt."""

    __slots__ = ()


def tidy(cell: str) -> str:
    """Return the text of a number without spaces between its digits and with plain signs.

    >>> tidy("2 400,5"), tidy("−3"), tidy("１２")
    ('2400,5', '-3', '12')
    """
    text = normalize("NFKC", cell).replace("\u2212", "-").replace("’", "'").strip()
    return _SPACED.sub("", text)


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """How a table writes numbers.

    Parameters
    ----------
    decimal : str
        ``.`` or ``,``.
    doubt : str
        A cell that two styles read as different numbers, where nothing decides; else empty.
    """

    decimal: str = POINT
    doubt: str = ""

    def value(self, cell: str) -> float | None:
        """Return the number in a cell; None if it is none in this style.

        >>> NumberStyle(",").value("2.400,5"), NumberStyle(".").value("2,400.5")
        (2400.5, 2400.5)
        >>> NumberStyle(",").value("2.4") is None
        True
        """
        text = str(cell) if isinstance(cell, StoredNumber) else self._pointed(tidy(cell))
        return float(text) if _PLAIN.fullmatch(text) else None

    def _pointed(self, text: str) -> str:
        """Return a number with a decimal point and no thousands sign; others as they are."""
        thousands = COMMA if self.decimal == POINT else POINT
        whole, sign, rest = text.partition(self.decimal)
        if thousands in whole:
            if not _GROUPED.fullmatch(whole):
                return text if self.decimal == POINT else text.replace(COMMA, "?") + "?"
            whole = whole.replace(thousands, "")
        return f"{whole}{'.' if sign else ''}{rest}"


def style_of(cells: Iterable[str], separator: str = "") -> NumberStyle:
    """Return how a table writes numbers, judged by all its cells.

    Parameters
    ----------
    cells : iterable of str
        Cells; those that are no numbers are passed over.
    separator : str
        What stands between cells; after a comma a decimal comma is no surprise only in quotes.

    Examples
    --------
    >>> style_of(["2400,0", "1,5"]).decimal, style_of(["2,400.00"]).decimal
    (',', '.')
    >>> style_of(["2,400", "1,250"]).doubt
    '2,400'
    """
    sure: dict[str, str] = {}
    open_: dict[str, str] = {}
    for cell in cells:
        if isinstance(cell, StoredNumber) or not (POINT in cell or COMMA in cell):
            continue
        text = tidy(cell)
        if not _SHAPE.fullmatch(text):
            continue
        decimal, doubtful = _decimal_of(text)
        (open_ if doubtful else sure).setdefault(decimal, cell)
    if len(sure) == 1:
        (decimal,) = sure
        return NumberStyle(decimal)
    if sure:
        return NumberStyle(POINT, doubt=sure[COMMA])
    if COMMA in open_:
        return NumberStyle(COMMA, doubt=open_[COMMA])
    return NumberStyle(POINT, doubt=open_.get(POINT, "") if separator == ";" else "")


def _decimal_of(text: str) -> tuple[str, bool]:
    """Return the decimal sign of a number, and whether the sign may be one of thousands."""
    last = COMMA if text.rfind(COMMA) > text.rfind(POINT) else POINT
    other = POINT if last == COMMA else COMMA
    if other in text:
        return last, False
    if text.count(last) > 1:
        return other, False
    return last, bool(_GROUPED.fullmatch(text))
