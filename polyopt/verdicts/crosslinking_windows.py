"""Windows for coating, predrying and crosslinking on foil, and the CTE that keeps it flat."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from polyopt.chemistry.solvents import Solvent, shipped_solvent
from polyopt.claims.asked_steps import asked_of, places_of
from polyopt.claims.interval import Interval
from polyopt.claims.limitations import BOILING_POINTS, Condition
from polyopt.design.curl import CURVATURE, RADIUS, ROOM
from polyopt.design.curl_stack import curl_stack
from polyopt.equations.drying import Coating, Conditions, drying_time
from polyopt.equations.evaporation import saturation_concentration, vapour_pressure
from polyopt.equations.lamination import curvature_per_strain
from polyopt.equations.network import crosslinks
from polyopt.errors import PolyoptError
from polyopt.laminate.process_verbs import YES
from polyopt.laminate.steps import Step
from polyopt.quantities import layer_member, member_quantity
from polyopt.verdicts.window import CLAIM, ESTIMATE, Window
from polyopt.verdicts.window_grounds import Grounds, Stated, on_condition, on_quantity

SOLVENTS = ("NMP", "DMAc", "DMF", "gamma-butyrolactone", "DMSO", "diglyme", "cyclohexanone")
"""Solvents of polyimides whose windows are given."""

DENSITY = 1.42
"""Of the dry coat, taken as that of Kapton HN (datasets/films.csv). [g/cm³]"""

FRESH, TRANSFER, DIFFUSIVITY, PLASTICIZATION = 0.85, 0.02, 1e-14, 14.0
"""Illustrative, without a source: solvent in the fresh coat [-], transfer [m/s], D0 [m²/s], b."""

_PPM, _PERCENT, _CM = 1e-6, 100.0, 100.0


def flat_laminate(grounds: Grounds) -> Iterator[Window]:
    """Yield the CTE of a layer at which the elastic radius is at least that of the claims.

    Parameters
    ----------
    grounds : Grounds
        The design and its claims, one of which limits the radius of curvature.
    """
    limit = grounds.stated(on_quantity(RADIUS, "cm"))
    quantities = grounds.evidence.quantities
    stack = curl_stack(grounds.laminate, quantities)
    if stack is None or isinstance(stack.stress_free, str) or CURVATURE not in quantities:
        return
    if limit is None or not 0 < limit.interval.low < math.inf:
        return
    heads = [m.name for m in stack.members]
    thick = [float(quantities[member_quantity(head, "thickness")].mean[0]) for head in heads]
    factors = curvature_per_strain(
        [m.modulus for m in stack.members], [m.poisson for m in stack.members], thick
    )
    name = grounds.layers.get(limit.layer, "")
    own = layer_member(name)
    if own not in heads or any(m.stress_free is not None for m in stack.members):
        return
    slope = float(factors[heads.index(own)]) * (ROOM - stack.stress_free) * _PPM
    bent = float(quantities[CURVATURE].mean[0])
    cte = float(quantities[member_quantity(own, "cte")].mean[0])
    least = limit.interval.low
    middle, half = cte - bent / slope, abs(1.0 / (least / _CM * slope))
    note = (
        f"elastic worst case of a radius of {least:g} cm ({limit.cited()}); real laminates relax, "
        f"so measure the radius; predicted for this design: {cte:.3g} ppm/K"
    )
    yield Window(f"CTE of layer {name}", middle - half, middle + half, "ppm/K", ESTIMATE, note)


def predrying_temperature(grounds: Grounds) -> Iterator[Window]:
    """Yield the predrying temperatures that the claims allow from usual solvents.

    Parameters
    ----------
    grounds : Grounds
        The design and its claims, one of which limits a temperature by boiling points.
    """
    limit = grounds.stated(on_condition("temperature", BOILING_POINTS))
    if limit is None:
        return
    low, high = limit.interval.low, limit.interval.high
    below = Interval(-high, -low, limit.interval.high_in, limit.interval.low_in)
    for name in SOLVENTS:
        boiling = shipped_solvent(name).boiling_point
        yield Window(
            f"predrying temperature from {name}",
            boiling + low,
            boiling + high,
            "degC",
            CLAIM,
            f"{limit.cited()}: {below.words} degC below the boiling point, {boiling:g} degC",
        )


def predried_coat(grounds: Grounds) -> Iterator[Window]:
    """Yield thickness and drying time of a coat with the residual solvent that the claims allow.

    Parameters
    ----------
    grounds : Grounds
        The design and its claims, one of which limits the residual solvent after a step.
    """
    limit = grounds.stated(on_condition("residual_solvent"))
    step = None if limit is None else _step_of(limit, grounds)
    dry = None if limit is None else grounds.of_layer(limit.layer, "thickness")
    if limit is None or step is None or dry is None or len(step.solvents) != 1:
        return
    (name,), temperature = step.solvents, step.condition("temperature")
    solvent = _shipped(name)
    if solvent is None or temperature is None:
        return
    asked = limit.interval
    residue = max(asked.low / _PERCENT, 0.0), min(asked.high / _PERCENT, FRESH)
    coating = Coating(dry, DENSITY, solvent.density, FRESH)
    thin, wet = (float(v) for v in coating.thickness(np.array(residue)))
    content = f"{asked.words} wt% of {name} in the coat ({limit.cited()})"
    note = f"{content}, {dry:g} um when dry"
    yield Window("thickness of the predried coat", thin, wet, "um", CLAIM, note)
    try:
        pressure = vapour_pressure(solvent.boiling_point, temperature)
        saturated = float(saturation_concentration(pressure, solvent.molar_mass, temperature))
        conditions = Conditions(DIFFUSIVITY, PLASTICIZATION, TRANSFER, saturated)
        first, last = (drying_time(coating, conditions, w) / 60.0 for w in reversed(residue))
    except PolyoptError:  # hotter than the solvent boils, or too cold for an estimate
        return
    note = (
        f"from {_PERCENT * FRESH:g} wt% {name} at {temperature:g} degC with an illustrative "
        "diffusivity; fit yours to weighings: polyopt analyze drying"
    )
    yield Window("predrying time", first, last, "min", ESTIMATE, note)


def _step_of(limit: Stated, grounds: Grounds) -> Step | None:
    """Return the last step of the declared process that a limit on a condition is of."""
    wanted = [asked_of(t.step, grounds.layers) for _, t in limit.tests if isinstance(t, Condition)]
    process = [s for s in grounds.laminate.process if isinstance(s, Step)]
    places = [i for asked in wanted for i in places_of(process, asked, YES)]
    return process[max(places)] if places else None


def _shipped(name: str) -> Solvent | None:
    try:
        return shipped_solvent(name)
    except PolyoptError:
        return None


def crosslinks_per_chain(grounds: Grounds) -> Iterator[Window]:
    """Yield the crosslinked units per chain that give the insoluble content of the claims.

    Parameters
    ----------
    grounds : Grounds
        The design and its claims, one of which limits the insoluble content of a layer.
    """
    limit = grounds.stated(on_quantity("layer.insoluble_content", "wt%"))
    if limit is None:
        return
    low, high = (_crosslinks(end) for end in (limit.interval.low, limit.interval.high))
    note = (
        f"for {limit.interval.words} wt% insoluble ({limit.cited()}), random crosslinking of "
        "most-probable chains; calibrate how they grow in your cure: polyopt analyze cure"
    )
    yield Window("crosslinked units per primary chain", low, high, "1", ESTIMATE, note)


def _crosslinks(insoluble: float) -> float:
    """Return crosslinked units per chain at an insoluble content in wt%; none at 0, inf at 100."""
    if insoluble <= 0:
        return 0.0
    return float(crosslinks(insoluble / _PERCENT)) if insoluble < _PERCENT else math.inf
