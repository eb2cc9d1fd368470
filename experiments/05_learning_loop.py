"""Films needed to find one that meets the limits: suggested, by one prediction, or at random.

    python experiments/05_learning_loop.py --data FOLDER

FOLDER holds measurements.csv (see 01_train_models.py); its rows are not part of the project. Each
seed holds back a palette of polymers with a measured CTE. The CTE model is fitted without them;
the Tg model without any polymer that has a CTE. The loop then makes films of the palette, reveals
what was measured and learns from it, until one lies within the limits. Random choice is its mean
over all orders. The kernel weights are those of the shipped models, chosen on all polymers.
"""

from __future__ import annotations

import argparse
import csv
import importlib
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from polyopt.claims.probability import Limit
from polyopt.models.films import Films
from polyopt.models.gaussian_process.training import fit_gaussian_process
from polyopt.models.identity import structure_of
from polyopt.models.property_model import Posterior
from polyopt.models.recipes import RECIPES
from polyopt.models.validation import monomer_keys
from polyopt.next_films.learning import Candidates, best_batch, standard_draws
from polyopt.next_films.suggest import DRAWS, SHORTLIST

read_films = importlib.import_module("01_train_models").read_films

RESULTS = Path(__file__).with_name("results") / "learning_loop.csv"
CTE = (5.0, 15.0)  # ppm/K
LEAST_TG = 300.0  # degC, where a Tg is known
PALETTE = 100
BATCH = 4
METHODS = ("suggest, one by one", f"suggest, batches of {BATCH}", "likeliest, learning")
METHODS = (*METHODS, "likeliest, predicted once", "random")


@dataclass
class Palette:
    """Polymers held back: what the models believe of the values a film would show.

    The first n values are CTEs [ppm/K], the others Tgs [degC]; NaN is measured where unknown.
    """

    mean: np.ndarray
    covariance: np.ndarray
    measured: np.ndarray

    @property
    def size(self) -> int:
        """Number of polymers."""
        return len(self.mean) // 2

    @property
    def hits(self) -> np.ndarray:
        """Which polymers meet the limits as measured."""
        cte, tg = self.measured[: self.size], self.measured[self.size :]
        return (cte >= CTE[0]) & (cte <= CTE[1]) & ~(tg < LEAST_TG)

    def after(self, made: list[int]) -> Palette:
        """Return the palette given what the films made so far have shown."""
        seen = [c for f in made for c in self.columns(f)]
        if not seen:
            return self
        gain = np.linalg.solve(self.covariance[np.ix_(seen, seen)], self.covariance[seen]).T
        mean = self.mean + gain @ (self.measured[seen] - self.mean[seen])
        return Palette(mean, self.covariance - gain @ self.covariance[seen], self.measured)

    def columns(self, film: int) -> tuple[int, ...]:
        """Return the values that making a film reveals."""
        both = (film, film + self.size)
        return tuple(c for c in both if np.isfinite(self.measured[c]))

    def candidates(self, left: list[int]) -> Candidates:
        """Return the films not yet made, each a laminate of its own."""
        index = np.array(left)
        columns = np.concatenate([index, index + self.size])
        place = {int(c): i for i, c in enumerate(columns)}
        joint = self.covariance[np.ix_(columns, columns)]
        pairs = np.arange(2 * len(index)).reshape(2, -1).T
        known = np.isfinite(self.measured[index + self.size])
        low = np.where(known, LEAST_TG - self.mean[index + self.size], -np.inf)
        return Candidates(
            limits=(
                Limit(np.array([1.0, 0.0]), CTE[0] - self.mean[index], CTE[1] - self.mean[index]),
                Limit(np.array([0.0, 1.0]), low, np.full(len(index), np.inf)),
            ),
            certain=np.ones(len(index)),
            covariance=joint[pairs[:, :, None], pairs[:, None, :]],
            observed=joint,
            cross=joint[pairs],
            films=tuple(tuple(place[c] for c in self.columns(f)) for f in left),
        )


def main() -> None:
    """Run all seeds and write the table."""
    options = parse()
    start = time.perf_counter()
    recipes = RECIPES["cte"], RECIPES["tg"]
    cte, tg = (read_films(options.data / "measurements.csv", recipe) for recipe in recipes)
    with_cte = {structure_of(pair) for pair in cte.pairs}
    held = np.array([structure_of(pair) in with_cte for pair in tg.pairs])
    tg_model = fit_gaussian_process(
        tg.take(np.flatnonzero(~held)), recipes[1], np.random.default_rng(0)
    )
    tg_belief = tg_model.posterior(cte.pairs)
    known = {structure_of(pair): value for pair, value in zip(tg.pairs, tg.value, strict=True)}
    tg_values = np.array([known.get(structure_of(pair), np.nan) for pair in cte.pairs])
    rows = []
    for split in ("polymers held back", "dianhydrides held back"):
        counts = []
        for seed in range(options.seeds):
            palette = held_back(cte, tg_belief, tg_values, split, seed)
            counts.append(films_needed(palette, seed))
            hits = int(palette.hits.sum())
            print(split, seed, f"{palette.size} films, {hits} hits", np.round(counts[-1], 1))
        rows += summary(split, np.array(counts))
    write(rows)
    print(f"{time.perf_counter() - start:.0f} s")


