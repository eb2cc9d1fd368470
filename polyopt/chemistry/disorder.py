"""What keeps chains from lying side by side: twisted biaryls, saturated rings and cages.

Straightness says how far a chain reaches; these say how badly it packs. All are counts over a
residue, so those of a repeat unit follow from its two residues.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from polyopt.chemistry.conformation import chain_atoms, crowd
from polyopt.chemistry.ring_exits import is_saturated
from polyopt.chemistry.structures import molecule

if TYPE_CHECKING:
    from rdkit.Chem import Mol


class Disorder(NamedTuple):
    """Counts over a residue.

    Attributes
    ----------
    twist : int
        Substituents beside the bonds of the chain between aromatic rings.
    saturated : int
        Saturated ring atoms on the shortest way along the chain.
    junctions : int
        Saturated carbons of the chain's ring systems that two rings or more share: fused rings
        and cages.
    """

    twist: int
    saturated: int
    junctions: int


@cache
def disorder(residue: str) -> Disorder:
    """Return what disturbs the packing of a residue, SMILES with two attachment points ``*``.

    Examples
    --------
    >>> disorder("*c1ccc(-c2ccc(*)cc2C(F)(F)F)c(C(F)(F)F)c1")
    Disorder(twist=2, saturated=0, junctions=0)
    >>> disorder("*C12CC3CC(C1)CC(*)(C3)C2")
    Disorder(twist=0, saturated=3, junctions=10)
    """
    from rdkit import Chem

    mol = molecule(residue)
    stars = [atom.GetIdx() for atom in mol.GetAtoms() if atom.GetAtomicNum() == 0]
    path = list(Chem.GetShortestPath(mol, *stars))
    rings = mol.GetRingInfo()
    return Disorder(
        twist=_twist(mol, path),
        saturated=sum(rings.NumAtomRings(i) > 0 and is_saturated(mol, i) for i in path),
        junctions=sum(
            rings.NumAtomRings(i) > 1
            and is_saturated(mol, i)
            and mol.GetAtomWithIdx(i).GetAtomicNum() == 6
            for i in chain_atoms(mol, path)
        ),
    )


def _twist(mol: Mol, path: list[int]) -> int:
    substituents = 0
    for i, j in zip(path[:-1], path[1:], strict=True):
        first, second = mol.GetAtomWithIdx(i), mol.GetAtomWithIdx(j)
        aromatic = first.GetIsAromatic() and second.GetIsAromatic()
        if aromatic and not mol.GetBondBetweenAtoms(i, j).IsInRing():
            substituents += crowd(first, j) + crowd(second, i)
    return substituents
