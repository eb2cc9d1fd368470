"""Where to start bonding a thermoplastic layer, and what its plateau would be."""

from __future__ import annotations

import math
from collections.abc import Iterator

from polyopt.claims.interval import Interval
from polyopt.design.plateau import DENSITY, FACTOR
from polyopt.equations.normal_interval import Z90
from polyopt.equations.viscoelastic import entanglement_mass_for, plateau_storage_modulus
from polyopt.quantities import PLATEAU, layer_quantity
from polyopt.verdicts.window import CLAIM, ESTIMATE, Window
from polyopt.verdicts.window_grounds import Grounds, cited, on_condition, on_storage_minimum

START = (50.0, 100.0)
"""How far above Tg a first bonding trial is suggested: a rule of thumb without a source. [°C]"""

ENTANGLEMENT_MASS = (1500.0, 4000.0)
"""Assumed for aromatic polymers, without a source. [g/mol]"""

_MPA = 1e6


def bonding_temperature(grounds: Grounds) -> Iterator[Window]:
    """Yield the bonding temperatures that the claims allow above Tg, and those to try first.

    Parameters
    ----------
    grounds : Grounds
        The design and its claims, one of which limits a temperature by the Tg of a layer.
    """
    limit = grounds.stated(on_condition("temperature", "layer.tg"))
    tg = None if limit is None else grounds.of_layer(limit.layer, "tg")
    if limit is None or tg is None:
        return
    name = grounds.layers[limit.layer]
    basis = grounds.evidence.quantities[layer_quantity(name, "tg")].basis
    allowed = tg + limit.interval.low, tg + limit.interval.high
    yield Window(
        f"bonding temperature, layer {name}",
        *allowed,
        "degC",
        CLAIM,
        f"{limit.cited()}: {_above_tg(limit.interval)}, {basis} as {tg:.0f} degC",
        _from_tg(limit.interval, basis, tg, Z90 * grounds.sd_of_layer(limit.layer, "tg")),
    )
    low, high = max(tg + START[0], allowed[0]), min(tg + START[1], allowed[1])
    note = (
        f"{START[0]:g} to {START[1]:g} degC above Tg, a rule of thumb{_core(grounds, name, high)}"
    )
    at_minimum = on_condition("temperature", "layer.storage_minimum_temperature")
    if claims := grounds.claims_that_ask(at_minimum):
        note += f"; then at the minimum of E' ({cited(claims)})"
    yield Window(
        f"bonding temperature to try first, layer {name}", low, high, "degC", ESTIMATE, note
    )


def rubber_plateau(grounds: Grounds) -> Iterator[Window]:
    """Yield the plateau of E' that entangled chains have, and the mass that the claims ask for.

    Parameters
    ----------
    grounds : Grounds
        The design and its claims, one of which limits the minimum of E' of a layer.
    """
    limit = grounds.stated(on_storage_minimum)
    tg = None if limit is None else grounds.of_layer(limit.layer, "tg")
    if limit is None or tg is None or not 0 < limit.interval.high < math.inf:
        return
    name, most = grounds.layers[limit.layer], limit.interval.high / _MPA
    middle = 0.5 * ((tg + START[0]) + (tg + START[1]))
    soft, stiff, basis = _plateau(grounds, name, middle)
    yield Window(
        f"plateau of E' of layer {name} at {middle:.0f} degC",
        soft,
        stiff,
        "MPa",
        ESTIMATE,
        f"if the chains are entangled, {basis}: {_against(soft, stiff, most)}",
    )
    yield Window(
        f"entanglement mass of layer {name} for a plateau within the claims",
        entanglement_mass_for(most, DENSITY, middle),
        math.inf,
        "g/mol",
        ESTIMATE,
        f"3 rho R T / Me at {most:g} MPa; a curve by DMA decides, not this",
    )


def _plateau(grounds: Grounds, layer: str, temperature: float) -> tuple[float, float, str]:
    """Return the ends of a plateau of E' [MPa], and what they rest on in words."""
    known = grounds.evidence.quantities.get(layer_quantity(layer, PLATEAU))
    if known is not None:
        middle = float(known.mean[0])
        return middle / FACTOR, middle * FACTOR, f"{middle:.2g} MPa {known.note}"
    light, heavy = ENTANGLEMENT_MASS
    soft, stiff = (
        float(plateau_storage_modulus(DENSITY, mass, temperature)) for mass in (heavy, light)
    )
    return soft, stiff, f"at entanglement masses of {light:g} to {heavy:g} g/mol, assumed"


def _above_tg(interval: Interval) -> str:
    """Return how far above Tg the claims allow, in words."""
    if (interval.low, interval.low_in, interval.high) == (0.0, True, math.inf):
        return "at or above Tg"
    return f"{interval.words} degC above Tg"


def _from_tg(interval: Interval, basis: str, tg: float, half: float) -> str:
    """Return the temperatures that the claims allow, from a Tg that is known to `half`. [°C]."""
    known = f"{tg:.0f}" + (f" ({tg - half:.0f} to {tg + half:.0f})" if half else "")
    above = _above_tg(interval).replace("at or above Tg", "at least its Tg")
    return f"{above.replace('degC above Tg', '°C above its Tg')}, {basis} {known} °C"


def _against(soft: float, stiff: float, most: float) -> str:
    """Return how a plateau lies to what the claims allow, in words."""
    if soft > most:
        return (
            f"above the claims' {most:g} MPa, which then is reached only where the layer begins "
            "to flow; shorter chains help"
        )
    return f"{'within' if stiff <= most else 'on both sides of'} the claims' {most:g} MPa"


def _core(grounds: Grounds, name: str, high: float) -> str:
    """Return a warning where a core would soften in the press."""
    for layer in grounds.laminate.layers:
        known = grounds.evidence.quantities.get(layer_quantity(layer.name, "tg"))
        if layer.name != name and known is not None and float(known.mean[0]) < high:
            return f", but layer {layer.name} softens at {float(known.mean[0]):.0f} degC"
    return ""
