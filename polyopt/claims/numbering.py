"""Numbers of claims as people list them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def claims_words(identities: Iterable[str]) -> str:
    """Return claims set by set, their numbers with runs joined.

    >>> claims_words(["porous-insulating-film:1", "porous-insulating-film:2", "x:9"])
    'porous-insulating-film 1, 2; x 9'
    """
    sets: dict[str, list[str]] = {}
    for identity in identities:
        claim_set, _, number = identity.rpartition(":")
        sets.setdefault(claim_set, []).append(number)
    return "; ".join(f"{known} {runs_joined(numbers)}" for known, numbers in sets.items())


def runs_joined(numbers: Sequence[str]) -> str:
    """Return numbers with runs joined; what is no number stays as it is.

    >>> runs_joined(["1", "2", "3", "5", "9", "10", "x"])
    '1-3, 5, 9, 10, x'
    """
    runs: list[list[str]] = []
    for number in numbers:
        if runs and _follows(number, runs[-1][-1]):
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{r[0]}-{r[-1]}" if len(r) > 2 else ", ".join(r) for r in runs)


def _follows(number: str, last: str) -> bool:
    both = all(text.isascii() and text.isdigit() for text in (number, last))
    return both and int(last) + 1 == int(number)
