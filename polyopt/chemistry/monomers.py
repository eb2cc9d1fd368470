"""Monomers and the library that knows them by abbreviation, synonym, name, CAS number or SMILES."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from functools import cache, cached_property
from typing import TYPE_CHECKING

from polyopt.chemistry.ambiguous_names import decided_name, meanings
from polyopt.chemistry.kinds import DIAMINE, DIANHYDRIDE, END_CAPPER, fits
from polyopt.chemistry.monomer import Monomer, label, not_this_role, renamed
from polyopt.chemistry.monomer_search import SEPARATE, sought
from polyopt.chemistry.name_folding import folded_name
from polyopt.chemistry.name_lookup import Named, NameLookup
from polyopt.chemistry.structures import canonical_smiles, perceive_role, without_stereo
from polyopt.display.notebook import shown
from polyopt.errors import UsageError, quoted
from polyopt.io.shipped import dataset_rows

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "DIAMINE",
    "DIANHYDRIDE",
    "END_CAPPER",
    "SEPARATE",
    "Monomer",
    "MonomerLibrary",
    "folded_name",
    "label",
    "own_monomer",
    "renamed",
    "shipped_library",
]
_LONGEST_NAME = 300


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

    def __init__(
        self, monomers: Iterable[Monomer], more: Callable[[], Iterable[Named]] = tuple
    ) -> None:
        self._monomers = tuple(monomers)
        self._more = more
        self._exact: dict[str, Monomer] = {}
        self._by_abbreviation: dict[str, Monomer] = {}
        for monomer in self._monomers:
            self._enter(monomer)
        self._lookup = NameLookup(
            ((n, m.abbreviation) for m in self._monomers for n in _names_of(m)), more
        )

    def _enter(self, monomer: Monomer) -> None:
        self._by_abbreviation.setdefault(monomer.abbreviation, monomer)
        for name in _names_of(monomer):
            if self._exact.setdefault(name.casefold(), monomer) is not monomer:
                other = self._exact[name.casefold()]
                raise UsageError(
                    f"monomer name {quoted(name)} stands for {other} and for {monomer}",
                    remedy="give one of them another name",
                )

    def __iter__(self) -> Iterator[Monomer]:
        return iter(self._monomers)

    def __len__(self) -> int:
        return len(self._monomers)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and (self.by_name(name) is not None or bool(meanings(name)))

    @cached_property
    def _by_smiles(self) -> dict[str, Monomer]:
        return {m.smiles: m for m in self._monomers if m.smiles}

    @cached_property
    def _stereo_left_out(self) -> dict[str, list[Monomer]]:
        found: dict[str, list[Monomer]] = {}
        for monomer in self._monomers:
            if monomer.smiles:
                found.setdefault(without_stereo(monomer.smiles), []).append(monomer)
        return found

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
        return MonomerLibrary((*self._monomers, *extra), self._more)

    def by_name(self, name: str) -> Monomer | None:
        """Return the monomer of that abbreviation, synonym, name or CAS number, or None.

        An abbreviation that stands for several monomers is None unless it was decided.
        """
        text = name.strip()
        if (decided := decided_name(text)) is not None and folded_name(decided) != folded_name(
            text
        ):
            return self.by_name(decided)
        if exact := self._exact.get(text.casefold()):
            return exact
        owner = self._lookup.owner(text)
        return None if owner is None else self._by_abbreviation[owner]

    def find(self, text: str, role: str | None = None) -> Monomer:
        """Return the monomer that `text` names or draws.

        Parameters
        ----------
        text : str
            Abbreviation, synonym, name, CAS number or SMILES, of a salt or hydrate too.
        role : str, optional
            The kind it must have, or the side it must stand on (`kinds.fits`).

        Returns
        -------
        Monomer
            A library entry, or for an unknown SMILES a new monomer whose role is perceived. A
            stereo form of an entry is that entry, and a line says so.

        Raises
        ------
        UsageError
            If nothing of that name is known, it stands for several monomers, the structure is
            none that forms a polyimide or polyamide-imide, or its role is not `role`.
        """
        name = text.strip()
        if not name or len(name) > _LONGEST_NAME:
            raise UsageError(f"{quoted(name)} is not a monomer name", remedy="1 to 300 characters")
        return sought(self, name, role)

    def called(self, name: str) -> Monomer | None:
        """Return the monomer that a name is entered for, case aside, or None."""
        return self._exact.get(name.casefold())

    def entry(self, abbreviation: str) -> Monomer | None:
        """Return the monomer that the library calls so, or None."""
        return self._by_abbreviation.get(abbreviation)

    def of_structure(self, smiles: str) -> tuple[Monomer, ...]:
        """Return the entry of a canonical SMILES, or else those that differ in stereo only."""
        if (known := self._by_smiles.get(smiles)) is not None:
            return (known,)
        return tuple(self._stereo_left_out.get(without_stereo(smiles), ()))

    def names(self, role: str | None = None) -> list[str]:
        """Return abbreviations and synonyms, of one kind or side if given."""
        chosen = [m for m in self._monomers if role is None or fits(m.role, role)]
        return [n for m in chosen for n in (m.abbreviation, *m.synonyms)]


def _names_of(monomer: Monomer) -> tuple[str, ...]:
    names = (monomer.abbreviation, *monomer.synonyms, monomer.name, monomer.cas)
    return tuple(name for name in names if name)


def own_monomer(name: str, smiles: str, role: str | None = None) -> Monomer:
    """Return a user's monomer, its role perceived from the structure.

    Parameters
    ----------
    name : str
        The name it goes by.
    smiles : str
        Its structure.
    role : str, optional
        The kind it is meant to have, or the side it is meant to stand on.

    Returns
    -------
    Monomer
        With canonical SMILES and its role.

    Raises
    ------
    UsageError
        If the structure cannot be read, forms no polyimide, or has another role.
    """
    if not name.strip() or not name.isprintable() or re.search("[:;]|//", name):
        raise UsageError(
            f"{quoted(name)} cannot name a monomer", remedy="leave out ':', ';', '//' and line ends"
        )
    canonical = canonical_smiles(smiles)
    known = None if meanings(name) else shipped_library().by_name(name)
    if known is not None and without_stereo(known.smiles) != without_stereo(canonical):
        raise UsageError(
            f"{quoted(name)} is {known.name} in the library, another structure than the one given",
            remedy="give your monomer another name",
        )
    perceived = perceive_role(canonical)
    if role is not None and not fits(perceived, role):
        raise UsageError(f"{quoted(name)} {not_this_role(perceived, role)}")
    return Monomer(name.strip(), perceived, canonical)


@cache
def shipped_library() -> MonomerLibrary:
    """Return the library of `datasets/monomers.csv`."""
    return MonomerLibrary(
        (
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
        ),
        more=_further_names,
    )


def _further_names() -> list[Named]:
    return [(row["name"], row["abbreviation"]) for row in dataset_rows("monomer_names.csv")]
