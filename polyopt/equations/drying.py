r"""Drying of a coated film: solvent diffuses to the surface and evaporates there.

u is the mass of solvent per mass of polymer, w = u / (1 + u) the residual solvent of the coat
(mass fraction of the whole coat, not of the polymer). Coordinates move with the polymer, so the
film's shrinking is exact. Domain: one solvent, one temperature, no skin or bubbles, foil tight.
Accuracy on varnishes: not validated; the diffusivity must be fitted to one's own drying data.
Crank (1975, p. 48) and Flory (1953) as quoted in https://hugomvale.github.io/polykin/reference.
"""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from polyopt.equations.arrays import Array
from polyopt.errors import DomainError

_UM = 1e-6
_MOST_CALLS = 20_000
"""Evaluations after which an integration is given up; a usual one takes about 1000."""

_FINEST = 0.05
"""Width of the cell at the surface over that of a cell of an even grid."""


@dataclass(frozen=True, slots=True)
class Coating:
    """A coat of varnish.

    Parameters
    ----------
    dry_thickness : float
        Thickness without solvent. [µm]
    polymer_density, solvent_density : float
        [g/cm³]
    solvent : float
        Solvent at the start, as mass fraction of the coat. [-]

    Raises
    ------
    DomainError
        If a value is outside its range.
    """

    dry_thickness: float
    polymer_density: float
    solvent_density: float
    solvent: float

    def __post_init__(self) -> None:
        if not min(self.dry_thickness, self.polymer_density, self.solvent_density) > 0:
            raise DomainError("thickness and densities of a coat must be positive")
        if not 0 < self.solvent < 1:
            raise DomainError("the solvent of a coat is a mass fraction between 0 and 1")

    def thickness(self, solvent: ArrayLike) -> Array:
        """Return the thickness with some solvent, volumes adding up. [µm].

        Parameters
        ----------
        solvent : array_like
            Mass fraction of the coat. [-]

        Examples
        --------
        >>> Coating(20.0, 1.35, 1.03, 0.85).thickness([0.1, 0.4, 0.85]).round(8).tolist()
        [22.91262136, 37.47572816, 168.54368932]
        """
        w = np.asarray(solvent, dtype=float)
        return np.asarray(self.dry_thickness * (1.0 + self.swelling * w / (1.0 - w)))

    @property
    def swelling(self) -> float:
        """Volume of solvent per volume of polymer when their masses are equal. [-]."""
        return self.polymer_density / self.solvent_density


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a coat dries under.

    Parameters
    ----------
    diffusivity : float
        Of the solvent in the dry polymer, D0. [m²/s]
    plasticization : float
        b of ``D = D0 exp(b w)``. [-]
    transfer : float
        Mass transfer coefficient of the air. [m/s]
    saturation : float
        Solvent in saturated air at the temperature of the coat. [kg/m³]
    interaction : float
        Flory-Huggins parameter χ of solvent and polymer. [-]

    Raises
    ------
    DomainError
        If a value is not positive (b and χ may be zero).
    """

    diffusivity: float
    plasticization: float
    transfer: float
    saturation: float
    interaction: float = 0.5

    def __post_init__(self) -> None:
        if not min(self.diffusivity, self.transfer, self.saturation) > 0:
            raise DomainError("diffusivity, transfer and saturation must be positive")
        if not self.plasticization >= 0:
            raise DomainError("solvent makes a polymer softer: b is zero or more")


def solvent_activity(volume_fraction: ArrayLike, interaction: float) -> Array:
    """Return the activity of a solvent over a polymer, Flory and Huggins for long chains. [-].

    Parameters
    ----------
    volume_fraction : array_like
        Of the solvent, 0 to 1. [-]
    interaction : float
        χ. [-]

    Examples
    --------
    >>> solvent_activity([0.0, 1.0], 0.5).tolist()
    [0.0, 1.0]
    """
    phi = np.asarray(volume_fraction, dtype=float)
    return np.asarray(phi * np.exp((1.0 - phi) + interaction * (1.0 - phi) ** 2))


def drying_curve(
    coating: Coating, conditions: Conditions, times: ArrayLike, *, cells: int = 100
) -> Array:
    r"""Return the residual solvent of a coat, averaged over its thickness. [mass fraction].

    Parameters
    ----------
    coating : Coating
        What dries.
    conditions : Conditions
        How.
    times : array_like, shape (n,)
        Ascending, from 0. [s]
    cells : int
        Cells of the grid, finer towards the surface; 100 give the times within 0.5 %.

    Returns
    -------
    ndarray, shape (n,)
        Mass fraction of the coat. [-]

    Raises
    ------
    DomainError
        If the times do not ascend from 0 or later, or the integration fails.

    Notes
    -----
    .. math::
        \partial_t u = \partial_\xi\!\left[\frac{D(w)}{(1 + u\,\rho_p/\rho_s)^2}
        \,\partial_\xi u\right]

    without flux at the foil, and with :math:`h\,c_{sat}\,a(\varphi)/\rho_p` at the surface, into
    air without solvent. With constant D and a dry surface it becomes Crank's plane sheet.

    Examples
    --------
    >>> coat = Coating(20.0, 1.35, 1.03, 0.85)
    >>> air = Conditions(1e-14, 14.0, 0.02, 0.2344)
    >>> drying_curve(coat, air, [0.0, 1000.0]).round(2).tolist()
    [0.85, 0.25]
    """
    seconds = np.asarray(times, dtype=float)
    if seconds.ndim != 1 or not len(seconds) or seconds[0] < 0 or np.any(np.diff(seconds) < 0):
        raise DomainError("drying times must ascend and start at 0 or later")
    width, u = _integrated(coating, conditions, seconds, cells)
    mean = width @ u / width.sum()
    return np.asarray(mean / (1.0 + mean))


def _integrated(
    coating: Coating, conditions: Conditions, seconds: Array, cells: int
) -> tuple[Array, Array]:
    """Return the widths of the cells, and u in each at each time, shape (cells, n)."""
    from scipy.integrate import solve_ivp

    widths = _graded(cells) * coating.dry_thickness * _UM
    apart = 0.5 * (widths[1:] + widths[:-1])
    half = 0.5 * float(widths[-1])

    calls = 0

    def change(_: float, u: Array) -> Array:
        nonlocal calls
        calls += 1
        if calls > _MOST_CALLS:
            raise DomainError(
                "the drying cannot be integrated: a skin of nearly dry polymer closes the coat",
                remedy="a larger diffusivity or a smaller plasticization",
            )
        inner = -_mobility(0.5 * (u[1:] + u[:-1]), coating, conditions) * np.diff(u) / apart
        surface = _surface_flux(float(u[-1]), half, coating, conditions)
        flux = np.concatenate([[0.0], inner, [surface]])
        return np.asarray(-np.diff(flux) / widths)

    start = np.full(cells, coating.solvent / (1.0 - coating.solvent))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a failure is raised below
        found = solve_ivp(
            change,
            (0.0, float(seconds[-1]) or 1.0),
            start,
            method="LSODA",
            t_eval=seconds,
            lband=1,
            uband=1,
            rtol=1e-6,
            atol=1e-9,
        )
    if not found.success:
        raise DomainError(f"the drying cannot be integrated: {found.message}")
    return widths, found.y


def _graded(cells: int) -> Array:
    """Return cell widths that sum to one and shrink evenly towards the surface."""
    return np.asarray((widths := np.linspace(1.0, _FINEST, cells)) / widths.sum())


def _mobility(u: Array, coating: Coating, conditions: Conditions) -> Array:
    """Return the diffusivity in coordinates of the polymer. [m²/s]."""
    d = conditions.diffusivity * np.exp(conditions.plasticization * u / (1.0 + u))
    return np.asarray(d / (1.0 + u * coating.swelling) ** 2)


def _surface_flux(inside: float, half: float, coating: Coating, conditions: Conditions) -> float:
    """Return the flux at which the last half cell feeds the evaporation. [m/s]."""
    from scipy.optimize import brentq

    if inside <= 0:
        return 0.0
    d, b, swelling = conditions.diffusivity, conditions.plasticization, coating.swelling
    pull = conditions.transfer * conditions.saturation / (coating.polymer_density * 1e3)
    chi = conditions.interaction

    # in plain numbers: the integrator asks many thousand times
    def out(u: float) -> float:
        phi = u * swelling / (1.0 + u * swelling)
        return pull * phi * math.exp((1.0 - phi) + chi * (1.0 - phi) ** 2)

    def lack(u: float) -> float:
        middle = 0.5 * (inside + u)
        mobility = d * math.exp(b * middle / (1.0 + middle)) / (1.0 + middle * swelling) ** 2
        return mobility * (inside - u) / half - out(u)

    return out(float(brentq(lack, 0.0, inside, xtol=1e-15, rtol=1e-12)))


def drying_time(
    coating: Coating, conditions: Conditions, solvent: float, *, longest: float = 1e6
) -> float:
    """Return the time until the residual solvent has fallen to a value. [s].

    Parameters
    ----------
    coating : Coating
        What dries.
    conditions : Conditions
        How.
    solvent : float
        Wanted residual solvent, mass fraction of the coat. [-]
    longest : float
        Where to give up. [s]

    Returns
    -------
    float
        Infinite if it takes more than `longest`. [s]

    Raises
    ------
    DomainError
        If the wanted residue is not between 0 and that at the start.
    """
    if not 0 < solvent < coating.solvent:
        raise DomainError(
            f"a coat with {coating.solvent:g} solvent cannot dry to {solvent:g}",
            remedy="a mass fraction above 0 and below that of the start",
        )
    times = np.concatenate([[0.0], np.geomspace(1.0, longest, 400)])
    residue = drying_curve(coating, conditions, times)
    if residue[-1] > solvent:
        return float("inf")
    return float(np.interp(-solvent, -residue, times))
