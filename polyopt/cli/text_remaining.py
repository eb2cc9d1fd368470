"""What a search leaves to do, as text: windows to start from, measurements that remain."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from polyopt.claims.numbering import runs_joined
from polyopt.cli.text import wrapped
from polyopt.verdicts.remedy import DECLARE, MEASURE, only, with_value
from polyopt.verdicts.window import CLAIM, ESTIMATE

if TYPE_CHECKING:
    from polyopt.runs.result import Result
    from polyopt.verdicts.remaining import Remaining

_HEADS = {
    "measure": "To measure; until then the claims named stay unknown:",
    "declare": "To declare; until then the claims named stay unknown:",
    "confirm": "Met by prediction only; to confirm:",
}
_BRIEF = {"measure": "To measure", "declare": "To declare", "confirm": "Predicted; to confirm"}
_BASES = {CLAIM: "claim", ESTIMATE: "estimate"}
_WINDOWS = "Where to start, for the design marked *:"
_MOST_WINDOWS, _MOST_DEEDS = 2, 3


def remaining_in_brief(result: Result) -> list[str]:
    """Return what windows there are and what remains to be done, in a few lines."""
    lines: list[str] = []
    if result.windows:
        starts = [
            f"{window.quantity}, {window.words} ({_BASES.get(window.basis, window.basis)})"
            for window in result.windows[:_MOST_WINDOWS]
        ]
        left = len(result.windows) - _MOST_WINDOWS
        starts += [f"and {left} more"] if left > 0 else []
        lines.append(wrapped(f"Where to start: {'; '.join(starts)}.", 0, 2))
    for kind, found in groupby(result.remaining, key=lambda one: one.kind):
        deeds = list(dict.fromkeys(deed for one in found for deed in _deeds(one)))
        left = len(deeds) - _MOST_DEEDS
        more = f", and {left} more" if left > 0 else ""
        lines.append(wrapped(f"{_BRIEF[kind]}: {', '.join(deeds[:_MOST_DEEDS])}{more}.", 0, 2))
    return ["", *lines] if lines else []


def _deeds(one: Remaining) -> tuple[str, ...]:
    """Return what is to be measured or declared, without its conditions; all of it if neither is.

    >>> from polyopt.verdicts.remaining import OpenLimitation, Remaining
    >>> from polyopt.verdicts.remedy import Expected, Remedy
    >>> words = "measure layers.A.tg in degC; the claim states no conditions, so state yours"
    >>> known = Expected(303.0, 268.0, 338.0)
    >>> to_do = Remedy("measure", words, "layers.A.tg", "degC", expected=known)
    >>> limited = OpenLimitation("s:4a", "", "met", "", ("s:4",), "at least 280 degC")
    >>> _deeds(Remaining("confirm", to_do, (limited,)))[0]
    'layers.A.tg in degC (predicted 303, 90 % 268 to 338, limit at least 280 degC)'
    """
    if (leaf := only(one.remedy)) is not None and leaf.kind in (MEASURE, DECLARE):
        return (with_value(leaf.brief, one.expected, one.limit, one.chance),)
    leaves = [leaf for leaf in one.remedy.leaves if leaf.kind in (MEASURE, DECLARE)]
    return tuple(with_value(x.brief, x.expected, x.limit) for x in leaves) or (one.remedy.text,)


def remaining_lines(result: Result) -> list[str]:
    """Return the windows and what remains to be done for the design marked, as lines."""
    lines: list[str] = []
    if result.windows:
        lines += ["", _WINDOWS]
        for window in result.windows:
            lines.append(wrapped(f"- {window.quantity}: {window.words} [{window.basis}]", 2, 4))
            lines.append(wrapped(window.note, 4))
    for kind, found in groupby(result.remaining, key=lambda one: one.kind):
        lines += ["", _HEADS[kind]]
        for one in found:
            lines.append(wrapped(f"- {one.settle}", 2, 4))
            lines.append(wrapped(f"{'; '.join(_limitations(one))}", 4, 6))
    return lines


def _limitations(one: Remaining) -> Iterator[str]:
    """Return the limitations and claims that one measurement settles, set by set."""
    sets = dict.fromkeys(x.id.partition(":")[0] for x in one.limitations)
    for name in sets:
        parts = [x.id.partition(":")[2] for x in one.limitations if x.id.startswith(f"{name}:")]
        claims = [c.partition(":")[2] for c in one.claims if c.startswith(f"{name}:")]
        yield f"{name} {', '.join(parts)}: claim{'s'[: len(claims) > 1]} {runs_joined(claims)}"
