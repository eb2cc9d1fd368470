r"""Air through a porous film: permeability, permeance and the Gurley time.

The Gurley time is that which 100 cm³ of air take through a film under a small constant pressure;
the usual instrument works at 1.22 kPa on about 6.42 cm² (ISO 5636-5) or 6.45 cm² (TAPPI T 460).
Accuracy of the pore model on polyimide films: not validated.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from polyopt.equations.arrays import Array
from polyopt.errors import DomainError

AIR_VOLUME = 100.0
"""Air that passes in one Gurley time. [cm³]"""

PRESSURE_DROP = 1220.0
"""Across the film in the Gurley instrument. [Pa]"""

AREA = 6.42
"""Of the film in the Gurley instrument, ISO 5636-5. [cm²]"""

AIR_VISCOSITY = 1.8351251577725968e-05
"""Of air at 23 °C. [Pa s]"""

MOLECULE_SPEED = 465.2676
"""Mean speed of air molecules at 23 °C, ``sqrt(8 R T / (π M))``. [m/s]"""

MEAN_PRESSURE = 101325.0 + 0.5 * PRESSURE_DROP
"""In the film: normal pressure and half the drop. [Pa]"""

RANGE = (5.0, 1800.0)
"""Gurley times that TAPPI T 460 recommends the instrument for. [s]"""

ISO_RANGE = (0.1, 100.0)
"""Air permeances that ISO 5636-5 covers. [µm/(Pa s)]"""

_M2_PER_UM2 = 1e-12
_M2_PER_CM2 = 1e-4
_M3_PER_CM3 = 1e-6
_M_PER_UM = 1e-6


def permeability_of_pores(
    diameter: ArrayLike, porosity: ArrayLike, tortuosity: ArrayLike = 1.5
) -> Array:
    r"""Return the apparent permeability of a film to air at normal pressure. [m²].

    Parameters
    ----------
    diameter : array_like
        Mean pore diameter. [µm]
    porosity : array_like
        Open porosity, 0 to 1. [-]
    tortuosity : array_like
        By how much winding slows the flow: the square of the length of the pores over the
        thickness of the film, at least 1. [-]

    Raises
    ------
    DomainError
        If a value is outside its range.

    Notes
    -----
    .. math:: K = \frac{p}{\tau}\left(\frac{r^2}{8} + \frac{2}{3}\,\frac{r\,\bar v\,\mu}{P}\right)

    viscous flow (Poiseuille) plus free molecular flow (Knudsen) in round pores of one diameter,
    added as for a pure gas in a porous medium [1]_; slip is left out. Pores of 0.05 to 1 µm are
    about as wide as the mean free path of air (66 nm), so viscous flow alone is several times too
    slow in the narrow ones. A pore that is longer than the film is thick by a factor l takes l
    times the volume and has 1/l of the pressure gradient, hence the square.

    References
    ----------
    .. [1] Flux Equations for Gas Diffusion in Porous Media, section 6.2, The Groundwater Project,
       https://books.gw-project.org/flux-equations-for-gas-diffusion-in-porous-media.

    Examples
    --------
    >>> float(permeability_of_pores(0.1, 0.5) / permeability_of_pores(0.1, 0.25))
    2.0
    """
    d, p = np.asarray(diameter, dtype=float), np.asarray(porosity, dtype=float)
    tau = np.asarray(tortuosity, dtype=float)
    if not np.all(d > 0) or not np.all((p > 0) & (p <= 1)) or not np.all(tau >= 1):
        raise DomainError(
            "pores need a positive diameter, a porosity above 0 and at most 1, a tortuosity of 1 "
            "or more"
        )
    radius = 0.5 * d * _M_PER_UM
    viscous = radius**2 / 8.0
    molecular = 2.0 / 3.0 * radius * MOLECULE_SPEED * AIR_VISCOSITY / MEAN_PRESSURE
    return np.asarray(p / tau * (viscous + molecular))


def gurley_time(permeability: ArrayLike, thickness: ArrayLike, *, area: float = AREA) -> Array:
    """Return the Gurley time of a film. [s per 100 cm³].

    Parameters
    ----------
    permeability : array_like
        Apparent permeability. [m²]
    thickness : array_like
        Thickness of the film. [µm]
    area : float
        Area that the air passes. [cm²]

    Raises
    ------
    DomainError
        If a value is not positive.

    Notes
    -----
    Darcy's law for a small pressure drop: ``t = V µ L / (A Δp K)``.

    Examples
    --------
    >>> float(gurley_time(permeability_of_pores(0.1, 0.5), 25.0).round(6))
    56.602132
    """
    k, length = np.asarray(permeability, dtype=float), np.asarray(thickness, dtype=float)
    if not np.all(k > 0) or not np.all(length > 0) or not area > 0:
        raise DomainError("permeability, thickness and area must be positive")
    volume, metres = AIR_VOLUME * _M3_PER_CM3, length * _M_PER_UM
    drive = area * _M2_PER_CM2 * PRESSURE_DROP
    return np.asarray(volume * AIR_VISCOSITY * metres / (drive * k))


def permeability_of_gurley(time: ArrayLike, thickness: ArrayLike, *, area: float = AREA) -> Array:
    """Return the apparent permeability behind a Gurley time. [m²].

    Parameters
    ----------
    time : array_like
        Gurley time. [s per 100 cm³]
    thickness : array_like
        Thickness of the film. [µm]
    area : float
        Area that the air passes. [cm²]

    Raises
    ------
    DomainError
        If a value is not positive.

    Examples
    --------
    >>> float(permeability_of_gurley(30.0, 25.0) * 1e15)
    1.952493443657
    """
    t = np.asarray(time, dtype=float)
    if not np.all(t > 0):
        raise DomainError("a Gurley time must be positive")
    return np.asarray(gurley_time(1.0, thickness, area=area) / t)


def permeance(time: ArrayLike, *, area: float = AREA) -> Array:
    """Return the air permeance behind a Gurley time. [µm/(Pa s)].

    Parameters
    ----------
    time : array_like
        Gurley time. [s per 100 cm³]
    area : float
        Area that the air passes. [cm²]

    Raises
    ------
    DomainError
        If a value is not positive.

    Notes
    -----
    ISO 5636-5 covers 0.1 to 100 µm/(Pa s): a Gurley time of 2000 s, 0.064 µm/(Pa s), lies outside.

    Examples
    --------
    >>> float(permeance(1.0)), float(permeance(1.0, area=6.45))
    (127.6747867831, 127.0809505655)
    """
    t = np.asarray(time, dtype=float)
    if not np.all(t > 0) or not area > 0:
        raise DomainError("a Gurley time and its area must be positive")
    flow = AIR_VOLUME * _M3_PER_CM3 / (area * _M2_PER_CM2 * PRESSURE_DROP)
    return np.asarray(flow / t / _M_PER_UM)


def range_flags(time: float, *, area: float = AREA) -> tuple[str, ...]:
    """Return which method's range a Gurley time lies outside of, in words.

    Parameters
    ----------
    time : float
        Gurley time. [s per 100 cm³]
    area : float
        Area that the air passes. [cm²]

    Raises
    ------
    DomainError
        If a value is not positive.

    Examples
    --------
    >>> range_flags(2000.0)[1]
    'outside ISO 5636-5: 0.0638 µm/(Pa s), covered are 0.1 to 100'
    """
    flags = []
    if not RANGE[0] <= time <= RANGE[1]:
        flags.append(f"outside TAPPI T 460: {time:.4g} s, recommended are 5 to 1800")
    flow = float(permeance(time, area=area))
    if not ISO_RANGE[0] <= flow <= ISO_RANGE[1]:
        flags.append(f"outside ISO 5636-5: {flow:.3g} µm/(Pa s), covered are 0.1 to 100")
    return tuple(flags)


def pore_diameter(
    time: float, thickness: float, porosity: float, tortuosity: float = 1.5, *, area: float = AREA
) -> float:
    """Return the mean pore diameter that gives a film its Gurley time. [µm].

    Parameters
    ----------
    time : float
        Gurley time. [s per 100 cm³]
    thickness : float
        Thickness of the film. [µm]
    porosity, tortuosity : float
        Of the pores. [-]
    area : float
        Area that the air passes. [cm²]

    Raises
    ------
    DomainError
        If a value is outside its range.

    Examples
    --------
    >>> round(pore_diameter(56.60213181732784, 25.0, 0.5), 9)
    0.1
    """
    wanted = float(permeability_of_gurley(time, thickness, area=area))
    # the permeability is quadratic in the radius: r²/8 + c r - K tau / p = 0
    permeability_of_pores(1.0, porosity, tortuosity)  # refuses what is out of range
    share = porosity / tortuosity
    slope = 2.0 / 3.0 * MOLECULE_SPEED * AIR_VISCOSITY / MEAN_PRESSURE
    radius = 4.0 * (math.sqrt(slope**2 + 0.5 * wanted / share) - slope)
    return 2.0 * radius / _M_PER_UM


def kozeny_carman(diameter: ArrayLike, porosity: ArrayLike) -> Array:
    """Return the permeability of a bed of spheres, viscous flow only. [m²].

    Parameters
    ----------
    diameter : array_like
        Diameter of the spheres. [µm]
    porosity : array_like
        Porosity, 0 to 1, both excluded. [-]

    Raises
    ------
    DomainError
        If a value is outside its range.

    Notes
    -----
    ``p³ d² / (180 (1 - p)²)``; for films sintered from particles, pores well above 1 µm.

    Examples
    --------
    >>> float(kozeny_carman(0.3, 0.5) * 1e16)
    2.5
    """
    d, p = np.asarray(diameter, dtype=float), np.asarray(porosity, dtype=float)
    if not np.all(d > 0) or not np.all((p > 0) & (p < 1)):
        raise DomainError("the diameter must be positive and the porosity between 0 and 1")
    return np.asarray(p**3 * d**2 * _M2_PER_UM2 / (180.0 * (1.0 - p) ** 2))
