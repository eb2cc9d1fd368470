r"""How crosslinking goes on in a cure: an Arrhenius law through films of known insoluble content.

The crosslinks per chain δ behind an insoluble content grow as ``dδ/dt = A exp(-Ea / R T)`` at one
temperature, from none at the start. Domain: isothermal cures, random crosslinking of chains of
most probable length, no scission. Accuracy: what the scatter of the user's own films says.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from polyopt.equations.arrays import Array
from polyopt.equations.mixing import ZERO_CELSIUS
from polyopt.equations.network import crosslinks
from polyopt.equations.normal_interval import Z90
from polyopt.equations.viscoelastic import GAS_CONSTANT
from polyopt.errors import DataError, DomainError, counted
from polyopt.measurements.cured_films import CuredFilm

_CENTRAL = 0.95
_LEAST_SPAN = 5.0
_STEP = 1e-4
_NEAR = 20.0


@dataclass(frozen=True, slots=True)
class CureTime:
    """Time until a film has an insoluble content, with its 90 % interval.

    Parameters
    ----------
    time : float
        [min]
    low, high : float or None
        None where two films fix the law exactly and no spread is stated. [min]
    extrapolated : bool
        Whether the temperature lies more than 20 °C outside the films'.
    """

    time: float
    low: float | None
    high: float | None
    extrapolated: bool


@dataclass(frozen=True, slots=True)
class CureKinetics:
    """The law of a cure.

    Parameters
    ----------
    log_rate : float
        Natural logarithm of dδ/dt at the reference temperature. [ln 1/min]
    activation_energy : float
        Ea. [kJ/mol]
    reference : float
        Mean temperature of the films, on the scale of 1/T. [°C]
    covariance : ndarray, shape (2, 2), or None
        Of log_rate and of Ea. [1, kJ/mol]
    scatter : float
        Spread of films around the law, as natural logarithm of δ. [-]
    factor : float
        Half-width of a 90 % interval in standard deviations.
    used : int
        Films that fix it.
    left_out : tuple of str
        Films that only bound δ, and why.
    temperatures : tuple of float
        Least and greatest of the films. [°C]
    """

    log_rate: float
    activation_energy: float
    reference: float
    covariance: Array | None
    scatter: float
    factor: float
    used: int
    left_out: tuple[str, ...]
    temperatures: tuple[float, float]

    @property
    def energy_interval(self) -> tuple[float, float] | None:
        """90 % interval of the activation energy; None if it is not known. [kJ/mol]."""
        if self.covariance is None:
            return None
        half = self.factor * math.sqrt(self.covariance[1, 1])
        return self.activation_energy - half, self.activation_energy + half

    def is_far(self, temperature: float) -> bool:
        """Say whether a temperature [°C] lies more than 20 °C outside the films'."""
        coldest, hottest = self.temperatures
        return not coldest - _NEAR <= temperature <= hottest + _NEAR

    def grown(self, cures: Sequence[tuple[float, float]]) -> tuple[float, float | None]:
        """Return the logarithm of the crosslinks per chain after cures, and its spread. [-].

        Parameters
        ----------
        cures : sequence of (float, float)
            Temperature [°C] and time [min] of each, one at least.

        Returns
        -------
        float, float or None
            Mean of ln δ, and the standard deviation of a normal one with the same 90 % interval;
            None where the error of the law is not known.
        """
        levers = np.array([_lever(t) - _lever(self.reference) for t, _ in cures])
        minutes = np.array([time for _, time in cures])
        logs = self.log_rate - self.activation_energy * levers + np.log(minutes)
        total = float(np.logaddexp.reduce(logs))
        if self.covariance is None:
            return total, None
        share = np.exp(logs - total)
        slope = np.array([1.0, -float(share @ levers)])
        spread = math.sqrt(float(slope @ self.covariance @ slope) + self.scatter**2)
        return total, self.factor * spread / Z90

    def time_to(self, insoluble: float, temperature: float) -> CureTime:
        """Return the time at a temperature until a film has an insoluble content.

        Parameters
        ----------
        insoluble : float
            Above 0 and below 100. [wt%]
        temperature : float
            [°C]

        Raises
        ------
        DomainError
            If a value is outside its range.
        """
        if not 0 < insoluble < 100:
            raise DomainError(
                f"an insoluble content of {insoluble:g} wt% cannot be aimed at",
                remedy="above 0 and below 100; the claims state 1 to 99",
            )
        if not temperature > -ZERO_CELSIUS:
            raise DomainError(f"{temperature:g} degC is not a temperature")
        lever = _lever(temperature) - _lever(self.reference)
        log_time = (
            math.log(float(crosslinks(insoluble / 100.0)))
            - self.log_rate
            + self.activation_energy * lever
        )
        far = self.is_far(temperature)
        if self.covariance is None:
            return CureTime(math.exp(log_time), None, None, far)
        slope = np.array([-1.0, lever])
        spread = math.sqrt(float(slope @ self.covariance @ slope) + self.scatter**2)
        half = min(self.factor * spread, 300.0)
        return CureTime(
            math.exp(log_time), math.exp(log_time - half), math.exp(log_time + half), far
        )


