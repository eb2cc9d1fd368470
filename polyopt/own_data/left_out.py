"""How well a calibrated model predicts its own films, each left out, and the base model them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from polyopt.models.calibrated.model import CalibratedModel
from polyopt.models.validation import Score


@dataclass(frozen=True, slots=True)
class CalibrationScores:
    """Errors on a user's films, each predicted without it.

    Parameters
    ----------
    before : Score
        Of the base model. [unit]
    after : Score
        Of the base model and the other films. [unit]
    """

    before: Score
    after: Score


def left_out_scores(model: CalibratedModel, process: str | None = None) -> CalibrationScores:
    """Return the errors on films left out one by one, of one process or of all.

    Parameters
    ----------
    model : CalibratedModel
        The calibrated model.
    process : str, optional
        Its films only.
    """
    learned, observed = model.learned, model.learned.observed
    kept = np.array([process in (None, film.process) for film in model.films])
    base = model.base.posterior(model.pairs).covariance
    variance = np.einsum("nu,uv,nv->n", observed.slope, base, observed.slope)
    sd = np.sqrt(np.maximum(variance, 0.0) + observed.noise_sd**2)
    value = observed.value
    return CalibrationScores(
        Score.of(observed.expected[kept], sd[kept], value[kept]),
        Score.of((value - learned.left_out)[kept], learned.left_out_sd[kept], value[kept]),
    )
