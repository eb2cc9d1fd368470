"""The minimum of the storage modulus above Tg, with its interval; the window for bonding.

A plain minimum over noisy readings is biased low (11 % at 0.03 decade of noise on the test curve),
so it can pass a film that fails. Here a parabola through the smoothed decades around the minimum is
taken, and residuals are drawn again to see how much it may be off.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from polyopt.equations.arrays import Array, Flags
from polyopt.equations.normal_interval import Z90
from polyopt.errors import DataError
from polyopt.measurements.dma_curve import DmaCurve, Smoothed, local_cubic, smoothed

_HALF_WIDTH = 15.0
"""Temperature range either side of the minimum that the parabola is fitted to. [°C]"""

_DRAWS = 400
_INTERVAL = (0.05, 0.95)
_FLAT = 0.005
"""Fall over the last 10 °C below which a curve counts as flat at its end. [decades]"""

_END = 10.0
_AGAIN, _SURE = 15.0, 4.0
"""Last stretch of a curve that a line is fitted to [°C], and how many standard errors its slope
must be from flat to say that a curve falls again."""

BOND_LIMIT = 1e6
"""Storage modulus at which the claims call a layer soft enough to bond. [Pa]"""

RUBBER_FACTOR = 3.0
"""E' over G' of an incompressible rubber: what it matters that a claim names no mode. [-]"""


@dataclass(frozen=True, slots=True)
class StorageMinimum:
    """The minimum of the storage modulus at or above Tg.

    Parameters
    ----------
    temperature, temperature_low, temperature_high : float
        Where it lies, with its 90 % interval. [°C]
    modulus, low, high : float
        Its value, with its 90 % interval. [Pa]
    edge : str
        ``""`` inside the curve, ``start`` or ``end`` if it is the first or last reading.
    falling : bool
        Whether the curve falls at its end, still or again, so that the minimum may lie beyond it.
    """

    temperature: float
    temperature_low: float
    temperature_high: float
    modulus: float
    low: float
    high: float
    edge: str
    falling: bool

    @property
    def sd_decades(self) -> float:
        """Standard deviation of the decimal logarithm, from the interval. [decades]."""
        return float(np.log10(self.high / self.low)) / (2 * Z90)

    def below(self, limit: float = BOND_LIMIT) -> bool | None:
        """Say whether the minimum is at most a limit; None if the curve ends too early to say.

        A curve that has been below the limit cannot rise out of it: its minimum is lower still. One
        that still falls where it ends may yet go below.

        Parameters
        ----------
        limit : float
            [Pa]
        """
        if self.modulus <= limit:
            return True
        return None if self.falling else False


def storage_minimum(curve: DmaCurve, tg: float, *, seed: int = 0) -> StorageMinimum:
    """Return the minimum of the storage modulus at or above Tg.

    Parameters
    ----------
    curve : DmaCurve
        The measurement.
    tg : float
        Glass transition. [°C]
    seed : int
        Seed of the resampling.

    Returns
    -------
    StorageMinimum
        Modulus [Pa] and temperature [°C] of the minimum with 90 % intervals, and whether the curve
        still falls at its end.

    Raises
    ------
    DataError
        If fewer than five readings lie at or above Tg.

    Notes
    -----
    Accuracy on synthetic curves with 0.03 decade of noise: `tests/measurements/test_dma.py`. A
    curve falls steeply through Tg, so the minimum does not depend on how Tg is read, unless it is
    put above the minimum.
    """
    smooth = smoothed(curve.temperature, curve.storage)
    above = smooth.temperature >= tg
    if np.count_nonzero(above) < 5:
        raise DataError(
            f"the curve has fewer than five readings above the Tg of {tg:g} degC",
            remedy=f"it ends at {curve.temperature[-1]:g} degC; measure on, or check the Tg",
        )
    at = smooth.temperature[above]
    place, value = _vertices(at, smooth.decades[above][None])
    drawn_place, drawn = _vertices(at, _redrawn(smooth, seed)[:, above])
    low, high = np.quantile(drawn, _INTERVAL)
    first, last = np.quantile(drawn_place, _INTERVAL)
    edge, falling = _at_edge(smooth, above)
    return StorageMinimum(
        temperature=float(place[0]),
        temperature_low=float(min(first, place[0])),
        temperature_high=float(max(last, place[0])),
        modulus=float(10 ** value[0]),
        low=float(10 ** min(low, value[0])),
        high=float(10 ** max(high, value[0])),
        edge=edge,
        falling=falling,
    )


def _vertices(temperature: Array, decades: Array) -> tuple[Array, Array]:
    """Return place and value of the minimum of each row of smoothed curves, shape (r,) each."""
    rows, count = decades.shape
    step = temperature[1] - temperature[0]
    half = min(max(int(round(_HALF_WIDTH / step)), 2), (count - 1) // 2)
    lowest = decades.argmin(axis=1)
    start = np.clip(lowest - half, 0, count - 2 * half - 1)
    around = start[:, None] + np.arange(2 * half + 1)
    offset = np.arange(2 * half + 1) - half
    a, b, c = np.polyfit(offset, np.take_along_axis(decades, around, 1).T, 2)
    curved = a > 0
    vertex = np.where(curved, -b / (2 * np.where(curved, a, 1.0)), 0.0)
    inside = curved & (np.abs(vertex) <= half)
    value = np.where(inside, c - a * vertex**2, decades[np.arange(rows), lowest])
    place = np.where(inside, start + half + vertex, lowest)
    return temperature[0] + step * place, value


def _redrawn(smooth: Smoothed, seed: int) -> Array:
    """Return smoothed curves of data that might as well have been measured."""
    rng = np.random.default_rng(seed)
    residual = smooth.residual - smooth.residual.mean()
    weight = local_cubic(np.eye(1, len(residual), len(residual) // 2)[0], smooth.step).max()
    noise = residual / np.sqrt(1.0 - weight)
    drawn = smooth.decades + rng.choice(noise, (_DRAWS, len(noise)))
    return local_cubic(drawn, smooth.step)


def _at_edge(smooth: Smoothed, above: Flags) -> tuple[str, bool]:
    """Return which edge the smoothed minimum lies at, and whether the curve falls at its end."""
    decades, step = smooth.decades[above], smooth.step
    back = min(max(int(round(_END / step)), 2), len(decades) - 1)
    noise = smooth.residual.std() / np.sqrt(back)
    falling = bool(decades[-1 - back] - decades[-1] > max(_FLAT, 2 * noise))
    lowest = int(decades.argmin())
    near = max(1, back // 5)
    if lowest >= len(decades) - near:
        return "end", falling
    return ("start" if lowest < near else ""), _falls_again(smooth, above)


def _falls_again(smooth: Smoothed, above: Flags) -> bool:
    """Return whether a curve that has risen from its minimum falls beyond doubt at its end."""
    raw = (smooth.decades + smooth.residual)[above]
    last = raw[-max(int(round(_AGAIN / smooth.step)), 5) :]
    offset = smooth.step * (np.arange(len(last)) - 0.5 * (len(last) - 1))
    weight = float((offset**2).sum())
    slope = float(offset @ last) / weight
    doubt = _SURE * float(smooth.residual.std()) / np.sqrt(weight)
    return bool(-slope > max(doubt, _FLAT / _END))


@dataclass(frozen=True, slots=True)
class BondingWindow:
    """Where a layer is soft enough to bond.

    Parameters
    ----------
    low, high : float or None
        Temperatures at which the modulus falls below the limit and rises above it again; None
        where the curve does not cross, `high` also where it ends below. [°C]
    recommended : float
        Temperature of the minimum. [°C]
    """

    low: float | None
    high: float | None
    recommended: float


def bonding_window(
    curve: DmaCurve, tg: float, *, limit: float = BOND_LIMIT, seed: int = 0
) -> BondingWindow:
    """Return the temperatures at or above Tg at which the storage modulus is at most a limit.

    Parameters
    ----------
    curve : DmaCurve
        The measurement.
    tg : float
        Glass transition. [°C]
    limit : float
        [Pa]
    seed : int
        Seed of the resampling.

    Raises
    ------
    DataError
        As in `storage_minimum`.
    """
    minimum = storage_minimum(curve, tg, seed=seed)
    smooth = smoothed(curve.temperature, curve.storage)
    above = smooth.temperature >= tg
    temperature, gap = smooth.temperature[above], smooth.decades[above] - np.log10(limit)
    lowest = int(gap.argmin())
    if gap[lowest] > 0:
        return BondingWindow(None, None, minimum.temperature)
    before, after = np.flatnonzero(gap[:lowest] > 0), np.flatnonzero(gap[lowest:] > 0)
    low = _crossing(temperature, gap, int(before[-1])) if len(before) else float(temperature[0])
    high = _crossing(temperature, gap, lowest + int(after[0]) - 1) if len(after) else None
    return BondingWindow(low, high, minimum.temperature)


def _crossing(temperature: Array, gap: Array, i: int) -> float:
    share = gap[i] / (gap[i] - gap[i + 1])
    return float(temperature[i] + share * (temperature[i + 1] - temperature[i]))
