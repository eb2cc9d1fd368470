"""What was measured on a laminate: single values, weighings, densities, a dynamic curve."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from polyopt.errors import UsageError, quoted, unknown_name
from polyopt.measurements.dma_curve import DmaCurve
from polyopt.quantities import LAYER_PROPERTIES
from polyopt.temperature.window import TemperatureWindow


@dataclass(frozen=True, slots=True)
class Measured:
    """A measured value with its standard uncertainty, in the unit of its quantity.

    Parameters
    ----------
    value : float
        The value.
    sd : float
        Standard uncertainty; zero if none is stated.
    conditions : str
        Method, range, direction: what the value depends on, for a reader.
    unit : str
        Its unit; may be left out for a Tg (°C) and a CTE (ppm/K).
    at : mapping of str to float or str
        Conditions that a claim may state as well, such as ``{"temperature_degC": 200}``.
    window : TemperatureWindow, optional
        Of a CTE, the temperatures that it is the mean over; None if they are not stated. [°C]
    own_sd : float, optional
        Of a CTE that stands for another window (`polyopt.laminate.one_window`), its standard
        uncertainty over its own.
    """

    value: float
    sd: float = 0.0
    conditions: str = ""
    unit: str = ""
    at: Mapping[str, float | str] = field(default_factory=lambda: MappingProxyType({}))
    window: TemperatureWindow | None = None
    own_sd: float | None = None

    def __post_init__(self) -> None:
        if not math.isfinite(self.value):
            raise UsageError(f"a measured value is {self.value}", remedy="give a finite number")
        if not (math.isfinite(self.sd) and self.sd >= 0):
            raise UsageError(f"the standard uncertainty is {self.sd}", remedy="it is 0 or more")


def with_units(where: str, measured: Mapping[str, Measured]) -> None:
    """Raise for a measured quantity without a unit, unless its unit is implied.

    Parameters
    ----------
    where : str
        What was measured.
    measured : mapping of str to Measured
        The values.
    """
    for name, value in measured.items():
        if not isinstance(value, Measured):
            raise UsageError(
                f"{where}: measured {name} is {quoted(value)}", remedy="write Measured(value, sd)"
            )
        if name not in LAYER_PROPERTIES and not value.unit:
            error = unknown_name("measured property", name, LAYER_PROPERTIES, where=where)
            remedy = "; ".join(filter(None, (error.remedy, "or give its unit")))
            raise UsageError(error.what, where=where, remedy=remedy)


@dataclass(frozen=True, slots=True)
class Weighings:
    """A film weighed before and after extraction, dry and free of solvent both times.

    Parameters
    ----------
    before, after : float
        Masses. [mg]
    foil : float
        Mass of metal in both. [mg]
    sd : float
        Standard deviation of a weighing. [mg]
    conditions : str
        Solvent, temperature and time of the extraction.
    """

    before: float
    after: float
    foil: float = 0.0
    sd: float = 0.0
    conditions: str = ""


@dataclass(frozen=True, slots=True)
class PorousSolid:
    """What is known of a porous film's solid and density.

    Parameters
    ----------
    apparent_density, solid_density : float, optional
        Of the film and of its solid. [g/cm³]
    density_sd : float
        Standard deviation of the film's density. [g/cm³]
    solid_permittivity : float, optional
        Of the dense solid, at the frequency and humidity in question. [-]
    """

    apparent_density: float | None = None
    solid_density: float | None = None
    density_sd: float = 0.0
    solid_permittivity: float | None = None


@dataclass(frozen=True, slots=True)
class DmaRecord:
    """A dynamic mechanical measurement of one layer, with what it depends on.

    Parameters
    ----------
    curve : DmaCurve
        The storage modulus E' against temperature.
    tg_method : str, optional
        How Tg is read from it, where it is not measured otherwise: ``loss-peak``,
        ``tan-delta-peak`` or ``onset``.
    conditions : str
        Frequency, heating rate, mode.
    """

    curve: DmaCurve
    tg_method: str | None = None
    conditions: str = ""
