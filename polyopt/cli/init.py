"""`polyopt init`: files to start from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from polyopt.cli.names import presets
from polyopt.cli.options import NAMED_FOLDER, everywhere, names_option

if TYPE_CHECKING:
    from polyopt.chemistry.monomers import Monomer

TEMPLATES = Path(__file__).with_name("templates")
WORKBOOK = "measured.xlsx"


@click.command("init")
@click.argument("folder", type=NAMED_FOLDER)
@click.option(
    "--preset", default="", metavar="NAME", shell_complete=presets, help="Problem to start from."
)
@click.option(
    "--palette",
    "palettes",
    multiple=True,
    metavar="LAYER=MONOMERS",
    help="Your monomers for a layer of it, as 'A=PMDA;BPDA // PDA;MyDA'; repeatable.",
)
@click.option(
    "--monomer",
    "structures",
    multiple=True,
    metavar="NAME=SMILES",
    help="A monomer that the library lacks; repeatable.",
)
@names_option
@everywhere
def command(
    folder: str,
    preset: str,
    palettes: tuple[str, ...],
    structures: tuple[str, ...],
    as_json: bool,
) -> int:
    """Write into FOLDER a commented problem, a design, measurement tables and a batch script.

    The problem is a preset, with your own monomers where --palette names them. Presets and their
    layers: heat-resistant-laminate (A, B; if none is named), heat-resistant-laminate-two-sided
    (A, B), heat-resistant-laminate-epoxy (A; B is an epoxy), bonding-laminate (T, C),
    bonding-outside-heat-resistant (T), crosslinked-metal-clad-laminate (R),
    porous-insulating-film (S). measured.xlsx is measured.csv with drop-downs of monomers; fill in
    either.
    """
    from polyopt.cli.text import as_argument, echo_json
    from polyopt.errors import DataError
    from polyopt.io.tables import write_sheets
    from polyopt.io.toml import editor_schema
    from polyopt.own_data.films_workbook import films_workbook
    from polyopt.problem.own_palette import own_problem
    from polyopt.problem.preset_files import DEFAULT

    target = Path(folder)
    files = {path.name: path.read_text(encoding="utf-8") for path in sorted(TEMPLATES.iterdir())}
    problem = own_problem(preset or DEFAULT, palettes, structures)
    files["problem.toml"] = f"#:schema ./problem.schema.json\n{problem.text}"
    for name in ("problem", "design"):
        files[f"{name}.schema.json"] = editor_schema(name)
    try:
        there = [name for name in (*files, WORKBOOK) if (target / name).exists()]
        if there:
            raise DataError(
                "already exists", where=str(target / there[0]), remedy="choose an empty folder"
            )
        target.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (target / name).write_text(text, encoding="utf-8")
        write_sheets(films_workbook(), target / WORKBOOK)
    except OSError as error:
        raise DataError(f"cannot be written: {error.strerror}", where=folder) from None
    written = sorted((*files, WORKBOOK))
    if as_json:
        described = [_as_dict(monomer) for monomer in problem.monomers]
        echo_json({"folder": folder, "files": written, "monomers": described})
    else:
        for monomer in problem.monomers:
            click.echo(_in_words(monomer))
        click.echo("\n".join(str(target / name) for name in written))
        problem_file, run = (as_argument(target / name) for name in ("problem.toml", "run"))
        click.echo(f"next: polyopt search {problem_file} --out {run}")
    return 0


def _as_dict(monomer: Monomer) -> dict[str, Any]:
    """Return what is known of a monomer of one's own; `known_as` is its name in the library."""
    from polyopt.chemistry.monomers import shipped_library
    from polyopt.chemistry.structures import molar_mass

    known = shipped_library().find(monomer.smiles).abbreviation
    return {
        "name": monomer.abbreviation,
        "role": monomer.role,
        "smiles": monomer.smiles,
        "molar_mass_g_per_mol": molar_mass(monomer.smiles),
        "known_as": None if known == monomer.smiles else known,
    }


def _in_words(monomer: Monomer) -> str:
    entry = _as_dict(monomer)
    known = f"the library's {entry['known_as']}" if entry["known_as"] else "new to the library"
    mass = entry["molar_mass_g_per_mol"]
    return f"{monomer}: {monomer.role}, {mass:.2f} g/mol, {known}"
