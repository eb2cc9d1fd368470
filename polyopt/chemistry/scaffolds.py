"""Membership of a monomer in a general formula: a scaffold and what may hang on its rings."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING

from polyopt.chemistry.structures import canonical_smiles, molecule
from polyopt.errors import UsageError, unknown_name

if TYPE_CHECKING:
    from rdkit.Chem import Atom, Bond, Mol


def is_member(smiles: str, scaffold: str, substituents: Iterable[str]) -> bool:
    """Say whether a structure is the scaffold with allowed substituents on its ring carbons.

    Parameters
    ----------
    smiles : str
        The structure to judge.
    scaffold : str
        SMILES of the bare scaffold, hydrogen at each free position.
    substituents : iterable of str
        What may replace a ring hydrogen: ``alkyl``, ``alkoxy`` (1 to 30 carbons, or ``alkyl-4``
        for 1 to 4), ``halogen``, ``hydroxy``, ``carboxyl``, ``sulfonic``, ``nitro``, ``cyano``.

    Returns
    -------
    bool
        True if every atom beyond the scaffold belongs to an allowed substituent that hangs by
        one single bond on an aromatic carbon of the scaffold.

    Examples
    --------
    >>> is_member("Cc1cc(N)ccc1N", "Nc1ccc(N)cc1", ["alkyl"])
    True
    >>> is_member("Nc1cccc(N)c1", "Nc1ccc(N)cc1", ["alkyl"])
    False
    """
    return _is_member(smiles, canonical_smiles(scaffold), tuple(sorted(substituents)))


@cache
def _is_member(smiles: str, scaffold: str, substituents: tuple[str, ...]) -> bool:
    allowed = [_substituent(name) for name in substituents]
    mol, bare = molecule(smiles), molecule(scaffold)
    for match in mol.GetSubstructMatches(bare, uniquify=False, maxMatches=1000):
        branches = _branches(mol, bare, match)
        if branches is not None and all(any(test(b) for test in allowed) for b in branches):
            return True
    return False


def _branches(mol: Mol, bare: Mol, match: tuple[int, ...]) -> list[Mol] | None:
    """Return the substituents as molecules with one ``*`` each, or None if the scaffold differs."""
    from rdkit import Chem

    inside = set(match)
    cuts, bonds_inside = [], 0
    for bond in mol.GetBonds():
        ends = (bond.GetBeginAtomIdx(), bond.GetEndAtomIdx())
        held = [end for end in ends if end in inside]
        bonds_inside += len(held) == 2
        if len(held) == 1:
            if not _may_be_cut(mol.GetAtomWithIdx(held[0]), bond):
                return None
            cuts.append(bond.GetIdx())
    if bonds_inside != bare.GetNumBonds():
        return None
    if not cuts:
        return []
    pieces = Chem.FragmentOnBonds(mol, cuts, dummyLabels=[(0, 0)] * len(cuts))
    members: list[tuple[int, ...]] = []
    fragments = Chem.GetMolFrags(pieces, asMols=True, fragsMolAtomMapping=members)
    branches = [
        f for f, atoms in zip(fragments, members, strict=True) if not inside.intersection(atoms)
    ]
    return None if any(_stars(b) != 1 for b in branches) else branches


def _may_be_cut(atom: Atom, bond: Bond) -> bool:
    on_ring_carbon = atom.GetIsAromatic() and atom.GetAtomicNum() == 6
    return bool(on_ring_carbon and bond.GetBondTypeAsDouble() == 1.0)


def _stars(branch: Mol) -> int:
    return sum(atom.GetAtomicNum() == 0 for atom in branch.GetAtoms())


def _is_alkyl(branch: Mol, most: int, *, through_oxygen: bool) -> bool:
    atoms = [a for a in branch.GetAtoms() if a.GetAtomicNum() != 0]
    carbons = [a for a in atoms if a.GetAtomicNum() == 6]
    oxygens = [a for a in atoms if a.GetAtomicNum() == 8]
    if len(carbons) + len(oxygens) != len(atoms) or len(oxygens) != int(through_oxygen):
        return False
    if not 1 <= len(carbons) <= most or branch.GetRingInfo().NumRings():
        return False
    if any(bond.GetBondTypeAsDouble() != 1.0 for bond in branch.GetBonds()):
        return False
    return not oxygens or any(n.GetAtomicNum() == 0 for n in oxygens[0].GetNeighbors())


_FIXED = {
    "halogen": ("*F", "*Cl", "*Br", "*I"),
    "hydroxy": ("*O",),
    "carboxyl": ("*C(=O)O",),
    "sulfonic": ("*S(=O)(=O)O",),
    "nitro": ("*[N+](=O)[O-]",),
    "cyano": ("*C#N",),
}


def _substituent(name: str) -> Callable[[Mol], bool]:
    kind, _, most = name.partition("-")
    if kind in ("alkyl", "alkoxy") and (not most or most.isdigit()):
        limit = int(most or 30)
        return lambda branch: _is_alkyl(branch, limit, through_oxygen=kind == "alkoxy")
    if name not in _FIXED:
        raise unknown_name("substituent", name, ["alkyl", "alkoxy", *_FIXED])
    wanted = {canonical_smiles(s) for s in _FIXED[name]}
    return lambda branch: _smiles(branch) in wanted


def _smiles(mol: Mol) -> str:
    from rdkit import Chem

    try:
        return canonical_smiles(Chem.MolToSmiles(mol))
    except UsageError:
        return ""
