"""What a search leaves to do, as text: windows to start from, measurements that remain."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from polyopt.design.remaining import Remaining
    from polyopt.design.window import Window
    from polyopt.optimizer.result import Result

_HEADS = {
    "measure": "To measure; until then the claims named stay unknown:",
    "declare": "To declare; until then the claims named stay unknown:",
    "confirm": "Met by prediction only; to confirm:",
}


def remaining_lines(result: Result) -> list[str]:
    """Return the windows and what remains to be done for the design marked, as lines."""
    from polyopt.cli.text import wrapped

    lines: list[str] = []
    if result.windows:
        lines += ["", "Where to start, for the design marked *:"]
        for window in result.windows:
            lines.append(wrapped(f"- {window.quantity}: {_range(window)} [{window.basis}]", 2, 4))
            lines.append(wrapped(window.note, 4))
    for kind, found in groupby(result.remaining, key=lambda one: one.kind):
        lines += ["", _HEADS[kind]]
        for one in found:
            lines.append(wrapped(f"- {one.settle}", 2, 4))
            lines.append(wrapped(f"{'; '.join(_limitations(one))}", 4, 6))
    return lines


def _range(window: Window) -> str:
    unit = "" if window.unit == "1" else f" {window.unit}"
    if math.isinf(window.high):
        return f"at least {window.low:.4g}{unit}"
    empty = " (empty)" if window.is_empty else ""
    return f"{window.low:.4g} to {window.high:.4g}{unit}{empty}"


def _limitations(one: Remaining) -> Iterator[str]:
    """Return the limitations and claims that one measurement settles, set by set."""
    from polyopt.report.labels import runs_joined

    sets = dict.fromkeys(x.id.partition(":")[0] for x in one.limitations)
    for name in sets:
        parts = [x.id.partition(":")[2] for x in one.limitations if x.id.startswith(f"{name}:")]
        claims = [c.partition(":")[2] for c in one.claims if c.startswith(f"{name}:")]
        yield f"{name} {', '.join(parts)}: claim{'s'[: len(claims) > 1]} {runs_joined(claims)}"
