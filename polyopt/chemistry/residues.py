"""Residues: what is left of a monomer in the chain, cut at the imide nitrogen.

A repeat unit is one dianhydride residue and one diamine residue, so whatever is a sum over the unit
is a sum over two residues, each computed once per monomer and not once per pair.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from polyopt.chemistry.structures import ANHYDRIDE, PRIMARY_AMINE, matches, molar_mass, molecule
from polyopt.errors import UsageError

if TYPE_CHECKING:
    from rdkit.Chem import RWMol


@cache
def dianhydride_residue(smiles: str) -> str:
    """Return the diimide of a dianhydride, an attachment point on each nitrogen.

    Parameters
    ----------
    smiles : str
        The dianhydride.

    Examples
    --------
    >>> dianhydride_residue("O=C1OC(=O)C2C1C1C(=O)OC(=O)C21")
    '*N1C(=O)C2C(C1=O)C1C(=O)N(*)C(=O)C21'
    """
    from rdkit import Chem

    rings = two_ends(smiles, ANHYDRIDE)
    chain = Chem.RWMol(molecule(smiles))
    Chem.Kekulize(chain, clearAromaticFlags=True)
    for ring in rings:
        chain.GetAtomWithIdx(ring[2]).SetAtomicNum(7)
        chain.AddBond(ring[2], chain.AddAtom(Chem.Atom(0)), Chem.BondType.SINGLE)
    return _written(chain)


@cache
def diamine_residue(smiles: str) -> str:
    """Return a diamine with an attachment point in place of each amine nitrogen.

    Parameters
    ----------
    smiles : str
        The diamine.

    Examples
    --------
    >>> diamine_residue("Nc1ccc(N)cc1")
    '*c1ccc(*)cc1'
    """
    from rdkit import Chem

    amines = two_ends(smiles, PRIMARY_AMINE)
    chain = Chem.RWMol(molecule(smiles))
    for (nitrogen,) in amines:
        chain.ReplaceAtom(nitrogen, Chem.Atom(0))
    return _written(chain)


def unit_mass(dianhydride: str, diamine: str) -> float:
    """Return the molar mass of the repeat unit of two monomers, given as SMILES [g/mol].

    >>> round(unit_mass("O=c1oc(=O)c2cc3c(=O)oc(=O)c3cc12", "Nc1ccc(N)cc1"), 3)
    290.234
    """
    return molar_mass(dianhydride_residue(dianhydride)) + molar_mass(diamine_residue(diamine))


def two_ends(smiles: str, smarts: str) -> tuple[tuple[int, ...], ...]:
    """Return the atoms of the two groups by which a monomer takes part in the chain.

    Parameters
    ----------
    smiles : str
        The monomer.
    smarts : str
        `ANHYDRIDE` or `PRIMARY_AMINE`.

    Raises
    ------
    UsageError
        If there are not exactly two.
    """
    found = matches(smiles, smarts)
    if len(found) != 2:
        raise UsageError("a repeat unit needs exactly two anhydrides and two primary amines")
    return found


def _written(chain: RWMol) -> str:
    from rdkit import Chem

    residue = chain.GetMol()
    Chem.SanitizeMol(residue)
    return str(Chem.MolToSmiles(residue, isomericSmiles=False))
