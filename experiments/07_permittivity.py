"""Train the permittivity model, measure it on five splits, write its errors and its card.

    python experiments/07_permittivity.py --data FOLDER

FOLDER holds measurements.csv as for 01_train_models.py, and permittivity.csv, whose values have a
frequency; no row of them is part of the project. Every label is brought to 1 MHz by the slope of
`polyopt.models.frequency`, which this script measures, too. Beside the Gaussian process that is
shipped, the same films are predicted by one trained on the polymers of measurements.csv alone
("gp, older"), by the group contribution model and by the median of the training films. "Older"
films are those of polymers in measurements.csv, "newer" the others. Newer labels of 4 and above
stay in the test folds and train nothing: with them the older films are predicted worse.
"""

from __future__ import annotations

import argparse
import csv
import importlib
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
from permittivity_card import HIGH, OLDER, errors, frequency, known_films, unseen, write_card
from permittivity_labels import (
    Report,
    films_at,
    slopes,
    with_frequencies_of,
    with_frequency,
    without_frequency,
)
from proper_scores import interval_score

from polyopt.models.films import Films
from polyopt.models.frequency import DISPERSION, at_frequency
from polyopt.models.identity import structures_of
from polyopt.models.library import PRETRAINED
from polyopt.models.recipes import RECIPES
from polyopt.models.training import predictor_of
from polyopt.models.validation import Score, held_out

__all__ = ["errors", "frequency", "known_films", "unseen"]  # what a test reads of the card

training = importlib.import_module("01_train_models")
RECIPE = RECIPES["permittivity"]
LINE = DISPERSION[RECIPE.property]
RESULTS = Path(__file__).with_name("results") / "permittivity.csv"
SLOPE = RESULTS.with_name("permittivity_slope.csv")
FAR = 1e10  # Hz; where films show how far the line extrapolates
MODELS = ("gp", OLDER, "groups", "median")


def main() -> None:
    """Run everything."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with measurements.csv")
    parser.add_argument("--out", type=Path, default=PRETRAINED, help="folder of the artefact")
    parser.add_argument(
        "--seeds", type=int, nargs="+", default=[1, 2, 3], help="one for each random split"
    )
    options = parser.parse_args()
    newer = with_frequency(options.data, RECIPE.property)
    older = with_frequencies_of(without_frequency(options.data, RECIPE.property), newer)
    usual = [report for report in newer if report.value < HIGH]
    films, trained, known = (films_at([*older, *more], RECIPE, LINE) for more in (newer, usual, []))
    table = [
        row
        for model in MODELS
        for row in scores(films, known, known if model == OLDER else trained, model, options.seeds)
    ]
    far = far_model(trained, newer, options.seeds[0])
    table += far_rows(far, newer)
    write_rows(SLOPE, [slope_row(newer) | far_spread(far, newer)], digits=5)
    model = training.train(trained, RECIPE, "gp", options.seeds[0])
    model.save(options.out / "permittivity.npz")
    write_rows(RESULTS, table, digits=4)
    write_card(options.out / "permittivity.md", model, trained, table)


def slope_row(reports: list[Report]) -> dict[str, object]:
    """Return how the permittivity falls with frequency, and what the package says of it."""
    found = slopes(reports)
    print("slopes", np.round(np.sort(found), 4))
    return {
        "polymers": len(found),
        "low_Hz": LINE.low,
        "high_Hz": LINE.high,
        "slope_median": float(np.median(found)),
        "slope_sd": float(np.std(found, ddof=1)),
        "per_decade": float(10 ** np.median(found) - 1),
    }


def scores(
    films: Films, known: Films, trained: Films, model: str, seeds: list[int]
) -> list[dict[str, object]]:
    """Return a row for each split and part: mean scores over the random splits."""
    found: dict[str, list[tuple[Score, float]]] = {}
    older = units_of(known)
    for seed in seeds:
        predictor = predictor_for(model, seed, trained)
        for split, folds in training.splits(films, seed).items():
            mean, sd, measured = held_out(films, folds, predictor)
            units = structures_of(films.main_pair)
            is_older = np.array([units[i] in older for _, test in folds for i in test])
            parts = {
                split: np.ones(len(measured), dtype=bool),
                f"{split}, below {HIGH:g}": measured < HIGH,
                f"{split}, older, below {HIGH:g}": is_older & (measured < HIGH),
                f"{split}, newer, below {HIGH:g}": ~is_older & (measured < HIGH),
            }
            for name, part in parts.items():
                if part.any():
                    found.setdefault(name, []).append(scored(mean[part], sd[part], measured[part]))
    return [row_of(model, split, several) for split, several in found.items()]


def scored(mean: np.ndarray, sd: np.ndarray, measured: np.ndarray) -> tuple[Score, float]:
    """Return the score of films left out, and their mean interval score."""
    return Score.of(mean, sd, measured), float(interval_score(mean, sd, measured).mean())


def row_of(model: str, split: str, several: list[tuple[Score, float]]) -> dict[str, object]:
    """Return a row of the table: means over random splits, and the spread of the MAE."""
    alone = [score for score, _ in several]
    return {
        "model": model,
        "split": split,
        **asdict(training.combined(alone, np.mean)),
        "interval_score": float(np.mean([width for _, width in several])),
        "mae_sd": training.combined(alone, np.std).mae,
        "seeds": len(several),
    }


def far_model(films: Films, reports: list[Report], seed: int):
    """Return a model at 1 MHz fitted without the polymers measured at 10 GHz."""
    out = {r.unit for r in reports if r.frequency == FAR}
    rest = [i for i, unit in enumerate(structures_of(films.main_pair)) if unit not in out]
    return training.train(films.take(np.array(rest)), RECIPE, "gp", seed)


def far_films(model, reports: list[Report]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return mean, standard deviation and value of the films measured at 10 GHz."""
    far = [r for r in reports if r.frequency == FAR]
    belief = model.posterior([(r.acid, r.amine) for r in far])
    return belief.mean, belief.sd, np.array([r.value for r in far])


