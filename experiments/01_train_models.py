"""Train the shipped models, measure them on five splits, write results and model cards.

    python experiments/01_train_models.py --data FOLDER
    python experiments/01_train_models.py --cards        # after new rows in datasets/literature.csv

FOLDER holds measurements.csv with the columns dianhydride, diamine, property, value and doi. The
rows are not part of the project; the fitted models, their cards and the table of errors are.
"""

from __future__ import annotations

import argparse
import csv
import time
from dataclasses import asdict, fields
from pathlib import Path

import numpy as np
from model_cards import RESULTS, Evaluation, card_of, evaluation_of

from polyopt.chemistry.imidization import repeat_unit
from polyopt.chemistry.monomers import Monomer
from polyopt.errors import PolyoptError
from polyopt.models.films import Films, TrainingRow, films_of
from polyopt.models.gaussian_process.training import fit_gaussian_process
from polyopt.models.group_contribution.training import fit_group_contribution
from polyopt.models.kernels import tanimoto
from polyopt.models.library import PRETRAINED, load
from polyopt.models.recipes import RECIPES, ModelRecipe
from polyopt.models.training import predictor_of
from polyopt.models.validation import (
    Fold,
    Score,
    both_out_folds,
    grouped_folds,
    held_out,
    monomer_keys,
)
from polyopt.quantities import USUAL

KIND_NAMES = {"gp": "", "groups": "_groups"}
LOW_CTE = (25.0, 20.0)  # ppm/K; the regions in which low-expansion films are designed
COMPUTED_DIGITS = range(6, 10)  # decimals of a Tg that was computed; a mean of thirds has more


def main() -> None:
    """Run everything."""
    options = parse()
    options.out.mkdir(parents=True, exist_ok=True)
    if options.cards:
        write_cards(options)
        return
    table: list[dict[str, object]] = []
    for property in options.properties:
        films = read_films(options.data / "measurements.csv", RECIPES[property])
        for kind, suffix in KIND_NAMES.items():
            evaluation = evaluate(films, RECIPES[property], kind, options.seeds)
            name = property + suffix
            table += [
                {
                    "model": name,
                    "split": split,
                    **asdict(score),
                    "mae_sd": evaluation.spread[split].mae,
                    "coverage_sd": evaluation.spread[split].coverage,
                    "seeds": len(options.seeds),
                    "reports": films.reports,
                    "polymers": len(films),
                }
                for split, score in evaluation.scores.items()
            ]
            model = train(films, RECIPES[property], kind, options.seeds[0])
            model.save(options.out / f"{name}.npz")
    write_table(table)
    write_cards(options)


def write_cards(options: argparse.Namespace) -> None:
    """Write the cards of the models from the table of errors and the literature."""
    for property in options.properties:
        for suffix in KIND_NAMES.values():
            name = property + suffix
            model = load(options.out / f"{name}.npz")
            card = card_of(name, model, evaluation_of(name, model))
            (options.out / f"{name}.md").write_text(card, encoding="utf-8")


