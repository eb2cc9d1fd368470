"""The limits that contradict each other, as lines for people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from polyopt.cli.layout import broken

if TYPE_CHECKING:
    from polyopt.conflict.conflict import Conflict
    from polyopt.runs.result import Result


def conflict_lines(result: Result) -> list[str]:
    """Return the limits, a set after the other where several contradict each other apart."""
    conflict = result.obstacles.conflict
    if conflict is None or not conflict.further:
        return _listed(result.obstacles.texts)
    lines = _members(conflict)
    for other in conflict.further:
        says = other.headline
        lines += broken(f"In addition, once that is resolved: {says[0].lower()}{says[1:]}:")
        lines += _members(other)
    return lines


def _members(conflict: Conflict) -> list[str]:
    return _listed(member.text for member in conflict.members)


def _listed(limits: Iterable[str]) -> list[str]:
    return [line for limit in limits for line in broken(f"- {limit}", "  ", "    ")]
