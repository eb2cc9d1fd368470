"""A composition as two columns of a table: read from its cells, written as texts."""

from __future__ import annotations

from polyopt.chemistry.composition import Composition, shares_text
from polyopt.chemistry.monomers import MonomerLibrary
from polyopt.errors import DataError

ROLE_COLUMNS = ("dianhydrides", "diamines")
"""The columns of tables that hold a formulation, each the shares of one role."""


def composition_of(
    dianhydrides: object, diamines: object, library: MonomerLibrary | None = None
) -> Composition:
    """Return the composition of two cells of a table, names looked up in a library.

    Parameters
    ----------
    dianhydrides, diamines : object
        The cells, as in ``PMDA:60;BPDA:40``.
    library : MonomerLibrary, optional
        Where names are looked up; by default the shipped library.

    Raises
    ------
    DataError
        If a cell is empty or no text.
    UsageError
        If its text cannot be read.
    """
    acids, amines = (
        _filled(cell, column)
        for cell, column in zip((dianhydrides, diamines), ROLE_COLUMNS, strict=True)
    )
    return Composition.from_shares(acids, amines, library)


def _filled(cell: object, column: str) -> str:
    if not isinstance(cell, str) or not cell.strip():
        raise DataError(f"the cell in column {column!r} is empty")
    return cell


def role_texts(composition: Composition) -> tuple[str, str]:
    """Return a composition as the two cells of a table, shares in mol %.

    >>> role_texts(Composition.parse("PMDA:60;BPDA:40 // ODA"))
    ('PMDA:60;BPDA:40', 'ODA:100')
    """
    return shares_text(composition.dianhydrides), shares_text(composition.diamines)
