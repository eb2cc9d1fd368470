"""A dynamic mechanical measurement: storage and loss modulus against temperature."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from polyopt.equations.arrays import Array
from polyopt.errors import DataError
from polyopt.io.reading.record import Reading

FEWEST = 15
"""Temperatures that a curve has at least."""
_FEWEST_IN_WIDTH = 5
_WIDTH = 14.0
"""Temperature range that a local cubic is fitted to. [°C]"""

_SPIKE_SPAN = 8.0
"""Readings on either side of a spike lie at most so far apart; no minimum is so narrow. [°C]"""

_SPIKE_LEAST, _SPIKE_NOISES = 0.15, 8.0
"""What a spike departs by at least [decades], and in standard deviations of the noise."""

_SPIKE_WIDEST = 2


@dataclass(frozen=True, slots=True)
class DmaCurve:
    """Moduli on rising temperatures.

    Parameters
    ----------
    temperature : ndarray, shape (n,)
        Rising. [°C]
    storage : ndarray, shape (n,)
        Storage modulus. [Pa]
    loss : ndarray, shape (n,), or None
        Loss modulus. [Pa]
    reading : Reading
        What was done to read it from a file.
    """

    temperature: Array
    storage: Array
    loss: Array | None = None
    reading: Reading = field(default_factory=Reading, repr=False, compare=False)

    @classmethod
    def of(
        cls, temperature: ArrayLike, storage: ArrayLike, loss: ArrayLike | None = None
    ) -> DmaCurve:
        """Return a curve from readings in any order; readings at one temperature are averaged.

        Parameters
        ----------
        temperature : array_like, shape (n,)
            [°C]
        storage, loss : array_like, shape (n,)
            [Pa]

        Raises
        ------
        DataError
            If fewer than 15 temperatures are left, or a modulus is not positive.
        """
        columns = [
            np.asarray(c, dtype=float) for c in (temperature, storage, loss) if c is not None
        ]
        if len({len(c) for c in columns}) != 1:
            raise DataError("temperature and moduli differ in length")
        kept = np.all(np.isfinite(columns), axis=0)
        columns = [c[kept] for c in columns]
        if any((c <= 0).any() for c in columns[1:]):
            raise DataError(
                "a modulus is zero or negative", remedy="leave out readings below the noise"
            )
        rising, place = np.unique(columns[0], return_inverse=True)
        if len(rising) < FEWEST:
            raise DataError(
                f"{len(rising)} temperatures are too few for a curve", remedy=f"at least {FEWEST}"
            )
        count = np.bincount(place)
        logs = [np.bincount(place, np.log10(c)) / count for c in columns[1:]]
        return cls(rising, 10 ** logs[0], 10 ** logs[1] if loss is not None else None)

    def __len__(self) -> int:
        return len(self.temperature)


@dataclass(frozen=True, slots=True)
class Smoothed:
    """A modulus without noise and spikes, on even temperatures.

    Parameters
    ----------
    temperature : ndarray, shape (m,)
        [°C]
    decades : ndarray, shape (m,)
        Decimal logarithm of the modulus in Pa, smoothed.
    residual : ndarray, shape (m,)
        What smoothing took away, spikes excepted. [decades]
    """

    temperature: Array
    decades: Array
    residual: Array

    @property
    def step(self) -> float:
        """Distance of the temperatures. [°C]."""
        return float(self.temperature[1] - self.temperature[0])


def smoothed(temperature: Array, modulus: Array) -> Smoothed:
    """Return a modulus curve smoothed on its decades.

    Spikes are taken out, and a local cubic over 14 °C (Savitzky and Golay) takes out the noise;
    where fewer than five readings lie in 14 °C it stays, for the curve would go with it. Readings
    at uneven temperatures are first interpolated to their median distance.

    Parameters
    ----------
    temperature : ndarray, shape (n,)
        Rising. [°C]
    modulus : ndarray, shape (n,)
        Positive. [Pa]
    """
    step = float(np.median(np.diff(temperature)))
    count = min(int(round((temperature[-1] - temperature[0]) / step)) + 1, 20 * len(temperature))
    even = np.linspace(temperature[0], temperature[-1], max(count, FEWEST))
    raw = np.interp(even, temperature, np.log10(modulus))
    clean = np.interp(even, temperature, without_spikes(temperature, np.log10(modulus)))
    smooth = local_cubic(clean, even[1] - even[0])
    spread = 1.4826 * np.median(np.abs(raw - smooth))
    residual = np.clip(raw - smooth, -4 * spread, 4 * spread)
    return Smoothed(even, smooth, residual)


def without_spikes(temperature: Array, decades: Array) -> Array:
    """Return readings whose spikes are replaced by the line between their neighbours.

    A spike is one reading or two that depart from both neighbours far beyond the noise, where these
    agree and lie close. Readings further apart than that are left as they are: there a spike and a
    narrow minimum look alike.

    Parameters
    ----------
    temperature : ndarray, shape (n,)
        Rising. [°C]
    decades : ndarray, shape (n,)
        Decimal logarithm of a modulus.
    """
    bend = np.abs(np.diff(decades, 2))
    noise = 1.4826 * float(np.median(bend)) / np.sqrt(6.0)
    least = max(_SPIKE_LEAST, _SPIKE_NOISES * noise)
    found = decades.copy()
    for width in range(1, _SPIKE_WIDEST + 1):
        for first in range(1, len(decades) - width):
            before, after = first - 1, first + width
            if temperature[after] - temperature[before] > _SPIKE_SPAN:
                continue
            inside = slice(first, after)
            ends = found[[before, after]]
            line = np.interp(temperature[inside], temperature[[before, after]], ends)
            apart = found[inside] - line
            reach = np.abs(apart).min()
            if reach > least and abs(np.sign(apart).sum()) == width and np.ptp(ends) < reach / 2:
                found[inside] = line
    return found


def local_cubic(values: Array, step: float) -> Array:
    """Return values smoothed by local cubics over 14 °C, along the last axis.

    Parameters
    ----------
    values : ndarray, shape (..., m)
        On even temperatures.
    step : float
        Their distance. [°C]
    """
    from scipy.signal import savgol_filter

    window = min(int(round(_WIDTH / step)) | 1, (values.shape[-1] - 1) | 1)
    if window < _FEWEST_IN_WIDTH:
        return values
    return np.asarray(savgol_filter(values, window, 3, axis=-1))
