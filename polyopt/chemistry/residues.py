"""Residues: what is left of a monomer in the chain, cut at the nitrogens of imides and amides.

A repeat unit is one dianhydride residue and one diamine residue, so whatever is a sum over the unit
is a sum over two residues, each computed once per monomer and not once per pair. Trimellitic
anhydride leaves an imide and an amide; a diisocyanate leaves what the diamine would.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from polyopt.chemistry.structures import (
    ANHYDRIDE,
    CARBOXYL,
    ISOCYANATE,
    PRIMARY_AMINE,
    canonical_smiles,
    matches,
    molar_mass,
    molecule,
)
from polyopt.errors import UsageError

if TYPE_CHECKING:
    from rdkit.Chem import RWMol

AMIDE_END = "[#0]-[NX3;H1;!R]-[CX3;!R]=[OX1]"
"""The end of a residue that an amide, not an imide, joins to the chain."""


@cache
def dianhydride_residue(smiles: str) -> str:
    """Return the diimide of a dianhydride, an attachment point on each nitrogen.

    Parameters
    ----------
    smiles : str
        The dianhydride, or a tricarboxylic anhydride, which leaves an imide and an amide.

    Examples
    --------
    >>> dianhydride_residue("O=C1OC(=O)C2C1C1C(=O)OC(=O)C21")
    '*N1C(=O)C2C(C1=O)C1C(=O)N(*)C(=O)C21'
    >>> dianhydride_residue("O=C(Cl)c1ccc2c(c1)C(=O)OC2=O")
    '*NC(=O)c1ccc2c(c1)C(=O)N(*)C2=O'
    """
    from rdkit import Chem

    ends = acyl_ends(smiles)
    chain = Chem.RWMol(molecule(smiles))
    Chem.Kekulize(chain, clearAromaticFlags=True)
    for leaving in ends:
        chain.GetAtomWithIdx(leaving).SetAtomicNum(7)
        chain.AddBond(leaving, chain.AddAtom(Chem.Atom(0)), Chem.BondType.SINGLE)
    return _written(chain)


@cache
def diamine_residue(smiles: str) -> str:
    """Return a diamine with an attachment point in place of each amine nitrogen.

    Parameters
    ----------
    smiles : str
        The diamine, or the diisocyanate.

    Examples
    --------
    >>> diamine_residue("Nc1ccc(N)cc1"), diamine_residue("O=C=Nc1ccc(N=C=O)cc1")
    ('*c1ccc(*)cc1', '*c1ccc(*)cc1')
    """
    from rdkit import Chem

    amines = two_ends(diamine_of(smiles), PRIMARY_AMINE)
    chain = Chem.RWMol(molecule(diamine_of(smiles)))
    for (nitrogen,) in amines:
        chain.ReplaceAtom(nitrogen, Chem.Atom(0))
    return _written(chain)


@cache
def diamine_of(smiles: str) -> str:
    """Return the diamine that leaves the same residue as a diisocyanate; a diamine is itself.

    Parameters
    ----------
    smiles : str
        A diamine or a diisocyanate.

    Examples
    --------
    >>> diamine_of("O=C=Nc1ccc(N=C=O)cc1")
    'Nc1ccc(N)cc1'
    """
    from rdkit import Chem

    found = matches(smiles, ISOCYANATE)
    if not found:
        return smiles
    chain = Chem.RWMol(molecule(smiles))
    for atom in sorted((a for group in found for a in group[1:]), reverse=True):
        chain.RemoveAtom(atom)
    Chem.SanitizeMol(chain)
    return canonical_smiles(Chem.MolToSmiles(chain))


@cache
def known_as(smiles: str) -> str:
    """Return the monomer by which models know the residue that another monomer leaves.

    Parameters
    ----------
    smiles : str
        A monomer of either side.

    Returns
    -------
    str
        The diamine for a diisocyanate, the acid for the chloride of trimellitic anhydride and its
        like; any other monomer is itself.

    Examples
    --------
    >>> known_as("O=C(Cl)c1ccc2c(c1)C(=O)OC2=O")
    'O=C(O)c1ccc2c(c1)C(=O)OC2=O'
    """
    from rdkit import Chem

    if "Cl" in smiles and matches(smiles, ANHYDRIDE) and (ends := matches(smiles, CARBOXYL)):
        chain = Chem.RWMol(molecule(smiles))
        for end in ends:
            chain.GetAtomWithIdx(end[2]).SetAtomicNum(8)
        Chem.SanitizeMol(chain)
        return canonical_smiles(Chem.MolToSmiles(chain))
    return diamine_of(smiles)


@cache
def acyl_ends(smiles: str) -> tuple[int, int]:
    """Return the two atoms of a dianhydride or its like that nitrogen replaces.

    Parameters
    ----------
    smiles : str
        Two anhydrides, or one and a carboxylic acid or its chloride.

    Returns
    -------
    tuple of int
        The ring oxygens; of a tricarboxylic anhydride the oxygen or chlorine of the acid, where
        an amide forms, before the ring oxygen.

    Raises
    ------
    UsageError
        If there are not two such ends.
    """
    rings = matches(smiles, ANHYDRIDE)
    acids = matches(smiles, CARBOXYL) if len(rings) == 1 else ()
    if len(rings) == 1 and len(acids) == 1:
        return acids[0][2], rings[0][2]
    first, second = two_ends(smiles, ANHYDRIDE)
    return first[2], second[2]


def has_amide_end(residue: str) -> bool:
    """Say whether a residue joins the chain by an amide, as that of trimellitic anhydride does.

    >>> has_amide_end("*NC(=O)c1ccc2c(c1)C(=O)N(*)C2=O"), has_amide_end("*c1ccc(*)cc1")
    (True, False)
    """
    return bool(matches(residue, AMIDE_END))


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
        raise UsageError(
            "a repeat unit needs exactly two anhydrides and two primary amines, or what stands for "
            "them: trimellitic anhydride, a diisocyanate"
        )
    return found


def _written(chain: RWMol) -> str:
    from rdkit import Chem

    residue = chain.GetMol()
    Chem.SanitizeMol(residue)
    return str(Chem.MolToSmiles(residue, isomericSmiles=False))
