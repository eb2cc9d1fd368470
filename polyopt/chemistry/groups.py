"""Groups in a repeat unit: how often each pattern of `groups.csv` occurs."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from polyopt.chemistry.structures import molecule, pattern

_TABLE = Path(__file__).with_name("groups.csv")
_MOST_MATCHES = 10_000


@dataclass(frozen=True, slots=True)
class StructuralGroup:
    """One row of the group table.

    Parameters
    ----------
    name : str
        Name in tables.
    smarts : str
        Pattern; each distinct set of matched atoms counts once.
    note : str
        The group in words.
    """

    name: str
    smarts: str
    note: str


@cache
def counted_groups() -> tuple[StructuralGroup, ...]:
    """Return the groups, in the order in which they are counted."""
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return tuple(
            StructuralGroup(r["group"], r["smarts"], r["note"]) for r in csv.DictReader(file)
        )


def group_names() -> tuple[str, ...]:
    """Return the names of the groups, in the order in which they are counted."""
    return tuple(group.name for group in counted_groups())


@cache
def group_counts(repeat_unit: str) -> tuple[int, ...]:
    """Return how often each group occurs in a repeat unit.

    Groups overlap: the table serves regression, it does not partition the unit.

    Parameters
    ----------
    repeat_unit : str
        SMILES with two attachment points ``*``.

    Returns
    -------
    tuple of int, length of `group_table`

    Examples
    --------
    >>> counts = dict(zip(group_names(), group_counts(
    ...     "*c1ccc(-n2c(=O)c3cc4c(=O)n(*)c(=O)c4cc3c2=O)cc1")))
    >>> counts["imide5"], counts["phenylene_para"], counts["ether_diaryl"]
    (2, 1, 0)
    """
    mol = molecule(repeat_unit)
    return tuple(
        len(mol.GetSubstructMatches(pattern(group.smarts), maxMatches=_MOST_MATCHES))
        for group in counted_groups()
    )
