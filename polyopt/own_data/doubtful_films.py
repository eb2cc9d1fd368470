"""What is odd about a user's films as a whole: a wrong unit, repeats that contradict each other."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from polyopt.errors import DataError
from polyopt.models.calibrated.belief import PRIORS
from polyopt.models.calibrated.films import alike, repeats
from polyopt.models.calibrated.model import CalibratedModel
from polyopt.quantities import shown_unit

_KELVIN = 273.15
_NO_CTE = 0.01
"""Median CTE below which values are in 1/K and not in ppm/K. [ppm/K]"""
_FAR = 4.0
"""A shift of this many times what processes differ by (1 sd) is worth a look at the table."""
_APART = 3.0
"""Repeats further apart than this many times a film's spread contradict each other."""


def refuse_wrong_unit(model: CalibratedModel) -> None:
    """Raise if all films of a process are plainly in another unit.

    One such film is left to the robust noise; a table of them would move the model to nonsense.

    Raises
    ------
    DataError
        If Tg is in kelvin or CTE in 1/K.
    """
    for process, value, expected in _by_process(model):
        where = f"process {process!r}" if len(model.learned.effects) > 1 else ""
        refuse_values_in_wrong_unit(model.property, value, expected, where)


def refuse_values_in_wrong_unit(
    property: str, value: NDArray[np.float64], expected: NDArray[np.float64], where: str = ""
) -> None:
    """Raise if values of a property, in degC or ppm/K, are plainly in kelvin or 1/K.

    Parameters
    ----------
    property : str
        ``tg`` or ``cte``; others pass.
    value, expected : ndarray, shape (n,)
        What was measured and what is predicted. [degC or ppm/K]
    where : str
        Which films they are.

    Raises
    ------
    DataError
        If they are.
    """
    if len(value) < 2:  # noqa: PLR2004 - one film may be a slip of its own
        return
    middle = f"median {np.median(value):.3g}, expected {np.median(expected):.3g}"
    shift = float(np.median(value - expected))
    if property == "tg" and _KELVIN - 60 < shift < _KELVIN + 60:
        remedy = f"give °C: subtract {_KELVIN}"
        raise DataError(f"tg_degC seems to be in kelvin ({middle} °C)", where=where, remedy=remedy)
    if property == "cte" and 0 < np.median(np.abs(value)) < _NO_CTE:
        remedy = "give ppm/K: multiply by 1e6"
        raise DataError(
            f"cte_ppm_per_K seems to be in 1/K ({middle} ppm/K)", where=where, remedy=remedy
        )


def film_doubts(model: CalibratedModel) -> list[str]:
    """Return what the user should look at, a sentence each.

    Parameters
    ----------
    model : CalibratedModel
        The calibrated model.
    """
    unit = shown_unit(model.unit)
    usual = PRIORS[model.property].offset
    said = []
    for process, value, expected in _by_process(model):
        shift = float(np.median(value - expected))
        if len(value) > 1 and abs(shift) > _FAR * usual:
            said.append(
                f"the films of '{process}' lie {shift:+.0f} {unit} from the model in the median; "
                f"processes differ by ± {usual:g}: check unit, structures and method"
            )
    noise = float(np.median(model.learned.observed.noise_sd))
    for films in repeats(alike(model.rows)):
        values = sorted(film.value for film in films)
        if values[-1] - values[0] > _APART * noise:
            said.append(
                f"{films[0].composition} was measured {values[0]:g} to {values[-1]:g} {unit} in "
                "one process; the mean is used: check it, or name two processes"
            )
    return said


def _by_process(model: CalibratedModel) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    """Yield each process with the values of its films and what the base model expects."""
    observed = model.learned.observed
    for effect in model.learned.effects:
        own = np.array([name == effect.process for name in observed.process])
        yield effect.process, observed.value[own], observed.expected[own]
