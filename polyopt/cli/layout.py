"""Text laid out on a terminal: lines broken and cells aligned by the columns that they take."""

from __future__ import annotations

import re
from collections.abc import Sequence

from polyopt.display.text_width import text_width
from polyopt.errors import printable

WIDTH = 80
_NARROWEST, _LAST_NARROWEST = 6, 20
_BREAKS = ";/,_-"
"""After these a word that is longer than a line is broken, if it can be."""


def broken(
    text: str, first: str = "", rest: str = "", width: int = WIDTH, cut: bool = True
) -> list[str]:
    """Return a text as lines of at most `width` columns.

    A word longer than a line is cut, or, if it may not be, stands on a longer line of its own. Wide
    characters count two; what would move the cursor or turn the direction of the text is
    shown as `?`.

    >>> broken("PMDA and 聚酰亚胺", width=12)
    ['PMDA and', '聚酰亚胺']
    """
    lines, line = [], first
    empty = True
    for token in re.findall(r"\S+|\s+", text):
        if token.isspace():
            line += "" if empty else " " * len(token)
            continue
        word = printable(token)
        while text_width(line) + text_width(word) > width:
            if not empty:
                lines.append(line.rstrip())
            elif not cut:
                break
            else:
                head, word = _cut(word, max(1, width - text_width(line)))
                lines.append(line + head)
            line, empty = rest, True
        line, empty = line + word, False
    return [*lines, line.rstrip()] if not empty or not lines else lines


def _cut(word: str, width: int) -> tuple[str, str]:
    """Return the part of a word that fits, at a good place if there is one, and what is left."""
    taken = 1
    while taken < len(word) and text_width(word[: taken + 1]) <= width:
        taken += 1
    good = max(word.rfind(c, 0, taken) for c in _BREAKS) + 1
    taken = good if good > taken // 2 and good < len(word) else taken
    return word[:taken], word[taken:]


def aligned(rows: Sequence[Sequence[str]], gap: int = 2, width: int = WIDTH) -> list[str]:
    """Return rows of cells as the lines of a table; cells too long for their column are broken."""
    table = [[printable(cell) for cell in row] for row in rows]
    widths = [max(text_width(row[i]) for row in table) for i in range(len(table[0]))]
    head = widths[:-1]
    last = min(max(widths[-1], 1), _LAST_NARROWEST)
    while sum(head) + gap * len(head) + last > width and max(head, default=0) > _NARROWEST:
        head[head.index(max(head))] -= 1
    widths = [*head, max(last, width - sum(head) - gap * len(head))]
    lines = []
    for row in table:
        cells = [_cell(cell, w) for cell, w in zip(row, widths, strict=True)]
        for i in range(max(map(len, cells))):
            parts = [cell[i] if i < len(cell) else "" for cell in cells]
            padded = (
                p + " " * (w - text_width(p) + gap) for p, w in zip(parts, widths, strict=True)
            )
            lines.append("".join(padded).rstrip())
    return lines


def _cell(text: str, width: int) -> list[str]:
    """Return the lines of a cell; an indent stays, as it separates the parts of a table."""
    indent = text[: len(text) - len(text.lstrip())]
    return broken(text.strip(), indent, indent, max(width, len(indent) + 1))
