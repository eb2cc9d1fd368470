"""The glass transition in a dynamic mechanical curve, by each of the three ways it is read.

The onset of the fall of E' comes first, then the peak of E'', then that of tan δ. They are held to
spread over 10 to 30 °C (no source read), so a Tg is worth as much as the name of its method.
"""

from __future__ import annotations

import numpy as np

from polyopt.equations.arrays import Array
from polyopt.errors import DataError, unknown_name
from polyopt.measurements.dma_curve import DmaCurve, smoothed

LOSS_PEAK, TAN_DELTA_PEAK, ONSET = "loss-peak", "tan-delta-peak", "onset"
METHODS = (LOSS_PEAK, TAN_DELTA_PEAK, ONSET)
_AROUND = 6.0


def glass_transition(curve: DmaCurve, method: str | None = None) -> tuple[float, str]:
    """Return the glass transition and the method it was read by.

    Parameters
    ----------
    curve : DmaCurve
        The measurement.
    method : str, optional
        ``loss-peak`` (E''), ``tan-delta-peak`` or ``onset`` (of the fall of E'); by default the
        loss peak where there is a loss modulus, else the onset.

    Returns
    -------
    tuple of (float, str)
        Tg [°C] and the method.

    Raises
    ------
    UsageError
        If the method is unknown.
    DataError
        If the curve has no loss modulus, or no peak or step inside.
    """
    chosen = method or (LOSS_PEAK if curve.loss is not None else ONSET)
    if chosen not in METHODS:
        raise unknown_name("method", chosen, METHODS)
    if chosen == ONSET:
        return _onset(curve), chosen
    if curve.loss is None:
        raise DataError(
            f"the curve has no loss modulus for {chosen}", remedy=f"use {ONSET}, or give Tg"
        )
    height = curve.loss if chosen == LOSS_PEAK else curve.loss / curve.storage
    smooth = smoothed(curve.temperature, height)
    return _peak(smooth.temperature, smooth.decades, chosen), chosen


def _peak(temperature: Array, decades: Array, method: str) -> float:
    """Return the highest peak that has lower values on both sides."""
    from scipy.signal import find_peaks

    peaks, found = find_peaks(decades, prominence=0.05)
    if len(peaks) == 0:
        raise DataError(
            f"no {method} inside the curve",
            remedy="measure from well below to above Tg, or give Tg",
        )
    best = int(peaks[found["prominences"].argmax()])
    step = temperature[1] - temperature[0]
    half = max(int(round(_AROUND / step)), 2)
    low, high = max(best - half, 0), min(best + half + 1, len(decades))
    offset = temperature[low:high] - temperature[best]
    a, b, _ = np.polyfit(offset, decades[low:high], 2)
    shift = -b / (2 * a) if a < 0 else 0.0
    return float(temperature[best] + np.clip(shift, -_AROUND, _AROUND))


def _onset(curve: DmaCurve) -> float:
    """Return where the tangent of the glassy branch meets that of the steepest fall."""
    smooth = smoothed(curve.temperature, curve.storage)
    slope = np.gradient(smooth.decades, smooth.temperature)
    steepest = int(slope.argmin())
    fall = smooth.decades[:steepest]
    if slope[steepest] > -0.005 or len(fall) < 5:
        raise DataError("no glass transition inside the curve", remedy="give Tg")
    glassy = slice(0, max(5, steepest // 2))
    level, start = np.polyfit(smooth.temperature[glassy], smooth.decades[glassy], 1)
    steep = slope[steepest]
    foot = smooth.decades[steepest] - steep * smooth.temperature[steepest]
    return float((start - foot) / (steep - level))
