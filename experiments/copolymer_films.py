"""Measured copolymers by series, and what is known of their homopolymers."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np

from polyopt.chemistry.composition import Composition
from polyopt.chemistry.monomers import DIAMINE, DIANHYDRIDE, Monomer
from polyopt.chemistry.residues import unit_mass
from polyopt.equations.mixing import pair_fractions
from polyopt.io.shipped import dataset_rows
from polyopt.models.identity import structure_of
from polyopt.quantities import LAYER_PROPERTIES

LITERATURE, COLLECTION, MEASUREMENTS = "literature", "collection", "measurements"
ANYWHERE = ""
DOUBTFUL = ({"ODPA"}, {"TFMB", "ODA"})
"""Names of the collection whose three Tg near 168 degC look wrong: the homopolymers of both
diamines lie at 265 to 275 degC in every other source."""

Unit = tuple[str, str]
Reports = dict[tuple[str, Unit], list[float]]


@dataclass(frozen=True)
class Copolymer:
    """One measured copolymer.

    Parameters
    ----------
    id, source : str
        Its name, and where it was read.
    series : str
        Films of one series were made of the same monomers in one place.
    measured : float
        [unit]
    units : tuple of (str, str)
        Structures of its repeat units.
    fraction : ndarray, shape (p,)
        Their mole fractions. [-]
    doubtful : bool
        Whether the value is thought to be wrong.
    """

    id: str
    source: str
    series: str
    measured: float
    units: tuple[Unit, ...]
    fraction: np.ndarray
    doubtful: bool = False


@dataclass(frozen=True)
class Series:
    """The n copolymers of one series, of u repeat units.

    Parameters
    ----------
    films : tuple of Copolymer
        The copolymers.
    fraction : ndarray, shape (n, u)
        Mole fractions of the repeat units. [-]
    mass : ndarray, shape (u,)
        Molar masses of the repeat units. [g/mol]
    value : ndarray, shape (u,)
        What is known of the homopolymers. [unit]
    covariance : ndarray, shape (u, u)
        Of the errors of these values. [unit²]
    film_sd : ndarray, shape (u,)
        Spread of single films of each. [unit]
    """

    films: tuple[Copolymer, ...]
    fraction: np.ndarray
    mass: np.ndarray
    value: np.ndarray
    covariance: np.ndarray
    film_sd: np.ndarray

    @property
    def measured(self) -> np.ndarray:
        """Measured values of the copolymers, shape (n,). [unit]."""
        return np.array([film.measured for film in self.films])

    @property
    def single(self) -> np.ndarray:
        """Variance of single films of each copolymer, shape (n,). [unit²]."""
        return np.asarray(self.fraction @ self.film_sd**2)

    @property
    def spread(self) -> np.ndarray:
        """Variance of the parents' values in each copolymer, shape (n,). [unit²]."""
        centre = self.fraction @ self.value
        return np.asarray(self.fraction @ self.value**2 - centre**2).clip(0.0)


def literature_copolymers(name: str) -> Iterator[Copolymer]:
    """Yield the measured copolymer films of the literature table."""
    for row in films_with(name):
        made = Composition.from_shares(row["dianhydrides"], row["diamines"])
        source = row["series"] or row["citation"]
        measured = float(row[LAYER_PROPERTIES[name].column])
        if len(made.dianhydrides) * len(made.diamines) > 1:
            yield _copolymer(row["id"], source, source, measured, made)


def collected_copolymers(folder: Path) -> Iterator[Copolymer]:
    """Yield the copolymers of FOLDER's collection of Tg; a series shares its monomers."""
    for number, row in enumerate(_rows(folder / "copolymers_tg.csv"), start=1):
        made = Composition(
            _shares(row["dianhydrides"], DIANHYDRIDE), _shares(row["diamines"], DIAMINE)
        )
        names = row["dianhydride_names"].split("/"), row["diamine_names"].split("/")
        yield _copolymer(
            f"{COLLECTION} {number}",
            COLLECTION,
            "; ".join(sorted(m.smiles for m, _ in (*made.dianhydrides, *made.diamines))),
            float(row["value"]),
            made,
            doubtful=tuple(map(set, names)) == DOUBTFUL,
        )


