"""Vapour pressure of a solvent from its boiling point, and where a coat of it is predried."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from polyopt.equations.arrays import Array
from polyopt.equations.mixing import ZERO_CELSIUS
from polyopt.equations.viscoelastic import GAS_CONSTANT
from polyopt.errors import DomainError

ATMOSPHERE = 101325.0
"""Pressure at which boiling points are stated. [Pa]"""

BELOW_BOILING = (130.0, 70.0)
"""How far below its boiling point a solvent's coat is predried, by the claims. [°C]"""

_CALORIE = 4.184  # J
_SLOPE = 0.19
_COMPRESSIBILITY = 0.97


def vapour_pressure(boiling_point: ArrayLike, temperature: ArrayLike) -> Array:
    r"""Return the vapour pressure of a liquid below its boiling point, an estimate. [Pa].

    Parameters
    ----------
    boiling_point : array_like
        At 101 325 Pa. [°C]
    temperature : array_like
        At or below the boiling point, at most 250 °C under it. [°C]

    Raises
    ------
    DomainError
        If the temperature lies outside that range.

    Notes
    -----
    With :math:`t = T/T_b` and m = 0.19:

    .. math::
        \ln \frac{P}{1\,atm} = \frac{8.75 + R \ln T_b}{0.97\,R}
        \left[1 - \frac{(3 - 2t)^m}{t} - 2m(3 - 2t)^{m-1}\ln t\right]

    R in cal/(mol K); structure factor 1. Grain's method as remembered from W. J. Lyman, W. F.
    Reehl, D. H. Rosenblatt, Handbook of Chemical Property Estimation Methods; the page was not
    read, so what counts is the comparison: 2 to 23 % above reference values of NMP (120, 100 °C),
    DMF (100 °C) and gamma-butyrolactone (120 °C), 31 % below that of DMAc (100 °C), which itself
    looks too high (it equals that of DMF, which boils 12 °C lower). Declare a measured value
    where it matters.

    Examples
    --------
    >>> float(vapour_pressure(202.0, 202.0)), round(float(vapour_pressure(202.0, 120.0)), -1)
    (101325.0, 9020.0)
    """
    boiling = np.asarray(boiling_point, dtype=float) + ZERO_CELSIUS
    kelvin = np.asarray(temperature, dtype=float) + ZERO_CELSIUS
    if not np.all((kelvin <= boiling) & (kelvin >= boiling - 250.0) & (kelvin > 0)):
        raise DomainError(
            "a vapour pressure is estimated from the boiling point down to 250 degC below it"
        )
    gas = GAS_CONSTANT / _CALORIE
    t = kelvin / boiling
    open_up = 3.0 - 2.0 * t
    bracket = 1.0 - open_up**_SLOPE / t - 2.0 * _SLOPE * open_up ** (_SLOPE - 1.0) * np.log(t)
    scale = (8.75 + gas * np.log(boiling)) / (_COMPRESSIBILITY * gas)
    return np.asarray(ATMOSPHERE * np.exp(scale * bracket))


def saturation_concentration(
    pressure: ArrayLike, molar_mass: ArrayLike, temperature: ArrayLike
) -> Array:
    """Return the mass of solvent in a volume of saturated air, ideal gas. [kg/m³].

    Parameters
    ----------
    pressure : array_like
        Vapour pressure. [Pa]
    molar_mass : array_like
        [g/mol]
    temperature : array_like
        [°C]

    Raises
    ------
    DomainError
        If a value is not positive (the temperature above absolute zero).

    Examples
    --------
    >>> round(float(saturation_concentration(7728.19, 99.133, 120.0)), 4)
    0.2344
    """
    p, m = np.asarray(pressure, dtype=float), np.asarray(molar_mass, dtype=float)
    kelvin = np.asarray(temperature, dtype=float) + ZERO_CELSIUS
    if not (np.all(p > 0) and np.all(m > 0) and np.all(kelvin > 0)):
        raise DomainError("pressure, molar mass and absolute temperature must be positive")
    return np.asarray(p * m * 1e-3 / (GAS_CONSTANT * kelvin))


@dataclass(frozen=True, slots=True)
class PredryWindow:
    """Temperatures at which a coat is predried.

    Parameters
    ----------
    low, high : float
        [°C]
    """

    low: float
    high: float

    @property
    def is_empty(self) -> bool:
        """Whether no temperature suits every solvent."""
        return self.low > self.high

    @property
    def remark(self) -> str:
        """What a window below 0 degC means, or an empty text."""
        if self.is_empty or self.low >= 0:
            return ""
        which = "all of it" if self.high < 0 else "part of it"
        return (
            f"{which} lies below 0 degC: the rule of the claims, 70 to 130 degC below the boiling "
            "point, suits solvents that boil higher"
        )


def predry_window(boiling_points: Mapping[str, float]) -> PredryWindow:
    """Return the temperatures that lie 70 to 130 °C below the boiling point of every solvent.

    Parameters
    ----------
    boiling_points : mapping of str to float
        By solvent. [°C]

    Raises
    ------
    DomainError
        If there is no solvent.

    Notes
    -----
    The claims do not say how a mixture counts; here the window must hold for each of its solvents.

    Examples
    --------
    >>> predry_window({"NMP": 202.0})
    PredryWindow(low=72.0, high=132.0)
    >>> predry_window({"NMP": 202.0, "acetone": 56.0}).is_empty
    True
    """
    if not boiling_points:
        raise DomainError("a predrying window needs a solvent")
    far, near = BELOW_BOILING
    points = boiling_points.values()
    return PredryWindow(max(points) - far, min(points) - near)
