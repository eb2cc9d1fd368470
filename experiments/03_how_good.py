"""How good the models are: learning curves, calibration, low CTE, literature, published models.

    python experiments/03_how_good.py --data FOLDER
    python experiments/03_how_good.py --literature    # after new rows in datasets/literature.csv

FOLDER holds measurements.csv, as for 01_train_models.py. Writes tables and plots under
`results/` and the page `results/how_good.md`, which is made from the tables alone. The plots need
matplotlib (the extra `plot`).
"""

from __future__ import annotations

import argparse
import time
from itertools import combinations
from pathlib import Path

import numpy as np
from held_out_films import HeldOut, random_splits_of, reported_values, training
from how_good_page import TABLES, page_of, read_tables
from how_good_plots import draw_films, draw_tables
from learning_curves import curve_rows, published_rows
from literature_films import film_rows
from reliability import band_rows, level_rows, split_rows
from result_tables import write_rows
from strict_split import strict_rows

from polyopt.models.films import Films
from polyopt.models.library import load
from polyopt.models.recipes import RECIPES
from polyopt.quantities import USUAL

RESULTS = Path(__file__).with_name("results")
PLOTS = RESULTS / "plots"


def main() -> None:
    """Run everything."""
    options = parse()
    if options.literature:
        write_rows(RESULTS / TABLES["literature"], film_rows())
        publish()
        return
    source = options.data / "measurements.csv"
    tables: dict[str, list[dict]] = {name: [] for name in TABLES}
    films: dict[str, Films] = {}
    random_splits: dict[str, dict[str, list[HeldOut]]] = {}
    for property in USUAL:
        clock = time.process_time()
        recipe = RECIPES[property]
        films[property] = training.read_films(source, recipe)
        values = reported_values(source, property, films[property])
        tables["models"].append(model_row(property, films[property], values))
        random_splits[property] = random_splits_of(
            films[property], values, recipe, options.seeds, options.cache
        )
        tables["splits"] += split_rows(property, random_splits[property])
        tables["levels"] += level_rows(property, random_splits[property])
        clock = lap(f"{property}: held-out predictions", clock)
        tables["curves"] += curve_rows(films[property], recipe)
        lap(f"{property}: learning curves", clock)
    clock = time.process_time()
    tables["strict"] += strict_rows(source, options.seeds)
    clock = lap("films of papers that nobody else reports", clock)
    tables["bands"] += band_rows(random_splits["cte"])
    tables["published"] += published_rows(films, RECIPES)
    clock = lap("published models", clock)
    tables["literature"] += film_rows()
    clock = lap("films of the literature", clock)
    for name, rows in tables.items():
        write_rows(RESULTS / TABLES[name], rows)
    publish()
    draw_films(random_splits, PLOTS)
    lap("tables, plots, page", clock)


def publish() -> None:
    """Write the page and the plots that follow from the tables."""
    written = read_tables(RESULTS)
    PLOTS.mkdir(exist_ok=True)
    draw_tables(written, PLOTS)
    (RESULTS / "how_good.md").write_text(page_of(written), encoding="utf-8")


def parse() -> argparse.Namespace:
    """Return the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    work = parser.add_mutually_exclusive_group(required=True)
    work.add_argument("--data", type=Path, help="folder with measurements.csv")
    work.add_argument("--literature", action="store_true", help="renew only the literature's films")
    parser.add_argument("--cache", type=Path, help="folder outside the project for predictions")
    parser.add_argument(
        "--seeds", type=int, nargs="+", default=[1, 2, 3], help="one for each random split"
    )
    return parser.parse_args()


def lap(part: str, since: float) -> float:
    """Print the processor time of a part and return the time now."""
    now = time.process_time()
    print(f"{part}: {now - since:.0f} s", flush=True)
    return now


def model_row(property: str, films: Films, values: list[np.ndarray]) -> dict[str, object]:
    """Return what the shipped model was trained on, and how far reports of one polymer differ."""
    gaps = [
        float(np.mean([abs(a - b) for a, b in combinations(found, 2)]))
        for found in values
        if len(found) > 1
    ]
    return {
        "property": property,
        "polymers": len(films),
        "reports": films.reports,
        "label_sd": float(films.value.std()),
        "polymers_reported_twice": len(gaps),
        "gap_mean": float(np.mean(gaps)),
        "gap_median": float(np.median(gaps)),
        "fingerprint": load(property).fingerprint,
    }


if __name__ == "__main__":
    main()
