"""Rigid bodies of a chain: what lies between two rotatable bonds, in idealised geometry."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from polyopt.chemistry.ring_exits import BOND_LENGTH, ring_exit
from polyopt.chemistry.structures import molecule
from polyopt.errors import UsageError

if TYPE_CHECKING:
    from rdkit.Chem import Mol

# Bond angles at single-atom joints [degree]: rounded values of diaryl and dialkyl compounds.
_ANGLE_BY_ELEMENT = {8: 120.0, 16: 104.0, 7: 120.0, 14: 110.0, 15: 106.0}
_ANGLE_SP2 = 120.0
_ANGLE_SP3 = 109.5
_SILOXANE_ANGLE = 145.0


class Body(NamedTuple):
    """A rigid stretch of backbone: cosine of its turn, its length, and what it is."""

    cosine: float
    length: float
    atoms: int
    is_ring: bool


@cache
def rigid_bodies(unit: str) -> tuple[Body, ...]:
    """Return the rigid bodies of the chain between two attachment points.

    Parameters
    ----------
    unit : str
        SMILES of a repeat unit or a residue, with two attachment points ``*``.

    Raises
    ------
    UsageError
        If there are not two attachment points joined by a chain.

    Examples
    --------
    >>> [round(body.cosine, 3) for body in rigid_bodies("*c1ccc(Oc2ccc(*)cc2)cc1")]
    [1.0, 0.5, 1.0]
    """
    from rdkit import Chem
    from rdkit.Chem import rdDepictor

    mol = Chem.Mol(molecule(unit))
    stars = [atom.GetIdx() for atom in mol.GetAtoms() if atom.GetAtomicNum() == 0]
    path = list(Chem.GetShortestPath(mol, *stars)) if len(stars) == 2 else []
    if len(path) < 3:
        raise UsageError("a repeat unit needs two attachment points '*' joined by a chain")
    rdDepictor.SetPreferCoordGen(False)
    rdDepictor.Compute2DCoords(mol, canonOrient=True)
    cuts = [i for i in range(len(path) - 1) if _rotates(mol, path[i], path[i + 1])]
    return tuple(
        _body(mol, path, first + 1, last) for first, last in zip(cuts[:-1], cuts[1:], strict=True)
    )


def _rotates(mol: Mol, first: int, second: int) -> bool:
    bond = mol.GetBondBetweenAtoms(first, second)
    if (
        mol.GetAtomWithIdx(first).GetAtomicNum() == 0
        or mol.GetAtomWithIdx(second).GetAtomicNum() == 0
    ):
        return True
    if bond.IsInRing() or bond.GetBondTypeAsDouble() != 1:
        return False
    return not (_is_carbonyl_bond(mol, first, second) or _is_carbonyl_bond(mol, second, first))


def _is_carbonyl_bond(mol: Mol, carbon: int, hetero: int) -> bool:
    """Whether the bond is the C-N of an acyclic amide or the C-O of an acyclic ester."""
    first, second = mol.GetAtomWithIdx(carbon), mol.GetAtomWithIdx(hetero)
    if first.GetAtomicNum() != 6 or second.GetAtomicNum() not in (7, 8):
        return False
    if first.IsInRing() or second.IsInRing():
        return False
    return any(
        b.GetBondTypeAsDouble() == 2 and b.GetOtherAtom(first).GetAtomicNum() == 8
        for b in first.GetBonds()
    )


def _body(mol: Mol, path: list[int], first: int, last: int) -> Body:
    atoms = path[first : last + 1]
    in_ring = [i for i in atoms if mol.GetAtomWithIdx(i).IsInRing()]
    before, after = path[first - 1], path[last + 1]
    if len(atoms) == 1:
        cosine, reach = -math.cos(math.radians(_bond_angle(mol, atoms[0], before, after))), 0.0
    elif in_ring:
        cosine, reach = ring_exit(mol, atoms)
    else:
        cosine, reach = _zigzag(mol, [before, *atoms, after])
    return Body(cosine, reach + BOND_LENGTH, len(atoms), bool(in_ring))


def _bond_angle(mol: Mol, index: int, before: int, after: int) -> float:
    from rdkit.Chem import HybridizationType

    atom = mol.GetAtomWithIdx(index)
    neighbours = {mol.GetAtomWithIdx(i).GetAtomicNum() for i in (before, after)}
    if atom.GetAtomicNum() == 8 and neighbours == {14}:
        return _SILOXANE_ANGLE
    if atom.GetAtomicNum() in _ANGLE_BY_ELEMENT:
        return _ANGLE_BY_ELEMENT[atom.GetAtomicNum()]
    if atom.GetHybridization() == HybridizationType.SP:
        return 180.0
    return _ANGLE_SP2 if atom.GetHybridization() == HybridizationType.SP2 else _ANGLE_SP3


def _zigzag(mol: Mol, chain: list[int]) -> tuple[float, float]:
    """Return cosine and reach of a planar all-trans stretch; `chain` includes both ends."""
    heading, x, y, side = 0.0, 0.0, 0.0, 1.0
    for before, here, after in zip(chain[:-2], chain[1:-1], chain[2:], strict=True):
        turn = math.radians(180.0 - _bond_angle(mol, here, before, after))
        heading += side * turn
        side = -side if turn > 0 else side
        x, y = x + math.cos(heading), y + math.sin(heading)
    reach = math.hypot(x - math.cos(heading), y - math.sin(heading)) * BOND_LENGTH
    return math.cos(heading), reach
