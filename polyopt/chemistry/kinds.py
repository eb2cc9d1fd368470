"""Kinds of monomers: which side of a formulation each stands on, and what a pair of them loses.

A formulation has two sides, ``dianhydrides // diamines``, of equal moles. Trimellitic anhydride and
its chloride have one anhydride and one acid end, so they stand with the dianhydrides; the unit they
form is a polyamide-imide's. A diisocyanate forms the unit of the diamine with the same residue.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

DIANHYDRIDE = "dianhydride"
DIAMINE = "diamine"
TRICARBOXYLIC = "tricarboxylic anhydride"
DIISOCYANATE = "diisocyanate"
END_CAPPER = "end-capper"

SIDES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {DIANHYDRIDE: (DIANHYDRIDE, TRICARBOXYLIC), DIAMINE: (DIAMINE, DIISOCYANATE)}
)
"""The kinds on each side, a side called by its first."""

KINDS = tuple(kind for kinds in SIDES.values() for kind in kinds)
"""All that a formulation may hold."""


def fits(kind: str, wanted: str) -> bool:
    """Say whether a monomer of a kind is of the kind, or stands on the side, that is wanted.

    Parameters
    ----------
    kind : str
        What the monomer is.
    wanted : str
        A kind; ``dianhydride`` and ``diamine`` stand for their sides.

    Examples
    --------
    >>> fits("diisocyanate", "diamine"), fits("diamine", "diisocyanate")
    (True, False)
    """
    return kind == wanted or kind in SIDES.get(wanted, ())


def side_of(kind: str) -> str:
    """Return the side that a kind stands on; empty for what no formulation holds.

    >>> side_of("tricarboxylic anhydride"), side_of("end-capper")
    ('dianhydride', '')
    """
    return next((side for side, kinds in SIDES.items() if kind in kinds), "")