def films_with(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of the literature table with a value of the property, no bound, no fibre."""
    for row in dataset_rows("literature.csv"):
        bound = name == "tg" and row["tg_censor"]
        if row[LAYER_PROPERTIES[name].column] and not bound and "fibre" not in row["process"]:
            yield row


def reported_homopolymers(name: str, folder: Path | None) -> Reports:
    """Return the values of homopolymers by source and structure; ANYWHERE holds all together."""
    found: Reports = defaultdict(list)

    def add(source: str, acid: Monomer, amine: Monomer, value: float) -> None:
        unit = structure_of((acid, amine))
        for place in (source, ANYWHERE):
            found[(place, unit)].append(value)

    for row in films_with(name):
        made = Composition.from_shares(row["dianhydrides"], row["diamines"])
        if len(made.dianhydrides) * len(made.diamines) == 1:
            pair = made.dianhydrides[0][0], made.diamines[0][0]
            value = float(row[LAYER_PROPERTIES[name].column])
            add(row["series"] or row["citation"], *pair, value)
    if folder is None:
        return found
    for row in _rows(folder / "measurements.csv"):
        if row["property"] == name:
            acid = Monomer(row["dianhydride"], DIANHYDRIDE, row["dianhydride"])
            amine = Monomer(row["diamine"], DIAMINE, row["diamine"])
            add(MEASUREMENTS, acid, amine, float(row["value"]))
    for row in _rows(folder / "tg_decoded.csv"):
        if row["property"] == name:
            (acid, _), (amine, _) = (
                _shares(row[role + "s"], role)[0] for role in (DIANHYDRIDE, DIAMINE)
            )
            add(COLLECTION, acid, amine, float(row["value"]))
    return found


def spread_of_reports(films: Sequence[Copolymer], model) -> float:
    """Return how one laboratory's film scatters around a model, in the mean of some polymers."""
    belief = _belief(model, _units(films))
    return float(np.sqrt(np.mean(belief.noise_sd**2 + (belief.laboratory**2).sum(axis=1))))


def of_model(films: Iterable[Copolymer], model) -> list[Series]:
    """Return the series with the homopolymers as a model predicts them."""
    found = []
    for part in _by_series(films):
        units = _units(part)
        belief = _belief(model, units)
        found.append(_series(part, units, belief.mean, belief.covariance, belief.noise_sd))
    return found


def of_reports(
    films: Iterable[Copolymer], reports: Reports, film_sd: float, source: str | None
) -> list[Series]:
    """Return the series with medians of reported homopolymers; copolymers that lack one go.

    The reports are those of one source, of the copolymer's own if it is None. The error of a median
    is taken as that of one film: several reports are no independent ones.
    """
    found = []
    for part in _by_series(films):
        place = part[0].source if source is None else source
        whole = [f for f in part if all((place, unit) in reports for unit in f.units)]
        if whole:
            units = _units(whole)
            value = np.array([np.median(sorted(set(reports[(place, unit)]))) for unit in units])
            known = film_sd**2 * np.eye(len(units))
            found.append(_series(whole, units, value, known, np.full(len(units), film_sd)))
    return found


def _belief(model, units: Sequence[Unit]):
    return model.posterior([(Monomer(a, DIANHYDRIDE, a), Monomer(b, DIAMINE, b)) for a, b in units])


def _series(
    films: Sequence[Copolymer],
    units: Sequence[Unit],
    value: np.ndarray,
    covariance: np.ndarray,
    film_sd: np.ndarray,
) -> Series:
    fraction = np.zeros((len(films), len(units)))
    for row, film in zip(fraction, films, strict=True):
        for unit, share in zip(film.units, film.fraction, strict=True):
            row[units.index(unit)] += share
    mass = np.array([unit_mass(*unit) for unit in units])
    return Series(tuple(films), fraction, mass, value, covariance, film_sd)


def _copolymer(
    id: str, source: str, series: str, measured: float, made: Composition, doubtful: bool = False
) -> Copolymer:
    (acids, a), (amines, b) = (
        zip(*role, strict=True) for role in (made.dianhydrides, made.diamines)
    )
    units = tuple(structure_of(pair) for pair in product(acids, amines))
    return Copolymer(id, source, series, measured, units, pair_fractions(a, b), doubtful)


def _by_series(films: Iterable[Copolymer]) -> list[list[Copolymer]]:
    parts: dict[tuple[str, str], list[Copolymer]] = defaultdict(list)
    for film in films:
        parts[(film.source, film.series)].append(film)
    return list(parts.values())


def _units(films: Sequence[Copolymer]) -> list[Unit]:
    return list(dict.fromkeys(unit for film in films for unit in film.units))


def _shares(text: str, role: str) -> tuple[tuple[Monomer, float], ...]:
    """Return monomers by SMILES with their mole fractions, closed to one."""
    parts = [part.rsplit(":", 1) for part in text.split(";")]
    total = sum(float(share) for _, share in parts)
    return tuple((Monomer(s, role, s), float(share) / total) for s, share in parts)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
