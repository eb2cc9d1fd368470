"""Porosity and pore size that would give a porous film its permittivity and its air flow."""

from __future__ import annotations

import math
from collections.abc import Iterator

from polyopt.design.pores import POROSITY
from polyopt.equations.normal_interval import Z90
from polyopt.equations.permeability import pore_diameter, range_flags
from polyopt.equations.porous import porosity_for
from polyopt.laminate.members import FILM
from polyopt.quantities import SOLID, layer_quantity, member_quantity
from polyopt.verdicts.window import ESTIMATE, Window
from polyopt.verdicts.window_grounds import Grounds, on_quantity

TORTUOSITY = 1.5
"""A guess. [-]"""

_PERCENT = 100.0


def porosity_window(grounds: Grounds) -> Iterator[Window]:
    """Yield the porosity that gives a film the permittivity of the claims.

    Parameters
    ----------
    grounds : Grounds
        The design, its solid being the layer of side ``film`` or declared with the film, and its
        claims, which limit the permittivity and the porosity of the film.
    """
    wanted = grounds.stated(on_quantity(member_quantity(FILM, SOLID), "-"))
    allowed = grounds.stated(on_quantity(member_quantity(FILM, "porosity"), "%"))
    solid = _solid(grounds)
    if wanted is None or allowed is None or solid is None or not wanted.interval.high > 1:
        return
    (mean, high), most = solid, wanted.interval.high
    usual = porosity_for(min(most, mean), mean)
    safe = porosity_for(min(most, high), high, "maxwell-garnett")
    note = (
        f"permittivity {most:g} ({wanted.cited()}): {_PERCENT * usual:.0f} % by Bruggeman's rule "
        f"with a solid of {mean:.3g}, {_PERCENT * safe:.0f} % by the upper bound of Maxwell "
        f"Garnett with one of {high:.3g}; {allowed.interval.words} % by {allowed.cited(' and ')}"
    )
    low = max(_PERCENT * safe, allowed.interval.low)
    yield Window("porosity", low, min(allowed.interval.high, _PERCENT), "%", ESTIMATE, note)


def _solid(grounds: Grounds) -> tuple[float, float] | None:
    """Return the permittivity of the solid, and the upper end of its 90 % interval."""
    laminate, evidence = grounds.laminate, grounds.evidence
    for layer in laminate.layers:
        name = layer_quantity(layer.name, SOLID)
        if layer.side == FILM and name in evidence.quantities:
            mean = float(evidence.quantities[name].mean[0])
            sd = float(evidence.standard_deviation(name)[0])
            return max(1.0, mean), max(1.0, mean + Z90 * sd)
    declared = laminate.film.porous if laminate.film is not None else None
    known = declared.solid_permittivity if declared is not None else None
    return None if known is None else (known, known)


def pore_size_window(grounds: Grounds) -> Iterator[Window]:
    """Yield the mean pore size that gives a film the air flow of the claims.

    Parameters
    ----------
    grounds : Grounds
        The design, its thickness and porosity declared, and its claims, which limit the Gurley
        time and the mean pore size of the film.
    """
    time = grounds.stated(on_quantity(member_quantity(FILM, "gurley"), "s/100cc"))
    size = grounds.stated(on_quantity(member_quantity(FILM, "mean_pore_size"), "um"))
    thick = grounds.evidence.quantities.get(member_quantity(FILM, "thickness"))
    pores = grounds.evidence.quantities.get(POROSITY)
    if time is None or size is None or thick is None or pores is None or not pores.mean[0] > 0:
        return
    um, porosity = float(thick.mean[0]), float(pores.mean[0]) / _PERCENT
    fast, slow = (_diameter(t, um, porosity) for t in (time.interval.low, time.interval.high))
    note = (
        f"Gurley time {time.interval.words} s ({time.cited()}) at {um:g} um and "
        f"{_PERCENT * porosity:.3g} % porosity: {slow:.2g} to {fast:.2g} um by round pores of "
        f"tortuosity {TORTUOSITY:g}; {size.cited()} asks for {size.interval.words} um"
    )
    slowest = time.interval.high
    if math.isfinite(slowest) and (outside := range_flags(slowest)):
        note += f". At {slowest:g} s: {'; '.join(outside)}"
    low, high = max(slow, size.interval.low), min(fast, size.interval.high)
    yield Window("mean pore size", low, high, "um", ESTIMATE, note)


def _diameter(time: float, thickness: float, porosity: float) -> float:
    """Return the pore diameter [µm] at a Gurley time; the end of the range where there is none."""
    if time <= 0:
        return math.inf
    return pore_diameter(time, thickness, porosity, TORTUOSITY) if math.isfinite(time) else 0.0
