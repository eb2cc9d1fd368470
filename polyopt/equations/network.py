r"""Gel fraction of randomly crosslinked chains, and what the weighings of an extraction say.

δ is the mean number of crosslinked repeat units per primary chain (number average). Domain: random
crosslinking without loops or scission. Accuracy on polyamide-imides: not validated; how δ grows in
a cure must be calibrated on one's own films.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from polyopt.equations.arrays import Array
from polyopt.errors import DomainError

MOST_PROBABLE = "most-probable"
MONODISPERSE = "monodisperse"
GEL_POINT = {MOST_PROBABLE: 0.5, MONODISPERSE: 1.0}
"""Crosslinked units per primary chain at which a gel appears, by the distribution of chains."""

_AT_LEAST = 1.0 + 1e-9


def gel_fraction(crosslinks: ArrayLike, chains: str = MOST_PROBABLE) -> Array:
    r"""Return the mass fraction of polymer that crosslinking makes insoluble. [-].

    Parameters
    ----------
    crosslinks : array_like
        δ, crosslinked units per number-average primary chain. [-]
    chains : str
        ``most-probable`` (condensation polymers) or ``monodisperse``.

    Raises
    ------
    DomainError
        If δ is negative or the distribution is unknown.

    Notes
    -----
    Sol fraction s: :math:`s + \sqrt{s} = 1/\delta` for most-probable primary chains (Charlesby and
    Pinner without scission), :math:`-\ln s/(1-s) = \delta` for chains of one length. Below the gel
    point everything is soluble.

    References
    ----------
    .. [1] A. Charlesby, S. H. Pinner, Proc. R. Soc. A 249, 367 (1959); the form was read
       second-hand. The gel point of 1/2 for random chains stands in an abstract by Charlesby on
       polystyrene (https://synapsesocial.com/papers/W1992421574).

    Examples
    --------
    >>> gel_fraction([0.5, 1.0, 2.0]).round(12).tolist()
    [0.0, 0.618033988750, 0.866025403784]
    """
    delta = np.asarray(crosslinks, dtype=float)
    if not np.all(delta >= 0):
        raise DomainError("the number of crosslinked units per chain must not be negative")
    gelled = delta > _gel_point(chains) * _AT_LEAST
    beyond = np.where(gelled, delta, 2.0)  # any value will do where nothing has gelled
    if chains == MOST_PROBABLE:
        sol = 0.25 * (np.sqrt(1.0 + 4.0 / beyond) - 1.0) ** 2
    else:  # s = exp(-δ (1 - s)) has the root s = -W0(-δ exp(-δ)) / δ
        from scipy.special import lambertw

        sol = -np.real(lambertw(-beyond * np.exp(-beyond))) / beyond
    return np.asarray(np.where(gelled, 1.0 - sol, 0.0))


def crosslinks(gel: ArrayLike, chains: str = MOST_PROBABLE) -> Array:
    """Return the crosslinked units per primary chain behind a gel fraction. [-].

    Parameters
    ----------
    gel : array_like
        Insoluble mass fraction, above 0 and below 1. [-]
    chains : str
        As in `gel_fraction`.

    Raises
    ------
    DomainError
        If a fraction does not lie strictly between 0 and 1, or the distribution is unknown.

    Examples
    --------
    >>> crosslinks([0.01, 0.5, 0.99]).round(12).tolist()
    [0.503781525921, 0.828427124746, 9.090909090909]
    """
    fraction = np.asarray(gel, dtype=float)
    if not np.all((fraction > 0) & (fraction < 1)):
        raise DomainError("a gel fraction must lie between 0 and 1, both excluded")
    _gel_point(chains)
    sol = 1.0 - fraction
    if chains == MOST_PROBABLE:
        return np.asarray(1.0 / (sol + np.sqrt(sol)))
    return np.asarray(-np.log(sol) / fraction)


def _gel_point(chains: str) -> float:
    if chains not in GEL_POINT:
        raise DomainError(f"{chains!r} is not a chain distribution", remedy=" or ".join(GEL_POINT))
    return GEL_POINT[chains]


@dataclass(frozen=True, slots=True)
class Insoluble:
    """Insoluble content with its standard deviation.

    Parameters
    ----------
    value, sd : float
        [wt%]
    """

    value: float
    sd: float


def insoluble_content(
    before: float, after: float, *, foil: float = 0.0, weighing_sd: float = 0.0
) -> Insoluble:
    """Return the insoluble content of a film from its weighings.

    Parameters
    ----------
    before : float
        Mass before the extraction, dry and free of solvent. [mg]
    after : float
        Mass after the extraction, dried. [mg]
    foil : float
        Mass of metal in both weighings; 0 for a film taken off its foil. [mg]
    weighing_sd : float
        Standard deviation of each weighing, taken as independent. [mg]

    Raises
    ------
    DomainError
        If the masses are impossible: nothing weighed, negative, or more left than was there.

    Notes
    -----
    ``100 (after - foil) / (before - foil)``; errors by first-order propagation. The solvent, its
    temperature and the time of the extraction belong to the value.

    Examples
    --------
    >>> insoluble_content(120.0, 80.0, foil=20.0, weighing_sd=0.1)
    Insoluble(value=60.0, sd=0.123288280059)
    """
    polymer, left = before - foil, after - foil
    if not (math.isfinite(polymer) and math.isfinite(left)) or foil < 0 or weighing_sd < 0:
        raise DomainError("masses and their standard deviation must be numbers, none negative")
    if not 0 <= left or not 0 < polymer:
        raise DomainError("the foil weighs more than the film with it", remedy="check the masses")
    if left > polymer + 3.0 * weighing_sd:
        raise DomainError(
            f"{after:g} mg are left of {before:g} mg",
            remedy="dry the film until its mass is constant, before and after",
        )
    share = left / polymer
    # derivatives by before, after and foil; the foil's weighing enters both masses
    slopes = (share, 1.0, (1.0 - share) if foil > 0 else 0.0)
    sd = weighing_sd / polymer * math.sqrt(sum(s**2 for s in slopes))
    return Insoluble(100.0 * share, 100.0 * sd)
