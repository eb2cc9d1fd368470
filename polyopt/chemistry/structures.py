"""Reading structures: canonical SMILES, molar mass, and what a monomer can react as."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from polyopt.chemistry.kinds import DIAMINE, DIANHYDRIDE, DIISOCYANATE, TRICARBOXYLIC
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
ISOCYANATE = "[NX2;!R]=[CX2]=[OX1]"
CARBOXYL = "[CX3;!R](=[OX1])[OX2H1,Cl]"
"""A carboxylic acid or its chloride: the second end of trimellitic anhydride."""

_ACID_CHLORIDE = "[CX3](=O)[Cl,Br]"
_ELSEWHERE_REACTIVE = {
    "an acid bromide": "[CX3](=O)Br",
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
    from rdkit import Chem

    # the sum of RDKit's Descriptors.MolWt: importing that loads a hundred other descriptors
    hydrogen, mass = Chem.GetPeriodicTable().GetAtomicWeight(1), 0.0
    for atom in molecule(smiles).GetAtoms():
        mass += atom.GetMass()
        mass += atom.GetTotalNumHs() * hydrogen
    return mass


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
    """Return the kind of a monomer by its ends.

    Parameters
    ----------
    smiles : str
        Its structure.

    Returns
    -------
    str
        ``"dianhydride"``, ``"tricarboxylic anhydride"`` (one cyclic anhydride and one carboxylic
        acid or its chloride), ``"diamine"`` or ``"diisocyanate"``.

    Raises
    ------
    UsageError
        If the structure is none of these: it has other ends than two, or something else that
        reacts on the way to a polyimide.

    Examples
    --------
    >>> perceive_role("O=c1oc(=O)c2cc3c(=O)oc(=O)c3cc12")
    'dianhydride'
    >>> perceive_role("O=C(O)c1ccc2c(c1)C(=O)OC2=O")
    'tricarboxylic anhydride'
    """
    _refuse_unsound(smiles)
    found = {
        what: len(matches(smiles, smarts))
        for what, smarts in (
            ("anhydrides", ANHYDRIDE),
            ("amines", PRIMARY_AMINE),
            ("isocyanates", ISOCYANATE),
            ("acids", CARBOXYL),
            ("chlorides", _ACID_CHLORIDE),
        )
    }
    for what, smarts in _ELSEWHERE_REACTIVE.items():
        if matches(smiles, smarts):
            raise UsageError(f"{quoted(smiles)} carries {what}, so it is not a polyimide monomer")
    match tuple(found.values()):
        case (2, 0, 0, _, 0):
            return DIANHYDRIDE
        case (0, 2, 0, _, 0):
            return DIAMINE
        case (1, 0, 0, 1, _):
            return TRICARBOXYLIC
        case (0, 0, 2, 0, 0):
            return DIISOCYANATE
    raise _not_two_ends(smiles, found)


def _not_two_ends(smiles: str, found: dict[str, int]) -> UsageError:
    """Return the error for a structure whose ends make no monomer of it."""
    if found["chlorides"] and not found["anhydrides"]:
        return UsageError(
            f"{quoted(smiles)} carries an acid chloride, so it is not a polyimide monomer",
            remedy="of acid chlorides only that of an anhydride, as TMAC, forms imides",
        )
    if found["isocyanates"]:
        return UsageError(
            f"{quoted(smiles)} carries {found['isocyanates']} isocyanates beside "
            f"{found['anhydrides']} cyclic anhydrides, {found['amines']} primary amines and "
            f"{found['acids']} acids",
            remedy="a diisocyanate has two isocyanates and nothing that reacts with them",
        )
    ends = f"{found['anhydrides']} cyclic anhydrides and {found['amines']} primary amines"
    acids = f", {found['acids']} acids or acid chlorides" if found["anhydrides"] == 1 else ""
    return UsageError(
        f"{quoted(smiles)} has {ends}{acids}",
        remedy="a dianhydride has two anhydrides and no amine, a diamine two primary amines only, "
        "a tricarboxylic anhydride one anhydride and one acid",
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
