"""Errors against the number of training polymers, and against published models of the same size."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from held_out_films import HeldOut, predicted_folds, training

from polyopt.models.films import Films
from polyopt.models.recipes import ModelRecipe
from polyopt.models.validation import Fold, grouped_folds

SIZES = {"cte": (50, 100, 200), "tg": (250, 500, 1000)}
REPEATS = {"cte": 10, "tg": 3}
LEARNED_ON = ("polymer", "both-out")
FOLDS = 5
FEW = 300  # labels; fits of so few are quick, so they are repeated more often
FEW_REPEATS, MANY_REPEATS = 20, 3


@dataclass(frozen=True, slots=True)
class Published:
    """A model of the literature: labels, error, and what of it could be read."""

    source: str
    property: str
    method: str
    labels: int
    mae: str
    rmse: str
    r2: str
    read: str

    @property
    def label_sd(self) -> float | str:
        """Spread of its test labels, from RMSE² = (1 - R²) variance; empty if not both known."""
        if not (self.rmse and self.r2):
            return ""
        return float(self.rmse) / float(np.sqrt(1 - float(self.r2)))


PUBLISHED = (
    Published(
        "J. Phys. Chem. B 2024, 128, 8807",
        "tg",
        "CatBoost on RDKit descriptors, polyimides, DSC",
        1257,
        "20.1",
        "29.0",
        "0.823",
        "abstract read (test set); size and drawing of the test set not read",
    ),
    Published(
        "Polymers 2025, 17, 2083, doi:10.3390/polym17152083",
        "tg",
        "CatBoost, polyimides",
        1261,
        "",
        "",
        "0.895",
        "abstract read (test set); its MAE and the drawing of the test set not read",
    ),
    Published(
        "ACS Omega 2022, 7, 43678, doi:10.1021/acsomega.2c04649",
        "tg",
        "graph network, pretrained on computed Tg, polyimides",
        214,
        "20",
        "",
        "",
        "abstract read ('about 20 K'); how the labels were split not read",
    ),
    Published(
        "ACS Omega 2022, as above",
        "tg",
        "Askadskii's group scheme (QSPR), polyimides",
        214,
        "33",
        "",
        "",
        "abstract read; whether it had seen the labels not read",
    ),
    Published(
        "Gracheva et al. 2021, Prediction of the coefficient of linear thermal expansion for the "
        "amorphous homopolymers based on chemical structure using machine learning",
        "cte",
        "SMILES-X, glassy homopolymers of all classes",
        106,
        "17.1",
        "26.5",
        "0.62",
        "abstract read (out of sample)",
    ),
    Published(
        "Gracheva 2021, as above",
        "cte",
        "random forest on fingerprints, glassy homopolymers of all classes",
        106,
        "16.1",
        "25.8",
        "0.64",
        "abstract read (out of sample)",
    ),
)


def curve_rows(films: Films, recipe: ModelRecipe) -> Iterator[dict[str, object]]:
    """Yield a row for each split and size; every fold is fitted anew at every size."""
    property = recipe.property
    found: dict[tuple[str, int | None], list[tuple[float, float, float]]] = {}
    for seed in range(1, REPEATS[property] + 1):
        for split, folds in training.splits(films, seed).items():
            if split not in LEARNED_ON:
                continue
            for size in (*SIZES[property], None):
                smaller = _drawn(folds, size, seed)
                if smaller is None:
                    continue
                result = predicted_folds(films, smaller, recipe, seed)
                trained = float(np.mean([len(train) for train, _ in smaller]))
                row = (trained, float(np.abs(result.error).mean()), result.coverage)
                found.setdefault((split, size), []).append(row)
    for (split, size), repeats in found.items():
        trained, mae, covered = np.mean(repeats, axis=0)
        _, mae_sd, covered_sd = np.std(repeats, axis=0)
        yield {
            "property": property,
            "split": split,
            "training": str(size or "all"),
            "polymers": round(float(trained)),
            "repeats": len(repeats),
            "mae": mae,
            "mae_sd": mae_sd,
            "coverage": covered,
            "coverage_sd": covered_sd,
        }


def _drawn(folds: list[Fold], size: int | None, seed: int) -> list[Fold] | None:
    """Return the folds with `size` training films, nested draws, or None if a fold has too few."""
    if size is None:
        return folds
    if size > min(len(train) for train, _ in folds):
        return None
    rng = np.random.default_rng(seed)
    return [(np.sort(rng.permutation(train)[:size]), test) for train, test in folds]


def published_rows(
    films: dict[str, Films], recipes: dict[str, ModelRecipe]
) -> list[dict[str, object]]:
    """Return published errors beside ours on as many labels, drawn at random, in five folds."""
    ours = {
        (p.property, p.labels): _cross_validated(films[p.property], recipes[p.property], p.labels)
        for p in PUBLISHED
    }
    return [
        {
            "source": p.source,
            "property": p.property,
            "method": p.method,
            "labels": p.labels,
            "mae": p.mae,
            "rmse": p.rmse,
            "r2": p.r2,
            "label_sd": p.label_sd,
            **ours[p.property, p.labels],
            "read": p.read,
        }
        for p in PUBLISHED
    ]


def _cross_validated(films: Films, recipe: ModelRecipe, labels: int) -> dict[str, object]:
    repeats = FEW_REPEATS if labels <= FEW else MANY_REPEATS
    results: list[HeldOut] = []
    for seed in range(1, repeats + 1):
        rng = np.random.default_rng(seed)
        chosen = films.take(np.sort(rng.permutation(len(films))[:labels]))
        folds = grouped_folds([str(i) for i in range(labels)], FOLDS, rng)
        results.append(predicted_folds(chosen, folds, recipe, seed))
    mae = [float(np.abs(r.error).mean()) for r in results]
    r2 = [r.r2 for r in results]
    return {
        "our_mae": float(np.mean(mae)),
        "our_mae_sd": float(np.std(mae)),
        "our_r2": float(np.mean(r2)),
        "our_r2_sd": float(np.std(r2)),
        "our_label_sd": float(np.mean([r.measured.std() for r in results])),
        "repeats": repeats,
    }
