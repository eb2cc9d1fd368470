"""Fitting a regressor of scikit-learn, with intervals from films left out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from polyopt.equations.arrays import Array, Flags, Indices
from polyopt.equations.normal_interval import Z90
from polyopt.models.films import Films
from polyopt.models.identity import Known
from polyopt.models.intervals import CONFIDENCE, N_CLASSES
from polyopt.models.recipes import ModelRecipe
from polyopt.models.regressor.estimators import EstimatorRecipe, scikit_learn_version
from polyopt.models.regressor.fitted import Fit, film_block
from polyopt.models.regressor.model import EstimatorModel, model_sd
from polyopt.models.validation import (
    Fold,
    Score,
    both_out_folds,
    grouped_folds,
    monomer_keys,
    novelty_left_out,
    whole_keys,
)

GROUPED, BOTH_OUT = "grouped", "both-out"
_FOLDS = {"films": 5, "monomers": 5, "both": 2}
_FEWEST = 25
_FEWEST_TRAINING = 6
_MOST_NOISE = 0.7  # of the spread of a film whose monomers are known
_MOST_SHARED = 0.95
_CLIP = 3.0


@dataclass(frozen=True, slots=True)
class LeftOutBlock:
    """Films predicted by an estimator that has not seen them.

    Parameters
    ----------
    split : str
        What was left out: ``"grouped"``, ``"dianhydride-out"``, ``"diamine-out"``, ``"both-out"``.
    test : ndarray of int, shape (t,)
        The films.
    mean, spread : ndarray, shape (t,)
        As `Fit.predict` returns them. [unit]
    error : ndarray, shape (t,)
        Prediction minus label. [unit]
    novelty : ndarray of int, shape (t,)
        Novelty class of each film's main repeat unit.
    """

    split: str
    test: Indices
    mean: Array
    spread: Array
    error: Array
    novelty: Indices

    def take(self, kept: Flags) -> LeftOutBlock:
        """Return some of the films."""
        return LeftOutBlock(
            self.split,
            self.test[kept],
            self.mean[kept],
            self.spread[kept],
            self.error[kept],
            self.novelty[kept],
        )


def fit_estimator(
    films: Films,
    recipe: ModelRecipe,
    regressor: EstimatorRecipe,
    rng: np.random.Generator,
    name: str = "",
) -> tuple[EstimatorModel, dict[str, Score]]:
    """Return a model of films, and its errors on films left out by what was left out.

    Parameters
    ----------
    films : Films
        Training films, eight at least.
    recipe : ModelRecipe
        Names the property, its mixing rule and its domain.
    regressor : EstimatorRecipe
        The regressor of scikit-learn.
    rng : numpy.random.Generator
        Draws the folds.
    name : str
        Name of the model in reports.

    Raises
    ------
    DataError
        If the regressor cannot be fitted.

    Notes
    -----
    Descriptors of a copolymer are the mole-weighted means of those of its repeat units. The
    coverage of a film is judged with factors from the films outside its own block.
    """
    block = film_block(films.units, films.weights)
    left_out = [
        _left_out(split, fold, films, block, regressor) for split, fold in _folds(films, rng)
    ]
    factors = conformal_factors(left_out)
    noise_sd = _noise_sd(left_out, factors, float(np.sqrt(recipe.noise)) * float(films.value.std()))
    mixture = None if films.are_homopolymers else films.weights
    block = film_block(films.units, mixture)
    model = EstimatorModel(
        property=recipe.property,
        unit=recipe.unit,
        name=name or f"{recipe.property} {regressor.name}",
        mixing=recipe.mixing,
        scikit_learn=scikit_learn_version(),
        recipe=regressor,
        units=films.units,
        known=Known.of(films.pairs),
        films=mixture,
        value=films.value,
        fitted=Fit.of(regressor, block, films.value),
        class_factors=factors,
        sharing=_sharing(films, left_out, factors, noise_sd),
        noise_sd=noise_sd,
        least_similarity=recipe.least_similarity,
    ).sealed()
    return model, _scores(films, left_out)


def _folds(films: Films, rng: np.random.Generator) -> list[tuple[str, Fold]]:
    acids, amines = monomer_keys(films)
    splits = {
        GROUPED: grouped_folds(whole_keys(films), _FOLDS["films"], rng),
        "dianhydride-out": grouped_folds(acids, _FOLDS["monomers"], rng),
        "diamine-out": grouped_folds(amines, _FOLDS["monomers"], rng),
        BOTH_OUT: both_out_folds(films, _FOLDS["both"], rng),
    }
    return [
        (split, fold)
        for split, folds in splits.items()
        for fold in folds
        if split == GROUPED or len(fold[0]) >= _FEWEST_TRAINING
    ]


def _left_out(
    split: str, fold: Fold, films: Films, block: Array, regressor: EstimatorRecipe
) -> LeftOutBlock:
    train, test = fold
    fit = Fit.of(regressor, block[train], films.value[train])
    mean, spread = fit.predict(block[test])
    novelty = novelty_left_out(films, train, test)
    return LeftOutBlock(split, test, mean, spread, mean - films.value[test], novelty)


def conformal_factors(left_out: Sequence[LeftOutBlock]) -> Array:
    """Return by novelty class what the spread of a prediction is multiplied with, shape (4,).

    Parameters
    ----------
    left_out : sequence of LeftOutBlock
        Films left out.

    Notes
    -----
    Split conformal prediction: the quantile of the errors over their spread that covers 90 % of
    a class, corrected for its number of films, as a standard deviation. A class of fewer than 25
    films takes that of all; a new monomer never narrows an interval.
    """
    ratio = np.concatenate([np.abs(b.error) / b.spread for b in left_out])
    novelty = np.concatenate([b.novelty for b in left_out])
    overall = _quantile(ratio)
    factors = [
        _quantile(ratio[novelty == k]) if (novelty == k).sum() >= _FEWEST else overall
        for k in range(N_CLASSES)
    ]
    known = factors[0]
    one = [max(known, f) for f in factors[1:3]]
    return np.array([known, *one, max(*one, factors[3])])


def _quantile(ratio: Array) -> float:
    rank = min(1.0, math.ceil((len(ratio) + 1) * CONFIDENCE) / len(ratio))
    found = float(np.quantile(ratio, rank, method="higher")) / Z90
    return max(found, 1e-6)


def _noise_sd(left_out: Sequence[LeftOutBlock], factors: Array, usual: float) -> float:
    """Return the spread of one film: the usual one, unless the errors are smaller than that."""
    spread = np.concatenate([b.spread for b in left_out])
    return max(min(usual, _MOST_NOISE * float(np.median(spread)) * float(factors[0])), 1e-6)


def _sharing(
    films: Films, left_out: Sequence[LeftOutBlock], factors: Array, noise_sd: float
) -> Array:
    """Return how errors correlate through the same dianhydride and the same diamine, shape (2,).

    Pairs of films left out together count, gross errors clipped at three standard deviations.
    """
    acids, amines = (np.array(keys) for keys in monomer_keys(films))
    products, sizes = np.zeros(2), np.zeros(2)
    for b in left_out:
        total = b.spread * factors[b.novelty]
        sd = model_sd(total, noise_sd)
        error = np.clip(b.error, -_CLIP * total, _CLIP * total)
        same_acid = acids[b.test][:, None] == acids[b.test]
        same_amine = amines[b.test][:, None] == amines[b.test]
        for i, mask in enumerate((same_acid & ~same_amine, same_amine & ~same_acid)):
            products[i] += error @ mask @ error
            sizes[i] += sd @ mask @ sd
    found = np.clip(products / np.maximum(sizes, 1e-12), 0.0, 1.0)
    return np.asarray(found * min(1.0, _MOST_SHARED / max(float(found.sum()), 1e-12)))


def _scores(films: Films, left_out: Sequence[LeftOutBlock]) -> dict[str, Score]:
    scores = {}
    for split in dict.fromkeys(b.split for b in left_out):
        own = [b for b in left_out if b.split == split]
        sd = [_sd_from_others(b, left_out) for b in own]
        test = np.concatenate([b.test for b in own])
        mean = np.concatenate([b.mean for b in own])
        scores[split] = Score.of(mean, np.concatenate(sd), films.value[test])
    return scores


def _sd_from_others(block: LeftOutBlock, left_out: Sequence[LeftOutBlock]) -> Array:
    """Return the spread of a block's films, with factors from other films only."""
    others = []
    for b in left_out:
        kept = np.isin(b.test, block.test, invert=True)
        if kept.any():
            others.append(b.take(kept))
    return np.asarray(block.spread * conformal_factors(others)[block.novelty])
