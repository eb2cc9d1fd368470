"""Searching the library for what a text names or draws: decisions, names, salts, structures."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from typing import Protocol

from polyopt.chemistry.ambiguous_names import Meaning, decided_name, meanings
from polyopt.chemistry.iupac_names import structure_of_name
from polyopt.chemistry.kinds import DIAMINE, DIANHYDRIDE, END_CAPPER, fits
from polyopt.chemistry.monomer import Monomer, not_this_role, renamed
from polyopt.chemistry.name_lookup import is_word
from polyopt.chemistry.names_without_places import isomer_meant
from polyopt.chemistry.salts import Bound, split_name, split_smiles
from polyopt.chemistry.structures import canonical_smiles, perceive_role
from polyopt.chemistry.written_names import Bracketed, in_brackets, other_readings
from polyopt.errors import UsageError, quoted, unknown_name

log = logging.getLogger("polyopt")
SEPARATE = "put ';' between monomers"
_SMILES_ONLY = re.compile(r"[=#\[\]@\\]|[a-z]1|\d[A-Za-z(]*\)")
_LISTED = "'polyopt monomers' lists those known; a new one is given as a SMILES"
_SEPARATOR = re.compile(r"\s*[,+/&\uff0c\uff1b]\s*")
_LONGEST_WORD = 20


class Library(Protocol):
    """What a search asks of a library of monomers."""

    def __iter__(self) -> Iterator[Monomer]: ...

    def __contains__(self, name: object) -> bool: ...

    def by_name(self, name: str) -> Monomer | None:
        """Return the monomer of a name."""

    def called(self, name: str) -> Monomer | None:
        """Return the monomer that a name is entered for, letter for letter."""

    def entry(self, abbreviation: str) -> Monomer | None:
        """Return the monomer that the library calls so."""

    def of_structure(self, smiles: str) -> tuple[Monomer, ...]:
        """Return the entry of a structure, or those that differ in stereo only."""

    def names(self, role: str | None = None) -> list[str]:
        """Return abbreviations and synonyms, of one role if given."""


def sought(library: Library, name: str, role: str | None) -> Monomer:
    """Return the monomer that a name or SMILES means; see `MonomerLibrary.find`."""
    monomer = _named(library, name, role) or _drawn(library, name, role)
    if role is not None and not fits(monomer.role, role):
        raise _wrong_role(name, monomer.role, role)
    return monomer


def _named(library: Library, name: str, role: str | None) -> Monomer | None:
    """Return what a name means, by decision, by the library, or read in another way."""
    if (decided := decided_name(name)) is not None and decided.casefold() != name.casefold():
        return _decided(library, name, decided, role)
    if (one := _one_of_several(library, name, role)) is not None:
        return one
    if (known := library.by_name(name)) is not None:
        return known
    if (meant := library.entry(isomer_meant(name) or "")) is not None:
        _say_isomer(name, f"{meant} ({meant.name})")
        return meant
    free, bound = split_name(name)
    if bound and (monomer := _named(library, free, role)) is not None:
        return _sold_with(monomer, bound)
    pair = in_brackets(name)
    if pair and (monomer := _named_twice(library, name, pair, role)) is not None:
        return monomer
    for reading in other_readings(name):
        if (known := _named(library, reading, role)) is not None:
            return known
    return None


def _decided(library: Library, name: str, decided: str, role: str | None) -> Monomer:
    found = (
        library.by_name(decided) or _named(library, decided, role) or _drawn(library, decided, role)
    )
    return renamed(found, name) if found.abbreviation == found.smiles else found


def _one_of_several(library: Library, name: str, role: str | None) -> Monomer | None:
    """Return the one meaning that the role leaves of an abbreviation; ask where more are left.

    A user's own monomer of that name decides.
    """
    listed = meanings(name)
    own = library.called(name)
    if not listed or (own and all(own.abbreviation != m.abbreviation for m in listed)):
        return own if listed else None
    known = [(m, monomer) for m in listed if (monomer := library.entry(m.abbreviation))]
    fitting = [(m, monomer) for m, monomer in known if role is None or fits(monomer.role, role)]
    if len(fitting) == 1 and role is not None:
        return fitting[0][1]
    if not fitting and role is not None:
        raise _wrong_role(name, known[0][1].role, role)
    raise _asked_back(name, [m for m, _ in fitting])


def _named_twice(library: Library, whole: str, pair: Bracketed, role: str | None) -> Monomer | None:
    """Return the monomer of ``ABBREVIATION (name)``, where both say the same."""
    named = []
    for part in (pair.inside, pair.outside):
        try:
            named.append(_named(library, part, role))
        except UsageError:  # several meanings: the other part decides
            named.append(None)
    inside, outside = named
    if inside is None or outside is None:
        several = {m.abbreviation for p in (pair.inside, pair.outside) for m in meanings(p)}
        one = inside or outside
        return one if one is not None and one.abbreviation in several else None
    if inside.smiles != outside.smiles:
        raise UsageError(
            f"{quoted(whole)} names two monomers: {outside} ({outside.name}) and {inside} "
            f"({inside.name})",
            remedy="write one of them",
        )
    return outside


def _drawn(library: Library, text: str, role: str | None) -> Monomer:
    """Return the monomer of a SMILES, or of a name that OPSIN reads."""
    bound: tuple[Bound, ...] = ()
    try:
        drawn, bound = split_smiles(text)
        smiles = canonical_smiles(drawn)
    except UsageError:
        if is_word(text) and (smiles := structure_of_name(text)):
            return _of_structure(library, smiles, text)
        if _SMILES_ONLY.search(text) and not is_word(text):
            raise
        raise _unknown(library, text, role) from None
    try:
        monomer = _of_structure(library, smiles, text)
    except UsageError as error:
        if text.isalpha() and len(text) <= _LONGEST_WORD:
            raise _unknown(library, text, role) from None
        raise UsageError(
            error.what.replace(quoted(smiles), quoted(text)), remedy=error.remedy
        ) from None
    return _sold_with(monomer, bound) if bound else monomer


def _of_structure(library: Library, smiles: str, text: str) -> Monomer:
    """Return the entry of a structure, of its stereo forms if it has no other, or a new one."""
    alike = library.of_structure(smiles)
    if len(alike) == 1:
        if alike[0].smiles != smiles:
            _say_stereo(text, str(alike[0]))
        return alike[0]
    return Monomer(smiles, perceive_role(smiles), smiles)


def _unknown(library: Library, text: str, role: str | None) -> UsageError:
    """Return the error for a name that is not known, with what may have been meant."""
    if all(part in library for part in _SEPARATOR.split(text)):
        return UsageError(f"unknown monomer {quoted(text)}", remedy=SEPARATE)
    known = library.names(role) if role else library.names(DIANHYDRIDE) + library.names(DIAMINE)
    if is_word(text):
        roles = (role,) if role else (DIANHYDRIDE, DIAMINE)
        known = [*known, *(m.name for m in library if any(fits(m.role, r) for r in roles))]
    error = unknown_name("monomer", text, known)
    return error if error.remedy else UsageError(error.what, remedy=_LISTED)


def _sold_with(monomer: Monomer, bound: tuple[Bound, ...]) -> Monomer:
    """Return a salt or hydrate of a monomer, named and weighed as such."""
    added = ".".join(map(str, bound))
    return replace(
        monomer,
        abbreviation=f"{monomer.abbreviation}.{added}",
        name=f"{monomer.name or monomer.abbreviation} with {added.replace('.', ' and ')}",
        synonyms=(),
        cas="",
        sold_with=added,
    )


@cache
def _say_stereo(text: str, known: str) -> None:
    """Say once that a stereo form is taken as the library's monomer."""
    log.warning(
        "%s is %s but for stereochemistry, which no model sees: taken as %s",
        quoted(text),
        known,
        known,
    )


@cache
def _say_isomer(text: str, meant: str) -> None:
    """Say once which isomer a name without positions is taken for."""
    log.warning("%s gives no positions: taken as %s", quoted(text), meant)


def _asked_back(name: str, listed: Iterable[Meaning]) -> UsageError:
    several = list(listed)
    # One whose own abbreviation is the name in question would be asked back again.
    first = next((m for m in several if m.abbreviation.casefold() != name.casefold()), several[0])
    return UsageError(
        f"{quoted(name)} stands for several monomers: {', '.join(map(str, several))}",
        remedy=f"write the one you mean, as {quoted(first.abbreviation)}, or decide in the table "
        f"[names] of the problem or of a file for --names: {name} = {quoted(first.abbreviation)}",
    )


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
