"""A user's films beside what a model expects of the repeat units that they mix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from polyopt.equations.arrays import Array
from polyopt.models.calibrated.films import OwnFilm
from polyopt.models.palettes import joint_surface
from polyopt.models.property_model import Pair, PropertyModel


@dataclass(frozen=True, slots=True)
class Observed:
    """Measured films beside what the base model expects of them.

    Parameters
    ----------
    slope : ndarray, shape (n, u)
        Derivative of each film's value with respect to its repeat units. [-]
    expected : ndarray, shape (n,)
        By the base model. [unit]
    value : ndarray, shape (n,)
        Measured. [unit]
    noise_sd : ndarray, shape (n,)
        Spread of each film around the model and its process. [unit]
    process : tuple of str, length n
        Process of each film.
    misfit_sd : float
        The part of it that all films of one formulation from one process share. [unit]
    """

    slope: Array
    expected: Array
    value: Array
    noise_sd: Array
    process: tuple[str, ...]
    misfit_sd: float = 0.0


def observed_films(
    model: PropertyModel, films: Sequence[OwnFilm], repeat_sd: float
) -> tuple[tuple[Pair, ...], Array, Array, Observed]:
    """Return the repeat units of films, the model's belief about them, and the films beside it.

    Parameters
    ----------
    model : PropertyModel
        The model before it has seen the films.
    films : sequence of OwnFilm, length n
        The films, with the uncertainty of each value as the mean of its repeats.
    repeat_sd : float
        Spread of repeats. [unit]

    Returns
    -------
    pairs : tuple of (Monomer, Monomer), length u
        Repeat units that the films hold.
    mean : ndarray, shape (u,)
        [unit]
    covariance : ndarray, shape (u, u)
        Of the model's errors alone. [unit²]
    observed : Observed
        The films; copolymers by the slopes of the mixing rule.
    """
    palettes = [
        ([m for m, _ in f.composition.dianhydrides], [m for m, _ in f.composition.diamines])
        for f in films
    ]
    joint = joint_surface(model, palettes)
    units: dict[int, Pair] = {}
    mean = np.empty(1 + max(int(places.max()) for places in joint.index))
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
    noise_sd = float(joint.surfaces[0].noise_sd.max())
    misfit_sd = float(np.sqrt(max(noise_sd**2 - repeat_sd**2, 0.0)))
    observed = Observed(
        slope=slope,
        expected=expected,
        value=np.array([film.value for film in films]),
        noise_sd=np.hypot(misfit_sd, [film.sd for film in films]),
        process=tuple(film.process for film in films),
        misfit_sd=misfit_sd,
    )
    known = tuple(units[i] for i in range(len(mean)))
    return known, mean, model.posterior(known).model_covariance, observed
