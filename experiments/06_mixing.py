"""How copolymers follow from their homopolymers: mixing rules against measured copolymers.

    python experiments/06_mixing.py --data FOLDER

Mixed by several rules are the copolymer films of `datasets/literature.csv` with a Tg or a CTE, and
the copolymers of FOLDER's copolymers_tg.csv, three of which look wrong and stand apart. The values
of their homopolymers come from several places, each a test of its own: medians of the copolymer's
own source, of the training data (FOLDER's measurements.csv) and of any source (tg_decoded.csv too,
of the same collection), which test the rule, and the shipped models, rule and model together, also
on the copolymers alone whose homopolymers these medians hold, or on no such. No row of FOLDER is
part of the project. Fibres and bounds (`>`) are left out. Without FOLDER, only the literature is
mixed and nothing written.

Copolymers of one series share what their parents get wrong and what their laboratory does, so they
are no independent films. The errors of a series are normal, with a covariance of four parts: the
errors of the parents and single films, as wide as the model says times `width`; a shift of the
series (`series_sd`); and the variance of the parents' values times the square of the share, which
is the allowance for the mixing rule. The greatest likelihood of the three is looked for; the
interval of the share is the 90 % one of its profile likelihood, `share_median` the median under a
flat prior of all three, the share up to 2. `excess` is what a 50:50 copolymer of two homopolymers
lies above the rule, by generalized least squares, with its standard error; `coverage` and
`interval_score` are of 90 % intervals with the share that the models use, width 1 and no shift.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from copolymer_films import (
    ANYWHERE,
    COLLECTION,
    LITERATURE,
    MEASUREMENTS,
    Copolymer,
    Series,
    collected_copolymers,
    literature_copolymers,
    of_model,
    of_reports,
    reported_homopolymers,
    spread_of_reports,
)
from proper_scores import interval_score

from polyopt.equations.mixing import ZERO_CELSIUS, mass_fractions, mole_linear, tg_fox
from polyopt.equations.normal_interval import Z90
from polyopt.models.library import load
from polyopt.models.recipes import recipe_of
from polyopt.quantities import USUAL

RESULTS = Path(__file__).with_name("results") / "mixing.csv"
COLUMNS = (
    "property films parents rule n series mae median bias coverage interval_score "
    "series_sd width share share_low share_high share_median excess excess_sd"
).split()
SHARES = np.arange(0.0, 2.001, 0.05)
WIDTHS = np.arange(0.1, 1.601, 0.1)
SHIFTS = {"tg": np.arange(0.0, 101.0, 2.5), "cte": np.arange(0.0, 41.0, 1.0)}  # degC, ppm/K
DROP_90 = 1.353  # half the 90 % quantile of chi square with one degree of freedom

Number = float | np.ndarray
Mix = Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]


def fox(weights: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return Fox's mean of temperatures in degC."""
    return tg_fox(weights, values + ZERO_CELSIUS) - ZERO_CELSIUS