def fit_cure(films: Sequence[CuredFilm]) -> CureKinetics:
    """Return the law of a cure, fitted to films.

    Parameters
    ----------
    films : sequence of CuredFilm
        At least two with an insoluble content above 0 and below 100 wt%, at temperatures at least
        5 °C apart.

    Raises
    ------
    DataError
        If the films cannot fix the law, or contradict it: no faster when hotter.

    Notes
    -----
    Least squares on ``ln(δ / t)`` against ``1 / T``, weighted where every film states its spread;
    intervals by Student's t, or by the stated spreads enlarged where the films scatter more.

    Examples
    --------
    >>> law = fit_cure([CuredFilm(200, 60, 30), CuredFilm(240, 30, 60), CuredFilm(260, 20, 80)])
    >>> round(law.activation_energy), round(law.time_to(50.0, 240.0).time, 1)
    (66, 21.6)
    """
    usable = [f for f in films if 0 < f.insoluble < 100]
    left_out = tuple(
        f"{f.temperature:g} degC, {f.time:g} min: {f.insoluble:g} wt% only bounds the crosslinks"
        for f in films
        if not 0 < f.insoluble < 100
    )
    kelvin = np.array([f.temperature for f in usable])
    if len(usable) < 2 or np.ptp(kelvin) < _LEAST_SPAN:
        raise DataError(
            f"{counted(len(usable), 'film')} above 0 and below 100 wt% within "
            f"{np.ptp(kelvin) if usable else 0:g} degC do not fix an activation energy",
            remedy="at least two, cured at temperatures 5 degC apart or more",
        )
    inverse = np.array([_lever(t) for t in kelvin])
    content = np.array([f.insoluble for f in usable]) / 100.0
    log_rate = np.log(crosslinks(content)) - np.log([f.time for f in usable])
    sd = _log_spread(usable, content)
    weight = np.ones(len(usable)) if sd is None else 1.0 / sd**2
    centre = float(np.average(inverse, weights=weight))
    design = np.column_stack([np.ones(len(usable)), centre - inverse])
    normal = design.T @ (weight[:, None] * design)
    rate, energy = np.linalg.solve(normal, design.T @ (weight * log_rate))
    if not energy > 0:
        raise DataError(
            "hotter films are no more crosslinked per minute: no Arrhenius law fits",
            remedy="check temperatures and times; leave out films that were cured to the end",
        )
    residual = log_rate - design @ [rate, energy]
    covariance, scatter, factor = _spread_of(normal, weight, residual, stated=sd is not None)
    return CureKinetics(
        log_rate=float(rate),
        activation_energy=float(energy),
        reference=1.0 / (centre * GAS_CONSTANT * 1e-3) - ZERO_CELSIUS,
        covariance=covariance,
        scatter=scatter,
        factor=factor,
        used=len(usable),
        left_out=left_out,
        temperatures=(float(kelvin.min()), float(kelvin.max())),
    )


def _lever(temperature: float) -> float:
    """Return 1 / (R T). [mol/kJ]."""
    return 1.0 / (GAS_CONSTANT * 1e-3 * (temperature + ZERO_CELSIUS))


def _log_spread(films: Sequence[CuredFilm], content: Array) -> Array | None:
    """Return the standard deviation of ln δ of each film, or None unless all state theirs."""
    if any(f.sd is None for f in films):
        return None
    step = _STEP * np.minimum(content, 1 - content)
    slope = np.log(crosslinks(content + step) / crosslinks(content - step)) / (2 * step)
    return np.asarray(slope * np.array([f.sd or 0.0 for f in films]) / 100.0)


def _spread_of(
    normal: Array,
    weight: Array,
    residual: Array,
    *,
    stated: bool,
) -> tuple[Array | None, float, float]:
    """Return the covariance of the two parameters, the scatter of films, and the 90 % factor."""
    from scipy.special import stdtrit

    free = len(residual) - 2
    inverse = np.asarray(np.linalg.inv(normal), dtype=np.float64)
    square = float(weight @ residual**2) / free if free else 1.0
    if stated:
        scatter = math.sqrt(max(square, 1.0) * float(np.mean(1.0 / weight)))
        return np.asarray(inverse * max(square, 1.0)), scatter, float(stdtrit(1e6, _CENTRAL))
    if not free:
        return None, 0.0, 0.0
    return np.asarray(inverse * square), math.sqrt(square), float(stdtrit(free, _CENTRAL))
