"""The curl of a laminate by elastic mechanics: a worst case, as metals yield and polymers relax."""

from __future__ import annotations

import numpy as np

from polyopt.claims.evidence import PREDICTED, Evidence, Quantity
from polyopt.design.evidence import Z90
from polyopt.geometry import insulators
from polyopt.laminate import Laminate
from polyopt.properties.laminate import curvature, thermal_strain

ROOM = 25.0
"""Temperature at which a laminate is laid down to be measured. [°C]"""

POISSON = 0.34
"""Poisson's ratio of every layer, that of Kapton HN and copper in datasets/. [-]"""

NOTE = (
    "worst case of elastic mechanics, not validated: yielding of the metal, relaxation and "
    "moisture lower the curl"
)


def curl_radius(laminate: Laminate, evidence: Evidence) -> Quantity | None:
    """Return the radius of curvature as the least it can be, or None if something is missing.

    Parameters
    ----------
    laminate : Laminate
        The stack, with the temperature at which it is free of stress.
    evidence : Evidence
        CTE, modulus and thickness of every layer.

    Returns
    -------
    Quantity or None
        The elastic radius [cm], its lower bound at the ends of the 90 % intervals of the CTEs, no
        upper bound.
    """
    names = stack_names(laminate)
    if missing_for_curl(laminate, evidence) or len(names) < 2:
        return None
    cte, modulus, thickness = (
        np.stack([evidence.quantities[f"{n}.{p}"].mean for n in names], axis=-1)
        for p in ("cte", "modulus", "thickness")
    )
    poisson = np.full(modulus.shape, POISSON)
    stress_free = laminate.stress_free

    def bent(alpha: np.ndarray) -> np.ndarray:
        strain = thermal_strain(alpha, ROOM, np.asarray(stress_free, dtype=float))
        return curvature(modulus, poisson, thickness, strain).curvature

    kappa = np.abs(bent(cte))
    # curvature is linear in the CTEs, so its slopes are those of unit CTEs
    slopes = [bent(np.broadcast_to(unit, cte.shape)) for unit in np.eye(len(names))]
    terms = [(f"{n}.cte", float(s[0])) for n, s in zip(names, slopes, strict=True)]
    spread = Z90 * evidence.spread(evidence.loading(terms))
    with np.errstate(divide="ignore"):
        least, guess = 100.0 / (kappa + spread), 100.0 / kappa
    return Quantity(guess, PREDICTED, (least, np.full(least.shape, np.inf)), NOTE)


def stack_names(laminate: Laminate) -> tuple[str, ...]:
    """Return the heads of the quantities of each layer, from the metal in front to the back."""
    layers = [n if n == "film" else f"layers.{n}" for n in insulators(laminate)]
    front = ["metal"] if laminate.metal is not None else []
    back = ["second metal"] if laminate.second_metal is not None else []
    return (*front, *layers, *back)


def missing_for_curl(laminate: Laminate, evidence: Evidence) -> tuple[str, ...]:
    """Return the quantities that an estimate of the curl still needs."""
    wanted = [f"{n}.{p}" for n in stack_names(laminate) for p in ("cte", "modulus", "thickness")]
    missing = [name for name in wanted if name not in evidence.quantities]
    if laminate.stress_free is None:
        missing.append("laminate.stress_free_degC")
    if laminate.substrate is not None:
        missing.append("the substrate's mechanics")
    return tuple(missing)
