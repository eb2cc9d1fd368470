"""The model of the permittivity at the frequency asked for: ``permittivity@10GHz``."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from polyopt.equations.dispersion import permittivity_at
from polyopt.errors import UsageError, quoted

if TYPE_CHECKING:
    from polyopt.layer_property import ProcessPrior
    from polyopt.models.gaussian_process.model import GaussianProcess

AT = "@"
"""Between the name of a model and a frequency."""

EXTRAPOLATED = ", extrapolated"
"""What the name of a model ends in at a frequency beyond those measured."""

_UNITS = {"": 1.0, "hz": 1.0, "khz": 1e3, "mhz": 1e6, "ghz": 1e9}
_TEXT = re.compile(r"\s*(\d+(?:\.\d*)?(?:e[+-]?\d+)?)\s*([kmg]?hz)?\s*", re.IGNORECASE)
_LEAST, _MOST = 1.0, 1e11


@dataclass(frozen=True, slots=True)
class Dispersion:
    """How a property falls with frequency.

    Parameters
    ----------
    reference : float
        Frequency of the model's labels. [Hz]
    slope : float
        Decimal logarithms per decade of frequency, median of polymers. [-]
    slope_sd : float
        Standard deviation between polymers. [-]
    polymers : int
        How many they were.
    low, high : float
        Frequencies between which they were measured. [Hz]
    far_sd : float
        Standard deviation per decade above `high`, beside `slope_sd`. [-]
    """

    reference: float
    slope: float
    slope_sd: float
    polymers: int
    low: float
    high: float
    far_sd: float


DISPERSION = {"permittivity": Dispersion(1e6, -0.0037, 0.0030, 16, 10.0, 1e6, 0.011)}
"""By the name of the shipped model, as `experiments/07_permittivity.py` prints it
(`experiments/results/permittivity_slope.csv`); 25 degC. The last figure is what 16 films at 10 GHz
scatter more than the model says."""


def frequency_of(text: str) -> float:
    """Return a frequency in Hz from a text such as ``10 GHz``; a plain number is in Hz.

    Raises
    ------
    UsageError
        If it is no frequency from 1 Hz to 100 GHz.

    Examples
    --------
    >>> frequency_of("10GHz"), frequency_of("1 kHz"), frequency_of("1e6")
    (10000000000.0, 1000.0, 1000000.0)
    """
    found = _TEXT.fullmatch(text)
    hertz = float(found[1]) * _UNITS[(found[2] or "").casefold()] if found else math.nan
    if not _LEAST <= hertz <= _MOST:
        raise UsageError(
            f"{quoted(text)} is no frequency", remedy="write 1 Hz to 100 GHz, as 10GHz or 1e10"
        )
    return hertz


def frequency_words(hertz: float) -> str:
    """Return a frequency as people read it.

    >>> frequency_words(1e10), frequency_words(1000.0), frequency_words(50.0)
    ('10 GHz', '1 kHz', '50 Hz')
    """
    unit, scale = max(
        (("Hz", 1.0), ("kHz", 1e3), ("MHz", 1e6), ("GHz", 1e9)),
        key=lambda known: known[1] if known[1] <= hertz else 0.0,
    )
    return f"{hertz / scale:g} {unit}"


def extrapolation(name: str) -> str:
    """Return what a model's name asks for beyond the frequencies measured; empty if nothing.

    >>> extrapolation("permittivity@10GHz")
    'at 10 GHz it extrapolates: how permittivity falls was measured from 10 Hz to 1 MHz only'
    >>> extrapolation("permittivity@1kHz"), extrapolation("permittivity")
    ('', '')
    """
    base, at, text = name.partition(AT)
    if not at or base not in DISPERSION:
        return ""
    known, hertz = DISPERSION[base], frequency_of(text)
    if known.low <= hertz <= known.high:
        return ""
    measured = f"{frequency_words(known.low)} to {frequency_words(known.high)}"
    return (
        f"at {frequency_words(hertz)} it extrapolates: how {base} falls was measured from "
        f"{measured} only"
    )


def at_frequency(model: GaussianProcess, known: Dispersion, hertz: float) -> GaussianProcess:
    """Return a model of the same property at another frequency.

    Parameters
    ----------
    model : GaussianProcess
        At the reference frequency.
    known : Dispersion
        How the property falls.
    hertz : float
        The frequency asked for. [Hz]

    Returns
    -------
    GaussianProcess
        Means and errors are scaled; the spread of the slope between polymers, the error of its
        median, and above what was measured the scatter of films at 10 GHz widen the spread of
        single films.

    Notes
    -----
    Accuracy: `experiments/results/permittivity.csv`, rows at 10 GHz; the spread is taken at the
    mean of the training films.
    """
    scale = float(permittivity_at(1.0, hertz, known.reference, known.slope))
    decades = math.log10(hertz / known.reference)
    beyond = max(math.log10(hertz / known.high), 0.0)
    slope_sd = known.slope_sd * math.sqrt(1.0 + 1.0 / known.polymers)
    line_sd = math.log(10) * math.hypot(slope_sd * decades, known.far_sd * beyond)
    mean = scale * model.label_mean
    outside = hertz < known.low or beyond > 0.0
    return replace(
        model,
        name=f"{model.name} at {frequency_words(hertz)}{EXTRAPOLATED if outside else ''}",
        label_mean=mean,
        label_sd=scale * model.label_sd,
        laboratory=_scaled(model.laboratory, scale),
        noise_sd=math.hypot(scale * model.noise_sd, line_sd * mean),
    ).sealed()


def _scaled(laboratory: ProcessPrior | None, scale: float) -> ProcessPrior | None:
    if laboratory is None:
        return None
    return replace(
        laboratory,
        offset=scale * laboratory.offset,
        about=scale * laboratory.about,
        repeat=scale * laboratory.repeat,
    )
