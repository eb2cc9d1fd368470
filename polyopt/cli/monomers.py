"""`polyopt monomers`: the monomer library."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from polyopt.chemistry.kinds import KINDS
from polyopt.cli.names import monomer_names
from polyopt.cli.options import NAMED_PATH, everywhere, names_option


@click.command("monomers")
@click.argument("name", required=False, type=NAMED_PATH, shell_complete=monomer_names)
@click.option("--role", type=click.Choice(KINDS), help="List one kind only.")
@click.option(
    "--svg", type=click.Path(dir_okay=False), help="Draw the structure of NAME to this file."
)
@names_option
@everywhere
def command(name: str | None, role: str | None, svg: str | None, as_json: bool) -> int:
    """List the monomer library, or show the monomer NAME.

    NAME is an abbreviation, a synonym, a chemical name, a SMILES or, where the library has it, a
    CAS number.
    """
    from polyopt.chemistry.monomers import shipped_library
    from polyopt.cli.text import columns, echo_json
    from polyopt.errors import UsageError

    if svg and not name:
        raise UsageError("--svg needs the name of a monomer")
    library = shipped_library()
    if name:
        return _show(library.find(name, role), svg, as_json)
    chosen = [m for m in library if role is None or m.role == role]
    if as_json:
        echo_json([asdict(m) for m in chosen])
    else:
        click.echo(columns([(m.abbreviation, m.role, m.name) for m in chosen]))
        click.echo(f"{len(chosen)} monomers")
    return 0


def _show(monomer: Any, svg: str | None, as_json: bool) -> int:
    from polyopt.chemistry.drawing import structure_svg
    from polyopt.chemistry.salts import weighed_molar_mass
    from polyopt.chemistry.structures import molar_mass
    from polyopt.cli.text import columns, echo_json
    from polyopt.errors import DataError

    entry = {**asdict(monomer), "molar_mass_g_per_mol": round(molar_mass(monomer.smiles), 3)}
    if monomer.sold_with:
        entry["weighed_g_per_mol"] = round(weighed_molar_mass(monomer), 3)
    if as_json:
        echo_json(entry)
    else:
        entry["synonyms"] = "; ".join(monomer.synonyms)
        click.echo(columns([(k, str(v)) for k, v in entry.items() if v != ""]))
    if svg:
        try:
            Path(svg).write_text(structure_svg(monomer.smiles), encoding="utf-8")
        except OSError as error:
            raise DataError(f"cannot be written: {error.strerror}", where=svg) from None
    return 0
