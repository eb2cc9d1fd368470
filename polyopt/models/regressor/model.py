"""Any regressor of scikit-learn as a property model, kept as its recipe and its training films."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from polyopt.equations.arrays import Array
from polyopt.errors import DataError, UsageError
from polyopt.models.artefact import Arrays, Artefact, Metadata
from polyopt.models.covariance import PairErrors
from polyopt.models.features import UnitFeatures, unit_features
from polyopt.models.formed_covariance import FormedCovariance
from polyopt.models.identity import Known, structures_of
from polyopt.models.intervals import N_CLASSES
from polyopt.models.kinds import ESTIMATOR
from polyopt.models.nearest_units import nearest_units
from polyopt.models.packing import packed_units, unpacked_units
from polyopt.models.property_model import Pair, Posterior, in_one_line
from polyopt.models.recipes import recipe_of
from polyopt.models.regressor.estimators import (
    EstimatorRecipe,
    checked_recipe,
    scikit_learn_version,
)
from polyopt.models.regressor.fitted import (
    Fit,
    Order,
    descriptor_names,
    descriptors,
    film_block,
    refitted,
)
from polyopt.models.regressor.shared_monomers import SharedMonomers
from polyopt.models.repeat_unit_model import RepeatUnitModel

_LEAST_MODEL_SHARE = 0.3  # of the spread of one film, where the errors left out say less
_TEXTS = ("property", "unit", "name", "mixing", "scikit_learn")
_MOST_FILMS = 20_000


@dataclass(frozen=True, slots=True)
class EstimatorModel(RepeatUnitModel):
    """A regressor of scikit-learn on the descriptors of repeat units.

    Parameters
    ----------
    property, unit, name, mixing : str
        What is predicted, its unit, the model's name, and the mixing rule of copolymers.
    scikit_learn : str
        Version of scikit-learn that it was first fitted with.
    recipe : EstimatorRecipe
        The regressor and its parameters.
    units : UnitFeatures
        Features of the u training repeat units.
    known : Known
        Their monomers.
    films : ndarray, shape (n, u), or None
        Mole fractions of the repeat units in each training film; None if film i is unit i.
    value : ndarray, shape (n,)
        Labels of the films. [unit]
    fitted : Fit
        The estimator fitted to them.
    class_factors : ndarray, shape (4,)
        By novelty class, what the spread of `Fit.predict` is multiplied with. [-]
    sharing : ndarray, shape (2,)
        Correlation of the errors of two repeat units with the same dianhydride, and with the
        same diamine. [-]
    noise_sd : float
        Spread of one film around the model. [unit]
    least_similarity : float
        Tanimoto similarity to the nearest training polymer that counts as in domain. [-]

    Notes
    -----
    The 90 % interval is split conformal by novelty class: its half-width is the quantile of the
    errors on films left out (divided by the estimator's own standard deviation, where it gives
    one). Errors of two repeat units are taken to correlate only through a shared monomer.
    """

    property: str
    unit: str
    name: str
    mixing: str
    scikit_learn: str
    recipe: EstimatorRecipe
    units: UnitFeatures
    known: Known
    films: Array | None
    value: Array
    fitted: Fit = field(repr=False)
    class_factors: Array
    sharing: Array
    noise_sd: float
    least_similarity: float

    def __repr__(self) -> str:
        return in_one_line(self, f"{len(self.known.pairs)} polymers")

    def _belief(self, units: Sequence[Pair]) -> Posterior:
        names = structures_of(units)
        features = unit_features(names)
        mean, spread = self.fitted.predict(descriptors(features))
        novelty = self.known.novelty(units)
        sd = model_sd(spread * self.class_factors[novelty], self.noise_sd)
        nearest, similarity = nearest_units(self.known, features, self.units)
        return Posterior(
            mean=mean,
            errors=PairErrors.of(
                FormedCovariance(len(units), SharedMonomers.of(names, self.sharing), scale=sd)
            ),
            noise_sd=np.full(len(units), self.noise_sd),
            in_domain=similarity >= self.least_similarity,
            novelty=novelty,
            nearest=nearest,
            similarity=similarity,
        )

    def content(self) -> tuple[Metadata, Arrays]:
        """Return metadata and arrays of the model file."""
        metadata = {
            "kind": ESTIMATOR,
            **{key: getattr(self, key) for key in _TEXTS},
            "estimator": self.recipe.name,
            "parameters": {
                k: list(v) if isinstance(v, tuple) else v for k, v in self.recipe.parameters
            },
            "seed": self.recipe.seed,
            "descriptors": list(descriptor_names()),
            "polymers": [list(pair) for pair in self.known.pairs],
            "noise_sd": float(self.noise_sd),
            "least_similarity": float(self.least_similarity),
        }
        arrays = {
            **packed_units(self.units),
            "value": self.value,
            "reproduced": self.fitted.predict(self.block())[0],
            "class_factors": self.class_factors,
            "sharing": self.sharing,
        }
        if self.films is not None:
            arrays["films"] = self.films
        return metadata, arrays

    def block(self) -> Array:
        """Return the descriptors of the training films, shape (n, d)."""
        return film_block(self.units, self.films)


def model_sd(total_sd: Array, noise_sd: float) -> Array:
    """Return the standard deviation of the model's error, given that of one film. [unit]."""
    rest = np.maximum(total_sd**2 - noise_sd**2, (_LEAST_MODEL_SHARE * noise_sd) ** 2)
    return np.asarray(np.sqrt(rest))


