"""The error of models on measured films: by property, inside the domain and outside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from polyopt.chemistry.monomers import MonomerLibrary
from polyopt.chemistry.role_columns import role_texts
from polyopt.display.notebook import shown
from polyopt.equations.normal_interval import Z90
from polyopt.io.reading.source import TableFile
from polyopt.models.validation import Score
from polyopt.own_data.measured_table import MeasuredFilm, measured_table
from polyopt.own_data.wrong_unit import refuse_wrong_unit
from polyopt.prediction.film_predictions import FilmPrediction, film_predictions, named_polymer
from polyopt.prediction.model_choice import ModelChoice, chosen_models
from polyopt.quantities import LAYER_PROPERTIES

if TYPE_CHECKING:
    import pandas as pd

OVERALL, INSIDE, OUTSIDE = "all", "in domain", "outside"


@dataclass(frozen=True, slots=True)
class ValidatedFilm:
    """One measured value beside its prediction.

    Parameters
    ----------
    row : int
        Line of the table, the header being line 1.
    property : str
        ``tg`` or ``cte``.
    dianhydrides, diamines : str
        The formulation.
    measured, predicted : float
        [degC or ppm/K]
    low, high : float
        Ends of the 90 % interval of one film. [degC or ppm/K]
    in_domain : bool
        Whether the training data hold something similar.
    nearest : str
        Training polymer nearest to the strangest repeat unit, monomers by their abbreviation or
        SMILES; empty where the model keeps none.
    similarity : float
        Tanimoto similarity to it. [-]
    error : float
        Prediction minus measurement. [degC or ppm/K]
    """

    row: int
    property: str
    dianhydrides: str
    diamines: str
    measured: float
    predicted: float
    low: float
    high: float
    in_domain: bool
    nearest: str
    similarity: float
    error: float


@dataclass(frozen=True, slots=True)
class Validation:
    """How well models predict a table of measured films.

    Parameters
    ----------
    films : tuple of ValidatedFilm
        Every value, row by row.
    scores : mapping of (str, str) to Score
        By property and ``"all"``, ``"in domain"`` or ``"outside"``, where there are films.
    skipped : tuple of str
        Rows that could not be used, and why.
    bounds : int
        Values left out because the table marks them as bounds.
    windows : str
        How many CTEs are for temperature windows unlike the models', in words; empty for none.
    """

    films: tuple[ValidatedFilm, ...]
    scores: Mapping[tuple[str, str], Score]
    skipped: tuple[str, ...] = ()
    bounds: int = 0
    windows: str = ""

    def worst(self, property: str, most: int = 10) -> tuple[ValidatedFilm, ...]:
        """Return the films of a property with the greatest errors, the worst first."""
        found = [film for film in self.films if film.property == property]
        return tuple(sorted(found, key=lambda film: -abs(film.error))[:most])

    def table(self) -> pd.DataFrame:
        """Return a row for each score: `property`, `films`, `n`, `mae`, `median`, `rmse`, ...

        Errors are in degC or ppm/K, prediction minus measurement; `coverage` is the share of
        films inside the 90 % interval.
        """
        import pandas as pd

        return pd.DataFrame(self._score_rows())

    def _score_rows(self) -> list[dict[str, Any]]:
        return [
            {"property": name, "films": part, **asdict(score)}
            for (name, part), score in self.scores.items()
        ]

    def films_table(self) -> pd.DataFrame:
        """Return a row for each measured value, in the order of the table.

        Returns
        -------
        DataFrame
            Columns as the fields of `ValidatedFilm`; values in degC or ppm/K.
        """
        import pandas as pd

        films = sorted(self.films, key=lambda film: film.row)
        return pd.DataFrame([asdict(film) for film in films])

    def as_dict(self) -> dict[str, Any]:
        """Return scores, all films and what was left out as plain values."""
        return {
            "scores": self._score_rows(),
            "films": [asdict(film) for film in self.films],
            "skipped": list(self.skipped),
            "bounds": self.bounds,
            "windows": self.windows,
        }

    def _repr_html_(self) -> str:
        return shown(self._score_rows(), "Validation", "prediction minus measurement")


def validate(
    table: Path | str | TableFile | pd.DataFrame,
    *,
    models: Mapping[str, ModelChoice] | None = None,
    library: MonomerLibrary | None = None,
) -> Validation:
    """Compare predictions with measured films.

    Parameters
    ----------
    table : path, TableFile or DataFrame
        Columns `dianhydrides`, `diamines`, and at least one of `tg_degC`, `cte_ppm_per_K` and
        `permittivity`.
    models : mapping of str to str or PropertyModel, optional
        Model, its name or its file by property, where not the shipped one.
    library : MonomerLibrary, optional
        Where names are looked up; by default the shipped library.

    Returns
    -------
    Validation
        Bias, errors and coverage of the 90 % intervals by property [degC, ppm/K or 1], every film
        with its prediction, and the rows left out.

    Raises
    ------
    DataError
        If a column is missing or no row can be used.
    UsageError
        If there is no such model.

    Notes
    -----
    The figures are those of new films only if the model has not seen them: the shipped models
    were trained on most published polyimides, and a calibrated model on the films it was given.
    """
    read = measured_table(table, library)
    read.require_films()
    held = {measured.property for measured in read.films}
    present = [name for name in LAYER_PROPERTIES if name in held]
    chosen = chosen_models(models or {}, present)
    films: list[ValidatedFilm] = []
    scores: dict[tuple[str, str], Score] = {}
    for name, model in chosen.items():
        part = read.of(name)
        guesses = film_predictions([film.composition for film in part.own_films], {name: model})
        found = [_film(m, guess[name]) for m, guess in zip(part.films, guesses, strict=True)]
        refuse_wrong_unit(
            name,
            np.array([film.measured for film in found]),
            np.array([film.predicted for film in found]),
        )
        films += found
        scores |= _scores(found, name)
    return Validation(
        tuple(films), scores, read.skipped_rows, read.bound_count, read.unlike_windows
    )


def _film(measured: MeasuredFilm, guess: FilmPrediction) -> ValidatedFilm:
    value = measured.film.value
    dianhydrides, diamines = role_texts(measured.film.composition)
    return ValidatedFilm(
        row=measured.row,
        property=measured.property,
        dianhydrides=dianhydrides,
        diamines=diamines,
        measured=value,
        predicted=guess.mean,
        low=guess.low,
        high=guess.high,
        in_domain=guess.domain.inside,
        nearest=named_polymer(guess.domain.nearest),
        similarity=guess.domain.similarity,
        error=guess.mean - value,
    )


def _scores(films: Sequence[ValidatedFilm], name: str) -> dict[tuple[str, str], Score]:
    parts = {
        OVERALL: films,
        INSIDE: [film for film in films if film.in_domain],
        OUTSIDE: [film for film in films if not film.in_domain],
    }
    return {
        (name, part): Score.of(
            np.array([film.predicted for film in chosen]),
            np.array([(film.high - film.low) / (2 * Z90) for film in chosen]),
            np.array([film.measured for film in chosen]),
        )
        for part, chosen in parts.items()
        if chosen
    }
