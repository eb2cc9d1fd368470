"""Reading structures: canonical SMILES, molar mass, and what a monomer can react as."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from polyopt.errors import UsageError, quoted

if TYPE_CHECKING:
    from rdkit.Chem import Mol

_STEREO = re.compile(r"[@/\\]|\[\d")
_LONGEST_SMILES = 1000
_MOST_ATOMS = 300
_MOST_MONOMER_ATOMS = 150

# RDKit perceives the anhydride rings of PMDA as aromatic, so the patterns refer to elements
# and bonds, never of aliphatic carbons.
ANHYDRIDE = "[#6;R:1](=[OX1:2])[#8X2;R][#6;R:3]=[OX1:4]"
PRIMARY_AMINE = "[NX3;H2;!$(N[#6]=[O,S,N]);!$(N[S,P,N,O])]"
_ELSEWHERE_REACTIVE = {
    "an acid chloride": "[CX3](=O)[Cl,Br]",
    "an isocyanate": "[NX2]=C=O",
    "a secondary aliphatic amine": "[NX3;H1;!$(N[#6]=[O,S,N]);!$(N[S,P,N,O])]([CX4])[CX4]",
}


def molecule(smiles: str) -> Mol:
    """Return the RDKit molecule of a SMILES.

    Raises
    ------
    UsageError
        If it is too long, cannot be read, or holds several molecules.
    """
    from rdkit import Chem, rdBase

    if not smiles.isascii() or not smiles.isprintable():
        raise UsageError(f"{quoted(smiles)} is not a readable SMILES")
    if len(smiles) > _LONGEST_SMILES:
        raise UsageError(f"{quoted(smiles)} is longer than {_LONGEST_SMILES} characters")
    with rdBase.BlockLogs():
        mol = Chem.MolFromSmiles(smiles)
    if mol is None or mol.GetNumAtoms() == 0:
        raise UsageError(f"{quoted(smiles)} is not a readable SMILES")
    if mol.GetNumAtoms() > _MOST_ATOMS:
        raise UsageError(f"{quoted(smiles)} has more than {_MOST_ATOMS} heavy atoms")
    if len(Chem.GetMolFrags(mol)) > 1:
        raise UsageError(f"{quoted(smiles)} holds several molecules", remedy="give one monomer")
    return mol


@cache
def canonical_smiles(smiles: str) -> str:
    """Return the canonical SMILES, atom numbers left out.

    >>> canonical_smiles("c1(N)ccc(N)cc1")
    'Nc1ccc(N)cc1'
    """
    from rdkit import Chem

    mol = Chem.Mol(molecule(smiles))
    for atom in mol.GetAtoms():
        atom.SetAtomMapNum(0)
    return str(Chem.MolToSmiles(Chem.RemoveHs(mol)))


@cache
def without_stereo(smiles: str) -> str:
    """Return the canonical SMILES with stereo left out: what the models see of a monomer.

    Two monomers that come to the same are one to every model, limit and list.

    Examples
    --------
    >>> without_stereo("N[C@H]1CC[C@H](N)CC1")
    'NC1CCC(N)CC1'
    """
    from rdkit import Chem

    if not _STEREO.search(smiles):
        return canonical_smiles(smiles)
    return str(Chem.MolToSmiles(molecule(smiles), isomericSmiles=False))


def same_structure(first: str, second: str) -> bool:
    """Say whether two SMILES are one monomer to the models: alike, stereo left out.

    >>> same_structure("N[C@H]1CC[C@H](N)CC1", "NC1CCC(N)CC1")
    True
    """
    if first == second or not (_STEREO.search(first) or _STEREO.search(second)):
        return first == second
    return without_stereo(first) == without_stereo(second)


@cache
def molar_mass(smiles: str) -> float:
    """Return the molar mass, average isotopes, attachment points counted as zero [g/mol].

    >>> round(molar_mass("Nc1ccc(N)cc1"), 3)
    108.144
    """
    from rdkit.Chem import Descriptors

    return float(Descriptors.MolWt(molecule(smiles)))  # type: ignore[attr-defined]


@cache
def pattern(smarts: str) -> Mol:
    """Return the RDKit query of a SMARTS."""
    from rdkit import Chem

    query = Chem.MolFromSmarts(smarts)
    if query is None:
        raise UsageError(f"{quoted(smarts)} is not a readable SMARTS")
    return query


@cache
def matches(smiles: str, smarts: str) -> tuple[tuple[int, ...], ...]:
    """Return the atom indices of each match of `smarts` in `smiles`."""
    return tuple(molecule(smiles).GetSubstructMatches(pattern(smarts), maxMatches=10_000))


@cache
def perceive_role(smiles: str) -> str:
    """Return ``"dianhydride"`` or ``"diamine"``.

    Raises
    ------
    UsageError
        If the structure is neither: it needs exactly two cyclic anhydrides or exactly two
        primary amines, and nothing else that reacts on the way to a polyimide.

    Examples
    --------
    >>> perceive_role("O=c1oc(=O)c2cc3c(=O)oc(=O)c3cc12")
    'dianhydride'
    """
    _refuse_unsound(smiles)
    anhydrides = len(matches(smiles, ANHYDRIDE))
    amines = len(matches(smiles, PRIMARY_AMINE))
    for what, smarts in _ELSEWHERE_REACTIVE.items():
        if matches(smiles, smarts):
            raise UsageError(f"{quoted(smiles)} carries {what}, so it is not a polyimide monomer")
    if (anhydrides, amines) == (2, 0):
        return "dianhydride"
    if (anhydrides, amines) == (0, 2):
        return "diamine"
    raise UsageError(
        f"{quoted(smiles)} has {anhydrides} cyclic anhydrides and {amines} primary amines",
        remedy="a dianhydride has two anhydrides and no amine, a diamine two primary amines only",
    )


def _refuse_unsound(smiles: str) -> None:
    """Raise for what is no closed-shell molecule of a monomer's size."""
    mol = molecule(smiles)
    if mol.GetNumHeavyAtoms() > _MOST_MONOMER_ATOMS:
        raise UsageError(f"{quoted(smiles)} has more than {_MOST_MONOMER_ATOMS} heavy atoms")
    for atom in mol.GetAtoms():
        if atom.GetAtomicNum() == 0:
            raise UsageError(f"{quoted(smiles)} has an open end '*', so it is not a monomer")
        if atom.GetNumRadicalElectrons():
            raise UsageError(f"{quoted(smiles)} is a radical, so it is not a monomer")
