"""Laminates near those of a run, and the films of their layers that could be made."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from polyopt.claims.evaluate import together
from polyopt.claims.evidence import Evidence
from polyopt.claims.judgement import Judgement
from polyopt.claims.probability import Limit, joint_probability
from polyopt.laminate.members import FILM
from polyopt.next_films.joint_films import joint_candidates
from polyopt.next_films.learning import Candidates
from polyopt.next_films.makeable import makeable
from polyopt.optimizer.engine.children import children
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.optimizer.evaluation.front import Archive
from polyopt.optimizer.space.polytope import Array
from polyopt.prediction.predictor import Fractions
from polyopt.quantities import QuantityName, layer_member

LAMINATES = 96
"""Laminates whose probabilities are followed."""

_NEAR, _UNIFORM = 1536, 1536
_LIKE = 8
_COARSE = 0.05
_CHUNK = 2048
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class FilmPool:
    """Laminates and the distinct films of their layers.

    Parameters
    ----------
    layer : tuple of str, length f
        The layer each film is for.
    fractions : tuple of (ndarray, ndarray), length f
        Mole fractions over that layer's palette. [-]
    film_of : mapping of str to ndarray of int, shape (n,)
        By layer, the film each laminate has there.
    evidence : Evidence
        What is known of the n laminates.
    judgements : tuple of Judgement
        On all limitations, of claims and of [[require]].
    candidates : Candidates
        Their joint distribution.
    columns : tuple of tuple of str, length f
        The properties that measuring each film gives.
    """

    layer: tuple[str, ...]
    fractions: tuple[tuple[Array, Array], ...]
    film_of: dict[str, NDArray[np.intp]]
    evidence: Evidence
    judgements: tuple[Judgement, ...]
    candidates: Candidates
    columns: tuple[tuple[str, ...], ...]

    @property
    def probability(self) -> Array:
        """Probability that each laminate meets all limitations, shape (n,)."""
        return np.asarray(self.candidates.probability(self.candidates.belief())[0])

    def laminates_with(self, film: int) -> NDArray[np.intp]:
        """Return the laminates that hold a film."""
        return np.flatnonzero(self.film_of[self.layer[film]] == film)

    def own_probability(self, film: int) -> float:
        """Return the probability that a film meets the limits that refer to its layer alone."""
        row = self.laminates_with(film)[:1]
        own = (FILM, layer_member(self.layer[film]))
        uncertain = [QuantityName.split(name) for name in self.evidence.uncertain]
        others = {i for i, asked in enumerate(uncertain) if asked.member not in own}
        limits = []
        for limit in self.candidates.limits:
            used = set(np.flatnonzero(limit.loading).tolist())
            if not used & others:
                limits.append(Limit(limit.loading, limit.low[row], limit.high[row]))
        return float(joint_probability(limits, self.evidence.covariance[row])[0])


def film_pool(evaluator: Evaluator, archive: Archive, seed: int) -> FilmPool:
    """Return laminates worth following and their films.

    Parameters
    ----------
    evaluator : Evaluator
        The problem, made ready.
    archive : Archive
        The designs that the run kept.
    seed : int
        Draws fresh designs, near those and anywhere.
    """
    rng = np.random.default_rng([seed, 0])
    designs = evaluator.space.uniform(_UNIFORM, rng)
    if len(archive):
        designs = archive.designs.joined(children(evaluator.space, archive, _NEAR, rng)).joined(
            designs
        )
    fractions, thickness = evaluator.space.decoded(designs)
    chosen = _varied(fractions, _chances(evaluator, fractions, thickness))
    rounded = _rounded(evaluator, fractions, chosen)
    thickness = {name: t[chosen] for name, t in thickness.items()}
    films, film_of = _distinct(rounded)
    first = _first_of_each(film_of, len(chosen))
    film_of = {name: places[first] for name, places in film_of.items()}
    kept = {name: (a[first], b[first]) for name, (a, b) in rounded.items()}
    evidence = evaluator.evidence(kept, {name: t[first] for name, t in thickness.items()})
    judgements = evaluator.judged(evidence)
    candidates, columns = joint_candidates(evaluator, films, film_of, evidence, judgements)
    return FilmPool(
        tuple(layer for layer, _ in films),
        tuple(parts for _, parts in films),
        film_of,
        evidence,
        judgements,
        candidates,
        columns,
    )


def _chances(evaluator: Evaluator, fractions: Fractions, thickness: dict[str, Array]) -> Array:
    found = []
    size = len(next(iter(fractions.values()))[0])
    for start in range(0, size, _CHUNK):
        rows = slice(start, start + _CHUNK)
        evidence = evaluator.evidence(
            {name: (a[rows], b[rows]) for name, (a, b) in fractions.items()},
            {name: t[rows] for name, t in thickness.items()},
        )
        found.append(together(evidence, evaluator.judged(evidence)))
    return np.nan_to_num(np.concatenate(found), nan=0.0)


def _varied(fractions: Fractions, chance: Array) -> NDArray[np.intp]:
    """Return the likeliest laminates, a few of each choice of monomers of any layer."""
    layers = [np.hstack(pair) for pair in fractions.values()]
    taken: dict[tuple[int, bytes], int] = {}
    places: set[bytes] = set()
    chosen: list[int] = []
    for i in np.argsort(-chance, kind="stable").tolist():
        keys = [(k, np.packbits(rows[i] > 0).tobytes()) for k, rows in enumerate(layers)]
        place = np.concatenate([np.round(rows[i] / _COARSE) for rows in layers]).tobytes()
        if place in places or any(taken.get(key, 0) >= _LIKE for key in keys):
            continue
        places.add(place)
        for key in keys:
            taken[key] = taken.get(key, 0) + 1
        chosen.append(i)
        if len(chosen) == LAMINATES:
            break
    return np.array(chosen, dtype=np.intp)


def _rounded(
    evaluator: Evaluator, fractions: Fractions, chosen: NDArray[np.intp]
) -> dict[str, tuple[Array, Array]]:
    roles = iter(evaluator.space.roles)
    return {
        name: (
            np.array([first.settled(makeable(first, row)) for row in a[chosen]]),
            np.array([second.settled(makeable(second, row)) for row in b[chosen]]),
        )
        for (name, (a, b)), first, second in zip(fractions.items(), roles, roles, strict=True)
    }


def _distinct(
    fractions: dict[str, tuple[Array, Array]],
) -> tuple[list[tuple[str, tuple[Array, Array]]], dict[str, NDArray[np.intp]]]:
    films: dict[tuple[str, bytes], int] = {}
    kept: list[tuple[str, tuple[Array, Array]]] = []
    film_of = {}
    for layer, (a, b) in fractions.items():
        places = []
        for i in range(len(a)):
            key = (layer, (np.round(np.concatenate([a[i], b[i]]), _DIGITS) + 0.0).tobytes())
            if key not in films:
                films[key] = len(films)
                kept.append((layer, (a[i], b[i])))
            places.append(films[key])
        film_of[layer] = np.array(places, dtype=np.intp)
    return kept, film_of


def _first_of_each(film_of: dict[str, NDArray[np.intp]], size: int) -> NDArray[np.intp]:
    """Return the first laminate of each distinct set of films."""
    sets = np.column_stack(list(film_of.values())) if film_of else np.zeros((size, 1))
    return np.sort(np.unique(sets, axis=0, return_index=True)[1])
