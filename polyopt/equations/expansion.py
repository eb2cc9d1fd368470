"""Thermal expansion of an amorphous polymer by rules of thumb: what they say of films, and do not.

They know no orientation, and orientation decides the in-plane CTE of a polyimide film: films lie
far below. So the models do not use them; they show how far a film is from an isotropic glass.
Van Krevelen's volumes were read second-hand (polymerdatabase.com, "Coefficient of Thermal
Expansion"), the products of Boyer's rules in no source. Not validated on polyimides.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from polyopt.equations.arrays import Array
from polyopt.errors import DomainError

_GLASS_PER_VOLUME = 0.45e-3  # 1/K, expansion of a glass over its van der Waals volume
_GLASS_VOLUME = 1.6  # molar volume of a glass at 298 K over its van der Waals volume
_STEP_PRODUCT = 0.115
_MELT_PRODUCT = 0.164
_PPM = 1e-6

GLASS_EXPANSION = _GLASS_PER_VOLUME / _GLASS_VOLUME
"""Volume expansivity of any amorphous polymer below Tg, by van Krevelen's volumes. [1/K]"""


def isotropic_cte(expansion: ArrayLike) -> Array:
    """Return the linear CTE of an isotropic body, a third of its volume expansivity. [ppm/K].

    Parameters
    ----------
    expansion : array_like
        Volume expansivity. [1/K]

    Examples
    --------
    >>> float(isotropic_cte(GLASS_EXPANSION))
    93.75
    """
    return np.asarray(np.asarray(expansion, dtype=float) / (3.0 * _PPM))


def in_plane_cte(expansion: ArrayLike, through_plane: ArrayLike) -> Array:
    """Return the in-plane CTE of a film alike in both directions of its plane. [ppm/K].

    Parameters
    ----------
    expansion : array_like
        Volume expansivity. [1/K]
    through_plane : array_like
        CTE across the film. [ppm/K]

    Notes
    -----
    Exact for small strains: the CTEs of three directions at right angles sum to the expansivity.

    Examples
    --------
    >>> float(in_plane_cte(121e-6, 81.0))
    20.0
    """
    z = np.asarray(through_plane, dtype=float)
    return np.asarray((np.asarray(expansion, dtype=float) / _PPM - z) / 2.0)


def expansion_step(tg: ArrayLike) -> Array:
    """Return by how much the volume expansivity rises at Tg, ``0.115 / Tg``. [1/K].

    Parameters
    ----------
    tg : array_like
        Glass transition. [K]

    Raises
    ------
    DomainError
        If a temperature is not positive.

    Notes
    -----
    The rule of Boyer and Spencer. Not validated on polyimides.

    Examples
    --------
    >>> float(expansion_step(550.0) * 1e4)
    2.0909
    """
    return np.asarray(_STEP_PRODUCT / _positive(tg))


def melt_expansion(tg: ArrayLike) -> Array:
    """Return the volume expansivity above Tg, ``0.164 / Tg``. [1/K].

    Parameters
    ----------
    tg : array_like
        Glass transition. [K]

    Raises
    ------
    DomainError
        If a temperature is not positive.

    Notes
    -----
    The rule of Simha and Boyer. Not validated on polyimides.

    Examples
    --------
    >>> float(melt_expansion(550.0) * 1e4)
    2.9818
    """
    return np.asarray(_MELT_PRODUCT / _positive(tg))


def _positive(tg: ArrayLike) -> Array:
    kelvin = np.asarray(tg, dtype=float)
    if not np.all(kelvin > 0):
        raise DomainError("a glass transition lies above 0 K")
    return kelvin
