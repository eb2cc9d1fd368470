"""How people write a monomer's name in a list: with its abbreviation, its purity, in Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from polyopt.chemistry.chinese_names import english_name

_OPEN, _CLOSE = "([\uff08\u3010", ")]\uff09\u3011"
_PURITY = re.compile(r"[\s,;(\[]+(?:[>\u2265~]\s*)?\d{2,3}(?:\.\d+)?\s*%\+?[)\]]?$")
_GERMAN = tuple(
    (re.compile(ending, re.IGNORECASE), by)
    for ending, by in (
        (r"carbons(?:\u00e4|ae)uredianhydrid$", "carboxylic dianhydride"),
        (r"its(?:\u00e4|ae)uredianhydrid$", "itic dianhydride"),
        (r"s(?:\u00e4|ae)ure(di)?anhydrid$", r"ic \1anhydride"),
        (r"phenylendiamin$", "phenylenediamine"),
        (r"(?<=anhydrid)$", "e"),
        (r"(?<=amin)$", "e"),
        (r"(?<=anilin)$", "e"),
        (r"(?<=benzidin)$", "e"),
        (r"(?<=sulfon)$", "e"),
        (r"(?<=methan)$", "e"),
    )
)


@dataclass(frozen=True, slots=True)
class Bracketed:
    """A name and another one in brackets behind it.

    Parameters
    ----------
    outside, inside : str
        As in ``PMDA (pyromellitic dianhydride)``.
    """

    outside: str
    inside: str


def in_brackets(text: str) -> Bracketed | None:
    """Return a name and the one in brackets at its end, or None if there are no two.

    >>> in_brackets("PMDA (pyromellitic dianhydride)")
    Bracketed(outside='PMDA', inside='pyromellitic dianhydride')
    """
    text = text.strip()
    if not text or text[-1] not in _CLOSE:
        return None
    depth = 0
    for place in range(len(text) - 1, -1, -1):
        depth += (text[place] in _CLOSE) - (text[place] in _OPEN)
        if depth == 0:
            outside, inside = text[:place].strip(), text[place + 1 : -1].strip()
            return Bracketed(outside, inside) if outside and inside else None
    return None


def other_readings(text: str) -> Iterator[str]:
    """Yield what a written name may stand for, to be looked up in turn.

    A purity behind it is left out, Chinese and German endings become English ones.

    >>> list(other_readings("4,4'-oxydianiline, 98%"))
    ["4,4'-oxydianiline"]
    """
    bare = _PURITY.sub("", text)
    if bare != text and bare.strip():
        yield bare.strip()
    if english := english_name(text):
        yield english
    for pattern, by in _GERMAN:
        read = pattern.sub(by, text)
        if read != text:
            yield read
            return
