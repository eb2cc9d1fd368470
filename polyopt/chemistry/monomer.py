"""One monomer, as a value."""

from __future__ import annotations

from dataclasses import dataclass, replace

from polyopt.chemistry.drawing import structure_svg
from polyopt.display.notebook import heading


@dataclass(frozen=True, slots=True)
class Monomer:
    """One monomer.

    Parameters
    ----------
    abbreviation : str
        Short name that users and tables write.
    role : str
        Its kind: ``"dianhydride"``, ``"tricarboxylic anhydride"``, ``"diamine"``,
        ``"diisocyanate"``, or what else it is.
    smiles : str
        Canonical SMILES; empty for a bare label, which only tables of values can predict.
    name : str
        Chemical name.
    synonyms : tuple of str
        Other names.
    cas : str
        CAS registry number where a source was read.
    note : str
        What a chemist must know of the entry.
    sold_with : str
        What is weighed with it, as ``2HCl`` or ``H2O``, for a salt or hydrate; `smiles` is the
        free monomer, which reacts.
    """

    abbreviation: str
    role: str
    smiles: str = ""
    name: str = ""
    synonyms: tuple[str, ...] = ()
    cas: str = ""
    note: str = ""
    sold_with: str = ""

    def __str__(self) -> str:
        return self.abbreviation

    def _repr_html_(self) -> str:
        described = "; ".join(filter(None, (self.role, self.name, self.cas and f"CAS {self.cas}")))
        drawn = structure_svg(self.smiles).partition("?>")[2] if self.smiles else ""
        return heading(self.abbreviation, described) + drawn

    def _repr_svg_(self) -> str | None:
        return structure_svg(self.smiles) if self.smiles else None


def label(name: str, role: str) -> Monomer:
    """Return a monomer without structure, for palettes whose values come from tables."""
    return Monomer(name, role)


def renamed(monomer: Monomer, abbreviation: str) -> Monomer:
    """Return the same monomer under the name the user wrote."""
    return replace(monomer, abbreviation=abbreviation)


def not_this_role(found: str, wanted: str) -> str:
    """Return what a monomer is instead of what it should be, in words after its name.

    >>> not_this_role("diamine", "dianhydride")
    'is a diamine, not a dianhydride'
    >>> not_this_role("other", "diamine"), not_this_role("end-capper", "diamine")
    ('is neither a dianhydride nor a diamine', 'is an end-capper, not a diamine')
    """
    if found == "other":
        return "is neither a dianhydride nor a diamine"
    article = "an" if found[:1] in ("a", "e", "i", "o", "u") else "a"
    return f"is {article} {found}, not a {wanted}"
