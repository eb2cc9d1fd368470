"""HTML as text: every value that comes from outside goes through `text`."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence

from polyopt.errors import printable

UNLIKE = '<strong class="alert">! outside what the models know</strong>'
"""Beside a prediction outside the domain of its model."""

_LONGEST = 400
_LONGEST_WORD = 20
_VALUE = re.compile(r"[-+\d.e]+( (to|/) [-+\d.e]+)?( °C| ppm/K| %)?")


def text(value: object, most: int = _LONGEST) -> str:
    """Return a value for an element or a quoted attribute: escaped, on one line, cut.

    Characters that cannot be seen, among them those that turn the direction of writing, become
    question marks.

    >>> text('<script>"x"')
    '&lt;script&gt;&quot;x&quot;'
    """
    plain = printable(" ".join(str(value).split()))
    return html.escape(plain if len(plain) <= most else plain[: most - 1] + "…")


def name(value: object, most: int = _LONGEST) -> str:
    """Return a user's name; its direction of writing does not reach its surroundings.

    Where a word of it is so long that it would widen its column, it may be broken anywhere.

    >>> name("PMDA"), name("x" * 25)[:18]
    ('<bdi>PMDA</bdi>', '<bdi class="long">')
    """
    longest = max(map(len, str(value).split()), default=0)
    kind = ' class="long"' if longest > _LONGEST_WORD else ""
    return f"<bdi{kind}>{text(value, most)}</bdi>"


def isolated(value: object, most: int = _LONGEST) -> str:
    """Return a user's name where no element can stand, as in a drawing or a label."""
    return f"\u2068{text(value, most)}\u2069"


def table(caption: str, head: Sequence[str], rows: Iterable[Sequence[str]], kind: str = "") -> str:
    """Return a table whose first column heads its rows.

    Parameters
    ----------
    caption : str
        What it shows, as markup.
    head : sequence of str
        Column heads, as markup.
    rows : iterable of sequence of str
        Cells, as markup; a cell that is an element, ``<td`` or ``<th``, is taken as it is.
    kind : str
        Class of the table.
    """
    heads = "".join(f'<th scope="col">{h}</th>' for h in head)
    body = "".join(f"<tr>{_row(row)}</tr>" for row in rows)
    return (
        f'<div class="wide"><table class="{kind}"><caption>{caption}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _row(row: Sequence[str]) -> str:
    first = row[0] if row[0].startswith("<th") else f'<th scope="row">{row[0]}</th>'
    return first + "".join(_cell(c) for c in row[1:])


def _cell(content: str) -> str:
    """Return a cell; one that holds a number or a value with its unit is not broken."""
    if content.startswith("<td"):
        return content
    kind = ' class="n"' if _VALUE.fullmatch(content) else ""
    return f"<td{kind}>{content}</td>"


def section(identity: str, title: str, *parts: str) -> str:
    """Return a section with its heading; empty if it has no parts."""
    content = "\n".join(part for part in parts if part)
    if not content:
        return ""
    return (
        f'<section aria-labelledby="{identity}"><h2 id="{identity}">{title}</h2>\n'
        f"{content}\n</section>"
    )


def items(entries: Iterable[str]) -> str:
    """Return a list of entries, as markup; empty if there are none."""
    listed = "".join(f"<li>{entry}</li>" for entry in entries)
    return f"<ul>{listed}</ul>" if listed else ""


def number(value: float, digits: int = 4) -> str:
    """Return a number in so many significant digits.

    >>> number(1234.56), number(1e-12), number(-0.0)
    ('1235', '1e-12', '0')
    """
    return f"{value + 0.0:.{digits}g}"


def signed(value: float, decimals: int) -> str:
    """Return a change with its sign; what rounds to nothing has none.

    >>> signed(0.26, 1), signed(-0.04, 1)
    ('+0.3', '0')
    """
    rounded = round(value, decimals)
    return f"{rounded:+.{decimals}f}" if rounded else "0"
