r"""How likely a porous film's permittivity stays below a value, all that is uncertain counted.

ε is the permittivity of the solid, normal with a standard deviation; p the porosity, normal as
well; the mixture rule of Bruggeman errs by ``sd`` of its own. Arithmetic on arrays and on values
that carry derivatives alike.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, TypeVar

import numpy as np

from polyopt.equations.arrays import Array
from polyopt.equations.derivatives import Dual

_Value = TypeVar("_Value", Array, Dual)
_NODES, _NODES_PER_SD, _MOST_NODES = 7, 450.0, 41
"""Nodes over the porosity: more for a wide one, for a film's own chance is steep in it."""

_LEAST, _MOST = 0.0, 0.99
"""Porosities that a film is taken to have where the tolerance reaches further. [-]"""

_TINY = 1e-3
"""Keeps a denominator from zero where no solid gives so much; that film is surely below. [-]"""

_STEP = 1e-3
_PEAK = float(1.0 / np.sqrt(2.0 * np.pi))
_ROOT12 = float(np.sqrt(12.0))


def mixed(solid: _Value, porosity: _Value | Array) -> _Value:
    """Return the permittivity by Bruggeman's rule; `porous.bruggeman` without its checks."""
    b = (porosity * 3.0 - 1.0) + (2.0 - porosity * 3.0) * solid
    found: _Value = (b + np.sqrt(b * b + solid * 8.0)) * 0.25
    return found


def rule_error(solid: _Value, porosity: _Value | Array) -> _Value:
    """Return the standard deviation that the mixture rule is taken to err by. [-].

    That of a uniform distribution as wide as the bounds of Maxwell Garnett are apart, between which
    every isotropic film of two phases lies (Z. Hashin, S. Shtrikman, J. Appl. Phys. 33, 3125, 1962,
    not read itself).

    Notes
    -----
    Assumed: no table of porous polyimides that gives solid, porosity and permittivity could be
    read, so no error of the rule on films is known. Porosities of polyimide nanofoams by Maxwell
    Garnett from the refractive index agree with those from the density (abstract of "Nanofoam
    porosity measured by infrared spectroscopy and refractive index", IBM Research), which lies
    within. Pores that are flat or run through the film lie beyond.
    """
    e, p = solid, porosity
    upper = e * (1.0 + e * 2.0 + p * 2.0 * (1.0 - e)) / (1.0 + e * 2.0 - p * (1.0 - e))
    part = (1.0 - p) * (e - 1.0) / (e + 2.0)
    lower = (1.0 + part * 2.0) / (1.0 - part)
    found: _Value = (upper - lower) * (1.0 / _ROOT12)
    return found


def chance_below(
    limit: float,
    solid: _Value,
    variance: _Value | Array,
    porosity: _Value | Array,
    porosity_sd: float,
) -> _Value:
    """Return the probability that the permittivity of a film is at most a limit.

    Parameters
    ----------
    limit : float
        Permittivity of the film, above 1. [-]
    solid, variance : ndarray or Dual, shape (n,)
        Permittivity of the solid, at least 1, and its variance. [-]
    porosity : ndarray or Dual, shape (n,)
        Volume fraction of pores. [-]
    porosity_sd : float
        Its standard deviation. [-]

    Notes
    -----
    For a porosity the film is below the limit if the solid is below the one that gives the limit,
    which Bruggeman's rule inverts in closed form: the solid's deviation counts by the slope from
    its mean to that point, exact however bent the rule is between. That the rule errs more with
    a greater solid leans the distribution: the first term of Edgeworth's series. The porosity is
    integrated by Gauss and Hermite's rule. Against draws of all three the error is below 0.005
    (tests/equations/test_porous_chance.py).
    """
    from scipy.special import ndtr

    places, weights = nodes_over(porosity_sd)
    total: _Value = solid * 0.0
    for place, weight in zip(places, weights, strict=True):
        p = np.minimum(np.maximum(porosity + place * porosity_sd, _LEAST), _MOST)
        q, error = mixed(solid, p), rule_error(solid, p)
        asked = limit * (2.0 * limit - 3.0 * p + 1.0) / _positive(1.0 + (2.0 - 3.0 * p) * limit)
        below = (limit + q) * 2.0 - (3.0 * p - 1.0) - (2.0 - 3.0 * p) * asked
        slope = ((2.0 - 3.0 * p) * q + 1.0) / _positive(below)
        spread = np.sqrt(slope * slope * variance + error * error + _TINY**4)
        rising = (rule_error(solid + _STEP, p) - error) * (1.0 / _STEP)
        lean = slope * error * rising * variance / (spread * spread * spread)
        x = (limit - q) / spread
        total = total + (ndtr(x) - lean * (x * x - 1.0) * np.exp(x * x * -0.5) * _PEAK) * weight
    return total


def floored(value: _Value, low: float) -> _Value:
    """Return the greater of each value and a bound, derivatives kept."""
    bound: Any = np.maximum
    found: _Value = bound(value, low)
    return found


def _positive(value: _Value) -> _Value:
    return floored(value, _TINY)


def nodes_over(porosity_sd: float) -> tuple[Array, Array]:
    """Return deviates of the porosity [-] in standard deviations, and their weights."""
    wide = _NODES + round(_NODES_PER_SD * porosity_sd)
    return _nodes(min(wide, _MOST_NODES) if porosity_sd > 0 else 1)


@lru_cache(maxsize=8)
def _nodes(count: int) -> tuple[Array, Array]:
    """Return nodes and weights of the mean over a standard normal deviate."""
    places, weights = np.polynomial.hermite_e.hermegauss(count)
    return places, weights / weights.sum()
