"""What a few own films teach about laboratories that differ in five ways.

    python experiments/10_simulated_laboratories.py --data FOLDER

FOLDER holds measurements.csv, as for 01_train_models.py. Models are refitted without the polymers
that stand for the user's (five folds of polymers). Each laboratory turns the measured CTE into what
it would measure; five films of flexible chains (predicted above 40 ppm/K) or five of both kinds are
handed over, and the other films of the fold are predicted. `stiff` are films predicted below 30
ppm/K by the model beforehand. Then one film is measured one to five times within 0.1 ppm/K.

`before` is the error of the model as shipped; `known` that of a model that knows what the
laboratory does, which no calibration can beat by much. Writes `results/simulated_laboratories.csv`.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import numpy as np
from result_tables import write_rows

from polyopt.chemistry.composition import Composition
from polyopt.equations.normal_interval import Z90
from polyopt.models.calibrated.films import OwnFilm
from polyopt.models.calibrated.model import calibrate
from polyopt.models.films import Films
from polyopt.models.gaussian_process.model import GaussianProcess
from polyopt.models.gaussian_process.training import fit_gaussian_process
from polyopt.models.property_model import Pair
from polyopt.models.recipes import RECIPES
from polyopt.models.validation import grouped_folds

RESULTS = Path(__file__).with_name("results") / "simulated_laboratories.csv"
RECIPE = RECIPES["cte"]
LABORATORIES: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "no effect": lambda cte: cte,
    "+12": lambda cte: cte + 12,
    "+12, one film at 200": lambda cte: cte + 12,
    "rods +15": lambda cte: np.where(cte < 30, cte + 15, cte),
    "60 + 0.6 (cte - 60)": lambda cte: 60 + 0.6 * (cte - 60),
}
WRONG = "one film at 200"
GIVEN = 5
STIFF, FLEXIBLE = 30.0, 40.0  # ppm/K, as predicted beforehand

training = import_module("01_train_models")


@dataclass(frozen=True, slots=True)
class Fold:
    """A model and the p polymers that it has not seen."""

    model: GaussianProcess
    pairs: tuple[Pair, ...]
    measured: np.ndarray
    expected: np.ndarray


def folds_of(films: Films, seed: int) -> Iterator[Fold]:
    """Yield models fitted without a fifth of the polymers each."""
    rng = np.random.default_rng(seed)
    for train, test in grouped_folds([str(i) for i in range(len(films))], 5, rng):
        model = fit_gaussian_process(films.take(train), RECIPE, rng)
        pairs = tuple(films.main_pair[i] for i in test)
        yield Fold(model, pairs, films.value[test], model.posterior(pairs).mean)


def homopolymer(pair: Pair) -> Composition:
    """Return the composition of a homopolymer."""
    return Composition(((pair[0], 1.0),), ((pair[1], 1.0),))


def tally(folds: list[Fold], name: str, both_kinds: bool, draws: int) -> dict[str, object]:
    """Return errors and coverage after five films of a laboratory, means over draws."""
    rng = np.random.default_rng(0)
    made = LABORATORIES[name]
    before, after, known, stiff_error, inside, half = ([] for _ in range(6))
    for fold in folds:
        value = made(fold.measured)
        offered = np.flatnonzero((fold.expected >= FLEXIBLE) | both_kinds)
        stiff = np.flatnonzero(fold.expected < STIFF)
        for _ in range(draws):
            own = rng.choice(offered, GIVEN, replace=False)
            given = value[own].copy()
            if name.endswith(WRONG):
                given[0] = 200.0
            films = [
                OwnFilm(homopolymer(fold.pairs[i]), float(v), 0.0, "own")
                for i, v in zip(own, given, strict=True)
            ]
            belief = calibrate(fold.model, films).posterior(fold.pairs)
            rest, rods = (np.setdiff1d(part, own) for part in (np.arange(len(value)), stiff))
            error = np.abs(belief.mean - value)
            before.append(np.abs(fold.expected - value)[rest].mean())
            known.append(np.abs(made(fold.expected) - value)[rest].mean())
            after.append(error[rest].mean())
            stiff_error.extend(error[rods])
            inside.extend(error[rods] <= Z90 * belief.sd[rods])
            half.extend(Z90 * belief.sd[rods])
    return {
        "laboratory": name,
        "films": GIVEN,
        "kinds": "both" if both_kinds else "flexible",
        "mae_before": float(np.mean(before)),
        "mae_after": float(np.mean(after)),
        "mae_known": float(np.mean(known)),
        "stiff_mae": float(np.mean(stiff_error)),
        "stiff_coverage": float(np.mean(inside)),
        "stiff_half_width": float(np.mean(half)),
    }


def repeats(folds: list[Fold]) -> Iterator[dict[str, object]]:
    """Yield how well a film is known after one, two and five measurements within 0.1 ppm/K."""
    for count in (1, 2, 5):
        half, off = [], []
        for fold in folds:
            for i in range(0, len(fold.pairs), 8):
                values = fold.measured[i] + np.linspace(-0.05, 0.05, count)
                film = homopolymer(fold.pairs[i])
                films = [OwnFilm(film, float(v), 0.0, "own") for v in values]
                belief = calibrate(fold.model, films).posterior([fold.pairs[i]])
                half.append(Z90 * belief.sd[0])
                off.append(abs(belief.mean[0] - fold.measured[i]))
        yield {
            "laboratory": "repeats of one film",
            "films": count,
            "kinds": "the film itself",
            "mae_after": float(np.mean(off)),
            "stiff_half_width": float(np.max(half)),
        }


def main() -> None:
    """Run all laboratories and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with measurements.csv")
    parser.add_argument("--draws", type=int, default=10, help="of five films from each fold")
    asked = parser.parse_args()
    films = training.read_films(asked.data / "measurements.csv", RECIPE)
    folds = list(folds_of(films, 1))
    rows = []
    for both_kinds in (False, True):
        for name in LABORATORIES:
            rows.append(tally(folds, name, both_kinds, asked.draws))
            print(rows[-1], flush=True)
    rows += repeats(folds)
    write_rows(RESULTS, rows)


if __name__ == "__main__":
    main()
