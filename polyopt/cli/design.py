"""`polyopt design`: designs of a run as files for `polyopt check`, with their recipes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from polyopt.cli.names import folders
from polyopt.cli.options import NAMED_FOLDER, NAMED_PATH, everywhere, names_option

if TYPE_CHECKING:
    from polyopt.results.designs import Design


@click.command("design")
@click.argument("run", type=NAMED_PATH, shell_complete=folders)
@click.option(
    "-n",
    "--count",
    type=click.IntRange(1, 200),
    default=3,
    show_default=True,
    help="Designs, those that a search prints with --show.",
)
@click.option("--out", type=NAMED_FOLDER, help="Folder for the files; by default RUN.")
@click.option(
    "--batch",
    type=click.FloatRange(0, 1e6, min_open=True),
    default=100.0,
    show_default=True,
    metavar="GRAMS",
    help="Resin of each layer after cure.",
)
@click.option(
    "--solids",
    type=click.FloatRange(0, 100, min_open=True, max_open=True),
    default=20.0,
    show_default=True,
    metavar="WT_PCT",
    help="Monomers in the varnish.",
)
@names_option
@everywhere
def command(
    run: str, count: int, out: str | None, batch: float, solids: float, as_json: bool
) -> int:
    """Write designs of the run in folder RUN as design files, and print their recipes.

    design-1.toml and so on are numbered as the search printed the designs; the one marked * is
    recommended. Each holds formulations, thicknesses, film, metal and process, the recipe of each
    layer, and a line to fill in for what is to be measured or declared: then 'polyopt check'
    decides the claims. A file that is there already is left as it is.
    """
    from polyopt.cli.text import echo_json
    from polyopt.cli.text_result import designs_shown
    from polyopt.errors import UsageError
    from polyopt.results.design_text import design_text
    from polyopt.runs.stored import given_models, stored_result

    result = stored_result(Path(run))
    if not result.designs:
        raise UsageError("holds no design", where=run, remedy="its search found none")
    folder, models = Path(out or run), given_models(Path(run))
    rows: list[dict[str, Any]] = []
    for number, design in enumerate(designs_shown(result, count), start=1):
        best = result.best() is design
        title = f"{result.title}: design {number}{', recommended' if best else ''}"
        path = folder / f"design-{number}.toml"
        text = design_text(
            result, design, folder, title=title, models=models, batch=batch, solids=solids
        )
        rows.append(
            {
                "number": number,
                "recommended": best,
                "file": str(path),
                "written": _written(path, text),
                "recipes": _recipes(design, batch, solids),
            }
        )
    if as_json:
        echo_json(rows)
    else:
        click.echo("\n\n".join(map(_shown, rows)))
    return 0


def _written(path: Path, text: str) -> bool:
    """Write a file, unless it is there: what was filled in is not lost."""
    from polyopt.errors import DataError

    if path.exists():
        return False
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise DataError(f"cannot be written: {error.strerror}", where=str(path)) from None
    return True


def _recipes(design: Design, batch: float, solids: float) -> dict[str, Any]:
    """Return what to weigh for each layer that has a formulation."""
    from polyopt.results.design_notes import recipe_lines

    return {x.name: recipe_lines(x.composition, batch, solids) for x in design.layers}


def _shown(row: dict[str, Any]) -> str:
    mark = "*" if row["recommended"] else ""
    kept = "" if row["written"] else "  (was there already, left as it is)"
    lines = [f"{row['number']}{mark} {row['file']}{kept}"]
    for name, recipe in row["recipes"].items():
        lines += [f"   {name}: {recipe[0]}", *(f"   {line}" for line in recipe[1:])]
    return "\n".join(lines)
