"""`polyopt analyze cure`: kinetics of crosslinking from insoluble contents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from polyopt.cli.options import NAMED_PATH, everywhere, reading_options

if TYPE_CHECKING:
    from polyopt.io.reading.source import TableFile


@click.command("cure")
@click.argument("table", type=NAMED_PATH, required=False)
@click.option(
    "--insoluble", type=float, multiple=True, help="Wanted insoluble content [wt%]; repeatable."
)
@click.option(
    "--temperature", type=float, multiple=True, help="Cure temperature [degC]; repeatable."
)
@click.option("--before", type=float, help="Mass before an extraction [mg].")
@click.option("--after", type=float, help="Mass after it [mg].")
@click.option("--foil", type=float, default=0.0, help="Mass of the foil included in both [mg].")
@click.option(
    "--weighing-sd", type=float, default=0.0, help="Standard deviation of each weighing [mg]."
)
@reading_options
@everywhere
def command(
    table: str | None,
    insoluble: tuple[float, ...],
    temperature: tuple[float, ...],
    before: float | None,
    after: float | None,
    foil: float,
    weighing_sd: float,
    sheet: str,
    strict: bool,
    as_json: bool,
) -> int:
    """Fit how insoluble content grows in a cure, and estimate how long to cure.

    TABLE has the columns temperature_degC, time_min, insoluble_pct and perhaps insoluble_sd_pct.
    Without it, --before and --after give the insoluble content of one film.
    """
    from polyopt.cli.text import echo_json
    from polyopt.errors import UsageError
    from polyopt.io.reading.source import TableFile

    if table is not None and (before is not None or after is not None):
        raise UsageError("give a table, or --before and --after")
    if table is not None:
        found, lines = _kinetics(TableFile(table, sheet, strict), insoluble or (50.0,), temperature)
    elif before is not None and after is not None:
        found, lines = _weighed(before, after, foil, weighing_sd)
    else:
        raise UsageError("nothing to analyse", remedy="give a table, or --before and --after")
    if as_json:
        echo_json(found)
    else:
        click.echo("\n".join(lines))
    return 0


def _kinetics(
    table: TableFile, wanted: tuple[float, ...], temperatures: tuple[float, ...]
) -> tuple[dict[str, Any], list[str]]:
    from polyopt.cli.text import wrapped
    from polyopt.errors import counted
    from polyopt.measurements.cure import fit_cure
    from polyopt.measurements.cured_films import read_cures

    law = fit_cure(read_cures(table))
    inside = law.energy_interval
    interval = "" if inside is None else f" ({inside[0]:.0f} to {inside[1]:.0f})"
    films = counted(law.used, "film")
    lines = [f"activation energy {law.activation_energy:.0f} kJ/mol{interval}, {films}"]
    if inside is None:
        lines.append(
            wrapped(
                "two films fix the law exactly, so its error is not known: add films, or a "
                "column insoluble_sd_pct"
            )
        )
    times = []
    for degrees in temperatures or law.temperatures:
        for share in wanted:
            time = law.time_to(share, degrees)
            times.append(
                {
                    "temperature_degC": degrees,
                    "insoluble_pct": share,
                    "time_min": time.time,
                    "time_min_low": time.low,
                    "time_min_high": time.high,
                    "extrapolated": time.extrapolated,
                }
            )
            span = "" if time.low is None else f" ({time.low:.3g} to {time.high:.3g})"
            far = ", extrapolated" if time.extrapolated else ""
            lines.append(f"{share:g} wt% at {degrees:g} °C: {time.time:.3g} min{span}{far}")
    lines += [wrapped(f"left out: {text}", 0, 2) for text in law.left_out]
    found = {
        "activation_energy_kJ_per_mol": law.activation_energy,
        "activation_energy_interval_kJ_per_mol": inside,
        "films": law.used,
        "left_out": law.left_out,
        "times": times,
    }
    return found, lines


def _weighed(
    before: float, after: float, foil: float, weighing_sd: float
) -> tuple[dict[str, Any], list[str]]:
    from polyopt.equations.network import crosslinks, insoluble_content

    content = insoluble_content(before, after, foil=foil, weighing_sd=weighing_sd)
    found: dict[str, Any] = {"insoluble_pct": content.value, "insoluble_sd_pct": content.sd}
    lines = [f"insoluble content {content.value:.2f} wt%, standard deviation {content.sd:.2f}"]
    if 0 < content.value < 100:
        found["crosslinked_units_per_chain"] = float(crosslinks(content.value / 100))
        lines.append(f"{found['crosslinked_units_per_chain']:.3g} crosslinked units per chain")
    return found, lines
