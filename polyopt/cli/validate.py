"""`polyopt validate`: the error of models on measured films."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from polyopt.cli.options import (
    NAMED_PATH,
    everywhere,
    given_model_files,
    models_option,
    names_option,
    reading_options,
    refuse_same_file,
)
from polyopt.quantities import LAYER_PROPERTIES, VALUE_COLUMNS

if TYPE_CHECKING:
    from polyopt.own_data.validate import ValidatedFilm, Validation


_HELP = f"""Compare predictions with the films of TABLE.

TABLE has the columns dianhydrides, diamines, {", ".join(VALUE_COLUMNS)}. Errors are
prediction minus measurement. The errors hold for new films only if the model was not trained
on these.
"""


@click.command("validate", help=_HELP)
@click.argument("table", type=NAMED_PATH)
@models_option()
@click.option("--plot", type=click.Path(dir_okay=False), help="Parity plot, .png or .svg.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False),
    help="Write every film with its prediction, in the format of the ending.",
)
@click.option(
    "--worst", type=click.IntRange(0), default=10, show_default=True, help="Films to show."
)
@names_option
@reading_options
@everywhere
def command(
    table: str,
    models: tuple[str, ...],
    plot: str | None,
    out: str | None,
    worst: int,
    sheet: str,
    strict: bool,
    as_json: bool,
) -> int:
    from polyopt.cli.text import echo_json, echo_skipped, echo_windows
    from polyopt.io.reading.source import TableFile
    from polyopt.io.tables import write_table
    from polyopt.own_data.validate import validate

    if plot:
        from polyopt.plots.measured_films import require_plot, write_parity

        require_plot(Path(plot))
    refuse_same_file(out, table)
    result = validate(TableFile(table, sheet, strict), models=given_model_files(models))
    if plot:
        write_parity(result, Path(plot))
    if out:
        write_table(result.films_table(), Path(out))
    if as_json:
        echo_json(result.as_dict())
    else:
        _echo(result, worst)
        for written in filter(None, (plot, out)):
            click.echo(f"  {written}")
    echo_windows(result.windows)
    return echo_skipped(result.skipped, result.bounds)


def _echo(result: Validation, most: int) -> None:
    from polyopt.cli.text import columns

    shown = {n: f"{n} [{p.shown_unit or '-'}]" for n, p in LAYER_PROPERTIES.items()}
    digits = {n: p.decimals + 1 for n, p in LAYER_PROPERTIES.items()}
    head = ("", "films", "n", "MAE", "median", "RMSE", "bias", "in 90 % interval")
    rows = [
        (
            shown[name],
            part,
            str(s.n),
            f"{s.mae:.{digits[name]}f}",
            f"{s.median:.{digits[name]}f}",
            f"{s.rmse:.{digits[name]}f}",
            f"{s.bias:+.{digits[name]}f}",
            f"{100 * s.coverage:.0f} %",
        )
        for (name, part), s in result.scores.items()
    ]
    click.echo(columns([head, *rows]))
    for name in dict.fromkeys(name for name, _ in result.scores):
        if most:
            click.echo(f"{shown[name]}, the largest errors:")
        for film in result.worst(name, most):
            _echo_film(film)


def _echo_film(film: ValidatedFilm) -> None:
    from polyopt.cli.text import interval, short, wrapped

    formulation = short(f"{film.dianhydrides} // {film.diamines}")
    click.echo(wrapped(f"line {film.row}: {formulation}", 2, 4))
    guess = interval(film.predicted, film.low, film.high, LAYER_PROPERTIES[film.property])
    mark = "" if film.in_domain else ", outside the domain"
    click.echo(wrapped(f"measured {film.measured:g}, predicted {guess}{mark}", 4, 4))
    if film.nearest:
        click.echo(wrapped(f"nearest: {film.nearest} ({film.similarity:.2f})", 4, 6))
