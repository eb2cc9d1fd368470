"""How wide a text is where every character has its column: terminals and spreadsheets."""

from __future__ import annotations

import unicodedata


def text_width(text: str) -> int:
    r"""Return how many columns of a terminal a text takes.

    Wide and full-width characters take two, combining ones and controls none (Unicode Standard
    Annex 11).

    >>> text_width("PMDA"), text_width("聚酰亚胺"), text_width("e\u0301")
    (4, 8, 1)
    """
    if text.isascii():
        return len(text)
    return sum(
        0
        if unicodedata.combining(c) or unicodedata.category(c) in ("Cc", "Cf", "Me")
        else 1 + (unicodedata.east_asian_width(c) in "WF")
        for c in text
    )