def parse() -> argparse.Namespace:
    """Return the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with measurements.csv")
    parser.add_argument("--seeds", type=int, default=60, help="palettes of each split")
    return parser.parse_args()


def held_back(
    cte: Films, tg_belief: Posterior, tg_values: np.ndarray, split: str, seed: int
) -> Palette:
    """Return a palette that holds a film within the limits, and what is believed without it."""
    rng = np.random.default_rng([seed, len(split)])
    while True:
        index = np.sort(drawn(cte, split, rng))
        train = cte.take(np.setdiff1d(np.arange(len(cte)), index))
        model = fit_gaussian_process(train, RECIPES["cte"], np.random.default_rng(seed))
        belief, n = model.posterior([cte.pairs[i] for i in index]), len(index)
        other = tg_belief.take(index)
        covariance = np.zeros((2 * n, 2 * n))
        covariance[:n, :n] = belief.covariance + np.diag(belief.noise_sd**2)
        covariance[n:, n:] = other.covariance + np.diag(other.noise_sd**2)
        palette = Palette(
            np.concatenate([belief.mean, other.mean]),
            covariance,
            np.concatenate([cte.value[index], tg_values[index]]),
        )
        if palette.hits.any():
            return palette


def drawn(cte: Films, split: str, rng: np.random.Generator) -> np.ndarray:
    """Return films to hold back: any, or all of some dianhydrides."""
    if split == "polymers held back":
        return rng.permutation(len(cte))[:PALETTE]
    acids = np.array(monomer_keys(cte)[0])
    chosen: list[int] = []
    for acid in rng.permutation(np.unique(acids)):
        chosen += np.flatnonzero(acids == acid).tolist()
        if len(chosen) >= PALETTE:
            break
    return np.array(chosen)


def films_needed(palette: Palette, seed: int) -> list[float]:
    """Return how many films each method makes until one is within the limits."""
    hits, n = palette.hits, palette.size
    ranking = np.argsort(-chances(palette, list(range(n))), kind="stable")
    once = 1 + int(np.flatnonzero(hits[ranking])[0])
    random = (n + 1) / (hits.sum() + 1)  # mean over all orders
    return [
        loop(palette, 1, seed),
        loop(palette, BATCH, seed),
        greedy(palette),
        once,
        float(random),
    ]


def chances(palette: Palette, left: list[int]) -> np.ndarray:
    """Return the probability that each film meets the limits."""
    candidates = palette.candidates(left)
    return candidates.probability(candidates.belief())[0]


def loop(palette: Palette, batch: int, seed: int) -> int:
    """Make the films suggested, a whole batch at a time."""
    made: list[int] = []
    while not palette.hits[made].any():
        left = [f for f in range(palette.size) if f not in made]
        candidates = palette.after(made).candidates(left)
        count = min(batch, len(left))
        draws = standard_draws(DRAWS, count, 2, seed + 1000 * len(made))
        made += [left[i] for i in best_batch(candidates, count, draws, SHORTLIST)]
    return len(made)


def greedy(palette: Palette) -> int:
    """Make the likeliest film, learn, and so on: no look ahead."""
    made: list[int] = []
    while not palette.hits[made].any():
        left = [f for f in range(palette.size) if f not in made]
        made.append(left[int(chances(palette.after(made), left).argmax())])
    return len(made)


def summary(split: str, counts: np.ndarray) -> list[dict[str, object]]:
    """Return mean, median and how many times more films random choice needs, with 90 % bounds."""
    rng = np.random.default_rng(0)
    draws = rng.integers(0, len(counts), (10_000, len(counts)))
    rows = []
    for k, method in enumerate(METHODS):
        ratios = counts[draws, -1].mean(axis=1) / counts[draws, k].mean(axis=1)
        ratio = counts[:, -1].mean() / counts[:, k].mean()
        row = {
            "split": split,
            "method": method,
            "seeds": len(counts),
            "films_mean": round(float(counts[:, k].mean()), 2),
            "films_median": round(float(np.median(counts[:, k])), 2),
            "random_over_method": round(float(ratio), 2),
            "ratio_low": round(float(np.quantile(ratios, 0.05)), 2),
            "ratio_high": round(float(np.quantile(ratios, 0.95)), 2),
        }
        print(row)
        rows.append(row)
    return rows


def write(rows: list[dict[str, object]]) -> None:
    """Write the table."""
    RESULTS.parent.mkdir(exist_ok=True)
    with RESULTS.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