def inverse(weights: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return the harmonic mean, Fox's form for a CTE; NaN unless all values are positive."""
    if np.all(values > 0):
        return np.asarray(1.0 / (weights @ (1.0 / values)))
    return np.full(len(weights), np.nan)


def by_mole(mean: Mix, x: np.ndarray, mass: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Return a mean weighted by mole fractions."""
    return np.asarray(mean(x, v))


def by_mass(mean: Mix, x: np.ndarray, mass: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Return a mean weighted by mass fractions."""
    return np.asarray(mean(mass_fractions(x, mass), v))


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
    parser.add_argument("--data", type=Path, help="folder with copolymers and homopolymers")
    folder = parser.parse_args().data
    table: list[dict[str, object]] = []
    for name in USUAL:
        model, reports = load(name), reported_homopolymers(name, folder)
        for films, copolymers in sets_of(name, folder):
            film_sd = spread_of_reports(copolymers, model)
            same, trained, anywhere = (
                of_reports(copolymers, reports, film_sd, source)
                for source in (None, MEASUREMENTS, ANYWHERE)
            )
            parents = {
                "same source": same,
                "training medians": trained,
                "model, of training medians": of_model(part_of(copolymers, trained), model),
                "measured anywhere": anywhere,
                "model, of measured anywhere": of_model(part_of(copolymers, anywhere), model),
                "model, of no such": of_model(part_of(copolymers, anywhere, out=True), model),
                "model": of_model(copolymers, model),
            }
            for kind, series in parents.items():
                labels = {"property": name, "films": films, "parents": kind}
                if series:
                    table += [labels | line for line in scores(name, series)]
                else:
                    print(*labels.values(), "no copolymer has all its homopolymers")
    for line in table:
        print(" ".join(str(value) for value in as_text(line).values()))
    if folder:
        write(table)


def sets_of(name: str, folder: Path | None) -> Iterator[tuple[str, list[Copolymer]]]:
    """Yield the sets of copolymers of a property, by name."""
    literature = list(literature_copolymers(name))
    yield LITERATURE, literature
    if folder and name == "tg":
        collected = list(collected_copolymers(folder))
        trusted = [film for film in collected if not film.doubtful]
        yield COLLECTION, trusted
        yield f"{COLLECTION}, doubtful too", collected
        yield f"{LITERATURE} and {COLLECTION}", literature + trusted


def part_of(
    copolymers: list[Copolymer], series: Sequence[Series], *, out: bool = False
) -> list[Copolymer]:
    """Return the copolymers that these series hold, or all others."""
    ids = {film.id for part in series for film in part.films}
    return [film for film in copolymers if (film.id in ids) != out]


def scores(name: str, series: Sequence[Series]) -> Iterator[dict[str, object]]:
    """Yield one line per rule: errors, the share that fits them, and an excess term."""
    own = recipe_of(name).mixing_share
    measured = np.concatenate([part.measured for part in series])
    for rule, mix in RULES[name].items():
        guesses = [mix(part.fraction, part.mass, part.value) for part in series]
        mean = np.concatenate(guesses)
        line: dict[str, object] = {"rule": rule, "n": len(mean), "series": len(series)}
        if np.all(np.isfinite(mean)):
            errors = [guess - part.measured for guess, part in zip(guesses, series, strict=True)]
            off = np.abs(mean - measured)
            sd = np.sqrt(np.concatenate([np.diag(covariance(p, own, 0.0)) for p in series]))
            line |= {
                "mae": off.mean(),
                "median": np.median(off),
                "bias": (mean - measured).mean(),
                "coverage": float(np.mean(off <= Z90 * sd)),
                "interval_score": interval_score(mean, sd, measured).mean(),
            }
            fitted = share_and_shift(series, errors, SHIFTS[name])
            line |= fitted | excess(
                series, errors, fitted["share"], fitted["series_sd"], fitted["width"]
            )
        yield line


def covariance(part: Series, share: Number, shift: Number, width: Number = 1.0) -> np.ndarray:
    """Return the covariance of the errors of one series, shape (n, n), or an array of them."""
    known = part.fraction @ part.covariance @ part.fraction.T + np.diag(part.single)
    return np.asarray(width**2 * known + shift**2 + share**2 * np.diag(part.spread))


def share_and_shift(
    series: Sequence[Series], errors: Sequence[np.ndarray], shifts: np.ndarray
) -> dict[str, float]:
    """Return share, width and shift of a series at the greatest likelihood.

    Parameters
    ----------
    series : sequence of Series
        The copolymers.
    errors : sequence of ndarray, shape (n,)
        Mixed minus measured, by series. [unit]
    shifts : ndarray
        Standard deviations of the shift to try. [unit]
    """
    fit = log_likelihood(series, errors, *np.meshgrid(SHARES, shifts, WIDTHS, indexing="ij"))
    profile = fit.max(axis=(1, 2))
    inside = SHARES[profile >= profile.max() - DROP_90]
    belief = np.cumsum(np.exp(fit - fit.max()).sum(axis=(1, 2)))
    at = np.unravel_index(fit.argmax(), fit.shape)
    return {
        "series_sd": shifts[at[1]],
        "width": WIDTHS[at[2]],
        "share": SHARES[at[0]],
        "share_low": inside.min(),
        "share_high": inside.max(),
        "share_median": SHARES[np.searchsorted(belief, belief[-1] / 2)],
    }


def excess(
    series: Sequence[Series],
    errors: Sequence[np.ndarray],
    share: float,
    shift: float,
    width: float = 1.0,
) -> dict[str, float]:
    """Return what a 50:50 copolymer lies above the rule, and its standard error."""
    weight = pull = 0.0
    for part, error in zip(series, errors, strict=True):
        mixed = 2.0 * (1.0 - (part.fraction**2).sum(axis=1))  # 4 times the sum of x_i x_j, i < j
        toward = np.linalg.solve(covariance(part, share, shift, width), mixed)
        weight += float(toward @ mixed)
        pull -= float(toward @ error)
    return {"excess": pull / weight, "excess_sd": weight**-0.5}


def log_likelihood(
    series: Sequence[Series],
    errors: Sequence[np.ndarray],
    share: np.ndarray,
    shift: np.ndarray,
    width: np.ndarray,
) -> np.ndarray:
    """Return the logarithm of the likelihood of errors for arrays of shares, shifts and widths."""
    total = np.zeros(share.shape)
    for part, error in zip(series, errors, strict=True):
        spread = covariance(part, *(v[..., None, None] for v in (share, shift, width)))
        solved = np.linalg.solve(spread, error[:, None])[..., 0]
        total -= 0.5 * (np.linalg.slogdet(spread)[1] + solved @ error)
    return total


def write(table: list[dict[str, object]]) -> None:
    """Write errors and shares."""
    RESULTS.parent.mkdir(exist_ok=True)
    with RESULTS.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        for row in table:
            writer.writerow(as_text(row))


def as_text(line: dict[str, object]) -> dict[str, object]:
    """Return a line with its figures to two decimals."""
    return {k: f"{v:.2f}" if isinstance(v, float) else v for k, v in line.items()}


if __name__ == "__main__":
    main()
