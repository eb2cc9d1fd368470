"""`polyopt analyze porous`: what follows for a porous film."""

from __future__ import annotations

from typing import Any

import click

from polyopt.cli.names import formulations, mixture_rules
from polyopt.cli.options import everywhere


@click.command("porous")
@click.option("--porosity", type=float, help="Volume fraction of pores, 0.3 for 30 %.")
@click.option("--film-density", type=float, help="Apparent density of the film [g/cm3].")
@click.option("--solid-density", type=float, help="Density of its solid [g/cm3].")
@click.option("--solid", type=float, help="Permittivity of the solid.")
@click.option(
    "--formulation",
    shell_complete=formulations,
    help="Instead of --solid: predict it, as 'PMDA // ODA'.",
)
@click.option("--frequency", help="Of the predicted permittivity, as 10GHz.  [default: 1 MHz]")
@click.option("--wanted", type=float, help="Highest permittivity wanted.")
@click.option(
    "--rule",
    shell_complete=mixture_rules,
    default="bruggeman",
    show_default=True,
    help="Mixture rule: bruggeman, maxwell-garnett, inverse-maxwell-garnett, looyenga, "
    "lichtenecker, parallel or series.",
)
@click.option("--diameter", type=float, help="Mean pore diameter [um].")
@click.option("--gurley", type=float, help="Gurley time [s per 100 cm3].")
@click.option("--thickness", type=float, help="Thickness of the film [um].")
@click.option(
    "--tortuosity",
    type=float,
    default=1.5,
    show_default=True,
    help="Length of the pores over the thickness of the film.",
)
@click.option("--modulus", type=float, help="Modulus of the solid [GPa].")
@everywhere
def command(
    film_density: float | None,
    solid_density: float | None,
    solid: float | None,
    formulation: str | None,
    frequency: str | None,
    as_json: bool,
    **given: Any,
) -> int:
    """Permittivity, Gurley time, pores and modulus of a porous film, from known values."""
    from polyopt.cli.text import columns, echo_json, wrapped
    from polyopt.errors import UsageError
    from polyopt.measurements.porous_film import analyze_porous

    if (film_density is None) != (solid_density is None):
        raise UsageError("--film-density and --solid-density belong together")
    densities = (film_density, solid_density) if film_density is not None else None
    spread = None
    if frequency is not None and formulation is None:
        raise UsageError("--frequency goes with --formulation", remedy="--solid has one of its own")
    if formulation is not None:
        if solid is not None:
            raise UsageError("give --solid or --formulation")
        solid, spread = _predicted(formulation, frequency)
    found = analyze_porous(densities=densities, solid=solid, **given)  # type: ignore[arg-type]
    if as_json:
        known = found.as_dict()
        known["notes"] = [*known["notes"], *_extrapolation(frequency)]
        echo_json({**known, "solid_permittivity": solid, "solid_permittivity_sd": spread})
        return 0
    rows = _rows(found)
    if spread is not None:
        at = f" at {_frequency_words(frequency)}"
        rows.insert(
            0, (f"permittivity of the solid{at}", f"{solid:.2f}, predicted, sd {spread:.2f}")
        )
    click.echo(columns(rows))
    for note in (*found.notes, *_extrapolation(frequency)):
        click.echo(wrapped(note, 0, 2))
    return 0


def _predicted(formulation: str, frequency: str | None) -> tuple[float, float]:
    """Return the predicted permittivity of a solid, and its standard deviation."""
    from polyopt.prediction.predict import predicted_property

    return predicted_property(formulation, "permittivity", model=_model(frequency))


def _model(frequency: str | None) -> str:
    return "permittivity" if frequency is None else f"permittivity@{frequency}"


def _frequency_words(frequency: str | None) -> str:
    from polyopt.models.frequency import DISPERSION, frequency_of, frequency_words

    asked = DISPERSION["permittivity"].reference if frequency is None else frequency_of(frequency)
    return frequency_words(asked)


def _extrapolation(frequency: str | None) -> list[str]:
    from polyopt.models.frequency import extrapolation

    words = extrapolation(_model(frequency))
    return [f"the solid's permittivity: {words}"] if words else []


def _rows(found: Any) -> list[tuple[str, str]]:
    rows = []
    if found.porosity is not None:
        rows.append(("porosity", f"{found.porosity:.3g}"))
    if found.permittivity is not None:
        bounds = f"{found.permittivity_low:.3f} to {found.permittivity_high:.3f}"
        rows.append(("permittivity", f"{found.permittivity:.3f} (bounds {bounds})"))
    if found.porosity_needed is not None:
        low, high = found.porosity_needed_low, found.porosity_needed_high
        rows.append(("porosity needed", f"{found.porosity_needed:.3f} ({low:.3f} to {high:.3f})"))
    if found.gurley is not None:
        rows.append(("Gurley time", f"{found.gurley:.3g} s per 100 cm³"))
        rows.append(("mean pore diameter", f"{found.diameter:.3g} µm"))
    if found.modulus is not None:
        rows.append(("modulus", f"{found.modulus:.3g} GPa"))
    return rows
