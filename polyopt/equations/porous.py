r"""Permittivity of a porous film from that of its solid.

ε is the permittivity of the solid, p the porosity (volume fraction of pores, filled with air:
permittivity 1). Shapes broadcast. Frequency and humidity are those of the solid's value; moisture
in the pores raises the permittivity. Which mixture rule fits porous polyimides best is not known
(no table with porosity beside permittivity could be read), so quote the Maxwell Garnett bounds.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from polyopt.equations.arrays import Array
from polyopt.equations.foam import checked_porosity
from polyopt.errors import DomainError

_HIGHEST = 1e6
"""Permittivity above which a solid counts as a conductor. [-]"""


def maxwell_garnett(solid: ArrayLike, porosity: ArrayLike) -> Array:
    """Return the permittivity of spherical pores apart in a solid: the upper isotropic bound.

    Parameters
    ----------
    solid : array_like
        Permittivity of the solid, at least 1. [-]
    porosity : array_like
        Volume fraction of pores, 0 to 1. [-]

    Raises
    ------
    DomainError
        If a value is outside its range.

    Notes
    -----
    The Hashin-Shtrikman upper bound of an isotropic two-phase medium [1]_. Not validated on films.

    References
    ----------
    .. [1] Z. Hashin, S. Shtrikman, J. Appl. Phys. 33, 3125 (1962), not read itself.

    Examples
    --------
    >>> maxwell_garnett(3.4, [0.3, 0.5, 0.8]).round(12).tolist()
    [2.538028169014, 2.04, 1.385185185185]
    """
    e, p = _checked(solid, porosity)
    return np.asarray(e * (1 + 2 * e + 2 * p * (1 - e)) / (1 + 2 * e - p * (1 - e)))


def inverse_maxwell_garnett(solid: ArrayLike, porosity: ArrayLike) -> Array:
    """Return the permittivity of solid spheres in air: the lower isotropic bound.

    Parameters and errors as for `maxwell_garnett`; not validated on films.

    Examples
    --------
    >>> inverse_maxwell_garnett(3.4, [0.3, 0.5]).round(12).tolist()
    [2.354838709677, 1.857142857143]
    """
    e, p = _checked(solid, porosity)
    share, contrast = 1 - p, (e - 1) / (e + 2)
    return np.asarray((1 + 2 * share * contrast) / (1 - share * contrast))


def bruggeman(solid: ArrayLike, porosity: ArrayLike) -> Array:
    """Return the permittivity of solid and pores on an equal footing (both continuous).

    Parameters and errors as for `maxwell_garnett`; not validated on films.

    Notes
    -----
    ``(b + sqrt(b² + 8 ε)) / 4`` with ``b = (3 p - 1) + (2 - 3 p) ε``.

    Examples
    --------
    >>> bruggeman(3.4, [0.3, 0.5]).round(12).tolist()
    [2.5, 1.96509716981]
    """
    e, p = _checked(solid, porosity)
    b = (3 * p - 1) + (2 - 3 * p) * e
    return np.asarray((b + np.sqrt(b**2 + 8 * e)) / 4)


def looyenga(solid: ArrayLike, porosity: ArrayLike) -> Array:
    """Return the permittivity by Looyenga: cube roots mix linearly.

    Parameters and errors as for `maxwell_garnett`; not validated on films. H. Looyenga, Physica 31,
    401 (1965), not read itself.

    Examples
    --------
    >>> looyenga(3.4, [0.3, 0.5]).round(12).tolist()
    [2.47454224913, 1.961797013073]
    """
    e, p = _checked(solid, porosity)
    return np.asarray(((1 - p) * np.cbrt(e) + p) ** 3)


def lichtenecker(solid: ArrayLike, porosity: ArrayLike) -> Array:
    """Return the permittivity by Lichtenecker: logarithms mix linearly.

    Parameters and errors as for `maxwell_garnett`; not validated on films. It lies at or below the
    lower bound of an isotropic medium at high porosity. K. Lichtenecker, Phys. Z. 27, 115 (1926),
    not read itself.

    Examples
    --------
    >>> lichtenecker(3.4, [0.3, 0.5]).round(12).tolist()
    [2.355240398110, 1.843908891459]
    """
    e, p = _checked(solid, porosity)
    return np.asarray(e ** (1 - p))


def parallel(solid: ArrayLike, porosity: ArrayLike) -> Array:
    """Return the permittivity of pores that run along the field: no film lies above.

    Parameters and errors as for `maxwell_garnett`.
    """
    e, p = _checked(solid, porosity)
    return np.asarray((1 - p) * e + p)


def series(solid: ArrayLike, porosity: ArrayLike) -> Array:
    """Return the permittivity of layers across the field: no film lies below.

    Parameters and errors as for `maxwell_garnett`.
    """
    e, p = _checked(solid, porosity)
    return np.asarray(1.0 / ((1 - p) / e + p))


RULES: dict[str, Callable[[ArrayLike, ArrayLike], Array]] = {
    "bruggeman": bruggeman,
    "maxwell-garnett": maxwell_garnett,
    "inverse-maxwell-garnett": inverse_maxwell_garnett,
    "looyenga": looyenga,
    "lichtenecker": lichtenecker,
    "parallel": parallel,
    "series": series,
}
"""Mixture rules by name; the first is the default."""


def porosity_for(permittivity: float, solid: float, rule: str = "bruggeman") -> float:
    """Return the porosity at which a film of a given solid has a given permittivity. [-].

    Parameters
    ----------
    permittivity : float
        Wanted permittivity of the film, between 1 and that of the solid. [-]
    solid : float
        Permittivity of the solid. [-]
    rule : str
        A mixture rule of `RULES`.

    Raises
    ------
    DomainError
        If the permittivity cannot be reached or the rule is unknown.

    Examples
    --------
    >>> round(porosity_for(2.5, 3.4), 9), round(porosity_for(2.5, 3.4, "maxwell-garnett"), 6)
    (0.3, 0.314516)
    """
    from scipy.optimize import brentq

    if rule not in RULES:
        raise DomainError(f"{rule!r} is not a mixture rule", remedy="one of " + ", ".join(RULES))
    mixed = RULES[rule]
    if not 1 <= permittivity <= solid:
        raise DomainError(
            f"a porous film cannot have the permittivity {permittivity:g}",
            remedy=f"from 1 to that of its solid, {solid:g}",
        )
    if permittivity == solid:
        return 0.0
    return float(brentq(lambda p: float(mixed(solid, p)) - permittivity, 0.0, 1.0, xtol=1e-14))


def solid_for(permittivity: float, porosity: float, rule: str = "bruggeman") -> float:
    """Return the permittivity of the solid behind that of a film with a given porosity. [-].

    Parameters
    ----------
    permittivity : float
        Of the film, at least 1. [-]
    porosity : float
        Below 1. [-]
    rule : str
        A mixture rule of `RULES`.

    Returns
    -------
    float
        Infinite if no solid gives so much.

    Raises
    ------
    DomainError
        If a value is outside its range or the rule is unknown.

    Examples
    --------
    >>> round(solid_for(2.5, 0.3), 9), solid_for(40.0, 0.9)
    (3.4, inf)
    """
    from scipy.optimize import brentq

    if rule not in RULES:
        raise DomainError(f"{rule!r} is not a mixture rule", remedy="one of " + ", ".join(RULES))
    mixed = RULES[rule]
    if permittivity < 1:
        raise DomainError(f"no film has the permittivity {permittivity:g}", remedy="1 or more")
    if float(mixed(_HIGHEST, porosity)) <= permittivity:
        return float("inf")
    return float(brentq(lambda e: float(mixed(e, porosity)) - permittivity, 1.0, _HIGHEST))


def _checked(solid: ArrayLike, porosity: ArrayLike) -> tuple[Array, Array]:
    e = np.asarray(solid, dtype=float)
    if not np.all(e >= 1):
        raise DomainError("the permittivity of a solid is at least 1")
    return e, checked_porosity(porosity)
