"""Windows of process and structure that follow from claims and predictions: where to start."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from polyopt.claims.evidence import Evidence
from polyopt.claims.verdict import Verdict
from polyopt.laminate.stack import Laminate
from polyopt.verdicts.bonding_windows import bonding_windows
from polyopt.verdicts.crosslinking_windows import crosslinking_windows
from polyopt.verdicts.pore_windows import pore_windows
from polyopt.verdicts.window import Window

_BY_SET: dict[str, Callable[[Evidence, Laminate, Mapping[str, str]], tuple[Window, ...]]] = {
    "bonding-laminate": bonding_windows,
    "crosslinked-metal-clad-laminate": crosslinking_windows,
    "porous-insulating-film": pore_windows,
}


def windows(
    judged: Sequence[Verdict], evidence: Evidence, laminate: Laminate
) -> tuple[Window, ...]:
    """Return the windows of one design under the chosen claims.

    Parameters
    ----------
    judged : sequence of Verdict
        The verdicts on the chosen claims.
    evidence : Evidence
        What is known of one design.
    laminate : Laminate
        The design.
    """
    layers: dict[str, dict[str, str]] = {}
    for verdict in judged:
        layers.setdefault(verdict.id.partition(":")[0], {}).update(verdict.assignment)
    return tuple(
        window
        for name, members in layers.items()
        if name in _BY_SET
        for window in _BY_SET[name](evidence, laminate, members)
    )
