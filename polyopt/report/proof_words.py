"""What is proven, in a few lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def proof_lines(bound: Mapping[str, Any]) -> Iterator[str]:
    """Return a line for each objective with a bound, and one for the front."""
    for entry in bound.get("objectives", ()):
        if not entry["proven"] or "gap" not in entry:
            continue
        least = "at least" if entry["direction"] == "minimize" else "at most"
        best, end = (f"{round(entry[key], 6) + 0.0:.5g}" for key in ("best", "bound"))
        share = percent(entry["relative_gap"])
        yield f"Proven: {entry['expression']} {least} {end}; best found {best} (gap {share})"
    front = bound.get("front", {})
    if front.get("proven"):
        share = percent(front["relative_gap"])
        yield f"Proven: no front dominates more than {share} beyond the one found"


def percent(share: float) -> str:
    """Return a share in per cent.

    >>> [percent(x) for x in (0.0, 2e-11, 0.00347, 0.15, 1.0)]
    ['0 %', 'below 0.01 %', '0.35 %', '15 %', '100 %']
    """
    if 0 < share < 1e-4:
        return "below 0.01 %"
    return f"{100 * share:.0f} %" if share >= 0.1 else f"{100 * share:.2g} %"