def estimator_model_from(artefact: Artefact) -> EstimatorModel:
    """Return the model that an artefact holds, the estimator fitted again.

    Raises
    ------
    DataError
        If a part is missing, parts do not fit together, the recipe is not allowed, or the
        estimator no longer predicts what it did when the file was written.

    Notes
    -----
    Fitting again costs what fitting did, once per process for each model file.
    """
    recipe = _recipe_from(artefact)
    units, value = unpacked_units(artefact), artefact.array("value", 1)
    films = artefact.array("films", 2) if "films" in artefact.arrays else None
    polymers = artefact.value("polymers", list)
    shape = (len(value), len(units)) if films is None else films.shape
    if shape != (len(value), len(units)) or len(polymers) != len(units):
        raise DataError("the arrays of the model file do not fit together")
    if len(value) > _MOST_FILMS or (films is None and len(value) != len(units)):
        raise DataError("the model file lacks proper films")
    fitted = refitted(Order(artefact.fingerprint, recipe, film_block(units, films), value))
    model = EstimatorModel(
        property=artefact.value("property", str),
        unit=artefact.value("unit", str),
        name=artefact.value("name", str),
        mixing=artefact.value("mixing", str),
        scikit_learn=artefact.value("scikit_learn", str),
        recipe=recipe,
        units=units,
        known=Known.from_lists(polymers),
        films=films,
        value=value,
        fitted=fitted,
        class_factors=artefact.array("class_factors", 1),
        sharing=artefact.array("sharing", 1),
        noise_sd=artefact.value("noise_sd", float),
        least_similarity=artefact.value("least_similarity", float),
        fingerprint=artefact.fingerprint,
    )
    _check_numbers(model)
    _check_reproduced(model, artefact.array("reproduced", 1))
    return model


def _recipe_from(artefact: Artefact) -> EstimatorRecipe:
    if artefact.value("descriptors", list) != list(descriptor_names()):
        raise DataError("the model file was fitted with another table of descriptors")
    try:
        recipe_of(artefact.value("property", str))
        name, parameters = artefact.value("estimator", str), artefact.value("parameters", dict)
        return checked_recipe(name, parameters, artefact.value("seed", int))
    except UsageError as error:
        raise DataError(f"the model file is not allowed: {error.what}") from None


def _check_numbers(model: EstimatorModel) -> None:
    factors, sharing = model.class_factors, model.sharing
    sound = len(factors) == N_CLASSES and len(sharing) == 2 and model.noise_sd > 0
    if not sound or factors.min() <= 0 or sharing.min() < 0 or sharing.sum() > 1:
        raise DataError("the intervals of the model file are damaged")


def _check_reproduced(model: EstimatorModel, expected: Array) -> None:
    found = model.fitted.predict(model.block())[0]
    if len(expected) != len(found) or np.abs(found - expected).max() > model.noise_sd:
        raise DataError(
            f"{model.recipe.name} fitted again does not predict what it did (scikit-learn "
            f"{model.scikit_learn} then, {scikit_learn_version()} now)",
            remedy="fit it again: polyopt fit TABLE --regressor",
        )
