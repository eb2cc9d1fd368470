"""Names that a shell completes: monomers, also within a formulation, and claims."""

from __future__ import annotations

import re

import click
from click.shell_completion import CompletionItem

_ROLES = ("dianhydride", "diamine")
_SEPARATOR = re.compile(r"//|;")


def monomer_names(ctx: click.Context, param: click.Parameter, begun: str) -> list[CompletionItem]:
    """Return the monomers whose abbreviation begins as typed."""
    return [CompletionItem(name, help=told) for name, told in _monomers(begun)]


def formulations_begun(
    ctx: click.Context, param: click.Parameter, begun: str
) -> list[CompletionItem]:
    """Return a formulation with its last monomer completed, of the role that stands there.

    Where nothing but one word is typed, it may also be the file of a table.
    """
    ends = [match.end() for match in _SEPARATOR.finditer(begun)]
    before, last = begun[: ends[-1] if ends else 0], begun[ends[-1] if ends else 0 :]
    name = last.lstrip()
    if ":" in name:
        return []
    before += last[: len(last) - len(name)]
    if before.endswith("//"):
        before += " "
    role = _ROLES["//" in before]
    found = [CompletionItem(before + full, help=told) for full, told in _monomers(name, role)]
    return found if ends else [*found, CompletionItem(begun, type="file")]


def claim_ids(ctx: click.Context, param: click.Parameter, begun: str) -> list[CompletionItem]:
    """Return the sets of claims, and the claims of the one that is typed, or files of claims."""
    from polyopt.claims.load import find_claims, set_names

    names = [name for name in set_names() if name.startswith(begun)]
    chosen, colon, _ = begun.partition(":")
    if chosen in set_names() and (colon or names == [chosen]):
        claims = find_claims([chosen])
        told = {ref.id: ref.claim_set.claim(ref.number).summary for ref in claims}
        found = [CompletionItem(i, help=_short(t)) for i, t in told.items() if i.startswith(begun)]
        return found if colon else [CompletionItem(chosen), *found]
    return [*map(CompletionItem, names), CompletionItem(begun, type="file")]


def _monomers(begun: str, role: str = "") -> list[tuple[str, str]]:
    """Return abbreviation and name of the monomers that begin so; letters of any case."""
    from polyopt.data_files import dataset_rows

    wanted = begun.casefold()
    return [
        (row["abbreviation"], _short(row["name"]))
        for row in dataset_rows("monomers.csv")
        if row["abbreviation"].casefold().startswith(wanted) and role in ("", row["role"])
    ]


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"
