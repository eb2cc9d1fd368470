"""Windows for coating, predrying and crosslinking on foil, and the CTE that keeps it flat."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from polyopt.chemistry.solvents import shipped_solvent
from polyopt.claims.evidence import Evidence
from polyopt.design.curl import CURVATURE, ROOM
from polyopt.design.curl_stack import curl_stack
from polyopt.equations.drying import Coating, Conditions, drying_time
from polyopt.equations.evaporation import (
    predry_window,
    saturation_concentration,
    vapour_pressure,
)
from polyopt.equations.lamination import curvature_per_strain
from polyopt.equations.network import crosslinks
from polyopt.errors import PolyoptError
from polyopt.laminate.stack import Laminate
from polyopt.quantities import layer_member, layer_quantity, member_quantity
from polyopt.verdicts.window import CLAIM, ESTIMATE, Window

SOLVENTS = ("NMP", "DMAc", "DMF", "gamma-butyrolactone", "DMSO", "diglyme", "cyclohexanone")
"""Solvents of polyimides whose windows are told."""

RESIDUE = (0.10, 0.40)
"""Residual solvent after predrying, of the coat: claim 9. [-]"""

INSOLUBLE = (0.01, 0.99)
"""Insoluble content: claims 1 and 12. [-]"""

RADIUS_LIMIT = 0.15
"""Least radius of curvature: claim 5. [m]"""

DENSITY = 1.42
"""Of the dry coat, taken as that of Kapton HN (datasets/films.csv). [g/cm³]"""

FRESH, TRANSFER, DIFFUSIVITY, PLASTICIZATION = 0.85, 0.02, 1e-14, 14.0
"""Illustrative, without a source: solvent in the fresh coat [-], transfer [m/s], D0 [m²/s], b."""

_PPM = 1e-6


def crosslinking_windows(
    evidence: Evidence, laminate: Laminate, layers: Mapping[str, str]
) -> tuple[Window, ...]:
    """Return windows of predrying, coat thickness, drying time, crosslinks and CTE.

    Parameters
    ----------
    evidence : Evidence
        What is known of one design.
    laminate : Laminate
        The design.
    layers : mapping of str to str
        Which layer plays which part; the coat is ``R``.
    """
    name = layers.get("R", "")
    thick = evidence.quantities.get(layer_quantity(name, "thickness"))
    found = [*_flat(evidence, laminate, name), *_predrying()]
    if thick is not None:
        found += _coat(laminate, float(thick.mean[0]))
    low, high = (float(v) for v in crosslinks(list(INSOLUBLE)))
    note = (
        "for 1 to 99 wt% insoluble (claims 1, 12), random crosslinking of most-probable chains; "
        "calibrate how they grow in your cure: polyopt analyze cure"
    )
    found.append(Window("crosslinked units per primary chain", low, high, "1", ESTIMATE, note))
    return tuple(found)


def _flat(evidence: Evidence, laminate: Laminate, name: str) -> Iterator[Window]:
    """Return the CTE of the coat at which the elastic radius is at least that of claim 5."""
    stack = curl_stack(laminate, evidence.quantities)
    if stack is None or isinstance(stack.stress_free, str) or CURVATURE not in evidence.quantities:
        return
    heads = [m.name for m in stack.members]
    known = [evidence.quantities[member_quantity(head, "thickness")] for head in heads]
    thick = [float(thickness.mean[0]) for thickness in known]
    factors = curvature_per_strain(
        [m.modulus for m in stack.members], [m.poisson for m in stack.members], thick
    )
    own = layer_member(name)
    if own not in heads or any(m.stress_free is not None for m in stack.members):
        return
    slope = float(factors[heads.index(own)]) * (ROOM - stack.stress_free) * _PPM
    bent = float(evidence.quantities[CURVATURE].mean[0])
    cte = float(evidence.quantities[member_quantity(own, "cte")].mean[0])
    middle, half = cte - bent / slope, abs(1.0 / (RADIUS_LIMIT * slope))
    note = (
        "elastic worst case of a radius of 15 cm (claim 5); real laminates relax, so measure the "
        f"radius; predicted for this design: {cte:.3g} ppm/K"
    )
    yield Window(f"CTE of layer {name}", middle - half, middle + half, "ppm/K", ESTIMATE, note)


def _predrying() -> Iterator[Window]:
    for name in SOLVENTS:
        boiling = shipped_solvent(name).boiling_point
        window = predry_window({name: boiling})
        note = f"claim 11: 70 to 130 degC below the boiling point, {boiling:g} degC"
        yield Window(
            f"predrying temperature from {name}", window.low, window.high, "degC", CLAIM, note
        )


def _coat(laminate: Laminate, dry: float) -> Iterator[Window]:
    steps = [s for s in laminate.process if not isinstance(s, str) and s.name == "predry"]
    solvents = list(steps[-1].solvents) if steps else []
    temperature = steps[-1].condition("temperature") if steps else None
    if len(solvents) != 1 or temperature is None:
        return
    try:
        solvent = shipped_solvent(solvents[0])
    except PolyoptError:
        return
    coating = Coating(dry, DENSITY, solvent.density, FRESH)
    thin, wet = (float(v) for v in coating.thickness(np.array(RESIDUE)))
    note = f"10 to 40 wt% of {solvents[0]} in the coat (claim 9), {dry:g} um when dry"
    yield Window("thickness of the predried coat", thin, wet, "um", CLAIM, note)
    try:
        pressure = vapour_pressure(solvent.boiling_point, temperature)
        saturated = float(saturation_concentration(pressure, solvent.molar_mass, temperature))
        conditions = Conditions(DIFFUSIVITY, PLASTICIZATION, TRANSFER, saturated)
        first, last = (drying_time(coating, conditions, w) / 60.0 for w in reversed(RESIDUE))
    except PolyoptError:  # hotter than the solvent boils, or too cold for an estimate
        return
    note = (
        f"from 85 wt% {solvents[0]} at {temperature:g} degC with an illustrative diffusivity; fit "
        "yours to weighings: polyopt analyze drying"
    )
    yield Window("predrying time", first, last, "min", ESTIMATE, note)
