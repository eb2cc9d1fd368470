"""What to make next: the films whose measurement helps a problem most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from polyopt.chemistry.composition import Composition, shares_text
from polyopt.display.notebook import shown
from polyopt.equations.normal_interval import Z90
from polyopt.errors import DomainError, UsageError
from polyopt.io.tables import write_table
from polyopt.next_films.candidates import FilmPool, film_pool
from polyopt.next_films.known_films import measured_already, process_of
from polyopt.next_films.learning import Pick, assessed, best_batch, standard_draws
from polyopt.next_films.reasons import reason
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.optimizer.evaluation.one_thread import in_one_thread
from polyopt.optimizer.record.stored_run import stored_run
from polyopt.problem.given_models import GivenModel, with_models
from polyopt.quantities import LAYER_PROPERTIES, USUAL, layer_quantity
from polyopt.results.designs import PropertyValue
from polyopt.results.front import composition_of_fractions, property_of
from polyopt.results.tables import Row

if TYPE_CHECKING:
    import pandas as pd

DRAWS, JUDGED = 64, 256
"""Imagined outcomes by which a batch is chosen, and others by which its worth is stated."""

MOST_FILMS = 96
SHORTLIST = 40
"""Films judged again after the first pick."""

_MEASURED = "measured already, and nothing unmeasured is left: make it again only to check; "


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A film to make and measure.

    Parameters
    ----------
    layer : str
        The layer it is for.
    composition : Composition
        Its formulation, in shares that can be weighed in.
    properties : mapping of str to PropertyValue
        Predicted Tg and CTE.
    own_probability : float
        Probability that it meets the limits that refer to its layer alone.
    probability : float
        Of meeting all claims and [[require]] limits, for the best laminate that holds it.
    gain : float
        Expected rise of the best probability, the films before it given.
    taught : float
        By how much the probabilities of all laminates are expected to move, in the mean.
    reason : str
        Why, in words.
    measured : bool
        True if the calibrated models hold a film of it already; such films come last.
    process : str
        The process whose films the models of its layer predict; empty if not stated.
    """

    layer: str
    composition: Composition
    properties: Mapping[str, PropertyValue]
    own_probability: float
    probability: float
    gain: float
    taught: float
    reason: str
    measured: bool = False
    process: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        return {
            "layer": self.layer,
            "dianhydrides": {str(m): x for m, x in self.composition.dianhydrides},
            "diamines": {str(m): x for m, x in self.composition.diamines},
            "properties": {name: value.as_dict() for name, value in self.properties.items()},
            "layer_probability": self.own_probability,
            "probability": self.probability,
            "expected_improvement": self.gain,
            "expected_change": self.taught,
            "measured_already": self.measured,
            "process": self.process,
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class Suggestions:
    """A batch of films to make and measure.

    Parameters
    ----------
    films : tuple of Suggestion
        Most useful first, each judged given those before it.
    probability : float
        Best probability of meeting all claims and [[require]] limits as the models stand.
    expected : float
        The same once the batch is measured, in the mean over its outcomes.
    title : str
        Title of the problem.
    """

    films: tuple[Suggestion, ...]
    probability: float
    expected: float
    title: str

    def table(self) -> pd.DataFrame:
        """Return the batch, one row per film, units in the column names."""
        import pandas as pd

        return pd.DataFrame([_row(film) for film in self.films])

    def to_measurements(self) -> pd.DataFrame:
        """Return a table to fill in with what is measured."""
        import pandas as pd

        asked = [name for film in self.films for name in film.properties]
        return pd.DataFrame(
            {
                "dianhydrides": [shares_text(f.composition.dianhydrides) for f in self.films],
                "diamines": [shares_text(f.composition.diamines) for f in self.films],
                **{LAYER_PROPERTIES[name].column: "" for name in dict.fromkeys((*USUAL, *asked))},
                "process": [f.process for f in self.films],
                "layer": [f.layer for f in self.films],
                "reason": [f.reason for f in self.films],
            }
        )

    def save(self, path: str | Path) -> None:
        """Write the table to fill in, by the ending of `path`."""
        write_table(self.to_measurements(), Path(path))

    def as_dict(self) -> dict[str, Any]:
        """Return the batch as JSON holds it."""
        return {
            "schema": 1,
            "title": self.title,
            "best_probability": self.probability,
            "expected_best_probability": self.expected,
            "films": [film.as_dict() for film in self.films],
        }

    def _repr_html_(self) -> str:
        return shown(self.table().to_dict("records"), self.title, "what to make next", MOST_FILMS)


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
    return Suggestions(
        tuple(_suggestion(evaluator, pool, pick, pick.film in known) for pick in picks),
        before,
        min(1.0, before + sum(pick.worth.gain for pick in picks)),
        problem.title,
    )


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


def _row(film: Suggestion) -> Row:
    row: Row = {
        "layer": film.layer,
        "dianhydrides": shares_text(film.composition.dianhydrides),
        "diamines": shares_text(film.composition.diamines),
    }
    for name, value in film.properties.items():
        row[LAYER_PROPERTIES[name].column] = value.mean
        row[f"{LAYER_PROPERTIES[name].column}_low"] = value.mean - Z90 * value.sd
        row[f"{LAYER_PROPERTIES[name].column}_high"] = value.mean + Z90 * value.sd
    return row | {
        "layer_probability": film.own_probability,
        "probability": film.probability,
        "expected_improvement": film.gain,
        "reason": film.reason,
    }
