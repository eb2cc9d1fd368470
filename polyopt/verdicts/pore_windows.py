"""Porosity and pore size that would give a porous film its permittivity and its air flow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from polyopt.claims.evidence import Evidence
from polyopt.equations.normal_interval import Z90
from polyopt.equations.permeability import pore_diameter, range_flags
from polyopt.equations.porous import porosity_for
from polyopt.laminate.members import FILM
from polyopt.laminate.stack import Laminate
from polyopt.quantities import SOLID, layer_quantity, member_quantity
from polyopt.verdicts.window import ESTIMATE, Window

WANTED = 2.5
"""Permittivity of claim 7. [-]"""

POROSITY = (0.30, 0.80)
"""Claims 3 and 10. [-]"""

GURLEY_TIMES = (30.0, 2000.0)
"""Claim 10. [s per 100 cm³]"""

PORES = (0.05, 1.0)
"""Mean pore size: claim 2. [µm]"""

TORTUOSITY = 1.5
"""A guess. [-]"""


def pore_windows(
    evidence: Evidence, laminate: Laminate, layers: Mapping[str, str]
) -> tuple[Window, ...]:
    """Return the porosity and the pore size to aim at.

    Parameters
    ----------
    evidence : Evidence
        What is known of one design.
    laminate : Laminate
        The design; its solid is the layer of side ``film``, or declared with the film.
    layers : mapping of str to str
        Which layer plays which part; none of these claims needs one.
    """
    return (*_porosity(evidence, laminate), *_pores(evidence, laminate))


def _porosity(evidence: Evidence, laminate: Laminate) -> Iterator[Window]:
    solid = _solid(evidence, laminate)
    if solid is None:
        return
    mean, high = solid
    usual = porosity_for(min(WANTED, mean), mean)
    safe = porosity_for(min(WANTED, high), high, "maxwell-garnett")
    note = (
        f"permittivity {WANTED:g} (claim 7): {100 * usual:.0f} % by Bruggeman's rule with a solid "
        f"of {mean:.3g}, {100 * safe:.0f} % by the upper bound of Maxwell Garnett with one of "
        f"{high:.3g}; 30 to 80 % by claims 3 and 10"
    )
    low = 100 * max(safe, POROSITY[0])
    yield Window("porosity", low, 100 * POROSITY[1], "%", ESTIMATE, note)


def _solid(evidence: Evidence, laminate: Laminate) -> tuple[float, float] | None:
    """Return the permittivity of the solid, and the upper end of its 90 % interval."""
    for layer in laminate.layers:
        name = layer_quantity(layer.name, SOLID)
        if layer.side == FILM and name in evidence.quantities:
            mean = float(evidence.quantities[name].mean[0])
            sd = float(evidence.standard_deviation(name)[0])
            return max(1.0, mean), max(1.0, mean + Z90 * sd)
    declared = laminate.film.porous if laminate.film is not None else None
    known = declared.solid_permittivity if declared is not None else None
    return None if known is None else (known, known)


def _pores(evidence: Evidence, laminate: Laminate) -> Iterator[Window]:
    thick = evidence.quantities.get(member_quantity(FILM, "thickness"))
    aims = [x.porosity for x in laminate.layers if x.side == FILM and x.porosity]
    if thick is None or not aims or aims[0] is None:
        return
    um = float(thick.mean[0])
    fast, slow = (pore_diameter(t, um, aims[0], TORTUOSITY) for t in GURLEY_TIMES)
    note = (
        f"Gurley time 30 to 2000 s (claim 10) at {um:g} um and {100 * aims[0]:g} % porosity: "
        f"{slow:.2g} to {fast:.2g} um by round pores of tortuosity {TORTUOSITY:g}; claim "
        f"2 asks for 0.05 to 1 um. At 2000 s: {'; '.join(range_flags(GURLEY_TIMES[1]))}"
    )
    yield Window("mean pore size", max(slow, PORES[0]), min(fast, PORES[1]), "um", ESTIMATE, note)
