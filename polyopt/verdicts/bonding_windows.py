"""Where to start bonding a thermoplastic layer, and what its plateau would be."""

from __future__ import annotations

import math
from collections.abc import Mapping

from polyopt.claims.evidence import Evidence
from polyopt.equations.viscoelastic import entanglement_mass_for, plateau_storage_modulus
from polyopt.laminate.stack import Laminate
from polyopt.quantities import layer_quantity
from polyopt.verdicts.window import CLAIM, ESTIMATE, Window

START = (50.0, 100.0)
"""How far above Tg a first bonding trial is suggested: a rule of thumb without a source. [°C]"""

DENSITY = 1.42
"""Of the layer, taken as that of Kapton HN (datasets/films.csv). [g/cm³]"""

ENTANGLEMENT_MASS = (1500.0, 4000.0)
"""Assumed for aromatic polymers, without a source. [g/mol]"""

_LIMIT = 1.0
"""Of the claims' minimum of E'. [MPa]"""


def bonding_windows(
    evidence: Evidence, laminate: Laminate, layers: Mapping[str, str]
) -> tuple[Window, ...]:
    """Return the bonding window above the predicted Tg, the plateau and the mass it asks for.

    Parameters
    ----------
    evidence : Evidence
        What is known of one design.
    laminate : Laminate
        The design.
    layers : mapping of str to str
        Which layer plays which part; the bonding layer is ``T``.
    """
    name = layers.get("T", "")
    known = evidence.quantities.get(layer_quantity(name, "tg"))
    if known is None:
        return ()
    tg = float(known.mean[0])
    low, high = tg + START[0], tg + START[1]
    middle = 0.5 * (low + high)
    soft, stiff = (
        float(plateau_storage_modulus(DENSITY, mass, middle))
        for mass in reversed(ENTANGLEMENT_MASS)
    )
    return (
        Window(
            f"bonding temperature, layer {name}",
            tg,
            math.inf,
            "degC",
            CLAIM,
            f"claim 11: at or above Tg, {known.basis} as {tg:.0f} degC",
        ),
        Window(
            f"bonding temperature to try first, layer {name}",
            low,
            high,
            "degC",
            ESTIMATE,
            f"{START[0]:g} to {START[1]:g} degC above Tg, a rule of thumb"
            f"{_core(evidence, laminate, name, high)}; then at the minimum of E' (claim 12)",
        ),
        Window(
            f"plateau of E' of layer {name} at {middle:.0f} degC",
            soft,
            stiff,
            "MPa",
            ESTIMATE,
            "if the chains are entangled, at entanglement masses of 1500 to 4000 g/mol, assumed: "
            "above the claims' 1 MPa, which then is reached only where the layer begins to flow; "
            "shorter chains help",
        ),
        Window(
            f"entanglement mass of layer {name} for a plateau within the claims",
            entanglement_mass_for(_LIMIT, DENSITY, middle),
            math.inf,
            "g/mol",
            ESTIMATE,
            "3 rho R T / Me at 1 MPa; a curve by DMA decides, not this",
        ),
    )


def _core(evidence: Evidence, laminate: Laminate, name: str, high: float) -> str:
    """Return a warning where a core would soften in the press."""
    for layer in laminate.layers:
        known = evidence.quantities.get(layer_quantity(layer.name, "tg"))
        if layer.name != name and known is not None and float(known.mean[0]) < high:
            return f", but layer {layer.name} softens at {float(known.mean[0]):.0f} degC"
    return ""
