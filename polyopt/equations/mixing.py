"""How a random copolyimide's property follows from those of its repeat units.

Shapes: N compositions, m dianhydrides, n diamines, p = m n pairs in row-major order.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from polyopt.equations.arrays import Array
from polyopt.errors import DomainError

ZERO_CELSIUS = 273.15  # K


def pair_fractions(dianhydride: ArrayLike, diamine: ArrayLike) -> Array:
    """Return the mole fractions of the repeat units of a random copolyimide.

    Parameters
    ----------
    dianhydride : array_like, shape (..., m)
        Mole fractions among the dianhydrides. [-]
    diamine : array_like, shape (..., n)
        Mole fractions among the diamines. [-]

    Returns
    -------
    ndarray, shape (..., m n)
        Products a_i b_j: ideal step growth, every sequence equally likely. [-]

    Examples
    --------
    >>> pair_fractions([0.5, 0.5], [0.4, 0.6]).tolist()
    [0.2, 0.3, 0.2, 0.3]
    """
    a, b = np.asarray(dianhydride, dtype=float), np.asarray(diamine, dtype=float)
    pairs = a[..., :, None] * b[..., None, :]
    return np.reshape(pairs, (*pairs.shape[:-2], -1))


def mass_fractions(fraction: ArrayLike, mass: ArrayLike) -> Array:
    """Return mass fractions of repeat units from mole fractions.

    Parameters
    ----------
    fraction : array_like, shape (..., p)
        Mole fractions of the repeat units. [-]
    mass : array_like, shape (p,)
        Molar masses of the repeat units. [g/mol]

    Raises
    ------
    DomainError
        If a mass is not positive.

    Examples
    --------
    >>> w = mass_fractions([0.2, 0.3, 0.2, 0.3], [290.234, 382.331, 366.332, 458.429])
    >>> np.round(w, 12).tolist()
    [0.151344366655, 0.299053400261, 0.191026153123, 0.358576079962]
    """
    masses = np.asarray(mass, dtype=float)
    if not np.all(masses > 0):
        raise DomainError("molar masses of repeat units must be positive")
    weighted = np.asarray(fraction, dtype=float) * masses
    return np.asarray(weighted / weighted.sum(axis=-1, keepdims=True))


def mole_linear(fraction: ArrayLike, value: ArrayLike) -> Array:
    """Return the mole-weighted mean of a property.

    Parameters
    ----------
    fraction : array_like, shape (..., p)
        Mole fractions of the repeat units. [-]
    value : array_like, shape (p,)
        Property of each repeat unit, any unit.

    Notes
    -----
    Accuracy: CTE and Tg of BPDA and PMDA copolyimides with 2,2'-bis(trifluoromethyl)benzidine
    follow it [1]_; segmented and block films deviate. Additivity is a first guess: some blends lie
    outside the range of their parents [2]_. On the 20 copolymers whose homopolymers were
    measured too, Tg comes out with a mean absolute error of 11.7 degC, on the two such CTEs of
    5.5 ppm/K (`experiments/06_mixing.py`).

    References
    ----------
    .. [1] Organo-soluble segmented rigid-rod polyimide films, part 3 (abstract),
       https://scilit.com/publications/b62c807b106ee5a1729c133268ec80be
    .. [2] Polym. Eng. Sci. 33, 901 (1993), doi:10.1002/pen.760331406.

    Examples
    --------
    >>> float(mole_linear([0.2, 0.3, 0.2, 0.3], [773.0, 658.0, 613.0, 543.0]))
    637.5
    """
    return np.asarray(np.asarray(fraction, dtype=float) @ np.asarray(value, dtype=float))


def tg_fox(mass_fraction: ArrayLike, tg: ArrayLike) -> Array:
    r"""Return the glass transition of a random copolymer by Fox's rule.

    Parameters
    ----------
    mass_fraction : array_like, shape (..., p)
        Mass fractions of the repeat units. [-]
    tg : array_like, shape (p,)
        Glass transition of each homopolymer. [K]

    Returns
    -------
    ndarray, shape (...)
        Glass transition. [K]

    Raises
    ------
    DomainError
        If a temperature is not positive.

    Notes
    -----
    .. math:: 1/T_g = \sum_i w_i / T_{g,i}

    Domain: one phase, random sequences. Blends of semi-crystalline parents can lie below both.
    Accuracy: mean absolute error 11.0 degC, bias +4.7, on the 20 copolymers of 11 series whose
    homopolymers were measured too (`experiments/06_mixing.py`): too few to distinguish it from the
    mole-weighted mean.

    References
    ----------
    .. [1] T. G. Fox, Bull. Am. Phys. Soc. 1, 123 (1956).

    Examples
    --------
    >>> float(tg_fox([0.3, 0.7], [700.0, 500.0]))
    546.875
    """
    kelvin = np.asarray(tg, dtype=float)
    if np.any(kelvin <= 0):
        raise DomainError("Fox's rule needs temperatures above 0 K")
    return np.asarray(1.0 / (np.asarray(mass_fraction, dtype=float) @ (1.0 / kelvin)))


def tg_fox_gradient(mass_fraction: ArrayLike, tg: ArrayLike) -> Array:
    """Return how Fox's glass transition answers to that of each homopolymer.

    Parameters
    ----------
    mass_fraction : array_like, shape (..., p)
        Mass fractions of the repeat units. [-]
    tg : array_like, shape (p,)
        Glass transition of each homopolymer. [K]

    Returns
    -------
    ndarray, shape (..., p)
        Partial derivatives ``w_i (Tg / Tg_i)²``. [-]

    Examples
    --------
    >>> tg_fox_gradient([0.3, 0.7], [500.0, 500.0]).round(12).tolist()
    [0.3, 0.7]
    """
    mixed = tg_fox(mass_fraction, tg)
    ratio = np.asarray(mixed)[..., None] / np.asarray(tg, dtype=float)
    return np.asarray(np.asarray(mass_fraction, dtype=float) * ratio**2)


def tg_gordon_taylor(mass_fraction: ArrayLike, tg: ArrayLike, k: float) -> Array:
    r"""Return the glass transition of two components by the rule of Gordon and Taylor.

    Parameters
    ----------
    mass_fraction : array_like, shape (..., 2)
        Mass fractions of the components. [-]
    tg : array_like, shape (2,)
        Glass transition of each alone. [K]
    k : float
        Weight of the second component against the first, to be fitted to one's own films. [-]

    Returns
    -------
    ndarray, shape (...)
        Glass transition. [K]

    Raises
    ------
    DomainError
        If there are not two components, or a temperature or k is not positive.

    Notes
    -----
    .. math:: T_g = \frac{w_1 T_1 + k w_2 T_2}{w_1 + k w_2}

    k = 1 is the mass-weighted mean, k = T1 / T2 is Fox's rule. The models use neither: no k of
    polyimides is known. Not validated on polyimides.

    References
    ----------
    .. [1] M. Gordon, J. S. Taylor (1952); the form was read in Entropy 10, 207 (2008),
       https://www.mdpi.com/1099-4300/10/3/207, not in the original.

    Examples
    --------
    >>> float(tg_gordon_taylor([0.3, 0.7], [700.0, 500.0], 0.6))
    583.3333333333
    """
    w, kelvin = np.asarray(mass_fraction, dtype=float), np.asarray(tg, dtype=float)
    if kelvin.shape != (2,) or w.shape[-1:] != (2,):
        raise DomainError("the rule of Gordon and Taylor mixes two components")
    if not (np.all(kelvin > 0) and k > 0):
        raise DomainError(
            "the rule of Gordon and Taylor needs temperatures above 0 K and k above 0"
        )
    weight = w * np.array([1.0, k])
    return np.asarray(weight @ kelvin / weight.sum(axis=-1))


def tg_kwei(mass_fraction: ArrayLike, tg: ArrayLike, k: float, q: float) -> Array:
    """Return the glass transition of two components by Kwei's rule.

    Parameters
    ----------
    mass_fraction, tg, k
        As in `tg_gordon_taylor`.
    q : float
        What contacts between the components add, to be fitted to one's own films. [K]

    Returns
    -------
    ndarray, shape (...)
        Glass transition. [K]

    Raises
    ------
    DomainError
        As in `tg_gordon_taylor`.

    Notes
    -----
    That of Gordon and Taylor plus ``q w1 w2``, so it can lie outside the range of the components.
    The form was not checked against its source. Not validated on polyimides.

    Examples
    --------
    >>> float(tg_kwei([0.3, 0.7], [700.0, 500.0], 0.6, -30.0))
    577.0333333333
    """
    w = np.asarray(mass_fraction, dtype=float)
    return np.asarray(tg_gordon_taylor(w, tg, k) + q * w[..., 0] * w[..., 1])
