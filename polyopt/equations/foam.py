"""Porosity of a foamed film from densities, and the modulus that the pores leave it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from polyopt.equations.arrays import Array
from polyopt.errors import DomainError


def modulus_open_cell(solid: ArrayLike, porosity: ArrayLike, exponent: float = 2.0) -> Array:
    """Return the Young's modulus of an open-cell foam, ``E (1 - p)^n``. [GPa].

    Parameters
    ----------
    solid : array_like
        Modulus of the solid. [GPa]
    porosity : array_like
        Porosity, 0 to 1. [-]
    exponent : float
        2 for open cells (L. J. Gibson, M. F. Ashby, Cellular Solids, 2nd ed., Cambridge University
        Press 1997, quoted second-hand); fit it to one's own films.

    Raises
    ------
    DomainError
        If a value is outside its range.

    Notes
    -----
    A published porous polyimide of 1.13 GPa and permittivity 1.7 (Int. J. Mol. Sci. 14, 8698,
    2013) is stiffer than this: its modulus asks for a porosity of 0.33, its permittivity for 0.57
    or more.

    Examples
    --------
    >>> modulus_open_cell(2.5, [0.3, 0.5, 0.8]).round(12).tolist()
    [1.225, 0.625, 0.1]
    """
    e, p = np.asarray(solid, dtype=float), checked_porosity(porosity)
    if not np.all(e > 0) or not exponent > 0:
        raise DomainError("the modulus and the exponent must be positive")
    return np.asarray(e * (1 - p) ** exponent)


def porosity_of_densities(film: ArrayLike, solid: ArrayLike) -> Array:
    """Return the porosity behind an apparent density, ``1 - ρ_film / ρ_solid``. [-].

    Parameters
    ----------
    film, solid : array_like
        Apparent density of the film and density of its solid. [g/cm³]

    Raises
    ------
    DomainError
        If a density is not positive, or the film is denser than its solid.

    Examples
    --------
    >>> float(porosity_of_densities(0.71, 1.42))
    0.5
    """
    apparent, dense = np.asarray(film, dtype=float), np.asarray(solid, dtype=float)
    if not np.all((apparent > 0) & (dense > 0) & (apparent <= dense)):
        raise DomainError("densities must be positive, and no film is denser than its solid")
    return np.asarray(1.0 - apparent / dense)


def checked_porosity(porosity: ArrayLike) -> Array:
    """Return porosities as an array.

    Raises
    ------
    DomainError
        If one is not between 0 and 1.
    """
    p = np.asarray(porosity, dtype=float)
    if not np.all((p >= 0) & (p <= 1)):
        raise DomainError("a porosity lies between 0 and 1", remedy="0.3 for 30 %")
    return p
