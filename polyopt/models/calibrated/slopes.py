"""A user's films as mixtures of the repeat units that a model predicts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from polyopt.models.base import Pair, PropertyModel
from polyopt.models.calibrated.belief import Observed
from polyopt.models.calibrated.films import OwnFilm
from polyopt.models.surface import joint_surface


def observed_films(
    model: PropertyModel, films: Sequence[OwnFilm]
) -> tuple[tuple[Pair, ...], np.ndarray, np.ndarray, Observed]:
    """Return the repeat units of films, the model's belief about them, and the films beside it.

    Parameters
    ----------
    model : PropertyModel
        The model before it has seen the films.
    films : sequence of OwnFilm, length n
        The films.

    Returns
    -------
    pairs : tuple of (Monomer, Monomer), length u
        Repeat units that the films hold.
    mean : ndarray, shape (u,)
        [unit]
    covariance : ndarray, shape (u, u)
        [unit²]
    observed : Observed
        The films; copolymers by the slopes of the mixing rule.
    """
    palettes = [
        ([m for m, _ in f.composition.dianhydrides], [m for m, _ in f.composition.diamines])
        for f in films
    ]
    joint = joint_surface(model, palettes)
    units: dict[int, Pair] = {}
    mean = np.empty(len(joint.covariance))
    slope = np.zeros((len(films), len(mean)))
    expected = np.empty(len(films))
    for i, (film, table, places) in enumerate(zip(films, joint.surfaces, joint.index, strict=True)):
        pairs = [(acid, amine) for acid, amine, _ in film.composition.pairs()]
        units.update(zip(places.tolist(), pairs, strict=True))
        mean[places] = table.mean.ravel()
        a = np.array([[x for _, x in film.composition.dianhydrides]])
        b = np.array([[x for _, x in film.composition.diamines]])
        response, slopes = table.response(a, b)
        expected[i], slope[i, places] = response[0], slopes[0]
    noise_sd = joint.surfaces[0].noise_sd
    observed = Observed(
        slope=slope,
        expected=expected,
        value=np.array([film.value for film in films]),
        noise_sd=np.hypot(noise_sd, [film.sd for film in films]),
        process=tuple(film.process for film in films),
    )
    return tuple(units[i] for i in range(len(mean))), mean, joint.covariance, observed
