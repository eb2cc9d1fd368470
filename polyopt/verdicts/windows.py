"""The kinds of window a claim set can name, and those of one design: where to start."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType

from polyopt.claims.evidence import Evidence
from polyopt.claims.verdict import ClaimRef, Verdict
from polyopt.laminate.stack import Laminate
from polyopt.verdicts.bonding_windows import bonding_temperature, rubber_plateau
from polyopt.verdicts.crosslinking_windows import (
    crosslinks_per_chain,
    flat_laminate,
    predried_coat,
    predrying_temperature,
)
from polyopt.verdicts.pore_windows import pore_size_window, porosity_window
from polyopt.verdicts.window import Window
from polyopt.verdicts.window_grounds import Grounds

WINDOWS: Mapping[str, Callable[[Grounds], Iterator[Window]]] = MappingProxyType(
    {
        "bonding temperature": bonding_temperature,
        "rubber plateau": rubber_plateau,
        "flat laminate": flat_laminate,
        "predrying temperature": predrying_temperature,
        "predried coat": predried_coat,
        "crosslinks": crosslinks_per_chain,
        "porosity": porosity_window,
        "pore size": pore_size_window,
    }
)
"""By the name in ``windows = [...]`` of a claim file; one whose limits no claim states is empty."""


def windows(
    refs: Sequence[ClaimRef], judged: Sequence[Verdict], evidence: Evidence, laminate: Laminate
) -> tuple[Window, ...]:
    """Return the windows of one design that the sets of the chosen claims name.

    Parameters
    ----------
    refs : sequence of ClaimRef
        The chosen claims.
    judged : sequence of Verdict
        The verdicts on them.
    evidence : Evidence
        What is known of one design.
    laminate : Laminate
        The design.
    """
    sets = {ref.claim_set.id: ref.claim_set for ref in refs}
    layers: dict[str, dict[str, str]] = {name: {} for name in sets}
    for ref, verdict in zip(refs, judged, strict=True):
        layers[ref.claim_set.id].update(verdict.assignment)
    return tuple(
        window
        for name, claim_set in sets.items()
        for kind in claim_set.windows
        for window in WINDOWS[kind](Grounds(claim_set, evidence, laminate, layers[name]))
    )
