"""How much a handful of a user's own films helps: simulated processes, papers, precursors.

    python experiments/04_user_calibration.py --data FOLDER

FOLDER holds measurements.csv, as for 01_train_models.py. Models are refitted without the polymers
that stand for the user's; of these some are handed over as films and the others are predicted.

- polymer, both-out: the measured values moved by +12 ppm/K or +20 °C, films drawn at random; with
  one of them grossly wrong (CTE three times too high, Tg in K read as °C) in the rows `wrong` = 1.
  `known` is the error if the shift alone were known exactly; films beat it only by what they also
  say about the chemistry.
  With a shift of 0 the rows show what calibrating costs where there is nothing to learn.
- paper: nothing simulated; films of one paper predict the other films of that paper.
- precursor: BPDA/PDA and PMDA/PDA from acid and from ester, each polymer predicted from the other
  films of its precursor by the shipped model, which was trained on both polymers; `films` is the
  least number of them.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path

import numpy as np

from polyopt.chemistry.composition import Composition
from polyopt.io.shipped import dataset_rows
from polyopt.layer_property import ProcessPrior
from polyopt.models.calibrated.belief import learn, updated
from polyopt.models.calibrated.model import OwnFilm, calibrate, prior_of
from polyopt.models.calibrated.observed_films import Observed
from polyopt.models.films import Films
from polyopt.models.gaussian_process.training import fit_gaussian_process
from polyopt.models.intervals import coverage
from polyopt.models.library import load
from polyopt.models.palettes import surface
from polyopt.models.recipes import RECIPES
from polyopt.models.validation import Fold

RESULTS = Path(__file__).with_name("results") / "user_calibration.csv"
SHIFT = {"cte": 12.0, "tg": 20.0}
PROCESS = "own"
DRAWS, PAPER_DRAWS = 100, 30
OTHER_FACTORS = ((0.5, 1.0), (1.5, 1.0), (1.0, 0.0), (1.0, 2.0))
"""What offset and scale of the fitted widths are multiplied with, to see how much they matter."""

train_models = import_module("01_train_models")


@dataclass(frozen=True, slots=True)
class HeldBack:
    """Homopolymers, and what a model that never saw them believes; covariance of its errors."""

    mean: np.ndarray
    covariance: np.ndarray
    noise_sd: float
    before_sd: np.ndarray
    laboratory: ProcessPrior
    value: np.ndarray
    groups: tuple[str, ...]

    def sd(self, films: np.ndarray) -> np.ndarray:
        """Return the standard deviation of films before calibration."""
        return self.before_sd[films]


class Tally:
    """Errors over many draws, each draw counting alike."""

    def __init__(self) -> None:
        self.rows: list[tuple[float, ...]] = []

    def add(self, before, sd_before, after, sd_after, measured, known=np.nan) -> None:
        """Take the films of one draw."""
        self.rows.append(
            (
                np.abs(before - measured).mean(),
                np.abs(after - measured).mean(),
                known,
                coverage(before - measured, sd_before),
                coverage(after - measured, sd_after),
            )
        )

    def summary(self) -> dict[str, float]:
        """Return the means over draws."""
        table = np.array(self.rows)
        before, after, known, cover_before, cover_after = table.mean(axis=0)
        return {
            "draws": len(table),
            "mae_before": before,
            "mae_after": after,
            "mae_known": known,
            "fall": 1 - after / before,
            "draws_improved": float((table[:, 1] < table[:, 0]).mean()),
            "coverage_before": cover_before,
            "coverage_after": cover_after,
        }


def main() -> None:
    """Run everything."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with measurements.csv")
    parser.add_argument("--seed", type=int, default=1, help="of the folds and the films")
    options = parser.parse_args()
    rows: list[dict[str, object]] = []
    for property in ("cte", "tg"):
        films = train_models.read_films(options.data / "measurements.csv", RECIPES[property])
        splits = train_models.splits(films, options.seed)
        blocks = {
            name: held_back(films, splits[name], property, options.seed)
            for name in ("polymer", "both-out", "paper-out")
        }
        for row in property_rows(blocks, property, options.seed):
            print(row)
            rows.append(row)
    for row in precursor_rows():
        print(row)
        rows.append(row)
    write(rows)


def held_back(films: Films, folds: list[Fold], property: str, seed: int) -> list[HeldBack]:
    """Return each fold's test polymers beside the belief of a model refitted without them."""
    blocks = []
    for train, test in folds:
        rng = np.random.default_rng(seed)
        model = fit_gaussian_process(films.take(train), RECIPES[property], rng)
        asked = films.take(test)
        belief = model.posterior(asked.pairs)  # film i is repeat unit i: homopolymers only
        blocks.append(
            HeldBack(
                mean=belief.mean,
                covariance=belief.model_covariance,
                noise_sd=model.noise_sd,
                before_sd=belief.sd,
                laboratory=prior_of(model),
                value=asked.value,
                groups=asked.groups,
            )
        )
    return blocks


def property_rows(
    blocks: dict[str, list[HeldBack]], property: str, seed: int
) -> Iterator[dict[str, object]]:
    """Yield a row for each test, number of films and prior."""
    for split in ("polymer", "both-out"):
        for count, wrong in ((3, 0), (5, 0), (5, 1), (10, 0)):
            for shift in (SHIFT[property], 0.0) if not wrong else (SHIFT[property],):
                tally = simulated(blocks[split], property, count, wrong, shift, seed)
                yield labelled(property, f"{split}, {shift:+g}", count, wrong, tally)
    for factors in ((1.0, 1.0), *OTHER_FACTORS):
        for count in (3, 5):
            tally = by_paper(blocks["paper-out"], count, factors, seed)
            yield labelled(property, "paper", count, 0, tally, factors)


