"""Predictions of films by models that never saw them, for several random splits."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from importlib import import_module
from pathlib import Path

import numpy as np

from polyopt.chemistry.structures import without_stereo
from polyopt.equations.normal_interval import Z90
from polyopt.models.films import Films
from polyopt.models.identity import structure_of
from polyopt.models.intervals import coverage
from polyopt.models.recipes import ModelRecipe
from polyopt.models.training import predictor_of
from polyopt.models.validation import Fold, held_out

SPLITS = ("polymer", "both-out", "paper-out")
SECOND_REPORT = "second report"
PACKAGE = Path(__file__).parents[1] / "polyopt"

training = import_module("01_train_models")


@dataclass(frozen=True, slots=True)
class HeldOut:
    """The test films of one random split.

    Parameters
    ----------
    mean, sd : ndarray, shape (n,)
        Prediction and its standard deviation, film spread included. [unit]
    measured : ndarray, shape (n,)
        Labels. [unit]
    """

    mean: np.ndarray
    sd: np.ndarray
    measured: np.ndarray

    @property
    def error(self) -> np.ndarray:
        """Prediction minus label, in the unit of the property."""
        return self.mean - self.measured

    @property
    def half_width(self) -> np.ndarray:
        """Half the width of the 90 % interval."""
        return Z90 * self.sd

    @property
    def r2(self) -> float:
        """Share of the variance of the labels that the predictions explain."""
        return 1.0 - float(np.mean(self.error**2) / np.var(self.measured))

    @property
    def coverage(self) -> float:
        """Share of labels inside the 90 % interval."""
        return coverage(self.error, self.sd)

    def take(self, part: np.ndarray) -> HeldOut:
        """Return some of the films."""
        return HeldOut(self.mean[part], self.sd[part], self.measured[part])


def predicted_folds(films: Films, folds: Sequence[Fold], recipe: ModelRecipe, seed: int) -> HeldOut:
    """Return the test films of all folds, each predicted by a Gaussian process fitted anew."""
    predictor = predictor_of("gp", recipe, np.random.default_rng(seed))
    return HeldOut(*held_out(films, folds, predictor))


def reported_values(source: Path, property: str, films: Films) -> list[np.ndarray]:
    """Return the distinct values reported for each film, whole units apart at least.

    Sources copy each other and round, so values that agree when rounded count once.
    """
    found: dict[tuple[str, str], dict[int, float]] = {}
    with source.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["property"] == property:
                polymer = without_stereo(row["dianhydride"]), without_stereo(row["diamine"])
                value = float(row["value"])
                found.setdefault(polymer, {}).setdefault(round(value), value)
    return [np.array(list(found[structure_of(pair)].values())) for pair in films.main_pair]


def second_reports(
    films: Films, values: Sequence[np.ndarray], recipe: ModelRecipe, seed: int
) -> HeldOut:
    """Return one report of each polymer with several, predicted by a model that saw the others."""
    rng = np.random.default_rng(seed)
    several = np.flatnonzero([len(found) > 1 for found in values])
    label, asked = films.value.copy(), films.value.copy()
    for film in several:
        order = rng.permutation(values[film])
        asked[film], label[film] = order[0], np.median(order[1:])
    everyone = np.arange(len(films))
    result = predicted_folds(replace(films, value=label), [(everyone, several)], recipe, seed)
    return replace(result, measured=asked[several])


def random_splits_of(
    films: Films,
    values: Sequence[np.ndarray],
    recipe: ModelRecipe,
    seeds: Sequence[int],
    cache: Path | None,
) -> dict[str, list[HeldOut]]:
    """Return by split the held-out films of each random split, cached ones as they are."""
    random_splits: dict[str, list[HeldOut]] = {name: [] for name in (*SPLITS, SECOND_REPORT)}
    state = _state(films, recipe)
    for seed in seeds:
        folds = training.splits(films, seed)
        for name, results in random_splits.items():
            file = cache and cache / f"{recipe.property}_{name}_{seed}_{state}.npz"
            if file and file.exists():
                with np.load(file, allow_pickle=False) as stored:
                    found = HeldOut(stored["mean"], stored["sd"], stored["measured"])
            else:
                found = (
                    second_reports(films, values, recipe, seed)
                    if name == SECOND_REPORT
                    else predicted_folds(films, folds[name], recipe, seed)
                )
                if file:
                    cache.mkdir(parents=True, exist_ok=True)
                    np.savez(file, mean=found.mean, sd=found.sd, measured=found.measured)
            results.append(found)
    return random_splits


def _state(films: Films, recipe: ModelRecipe) -> str:
    """Return a short name of all that the predictions follow from: labels, recipe, code."""
    digest = sha256(repr(recipe).encode())
    digest.update(films.value.tobytes())
    for room in ("models", "chemistry"):
        for source in sorted((PACKAGE / room).glob("*.py")):
            digest.update(source.read_bytes())
    return digest.hexdigest()[:16]
