"""What is odd about a calibrated model's films: one against the others, repeats, far shifts."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from polyopt.models.calibrated.films import alike, repeats
from polyopt.models.calibrated.model import SUSPICIOUS, CalibratedModel
from polyopt.quantities import shown_unit

_FAR = 4.0
"""A shift of this many times what processes differ by (1 sd) is worth a look at the table."""
_APART = 3.0
"""Repeats further apart than this many times a film's spread contradict each other."""


def doubtful(model: CalibratedModel) -> list[int]:
    """Return the places of films that the others contradict, the most doubtful first."""
    weight = model.learned.weight
    return [int(i) for i in np.argsort(weight) if weight[i] < SUSPICIOUS]


def film_doubts(model: CalibratedModel) -> list[str]:
    """Return what the user should look at in the films as a whole, a sentence each.

    Parameters
    ----------
    model : CalibratedModel
        The calibrated model.
    """
    unit = shown_unit(model.unit)
    usual = model.learned.prior.offset
    doubts = []
    for process, value, expected in films_by_process(model):
        shift = float(np.median(value - expected))
        if len(value) > 1 and abs(shift) > _FAR * usual:
            doubts.append(
                f"the films of '{process}' lie {shift:+.0f} {unit} from the model in the median; "
                f"processes differ by ± {usual:.2g}: check unit, structures and method"
            )
    noise = float(np.median(model.learned.observed.noise_sd))
    for films in repeats(alike(model.rows)):
        values = sorted(film.value for film in films)
        if values[-1] - values[0] > _APART * noise:
            doubts.append(
                f"{films[0].composition} was measured {values[0]:g} to {values[-1]:g} {unit} in "
                "one process; the mean is used: check it, or name two processes"
            )
    return doubts


def films_by_process(
    model: CalibratedModel,
) -> Iterator[tuple[str, NDArray[np.float64], NDArray[np.float64]]]:
    """Yield each process with the values of its films and what the base model expects, [unit]."""
    observed = model.learned.observed
    for effect in model.learned.effects:
        own = np.array([name == effect.process for name in observed.process])
        yield effect.process, observed.value[own], observed.expected[own]
