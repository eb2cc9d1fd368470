"""What can go wrong, as values that carry fields: what, where, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

_LONGEST_QUOTE = 60


class PolyoptError(Exception):
    """Anything polyopt refuses, in words a user can act on.

    Parameters
    ----------
    what : str
        What is wrong, with the offending value.
    where : str, optional
        File, line or key.
    remedy : str, optional
        What is allowed, or what to do.
    """

    exit_code = 1

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        super().__init__(what)
        self.what, self.where, self.remedy = what, printable(where), remedy

    def __str__(self) -> str:
        head = f"{self.where}: {self.what}" if self.where else self.what
        return f"{head}\n{self.remedy}" if self.remedy else head

    def at(self, where: str) -> PolyoptError:
        """Return the same error with `where` put in front of its place."""
        place = f"{where}: {self.where}" if self.where else where
        return type(self)(self.what, where=place, remedy=self.remedy)


class UsageError(PolyoptError):
    """A wrong command line, problem file or design file."""

    exit_code = 2


class InfeasibleError(PolyoptError):
    """Limits that no formulation of the palette can meet."""

    exit_code = 3


class DataError(PolyoptError):
    """A table, model artefact or data file that cannot be used."""

    exit_code = 4


class DomainError(UsageError):
    """A number outside the domain of an equation or a composition."""


def one_line(error: PolyoptError) -> str:
    """Return what an error says as one line, for lists of rows that cannot be used.

    >>> one_line(DataError("tg_degC is 'x'", remedy="give a number"))
    "tg_degC is 'x'; give a number"
    """
    return "; ".join(line.strip() for line in str(error).splitlines() if line.strip())


def printable(text: str) -> str:
    """Return a text with `?` for every character that could break or turn a line."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else "?" for c in text)


def quoted(value: object) -> str:
    """Return `value` as it stands in a file, texts in quotes, cut to fit an error line.

    >>> quoted("PMDA"), quoted(2.5), quoted(True)
    ("'PMDA'", '2.5', 'true')
    """
    text = printable(str(value).lower() if isinstance(value, bool) else str(value))
    cut = text if len(text) <= _LONGEST_QUOTE else text[: _LONGEST_QUOTE - 1] + "…"
    return cut if isinstance(value, bool | int | float | list | dict) else repr(cut)


def counted(count: int, noun: str) -> str:
    """Return a count with its noun, one or several.

    >>> counted(1, "film"), counted(3, "film")
    ('1 film', '3 films')
    """
    return f"{count} {noun}{'' if count == 1 else 's'}"


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return a hint naming the nearest known spelling, or an empty string.

    >>> did_you_mean("PDMA", ["PMDA", "6FDA"])
    "did you mean 'PMDA'?"
    """
    wanted = name[:100].casefold()
    by_fold = {k.casefold(): k for k in known}
    turned = {wanted[:i] + wanted[i : i + 2][::-1] + wanted[i + 2 :] for i in range(len(wanted))}
    swapped = [k for k in by_fold if k in turned]
    close = get_close_matches(wanted, by_fold, n=3, cutoff=0.6)
    near = list(dict.fromkeys((*swapped, *close)))[:3]
    return f"did you mean {' or '.join(quoted(by_fold[n]) for n in near)}?" if near else ""


def unknown_name(kind: str, name: str, known: Iterable[str], *, where: str = "") -> UsageError:
    """Return the error for a `name` that is not among `known`, with a suggestion or the list."""
    choices = list(known)
    hint = did_you_mean(name, choices)
    if not hint and len(choices) <= 12:
        hint = f"known: {', '.join(sorted(choices))}"
    return UsageError(f"unknown {kind} {quoted(name)}", where=where, remedy=hint)
