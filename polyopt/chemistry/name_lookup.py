"""From any spelling of a name to what goes by it, never to two things at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cached_property

from polyopt.chemistry.name_folding import (
    canonical_name,
    folded_name,
    primes_are_implied,
    unprimed,
)

Named = tuple[str, str]
"""A name, and the abbreviation of what goes by it."""

_IN_NO_SMILES = re.compile(r"[adetymADETYM]")


def is_word(text: str) -> bool:
    """Say whether a text can be the systematic name of a compound, not only a SMILES.

    >>> is_word("4,4'-oxydianiline"), is_word("Nc1ccc(N)cc1"), is_word("PDA")
    (True, False, False)
    """
    return len(text) > 6 and _IN_NO_SMILES.search(text) is not None


class NameLookup:
    """What names mean, however they are spelt.

    Parameters
    ----------
    names : iterable of (str, str)
        Names and what goes by each.
    more : callable
        Returns further names; called when the first do not suffice, so that they cost nothing
        where they are not needed.

    Notes
    -----
    A spelling that would lead to two things leads to none.
    """

    def __init__(self, names: Iterable[Named], more: Callable[[], Iterable[Named]]) -> None:
        self._names, self._more = tuple(names), more
        self._folded = _single((folded_name(name), owner) for name, owner in self._names)

    def owner(self, text: str) -> str | None:
        """Return the abbreviation of what `text` names, or None."""
        key = folded_name(text)
        if key in self._folded:
            return self._folded[key]
        if not text.isascii() or len(text) > 2:
            found = self._further.get(key)
            if found is None and is_word(text):
                canonical = canonical_name(text)
                found = self._canonical.get(canonical)
                if found is None and ("'" not in canonical or primes_are_implied(canonical)):
                    found = self._unprimed.get(unprimed(canonical))
            return found
        return None

    @cached_property
    def _every(self) -> tuple[Named, ...]:
        return (*self._names, *self._more())

    @cached_property
    def _further(self) -> dict[str, str | None]:
        return _single((folded_name(name), owner) for name, owner in self._every)

    @cached_property
    def _words(self) -> tuple[Named, ...]:
        return tuple((canonical_name(name), owner) for name, owner in self._every if is_word(name))

    @cached_property
    def _canonical(self) -> dict[str, str | None]:
        return _single(self._words)

    @cached_property
    def _unprimed(self) -> dict[str, str | None]:
        return _single((unprimed(key), o) for key, o in self._words if primes_are_implied(key))


def _single(names: Iterable[Named]) -> dict[str, str | None]:
    """Return owners by name; None where a name has two."""
    found: dict[str, str | None] = {}
    for name, owner in names:
        if found.setdefault(name, owner) != owner:
            found[name] = None
    return found
