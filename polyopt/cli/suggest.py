"""`polyopt suggest`: the films to make and measure next."""

from __future__ import annotations

from pathlib import Path

import click

from polyopt.cli.messages import echo_message
from polyopt.cli.names import folders
from polyopt.cli.options import (
    NAMED_PATH,
    everywhere,
    given_model_files,
    is_quiet,
    models_option,
    names_option,
)


@click.command("suggest")
@click.argument("run", type=NAMED_PATH, shell_complete=folders)
@click.option(
    "-n", "--count", type=click.IntRange(1, 96), default=8, show_default=True, help="Films."
)
@models_option("instead of the run's model")
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), help="Seed, instead of the run's.")
@click.option("--out", type=NAMED_PATH, help="Write a table to fill in.")
@names_option
@everywhere
def command(
    run: str, count: int, models: tuple[str, ...], seed: int | None, out: str | None, as_json: bool
) -> int:
    """Suggest the films to make next for the run in folder RUN.

    They are the films whose measurement is expected to raise the best probability of meeting all
    claims most, chosen as a batch. Fill in what --out writes, let 'polyopt calibrate' or
    'polyopt fit' learn from it, and search again with --model.
    """
    from polyopt.cli.text import echo_json
    from polyopt.cli.text_suggest import suggestions_text
    from polyopt.errors import DataError
    from polyopt.io.table_kinds import is_table
    from polyopt.next_films.suggest import suggest

    if out and not is_table(out):
        raise DataError("unknown kind of table", where=out, remedy="end it in .csv or .xlsx")
    if out and Path(out).exists():
        raise DataError("already exists", where=out, remedy="choose another --out")
    found = suggest(run, count, models=given_model_files(models), seed=seed)
    if out:
        found.save(out)
    if as_json:
        echo_json(found.as_dict())
    else:
        click.echo(suggestions_text(found))
    if out and not is_quiet():
        echo_message(f"table to fill in: {out}")
    return 0
