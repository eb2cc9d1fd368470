"""`polyopt fit`: models from a user's own films."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from polyopt.cli.names import regressors
from polyopt.cli.options import (
    NAMED_PATH,
    everywhere,
    model_folder_option,
    names_option,
    reading_options,
    refuse_replacing,
    replace_models_option,
)
from polyopt.quantities import LAYER_PROPERTIES, VALUE_COLUMNS

if TYPE_CHECKING:
    from polyopt.own_data.fit import Fitted


_HELP = f"""Train models on TABLE: dianhydrides, diamines, {", ".join(VALUE_COLUMNS)}.

Each property that has a column becomes a model file, with a card that states its errors on
films left out. Use them by 'polyopt predict --model tg=models/tg.npz', or in a problem file.
A model of a regressor holds its recipe and the films, and is fitted again where it is loaded.
"""


@click.command("fit", help=_HELP)
@click.argument("table", type=NAMED_PATH)
@model_folder_option("models")
@click.option(
    "--kind",
    type=click.Choice(["gp", "groups"]),
    default="gp",
    show_default=True,
    help="Gaussian process or group contribution.",
)
@click.option(
    "--regressor",
    shell_complete=regressors,
    help="Use a scikit-learn regressor instead, such as random-forest, ridge, svr, knn, mlp or "
    "sklearn.linear_model.HuberRegressor.",
)
@click.option(
    "--set", "settings", multiple=True, help="Parameter of the regressor, as n_estimators=500."
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**32 - 1),
    default=0,
    show_default=True,
    help="Seed for the films left out and for a regressor.",
)
@replace_models_option()
@names_option
@reading_options
@everywhere
def command(
    table: str,
    out: str,
    kind: str,
    regressor: str | None,
    settings: tuple[str, ...],
    seed: int,
    force: bool,
    sheet: str,
    strict: bool,
    as_json: bool,
) -> int:
    from polyopt.cli.text import echo_json, echo_skipped
    from polyopt.io.reading.source import TableFile
    from polyopt.own_data.fit import fit
    from polyopt.own_data.model_files import model_file

    folder = Path(out)
    refuse_replacing([model_file(folder, name) for name in LAYER_PROPERTIES], force)
    result = fit(
        TableFile(table, sheet, strict),
        kind=kind,
        regressor=regressor,
        settings=_settings(settings),
        seed=seed,
    )
    written = result.save(folder)
    if as_json:
        echo_json([_as_dict(entry, f) for entry, f in zip(result.fitted, written, strict=True)])
    else:
        for entry, file in zip(result.fitted, written, strict=True):
            click.echo(_summary(entry, file))
    return echo_skipped(result.skipped, result.bounds)


def _settings(pairs: tuple[str, ...]) -> dict[str, Any]:
    """Return ``--set key=value`` options; a value is JSON, or else a text."""
    import json

    from polyopt.errors import UsageError

    settings = {}
    for pair in pairs:
        key, equals, text = pair.partition("=")
        if not equals or not key.strip() or not text.strip():
            raise UsageError(
                f"--set {pair!r} is not allowed", remedy="write --set n_estimators=500"
            )
        try:
            settings[key.strip()] = json.loads(text)
        except (ValueError, RecursionError):
            settings[key.strip()] = text.strip()
    return settings


def _as_dict(entry: Fitted, file: Path) -> dict[str, Any]:
    from dataclasses import asdict

    report = {f: getattr(entry.report, f) for f in ("rows", "films", "mae", "rmse", "bias")}
    return {
        "property": entry.property,
        "model": entry.model.name,
        "file": str(file),
        **report,
        "coverage": entry.report.coverage,
        "left_out": {split: asdict(score) for split, score in entry.report.splits.items()},
        "skipped": list(entry.skipped),
    }


def _summary(entry: Fitted, file: Path) -> str:
    from polyopt.cli.text import wrapped
    from polyopt.errors import counted

    r, known = entry.report, LAYER_PROPERTIES[entry.property]
    unit, digits = known.shown_unit, known.decimals + 1
    head = (
        f"{entry.property}: {counted(r.films, 'film')}; left out, the error is {r.mae:.{digits}f} "
        f"{unit} (MAE), {100 * r.coverage:.0f} % in the 90 % interval"
    )
    lines = [wrapped(head, 0, 2)]
    new = [
        f"{split} {score.mae:.{digits}f}" for split, score in r.splits.items() if split != "grouped"
    ]
    if new:
        lines.append(wrapped(f"with a monomer left out [{unit or '-'}]: {', '.join(new)}", 2, 4))
    return "\n".join([*lines, f"  {file}"])
