"""Predictions of many formulations, each by itself, in batches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from polyopt.chemistry.composition import Composition
from polyopt.chemistry.monomers import shipped_library
from polyopt.equations.normal_interval import Z90
from polyopt.errors import PolyoptError
from polyopt.models.property_model import PropertyModel
from polyopt.prediction.predictor import Domain, LayerPalette, Predictor

MOST_UNITS = 128
"""Repeat units predicted at once: memory grows with the square of it. [-]"""


@dataclass(frozen=True, slots=True)
class FilmPrediction:
    """One property of one formulation.

    Parameters
    ----------
    mean, sd : float
        Of one film: the model's error and the spread of single films. [degC or ppm/K]
    domain : Domain
        Whether the training data hold something similar, and what.
    """

    mean: float
    sd: float
    domain: Domain

    @property
    def low(self) -> float:
        """Lower end of the 90 % interval. [degC or ppm/K]."""
        return self.mean - Z90 * self.sd

    @property
    def high(self) -> float:
        """Upper end of the 90 % interval. [degC or ppm/K]."""
        return self.mean + Z90 * self.sd


def film_predictions(
    compositions: Sequence[Composition], models: Mapping[str, PropertyModel]
) -> Iterator[dict[str, FilmPrediction]]:
    """Yield the predictions of each composition, by property.

    Parameters
    ----------
    compositions : sequence of Composition
        The formulations.
    models : mapping of str to PropertyModel
        By property.

    Raises
    ------
    PolyoptError
        If a monomer has no structure or is not one the features can describe.
    """
    for batch in _batches(compositions):
        yield from _predicted(batch, models)


def predictions_or_errors(
    compositions: Sequence[Composition], models: Mapping[str, PropertyModel]
) -> Iterator[dict[str, FilmPrediction] | PolyoptError]:
    """Yield the predictions of each composition, or why it has none; see `film_predictions`."""
    for batch in _batches(compositions):
        try:
            yield from _predicted(batch, models)
        except PolyoptError:
            for composition in batch:
                yield _alone(composition, models)


def _alone(
    composition: Composition, models: Mapping[str, PropertyModel]
) -> dict[str, FilmPrediction] | PolyoptError:
    try:
        return _predicted([composition], models)[0]
    except PolyoptError as error:
        return error


def _batches(compositions: Sequence[Composition]) -> Iterator[list[Composition]]:
    """Yield runs of compositions that hold `MOST_UNITS` repeat units, or one that holds more."""
    batch: list[Composition] = []
    units = 0
    for composition in compositions:
        more = len(composition.dianhydrides) * len(composition.diamines)
        if batch and units + more > MOST_UNITS:
            yield batch
            batch, units = [], 0
        batch.append(composition)
        units += more
    if batch:
        yield batch


def _predicted(
    batch: Sequence[Composition], models: Mapping[str, PropertyModel]
) -> list[dict[str, FilmPrediction]]:
    palettes = [
        LayerPalette(
            str(i), tuple(m for m, _ in c.dianhydrides), tuple(m for m, _ in c.diamines), models
        )
        for i, c in enumerate(batch)
    ]
    predictor = Predictor.of(palettes, cross=False)
    return [
        {name: _prediction(predictor, palette.name, name, c) for name in models}
        for palette, c in zip(palettes, batch, strict=True)
    ]


def _prediction(
    predictor: Predictor, layer: str, name: str, composition: Composition
) -> FilmPrediction:
    a = np.array([x for _, x in composition.dianhydrides])
    b = np.array([x for _, x in composition.diamines])
    mean, sd = predictor.surfaces[layer, name].predict(a[None], b[None])
    domain = predictor.domain(layer, name, a, b)
    return FilmPrediction(float(mean[0]), float(sd[0]), domain or Domain(True, "", float("nan")))


def named_polymer(polymer: str) -> str:
    """Return a polymer of a model's record with the library's names for its monomers.

    Parameters
    ----------
    polymer : str
        SMILES of dianhydride and diamine, as `Domain.nearest` gives them; may be empty.

    Examples
    --------
    >>> named_polymer("O=c1oc(=O)c2cc3c(=O)oc(=O)c3cc12 // Nc1ccc(N)cc1")
    'PMDA // PDA'
    """
    library = shipped_library()
    named = [
        library.of_structure(smiles) or (smiles,) for smiles in polymer.split(" // ") if smiles
    ]
    return " // ".join(" or ".join(map(str, monomers)) for monomers in named)
