"""Counts of atom environments in a chain, per repeat unit, hashed to a fixed length.

The unit is closed onto itself, so that every environment is one of the endless chain and nothing
depends on where the chain was cut.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from polyopt.chemistry.structures import molecule
from polyopt.errors import UsageError

if TYPE_CHECKING:
    import numpy as np

N_BITS = 4096
COUNT_CAP = 12
MORGAN_RADIUS = 3


@cache
def _generators() -> tuple[Any, Any]:
    from rdkit.Chem import rdFingerprintGenerator as generators

    return (
        generators.GetMorganGenerator(
            radius=MORGAN_RADIUS, fpSize=N_BITS, includeRingMembership=False
        ),
        generators.GetTopologicalTorsionGenerator(fpSize=N_BITS),
    )


@cache
def _sparse(repeat_unit: str, kind: int) -> tuple[tuple[int, int], ...]:
    counts = _generators()[kind].GetCountFingerprint(_closed(repeat_unit)).GetNonzeroElements()
    return tuple((int(bit), min(int(n), COUNT_CAP)) for bit, n in sorted(counts.items()))


def _closed(repeat_unit: str) -> Any:
    """Return the unit with its two attachment points replaced by a bond between their ends."""
    from rdkit import Chem

    chain: Any = Chem.RWMol(molecule(repeat_unit))
    stars = [atom.GetIdx() for atom in chain.GetAtoms() if atom.GetAtomicNum() == 0]
    ends = [chain.GetAtomWithIdx(i).GetNeighbors()[0].GetIdx() for i in stars]
    if len(stars) != 2 or ends[0] == ends[1] or chain.GetBondBetweenAtoms(*ends):
        raise UsageError("a repeat unit needs two attachment points '*' on atoms far apart")
    chain.AddBond(*ends, Chem.BondType.SINGLE)
    for star in sorted(stars, reverse=True):
        chain.RemoveAtom(star)
    closed = chain.GetMol()
    Chem.SanitizeMol(closed)
    return closed


def _dense(repeat_unit: str, kind: int) -> np.ndarray:
    import numpy as np

    dense = np.zeros(N_BITS, dtype=np.uint8)
    for bit, count in _sparse(repeat_unit, kind):
        dense[bit] = count
    return dense


def morgan_counts(repeat_unit: str) -> np.ndarray:
    """Return the Morgan environment counts of a repeat unit within its chain.

    Parameters
    ----------
    repeat_unit : str
        SMILES with two attachment points ``*``.

    Returns
    -------
    ndarray of uint8, shape (4096,)
        Environments of radius 0 to 3, counts capped at 12.

    Examples
    --------
    >>> int(morgan_counts("*c1ccc(*)cc1").sum())
    17
    """
    return _dense(repeat_unit, 0)


def torsion_counts(repeat_unit: str) -> np.ndarray:
    """Return the topological torsion counts of a repeat unit.

    Parameters
    ----------
    repeat_unit : str
        SMILES with two attachment points ``*``.

    Returns
    -------
    ndarray of uint8, shape (4096,)
        Paths of four atoms, counts capped at 12.
    """
    return _dense(repeat_unit, 1)


@cache
def without_stereo(smiles: str) -> str:
    """Return the canonical SMILES with stereo left out; training data carry none.

    Examples
    --------
    >>> without_stereo("N[C@H]1CC[C@H](N)CC1")
    'NC1CCC(N)CC1'
    """
    from rdkit import Chem

    return str(Chem.MolToSmiles(molecule(smiles), isomericSmiles=False))
