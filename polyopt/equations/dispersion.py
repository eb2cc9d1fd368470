"""How the permittivity of a dense polymer falls with frequency: a straight line of logarithms."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from polyopt.equations.arrays import Array
from polyopt.errors import DomainError


def permittivity_at(
    value: ArrayLike, frequency: ArrayLike, reference: ArrayLike, slope: ArrayLike
) -> Array:
    r"""Return a relative permittivity brought from one frequency to another.

    Parameters
    ----------
    value : array_like
        Relative permittivity at the reference. [-]
    frequency, reference : array_like
        Where it is wanted, and where it was measured. [Hz]
    slope : array_like
        Decimal logarithms of the permittivity per decade of frequency, zero or below. [-]

    Raises
    ------
    DomainError
        If a value or a frequency is not positive.

    Notes
    -----
    .. math:: \varepsilon(f) = \varepsilon(f_0)\,(f/f_0)^{s}

    An empirical line between relaxations, not a law: a relaxation is a step. Accuracy: on 16
    polyimides measured at four frequencies or more from 10 Hz to 1 MHz at 25 degC the slope is
    -0.0037 in the median with a standard deviation of 0.0030 between polymers. Beyond 1 MHz the
    line is not validated: 16 films at 10 GHz do not show it (`experiments/07_permittivity.py`).

    Examples
    --------
    >>> round(float(permittivity_at(3.4, 1e3, 1e6, -0.0037)), 4)
    3.488
    """
    at, known = np.asarray(frequency, dtype=float), np.asarray(reference, dtype=float)
    given = np.asarray(value, dtype=float)
    if not (np.all(at > 0) and np.all(known > 0) and np.all(given > 0)):
        raise DomainError("permittivities and frequencies must be positive")
    return np.asarray(given * (at / known) ** np.asarray(slope, dtype=float))
