"""`polyopt calibrate`: move models to a user's own films."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from polyopt.cli.options import (
    NAMED_PATH,
    everywhere,
    given_model_files,
    model_folder_option,
    models_option,
    names_option,
    reading_options,
    refuse_replacing,
    replace_models_option,
)

if TYPE_CHECKING:
    from polyopt.models.calibrated.model import CalibratedModel


@click.command("calibrate")
@click.argument("table", type=NAMED_PATH)
@model_folder_option("calibrated")
@click.option("--process", help="Process to predict, where the films are of several.")
@models_option("to start from")
@replace_models_option()
@names_option
@reading_options
@everywhere
def command(
    table: str,
    out: str,
    process: str | None,
    models: tuple[str, ...],
    force: bool,
    sheet: str,
    strict: bool,
    as_json: bool,
) -> int:
    """Adjust models to the films of TABLE; three films already help.

    TABLE has the columns dianhydrides, diamines, tg_degC and/or cte_ppm_per_K, and may have
    tg_sd_degC, cte_sd_ppm_per_K and columns that distinguish processes:
    process, or precursor, cure, thickness_um, cte_range_degC, tg_method. Each property becomes a
    model file with a card; use it by 'polyopt predict --model cte=calibrated/cte.npz', or in a
    problem file. Starting from a calibrated model adds to the films it has.
    """
    from polyopt.cli.text import echo_json, echo_skipped, echo_windows
    from polyopt.io.reading.source import TableFile
    from polyopt.own_data.calibrate import calibrate
    from polyopt.own_data.model_files import model_file

    folder = Path(out)
    result = calibrate(
        TableFile(table, sheet, strict), process=process, models=given_model_files(models)
    )
    refuse_replacing([model_file(folder, name) for name in result.models], force)
    files = result.save(folder)
    if as_json:
        entries = zip(result.models.items(), files, strict=True)
        models_found = [_as_dict(name, model, file) for (name, model), file in entries]
        read = {"skipped": result.skipped, "bounds": result.bounds, "windows": result.windows}
        echo_json({"models": models_found, **read})
    else:
        for (name, model), file in zip(result.models.items(), files, strict=True):
            _echo(name, model, file, process is not None)
    echo_windows(result.windows)
    return echo_skipped(result.skipped, result.bounds)


def _as_dict(name: str, model: CalibratedModel, file: Path) -> dict[str, Any]:
    from dataclasses import asdict

    from polyopt.own_data.doubtful_films import doubtful, film_doubts
    from polyopt.own_data.left_out import left_out_scores

    scores = left_out_scores(model, model.process)
    return {
        "property": name,
        "unit": model.unit,
        "file": str(file),
        "process": model.process,
        "films": len(model.films),
        "measurements": len(model.rows),
        "processes": [asdict(effect) for effect in model.learned.effects],
        "left_out": asdict(scores),
        "doubtful": [str(model.films[i].composition) for i in doubtful(model)],
        "doubts": film_doubts(model),
    }


def _echo(name: str, model: CalibratedModel, file: Path, asked: bool) -> None:
    from polyopt.cli.text import short, wrapped
    from polyopt.errors import counted
    from polyopt.own_data.doubtful_films import doubtful, film_doubts
    from polyopt.own_data.left_out import left_out_scores
    from polyopt.quantities import LAYER_PROPERTIES

    unit, effects = LAYER_PROPERTIES[name].shown_unit, model.learned.effects
    effect = model.learned.effect(model.process)
    several = f", of {len(effects)} processes" if len(effects) > 1 else ""
    click.echo(f"{name}: {counted(len(model.films), 'film')}{several}")
    why = "as asked" if asked else "the one with most films; --process chooses another"
    if len(effects) > 1:
        click.echo(wrapped(f"predicts process '{model.process}', {why}", 2, 4))
    else:
        click.echo(wrapped(f"predicts process '{model.process}'", 2, 4))
    click.echo(
        f"  offset {effect.offset:+.1f} ± {effect.offset_sd:.1f} {unit} at {effect.centre:.0f} "
        f"{unit}, scale {effect.scale:+.2f} ± {effect.scale_sd:.2f} (1 sd)"
    )
    scores = left_out_scores(model, model.process)
    before, after = scores.before, scores.after
    if after.n > 1:
        errors = (
            f"each of its films left out: MAE {before.mae:.1f} {unit} before, {after.mae:.1f} "
            f"after; median {before.median:.1f}, {after.median:.1f}"
        )
        click.echo(wrapped(errors, 2, 4))
    if after.n > 1 and after.mae > before.mae:
        click.echo(wrapped("! no better than before: these films share no clear shift", 2, 4))
    for i in doubtful(model):
        film = model.films[i]
        text = f"doubtful: {short(str(film.composition))}, {film.value:g} {unit}, "
        click.echo(wrapped(f"{text}weight {model.learned.weight[i]:.2f}; check it", 2, 4))
    for doubt in film_doubts(model):
        click.echo(wrapped(f"! {doubt}", 2, 4))
    click.echo(f"  {file}")
