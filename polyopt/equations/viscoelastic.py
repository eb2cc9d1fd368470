"""Rubbery plateau of an entangled polymer: estimates, not predictions of a curve.

No model from composition alone gives the minimum of the storage modulus above Tg: it depends on
molar mass, heating rate and frequency. These relations say what the plateau would be.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from polyopt.equations.arrays import Array
from polyopt.equations.mixing import ZERO_CELSIUS
from polyopt.errors import DomainError

GAS_CONSTANT = 8.31446261815324
"""[J/(mol K)]"""


def plateau_storage_modulus(
    density: ArrayLike, entanglement_mass: ArrayLike, temperature: ArrayLike
) -> Array:
    """Return the plateau of E' of an entangled melt, ``3 ρ R T / Me``. [MPa].

    Parameters
    ----------
    density : array_like
        [g/cm³]
    entanglement_mass : array_like
        Molar mass between entanglements, Ferry's convention (no factor 4/5). [g/mol]
    temperature : array_like
        [°C]

    Raises
    ------
    DomainError
        If a value is not positive (the temperature above absolute zero).

    Notes
    -----
    An estimate, not validated on polyimides. Entanglement masses of 1.5 to 4 kg/mol, held usual
    for aromatic polymers (no source read), give several MPa: a well entangled amorphous polyimide
    would then not fall to 1 MPa on its plateau, only beyond it.

    Examples
    --------
    >>> plateau_storage_modulus(1.2, [1500.0, 2500.0], 300.0).round(6).tolist()
    [11.437042, 6.862225]
    """
    rho, mass = np.asarray(density, dtype=float), np.asarray(entanglement_mass, dtype=float)
    kelvin = np.asarray(temperature, dtype=float) + ZERO_CELSIUS
    if not (np.all(rho > 0) and np.all(mass > 0) and np.all(kelvin > 0)):
        raise DomainError("density, entanglement mass and absolute temperature must be positive")
    return np.asarray(3.0 * rho * GAS_CONSTANT * kelvin / mass)


def entanglement_mass_for(modulus: float, density: float, temperature: float) -> float:
    """Return the entanglement mass at which the plateau of E' has a given value. [g/mol].

    Parameters
    ----------
    modulus : float
        Plateau of E'. [MPa]
    density : float
        [g/cm³]
    temperature : float
        [°C]

    Raises
    ------
    DomainError
        If a value is not positive (the temperature above absolute zero).

    Examples
    --------
    >>> round(entanglement_mass_for(1.0, 1.2, 300.0), 6)
    17155.563299
    """
    return float(plateau_storage_modulus(density, modulus, temperature))


def plateau_of_packing_length(packing_length: ArrayLike, temperature: ArrayLike) -> Array:
    """Return the plateau of G' from the packing length, ``k T / (n² p³)`` with n = 21.3. [MPa].

    Parameters
    ----------
    packing_length : array_like
        Volume of a chain over its mean square end-to-end distance. [Å]
    temperature : array_like
        [°C]

    Raises
    ------
    DomainError
        If a value is not positive (the temperature above absolute zero).

    Notes
    -----
    An estimate: the number of strands in an entanglement was not checked against its source, and
    the relation not on polyimides.

    Examples
    --------
    >>> plateau_of_packing_length([1.7, 2.0, 3.0], 139.85).round(3).tolist()
    [2.558, 1.571, 0.465]
    """
    p = np.asarray(packing_length, dtype=float)
    kelvin = np.asarray(temperature, dtype=float) + ZERO_CELSIUS
    if not (np.all(p > 0) and np.all(kelvin > 0)):
        raise DomainError("packing length and absolute temperature must be positive")
    strands, boltzmann = 21.3, 1.380649e-23
    return np.asarray(boltzmann * kelvin / (strands**2 * (p * 1e-10) ** 3) * 1e-6)
