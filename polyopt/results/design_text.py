"""A design that was found, as a design file with its recipes and lines to fill in."""

from __future__ import annotations

import textwrap
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from polyopt.claims.load import find_claims
from polyopt.design.design_file import build_design
from polyopt.errors import UsageError
from polyopt.io.toml import check_declaration
from polyopt.io.toml_text import toml_text
from polyopt.results.declared_design import declared_design, left_out
from polyopt.results.design_notes import Notes, notes_of
from polyopt.results.designs import Design
from polyopt.results.found import Found
from polyopt.verdicts.check import check
from polyopt.verdicts.remaining import remaining

BATCH, SOLIDS = 100.0, 20.0
"""Resin after cure [g] and monomers in the varnish [wt %] of a recipe, where nothing is said."""

_HEAD = """\
# A design that a search found, for 'polyopt check'. Make it by the recipes below, put what you
# measured in place of each ? and take the # away: 'polyopt check FILE --explain' says what is open.
"""


def design_text(
    found: Found,
    design: Design,
    folder: Path,
    *,
    title: str = "",
    models: Mapping[str, str] | None = None,
    batch: float = BATCH,
    solids: float = SOLIDS,
) -> str:
    """Return a design as a file that `polyopt check` reads.

    Parameters
    ----------
    found : Found
        The result it is of.
    design : Design
        One of its designs.
    folder : Path
        Where the file will be; the paths in it start there.
    title : str
        Title of the laminate; by default that of the problem.
    models : mapping of str to str, optional
        Models that the run was given by property, instead of the shipped ones.
    batch, solids : float
        Resin after full condensation [g] and monomers in the varnish [wt %] of the recipes.

    Returns
    -------
    str
        TOML. In comments the recipe of each layer, and lines to fill in for what is measured or
        stated: with them the open claims are decided.

    Raises
    ------
    UsageError
        If the problem is not known, or a monomer has no structure.
    DomainError
        If there is no such batch.
    """
    problem = found.problem
    if problem is None:
        raise UsageError(
            "the problem of this result can no longer be built", remedy="search again with --out"
        )
    declared = declared_design(problem, design, folder, title or problem.title, models or {})
    notes = _notes(toml_text(declared, {}), design, folder, batch, solids)
    others = {
        "Unlike the search:": left_out(problem, models or {}),
        "Beside the lines to fill in, to be settled:": notes[()],
    }
    head = "".join(f"# {line}\n" for what, of in others.items() for line in _listed(what, of))
    return f"{_HEAD}{head}\n{toml_text(declared, {k: v for k, v in notes.items() if k})}"


def _listed(what: str, lines: Sequence[str]) -> list[str]:
    """Return a head with a list below it, wrapped; nothing where nothing is listed."""
    items = [textwrap.fill(f"- {line}", 97, subsequent_indent="  ") for line in lines]
    return [what, *"\n".join(items).splitlines()] if items else []


def _notes(text: str, design: Design, folder: Path, batch: float, solids: float) -> Notes:
    """Return the comments of a file, by what is open once it is read as `polyopt check` does."""
    read = tomllib.loads(text)
    check_declaration(read, "design")
    declared = build_design(read, folder)
    refs = find_claims(declared.claims, folder)
    judged = check(
        declared.laminate,
        declared.claims,
        confidence=declared.confidence,
        assume_met=declared.assume_met,
        models=declared.models,
        folder=folder,
    )
    left = remaining(refs, judged.verdicts, judged.evidence, judged.laminate) if refs else ()
    return notes_of(design, left, refs, judged.laminate, batch, solids)
