"""The joint distribution of laminates and of the films that could be made for their layers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from polyopt.claims.evidence import Evidence
from polyopt.claims.judgement import Judgement
from polyopt.next_films.learning import Candidates
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.optimizer.space.polytope import Array
from polyopt.prediction.share_slopes import as_portions
from polyopt.quantities import LAYER_PROPERTIES, QuantityName

KEPT = 1.0
"""Share of a film's spread around the model that stays with its formulation when it is made again.

The spread is that of films of many laboratories; the user's own film, once measured, is known.
"""

ALIKE = 0.1
"""Distance of mole fractions over which two films share what sets them apart from the model. [-]"""


def joint_candidates(
    evaluator: Evaluator,
    films: list[tuple[str, tuple[Array, Array]]],
    film_of: dict[str, NDArray[np.intp]],
    evidence: Evidence,
    judgements: tuple[Judgement, ...],
    kept: float = KEPT,
) -> tuple[Candidates, tuple[tuple[str, ...], ...]]:
    """Return laminates and films with their joint distribution.

    Parameters
    ----------
    evaluator : Evaluator
        Holds the surfaces and the covariances between layers.
    films : list of (str, (ndarray, ndarray))
        Layer and mole fractions of each film.
    film_of : mapping of str to ndarray of int, shape (n,)
        By layer, the film of each laminate.
    evidence : Evidence
        What is known of the laminates.
    judgements : tuple of Judgement
        On all limitations.
    kept : float
        Share of a film's spread that stays with its formulation. [-]

    Returns
    -------
    candidates : Candidates
        The joint distribution.
    columns : tuple of tuple of str
        For each film the properties that measuring it gives.
    """
    place, model, spread = _film_values(evaluator, films)
    weighed = _weighed(evaluator, films, place)
    size = evidence.size
    cross = np.zeros((size, len(evidence.uncertain), len(place)))
    shared = model + kept * spread
    for u, name in enumerate(evidence.uncertain):
        asked = QuantityName.split(name)
        # what the problem states as measured of a given layer, no film of the pool would settle
        if asked.layer in film_of and (int(film_of[asked.layer][0]), asked.tail) in place:
            rows = [place[int(f), asked.tail] for f in film_of[asked.layer]]
            cross[:, u, :] = shared[rows]
        elif name in evidence.derived:
            by = evidence.derived[name]
            cross[:, u, :] = np.einsum("nv,nvp->np", by, cross[:, : by.shape[1]])
    columns = tuple(
        tuple(p for p in LAYER_PROPERTIES if (f, p) in place) for f in range(len(films))
    )
    limits = tuple(limit for j in judgements for limit in j.limits)
    certain = [np.nan_to_num(j.probability, nan=0.0) for j in judgements if not j.limits]
    candidates = Candidates(
        limits,
        np.prod(certain, axis=0) if certain else np.ones(size),
        evidence.covariance,
        shared + np.diag((1 - kept) * np.diag(spread) + weighed),
        cross,
        tuple(tuple(place[f, p] for p in names) for f, names in enumerate(columns)),
    )
    return candidates, columns


def _film_values(
    evaluator: Evaluator, films: list[tuple[str, tuple[Array, Array]]]
) -> tuple[dict[tuple[int, str], int], Array, Array]:
    """Return the place of each film's values, and their covariances: by the models, and own."""
    predictor = evaluator.predictor
    names = [
        (f, p)
        for p in LAYER_PROPERTIES
        for f, (layer, _) in enumerate(films)
        if (layer, p) in predictor.surfaces
    ]
    place = {name: i for i, name in enumerate(names)}
    model, spread = np.zeros((2, len(names), len(names)))
    slopes: dict[tuple[str, str], tuple[list[int], Array]] = {}
    for (layer, p), surface in predictor.surfaces.items():
        own = [f for f, (of, _) in enumerate(films) if of == layer]
        a, b = (np.array([films[f][1][role] for f in own]) for role in (0, 1))
        rows, slope = [place[f, p] for f in own], surface.response(a, b)[1]
        slopes[layer, p] = rows, slope
        model[np.ix_(rows, rows)] = surface.errors.form(slope, slope)
        film_sd = np.sqrt(surface.film_variance(a, b))
        spread[np.ix_(rows, rows)] = np.outer(film_sd, film_sd) * _alike(np.hstack([a, b]))
    for (first, second, p), errors in predictor.cross.items():
        rows, left = slopes[first, p]
        others, right = slopes[second, p]
        between = errors.form(left, right)
        model[np.ix_(rows, others)] = between
        model[np.ix_(others, rows)] = between.T
    return place, model, spread


def _weighed(
    evaluator: Evaluator,
    films: list[tuple[str, tuple[Array, Array]]],
    place: dict[tuple[int, str], int],
) -> Array:
    """Return what errors of its own shares add to the variance of each film's values.

    A laminate is weighed anew: its errors are others.
    """
    found = np.zeros(len(place))
    predictor = evaluator.predictor
    if not predictor.tolerance:
        return found
    for layer in dict.fromkeys(name for name, _ in films):
        own = [f for f, (of, _) in enumerate(films) if of == layer]
        a, b = (as_portions(np.array([films[f][1][role] for f in own])) for role in (0, 1))
        keys = predictor.keys([layer])
        for (_, name), more in zip(keys, predictor.share_variances({layer: (a, b)}), strict=True):
            if (own[0], name) in place:
                found[[place[f, name] for f in own]] = more
    return found


def _alike(fractions: Array) -> Array:
    """Return how alike the formulations of a layer are, shape (f, f); 1 for the same."""
    square = ((fractions[:, None, :] - fractions[None, :, :]) ** 2).sum(axis=2)
    return np.asarray(np.exp(-square / (2 * ALIKE**2)))
