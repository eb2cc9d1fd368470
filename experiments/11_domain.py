"""What tells films that the models get wrong from those they get right, before they are measured.

    python experiments/11_domain.py --data FOLDER

FOLDER holds measurements.csv, as for 01_train_models.py. Films of papers left out that nobody else
reports (see strict_split.py) are predicted, and their mean error is compared on either side of
several flags:

- `domain`: what the model says, and within it `similarity` (to the nearest training polymer) and
  `kin missed` (how far the model lies from the training polymers most like the film);
- `new monomer`: at least one monomer is not in the training data;
- `wide`: the model's own standard deviation is among the greatest fifth.

The flag of CTE, its form and its limit, was chosen on these films among a dozen of its kind, so
that its ratio is somewhat optimistic. Writes `results/domain.csv`.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import strict_split
from result_tables import write_rows

from polyopt.models.gaussian_process.training import fit_gaussian_process
from polyopt.models.recipes import RECIPES
from polyopt.quantities import USUAL

RESULTS = Path(__file__).with_name("results") / "domain.csv"
WIDE = 0.8  # quantile


def flagged(source: Path, property: str, seeds: Sequence[int]) -> Iterator[dict[str, np.ndarray]]:
    """Yield errors and flags of the test films of each fold."""
    recipe = RECIPES[property]
    films = strict_split.training.read_films(source, recipe)
    reports = strict_split.reports_of(source, property, films)
    for seed in seeds:
        for train, test, _ in strict_split.strict_folds(films, reports, seed):
            model = fit_gaussian_process(train, recipe, np.random.default_rng(seed))
            belief = model.posterior(test.main_pair)
            doubts = np.array(belief.doubts)
            yield {
                "error": np.abs(belief.mean - test.value),
                "domain": ~belief.in_domain,
                "similarity": belief.similarity < recipe.least_similarity,
                "kin missed": np.char.startswith(doubts, "the known polymers"),
                "new monomer": belief.novelty > 0,
                "sd": np.sqrt(np.diag(belief.model_covariance)),
            }


def rows_of(source: Path, property: str, seeds: Sequence[int]) -> Iterator[dict[str, object]]:
    """Yield a row for each flag of a property."""
    folds = list(flagged(source, property, seeds))
    found = {name: np.concatenate([fold[name] for fold in folds]) for name in folds[0]}
    sd = found.pop("sd")
    found["wide"] = sd > np.quantile(sd, WIDE)
    error = found.pop("error")
    for name, flag in found.items():
        if flag.any() and not flag.all():
            outside, inside = float(error[flag].mean()), float(error[~flag].mean())
            yield {
                "property": property,
                "flag": name,
                "n_flagged": round(flag.sum() / len(seeds)),
                "n_other": round((~flag).sum() / len(seeds)),
                "mae_flagged": outside,
                "mae_other": inside,
                "ratio": outside / inside,
            }


def main() -> None:
    """Compare the flags and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with measurements.csv")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    asked = parser.parse_args()
    rows = []
    for property in USUAL:
        for row in rows_of(asked.data / "measurements.csv", property, asked.seeds):
            print(row, flush=True)
            rows.append(row)
    write_rows(RESULTS, rows)


if __name__ == "__main__":
    main()
