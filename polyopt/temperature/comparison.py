"""What it costs to compare the CTEs of two films over different temperature windows.

A polyimide film expands more when hot: its mean CTE grows with the middle of the window. Where only
one window was measured, the value over the other is uncertain by the allowances below. Both are
printed by `experiments/08_cte_windows.py` from the reports in `experiments/cte_window_reports.csv`:
few films, so they are estimates, not validated.
"""

from __future__ import annotations

from math import hypot

from polyopt.temperature.window import TemperatureWindow

PREDICTED_WINDOW = TemperatureWindow(50.0, 250.0)
"""About what the films were measured over that the models of CTE learned from; their windows are
mixed and were not recorded (the model's card). [°C]"""

PER_DEGREE = 0.057
"""Standard deviation for each degree between the middles: of PMDA/ODA, 20 ppm/K over -14 to 38 °C
against 29.5 over 50 to 250 and 27 over 50 to 300 °C, root mean square of n = 2. [ppm/K per °C]"""

NOT_STATED = 6.0
"""Standard deviation where a window is not stated: reports without one against reports over 50 to
250 or 300 °C, root mean square over n = 3 polyimides. [ppm/K]"""

WORTH_A_WORD = 1.0
"""Allowance from which a reader is warned. [ppm/K]"""


def window_allowance(one: TemperatureWindow | None, other: TemperatureWindow | None) -> float:
    """Return the standard uncertainty of taking a CTE over one window for that over another.

    Parameters
    ----------
    one, other : TemperatureWindow or None
        The windows; None for one that is not stated.

    Returns
    -------
    float
        Zero for the same middle. [ppm/K]

    Notes
    -----
    In proportion to the distance of the middles, `PER_DEGREE`, or `NOT_STATED`; of a polyimide
    film, not of a metal. An estimate from n = 2 and n = 3 pairs of reports; not validated.

    Examples
    --------
    >>> round(window_allowance(TemperatureWindow(-14, 38), PREDICTED_WINDOW), 1)
    7.9
    >>> window_allowance(None, PREDICTED_WINDOW)
    6.0
    """
    if one is None or other is None:
        return NOT_STATED
    return PER_DEGREE * one.apart(other)


def compared_sd(sd: float, one: TemperatureWindow | None, other: TemperatureWindow | None) -> float:
    """Return the standard uncertainty of a CTE when it stands for another window. [ppm/K].

    >>> round(compared_sd(2.0, TemperatureWindow(-14, 38), PREDICTED_WINDOW), 1)
    8.1
    """
    return hypot(sd, window_allowance(one, other))
