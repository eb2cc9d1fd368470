"""A coat's predrying: where, in how saturated air, and for how long."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from polyopt.chemistry.solvents import shipped_solvent
from polyopt.equations.drying import Coating, Conditions, drying_time
from polyopt.equations.evaporation import (
    predry_window,
    saturation_concentration,
    vapour_pressure,
)
from polyopt.errors import DomainError, UsageError, quoted
from polyopt.io.reading.source import TableFile
from polyopt.measurements.drying_fit import DryingFit, fit_drying, read_drying

PREDRIED = (40.0, 10.0)
"""Residual solvent between which the claims call a coat predried. [wt% of the coat]"""

ESTIMATED = "estimated from the boiling point, right within a third of five reference values"
_TO_BE_FITTED = 1.0


@dataclass(frozen=True, slots=True)
class DryingSolvent:
    """A solvent of a coat.

    Parameters
    ----------
    name : str
        Its name.
    boiling_point : float
        [°C]
    molar_mass, density : float or None
        [g/mol, g/cm³]; None for a solvent of the user's own.
    """

    name: str
    boiling_point: float
    molar_mass: float | None = None
    density: float | None = None


def read_solvents(texts: Sequence[str]) -> tuple[DryingSolvent, ...]:
    """Return solvents from names, or ``NAME=BOILING_POINT`` in °C.

    Raises
    ------
    UsageError
        If a name is unknown or a boiling point no number.

    Examples
    --------
    >>> [s.boiling_point for s in read_solvents(["NMP", "mine=180"])]
    [202.0, 180.0]
    """
    found = []
    for text in texts:
        name, own, value = text.partition("=")
        if not own:
            s = shipped_solvent(name)
            found.append(DryingSolvent(s.name, s.boiling_point, s.molar_mass, s.density))
            continue
        try:
            boiling = float(value)
        except ValueError:
            boiling = math.nan
        if not -50 < boiling < 600:
            raise UsageError(
                f"--solvent {quoted(text)} is not allowed", remedy="as NMP, or NAME=180 in degC"
            )
        found.append(DryingSolvent(name.strip() or "own solvent", boiling))
    return tuple(found)


def analyze_drying(
    solvents: Sequence[DryingSolvent | str],
    *,
    temperature: float | None = None,
    table: str | Path | TableFile | None = None,
    dry_thickness: float | None = None,
    solvent_pct: float | None = None,
    density: float | None = None,
    transfer: float | None = None,
    saturation: float | None = None,
    chi: float = 0.5,
    diffusivity: float | None = None,
    plasticization: float | None = None,
) -> dict[str, Any]:
    """Return where a coat is predried, and with a diffusivity or a table for how long.

    Parameters
    ----------
    solvents : sequence of DryingSolvent or str
        Of the coat, or their names as `read_solvents` takes them; drying times take one.
    temperature : float, optional
        Of the coat. [°C]
    table : str, Path or TableFile, optional
        Residues weighed while a coat dried, to fit the diffusivity to.
    dry_thickness : float, optional
        [µm]
    solvent_pct : float, optional
        In the fresh coat. [wt% of the coat]
    density : float, optional
        Of the polymer. [g/cm³]
    transfer : float, optional
        Mass transfer coefficient. [m/s]
    saturation : float, optional
        Solvent in saturated air; estimated from the boiling point if left out. [kg/m³]
    chi : float
        Flory-Huggins parameter. [-]
    diffusivity, plasticization : float, optional
        D0 [m²/s] and b [-].

    Returns
    -------
    dict
        As ``polyopt analyze drying --json`` prints it.

    Raises
    ------
    UsageError
        If a value is outside its range, or drying times are asked for a mixture.
    DataError
        If the table cannot be used.
    """
    known = [one for s in solvents for one in (read_solvents([s]) if isinstance(s, str) else [s])]
    boiling = {s.name: s.boiling_point for s in known}
    window = predry_window(boiling)
    inside = None if temperature is None else window.low <= temperature <= window.high
    found: dict[str, Any] = {
        "boiling_points_degC": boiling,
        "predry_window_degC": {**asdict(window), "is_empty": window.is_empty},
        "remark": window.remark,
        "temperature_degC": temperature,
        "inside_window": inside,
        "saturation_kg_per_m3": saturation,
        "saturation_basis": "declared" if saturation is not None else "",
        "diffusivity_m2_per_s": None,
        "plasticization": None,
        "fit": None,
        "times": [],
    }
    one = known[0] if len(known) == 1 else None
    if saturation is None and temperature is not None and one and one.molar_mass is not None:
        pressure = vapour_pressure(one.boiling_point, temperature)
        saturation = float(saturation_concentration(pressure, one.molar_mass, temperature))
        found |= {"saturation_kg_per_m3": saturation, "saturation_basis": ESTIMATED}
    if table is None and diffusivity is None:
        return found
    if one is None or one.density is None or saturation is None:
        raise DomainError(
            "drying times need a temperature and one solvent of datasets/solvents.csv",
            remedy="mixtures and solvents of one's own are not modelled",
        )
    if dry_thickness is None or solvent_pct is None or density is None or transfer is None:
        raise DomainError("drying times need the coat's dry thickness, solvent, density, transfer")
    coating = Coating(dry_thickness, density, one.density, solvent_pct / 100.0)
    start = _TO_BE_FITTED if diffusivity is None else diffusivity
    conditions = Conditions(start, plasticization or 0.0, transfer, saturation, chi)
    return found | _times(coating, conditions, table)


def _times(
    coating: Coating, conditions: Conditions, table: str | Path | TableFile | None
) -> dict[str, Any]:
    """Return the diffusivity, fitted or given, and the times it leads to."""
    found: dict[str, Any] = {}
    if table is not None:
        fit = fit_drying(coating, conditions, *read_drying(table))
        conditions, found["fit"] = fit.conditions, _fit_dict(fit)
    found["diffusivity_m2_per_s"] = conditions.diffusivity
    found["plasticization"] = conditions.plasticization
    found["times"] = [_time(coating, conditions, wt) for wt in PREDRIED]
    return found


def _fit_dict(fit: DryingFit) -> dict[str, Any]:
    return {
        "diffusivity_m2_per_s": [fit.diffusivity_low, fit.diffusivity_high],
        "plasticization": [fit.plasticization_low, fit.plasticization_high],
        "misfit_wt_pct": fit.misfit,
    }


def _time(coating: Coating, conditions: Conditions, wt: float) -> dict[str, Any]:
    if wt / 100.0 >= coating.solvent:
        return {"residual_solvent_wt_pct": wt, "time_s": 0.0}
    time = drying_time(coating, conditions, wt / 100.0)
    return {"residual_solvent_wt_pct": wt, "time_s": time if math.isfinite(time) else None}
