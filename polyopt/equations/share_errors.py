"""Weighing and assay error of mole fractions: the worst case of a sum, its chance, its spread.

Of the monomers of one role each amount is off by up to t moles per mole of the role, either way,
uniform and independent; the fractions are the amounts closed to one again. With k monomers of a
sum s present and m others, and errors E and F that the k and the m have in all,

    s' = (s + E) / (1 + E + F),   |E| <= k t,   |F| <= m t,

which rises with E and falls with F. So the worst case lies at a corner, and ``s' >= b`` is
``(1 - b) E - b F >= b - s``: linear in the errors. Exact; amounts do not go below zero, which is
left out: where a share is smaller than t, the worst case is a little too bad.
"""

from __future__ import annotations

from math import comb, factorial, sqrt

import numpy as np

from polyopt.equations.arrays import Array

_MOST_EXACT = 14
"""Errors up to which the sum over corners keeps its digits; for more a normal curve stands in."""


def tightened(
    low: float, high: float, inside: int, outside: int, tolerance: float
) -> tuple[float, float]:
    """Return between which ends a sum of mole fractions must lie to stay within limits.

    Parameters
    ----------
    low, high : float
        Limits of the sum; at or below 0 and at or above 1 they are none. [-]
    inside, outside : int
        Numbers k and m of monomers present that count in the sum, and that do not.
    tolerance : float
        Greatest error t of each share before they are closed. [-]

    Returns
    -------
    low, high : float
        Their order is turned round if nothing between the limits is safe. [-]

    Notes
    -----
    ``low + t (k (1 - low) + m low)`` and ``high - t (k (1 - high) + m high)``: exact, by the
    corners of the errors. If all monomers present count, or none, the sum is certain.

    Examples
    --------
    >>> [round(end, 6) for end in tightened(0.4, 1.0, 1, 2, 0.005)]
    [0.407, 1.0]
    """
    if inside == 0 or outside == 0:
        return low, high
    if low > 0:
        low += tolerance * (inside * (1 - low) + outside * low)
    if high < 1:
        high -= tolerance * (inside * (1 - high) + outside * high)
    return low, high


def chance_of_sum(
    total: float, low: float, high: float, inside: int, outside: int, tolerance: float
) -> float:
    """Return the probability that a sum of mole fractions lies within limits after its errors.

    Parameters
    ----------
    total : float
        The sum s that is meant. [-]
    low, high : float
        Limits. [-]
    inside, outside : int
        Numbers k and m of monomers present that count in the sum, and that do not.
    tolerance : float
        Greatest error t of each share before they are closed. [-]

    Notes
    -----
    Exact up to 14 monomers (a weighted sum of uniform errors, as that of Irwin and Hall); held
    against draws within 0.005 in tests/equations/test_share_errors.py.

    Examples
    --------
    >>> chance_of_sum(0.4, 0.4, 1.0, 1, 1, 0.005)
    0.5
    """
    if inside == 0 or outside == 0 or tolerance == 0:
        return float(low <= total <= high)
    below = _chance_below(low, total, inside, outside, tolerance) if low > 0 else 0.0
    above = 1 - _chance_below(high, total, inside, outside, tolerance) if high < 1 else 0.0
    return min(1.0, max(0.0, round(1.0 - below - above, 12)))


def _chance_below(bound: float, total: float, inside: int, outside: int, tolerance: float) -> float:
    """Return P(s' < bound): of ``(1 - bound) E - bound F`` below ``bound - total``."""
    counts, weights = (inside, outside), (1.0 - bound, bound)
    wanted = (bound - total) / tolerance
    reach = sum(n * w for n, w in zip(counts, weights, strict=True))
    if abs(wanted) >= reach:
        return float(wanted > 0)
    size = inside + outside
    if size > _MOST_EXACT:
        from scipy.special import ndtr

        sd = sqrt(sum(n * w * w for n, w in zip(counts, weights, strict=True)) / 3)
        return float(ndtr(wanted / sd))
    corners = sum(
        (-1) ** (p + q)
        * comb(inside, p)
        * comb(outside, q)
        * max(0.0, wanted + reach - 2 * p * weights[0] - 2 * q * weights[1]) ** size
        for p in range(inside + 1)
        for q in range(outside + 1)
    )
    sides = (2 * weights[0]) ** inside * (2 * weights[1]) ** outside
    return float(min(1.0, max(0.0, corners / (factorial(size) * sides))))


def closed_variance(slopes: Array, tolerance: float) -> Array:
    """Return the variance that the errors of one role add to a property.

    Parameters
    ----------
    slopes : ndarray, shape (s, ...)
        Slopes of the property by each share along the closure: ``J_i - sum x_j J_j`` for the
        monomers present, 0 for others. [unit]
    tolerance : float
        Greatest error t of each share before they are closed. [-]

    Returns
    -------
    ndarray, shape (...)
        ``(t^2 / 3) sum g_i^2``: ``J S J'`` with ``S = (t^2 / 3) (I - x 1') (I - 1 x')``. To first
        order in the errors; within 3 % of draws at 1 mol % (tests/equations). [unit²]
    """
    return np.asarray((tolerance**2 / 3) * np.square(slopes).sum(axis=0))
