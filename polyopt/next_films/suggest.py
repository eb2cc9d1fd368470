"""What to make next: the films whose measurement helps a problem most."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from polyopt.chemistry.composition import Composition
from polyopt.claims.evaluate import verdicts
from polyopt.errors import DomainError, UsageError
from polyopt.next_films.candidates import FilmPool, film_pool
from polyopt.next_films.known_films import measured_already, process_of
from polyopt.next_films.learning import Pick, assessed, best_batch, standard_draws
from polyopt.next_films.reasons import reason
from polyopt.next_films.suggestions import MOST_FILMS, Suggestion, Suggestions
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.optimizer.record.stored_run import stored_run
from polyopt.optimizer.workers.one_thread import in_one_thread
from polyopt.prediction.amide_bias import amide_bias_words
from polyopt.problem.given_models import GivenModel, with_models
from polyopt.quantities import layer_quantity
from polyopt.results.front import composition_of_fractions, property_of
from polyopt.results.scope import uncertain_of

DRAWS, JUDGED = 64, 256
"""Imagined outcomes by which a batch is chosen, and others by which its worth is stated."""

SHORTLIST = 40
"""Films judged again after the first pick."""

_MEASURED = "measured already, and nothing unmeasured is left: make it again only to check; "


@in_one_thread
def suggest(
    run_folder: str | Path,
    count: int = 8,
    *,
    models: Mapping[str, GivenModel] | None = None,
    seed: int | None = None,
) -> Suggestions:
    """Return the films to make and measure next for the problem of a run.

    Parameters
    ----------
    run_folder : path
        Folder that `search` wrote.
    count : int
        Number of films, 96 at most; fewer where the problem has no more.
    models : mapping of str to PropertyModel, str or Path, optional
        Models or their files by property, instead of those of the run.
    seed : int, optional
        Seed; by default that of the run.

    Returns
    -------
    Suggestions
        The batch.

    Raises
    ------
    UsageError
        If the folder holds no run or the settings are wrong.
    DataError
        If the run or a model cannot be read.

    Notes
    -----
    A film is worth the expected rise of the best probability, over all laminates, of meeting
    the claims and [[require]] limits together (`polyopt.next_films.learning`); where
    nothing raises it any more, films that move the probabilities of all laminates most come
    first. Laminates of the run, near them and anywhere compete; a laminate that holds a
    measured film takes over what was measured. The worth is a mean over 256 imagined outcomes,
    exact to about 0.02.
    """
    if not isinstance(count, int | np.integer) or not 1 <= count <= MOST_FILMS:
        raise DomainError(f"count is {count}", remedy=f"a whole number from 1 to {MOST_FILMS}")
    run = stored_run(Path(run_folder))
    problem = with_models(run.problem, {**run.models, **(models or {})})
    evaluator = Evaluator.of(problem)
    if evaluator.predictor.costly:
        raise UsageError(
            "no film can be suggested for a model of whole compositions: nothing is known of how "
            "its errors go together",
            remedy="search with models of repeat units, the shipped ones or your own",
        )
    chosen_seed = run.seed if seed is None else seed
    pool = film_pool(evaluator, run.archive(evaluator), chosen_seed)
    values = max(len(columns) for columns in pool.columns)
    draws = standard_draws(DRAWS, int(count), values, chosen_seed)
    known = _measured(evaluator, pool)
    settled = frozenset(f for f, columns in enumerate(pool.columns) if not columns)
    chosen = best_batch(pool.candidates, int(count), draws, SHORTLIST, known | settled)
    films = [film for film in chosen if film not in settled]
    fresh = standard_draws(JUDGED, len(films), values, chosen_seed + 1)
    picks = assessed(pool.candidates, films, fresh)
    before = float(pool.probability.max())
    made = tuple(_suggestion(evaluator, pool, pick, pick.film in known) for pick in picks)
    cautions = dict.fromkeys(
        amide_bias_words(problem.layer(film.layer).palette.models, [film.composition])
        for film in made
    )
    return Suggestions(
        made,
        before,
        min(1.0, before + sum(pick.worth.gain for pick in picks)),
        problem.title,
        *_counted_and_open(evaluator, pool),
        cautions=tuple(filter(None, cautions)),
    )


def _counted_and_open(
    evaluator: Evaluator, pool: FilmPool
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what the probabilities count, and the claims on the best laminate that are open."""
    over = uncertain_of(evaluator.constraint_names, pool.judgements, pool.evidence)
    best, open_claims = int(pool.probability.argmax()), []
    assumed = evaluator.problem.assume_met
    for ref in evaluator.problem.claims:
        judged = verdicts(ref, pool.evidence, confidence=0.0, assume_met=assumed)[best]
        if judged.verdict == "unknown":
            open_claims.append(judged.id)
    return over, tuple(open_claims)


def _measured(evaluator: Evaluator, pool: FilmPool) -> frozenset[int]:
    """Return the films of a pool that the models of their layer have learned from."""
    found: set[int] = set()
    for layer in set(pool.layer):
        own = [film for film, name in enumerate(pool.layer) if name == layer]
        models = evaluator.problem.layer(layer).palette.models
        flags = measured_already(models, [_composition(evaluator, pool, f) for f in own])
        found.update(film for film, flag in zip(own, flags, strict=True) if flag)
    return frozenset(found)


def _composition(evaluator: Evaluator, pool: FilmPool, film: int) -> Composition:
    palette = evaluator.problem.layer(pool.layer[film]).palette
    return composition_of_fractions(palette, *pool.fractions[film])


def _suggestion(evaluator: Evaluator, pool: FilmPool, pick: Pick, measured: bool) -> Suggestion:
    layer = pool.layer[pick.film]
    row = int(pool.laminates_with(pick.film)[0])
    names = zip(pool.columns[pick.film], pool.candidates.films[pick.film], strict=True)
    properties = {
        name: property_of(
            evaluator,
            layer,
            name,
            pool.fractions[pick.film],
            mean=float(pool.evidence.quantities[layer_quantity(layer, name)].mean[row]),
            sd=float(np.sqrt(pool.candidates.observed[column, column])),
        )
        for name, column in names
    }
    return Suggestion(
        layer=layer,
        composition=_composition(evaluator, pool, pick.film),
        properties=properties,
        own_probability=pool.own_probability(pick.film),
        probability=float(pool.probability[pool.laminates_with(pick.film)].max()),
        gain=pick.worth.gain,
        taught=pick.worth.taught,
        reason=f"{_MEASURED if measured else ''}{reason(evaluator, pool, pick)}",
        measured=measured,
        process=process_of(evaluator.problem.layer(layer).palette.models),
    )
