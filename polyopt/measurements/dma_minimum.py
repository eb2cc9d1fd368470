"""The minimum of the storage modulus above Tg, with its interval; the window for bonding.

A plain minimum over noisy readings is biased low (11 % at 0.03 decade of noise on the test curve),
so it can pass a film that fails; over readings 5 or 10 °C apart it is biased high, so it can fail
one that passes. `reading_minimum` weighs what the readings leave open.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from polyopt.equations.arrays import Array
from polyopt.equations.normal_interval import Z90
from polyopt.errors import DataError
from polyopt.measurements.dma_curve import DmaCurve, smoothed, without_spikes
from polyopt.measurements.reading_minimum import ReadingMinimum, reading_minimum

_FLAT = 0.005
"""Fall over 10 °C below which a curve counts as flat at its end. [decades]"""

_END = 10.0
_AT_EDGE = 2.0
"""How near to its first or last reading a minimum counts as at the edge. [°C]"""

_AGAIN, _SURE, _LIKELY = 15.0, 4.0, 2.0
"""Last stretch of a curve that a line is fitted to [°C], and how many standard errors its slope
must be from flat to say that a curve falls again, or still."""

_FEWEST_ABOVE = 5
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
    coarse : bool
        Whether fewer than five readings show the minimum.
    """

    temperature: float
    temperature_low: float
    temperature_high: float
    modulus: float
    low: float
    high: float
    edge: str
    falling: bool
    coarse: bool = False

    @property
    def sd_decades(self) -> float:
        """Standard deviation of the decimal logarithm, from the interval. [decades]."""
        return float(np.log10(self.high / self.low)) / (2 * Z90)

    def below(self, limit: float = BOND_LIMIT) -> bool | None:
        """Say whether the minimum is at most a limit; None if the curve does not show it.

        A curve that has been below the limit cannot rise out of it: its minimum is lower still. One
        that still falls where it ends may yet go below. Where fewer than five readings show the
        minimum and the limit lies in its interval, nobody can say.

        Parameters
        ----------
        limit : float
            [Pa]
        """
        if self.coarse and self.low <= limit <= self.high:
            return None
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
    Bias and coverage on made curves of several widths, spacings and noises are printed by
    `experiments/12_dma_minimum.py`; not validated on measured films. A curve falls steeply through
    Tg, so the minimum does not depend on how Tg is read, unless it is put above the minimum.
    """
    above = curve.temperature >= tg
    if np.count_nonzero(above) < _FEWEST_ABOVE:
        raise DataError(
            f"the curve has fewer than five readings above the Tg of {tg:g} degC",
            remedy=f"it ends at {curve.temperature[-1]:g} degC; measure on, or check the Tg",
        )
    at = curve.temperature[above]
    decades = without_spikes(curve.temperature, np.log10(curve.storage))[above]
    found = reading_minimum(at, decades, seed)
    edge, falling = _at_edge(at, decades, found)
    return StorageMinimum(
        temperature=found.place,
        temperature_low=found.place_low,
        temperature_high=found.place_high,
        modulus=float(10**found.value),
        low=float(10**found.low),
        high=float(10**found.high),
        edge=edge,
        falling=falling,
        coarse=found.coarse,
    )


def _at_edge(at: Array, decades: Array, found: ReadingMinimum) -> tuple[str, bool]:
    """Return which edge the minimum lies at, and whether the curve falls at its end."""
    near = max(_AT_EDGE, 0.5 * float(np.median(np.diff(at))))
    if found.place >= at[-1] - near:
        return "end", _falls(at, decades, found.noise, _END, _LIKELY)
    edge = "start" if found.place <= at[0] + near else ""
    after = at >= found.place
    return edge, _falls(at[after], decades[after], found.noise, _AGAIN, _SURE)


def _falls(at: Array, decades: Array, noise: float, stretch: float, sure: float) -> bool:
    """Return whether a line through the last stretch of a curve falls beyond doubt."""
    last = max(int(np.count_nonzero(at >= at[-1] - stretch)), min(3, len(at)))
    if last < 2:
        return True
    place, value = at[-last:] - at[-last:].mean(), decades[-last:]
    weight = float((place**2).sum())
    slope = float(place @ value) / weight
    return bool(-slope > max(_FLAT / _END, sure * noise / np.sqrt(weight)))


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
