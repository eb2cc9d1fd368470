"""How copolymers follow from their homopolymers: mixing rules against measured copolymers.

    python experiments/06_mixing.py [--data FOLDER]

Every copolymer film of `datasets/literature.csv` with a Tg or a CTE is mixed from its homopolymers
by several rules. Their values come from three places, each a test of its own: the same source as
the copolymer (the rule alone), any measured homopolymer (`--data` adds the medians of FOLDER's
measurements.csv, whose rows are not part of the project) and the shipped models (rule and model
together). Fibres and bounds (`>`) are left out.

The share is the standard deviation of copolymers around the rule, in standard deviations of their
parents' values, at the greatest likelihood, with the 90 % interval of the profile likelihood.
What is known to scatter besides is taken off: the spread of single films, and the errors of the
parents. Beside "model" it is no measure of the rule, for it takes in what the model gets wrong by
more than it says; 5 is the end of the range searched.
"""

from __future__ import annotations

import argparse
import csv
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import product
from pathlib import Path

import numpy as np

from polyopt.chemistry.composition import Composition
from polyopt.chemistry.monomers import Monomer
from polyopt.equations.mixing import (
    ZERO_CELSIUS,
    mass_fractions,
    mole_linear,
    pair_fractions,
    tg_fox,
)
from polyopt.io.shipped import dataset_rows
from polyopt.models.identity import structure_of
from polyopt.models.library import load
from polyopt.models.palettes import surface
from polyopt.quantities import LAYER_PROPERTIES, USUAL

RESULTS = Path(__file__).with_name("results") / "mixing.csv"
COLUMNS = {name: LAYER_PROPERTIES[name].column for name in USUAL}
SHARES = np.arange(0.0, 5.001, 0.01)
DROP_90 = 1.353  # half the 90 % quantile of chi square with one degree of freedom

Known = dict[tuple[str, str], float]
Mix = Callable[[np.ndarray, np.ndarray, np.ndarray], float]


@dataclass(frozen=True)
class Copolymer:
    """One measured copolymer and what the models know of its p homopolymers."""

    id: str
    source: str
    measured: float
    pairs: tuple[tuple[Monomer, Monomer], ...]
    fraction: np.ndarray
    mass: np.ndarray
    modelled: np.ndarray
    covariance: np.ndarray
    film_sd: float


def fox(weights: np.ndarray, values: np.ndarray) -> float:
    """Return Fox's mean of temperatures in degC."""
    return float(tg_fox(weights, values + ZERO_CELSIUS)) - ZERO_CELSIUS


def inverse(weights: np.ndarray, values: np.ndarray) -> float:
    """Return the harmonic mean, Fox's form for a CTE; NaN unless all values are positive."""
    return float(1.0 / (weights @ (1.0 / values))) if np.all(values > 0) else float("nan")


def by_mole(mean: Callable[..., float], x: np.ndarray, mass: np.ndarray, v: np.ndarray) -> float:
    """Return a mean weighted by mole fractions."""
    return float(mean(x, v))


def by_mass(mean: Callable[..., float], x: np.ndarray, mass: np.ndarray, v: np.ndarray) -> float:
    """Return a mean weighted by mass fractions."""
    return float(mean(mass_fractions(x, mass), v))


LINEAR = {
    "mole-linear": partial(by_mole, mole_linear),
    "mass-linear": partial(by_mass, mole_linear),
}
RULES: dict[str, dict[str, Mix]] = {
    "tg": LINEAR | {"fox-mass": partial(by_mass, fox), "fox-mole": partial(by_mole, fox)},
    "cte": LINEAR | {"inverse-mass": partial(by_mass, inverse)},
}


def main() -> None:
    """Run everything."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, help="folder with measurements.csv")
    options = parser.parse_args()
    table = []
    for name in COLUMNS:
        films = list(copolymers(name))
        table += scores(name, "model", [(f, f.modelled, f.covariance) for f in films])
        table += scores(name, "same source", list(measured_parents(films, name, same_source=True)))
        elsewhere = reports_of(options.data, name, films) if options.data else {}
        anywhere = list(measured_parents(films, name, same_source=False, more=elsewhere))
        table += scores(name, "measured anywhere", anywhere)
    write(table)


def copolymers(name: str) -> Iterator[Copolymer]:
    """Yield the measured copolymer films of the literature table."""
    model = load(name)
    for row in films_with(name):
        made = Composition.from_shares(row["dianhydrides"], row["diamines"])
        acids, amines = [m for m, _ in made.dianhydrides], [m for m, _ in made.diamines]
        if len(acids) * len(amines) == 1:
            continue
        known = surface(model, acids, amines)
        yield Copolymer(
            id=row["id"],
            source=row["series"] or row["citation"],
            measured=float(row[COLUMNS[name]]),
            pairs=tuple(product(acids, amines)),
            fraction=pair_fractions(
                [x for _, x in made.dianhydrides], [x for _, x in made.diamines]
            ),
            mass=known.mass.ravel(),
            modelled=known.mean.ravel(),
            covariance=known.covariance,
            film_sd=known.noise_sd,
        )


def films_with(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of the literature table with a value of the property, no bound, no fibre."""
    for row in dataset_rows("literature.csv"):
        bound = name == "tg" and row["tg_censor"]
        if row[COLUMNS[name]] and not bound and "fibre" not in row["process"]:
            yield row


