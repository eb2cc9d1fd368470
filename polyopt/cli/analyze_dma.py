"""`polyopt analyze dma`: a dynamic mechanical curve against a limit of its storage modulus."""

from __future__ import annotations

from typing import Any

import click

from polyopt.cli.names import tg_methods
from polyopt.cli.options import NAMED_PATH, everywhere, reading_options

_EDGES = {
    "start": "the curve rises from Tg on: check the Tg",
    "end": "the minimum is at the end of the curve",
}


@click.command("dma")
@click.argument("curve", type=NAMED_PATH)
@click.option(
    "--tg", type=float, help="Glass transition [degC], if known from another measurement."
)
@click.option("--tg-method", shell_complete=tg_methods, help="loss-peak, tan-delta-peak or onset.")
@click.option("--limit", type=float, default=1e6, show_default=True, help="Limit on E' [Pa].")
@click.option("--density", type=float, help="Density above Tg [g/cm3], to estimate entanglements.")
@click.option("--frequency", type=float, help="Which of several frequencies [Hz].")
@click.option("--step", help="Which of several steps, segments or runs: its name, or its number.")
@click.option("--sample", help="Which of several samples.")
@click.option(
    "--heating/--cooling", default=None, help="Which of the readings, where there are both."
)
@reading_options
@everywhere
def command(
    curve: str,
    tg: float | None,
    tg_method: str | None,
    limit: float,
    density: float | None,
    frequency: float | None,
    step: str | None,
    sample: str | None,
    heating: bool | None,
    sheet: str,
    strict: bool,
    as_json: bool,
) -> int:
    """Find the least storage modulus at or above Tg in CURVE, and where to bond.

    CURVE is a text file or a workbook with columns such as temperature_degC, storage_modulus_MPa
    and loss_modulus_MPa, or an export of NETZSCH, TA or Anton Paar. Where it holds several curves,
    choose one.
    """
    from polyopt.cli.text import echo_json
    from polyopt.errors import DataError
    from polyopt.measurements.dma_analysis import analyze_dma
    from polyopt.measurements.dma_file import read_dma

    read = read_dma(
        curve,
        frequency=frequency,
        step=step,
        sample=sample,
        heating=heating,
        sheet=sheet,
        strict=strict,
    )
    found = analyze_dma(read, tg=tg, tg_method=tg_method, limit=limit, density=density)
    if as_json:
        echo_json(found.as_dict())
    else:
        _echo(found)
    return DataError.exit_code if read.reading.left else 0


def _echo(found: Any) -> None:
    from polyopt.cli.text import coloured, columns, wrapped

    low = found.minimum
    bound = "at least " if found.is_lower_bound else ""
    rows = [
        ("Tg", f"{found.tg:.1f} °C ({found.tg_method})"),
        (
            "least E' above Tg",
            f"{low.modulus:.3g} Pa ({low.low:.3g} to {low.high:.3g}) at {low.temperature:.1f} °C "
            f"({low.temperature_low:.1f} to {low.temperature_high:.1f})",
        ),
        (
            f"E' <= {found.limit:g} Pa",
            f"{found.verdict}, P {bound}{found.probability:.2f}",
        ),
        (
            "if G' is meant",
            f"{found.shear_verdict}, P {bound}{found.shear_probability:.2f} "
            "(E' is about 3 G' in a rubber)",
        ),
        ("bonding window", _window(found.window)),
        ("bond at", f"{found.window.recommended:.1f} °C, the temperature of the minimum"),
    ]
    table = columns(rows)
    for verdict in {found.verdict, found.shear_verdict}:
        table = table.replace(f" {verdict}, P ", f" {coloured(verdict)}, P ")
    click.echo(table)
    if low.edge or low.falling:
        still = "; it may go lower beyond" if low.falling else ""
        edge = _EDGES.get(low.edge, "the curve falls again at its end")
        click.echo(wrapped(f"{edge}{still}"))
    if low.coarse:
        click.echo(wrapped("Fewer than five readings show the minimum: measure closer ones there."))
    if found.mode_matters:
        click.echo(wrapped("The verdict depends on which modulus the claim means, E' or G'."))
    if found.entanglement_mass is not None:
        click.echo(
            wrapped(
                f"Estimate: were the minimum an entanglement plateau, {found.entanglement_mass:.0f}"
                " g/mol would lie between entanglements (not validated)."
            )
        )


def _window(window: Any) -> str:
    if window.low is None:
        return "none: the modulus stays above the limit"
    high = "beyond the curve's end" if window.high is None else f"{window.high:.1f} °C"
    return f"{window.low:.1f} °C to {high}"
