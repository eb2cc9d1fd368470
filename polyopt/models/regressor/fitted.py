"""A regressor of scikit-learn fitted to films: descriptors, scaling, and fitting again."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from polyopt.chemistry.conformation import CONFORMATION_NAMES
from polyopt.chemistry.groups import group_names
from polyopt.equations.arrays import Array
from polyopt.errors import DataError
from polyopt.models.features import CHAIN_NAMES, SHAPE_GROUPS, UnitFeatures
from polyopt.models.regressor.estimators import Estimator, EstimatorRecipe

_CLIP = 6.0
_LEAST_SD = 1e-9


def descriptors(features: UnitFeatures) -> Array:
    """Return the columns that an estimator sees, `descriptor_names`, shape (u, d)."""
    chain = features.shape[:, len(SHAPE_GROUPS) :]
    return np.hstack([features.group_density, chain, features.conformation])


def descriptor_names() -> tuple[str, ...]:
    """Return the names of the columns of `descriptors`."""
    return (*group_names(), "units_per_400_g_mol", *CHAIN_NAMES, *CONFORMATION_NAMES)


def film_block(units: UnitFeatures, films: Array | None) -> Array:
    """Return the mole-weighted mean descriptors of films, shape (n, d)."""
    block = descriptors(units)
    return block if films is None else np.asarray(films @ block)


@dataclass(frozen=True, slots=True)
class Fit:
    """An estimator fitted to films, with the scaling of descriptors and labels.

    Parameters
    ----------
    estimator : object
        A fitted regressor of scikit-learn.
    gives_spread : bool
        Whether it predicts standard deviations too.
    centre, spread : ndarray, shape (d,)
        Mean and standard deviation of each descriptor over the films.
    label_mean, label_sd : float
        Of the labels. [unit]
    """

    estimator: Estimator
    gives_spread: bool
    centre: Array
    spread: Array
    label_mean: float
    label_sd: float

    @classmethod
    def of(cls, recipe: EstimatorRecipe, block: Array, value: Array) -> Fit:
        """Return the fit to descriptors, shape (n, d), and labels, shape (n,)."""
        centre, spread = block.mean(axis=0), block.std(axis=0)
        spread = np.where(spread > _LEAST_SD, spread, 1.0)
        mean, sd = float(value.mean()), max(float(value.std()), 1e-6)
        scaled = np.clip((block - centre) / spread, -_CLIP, _CLIP)
        estimator = _fitted_estimator(recipe, scaled, (value - mean) / sd)
        return cls(estimator, recipe.gives_spread, centre, spread, mean, sd)

    def predict(self, block: Array) -> tuple[Array, Array]:
        """Return predictions and their spread, not yet widened, shape (q,) each. [unit].

        The spread is that of the labels where the estimator gives none.
        """
        try:
            mean, sd = self._raw(np.clip((block - self.centre) / self.spread, -_CLIP, _CLIP))
        except Exception as error:  # noqa: BLE001 - scikit-learn raises many types
            raise DataError(f"{self._name} cannot predict: {_first_words(error)}") from None
        mean, sd = np.ravel(mean), np.ravel(sd)
        if mean.shape != (len(block),) or not (np.isfinite(mean).all() and np.isfinite(sd).all()):
            raise DataError(
                f"{self._name} predicts numbers that are not finite",
                remedy="choose other parameters",
            )
        return self.label_mean + self.label_sd * mean, self.label_sd * np.maximum(sd, _LEAST_SD)

    def _raw(self, scaled: Array) -> tuple[Array, Array]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if self.gives_spread:
                mean, sd = self.estimator.predict(scaled, return_std=True)
                return mean, sd
            return self.estimator.predict(scaled), np.ones(len(scaled))

    @property
    def _name(self) -> str:
        return type(self.estimator).__name__


@dataclass(frozen=True, slots=True)
class Order:
    """A fit that is to be made once in a process.

    Parameters
    ----------
    fingerprint : str
        Identifies it among others.
    recipe : EstimatorRecipe
        The regressor.
    block : ndarray, shape (n, d)
        Descriptors of the films.
    value : ndarray, shape (n,)
        Labels. [unit]
    """

    fingerprint: str
    recipe: EstimatorRecipe
    block: Array = field(compare=False)
    value: Array = field(compare=False)


@lru_cache(maxsize=16)
def refitted(order: Order) -> Fit:
    """Return the fit, made once in a process."""
    return Fit.of(order.recipe, order.block, order.value)


def _fitted_estimator(recipe: EstimatorRecipe, block: Array, label: Array) -> Estimator:
    """Return the recipe's estimator, fitted.

    Parameters
    ----------
    recipe : EstimatorRecipe
        The regressor.
    block : ndarray, shape (n, d)
        Standardised descriptors. [-]
    label : ndarray, shape (n,)
        Standardised labels. [-]

    Raises
    ------
    DataError
        If it cannot be fitted to them.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of convergence; the errors left out speak for it
            return recipe.build().fit(block, label)
    except Exception as error:  # noqa: BLE001 - scikit-learn raises many types on odd parameters
        raise DataError(f"{recipe.name} cannot be fitted: {_first_words(error)}") from None


def _first_words(error: Exception) -> str:
    """Return what an error of scikit-learn says, as part of one line."""
    return " ".join(str(error).split())[:160]
