"""`polyopt init`: files to start from."""

from __future__ import annotations

from pathlib import Path

import click

from polyopt.cli.names import presets
from polyopt.cli.options import NAMED_FOLDER, everywhere

TEMPLATES = Path(__file__).with_name("templates")
WORKBOOK = "measured.xlsx"


@click.command("init")
@click.argument("folder", type=NAMED_FOLDER)
@click.option(
    "--preset", default="", metavar="NAME", shell_complete=presets, help="Problem to start from."
)
@everywhere
def command(folder: str, preset: str, as_json: bool) -> int:
    """Write into FOLDER a commented problem, a design, measurement tables and a batch script.

    measured.xlsx is measured.csv with drop-downs of monomers; fill in either.
    """
    from polyopt.cli.text import echo_json
    from polyopt.declarations import editor_schema
    from polyopt.design.film_template import film_template
    from polyopt.errors import DataError
    from polyopt.problem.preset_files import DEFAULT, preset_path
    from polyopt.tables import write_sheets

    target = Path(folder)
    files = {path.name: path.read_text(encoding="utf-8") for path in sorted(TEMPLATES.iterdir())}
    problem = preset_path(preset or DEFAULT).read_text(encoding="utf-8")
    files["problem.toml"] = f"#:schema ./problem.schema.json\n{problem}"
    for name in ("problem", "design"):
        files[f"{name}.schema.json"] = editor_schema(name)
    try:
        there = [name for name in (*files, WORKBOOK) if (target / name).exists()]
        if there:
            raise DataError(
                "is there already", where=str(target / there[0]), remedy="choose an empty folder"
            )
        target.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (target / name).write_text(text, encoding="utf-8")
        write_sheets(film_template(), target / WORKBOOK)
    except OSError as error:
        raise DataError(f"cannot be written: {error.strerror}", where=folder) from None
    written = sorted((*files, WORKBOOK))
    if as_json:
        echo_json({"folder": folder, "files": written})
    else:
        click.echo("\n".join(str(target / name) for name in written))
        click.echo(f"next: polyopt search {target / 'problem.toml'} --out {target / 'run'}")
    return 0
