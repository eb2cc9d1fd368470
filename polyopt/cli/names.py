"""Names that a shell completes: monomers, also within a formulation, claims, shipped things."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from polyopt.quantities import LAYER_PROPERTIES

_ROLES = ("dianhydride", "diamine")
_SEPARATOR = re.compile(r"//|;")


def monomer_names(ctx: click.Context, param: click.Parameter, begun: str) -> list[CompletionItem]:
    """Return the monomers whose abbreviation begins as typed."""
    return [CompletionItem(name, help=note) for name, note in _monomers(begun)]


def formulations(ctx: click.Context, param: click.Parameter, begun: str) -> list[CompletionItem]:
    """Return a formulation with its last monomer completed; no file is meant."""
    return [item for item in formulations_begun(ctx, param, begun) if item.type == "plain"]


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
    found = [CompletionItem(before + full, help=note) for full, note in _monomers(name, role)]
    return found if ends else [*found, CompletionItem(begun, type="file")]


def claim_ids(ctx: click.Context, param: click.Parameter, begun: str) -> list[CompletionItem]:
    """Return the sets of claims, and the claims of the one that is typed, or files of claims."""
    from polyopt.claims.load import find_claims, set_names

    names = [name for name in set_names() if name.startswith(begun)]
    chosen, colon, _ = begun.partition(":")
    if chosen in set_names() and (colon or names == [chosen]):
        claims = find_claims([chosen])
        summaries = {ref.id: ref.claim_set.claim(ref.number).summary for ref in claims}
        found = [
            CompletionItem(i, help=_short(s)) for i, s in summaries.items() if i.startswith(begun)
        ]
        return found if colon else [CompletionItem(chosen), *found]
    return [*map(CompletionItem, names), CompletionItem(begun, type="file")]


def presets(ctx: click.Context, param: click.Parameter, begun: str) -> list[CompletionItem]:
    """Return the preset problems."""
    from polyopt.problem.preset_files import preset_names

    return _begun_with(begun, preset_names())


def solvents(ctx: click.Context, param: click.Parameter, begun: str) -> list[CompletionItem]:
    """Return the shipped solvents by their abbreviation, or by any name where one is typed."""
    from polyopt.io.shipped import dataset_rows

    wanted, found = begun.casefold(), []
    for row in dataset_rows("solvents.csv"):
        names = [*filter(None, row["synonyms"].split("; ")), row["solvent"]]
        fitting = [name for name in names if name.casefold().startswith(wanted)]
        if fitting:
            note = f"{row['solvent']}, boils at {row['boiling_point_degC']} °C"
            found.append(CompletionItem(fitting[0], help=_short(note)))
    return found


def regressors(ctx: click.Context, param: click.Parameter, begun: str) -> list[CompletionItem]:
    """Return the short names of regressors."""
    from polyopt.models.regressor.estimators import SHORT_NAMES

    return _begun_with(begun, SHORT_NAMES)


def tg_methods(ctx: click.Context, param: click.Parameter, begun: str) -> list[CompletionItem]:
    """Return the ways to read Tg from a curve."""
    from polyopt.measurements.dma_transition import METHODS

    return _begun_with(begun, METHODS)


def mixture_rules(ctx: click.Context, param: click.Parameter, begun: str) -> list[CompletionItem]:
    """Return the mixture rules for a porous film."""
    from polyopt.equations.porous import RULES

    return _begun_with(begun, RULES)


def models_begun(ctx: click.Context, param: click.Parameter, begun: str) -> list[CompletionItem]:
    """Return what completes ``tg=FILE``: the quantity, then model files and folders."""
    quantity, equals, path = begun.partition("=")
    if not equals:
        return _begun_with(begun, [f"{name}=" for name in LAYER_PROPERTIES])
    if quantity not in LAYER_PROPERTIES:
        return []
    return [CompletionItem(f"{quantity}={found}") for found in _model_files(path)]


def _model_files(begun: str) -> list[str]:
    """Return model files and folders whose path begins so; hidden ones only if a dot is typed."""
    folder, slash, last = begun.rpartition("/")
    try:
        there = sorted(Path(folder + slash or ".").iterdir())
    except OSError:
        return []
    return [
        f"{folder}{slash}{path.name}{'/' if path.is_dir() else ''}"
        for path in there
        if path.name.startswith(last)
        and (path.is_dir() or path.suffix == ".npz")
        and not (path.name.startswith(".") and not last)
    ]


def folders(ctx: click.Context, param: click.Parameter, begun: str) -> list[CompletionItem]:
    """Let the shell complete folders, such as those of runs."""
    return [CompletionItem(begun, type="dir")]


def _begun_with(begun: str, names: Iterable[str]) -> list[CompletionItem]:
    return [CompletionItem(name) for name in names if name.startswith(begun)]


def _monomers(begun: str, role: str = "") -> list[tuple[str, str]]:
    """Return abbreviation and name of the monomers that begin so; letters of any case."""
    from polyopt.io.shipped import dataset_rows

    wanted = begun.casefold()
    return [
        (row["abbreviation"], _short(row["name"]))
        for row in dataset_rows("monomers.csv")
        if row["abbreviation"].casefold().startswith(wanted) and role in ("", row["role"])
    ]


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"
