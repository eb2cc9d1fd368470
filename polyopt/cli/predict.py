"""`polyopt predict`: Tg and CTE of formulations, or of every row of a table."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from polyopt.cli.messages import echo_message
from polyopt.cli.names import formulations_begun
from polyopt.cli.options import (
    everywhere,
    given_model_files,
    is_quiet,
    models_option,
    names_option,
    reading_options,
    refuse_same_file,
)

if TYPE_CHECKING:
    import pandas as pd

    from polyopt.chemistry.composition import Composition
    from polyopt.io.reading.source import TableFile


@click.command("predict")
@click.argument("formulations", nargs=-1, required=True, shell_complete=formulations_begun)
@click.option(
    "--out",
    type=click.Path(dir_okay=False),
    help="Write the table to FILE, in the format of its ending.",
)
@models_option("from fit or calibrate")
@click.option(
    "--property",
    "properties",
    multiple=True,
    metavar="NAME",
    help="Predict this too: permittivity, solubility; repeatable.",
)
@click.option("--explain", is_flag=True, help="Show what each group adds.")
@names_option
@reading_options
@everywhere
def command(
    formulations: tuple[str, ...],
    out: str | None,
    models: tuple[str, ...],
    properties: tuple[str, ...],
    explain: bool,
    sheet: str,
    strict: bool,
    as_json: bool,
) -> int:
    """Predict Tg and CTE, with 90 % intervals.

    FORMULATIONS are such as 'PMDA:60;BPDA:40 // PDA:80;ODA:20', or one table (.csv, .tsv,
    .xlsx, .parquet) with the columns dianhydrides and diamines; its predictions are shown in brief
    on a terminal and are CSV in a pipe. Films are taken as random
    copolymers of high molar mass with both roles in equal moles: end-cappers, an imbalance of the
    roles and blocks are not modelled.
    """
    from polyopt.errors import DataError, UsageError
    from polyopt.io.reading.source import TableFile
    from polyopt.io.table_kinds import is_table

    chosen = {**_shipped(properties), **given_model_files(models)}
    from_table = len(formulations) == 1 and is_table(formulations[0])
    if not from_table and len(formulations) == 1 and _is_file(formulations[0]):
        raise UsageError(
            f"{formulations[0]} is not a readable table",
            remedy="a table ends in .csv, .tsv, .xlsx or .parquet",
        )
    if explain and from_table:
        raise UsageError("--explain takes formulations, not a table")
    bad, refused = 0, list[str]()
    if from_table:
        refuse_same_file(out, formulations[0])
        bad = _predict_table(TableFile(formulations[0], sheet, strict), chosen, out, as_json)
    else:
        compositions, refused = _readable(formulations)
        for line in refused:
            echo_message(f"polyopt: {line}")
        _predict(compositions, chosen, out, explain, as_json)
    if out and not is_quiet():
        echo_message(f"saved in {out}")
    return DataError.exit_code if bad else UsageError.exit_code if refused else 0


def _predict(
    compositions: Sequence[Composition],
    models: dict[str, str],
    out: str | None,
    explain: bool,
    as_json: bool,
) -> None:
    """Predict formulations and print them, or write them to a file."""
    from polyopt.io.tables import write_table
    from polyopt.prediction.predict import predict, predicted_rows

    if out or as_json:
        table = predict(compositions, models=models)
        doubts = list(table["tg_doubt"])
        if out:
            write_table(table, Path(out))
        else:
            _echo_json(table, compositions if explain else (), models)
    else:
        rows = predicted_rows(compositions, models)
        doubts = [row["tg_doubt"] for row in rows]
        _echo(rows, compositions, explain, models)
    _echo_amide_bias(doubts, models)


def _predict_table(file: TableFile, models: dict[str, str], out: str | None, as_json: bool) -> int:
    """Predict the rows of a table; return how many could not be."""
    from polyopt.io.tables import write_table
    from polyopt.prediction.predict import predict_table

    table, bad = predict_table(file, models=models)
    if out:
        write_table(table, Path(out))
    elif as_json:
        _echo_json(table, (), models)
    else:
        _echo_table(table)
    _echo_amide_bias(table["tg_doubt"], models)
    again = int(table["same_as_row"].notna().sum())
    if again:
        echo_message(
            f"polyopt: {again} of {len(table)} rows repeat the polymer of an earlier one; see the "
            "column 'same_as_row'"
        )
    if bad:
        echo_message(
            f"polyopt: {bad} of {len(table)} rows could not be predicted; see the column 'error'"
        )
    return bad


def _echo_amide_bias(doubts: Iterable[object], models: Mapping[str, str]) -> None:
    """Say how wrong a shipped model was, where it predicts the Tg of a polyamide-imide."""
    from polyopt.models.identity import NO_AMIDES
    from polyopt.prediction.amide_bias import bias_words
    from polyopt.prediction.model_choice import chosen_models

    if not any(NO_AMIDES in str(doubt) for doubt in doubts):
        return
    if words := bias_words(chosen_models(models, ("tg",))["tg"]):
        echo_message(f"polyopt: {words}")


def _shipped(properties: Sequence[str]) -> dict[str, str]:
    """Return the shipped model of each property asked for, by property."""
    from polyopt.errors import unknown_name
    from polyopt.quantities import LAYER_PROPERTIES

    for name in properties:
        if name not in LAYER_PROPERTIES:
            raise unknown_name("property", name, LAYER_PROPERTIES)
    return {name: name for name in properties}


def _echo_table(table: pd.DataFrame) -> None:
    """Print a table: to be read on a terminal, whole and in full precision elsewhere."""
    from polyopt.cli.text_predicted import predicted_text
    from polyopt.io.harmless_cells import harmless_table

    if sys.stdout.isatty():
        click.echo(predicted_text(table))
    else:
        click.echo(harmless_table(table).to_csv(index=False), nl=False)


def _readable(formulations: tuple[str, ...]) -> tuple[list[Composition], list[str]]:
    """Return the formulations that can be read, and why the others cannot.

    A single formulation that cannot be read, or none that can, is an error.
    """
    from polyopt.chemistry.composition import Composition
    from polyopt.errors import PolyoptError

    good: list[Composition] = []
    errors: list[PolyoptError] = []
    for text in formulations:
        try:
            good.append(Composition.parse(text))
        except PolyoptError as error:
            errors.append(error)
    if not good:
        raise errors[0]
    return good, ["\n  ".join(str(error).splitlines()) for error in errors]


def _is_file(text: str) -> bool:
    try:
        return Path(text).is_file()
    except (OSError, ValueError):
        return False


def _echo_json(
    table: pd.DataFrame, explained: Sequence[Composition], models: dict[str, str]
) -> None:
    import json

    from polyopt.cli.text import echo_json
    from polyopt.io.harmless_cells import plain_table
    from polyopt.prediction.explain import explain

    rows = json.loads(plain_table(table).to_json(orient="records", date_format="iso"))
    for row, composition in zip(rows, explained, strict=False):
        row["explanation"] = [e.as_dict() for e in explain(composition, models)]
    echo_json(rows)


def _echo(
    rows: Sequence[Mapping[str, Any]],
    compositions: Sequence[Composition],
    explained: bool,
    models: dict[str, str],
) -> None:
    from polyopt.cli.text import interval, short, wrapped
    from polyopt.quantities import LAYER_PROPERTIES

    for row, composition in zip(rows, compositions, strict=True):
        click.echo(wrapped(short(f"{row['dianhydrides']} // {row['diamines']}"), 0, 2))
        for known in (p for p in LAYER_PROPERTIES.values() if p.column in row):
            mean, low, high = (row[known.column + end] for end in ("", "_low", "_high"))
            click.echo(f"  {known.label:<3}  {interval(mean, low, high, known)}")
        click.echo(wrapped(f"in domain: {_inside(row)}", 2, 4))
        for line in _nearest_lines(row):
            click.echo(wrapped(line, 2, 6))
        if explained:
            _explain(composition, models)


def _explain(composition: Composition, models: dict[str, str]) -> None:
    from polyopt.cli.text_explained import echo_explained
    from polyopt.prediction.explain import explain

    for explanation in explain(composition, models):
        echo_explained(explanation)


def _inside(row: Mapping[str, Any]) -> str:
    """Return whether all models know something similar, and if not, why."""
    from polyopt.quantities import LAYER_PROPERTIES

    if row["in_domain"]:
        return "yes"
    doubts = {known.label: row.get(f"{name}_doubt") for name, known in LAYER_PROPERTIES.items()}
    reasons = "; ".join(f"{label}: {doubt}" for label, doubt in doubts.items() if doubt)
    return f"no: {reasons or 'outside what the models know'}; measure first"


def _nearest_lines(row: Mapping[str, Any]) -> list[str]:
    """Return which known polymers are nearest; one line if all models name the same one."""
    from polyopt.quantities import LAYER_PROPERTIES

    found = [
        (known.label, row[f"{name}_nearest"], row[f"{name}_nearest_similarity"])
        for name, known in LAYER_PROPERTIES.items()
        if row.get(f"{name}_nearest")
    ]
    if len({polymer for _, polymer, _ in found}) == 1 < len(found):
        _, polymer, similarity = found[0]
        return [f"nearest known: {polymer} ({similarity:.2f})"]
    return [f"nearest known, {label}: {polymer} ({s:.2f})" for label, polymer, s in found]
