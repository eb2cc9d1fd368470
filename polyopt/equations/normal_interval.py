"""Intervals of a normal distribution.

>>> from statistics import NormalDist
>>> round(abs(NormalDist().inv_cdf(0.95) - Z90), 12)
0.0
"""

Z90 = 1.6448536269514722
"""Half-width of a central 90 % interval, in standard deviations. [-]"""

_HALVINGS = 64


def deviation_of(mean: float, low: float, high: float) -> float:
    """Return the standard deviation of a mean with a 90 % interval.

    Parameters
    ----------
    mean, low, high : float
        The mean and its interval, ``mean -+ Z90 * sd`` as floating point rounds it.

    Returns
    -------
    float
        One that gives the interval back to the last digit, where there is one; else half the
        width by `Z90`.

    Examples
    --------
    >>> sd = deviation_of(300.1, 300.1 - Z90 * 7.3, 300.1 + Z90 * 7.3)
    >>> (300.1 - Z90 * sd, 300.1 + Z90 * sd) == (300.1 - Z90 * 7.3, 300.1 + Z90 * 7.3)
    True
    """
    half = (high - low) / (2 * Z90)
    sd, least, most = half, 0.0, 2 * half
    for _ in range(_HALVINGS):
        ends = mean - Z90 * sd, mean + Z90 * sd
        if ends == (low, high):
            return sd
        if ends[0] < low or ends[1] > high:
            most = sd
        else:
            least = sd
        sd = (least + most) / 2
    return half
