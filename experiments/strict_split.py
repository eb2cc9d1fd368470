"""Whole papers left out, and only polymers that no other paper or source reports: the yardstick.

    python experiments/strict_split.py --data FOLDER

Other splits leave a polymer, a monomer or a paper out, but a polymer that several sources report
comes with the chemistry that everybody makes, and its label is a median of laboratories. Here every
test film is somebody else's: its paper is not in training, and nobody else made its polymer. Writes
`results/strict.csv`, which the page of `03_how_good.py` shows first; that script calls this one.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path

import numpy as np
from proper_scores import crps, interval_score, log_score
from result_tables import write_rows

from polyopt.chemistry.structures import without_stereo
from polyopt.equations.normal_interval import Z90
from polyopt.models.films import Films
from polyopt.models.identity import structure_of
from polyopt.models.kernels import tanimoto
from polyopt.models.recipes import RECIPES, ModelRecipe
from polyopt.models.training import predictor_of
from polyopt.quantities import USUAL

RESULTS = Path(__file__).with_name("results") / "strict.csv"
FOLDS = 5
BANDS = {
    "cte": ((-np.inf, 20.0), (20.0, 30.0), (30.0, 45.0), (45.0, np.inf)),  # ppm/K
    "tg": ((-np.inf, 220.0), (220.0, 280.0), (280.0, 340.0), (340.0, np.inf)),  # degC
}
SIMILARITIES = ((-np.inf, 0.5), (0.5, 0.65), (0.65, np.inf))
DRAWS = 2000
FEWEST = 3  # films a part must have

training = import_module("01_train_models")


@dataclass(frozen=True, slots=True)
class Strict:
    """Test films of all folds of all random splits.

    Parameters
    ----------
    mean, sd, measured : ndarray, shape (n,)
        Prediction, its standard deviation and label. [unit]
    similarity : ndarray, shape (n,)
        Tanimoto similarity to the nearest training polymer. [-]
    paper : ndarray of str, shape (n,)
        Where each film was reported.
    """

    mean: np.ndarray
    sd: np.ndarray
    measured: np.ndarray
    similarity: np.ndarray
    paper: np.ndarray

    @classmethod
    def joined(cls, parts: Sequence[Strict]) -> Strict:
        """Return the films of several folds."""
        names = ("mean", "sd", "measured", "similarity", "paper")
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))

    def take(self, kept: np.ndarray) -> Strict:
        """Return some of the films."""
        names = ("mean", "sd", "measured", "similarity", "paper")
        return Strict(*(getattr(self, name)[kept] for name in names))


def reports_of(source: Path, property: str, films: Films) -> list[list[tuple[str, float]]]:
    """Return the reports of each film: the DOI of its paper, or an empty text, and the value."""
    found: dict[tuple[str, str], list[tuple[str, float]]] = {}
    with source.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["property"] == property:
                polymer = without_stereo(row["dianhydride"]), without_stereo(row["diamine"])
                found.setdefault(polymer, []).append((row["doi"], float(row["value"])))
    return [found[structure_of(pair)] for pair in films.main_pair]


def only_paper(reports: Sequence[tuple[str, float]]) -> str:
    """Return the one paper that reports a polymer; empty if there are others, or other sources.

    >>> only_paper([("a", 1.0), ("a", 2.0)]), only_paper([("a", 1.0), ("", 1.0)])
    ('a', '')
    """
    papers = {paper for paper, _ in reports}
    return papers.pop() if len(papers) == 1 else ""


def strict_folds(
    films: Films, reports: Sequence[Sequence[tuple[str, float]]], seed: int
) -> Iterator[tuple[Films, Films, np.ndarray]]:
    """Yield training films, test films and the papers of these.

    A polymer that papers inside and outside the fold report stays in training with the others'
    values; it is no test.
    """
    own = np.array([only_paper(found) for found in reports])
    papers = sorted({paper for found in reports for paper, _ in found} - {""})
    number = np.random.default_rng(seed).permutation(np.arange(len(papers)) % FOLDS)
    for fold in range(FOLDS):
        left_out = {papers[i] for i in np.flatnonzero(number == fold)}
        test = np.flatnonzero([paper in left_out for paper in own])
        rest = [[v for paper, v in found if paper not in left_out] for found in reports]
        train = np.flatnonzero([bool(values) for values in rest])
        if len(test):
            value = np.array([np.median(np.unique(rest[i])) for i in train])
            yield replace(films.take(train), value=value), films.take(test), own[test]


def predicted(
    films: Films,
    reports: Sequence[Sequence[tuple[str, float]]],
    recipe: ModelRecipe,
    seeds: Sequence[int],
) -> Strict:
    """Return the test films of several random splits of the papers."""
    parts = []
    for seed in seeds:
        predictor = predictor_of("gp", recipe, np.random.default_rng(seed))
        for train, test, paper in strict_folds(films, reports, seed):
            mean, sd = predictor(train, test)
            nearest = tanimoto(test.units.morgan, train.units.morgan).max(axis=1)
            parts.append(Strict(mean, sd, test.value, nearest, paper))
        print(recipe.property, seed, scores(Strict.joined(parts)), flush=True)
    return Strict.joined(parts)


def scores(films: Strict) -> dict[str, float]:
    """Return errors, coverage and proper scores of films, each film counting once."""
    error = films.mean - films.measured
    of_paper = [np.abs(error[films.paper == paper]).mean() for paper in np.unique(films.paper)]
    asked = films.mean, films.sd, films.measured
    return {
        "mae": float(np.abs(error).mean()),
        "mae_of_papers": float(np.mean(of_paper)),
        "median": float(np.median(np.abs(error))),
        "bias": float(error.mean()),
        "coverage": float((np.abs(error) <= Z90 * films.sd).mean()),
        "half_width": float(Z90 * films.sd.mean()),
        "interval_score": float(interval_score(*asked).mean()),
        "crps": float(crps(*asked).mean()),
        "log_score": float(log_score(*asked).mean()),
    }


def by_paper(films: Strict, rng: np.random.Generator) -> dict[str, float]:
    """Return 90 % intervals of error and coverage, whole papers being drawn with replacement."""
    error = np.abs(films.mean - films.measured)
    inside = error <= Z90 * films.sd
    papers, of = np.unique(films.paper, return_inverse=True)
    sums = [np.bincount(of, values, len(papers)) for values in (np.ones(len(of)), error, inside)]
    drawn = rng.integers(len(papers), size=(DRAWS, len(papers)))
    n, mae, covered = (total[drawn].sum(axis=1) for total in sums)
    ends = {}
    for name, values in (("mae", mae / n), ("coverage", covered / n)):
        ends[f"{name}_low"], ends[f"{name}_high"] = map(float, np.quantile(values, (0.05, 0.95)))
    return ends


def parts_of(films: Strict, property: str) -> Iterator[tuple[str, str, Strict]]:
    """Yield all films, then those of each band of the prediction and of each similarity."""
    yield "all", "", films
    for low, high in BANDS[property]:
        yield "predicted", band(low, high), films.take((films.mean >= low) & (films.mean < high))
    for low, high in SIMILARITIES:
        kept = (films.similarity >= low) & (films.similarity < high)
        yield "similarity", band(low, high), films.take(kept)


def band(low: float, high: float) -> str:
    """Return a band in words.

    >>> band(-np.inf, 20.0), band(20.0, 30.0), band(0.65, np.inf)
    ('below 20', '20 to 30', 'above 0.65')
    """
    if np.isinf(low):
        return f"below {high:g}"
    return f"above {low:g}" if np.isinf(high) else f"{low:g} to {high:g}"


def strict_rows(source: Path, seeds: Sequence[int]) -> Iterator[dict[str, object]]:
    """Yield a row for each property and part of the test films."""
    for property in USUAL:
        films = training.read_films(source, RECIPES[property])
        found = predicted(films, reports_of(source, property, films), RECIPES[property], seeds)
        for by, name, part in parts_of(found, property):
            if len(part.mean) < FEWEST * len(seeds):
                continue
            rng = np.random.default_rng(0)
            yield {
                "property": property,
                "by": by,
                "part": name,
                "n": round(len(part.mean) / len(seeds)),
                "papers": len(np.unique(part.paper)),
                "random_splits": len(seeds),
                **scores(part),
                **by_paper(part, rng),
            }


def main() -> None:
    """Predict the films and write their scores."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with measurements.csv")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    asked = parser.parse_args()
    rows = list(strict_rows(asked.data / "measurements.csv", asked.seeds))
    write_rows(RESULTS, rows)


if __name__ == "__main__":
    main()
