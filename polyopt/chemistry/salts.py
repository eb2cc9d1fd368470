"""Salts and hydrates of monomers: what reacts, and what stands on the balance."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from polyopt.chemistry.monomer import Monomer
from polyopt.chemistry.structures import canonical_smiles, molar_mass

WITH = {
    "HCl": "Cl",
    "HBr": "Br",
    "H2SO4": "O=S(=O)(O)O",
    "CH3SO3H": "CS(=O)(=O)O",
    "H2O": "O",
}
"""What monomers are sold with, as SMILES."""

_COUNTS = {"": 1, "mono": 1, "hemi": 0.5, "sesqui": 1.5, "di": 2, "tri": 3, "tetra": 4}
_WORDS = {
    "hydrochloride": "HCl",
    "hydrobromide": "HBr",
    "sulfate": "H2SO4",
    "sulphate": "H2SO4",
    "mesylate": "CH3SO3H",
    "hydrate": "H2O",
}
_IN_WORDS = re.compile(
    rf"[\s,\-]+\(?(mono|di|tri|tetra|hemi|sesqui)?({'|'.join(_WORDS)})\)?$", re.IGNORECASE
)
_IN_FORMULA = re.compile(
    r"(?:\s*[.\u00b7\u2022\u2219\u22c5*\u00d7]\s*|\s+x\s+)\(?(\d*(?:\.\d+)?)\s*(HCl|HBr|H2SO4|CH3SO3H|H2O)\)?$",
    re.IGNORECASE,
)
_FORMULAS = {name.casefold(): name for name in WITH}
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")


@dataclass(frozen=True, slots=True)
class Bound:
    """What a monomer is sold with.

    Parameters
    ----------
    formula : str
        As ``HCl`` or ``H2O``.
    count : float
        Molecules of it for each of the monomer. [-]
    """

    formula: str
    count: float

    @property
    def mass(self) -> float:
        """What it adds to the molar mass. [g/mol]."""
        return self.count * molar_mass(WITH[self.formula])

    def __str__(self) -> str:
        return f"{'' if self.count == 1 else format(self.count, 'g')}{self.formula}"


def split_name(text: str) -> tuple[str, tuple[Bound, ...]]:
    """Return the name of the free monomer, and what it is bound to.

    Parameters
    ----------
    text : str
        A name or formula such as ``"PDA dihydrochloride"`` or ``"PDA.2HCl"``.

    Examples
    --------
    >>> split_name("p-phenylenediamine dihydrochloride")
    ('p-phenylenediamine', (Bound(formula='HCl', count=2),))
    >>> split_name("PDA")
    ('PDA', ())
    """
    name, bound = text.strip().translate(_SUBSCRIPTS), list[Bound]()
    while True:
        if found := _IN_WORDS.search(name):
            count, formula = _COUNTS[(found[1] or "").casefold()], _WORDS[found[2].casefold()]
        elif found := _IN_FORMULA.search(name):
            count, formula = float(found[1] or 1), _FORMULAS[found[2].casefold()]
        else:
            return (name if bound else text.strip()), tuple(bound)
        bound.insert(0, Bound(formula, int(count) if count == int(count) else count))
        name = name[: found.start()].strip()


def weighed_molar_mass(monomer: Monomer) -> float:
    """Return the molar mass of what stands on the balance, a salt's or hydrate's whole [g/mol].

    >>> from polyopt.chemistry.monomer import Monomer
    >>> pda = Monomer("PDA.2HCl", "diamine", "Nc1ccc(N)cc1", sold_with="2HCl")
    >>> round(weighed_molar_mass(pda), 2)
    181.07
    """
    _, bound = split_name(f"free.{monomer.sold_with}") if monomer.sold_with else ("", ())
    return molar_mass(monomer.smiles) + sum(part.mass for part in bound)


@cache
def split_smiles(smiles: str) -> tuple[str, tuple[Bound, ...]]:
    """Return the free monomer of a SMILES of several molecules, and what it is bound to.

    Only the acids and the water of `WITH` are taken off; any other molecule stays, so that what
    is not known is refused and not dropped. Charges of ammonium and of the acid are taken away.

    >>> split_smiles("Cl.Nc1ccc(N)cc1.Cl")
    ('Nc1ccc(N)cc1', (Bound(formula='HCl', count=2),))
    """
    parts = smiles.split(".")
    if len(parts) == 1:
        return smiles, ()
    known = {canonical_smiles(drawn): formula for formula, drawn in WITH.items()}
    counts, rest = dict[str, int](), list[str]()
    for part in parts:
        free = _uncharged(part)
        if free in known:
            counts[known[free]] = counts.get(known[free], 0) + 1
        else:
            rest.append(free)
    if not counts or len(set(rest)) != 1:
        return smiles, ()
    each = len(rest)
    bound = [Bound(f, n // each if n % each == 0 else n / each) for f, n in counts.items()]
    return rest[0], tuple(bound)


def _uncharged(part: str) -> str:
    from rdkit import Chem
    from rdkit.Chem.MolStandardize import rdMolStandardize

    from polyopt.chemistry.structures import molecule

    mol = Chem.Mol(molecule(part))
    return canonical_smiles(Chem.MolToSmiles(rdMolStandardize.Uncharger().uncharge(mol)))
