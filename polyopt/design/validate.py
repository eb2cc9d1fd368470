"""The error of models on measured films: by property, inside the domain and outside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from polyopt.chemistry.monomers import shipped_library
from polyopt.design.evidence import Z90
from polyopt.design.fit import COLUMNS
from polyopt.design.measured_table import MeasuredCell, measured_table
from polyopt.design.model_choice import chosen_model
from polyopt.design.prediction import LayerPalette, Predictor
from polyopt.errors import UsageError
from polyopt.models.validation import Score

if TYPE_CHECKING:
    import pandas as pd

OVERALL, INSIDE, OUTSIDE = "all", "in domain", "outside"
_AT_ONCE = 100


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
    """

    films: tuple[ValidatedFilm, ...]
    scores: Mapping[tuple[str, str], Score]
    skipped: tuple[str, ...] = ()
    bounds: int = 0

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

        return pd.DataFrame(
            [
                {"property": name, "films": part, **asdict(score)}
                for (name, part), score in self.scores.items()
            ]
        )

    def as_dict(self) -> dict[str, Any]:
        """Return scores, all films and what was left out as plain values."""
        return {
            "scores": [
                {"property": name, "films": part, **asdict(score)}
                for (name, part), score in self.scores.items()
            ],
            "films": [asdict(film) for film in self.films],
            "skipped": list(self.skipped),
            "bounds": self.bounds,
        }


def validate(
    table: Path | str | pd.DataFrame, *, models: Mapping[str, str] | None = None
) -> Validation:
    """Compare predictions with measured films.

    Parameters
    ----------
    table : path or DataFrame
        Columns `dianhydrides`, `diamines`, `tg_degC` and/or `cte_ppm_per_K`.
    models : mapping of str to str, optional
        Model name or file by property, where not the shipped one.

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
    unknown = set(models or {}) - set(COLUMNS)
    if unknown:
        raise UsageError(f"no property {sorted(unknown)[0]!r}", remedy="known: tg, cte")
    read = measured_table(table)
    films: list[ValidatedFilm] = []
    scores: dict[tuple[str, str], Score] = {}
    for name in COLUMNS:
        cells = [cell for cell in read.cells if cell.property == name]
        if cells:
            found = _predicted(cells, name, (models or {}).get(name, name))
            films += found
            scores |= _scores(found, name)
    return Validation(tuple(films), scores, read.skipped, read.bounds)


def _predicted(cells: Sequence[MeasuredCell], name: str, model: str) -> list[ValidatedFilm]:
    chosen = {name: chosen_model(model, name)}
    films = []
    for start in range(0, len(cells), _AT_ONCE):
        batch = cells[start : start + _AT_ONCE]
        palettes = [
            LayerPalette(
                str(i),
                tuple(m for m, _ in cell.film.composition.dianhydrides),
                tuple(m for m, _ in cell.film.composition.diamines),
                chosen,
            )
            for i, cell in enumerate(batch)
        ]
        predictor = Predictor.of(palettes, cross=False)
        films += [
            _film(predictor, palette.name, cell)
            for palette, cell in zip(palettes, batch, strict=True)
        ]
    return films


def _film(predictor: Predictor, layer: str, cell: MeasuredCell) -> ValidatedFilm:
    composition, name = cell.film.composition, cell.property
    a = np.array([[x for _, x in composition.dianhydrides]])
    b = np.array([[x for _, x in composition.diamines]])
    mean, sd = (float(v[0]) for v in predictor.surfaces[layer, name].predict(a, b))
    domain = predictor.domain(layer, name, a[0], b[0])
    dianhydrides, diamines = str(composition).split(" // ")
    return ValidatedFilm(
        row=cell.row,
        property=name,
        dianhydrides=dianhydrides,
        diamines=diamines,
        measured=cell.film.value,
        predicted=mean,
        low=mean - Z90 * sd,
        high=mean + Z90 * sd,
        in_domain=domain is None or domain.inside,
        nearest="" if domain is None else _named(domain.nearest),
        similarity=float("nan") if domain is None else domain.similarity,
        error=mean - cell.film.value,
    )


def _named(polymer: str) -> str:
    """Return a polymer of a model's record with the library's names for its monomers."""
    library = shipped_library()
    return " // ".join(str(library.find(smiles)) for smiles in polymer.split(" // ") if smiles)


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
