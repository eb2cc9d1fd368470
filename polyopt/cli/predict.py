"""`polyopt predict`: Tg and CTE of formulations, or of every row of a table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from polyopt.cli.options import chosen_models, everywhere

WRONG_USAGE, WRONG_DATA = 2, 4


@click.command("predict")
@click.argument("formulations", nargs=-1, required=True)
@click.option("--out", type=click.Path(dir_okay=False), help="Write the table there, by ending.")
@click.option("--model", "models", multiple=True, help="tg=FILE or cte=FILE from fit or calibrate.")
@click.option("--explain", is_flag=True, help="Show what each group adds.")
@everywhere
def command(
    formulations: tuple[str, ...],
    out: str | None,
    models: tuple[str, ...],
    explain: bool,
    as_json: bool,
) -> int:
    """Predict Tg and CTE, with 90 % intervals.

    FORMULATIONS are such as 'PMDA:60;BPDA:40 // PDA:80;ODA:20', or one table (.csv, .tsv,
    .xlsx, .parquet) with the columns dianhydrides and diamines.
    """
    from polyopt.design.predict import predict, predict_table
    from polyopt.errors import UsageError
    from polyopt.tables import harmless_table, is_table, write_table

    chosen = chosen_models(models)
    bad, refused = 0, list[str]()
    from_table = len(formulations) == 1 and is_table(formulations[0])
    if not from_table and len(formulations) == 1 and _is_file(formulations[0]):
        raise UsageError(
            f"{formulations[0]} is no table that can be read",
            remedy="a table ends in .csv, .tsv, .xlsx or .parquet",
        )
    if explain and from_table:
        raise UsageError("--explain takes formulations, not a table")
    if from_table:
        table, bad = predict_table(Path(formulations[0]), models=chosen)
    else:
        formulations, refused = _readable(formulations)
        for line in refused:
            click.echo(f"polyopt: {line}", err=True)
        table = predict(formulations, models=chosen)
    if out:
        write_table(table, Path(out))
    elif as_json:
        _echo_json(table, formulations if explain else (), chosen)
    elif from_table:
        click.echo(harmless_table(table).to_csv(index=False), nl=False)
    else:
        _echo(table, formulations, explain, chosen)
    if bad:
        click.echo(
            f"polyopt: {bad} of {len(table)} rows could not be predicted; see the column 'error'",
            err=True,
        )
    return WRONG_DATA if bad else WRONG_USAGE if refused else 0


def _readable(formulations: tuple[str, ...]) -> tuple[tuple[str, ...], list[str]]:
    """Return the formulations that can be read, and why the others cannot.

    A single formulation that cannot be read, or none that can, is an error.
    """
    from polyopt.composition import Composition
    from polyopt.errors import PolyoptError

    good, refused = [], []
    for text in formulations:
        try:
            Composition.parse(text)
            good.append(text)
        except PolyoptError as error:
            if len(formulations) == 1:
                raise
            refused.append("\n  ".join(str(error).splitlines()))
    if not good:
        Composition.parse(formulations[0])
    return tuple(good), refused


def _is_file(text: str) -> bool:
    try:
        return Path(text).is_file()
    except (OSError, ValueError):
        return False


def _echo_json(table: Any, explained: tuple[str, ...], models: dict[str, str]) -> None:
    import json

    from polyopt.cli.text import echo_json
    from polyopt.tables import plain_table

    rows = json.loads(plain_table(table).to_json(orient="records", date_format="iso"))
    for row, text in zip(rows, explained, strict=False):
        row["explanation"] = [e.as_dict() for e in _explained(text, models)]
    echo_json(rows)


def _explained(text: str, models: dict[str, str]) -> Any:
    from polyopt.composition import Composition
    from polyopt.design.explain import explain

    return explain(Composition.parse(text), models)


def _echo(
    table: Any, formulations: tuple[str, ...], explained: bool, models: dict[str, str]
) -> None:
    from polyopt.cli.text import interval, short, wrapped

    for row, text in zip(table.to_dict("records"), formulations, strict=True):
        click.echo(wrapped(short(f"{row['dianhydrides']} // {row['diamines']}"), 0, 2))
        for label, column, unit in (("Tg ", "tg_degC", "°C"), ("CTE", "cte_ppm_per_K", "ppm/K")):
            low, high = row[f"{column}_low"], row[f"{column}_high"]
            click.echo(f"  {label}  {interval(row[column], low, high, unit)}")
        known = "yes" if row["in_domain"] else "no: unlike the training data, measure first"
        click.echo(f"  in domain: {known}")
        for explanation in _explained(text, models) if explained else ():
            _echo_explained(explanation)


def _echo_explained(e: Any) -> None:
    from polyopt.cli.text import columns, wrapped

    name = {"tg": "Tg", "cte": "CTE"}[e.property]
    unit = {"degC": "°C"}.get(e.unit, e.unit)
    click.echo("")
    click.echo(
        wrapped(
            f"{name} {e.mean:.0f} {unit}: ± {e.model_sd:.1f} from the model, ± {e.film_sd:.1f} "
            "from film to film (process, method, labels)",
            2,
            4,
        )
    )
    click.echo(wrapped(f"nearest polymer of the data: {e.nearest}", 2, 4))
    click.echo(
        wrapped(
            f"groups alone say {e.transparent:.0f} {unit}, {abs(e.gap):.0f} "
            f"{'less' if e.gap > 0 else 'more'}; the largest are",
            2,
            4,
        )
    )
    rows = [
        (f"    {g.group}", f"{g.amount:.2f}", f"{g.contribution:+.1f}", f"± {g.standard_error:.1f}")
        for g in e.groups[:12]
    ]
    click.echo(columns([("    group", "amount", "adds", "se"), *rows]))
    for one, other, correlation in e.collinear:
        click.echo(
            wrapped(f"{one} and {other} are hardly told apart (r = {correlation:.2f})", 4, 6)
        )
