"""Abbreviations that the literature uses for several monomers, and who decides between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache

from polyopt.chemistry.name_folding import folded_name
from polyopt.io.shipped import dataset_rows


@dataclass(frozen=True, slots=True)
class Meaning:
    """One of the monomers that an abbreviation is used for.

    Parameters
    ----------
    abbreviation : str
        What the library calls it; empty if it is no monomer of the library.
    name : str
        Its chemical name.
    formerly : bool
        Whether polyopt 0.2 took the abbreviation for it without asking.
    """

    abbreviation: str
    name: str
    formerly: bool

    def __str__(self) -> str:
        return f"{self.abbreviation} ({self.name})" if self.abbreviation else self.name


@cache
def _table() -> dict[str, tuple[Meaning, ...]]:
    found: dict[str, tuple[Meaning, ...]] = {}
    for row in dataset_rows("ambiguous_names.csv"):
        key = folded_name(row["written"])
        meaning = Meaning(row["abbreviation"], row["meaning"], row["formerly"] == "yes")
        found[key] = (*found.get(key, ()), meaning)
    return found


def meanings(text: str) -> tuple[Meaning, ...]:
    """Return what an abbreviation is used for; empty if it stands for one thing only.

    >>> [m.abbreviation for m in meanings("daba")]
    ['44DABA', '35DABzA']
    """
    return _table().get(folded_name(text), ())


@cache
def _former() -> dict[str, str]:
    """Return what polyopt 0.2 took each of these abbreviations for."""
    return {
        key: meaning.abbreviation
        for key, listed in _table().items()
        for meaning in listed
        if meaning.formerly
    }


_OLD: ContextVar[bool] = ContextVar("names of an old run", default=False)
_DECIDED: ContextVar[Mapping[str, str] | None] = ContextVar("names decided", default=None)


@contextmanager
def names_decided(names: Mapping[str, str]) -> Iterator[None]:
    """Let names mean what a problem or a file of names says, while the block runs.

    Parameters
    ----------
    names : mapping of str to str
        A known name, CAS number or SMILES by the name that is to stand for it. An inner block goes
        before an outer one.
    """
    added = {folded_name(name): meant for name, meant in names.items()}
    token = _DECIDED.set({**all_decided(), **added})
    try:
        yield
    finally:
        _DECIDED.reset(token)


@contextmanager
def names_of_old_runs() -> Iterator[None]:
    """Let abbreviations that are now asked back mean what runs of polyopt 0.2 took them for."""
    token = _OLD.set(True)
    try:
        yield
    finally:
        _OLD.reset(token)


def decided_name(text: str) -> str | None:
    """Return what a name was decided to mean, or None."""
    decided, key = _DECIDED.get(), None
    if decided or _OLD.get():
        key = folded_name(text)
    if key is not None and decided and key in decided:
        return decided[key]
    return _former().get(key) if key is not None and _OLD.get() else None


def all_decided() -> dict[str, str]:
    """Return every decision in force, by folded name."""
    return dict(_DECIDED.get() or {})