def labelled(
    property, test, films, wrong, tally: Tally, factors: tuple[float, float] = (1.0, 1.0)
) -> dict[str, object]:
    """Return a row of the table."""
    head = {"property": property, "test": test, "films": films, "wrong": wrong}
    widths = {"times_offset": factors[0], "times_scale": factors[1]}
    return head | widths | tally.summary()


def simulated(
    blocks: list[HeldBack],
    property: str,
    count: int,
    wrong: int,
    shift: float,
    seed: int,
) -> Tally:
    """Return the errors on films of a process that lies `shift` above the measured values."""
    rng, tally = np.random.default_rng(seed), Tally()
    for block in blocks:
        value = block.value + shift
        for _ in range(DRAWS):
            order = rng.permutation(len(value))
            own, rest = order[:count], order[count:]
            given = value[own].copy()
            if wrong:
                given[0] = 3 * given[0] if property == "cte" else given[0] + 273.15
            after, sd = calibrated(block, own, given, rest, block.laboratory)
            known = np.abs(block.mean[rest] - block.value[rest]).mean()
            tally.add(block.mean[rest], block.sd(rest), after, sd, value[rest], known)
    return tally


def by_paper(blocks: list[HeldBack], count: int, factors: tuple[float, float], seed: int) -> Tally:
    """Return the errors on films of a paper, given some others of it; two at least remain."""
    rng, tally = np.random.default_rng(seed), Tally()
    for block in blocks:
        made = block.laboratory
        prior = replace(made, offset=made.offset * factors[0], scale=made.scale * factors[1])
        for paper in sorted(set(block.groups)):
            films = np.flatnonzero([group == paper for group in block.groups])
            if len(films) < count + 2:
                continue
            for _ in range(PAPER_DRAWS):
                order = rng.permutation(films)
                own, rest = order[:count], order[count:]
                after, sd = calibrated(block, own, block.value[own], rest, prior)
                tally.add(block.mean[rest], block.sd(rest), after, sd, block.value[rest])
    return tally


def calibrated(
    block: HeldBack, own: np.ndarray, given: np.ndarray, rest: np.ndarray, prior: ProcessPrior
) -> tuple[np.ndarray, np.ndarray]:
    """Return mean and standard deviation of the films `rest` after those of `own`."""
    films = Observed(
        slope=np.eye(len(own)),
        expected=block.mean[own],
        value=given,
        noise_sd=np.full(len(own), block.noise_sd),
        process=(PROCESS,) * len(own),
        misfit_sd=float(np.sqrt(max(block.noise_sd**2 - prior.repeat**2, 0.0))),
    )
    learned = learn(block.mean[own], block.covariance[np.ix_(own, own)], films, prior)
    mean, covariance = updated(
        learned,
        PROCESS,
        block.mean[own],
        block.mean[rest],
        block.covariance[np.ix_(rest, own)],
        block.covariance[np.ix_(rest, rest)],
        np.zeros((len(rest), len(own)), dtype=bool),
    )
    return mean, np.sqrt(np.diag(covariance) + block.noise_sd**2)


def precursor_rows() -> Iterator[dict[str, object]]:
    """Yield a row for each precursor, with the errors on polymers left out of its films."""
    model = load("cte")
    films: dict[str, list[OwnFilm]] = {"acid": [], "ester": []}
    for row in dataset_rows("literature.csv"):
        if row["series"] == "precursor effect":
            kind = "ester" if "ester" in row["process"] else "acid"
            made = Composition.from_shares(row["dianhydrides"], row["diamines"])
            films[kind].append(OwnFilm(made, float(row["cte_ppm_per_K"]), 0.0, kind))
    everything = [film for kind in films.values() for film in kind]
    for kind, own in films.items():
        for source, given in (("same precursor", own), ("both precursors", everything)):
            tally = Tally()
            for film in own:
                rest = [g for g in given if str(g.composition) != str(film.composition)]
                after = calibrate(model, rest, kind)
                guesses = [predicted(m, film.composition) for m in (model, after)]
                (before, sd_before), (mean, sd) = guesses
                tally.add(before, sd_before, mean, sd, np.array([film.value]))
            count = min(
                sum(str(g.composition) != str(film.composition) for g in given) for film in own
            )
            yield labelled("cte", f"{kind}, {source}", count, 0, tally)


def predicted(model, composition: Composition) -> tuple[np.ndarray, np.ndarray]:
    """Return mean and standard deviation of one film."""
    table = surface(
        model, [m for m, _ in composition.dianhydrides], [m for m, _ in composition.diamines]
    )
    a = np.array([[x for _, x in composition.dianhydrides]])
    return table.predict(a, np.array([[x for _, x in composition.diamines]]))


def write(rows: list[dict[str, object]]) -> None:
    """Write the table of results."""
    RESULTS.parent.mkdir(exist_ok=True)
    with RESULTS.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        for row in rows:
            writer.writerow({k: cell(k, v) for k, v in row.items()})


def cell(name: str, value: object) -> object:
    """Return a figure with the digits that mean something; nothing for what is not known."""
    if not isinstance(value, float):
        return value
    if np.isnan(value):
        return ""
    return f"{value:g}" if name.startswith("times") else f"{value:.3f}"


if __name__ == "__main__":
    main()
