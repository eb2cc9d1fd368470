"""Made curves of E' above Tg whose minimum is known, and how well it is found in them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from polyopt.measurements.reading_minimum import reading_minimum

LEVEL = 5.9
"""The minimum of every curve. [decades]"""

SHAPES = ("round", "skew", "vee")


def decades(shape: str, temperature: np.ndarray, place: float, width: float) -> np.ndarray:
    """Return E' in decades: 0.35 above the minimum at `width` from it, or thereabouts.

    Parameters
    ----------
    shape : str
        ``round`` (a hyperbola), ``skew`` (a steep exponential fall, a slow rise) or ``vee``.
    temperature : ndarray
        [°C]
    place, width : float
        Of the minimum. [°C]
    """
    x = (temperature - place) / width
    if shape == "round":
        return LEVEL + 0.35 * (np.sqrt(1 + 4 * x**2) - 1) / (np.sqrt(5) - 1)
    if shape == "skew":
        return LEVEL + np.log10((np.exp(-1.5 * x) + 3 * np.exp(0.5 * x)) / 4)
    return LEVEL + 0.35 * np.abs(x)


@dataclass(frozen=True)
class Found:
    """How well the minimum of n curves is found.

    Parameters
    ----------
    covered, place_covered : ndarray of bool, shape (n,)
        Whether its value and its temperature lie in their 90 % intervals.
    ratio : ndarray, shape (n,)
        Modulus found over the true one.
    """

    covered: np.ndarray
    place_covered: np.ndarray
    ratio: np.ndarray


def found_in(shape: str, width: float, step: float, noise: float, count: int) -> Found:
    """Return what is found in made curves whose minimum lies anywhere between two readings.

    Parameters
    ----------
    shape : str
        One of `SHAPES`.
    width, step : float
        Of the minimum, and distance of the readings. [°C]
    noise : float
        Standard deviation of a reading. [decades]
    count : int
        Number of curves n.
    """
    rng = np.random.default_rng(12)
    rows = []
    for _ in range(count):
        place = 318.0 + step * (rng.random() - 0.5)
        at = np.arange(250.0 + step * rng.random(), 421.0, step)
        readings = decades(shape, at, place, width) + noise * rng.standard_normal(len(at))
        found = reading_minimum(at, readings)
        rows.append(
            (
                found.low <= LEVEL <= found.high,
                found.place_low <= place <= found.place_high,
                10 ** (found.value - LEVEL),
            )
        )
    covered, place_covered, ratio = (np.array(column) for column in zip(*rows, strict=True))
    return Found(covered, place_covered, ratio)
