"""How a residue can move and pack: torsions of the chain, what hangs on it, polarity, volume.

Every figure is a sum over atoms or bonds of a residue, or the largest of its kind, so those of a
repeat unit follow from its two residues. The torsional barriers are a ranking in arbitrary steps:
free for a joint, higher the more ortho substituents stand beside the bond.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from polyopt.chemistry.structures import molecule
from polyopt.equations.arrays import Array

if TYPE_CHECKING:
    from rdkit.Chem import Atom, Mol

REFERENCE_MASS = 400.0  # g/mol
SUMS = (
    "side_mass",
    "side_methylene",
    "side_aromatic",
    "side_fluorine",
    "side_methyl",
    "chain_methylene",
    "aryl_torsion",
    "joint_torsion",
    "aliphatic_torsion",
    "ortho_to_imide",
    "ortho_to_aryl",
    "barrier",
    "torsions",
    "donors",
    "polar_surface",
    "rotors",
    "fluorine",
    "aromatic",
    "tetrahedral",
    "rings",
    "spiro",
    "bridgeheads",
    "refractivity",
    "lipophilicity",
    "chain_atoms",
)
LARGEST = ("longest_side", "longest_soft")
CONFORMATION_NAMES = (*SUMS, *LARGEST, "log_mass")
_PER_TORSION = SUMS.index("barrier")
_N_BARRIER = (2.0, 4.0, 7.0)  # aryl imide bond with no, one, two ortho substituents
_MOST_BARRIER = 12.0


def conformation(residues: tuple[str, str], mass: float) -> Array:
    """Return the descriptors of a repeat unit, `CONFORMATION_NAMES`.

    Parameters
    ----------
    residues : tuple of str
        SMILES of the dianhydride residue and the diamine residue.
    mass : float
        Molar mass of the repeat unit. [g/mol]

    Returns
    -------
    ndarray
        Sums per 400 g/mol, the barrier per torsion, the largest as logarithms. [-]
    """
    first, second = (np.array(_of_residue(residue)) for residue in residues)
    total = first[: len(SUMS)] + second[: len(SUMS)]
    barrier = total[_PER_TORSION] / max(total[_PER_TORSION + 1], 1.0)
    total *= REFERENCE_MASS / mass
    total[_PER_TORSION] = barrier
    largest = np.log1p(np.maximum(first[len(SUMS) :], second[len(SUMS) :]))
    return np.concatenate([total, largest, [np.log(mass)]])


@cache
def _of_residue(residue: str) -> tuple[float, ...]:
    from rdkit import Chem
    from rdkit.Chem import rdMolDescriptors

    mol = molecule(residue)
    stars = [atom.GetIdx() for atom in mol.GetAtoms() if atom.GetAtomicNum() == 0]
    path = list(Chem.GetShortestPath(mol, *stars))
    chain = chain_atoms(mol, path)
    side = [a for a in mol.GetAtoms() if a.GetIdx() not in chain and not _is_oxo(a)]
    torsions = _torsions(mol, path)
    sums = (
        sum(_mass(a) for a in side),
        sum(_is_acyclic_carbon(a, 2) for a in side),
        sum(a.GetIsAromatic() for a in side),
        sum(a.GetAtomicNum() == 9 for a in side),
        sum(_is_acyclic_carbon(a, 3) for a in side),
        sum(_is_acyclic_carbon(mol.GetAtomWithIdx(i), 2) for i in path),
        *torsions,
        rdMolDescriptors.CalcNumHBD(mol),
        rdMolDescriptors.CalcTPSA(mol),
        rdMolDescriptors.CalcNumRotatableBonds(mol),
        sum(a.GetAtomicNum() == 9 for a in mol.GetAtoms()),
        sum(a.GetIsAromatic() for a in mol.GetAtoms()),
        sum(a.GetDegree() + a.GetTotalNumHs() == 4 for a in mol.GetAtoms()),
        mol.GetRingInfo().NumRings(),
        rdMolDescriptors.CalcNumSpiroAtoms(mol),
        rdMolDescriptors.CalcNumBridgeheadAtoms(mol),
        *reversed(rdMolDescriptors.CalcCrippenDescriptors(mol)),
        len(chain),
    )
    return (*map(float, sums), _longest_side(mol, side, chain), _longest_soft(mol, path))


def chain_atoms(mol: Mol, path: list[int]) -> set[int]:
    """Return the atoms between the attachment points, whole ring systems included."""
    chain, waiting = set(path), [set(ring) for ring in mol.GetRingInfo().AtomRings()]
    while found := [ring for ring in waiting if len(ring & chain) > 1]:
        chain = chain.union(*found)
        waiting = [ring for ring in waiting if ring not in found]
    return chain


def _torsions(mol: Mol, path: list[int]) -> tuple[float, ...]:
    aryl = joint = soft = ortho_imide = ortho_aryl = 0
    barrier = 0.0
    for i, j in zip(path[:-1], path[1:], strict=True):
        first, second = mol.GetAtomWithIdx(i), mol.GetAtomWithIdx(j)
        if mol.GetBondBetweenAtoms(i, j).IsInRing():
            continue
        near = crowd(first, j) + crowd(second, i)
        if 0 in (first.GetAtomicNum(), second.GetAtomicNum()):
            if 7 not in (first.GetAtomicNum(), second.GetAtomicNum()):  # the diamine's end
                ortho_imide += near
                barrier += _N_BARRIER[min(near, 2)]
        elif first.IsInRing() and second.IsInRing():
            aryl, ortho_aryl = aryl + 1, ortho_aryl + near
            barrier += min(2.0 + 2.5 * near, _MOST_BARRIER)
        elif first.IsInRing() or second.IsInRing():
            joint += 1
            barrier += 1.0 + near
        else:
            soft += 1
            barrier += 1.5
    ends = sum(mol.GetAtomWithIdx(i).GetAtomicNum() != 7 for i in (path[1], path[-2]))
    return aryl, joint, soft, ortho_imide, ortho_aryl, barrier, aryl + joint + soft + ends


def crowd(atom: Atom, other: int) -> int:
    """Return how many ring neighbours of a chain atom carry more than a hydrogen."""
    if not atom.IsInRing():
        return 0
    return sum(n.GetIdx() != other and n.GetDegree() > 2 for n in atom.GetNeighbors())


def _is_oxo(atom: Atom) -> bool:
    return bool(atom.GetAtomicNum() == 8 and atom.GetDegree() == 1 and atom.GetTotalNumHs() == 0)


def _is_acyclic_carbon(atom: Atom, hydrogens: int) -> bool:
    plain = atom.GetAtomicNum() == 6 and not atom.IsInRing()
    return plain and atom.GetTotalNumHs() == hydrogens and atom.GetDegree() + hydrogens == 4


def _mass(atom: Atom) -> float:
    return float(atom.GetMass() + 1.008 * atom.GetTotalNumHs())


def _longest_side(mol: Mol, side: list[Atom], chain: set[int]) -> float:
    """Return how many bonds the outermost atom lies from the chain."""
    from rdkit import Chem

    if not side:
        return 0.0
    steps = Chem.GetDistanceMatrix(mol)
    return float(steps[np.ix_([a.GetIdx() for a in side], sorted(chain))].min(axis=1).max())


def _longest_soft(mol: Mol, path: list[int]) -> float:
    """Return the longest run of saturated acyclic C, O or Si along the chain."""
    longest = run = 0
    for atom in map(mol.GetAtomWithIdx, path):
        soft = atom.GetAtomicNum() in (6, 8, 14) and not atom.IsInRing()
        tetrahedral = soft and str(atom.GetHybridization()) == "SP3"
        run = run + 1 if tetrahedral else 0
        longest = max(longest, run)
    return float(longest)
