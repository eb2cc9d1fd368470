"""`polyopt predict`: Tg and CTE of formulations, or of every row of a table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from polyopt.cli.options import chosen_models, everywhere

WRONG_DATA = 4


@click.command("predict")
@click.argument("formulations", nargs=-1, required=True)
@click.option("--out", type=click.Path(dir_okay=False), help="Write the table there, by ending.")
@click.option("--model", "models", multiple=True, help="tg=FILE or cte=FILE from 'polyopt fit'.")
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
    bad = 0
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
        table = predict(formulations, models=chosen)
    if out:
        write_table(table, Path(out))
    elif as_json:
        _echo_json(table, formulations if explain else ())
    elif from_table:
        click.echo(harmless_table(table).to_csv(index=False), nl=False)
    else:
        _echo(table, formulations, explain)
    if bad:
        click.echo(
            f"polyopt: {bad} of {len(table)} rows could not be predicted; see the column 'error'",
            err=True,
        )
    return WRONG_DATA if bad else 0


def _is_file(text: str) -> bool:
    try:
        return Path(text).is_file()
    except (OSError, ValueError):
        return False


def _echo_json(table: Any, explained: tuple[str, ...]) -> None:
    import json

    from polyopt.cli.text import echo_json
    from polyopt.tables import plain_table

    rows = json.loads(plain_table(table).to_json(orient="records", date_format="iso"))
    for row, text in zip(rows, explained, strict=False):
        row["groups"] = [dict(zip(_GROUP, _group_row(g), strict=True)) for g in _groups(text)]
    echo_json(rows)


_GROUP = ("property", "group", "amount", "contribution", "standard_error")


def _group_row(group: Any) -> tuple[Any, ...]:
    return tuple(getattr(group, name) for name in _GROUP)


def _groups(text: str) -> Any:
    from polyopt.composition import Composition
    from polyopt.design.predict import explain

    return explain(Composition.parse(text))


def _echo(table: Any, formulations: tuple[str, ...], explain: bool) -> None:
    from polyopt.cli.text import interval, short, wrapped

    for row, text in zip(table.to_dict("records"), formulations, strict=True):
        click.echo(wrapped(short(f"{row['dianhydrides']} // {row['diamines']}"), 0, 2))
        for label, column, unit in (("Tg ", "tg_degC", "°C"), ("CTE", "cte_ppm_per_K", "ppm/K")):
            low, high = row[f"{column}_low"], row[f"{column}_high"]
            click.echo(f"  {label}  {interval(row[column], low, high, unit)}")
        known = "yes" if row["in_domain"] else "no: unlike the training data, measure first"
        click.echo(f"  in domain: {known}")
        if explain:
            _echo_explained(text)


def _echo_explained(text: str) -> None:
    from polyopt.cli.text import columns, wrapped
    from polyopt.composition import Composition
    from polyopt.design.predict import nearest_polymers

    for name, polymer in nearest_polymers(Composition.parse(text)).items():
        click.echo(wrapped(f"nearest for {name}: {polymer}", 2, 4))
    for name, unit in (("tg", "K"), ("cte", "ppm/K")):
        rows = [
            (f"  {group}", f"{amount:.2f}", f"{adds:+.1f}", f"± {error:.1f}")
            for property, group, amount, adds, error in map(_group_row, _groups(text))
            if property == name
        ]
        click.echo(f"  {name} by the transparent model, largest groups first [{unit}]:")
        click.echo(columns([("  group", "amount", "adds", "se"), *rows[:12]]))
