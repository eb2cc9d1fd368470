"""`polyopt fit`: models from a user's own films."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from polyopt.cli.options import NAMED_FOLDER, NAMED_PATH, everywhere


@click.command("fit")
@click.argument("table", type=NAMED_PATH)
@click.option(
    "--out",
    type=NAMED_FOLDER,
    default="models",
    show_default=True,
    help="Folder for the model files.",
)
@click.option(
    "--kind",
    type=click.Choice(["gp", "groups"]),
    default="gp",
    show_default=True,
    help="Gaussian process or group contribution.",
)
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), default=0, show_default=True)
@click.option("--force", is_flag=True, help="Replace model files that are there.")
@everywhere
def command(table: str, out: str, kind: str, seed: int, force: bool, as_json: bool) -> int:
    """Train models on TABLE: dianhydrides, diamines, tg_degC and/or cte_ppm_per_K.

    Each property that has a column becomes a model file, with a card that states its errors on
    films left out. Use them by 'polyopt predict --model tg=models/tg.npz', or in a problem file.
    """
    from polyopt.cli.text import echo_json
    from polyopt.design.fit import COLUMNS, fit_table
    from polyopt.errors import DataError

    folder = Path(out)
    there = [folder / f"{name}.npz" for name in COLUMNS if (folder / f"{name}.npz").exists()]
    if there and not force:
        raise DataError("is there already", where=str(there[0]), remedy="use --force or --out")
    fitted = fit_table(Path(table), kind=kind, seed=seed)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for entry in fitted:
            entry.model.save(folder / f"{entry.property}.npz")
            (folder / f"{entry.property}.md").write_text(_card(entry, kind), encoding="utf-8")
    except OSError as error:
        raise DataError(f"cannot be written: {error.strerror}", where=out) from None
    if as_json:
        echo_json([_as_dict(entry, folder) for entry in fitted])
    else:
        for entry in fitted:
            click.echo(_summary(entry, folder))
    skipped = list(dict.fromkeys(s for entry in fitted for s in entry.skipped))
    for line in skipped[:10]:
        click.echo(f"polyopt: left out {line}", err=True)
    if len(skipped) > 10:
        click.echo(f"polyopt: and {len(skipped) - 10} rows more", err=True)
    return 4 if skipped else 0


def _as_dict(entry: Any, folder: Path) -> dict[str, Any]:
    report = {f: getattr(entry.report, f) for f in ("rows", "films", "mae", "rmse", "bias")}
    return {
        "property": entry.property,
        "file": str(folder / f"{entry.property}.npz"),
        **report,
        "coverage": entry.report.coverage,
        "skipped": list(entry.skipped),
    }


def _summary(entry: Any, folder: Path) -> str:
    r = entry.report
    unit = "°C" if entry.property == "tg" else "ppm/K"
    return (
        f"{entry.property}: {r.films} films; left out, the error is {r.mae:.1f} {unit} (MAE), "
        f"{100 * r.coverage:.0f} % in the 90 % interval\n  {folder / (entry.property + '.npz')}"
    )


def _card(entry: Any, kind: str) -> str:
    r = entry.report
    unit = "degC" if entry.property == "tg" else "ppm/K"
    return (
        f"# {entry.property} model ({kind})\n\n"
        f"Trained on {r.rows} rows, {r.films} distinct films.\n\n"
        f"On films left out, whole groups at a time [{unit}]: MAE {r.mae:.2f}, RMSE {r.rmse:.2f}, "
        f"bias {r.bias:+.2f}; 90 % interval covers {100 * r.coverage:.0f} %.\n"
    )
