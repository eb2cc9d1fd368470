"""`polyopt analyze drying`: where to predry a coat, and for how long."""

from __future__ import annotations

from typing import Any

import click

from polyopt.cli.names import solvents as solvents_begun
from polyopt.cli.options import NAMED_PATH, everywhere, reading_options

_NEEDED = ("dry_thickness", "solvent_pct", "density", "transfer", "temperature")


@click.command("drying")
@click.argument("table", type=NAMED_PATH, required=False)
@click.option(
    "--solvent",
    "solvents",
    multiple=True,
    shell_complete=solvents_begun,
    help="Name, or NAME=BOILING_POINT [degC].",
)
@click.option("--temperature", type=float, help="Temperature of the coat [degC].")
@click.option("--dry-thickness", type=float, help="Thickness of the coat without solvent [um].")
@click.option("--solvent-pct", type=float, help="Solvent in the fresh coat [wt% of the coat].")
@click.option("--density", type=float, help="Density of the polymer [g/cm3].")
@click.option("--transfer", type=float, help="Mass transfer coefficient of the air [m/s].")
@click.option("--saturation", type=float, help="Solvent in saturated air [kg/m3].")
@click.option("--chi", type=float, default=0.5, show_default=True, help="Flory-Huggins parameter.")
@click.option("--diffusivity", type=float, help="D0 [m2/s], instead of a table.")
@click.option("--plasticization", type=float, help="b of D = D0 exp(b w), instead of a table.")
@reading_options
@everywhere
def command(
    table: str | None,
    solvents: tuple[str, ...],
    sheet: str,
    strict: bool,
    as_json: bool,
    **given: Any,
) -> int:
    """Find the predrying window of a coat, and when it holds 40 and 10 wt% of residual solvent.

    TABLE, with the columns time_s and residual_solvent_wt_pct, holds weighings of a coat while it
    dried: the diffusivity is fitted to them.
    """
    from polyopt.cli.text import echo_json, wrapped
    from polyopt.errors import UsageError
    from polyopt.io.reading.source import TableFile
    from polyopt.measurements.drying import analyze_drying, read_solvents

    if not solvents:
        raise UsageError("no solvent is named", remedy="write --solvent NMP, or --solvent X=180")
    wants_times = table is not None or given["diffusivity"] is not None
    lacking = [f"--{n.replace('_', '-')}" for n in _NEEDED if given[n] is None]
    if wants_times and lacking:
        raise UsageError(f"drying times need {', '.join(lacking)}")
    if (given["diffusivity"] is None) != (given["plasticization"] is None):
        raise UsageError("--diffusivity and --plasticization belong together")
    if table is not None and given["diffusivity"] is not None:
        raise UsageError("give a table, or --diffusivity and --plasticization")
    source = None if table is None else TableFile(table, sheet, strict)
    found = analyze_drying(read_solvents(solvents), table=source, **given)
    if as_json:
        echo_json(found)
    else:
        for line in _lines(found):
            click.echo(wrapped(line, 0, 2))
    return 0


def _lines(found: dict[str, Any]) -> list[str]:
    window = found["predry_window_degC"]
    names = ", ".join(f"{name} {tb:g} °C" for name, tb in found["boiling_points_degC"].items())
    lines = [f"boiling points: {names}"]
    if window["is_empty"]:
        lines.append(
            "predrying window: empty, no temperature lies 70 to 130 °C below every boiling point"
        )
    else:
        lines.append(f"predrying window: {window['low']:g} to {window['high']:g} °C")
    if found["remark"]:
        lines.append(found["remark"].replace("degC", "°C"))
    if found["inside_window"] is not None:
        where = "inside" if found["inside_window"] else "outside"
        lines.append(f"{found['temperature_degC']:g} °C lies {where} it")
    if found["saturation_kg_per_m3"] is not None:
        basis = found["saturation_basis"]
        lines.append(f"saturated air: {found['saturation_kg_per_m3']:.3g} kg/m³ ({basis})")
    if found["diffusivity_m2_per_s"] is not None:
        lines += _diffusion(found)
    return lines


def _diffusion(found: dict[str, Any]) -> list[str]:
    d0, b = found["diffusivity_m2_per_s"], found["plasticization"]
    text = f"D0 {d0:.3g} m²/s, b {b:.3g}"
    if found["fit"] is not None:
        low, high = found["fit"]["diffusivity_m2_per_s"]
        first, last = found["fit"]["plasticization"]
        text = (
            f"fitted: D0 {d0:.3g} m²/s ({low:.3g} to {high:.3g}), b {b:.3g} ({first:.3g} to "
            f"{last:.3g}), misfit {found['fit']['misfit_wt_pct']:.2g} wt%"
        )
    times = [
        f"{entry['residual_solvent_wt_pct']:g} wt% of the coat after "
        + ("more than 1e6 s" if entry["time_s"] is None else f"{entry['time_s']:.3g} s")
        for entry in found["times"]
    ]
    return [text, "; ".join(times), "One solvent, one temperature: not validated on varnishes."]
