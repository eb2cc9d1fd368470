"""Shares of monomers as people write them: per cent, fractions, ratios, in brackets or behind."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from polyopt.errors import UsageError, quoted

TOLERANCE = 1e-3
"""How far shares in per cent or fractions may be from their sum, above and below alike. [-]"""

MOST_PARTS = 20.0
"""Largest sum of a ratio such as 3:2; larger sums are per cent, and must come to 100."""

_NUMBER = r"\d+(?:\.\d+)?"
_ONE = rf"{_NUMBER}(?:\s*/\s*{_NUMBER})?"
_UNIT = r"\s*(?:(?:mol(?:e)?|mole)?\s*\.?\s*%|mol)?"
_SHARE = re.compile(rf"^({_ONE}){_UNIT}$")
_IN_BRACKETS = re.compile(rf"^(.+?)\s*\(\s*({_ONE})({_UNIT})\s*\)$")
_RATIO = re.compile(
    rf"^(.+?)[\s=,\-]*[(\[]?\s*(?<![\d.,'])({_NUMBER}(?:\s*([:/])\s*{_NUMBER})(?:\s*\3\s*{_NUMBER})*)"
    rf"{_UNIT}\s*[)\]]?$"
)
_FULL_WIDTH = {"\uff1a": ":", "\uff1b": ";", "\uff0f": "/", "\uff08": "(", "\uff09": ")"}
_PLAIN = str.maketrans({**_FULL_WIDTH, "\uff05": "%", "\uff0e": ".", "\u2236": ":", "\u2215": "/"})
_BETWEEN = re.compile(r"[;:/+,|]")


@dataclass(frozen=True, slots=True)
class Part:
    """One monomer of a list.

    Parameters
    ----------
    name : str
        As it is written.
    share : float or None
        In whatever unit it is written; None if it has none.
    """

    name: str
    share: float | None = None


def plain_signs(text: str) -> str:
    """Return a text with full-width signs and digits made ordinary.

    >>> plain_signs("PMDA\uff1a\uff16\uff10\uff1bBPDA\uff1a40")
    'PMDA:60;BPDA:40'
    """
    text = text.translate(_PLAIN)
    return "".join(
        unicodedata.normalize("NFKC", c) if "\uff01" <= c <= "\uff5e" else c for c in text
    )


def share_of(text: str) -> float | None:
    """Return the number of a share such as ``60``, ``60 mol%``, ``0.6`` or ``1/3``, or None.

    >>> share_of("1/3"), share_of("60 mol%"), share_of("PDA")
    (0.3333333333333333, 60.0, None)
    """
    found = _SHARE.match(text.strip())
    if found is None:
        return None
    over, _, under = found[1].partition("/")
    try:
        return float(Fraction(over.strip()) / Fraction(under.strip() or "1"))
    except ZeroDivisionError:
        return None


def with_ratio(text: str) -> tuple[str, tuple[float, ...]]:
    """Return a text without the ratio at its end, and the numbers of it.

    >>> with_ratio("6FDA-DAM:DABA (3:2)")
    ('6FDA-DAM:DABA', (3.0, 2.0))
    >>> with_ratio("BPDA/ODA 50/50")
    ('BPDA/ODA', (50.0, 50.0))
    """
    found = _RATIO.match(text.strip())
    if found is None:
        return text.strip(), ()
    return found[1].strip(), tuple(float(n) for n in re.split(r"\s*[:/]\s*", found[2].strip()))


def named_parts(
    text: str, is_known: Callable[[str], bool], *, hyphens: bool
) -> tuple[Part, ...] | None:
    """Return the monomers that a text such as ``BPDA/PMDA`` or ``6FDA-DAM:DABA`` lists, or None.

    A sign between monomers may also be part of a name: of the ways to split the text, that one is
    taken whose every piece is known, the one with the fewest pieces.

    Parameters
    ----------
    text : str
        Names with signs between them; each may have its share in brackets.
    is_known : callable
        Says whether a piece names a monomer.
    hyphens : bool
        Whether a hyphen may stand between monomers.
    """
    signs = re.compile(r"[;:/+,|\-\u2013]") if hyphens else _BETWEEN
    places = [0, *(m.start() + 1 for m in signs.finditer(text)), len(text) + 1]
    best: list[tuple[Part, ...] | None] = [None] * len(places)
    best[0] = ()
    for end in range(1, len(places)):
        for start in range(end):
            before = best[start]
            if before is None:
                continue
            piece = _part(text[places[start] : places[end] - 1], is_known)
            now = best[end]
            if piece is not None and (now is None or len(before) + 1 < len(now)):
                best[end] = (*before, piece)
    return best[-1]


def _part(text: str, is_known: Callable[[str], bool]) -> Part | None:
    name = text.strip().removeprefix("(").strip() if text.count("(") > text.count(")") else text
    name = name.strip().removesuffix(")").strip() if name.count(")") > name.count("(") else name
    name = name.strip()
    if not name:
        return None
    if is_known(name):
        return Part(name)
    found = _IN_BRACKETS.match(name)
    if found is not None and is_known(found[1]):
        return Part(found[1], share_of(found[2]))
    return None


def bracketed_share(text: str) -> Part | None:
    """Return the name and share of ``PMDA(60)`` or ``PMDA (60 mol%)``, or None.

    >>> bracketed_share("PMDA (60 mol%)")
    Part(name='PMDA', share=60.0)
    """
    found = _IN_BRACKETS.match(text.strip())
    return None if found is None else Part(found[1].strip(), share_of(found[2]))


def parts_of_ratio(numbers: Sequence[float], where: str) -> tuple[float, ...]:
    """Return the numbers of a ratio as fractions.

    Raises
    ------
    UsageError
        If they are neither per cent or fractions within `TOLERANCE` nor a ratio of small numbers.
    """
    total = sum(numbers)
    near = any(abs(total / whole - 1) <= TOLERANCE + 1e-9 for whole in (1.0, 100.0))
    if not (near or 0 < total <= MOST_PARTS):
        raise UsageError(
            f"the shares of {quoted(where)} sum to {total:.6g}",
            remedy="per cent sum to 100 within 0.1 %, a ratio such as 3:2 to "
            f"{MOST_PARTS:g} at most",
        )
    return tuple(n / total for n in numbers)
