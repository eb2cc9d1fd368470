"""Names of columns taken apart: words, units, and what else stands in brackets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from unicodedata import normalize

from polyopt.io.reading.units import MILLIPASCAL, unit_of

_PRIME = str.maketrans(dict.fromkeys("’‘′`´ʹʼ", "'") | dict.fromkeys('″”“"ʺ', "''"))
_OPEN, _CLOSE = "([{", ")]}"


@dataclass(frozen=True, slots=True)
class Header:
    """The name of a column, taken apart.

    Parameters
    ----------
    written : str
        As it stands in the file.
    words : str
        What it names: lower case, without spaces, signs, units and brackets.
    units : tuple of str
        Texts in it that are units.
    remarks : tuple of str
        What else stands in brackets.
    """

    written: str
    words: str
    units: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def header_of(name: str) -> Header:
    """Take the name of a column apart.

    Examples
    --------
    >>> header_of("Storage Modulus (MPa)").words, header_of("E'(1.000 Hz)/MPa").remarks
    ('storagemodulus', ('1.000 Hz',))
    >>> header_of("cte_ppm_per_K").units, header_of("Temp./°C").words
    (('ppm_per_K',), 'temp')
    >>> header_of("CTE in ppm/K").units
    ('ppm/K',)
    """
    text = " ".join(normalize("NFC", name).translate(_PRIME).split()).strip("#\ufeff ")
    rest, groups = _brackets(text)
    units = [g for g in groups if _is_unit(g)]
    remarks = [g for g in groups if g.strip() and g not in units]
    rest, ending = _unit_at_the_end(rest.strip())
    if ending:
        units.append(ending)
    return Header(name, folded_words(rest), tuple(units), tuple(remarks))


def folded_words(text: str) -> str:
    """Return words without case, spaces and signs, so that spellings of a name are alike.

    >>> folded_words("E_Stor."), folded_words("Tan δ"), folded_words("E''")
    ('estor', 'tanδ', "e''")
    """
    plain = normalize("NFKC", text).translate(_PRIME).casefold()
    return re.sub(r"[^\w']|_", "", plain)


def _is_unit(text: str) -> bool:
    return unit_of(text) is not None or text.strip() == MILLIPASCAL


def _brackets(text: str) -> tuple[str, list[str]]:
    """Return a text without its outermost brackets, and what stands in them."""
    text = normalize("NFKC", text) if any(c in text for c in "（）［］") else text
    outside, groups, depth = "", [""], 0
    for sign in text:
        if sign in _CLOSE and depth:
            depth -= 1
            if not depth:
                groups.append("")
                continue
        if depth:
            groups[-1] += sign
        elif sign not in _OPEN:
            outside += sign
        if sign in _OPEN:
            depth += 1
    return outside, [group.strip() for group in groups if group.strip()]


def _unit_at_the_end(text: str) -> tuple[str, str]:
    """Return a name without the unit it ends in, and the unit; empty for none."""
    found: list[tuple[int, str, str]] = []
    for pattern in (r"\s*/\s*", r"\s*,\s*", r"\s+in\s+", r"_", r"\s+"):
        for cut in re.finditer(pattern, text):
            head, tail = text[: cut.start()], text[cut.end() :]
            lone = pattern in (r"_", r"\s+") and len(tail) == 1 and tail not in "KCsh"
            if head and tail[:1] not in ("", "/") and not lone and _is_unit(tail):
                found.append((cut.start(), head, tail))
    return min(found)[1:] if found else (text, "")