def parse() -> argparse.Namespace:
    """Return the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--data", type=Path, help="folder with measurements.csv")
    what.add_argument("--cards", action="store_true", help="only write the cards anew")
    parser.add_argument("--out", type=Path, default=PRETRAINED, help="folder of the artefacts")
    parser.add_argument(
        "--seeds", type=int, nargs="+", default=[1, 2, 3], help="one for each random split"
    )
    parser.add_argument("--properties", nargs="+", default=list(USUAL), choices=sorted(RECIPES))
    return parser.parse_args()


def read_films(path: Path, recipe: ModelRecipe) -> Films:
    """Return one film per polymer; reports with a DOI first, so that it names the group."""
    with path.open(encoding="utf-8", newline="") as file:
        reports = [row for row in csv.DictReader(file) if row["property"] == recipe.property]
    reports.sort(key=lambda row: (row["doi"] == "", row["doi"], row["dianhydride"], row["diamine"]))
    rows, refused = [], 0
    for report in reports:
        acid = Monomer(report["dianhydride"], "dianhydride", report["dianhydride"])
        amine = Monomer(report["diamine"], "diamine", report["diamine"])
        try:
            repeat_unit(acid, amine)
        except PolyoptError:
            refused += 1
            continue
        rows.append(TrainingRow([(acid, amine, 1.0)], float(report["value"]), report["doi"]))
    films = films_of(rows, recipe)
    print(f"{recipe.property}: {len(rows)} reports of {len(films)} polymers, {refused} unreadable")
    return films


def evaluate(films: Films, recipe: ModelRecipe, kind: str, seeds: list[int]) -> Evaluation:
    """Return the scores of every split: means and spreads over several random splits."""
    found: dict[str, list[Score]] = {}
    for seed in seeds:
        predictor = predictor_of(kind, recipe, np.random.default_rng(seed))
        for split, folds in splits(films, seed).items():
            start = time.perf_counter()
            mean, sd, measured = held_out(films, folds, predictor)
            for name, part in parts(films, recipe, kind, split, folds).items():
                score = Score.of(mean[part], sd[part], measured[part])
                found.setdefault(name, []).append(score)
            seconds = time.perf_counter() - start
            print(recipe.property, kind, seed, found[split][-1], f"{seconds:.0f} s", flush=True)
    return Evaluation(
        {name: combined(scores, np.mean) for name, scores in found.items()},
        {name: combined(scores, np.std) for name, scores in found.items()},
    )


def combined(scores: list[Score], figure) -> Score:
    """Return the mean or the standard deviation of scores, number by number."""
    numbers = {f.name: float(figure([getattr(s, f.name) for s in scores])) for f in fields(Score)}
    return Score(**{**numbers, "n": round(numbers["n"])})


def parts(
    films: Films, recipe: ModelRecipe, kind: str, split: str, folds: list[Fold]
) -> dict[str, np.ndarray]:
    """Return by name which of a split's test films make a row of the table."""
    measured = np.concatenate([films.value[test] for _, test in folds])
    rows = {split: np.ones(len(measured), dtype=bool)}
    if recipe.property == "cte":
        rows |= {f"{split}, below {limit:g}": measured < limit for limit in LOW_CTE}
    else:
        decimals = np.array([len(repr(float(v)).partition(".")[2]) for v in measured])
        rows[f"{split}, label not computed"] = ~np.isin(decimals, COMPUTED_DIGITS)
    if kind == "gp" and split == "both-out":
        inside = nearest_similarity(films, folds) >= recipe.least_similarity
        rows |= {f"{split}, in domain": inside, f"{split}, outside": ~inside}
    return {name: part for name, part in rows.items() if part.any()}


def nearest_similarity(films: Films, folds: list[Fold]) -> np.ndarray:
    """Return the Tanimoto similarity of each test film to its nearest training film."""
    counts = films.units.morgan  # film i is repeat unit i: the data hold homopolymers only
    return np.concatenate(
        [tanimoto(counts[test], counts[train]).max(axis=1) for train, test in folds]
    )


def splits(films: Films, seed: int) -> dict[str, list[Fold]]:
    """Return the five splits; every film is one polymer, so none is in train and test."""
    rng = np.random.default_rng(seed)
    acids, amines = monomer_keys(films)
    return {
        "polymer": grouped_folds([str(i) for i in range(len(films))], 5, rng),
        "diamine-out": grouped_folds(amines, 5, rng),
        "dianhydride-out": grouped_folds(acids, 5, rng),
        "both-out": both_out_folds(films, 3, rng),
        "paper-out": paper_folds(films, rng),
    }


def paper_folds(films: Films, rng: np.random.Generator) -> list[Fold]:
    """Return folds over papers; films without a DOI only train."""
    cited = np.flatnonzero([group != "" for group in films.groups])
    folds = grouped_folds([films.groups[i] for i in cited], 5, rng)
    everyone = np.arange(len(films))
    return [(np.setdiff1d(everyone, cited[test]), cited[test]) for _, test in folds]


def train(films: Films, recipe: ModelRecipe, kind: str, seed: int):
    """Return the model fitted to all films."""
    rng = np.random.default_rng(seed)
    name = f"{recipe.property} {'Gaussian process' if kind == 'gp' else 'group contribution'}"
    fit = fit_gaussian_process if kind == "gp" else fit_group_contribution
    return fit(films, recipe, rng, name)


def write_table(table: list[dict[str, object]]) -> None:
    """Write the errors of all models and splits."""
    RESULTS.parent.mkdir(exist_ok=True)
    with RESULTS.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(table[0]), lineterminator="\n")
        writer.writeheader()
        for row in table:
            writer.writerow({k: f"{v:.3f}" if isinstance(v, float) else v for k, v in row.items()})


if __name__ == "__main__":
    main()
