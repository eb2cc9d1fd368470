"""Counts of paths of four atoms in a repeat unit, from those of its two residues.

A path lies within a residue or crosses one of the two bonds that close the unit, and then it
depends on three atoms behind either end. So the paths of a unit are a sum, which is exact and many
times faster than a search of the whole ring; the tests hold it against that.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from polyopt.chemistry.structures import molecule

if TYPE_CHECKING:
    from rdkit.Chem import Atom

N_ATOMS = 4
_GOLDEN, _BITS32 = 0x9E3779B9, 0xFFFFFFFF

Codes = tuple[int, ...]
End = tuple[tuple[Codes, ...], ...]
"""From an attachment point inwards: codes of the atoms of all paths of one, two and three atoms."""


@cache
def within(residue: str, n_bits: int) -> NDArray[np.uint16]:
    """Return the counts of paths within a residue, shape (n_bits,).

    Parameters
    ----------
    residue : str
        SMILES with two attachment points ``*``.
    n_bits : int
        Length of the counts.
    """
    from rdkit.Chem import rdFingerprintGenerator as generators

    mol = molecule(residue)
    stars = [atom.GetIdx() for atom in mol.GetAtoms() if atom.GetAtomicNum() == 0]
    generator = generators.GetTopologicalTorsionGenerator(fpSize=n_bits)
    found = generator.GetCountFingerprint(mol, ignoreAtoms=stars).GetNonzeroElements()
    counts = np.zeros(n_bits, dtype=np.uint16)
    counts[list(found)] = list(found.values())
    return counts


@cache
def ends(residue: str) -> tuple[End, End] | None:
    """Return both ends of a residue; None where a path can cross it from end to end.

    Parameters
    ----------
    residue : str
        SMILES with two attachment points ``*``.
    """
    from rdkit import Chem
    from rdkit.Chem import rdMolDescriptors

    mol = molecule(residue)
    stars = [atom.GetIdx() for atom in mol.GetAtoms() if atom.GetAtomicNum() == 0]
    if len(Chem.GetShortestPath(mol, *stars)) < N_ATOMS + 1:
        return None
    codes = [rdMolDescriptors.GetAtomPairAtomCode(atom) for atom in mol.GetAtoms()]
    first, second = (_end(mol.GetAtomWithIdx(star), codes) for star in stars)
    return first, second


def _end(star: Atom, codes: list[int]) -> End:
    paths = [[star]]
    found: list[tuple[Codes, ...]] = []
    for _ in range(N_ATOMS - 1):
        paths = [
            [*path, atom]
            for path in paths
            for atom in path[-1].GetNeighbors()
            if atom.GetAtomicNum() and atom.GetIdx() not in {a.GetIdx() for a in path}
        ]
        found.append(tuple(tuple(codes[a.GetIdx()] for a in path[1:]) for path in paths))
    return tuple(found)


@cache
def across(first: End, second: End, n_bits: int) -> NDArray[np.intp]:
    """Return the bits of all paths across the bond between two ends, repeats among them."""
    bits = [
        _bit((*reversed(before), *after), n_bits)
        for length in range(1, N_ATOMS)
        for before in first[length - 1]
        for after in second[N_ATOMS - length - 1]
    ]
    return np.array(bits, dtype=np.intp)


def _bit(path: Codes, n_bits: int) -> int:
    """Return the bit of a path as RDKit hashes it: from the end whose codes come first."""
    codes = [code - (1 if i in (0, N_ATOMS - 1) else 2) for i, code in enumerate(path)]
    seed = 0
    for code in min(codes, codes[::-1]):
        seed ^= (code + _GOLDEN + (seed << 6) + (seed >> 2)) & _BITS32
    return seed % n_bits


def joined_torsions(first: str, second: str, n_bits: int) -> NDArray[np.uint16] | None:
    """Return the counts of paths of four atoms in the ring that two residues close.

    Parameters
    ----------
    first, second : str
        SMILES of the residues, each with two attachment points ``*``: the first of one joins the
        first of the other.
    n_bits : int
        Length of the counts.

    Returns
    -------
    ndarray of uint16, shape (n_bits,), or None
        None where a residue is so short that a path can cross it.
    """
    own, other = ends(first), ends(second)
    if own is None or other is None:
        return None
    counts = within(first, n_bits) + within(second, n_bits)
    for one, two in zip(own, other, strict=True):
        np.add.at(counts, across(one, two, n_bits), 1)
    return counts
