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
        best, end = f"{entry['best']:.5g}", f"{entry['bound']:.5g}"
        share = f"{100 * entry['relative_gap']:.2g} %"
        yield f"Proven: {entry['expression']} {least} {end}; best found {best} (gap {share})"
    front = bound.get("front", {})
    if front.get("proven"):
        share = f"{100 * front['relative_gap']:.2g} %"
        yield f"Proven: no front dominates more than {share} beyond the one found"
