"""Monomers that form no polymer with each other: an acid chloride and an isocyanate."""

from __future__ import annotations

from collections.abc import Iterable

from polyopt.chemistry.kinds import DIISOCYANATE, TRICARBOXYLIC
from polyopt.chemistry.monomer import Monomer
from polyopt.chemistry.structures import CARBOXYL, matches, molecule
from polyopt.errors import UsageError

_CHLORINE = 17


def is_chloride(monomer: Monomer) -> bool:
    """Say whether the acid end of a tricarboxylic anhydride is an acid chloride."""
    if monomer.role != TRICARBOXYLIC:
        return False
    leaving = [
        molecule(monomer.smiles).GetAtomWithIdx(m[2]) for m in matches(monomer.smiles, CARBOXYL)
    ]
    return any(atom.GetAtomicNum() == _CHLORINE for atom in leaving)


def refuse_chloride_with_isocyanate(
    dianhydrides: Iterable[Monomer], diamines: Iterable[Monomer], where: str = ""
) -> None:
    """Raise an error where an acid chloride would meet an isocyanate, which gives no amide.

    Parameters
    ----------
    dianhydrides, diamines : iterable of Monomer
        The two sides of a formulation, of a repeat unit or of a palette.
    where : str
        What the error is about, such as a layer of a problem.

    Raises
    ------
    UsageError
        If one side holds an acid chloride and the other a diisocyanate.
    """
    cyanates = [m for m in diamines if m.role == DIISOCYANATE]
    chlorides = [m for m in dianhydrides if is_chloride(m)] if cyanates else []
    if chlorides:
        raise UsageError(
            "an acid chloride and an isocyanate do not condense to an amide "
            f"({chlorides[0]}, {cyanates[0]})",
            where=where,
            remedy="take TMA with a diisocyanate, or TMAC with a diamine",
        )
