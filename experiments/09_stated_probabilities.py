"""How often films meet a window that polyopt says they meet with some probability.

    python experiments/09_stated_probabilities.py --data FOLDER

FOLDER holds measurements.csv, as for 01_train_models.py. Homopolymers with a DOI are predicted
without their paper (five folds of papers, several random splits); every film is then asked whether
it lies in each of a number of windows, as a claim or a design would. Three tests:

- `all`: every film and window with a stated probability of at least one half;
- `strict`: the same for polymers that no other paper or source reports;
- `best of 30`: palettes of 30 such films drawn at random, a window for each; only the film with the
  greatest probability counts, as in a search. A stated probability must survive being chosen for.

`error` is one binomial standard error of the share of hits. Films stand in several windows, and
films of one paper err together, so that the true error of `hit` is larger. Writes
`results/stated_probabilities.csv` and a plot.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import numpy as np
from result_tables import write_rows
from scipy import stats

from polyopt.models.films import Films
from polyopt.models.recipes import RECIPES
from polyopt.models.training import predictor_of
from polyopt.quantities import USUAL

RESULTS = Path(__file__).with_name("results") / "stated_probabilities.csv"
BINS = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
INF = float("inf")
WINDOWS = {
    "cte": (
        *((low, low + 20.0) for low in (0.0, 10.0, 20.0, 30.0, 40.0, 50.0)),
        *((low, low + 30.0) for low in (0.0, 10.0, 20.0, 30.0, 40.0)),
        *((-INF, high) for high in (20.0, 30.0, 40.0, 50.0)),
    ),  # ppm/K
    "tg": (
        *((low, low + 60.0) for low in (180.0, 220.0, 260.0, 300.0, 340.0)),
        *((low, low + 160.0) for low in (120.0, 180.0, 240.0, 300.0)),
        *((-INF, high) for high in (220.0, 280.0, 340.0)),
        *((low, INF) for low in (220.0, 280.0, 340.0)),
    ),  # degC
}
PALETTE = 30
PALETTES = 2000

training = import_module("01_train_models")


@dataclass(frozen=True, slots=True)
class Predicted:
    """Films of papers left out together: mean, sd, label [unit], and whether nobody else reports.

    All of shape (n,).
    """

    mean: np.ndarray
    sd: np.ndarray
    measured: np.ndarray
    alone: np.ndarray


def predicted(films: Films, property: str, seeds: Sequence[int]) -> list[Predicted]:
    """Return the test films of each fold of each random split."""
    folds = []
    for seed in seeds:
        rng = np.random.default_rng(seed)
        predictor = predictor_of("gp", RECIPES[property], rng)
        for train, test in training.paper_folds(films, rng):
            held = films.take(test)
            mean, sd = predictor(films.take(train), held)
            folds.append(Predicted(mean, sd, held.value, np.array(held.alone)))
    return folds


def stated(films: Predicted, low: float, high: float) -> np.ndarray:
    """Return the probability of lying in a window, shape (n,)."""
    return stats.norm.cdf((high - films.mean) / films.sd) - stats.norm.cdf(
        (low - films.mean) / films.sd
    )


def every_window(folds: Sequence[Predicted], property: str) -> tuple[np.ndarray, ...]:
    """Return probability, hit and `alone` of every film in every window."""
    parts = [
        (stated(films, low, high), (films.measured >= low) & (films.measured <= high), films.alone)
        for films in folds
        for low, high in WINDOWS[property]
    ]
    return tuple(np.concatenate(part) for part in zip(*parts, strict=True))


def best_of_palettes(
    folds: Sequence[Predicted], property: str, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Return probability and hit of the likeliest film of each palette."""
    large = [films for films in folds if len(films.mean) >= PALETTE]
    windows = WINDOWS[property]
    chosen = []
    for _ in range(PALETTES):
        films = large[rng.integers(len(large))]
        low, high = windows[rng.integers(len(windows))]
        palette = rng.choice(len(films.mean), PALETTE, replace=False)
        likely = stated(films, low, high)[palette]
        best = palette[likely.argmax()]
        chosen.append((likely.max(), low <= films.measured[best] <= high))
    probability, hit = (np.array(column) for column in zip(*chosen, strict=True))
    return probability, hit


def binned(
    property: str, test: str, probability: np.ndarray, hit: np.ndarray, splits: int
) -> Iterator[dict[str, object]]:
    """Yield a row for each bin of the stated probability, and one for all of them."""
    for low, high in ((BINS[0], BINS[-1]), *zip(BINS[:-1], BINS[1:], strict=True)):
        kept = (probability >= low) & ((probability < high) | (high == BINS[-1]))
        if kept.sum() < 10 * splits:
            continue
        share, n = float(hit[kept].mean()), kept.sum() / splits
        yield {
            "property": property,
            "test": test,
            "from": low,
            "to": high,
            "n": round(n),
            "stated": float(probability[kept].mean()),
            "hit": share,
            "error": float(np.sqrt(share * (1 - share) / n)),
        }


def rows_of(source: Path, property: str, seeds: Sequence[int]) -> Iterator[dict[str, object]]:
    """Yield the rows of a property."""
    films = training.read_films(source, RECIPES[property])
    folds = predicted(films, property, seeds)
    probability, hit, alone = every_window(folds, property)
    yield from binned(property, "all", probability, hit, len(seeds))
    yield from binned(property, "strict", probability[alone], hit[alone], len(seeds))
    chosen = best_of_palettes(folds, property, np.random.default_rng(0))
    yield from binned(property, f"best of {PALETTE}", *chosen, 1)


def draw(rows: Sequence[dict[str, object]], path: Path) -> None:
    """Draw hits against stated probabilities."""
    import matplotlib

    matplotlib.use("svg")
    import matplotlib.pyplot as plt

    matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "polyopt"})
    figure, axes = plt.subplots(1, len(USUAL), figsize=(8.0, 3.8), sharey=True)
    for axis, property in zip(axes, USUAL, strict=True):
        axis.plot([0.5, 1.0], [0.5, 1.0], color="0.6", linewidth=0.8)
        for test in dict.fromkeys(str(row["test"]) for row in rows):
            own = [r for r in rows if (r["property"], r["test"]) == (property, test)][1:]
            axis.errorbar(
                [r["stated"] for r in own],
                [r["hit"] for r in own],
                [2 * r["error"] for r in own],
                marker="o",
                markersize=3,
                linewidth=0.8,
                capsize=2,
                label=test,
            )
        axis.set(title=property, xlabel="stated probability", xlim=(0.48, 1.02), ylim=(0.2, 1.05))
    axes[0].set_ylabel("share of films in the window")
    axes[0].legend(frameon=False)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})


def main() -> None:
    """Predict, count, write the table and the plot."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with measurements.csv")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    asked = parser.parse_args()
    rows = [
        row
        for property in USUAL
        for row in rows_of(asked.data / "measurements.csv", property, asked.seeds)
    ]
    for row in rows:
        print(row, flush=True)
    write_rows(RESULTS, rows)
    draw(rows, RESULTS.with_name("plots") / "stated_probabilities.svg")


if __name__ == "__main__":
    main()
