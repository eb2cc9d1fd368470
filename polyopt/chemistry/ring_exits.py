"""How a ring system turns the chain: the direction in which each of its two exits points.

Flat systems are read off their regular drawing. A drawing tells nothing of cages, of spiro carbons
and of two saturated rings folded on each other: these get a frame in space, or a factor.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from polyopt.equations.arrays import Array

if TYPE_CHECKING:
    from rdkit.Chem import Mol

BOND_LENGTH = 1.45  # a mean of C-C, C-N and C-O along the chain [angstrom]
_DRAWN_BOND = 1.5  # in the drawings of RDKit
_FOLD = 0.6  # cosine between an imide plane and the cyclohexane to which it is cis-fused
_BRIDGE = 0.75  # cosine between the ends of a bridged ring system with imides
# A cage is as wide as long: even where its exits are in line, the chains beside it cannot lie close
# and parallel as beside a flat ring. Chosen, not derived; measured are films of adamantanes only.
_CAGE = 0.5
_LEAST_VECTOR = 1e-6


def ring_exit(mol: Mol, atoms: list[int]) -> tuple[float, float]:
    """Return the cosine between entry and exit of a ring system, and its span.

    Parameters
    ----------
    mol : Mol
        A residue with its drawing as conformer.
    atoms : list of int
        Atoms of the chain within the ring system, in order.

    Returns
    -------
    cosine : float
        1 if the chain leaves as it came; halved for a cage. [-]
    span : float
        Distance between first and last atom. [Å]

    Notes
    -----
    A cage of saturated rings, or rings that a spiro carbon joins, are laid out in space by
    classical scaling of the distances between their atoms along bonds (Torgerson 1952,
    10.1007/BF02288916). That keeps the symmetry of a cage: exits of bicyclo[2.2.2]octane-1,4-diyl
    and diamantane-4,9-diyl are in line, those of adamantane-1,3-diyl stand at the tetrahedral
    angle. Imides fused to a bridged system are cis, which bonds do not show; these keep the
    drawing and a factor. Accuracy: exact for cages of high symmetry, else not validated.
    """
    system = _ring_system(mol, atoms)
    imides = any(mol.GetAtomWithIdx(i).GetAtomicNum() == 7 for i in atoms)
    cage = not imides and _is_cage(mol, system)
    if cage or (not imides and _turns_at_spiro(mol, system, atoms)):
        cosine, span = _in_space(mol, sorted(set().union(*system)), atoms)
        return cosine * (_CAGE if cage else 1.0), span
    here = mol.GetConformer()
    entry, leave = _outward(mol, atoms[0], atoms), _outward(mol, atoms[-1], atoms)
    cosine = -(entry[0] * leave[0] + entry[1] * leave[1])
    folds = _folds(mol, atoms) if imides else _folded_pairs(mol, system, atoms)
    cosine *= _FOLD**folds * (_BRIDGE if _is_bridged(system) else 1.0)
    first, last = here.GetAtomPosition(atoms[0]), here.GetAtomPosition(atoms[-1])
    return cosine, math.hypot(first.x - last.x, first.y - last.y) / _DRAWN_BOND * BOND_LENGTH


def _ring_system(mol: Mol, atoms: list[int]) -> list[set[int]]:
    """Return the rings that the chain passes through in a body, and those fused to them."""
    waiting = [set(ring) for ring in mol.GetRingInfo().AtomRings()]
    reached, system = set(atoms), []
    while found := [ring for ring in waiting if ring & reached]:
        system += found
        reached = reached.union(*found)
        waiting = [ring for ring in waiting if ring not in found]
    return system


def _is_bridged(system: list[set[int]]) -> bool:
    return any(len(a & b) > 2 for a in system for b in system if a is not b)


def _is_cage(mol: Mol, system: list[set[int]]) -> bool:
    """Whether a ring system is bridged and saturated throughout."""
    inside = set().union(*system)
    return _is_bridged(system) and all(
        is_saturated(mol, i) or mol.GetAtomWithIdx(i).GetAtomicNum() == 8 for i in inside
    )


def _turns_at_spiro(mol: Mol, system: list[set[int]], atoms: list[int]) -> bool:
    """Whether the chain passes from ring to ring through one carbon that they share."""
    return any(
        is_saturated(mol, here) and not any({before, after} <= ring for ring in system)
        for before, here, after in zip(atoms[:-2], atoms[1:-1], atoms[2:], strict=True)
        if all(n.IsInRing() for n in mol.GetAtomWithIdx(here).GetNeighbors())
        and any(a & b == {here} for a in system for b in system)
    )


def _in_space(mol: Mol, inside: list[int], atoms: list[int]) -> tuple[float, float]:
    from rdkit import Chem

    steps = Chem.GetDistanceMatrix(mol)[np.ix_(inside, inside)]
    place = dict(zip(inside, _laid_out(steps), strict=True))
    bonds = [
        float(np.linalg.norm(place[i] - place[j]))
        for i, j in ((b.GetBeginAtomIdx(), b.GetEndAtomIdx()) for b in mol.GetBonds())
        if i in place and j in place
    ]
    span = float(np.linalg.norm(place[atoms[0]] - place[atoms[-1]]))
    entry, leave = (_away(mol, i, place) for i in (atoms[0], atoms[-1]))
    return -float(entry @ leave), span / (sum(bonds) / len(bonds)) * BOND_LENGTH


def _laid_out(steps: Array) -> Array:
    """Return the places in space, shape (n, 3), that fit distances of shape (n, n) best."""
    centring = np.eye(len(steps)) - 1 / len(steps)
    values, vectors = np.linalg.eigh(-0.5 * centring @ steps**2 @ centring)
    return np.asarray(vectors[:, -3:] * np.sqrt(np.maximum(values[-3:], 0.0)))


def _away(mol: Mol, index: int, place: dict[int, Array]) -> Array:
    neighbours = [n.GetIdx() for n in mol.GetAtomWithIdx(index).GetNeighbors()]
    way = np.sum([place[index] - place[i] for i in neighbours if i in place], axis=0)
    size = float(np.linalg.norm(way))
    return np.asarray(way / size) if size > _LEAST_VECTOR else np.array([0.0, 0.0, 1.0])


def _folds(mol: Mol, atoms: list[int]) -> int:
    """Return how many imide rings of a body sit cis on a plain saturated six-membered ring."""
    rings = mol.GetRingInfo()
    on_chain = set(atoms)
    imides = [
        set(ring)
        for ring in rings.AtomRings()
        if on_chain & {i for i in ring if mol.GetAtomWithIdx(i).GetAtomicNum() == 7}
    ]
    return sum(
        len(shared := imide & set(ring)) == 2 and _is_junction(mol, shared)
        for imide in imides
        for ring in rings.AtomRings()
        if len(ring) == 6
    )


def _folded_pairs(mol: Mol, system: list[set[int]], atoms: list[int]) -> int:
    """Return how many pairs of saturated five-membered rings of the chain are fused, so cis."""
    passed = [ring for ring in system if len(ring) == 5 and ring & set(atoms)]
    return sum(
        len(first & second) == 2 and _is_junction(mol, first & second)
        for number, first in enumerate(passed)
        for second in passed[:number]
    )


def _is_junction(mol: Mol, shared: set[int]) -> bool:
    """Whether two rings share these saturated atoms and no third ring does."""
    rings = mol.GetRingInfo()
    return all(rings.NumAtomRings(i) == 2 and is_saturated(mol, i) for i in shared)


def is_saturated(mol: Mol, index: int) -> bool:
    """Return whether an atom has four neighbours, hydrogens included."""
    atom = mol.GetAtomWithIdx(index)
    return bool(atom.GetDegree() + atom.GetTotalNumHs() == 4)


def _outward(mol: Mol, index: int, atoms: list[int]) -> tuple[float, float]:
    """Return the unit vector that leaves a body at one of its end atoms."""
    here = mol.GetConformer()
    atom = mol.GetAtomWithIdx(index)
    inner = [n.GetIdx() for n in atom.GetNeighbors() if _is_inside(mol, index, n.GetIdx(), atoms)]
    at = here.GetAtomPosition(index)
    x = sum(at.x - here.GetAtomPosition(i).x for i in inner)
    y = sum(at.y - here.GetAtomPosition(i).y for i in inner)
    size = math.hypot(x, y)
    return (x / size, y / size) if size > _LEAST_VECTOR else (0.0, 1.0)


def _is_inside(mol: Mol, index: int, neighbour: int, atoms: list[int]) -> bool:
    return neighbour in atoms or mol.GetBondBetweenAtoms(index, neighbour).IsInRing()
