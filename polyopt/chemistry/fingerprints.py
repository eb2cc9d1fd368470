"""Counts of atom environments in a chain, per repeat unit, hashed to a fixed length.

The unit is closed onto itself, so that every environment is one of the endless chain and nothing
depends on where the chain was cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from polyopt.chemistry.structures import molecule
from polyopt.errors import UsageError

if TYPE_CHECKING:
    from rdkit.Chem import Mol
    from rdkit.Chem.rdFingerprintGenerator import FingerprintGenerator64

    from polyopt.equations.arrays import CountArray

N_BITS = 4096
COUNT_CAP = 12
MORGAN_RADIUS = 3
Counts = tuple[tuple[int, int], ...]


@cache
def _generators() -> tuple[FingerprintGenerator64, FingerprintGenerator64]:
    from rdkit.Chem import rdFingerprintGenerator as generators

    return (
        generators.GetMorganGenerator(
            radius=MORGAN_RADIUS, fpSize=N_BITS, includeRingMembership=False
        ),
        generators.GetTopologicalTorsionGenerator(fpSize=N_BITS),
    )


def _counted(mol: Mol, kind: int) -> Counts:
    counts = _generators()[kind].GetCountFingerprint(mol).GetNonzeroElements()
    return tuple((int(bit), min(int(n), COUNT_CAP)) for bit, n in sorted(counts.items()))


@cache
def joined_counts(first: str, second: str) -> tuple[Counts, Counts]:
    """Return environment and torsion counts of the repeat unit that two residues form.

    Parameters
    ----------
    first, second : str
        SMILES of the residues, each with two attachment points ``*``.

    Returns
    -------
    tuple of (tuple of (int, int))
        Bit and count, capped at 12: environments of radius 0 to 3, and paths of four atoms, in
        the ring that the two residues close.

    Examples
    --------
    >>> sum(count for _, count in joined_counts("*c1ccc(*)cc1", "*CC*")[0])
    25
    """
    from rdkit import Chem

    ring = Chem.molzip(_labelled(first), _labelled(second))
    Chem.FastFindRings(ring)  # environments ask whether an atom lies in a ring
    return _counted(ring, 0), _counted(ring, 1)


@cache
def _labelled(residue: str) -> Mol:
    """Return a residue whose attachment points are numbered."""
    mol = molecule(residue)
    stars = [atom for atom in mol.GetAtoms() if atom.GetAtomicNum() == 0]
    if len(stars) != 2:
        raise UsageError("a residue needs two attachment points '*'")
    for number, star in enumerate(stars, start=1):
        star.SetAtomMapNum(number)
    return mol


@cache
def monomer_counts(smiles: str) -> Counts:
    """Return the environment counts of a monomer by itself, bit and count."""
    return _counted(molecule(smiles), 0)


def dense_counts(rows: Sequence[Counts]) -> CountArray:
    """Return counts as a matrix.

    Parameters
    ----------
    rows : sequence of (tuple of (int, int)), length u
        Bit and count.

    Returns
    -------
    ndarray of uint8, shape (u, 4096)
    """
    import numpy as np

    dense = np.zeros((len(rows), N_BITS), dtype=np.uint8)
    for row, counts in zip(dense, rows, strict=True):
        for bit, count in counts:
            row[bit] = count
    return dense
