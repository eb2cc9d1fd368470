"""The minimum of readings that have noise, or stand too far apart to show it.

The lowest reading is too low where there is noise, and too high where the minimum lies between two
readings. Here curves are drawn that the readings around the minimum may stand for, smooth ones
(`minimum_by_process`) and two straight branches (`minimum_by_branches`), each as often as it is
likely. Those with one minimum count: what they leave open is the interval.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from polyopt.equations.arrays import Array
from polyopt.measurements.minimum_by_branches import branch_fits, branch_minima
from polyopt.measurements.minimum_by_process import process_fits, process_minima

_HEIGHT = 0.3
"""How far the readings that count rise above the lowest. [decades]"""

_EACH_SIDE = 4
_NEAR = 5.0
"""Readings within this distance are averaged to find the lowest place. [°C]"""

_DRAWS, _FEWEST_DRAWS = 600, 60
_MOST = 100
_CLOSE = 0.1
_RESOLVED = 5
"""So many readings must lie within `_CLOSE` decades of the minimum for it to be resolved."""

_QUANTILES = (0.05, 0.5, 0.95)
_PLACE_QUANTILES = (0.07, 0.5, 0.93)
"""Ends that hold 9 in 10 places on made curves; those at 5 and 95 % hold 96 %."""

_THERMOMETER = 0.5
"""The least half-width of the interval of a temperature, a choice. [°C]"""


@dataclass(frozen=True, slots=True)
class ReadingMinimum:
    """A minimum with its 90 % interval.

    Parameters
    ----------
    place, place_low, place_high : float
        Where it lies. [°C]
    value, low, high : float
        Its value. [decades]
    noise : float
        Standard deviation of a reading. [decades]
    coarse : bool
        Whether fewer than five readings show it.
    """

    place: float
    place_low: float
    place_high: float
    value: float
    low: float
    high: float
    noise: float
    coarse: bool


def reading_minimum(temperature: Array, decades: Array, seed: int = 0) -> ReadingMinimum:
    """Return the minimum of readings.

    Parameters
    ----------
    temperature : ndarray, shape (n,)
        Rising, at least five. [°C]
    decades : ndarray, shape (n,)
        Decimal logarithm of a modulus.
    seed : int
        Seed of the draws.

    Notes
    -----
    Bias and coverage on made curves of several widths, spacings and noises are printed by
    `experiments/12_dma_minimum.py`; not validated on measured films.
    """
    return _of_bytes(temperature.astype(float).tobytes(), decades.astype(float).tobytes(), seed)


@lru_cache(maxsize=64)
def _of_bytes(temperature_bytes: bytes, decades_bytes: bytes, seed: int) -> ReadingMinimum:
    """Return the minimum of readings; a search asks for that of one curve again and again."""
    temperature, decades = (np.frombuffer(b) for b in (temperature_bytes, decades_bytes))
    rng = np.random.default_rng(seed)
    around = _around(temperature, decades)
    at, value, variance = _averaged(temperature[around], decades[around])
    middle, half, level = 0.5 * (at[0] + at[-1]), 0.5 * (at[-1] - at[0]), value.mean()
    place, least, noise = _drawn((at - middle) / half, value - level, variance, rng)
    first, best, last = middle + half * np.quantile(place, _PLACE_QUANTILES)
    low, chosen, high = level + np.quantile(least, _QUANTILES)
    return ReadingMinimum(
        place=float(best),
        place_low=float(min(first, best - _THERMOMETER)),
        place_high=float(max(last, best + _THERMOMETER)),
        value=float(chosen),
        low=float(low),
        high=float(high),
        noise=noise,
        coarse=int((value <= chosen + _CLOSE).sum()) < _RESOLVED,
    )


def _around(temperature: Array, decades: Array) -> slice:
    """Return the readings around the lowest place, up to a height above it on either side."""
    step = float(np.median(np.diff(temperature)))
    ones = np.ones(2 * max(int(round(_NEAR / step)), 0) + 1)
    reach = min(len(ones), 2 * ((len(decades) - 1) // 2) + 1)
    ones = ones[:reach]
    mean = np.convolve(decades, ones, "same") / np.convolve(np.ones_like(decades), ones, "same")
    low = int(mean.argmin())
    top = mean[low] + _HEIGHT
    start = end = low
    while start > 0 and (mean[start - 1] <= top or low - start < _EACH_SIDE):
        start -= 1
    while end < len(mean) - 1 and (mean[end + 1] <= top or end - low < _EACH_SIDE):
        end += 1
    return slice(start, end + 1)


def _averaged(at: Array, value: Array) -> tuple[Array, Array, Array]:
    """Return at most 100 readings, neighbours averaged, with their relative variances."""
    if len(at) <= _MOST:
        return at, value, np.ones(len(at))
    groups = np.array_split(np.arange(len(at)), _MOST)
    counts = np.array([len(g) for g in groups])
    variance = 1.0 / counts
    return (
        np.array([at[g].mean() for g in groups]),
        np.array([value[g].mean() for g in groups]),
        variance / variance.mean(),
    )


def _drawn(
    place: Array, value: Array, variance: Array, rng: np.random.Generator
) -> tuple[Array, Array, float]:
    """Return place and value of minima that the readings may stand for, and the noise."""
    smooth, sharp = process_fits(place, value, variance), branch_fits(place, value, variance)
    weight = np.concatenate([[f.weight for f in smooth], sharp.weight])
    share = np.exp(weight - weight.max())
    counts = rng.multinomial(_DRAWS, share / share.sum())
    parts = [
        process_minima(fit, place, int(count), rng)
        for fit, count in zip(smooth, counts, strict=False)
        if count
    ]
    parts.append(branch_minima(sharp, counts[len(smooth) :], rng))
    places, least, minima = (np.concatenate(column) for column in zip(*parts, strict=True))
    few = max(1, int(np.partition(minima, _FEWEST_DRAWS)[_FEWEST_DRAWS]))
    squares = np.concatenate([[f.squares for f in smooth], sharp.squares])
    noise = float(np.sqrt((counts @ squares) / _DRAWS / sharp.free))
    return places[minima <= few], least[minima <= few], noise