def measured_parents(
    films: list[Copolymer], name: str, *, same_source: bool, more: dict | None = None
) -> Iterator[tuple[Copolymer, np.ndarray, np.ndarray]]:
    """Yield copolymers all of whose homopolymers were measured, with values and covariance."""
    found: dict[tuple, list[float]] = defaultdict(list)
    for row in films_with(name):
        made = Composition.from_shares(row["dianhydrides"], row["diamines"])
        if len(made.dianhydrides) * len(made.diamines) == 1:
            pair = structure_of((made.dianhydrides[0][0], made.diamines[0][0]))
            source = (row["series"] or row["citation"]) if same_source else ""
            found[(source, pair)].append(float(row[COLUMNS[name]]))
    for pair, values in (more or {}).items():
        found[("", pair)] += values
    for film in films:
        source = film.source if same_source else ""
        reports = [found.get((source, structure_of(pair)), []) for pair in film.pairs]
        if all(reports):
            values = np.array([np.median(sorted(set(r))) for r in reports])
            yield film, values, film.film_sd**2 * np.eye(len(values))


def reports_of(folder: Path, name: str, films: list[Copolymer]) -> dict[tuple, list[float]]:
    """Return the values of measurements.csv for the homopolymers that the copolymers need."""
    needed = {structure_of(pair): [] for film in films for pair in film.pairs}
    with (folder / "measurements.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["property"] == name:
                acid = Monomer(row["dianhydride"], "dianhydride", row["dianhydride"])
                amine = Monomer(row["diamine"], "diamine", row["diamine"])
                pair = structure_of((acid, amine))
                if pair in needed:
                    needed[pair].append(float(row["value"]))
    return {pair: values for pair, values in needed.items() if values}


def scores(
    name: str, parents: str, films: list[tuple[Copolymer, np.ndarray, np.ndarray]]
) -> list[dict[str, object]]:
    """Return one line per rule: errors, and the share of the parents' spread that fits them."""
    lines = []
    for rule, mix in RULES[name].items():
        errors, known, spread = [], [], []
        for film, values, covariance in films:
            guess = mix(film.fraction, film.mass, values)
            centre = film.fraction @ values
            errors.append(guess - film.measured)
            spread.append(film.fraction @ (values - centre) ** 2)
            known.append(film.film_sd**2 + film.fraction @ covariance @ film.fraction)
            print(f"{name} {parents} {rule} {film.id}: {guess:.1f}, measured {film.measured:g}")
        line = {"property": name, "parents": parents, "rule": rule, "n": len(errors)}
        if errors and np.all(np.isfinite(errors)):
            line |= {"mae": np.mean(np.abs(errors)), "bias": np.mean(errors)}
            line |= share(np.array(errors), np.array(known), np.array(spread))
        print(as_text(line))
        lines.append(line)
    return lines


def share(errors: np.ndarray, known: np.ndarray, spread: np.ndarray) -> dict[str, float]:
    """Return the share of the parents' spread at the greatest likelihood, and its interval.

    Parameters
    ----------
    errors : ndarray, shape (n,)
        Mixed minus measured. [unit]
    known : ndarray, shape (n,)
        Variance from other causes. [unit²]
    spread : ndarray, shape (n,)
        Variance of the parents' values. [unit²]
    """
    variance = known + SHARES[:, None] ** 2 * spread
    likelihood = -0.5 * (np.log(variance) + errors**2 / variance).sum(axis=1)
    inside = SHARES[likelihood >= likelihood.max() - DROP_90]
    return {
        "share": SHARES[likelihood.argmax()],
        "share_low": inside.min(),
        "share_high": inside.max(),
    }


def write(table: list[dict[str, object]]) -> None:
    """Write errors and shares."""
    RESULTS.parent.mkdir(exist_ok=True)
    columns = "property parents rule n mae bias share share_low share_high".split()
    with RESULTS.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        for row in table:
            writer.writerow(as_text(row))


def as_text(line: dict[str, object]) -> dict[str, object]:
    """Return a line with its figures to two decimals."""
    return {k: f"{v:.2f}" if isinstance(v, float) else v for k, v in line.items()}


if __name__ == "__main__":
    main()
