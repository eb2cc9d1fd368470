"""Imidization: a dianhydride and a diamine become the repeat unit of a polyimide.

Trimellitic anhydride in place of the dianhydride gives the unit of a polyamide-imide, a
diisocyanate in place of the diamine the unit of that diamine.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from polyopt.chemistry.kinds import DIAMINE, DIANHYDRIDE, fits
from polyopt.chemistry.monomer import Monomer, not_this_role
from polyopt.chemistry.refused_pairs import refuse_chloride_with_isocyanate
from polyopt.chemistry.residues import acyl_ends, diamine_of, two_ends
from polyopt.chemistry.structures import PRIMARY_AMINE, molar_mass, molecule
from polyopt.errors import UsageError

if TYPE_CHECKING:
    from rdkit.Chem import Mol


@dataclass(frozen=True, slots=True)
class RepeatUnit:
    """One imide repeat unit.

    Parameters
    ----------
    smiles : str
        Canonical SMILES with two attachment points ``*``.
    mass : float
        Molar mass without the attachment points. [g/mol]
    """

    smiles: str
    mass: float


@cache
def repeat_unit(dianhydride: Monomer, diamine: Monomer) -> RepeatUnit:
    """Return the repeat unit of a fully imidized dianhydride and diamine.

    Each anhydride oxygen becomes an imide nitrogen and takes over one amine's substituent; the
    chain is cut at the second imide nitrogen, so the unit reads ``*-R-N(imide)...N(imide)-*``.
    With trimellitic anhydride it reads ``*-R-NH-C(=O)...N(imide)-*``; which way round a unit
    lies in the chain is random in the real polymer, and one unit stands for both.

    Parameters
    ----------
    dianhydride, diamine : Monomer
        Monomers with structures, each of any kind that stands on its side.

    Raises
    ------
    UsageError
        If a monomer has no structure or the wrong role, or an acid chloride meets an isocyanate.

    Examples
    --------
    >>> pmda = Monomer("PMDA", "dianhydride", "O=c1oc(=O)c2cc3c(=O)oc(=O)c3cc12")
    >>> pda = Monomer("PDA", "diamine", "Nc1ccc(N)cc1")
    >>> round(repeat_unit(pmda, pda).mass, 3)
    290.234
    >>> tma = Monomer("TMA", "tricarboxylic anhydride", "O=C(O)c1ccc2c(c1)C(=O)OC2=O")
    >>> repeat_unit(tma, Monomer("PPDI", "diisocyanate", "O=C=Nc1ccc(N=C=O)cc1")).smiles
    '*c1ccc(NC(=O)c2ccc3c(c2)C(=O)N(*)C3=O)cc1'
    """
    require_structures(dianhydride, diamine)
    smiles = _condensed(dianhydride.smiles, diamine.smiles)
    return RepeatUnit(smiles, molar_mass(smiles))


def require_structures(dianhydride: Monomer, diamine: Monomer) -> None:
    """Raise a `UsageError` unless both have a structure and their role, and react."""
    for monomer, role in ((dianhydride, DIANHYDRIDE), (diamine, DIAMINE)):
        if not fits(monomer.role, role):
            raise UsageError(f"{monomer} {not_this_role(monomer.role, role)}")
        if not monomer.smiles:
            raise UsageError(
                f"{monomer} has no structure, so no property of it can be predicted",
                remedy="give its SMILES, or a table of homopolymer values",
            )
    refuse_chloride_with_isocyanate([dianhydride], [diamine])


def _condensed(dianhydride: str, diamine: str) -> str:
    """Return the canonical SMILES of the repeat unit, bonds rewired atom by atom."""
    from rdkit import Chem

    first, second = acyl_ends(dianhydride)
    diamine = diamine_of(diamine)
    amines = two_ends(diamine, PRIMARY_AMINE)
    acid = _kekulized(molecule(dianhydride))
    amine = _kekulized(molecule(diamine))
    chain = Chem.RWMol(Chem.CombineMols(acid, amine))
    offset = acid.GetNumAtoms()
    for leaving in (first, second):
        chain.GetAtomWithIdx(leaving).SetAtomicNum(7)
    heads = [_carbon_of(chain, offset + match[0]) for match in amines]
    star_on_amine = chain.AddAtom(Chem.Atom(0))
    star_on_imide = chain.AddAtom(Chem.Atom(0))
    chain.AddBond(first, heads[0], Chem.BondType.SINGLE)
    chain.AddBond(heads[1], star_on_amine, Chem.BondType.SINGLE)
    chain.AddBond(second, star_on_imide, Chem.BondType.SINGLE)
    for match in sorted((m[0] for m in amines), reverse=True):
        chain.RemoveAtom(offset + match)
    product = chain.GetMol()
    Chem.SanitizeMol(product)
    return str(Chem.MolToSmiles(product))


def _kekulized(mol: Mol) -> Mol:
    from rdkit import Chem

    copy = Chem.Mol(mol)
    Chem.Kekulize(copy, clearAromaticFlags=True)
    return copy


def _carbon_of(mol: Mol, nitrogen: int) -> int:
    (carbon,) = (n.GetIdx() for n in mol.GetAtomWithIdx(nitrogen).GetNeighbors())
    return int(carbon)
