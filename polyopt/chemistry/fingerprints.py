"""Counts of atom environments in a chain, per repeat unit, hashed to a fixed length.

The unit is closed onto itself, so that every environment is one of the endless chain and nothing
depends on where the chain was cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from polyopt.chemistry.structures import molecule
from polyopt.chemistry.torsions import joined_torsions
from polyopt.equations.arrays import CountArray
from polyopt.errors import UsageError

if TYPE_CHECKING:
    from rdkit.Chem import Mol
    from rdkit.Chem.rdFingerprintGenerator import FingerprintGenerator64

N_BITS = 4096
COUNT_CAP = 12
MORGAN_RADIUS = 3


@cache
def _generators() -> tuple[FingerprintGenerator64, FingerprintGenerator64]:
    from rdkit.Chem import rdFingerprintGenerator as generators

    return (
        generators.GetMorganGenerator(
            radius=MORGAN_RADIUS, fpSize=N_BITS, includeRingMembership=False
        ),
        generators.GetTopologicalTorsionGenerator(fpSize=N_BITS),
    )


class Counts(NamedTuple):
    """Counts of the environments that occur, in arrays: palettes hold thousands of pairs.

    Attributes
    ----------
    bits : ndarray of uint16, shape (b,)
        Their bits.
    counts : ndarray of uint8, shape (b,)
        How often each occurs, capped at 12.
    """

    bits: NDArray[np.uint16]
    counts: CountArray


def _counted(mol: Mol, kind: int) -> Counts:
    found = _generators()[kind].GetCountFingerprint(mol).GetNonzeroElements()
    counts = np.fromiter(found.values(), np.int64, len(found))
    bits = np.fromiter(found, np.uint16, len(found))
    return Counts(bits, np.minimum(counts, COUNT_CAP).astype(np.uint8))


def _capped(counts: NDArray[np.uint16]) -> Counts:
    bits = np.flatnonzero(counts)
    return Counts(bits.astype(np.uint16), np.minimum(counts[bits], COUNT_CAP).astype(np.uint8))


@cache
def joined_counts(first: str, second: str) -> tuple[Counts, Counts]:
    """Return environment and torsion counts of the repeat unit that two residues form.

    Parameters
    ----------
    first, second : str
        SMILES of the residues, each with two attachment points ``*``.

    Returns
    -------
    tuple of Counts
        Environments of radius 0 to 3, and paths of four atoms, in
        the ring that the two residues close.

    Examples
    --------
    >>> int(joined_counts("*c1ccc(*)cc1", "*CC*")[0].counts.sum())
    25
    """
    from rdkit import Chem

    ring = Chem.molzip(_labelled(first), _labelled(second))
    Chem.FastFindRings(ring)  # environments ask whether an atom lies in a ring
    paths = joined_torsions(first, second, N_BITS)
    return _counted(ring, 0), _counted(ring, 1) if paths is None else _capped(paths)


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
    """Return the environment counts of a monomer by itself."""
    return _counted(molecule(smiles), 0)


def dense_counts(rows: Sequence[Counts]) -> CountArray:
    """Return counts as a matrix.

    Parameters
    ----------
    rows : sequence of Counts, length u
        What occurs in each.

    Returns
    -------
    ndarray of uint8, shape (u, 4096)
    """
    dense = np.zeros((len(rows), N_BITS), dtype=np.uint8)
    for row, (bits, counts) in zip(dense, rows, strict=True):
        row[bits] = counts
    return dense