def far_rows(model, reports: list[Report]) -> list[dict[str, object]]:
    """Return the errors at 10 GHz of polymers left out, with the line and without."""
    there, reference = f"at {FAR / 1e9:g} GHz", f"at {LINE.reference / 1e6:g} MHz"
    return [
        row_of("gp", f"{split}, polymers left out", [scored(*far_films(at, reports))])
        for split, at in (
            (there, at_frequency(model, LINE, FAR)),
            (f"{there} as {reference}", model),
        )
    ]


def far_spread(model, reports: list[Report]) -> dict[str, object]:
    """Return what films at 10 GHz scatter more than the line and the model say, per decade."""
    narrow = at_frequency(model, replace(LINE, far_sd=0.0), FAR)
    mean, sd, measured = far_films(narrow, reports)
    more = np.mean((measured - mean) ** 2 - sd**2) / np.mean(mean**2)
    decades = np.log10(FAR / LINE.high)
    return {
        "far_films": len(measured),
        "far_sd": float(np.sqrt(max(more, 0.0)) / np.log(10) / decades),
    }


def units_of(films: Films) -> set[tuple[str, str]]:
    """Return the structures of homopolymers."""
    return set(structures_of(films.main_pair))


def predictor_for(
    model: str, seed: int, trained: Films
) -> Callable[[Films, Films], tuple[np.ndarray, np.ndarray]]:
    """Return what predicts films left out from those of `trained` that are not left out."""
    kind = "gp" if model == OLDER else model
    predictor = (
        by_median if model == "median" else predictor_of(kind, RECIPE, np.random.default_rng(seed))
    )
    place = structures_of(trained.main_pair)

    def of_trained(train: Films, test: Films) -> tuple[np.ndarray, np.ndarray]:
        allowed = units_of(train)
        kept = [i for i, unit in enumerate(place) if unit in allowed]
        return predictor(trained.take(np.array(kept)), test)

    return of_trained


def by_median(train: Films, test: Films) -> tuple[np.ndarray, np.ndarray]:
    """Return median and spread of the training films for every test film."""
    size = len(test)
    return np.full(size, np.median(train.value)), np.full(size, train.value.std())


def write_rows(path: Path, table: list[dict[str, object]], *, digits: int) -> None:
    """Write a table."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(table[0]), lineterminator="\n")
        writer.writeheader()
        for row in table:
            text = {k: f"{v:.{digits}f}" if isinstance(v, float) else v for k, v in row.items()}
            writer.writerow(text)


if __name__ == "__main__":
    main()
