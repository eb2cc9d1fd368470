"""The limits that contradict each other, as lines for people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from polyopt.cli.layout import broken

if TYPE_CHECKING:
    from polyopt.runs.result import Result


def conflict_lines(result: Result) -> list[str]:
    """Return the limits, a set after the other where several contradict each other apart."""
    further = result.conflict_detail.get("further", ())
    if not further:
        return _listed(result.conflict)
    lines = _listed(limit["text"] for limit in result.conflict_detail["limits"])
    for conflict in further:
        says = conflict["says"]
        lines += broken(f"Besides, once that is settled: {says[0].lower()}{says[1:]}:")
        lines += _listed(limit["text"] for limit in conflict["limits"])
    return lines


def _listed(limits: Iterable[str]) -> list[str]:
    return [line for limit in limits for line in broken(f"- {limit}", "  ", "    ")]
