"""Monomers and the library that knows them by abbreviation, synonym, name, CAS number or SMILES."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from functools import cache, cached_property
from typing import TYPE_CHECKING

from polyopt.chemistry.drawing import structure_svg
from polyopt.chemistry.role_words import not_this_role
from polyopt.chemistry.structures import canonical_smiles, perceive_role
from polyopt.display.notebook import heading, shown
from polyopt.errors import UsageError, quoted, unknown_name
from polyopt.io.shipped import dataset_rows

if TYPE_CHECKING:
    import pandas as pd

DIANHYDRIDE = "dianhydride"
DIAMINE = "diamine"
END_CAPPER = "end-capper"
SEPARATE = "put ';' between monomers"
_SMILES_ONLY = re.compile(r"[=#\[\]@\\]|[a-z]1|\d[A-Za-z(]*\)")
_LISTED = "'polyopt monomers' lists those known; a new one is given as a SMILES"
_SEPARATOR = re.compile(r"\s*[,+/&\uff0c\uff1b]\s*")
_LONGEST_NAME = 300
_LONGEST_WORD = 20


@dataclass(frozen=True, slots=True)
class Monomer:
    """One monomer.

    Parameters
    ----------
    abbreviation : str
        Short name that users and tables write.
    role : str
        ``"dianhydride"``, ``"diamine"``, or what else it is.
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
    """

    abbreviation: str
    role: str
    smiles: str = ""
    name: str = ""
    synonyms: tuple[str, ...] = ()
    cas: str = ""
    note: str = ""

    def __str__(self) -> str:
        return self.abbreviation

    def _repr_html_(self) -> str:
        described = "; ".join(filter(None, (self.role, self.name, self.cas and f"CAS {self.cas}")))
        drawn = structure_svg(self.smiles).partition("?>")[2] if self.smiles else ""
        return heading(self.abbreviation, described) + drawn

    def _repr_svg_(self) -> str | None:
        return structure_svg(self.smiles) if self.smiles else None


def folded_name(name: str) -> str:
    """Return `name` without case, spaces, hyphens and the shape of its primes.

    >>> folded_name("m-TB"), folded_name("3,4\u2032-ODA")
    ('mtb', "3,4'oda")
    """
    text = re.sub("[\u2032\u2019\u00b4`]", "'", name.casefold())
    return re.sub(r"[\s\-\u2010-\u2015_]", "", text)


class MonomerLibrary:
    """Monomers by any of their names.

    Parameters
    ----------
    monomers : iterable of Monomer
        Entries; no name may stand for two of them.

    Raises
    ------
    UsageError
        If two monomers share a name.
    """

    def __init__(self, monomers: Iterable[Monomer]) -> None:
        self._monomers = tuple(monomers)
        self._exact: dict[str, Monomer] = {}
        self._folded: dict[str, Monomer | None] = {}
        for monomer in self._monomers:
            self._enter(monomer)

    def _enter(self, monomer: Monomer) -> None:
        for name in (monomer.abbreviation, *monomer.synonyms, monomer.name, monomer.cas):
            if not name:
                continue
            if self._exact.setdefault(name.casefold(), monomer) is not monomer:
                other = self._exact[name.casefold()]
                raise UsageError(
                    f"monomer name {quoted(name)} stands for {other} and for {monomer}",
                    remedy="give one of them another name",
                )
            key = folded_name(name)
            ambiguous = self._folded.setdefault(key, monomer) is not monomer
            self._folded[key] = None if ambiguous else monomer

    def __iter__(self) -> Iterator[Monomer]:
        return iter(self._monomers)

    def __len__(self) -> int:
        return len(self._monomers)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.by_name(name) is not None

    @cached_property
    def _by_smiles(self) -> dict[str, Monomer]:
        return {m.smiles: m for m in self._monomers if m.smiles}

    def table(self) -> pd.DataFrame:
        """Return the monomers, one per row, columns as the fields of `Monomer`."""
        import pandas as pd

        return pd.DataFrame([asdict(monomer) for monomer in self])

    def _repr_html_(self) -> str:
        rows = [
            {"abbreviation": m.abbreviation, "role": m.role, "name": m.name, "CAS": m.cas}
            for m in self
        ]
        return shown(rows, "Monomers", f"{len(rows)} known")

    def with_monomers(self, extra: Iterable[Monomer]) -> MonomerLibrary:
        """Return a library that knows `extra` as well; a name that is taken is a `UsageError`."""
        return MonomerLibrary((*self._monomers, *extra))

    def by_name(self, name: str) -> Monomer | None:
        """Return the monomer of that abbreviation, synonym, name or CAS number, or None."""
        text = name.strip()
        return self._exact.get(text.casefold()) or self._folded.get(folded_name(text))

    def find(self, text: str, role: str | None = None) -> Monomer:
        """Return the monomer that `text` names or draws.

        Parameters
        ----------
        text : str
            Abbreviation, synonym, name, CAS number or SMILES.
        role : str, optional
            The role it must have.

        Returns
        -------
        Monomer
            A library entry, or for an unknown SMILES a new monomer whose role is perceived.

        Raises
        ------
        UsageError
            If nothing of that name is known, the structure is neither a dianhydride nor a
            diamine, or its role is not `role`.
        """
        name = text.strip()
        if not name or len(name) > _LONGEST_NAME:
            raise UsageError(f"{quoted(name)} is not a monomer name", remedy="1 to 300 characters")
        monomer = self.by_name(name) or self._from_smiles(name, role)
        if role is not None and monomer.role != role:
            raise _wrong_role(name, monomer.role, role)
        return monomer

    def _from_smiles(self, text: str, role: str | None) -> Monomer:
        try:
            smiles = canonical_smiles(text)
        except UsageError:
            if _SMILES_ONLY.search(text):
                raise
            raise self._unknown(text, role) from None
        known = self._by_smiles.get(smiles)
        if known is not None:
            return known
        try:
            return Monomer(smiles, perceive_role(smiles), smiles)
        except UsageError as error:
            if text.isalpha() and len(text) <= _LONGEST_WORD:
                raise self._unknown(text, role) from None
            raise UsageError(
                error.what.replace(quoted(smiles), quoted(text)), remedy=error.remedy
            ) from None

    def _unknown(self, text: str, role: str | None) -> UsageError:
        """Return the error for a name that is not known, with what may have been meant."""
        if all(part in self for part in _SEPARATOR.split(text)):
            return UsageError(f"unknown monomer {quoted(text)}", remedy=SEPARATE)
        error = unknown_name("monomer", text, self.names(role))
        return error if error.remedy else UsageError(error.what, remedy=_LISTED)

    def names(self, role: str | None = None) -> list[str]:
        """Return abbreviations and synonyms, of one role if given."""
        chosen = [m for m in self._monomers if role is None or m.role == role]
        return [n for m in chosen for n in (m.abbreviation, *m.synonyms)]


def _wrong_role(name: str, found: str, wanted: str) -> UsageError:
    if found == END_CAPPER:
        return UsageError(
            f"{quoted(name)} is an end-capper; the models do not see chain ends",
            remedy="leave it out, and calibrate with films that hold it as a process of their own",
        )
    return UsageError(
        f"{quoted(name)} {not_this_role(found, wanted)}",
        remedy="formulations are written dianhydrides // diamines",
    )


def own_monomer(name: str, smiles: str, role: str | None = None) -> Monomer:
    """Return a user's monomer, its role perceived from the structure.

    Parameters
    ----------
    name : str
        The name it goes by.
    smiles : str
        Its structure.
    role : str, optional
        The role it is meant to have.

    Returns
    -------
    Monomer
        With canonical SMILES and its role.

    Raises
    ------
    UsageError
        If the structure cannot be read, is no dianhydride or diamine, or has another role.
    """
    if not name.strip() or not name.isprintable() or re.search("[:;]|//", name):
        raise UsageError(
            f"{quoted(name)} cannot name a monomer", remedy="leave out ':', ';', '//' and line ends"
        )
    canonical = canonical_smiles(smiles)
    known = shipped_library().by_name(name)
    if known is not None and known.smiles != canonical:
        raise UsageError(
            f"{quoted(name)} is {known.name} in the library, another structure than the one given",
            remedy="give your monomer another name",
        )
    perceived = perceive_role(canonical)
    if role is not None and perceived != role:
        raise UsageError(f"{quoted(name)} {not_this_role(perceived, role)}")
    return Monomer(name.strip(), perceived, canonical)


def label(name: str, role: str) -> Monomer:
    """Return a monomer without structure, for palettes whose values come from tables."""
    return Monomer(name, role)


def renamed(monomer: Monomer, abbreviation: str) -> Monomer:
    """Return the same monomer under the name the user wrote."""
    return replace(monomer, abbreviation=abbreviation)


@cache
def shipped_library() -> MonomerLibrary:
    """Return the library of `datasets/monomers.csv`."""
    return MonomerLibrary(
        Monomer(
            abbreviation=row["abbreviation"],
            role=row["role"],
            smiles=row["smiles"],
            name=row["name"],
            synonyms=tuple(s.strip() for s in row["synonyms"].split(";") if s.strip()),
            cas=row["cas"],
            note=row["note"],
        )
        for row in dataset_rows("monomers.csv")
    )
