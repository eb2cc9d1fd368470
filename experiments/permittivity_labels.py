"""Reports of permittivity with their frequency, and how it falls with it.

FOLDER's measurements.csv records no frequency; permittivity.csv does. A value that both give for
one polymer has the frequency of the second; the other values of the first are taken at the mean (of
logarithms) of those that agree. Measured between 15 and 35 degC, from 10 Hz on; rows hotter or
colder are left out, as are those at 10 MHz and above, which test how far the line extrapolates.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from polyopt.chemistry.imidization import repeat_unit
from polyopt.chemistry.monomers import DIAMINE, DIANHYDRIDE, Monomer
from polyopt.equations.dispersion import permittivity_at
from polyopt.errors import PolyoptError
from polyopt.models.films import Films, TrainingRow, films_of
from polyopt.models.frequency import DISPERSION, Dispersion
from polyopt.models.identity import structure_of
from polyopt.models.recipes import ModelRecipe

LOW, HIGH = DISPERSION["permittivity"].low, DISPERSION["permittivity"].high  # Hz; of the line
FEWEST = 4  # frequencies of a polymer whose slope counts: two reports of different films make none
ROOM = (15.0, 35.0)  # degC
SAME = 0.006  # values of two tables that are one
HIGHEST_TRAINED = 1e7  # Hz

Unit = tuple[str, str]


@dataclass(frozen=True)
class Report:
    """One reported permittivity.

    Parameters
    ----------
    acid, amine : Monomer
        Its polymer.
    value : float
        Relative permittivity. [-]
    frequency : float
        [Hz]; NaN if it is not recorded.
    paper : str
        DOI, empty if there is none.
    """

    acid: Monomer
    amine: Monomer
    value: float
    frequency: float = float("nan")
    paper: str = ""

    @property
    def unit(self) -> Unit:
        """Structures of its monomers."""
        return structure_of((self.acid, self.amine))


def without_frequency(folder: Path, property: str) -> list[Report]:
    """Return the reports of measurements.csv; those with a DOI first, for it names the group."""
    rows = [row for row in _rows(folder / "measurements.csv") if row["property"] == property]
    rows.sort(key=lambda row: (row["doi"] == "", row["doi"], row["dianhydride"], row["diamine"]))
    return list(
        _readable(
            Report(
                Monomer(row["dianhydride"], DIANHYDRIDE, row["dianhydride"]),
                Monomer(row["diamine"], DIAMINE, row["diamine"]),
                float(row["value"]),
                paper=row["doi"],
            )
            for row in rows
        )
    )


def with_frequency(folder: Path, property: str) -> list[Report]:
    """Return the reports of permittivity.csv at room temperature, from 10 Hz on."""
    return list(_readable(_of_table(folder / "permittivity.csv", property)))


def _of_table(path: Path, property: str) -> Iterator[Report]:
    for row in _rows(path):
        warm = ROOM[0] <= float(row["test_temperature_degC"]) <= ROOM[1]
        if row["property"] == property and warm and float(row["frequency_Hz"]) >= LOW:
            acid, amine = (row[role].rsplit(":", 1)[0] for role in ("dianhydrides", "diamines"))
            yield Report(
                Monomer(acid, DIANHYDRIDE, acid),
                Monomer(amine, DIAMINE, amine),
                float(row["value"]),
                float(row["frequency_Hz"]),
            )


def _readable(reports: Iterable[Report]) -> Iterator[Report]:
    """Yield the reports whose monomers form a chain, and print how many do not."""
    refused = 0
    for report in reports:
        try:
            repeat_unit(report.acid, report.amine)
        except PolyoptError:
            refused += 1
            continue
        yield report
    if refused:
        print(f"{refused} reports of monomers that form no chain are left out")


def slopes(reports: Iterable[Report]) -> np.ndarray:
    """Return each polymer's slope of log10 permittivity against log10 frequency, shape (k,)."""
    curves: dict[Unit, dict[float, list[float]]] = defaultdict(lambda: defaultdict(list))
    for report in reports:
        if LOW <= report.frequency <= HIGH:
            curves[report.unit][report.frequency].append(report.value)
    return np.array(
        [
            np.polyfit(np.log10(list(curve)), np.log10([np.median(v) for v in curve.values()]), 1)[
                0
            ]
            for curve in curves.values()
            if len(curve) >= FEWEST
        ]
    )


def with_frequencies_of(reports: Sequence[Report], known: Sequence[Report]) -> list[Report]:
    """Return reports without a frequency with that of the same value of the same polymer.

    The others get the mean frequency, of logarithms, of those that agree.
    """
    found: dict[Unit, list[Report]] = defaultdict(list)
    for report in known:
        found[report.unit].append(report)
    agreed = [
        [o.frequency for o in found[r.unit] if abs(o.value - r.value) < SAME] for r in reports
    ]
    logs = [np.log10(np.median(frequencies)) for frequencies in agreed if frequencies]
    usual = float(10 ** np.mean(logs)) if logs else HIGH
    print(f"{len(logs)} of {len(reports)} reports get a frequency, the others {usual:.3g} Hz")
    return [
        replace(report, frequency=float(np.median(frequencies)) if frequencies else usual)
        for report, frequencies in zip(reports, agreed, strict=True)
    ]


def films_at(reports: Iterable[Report], recipe: ModelRecipe, line: Dispersion) -> Films:
    """Return one film per polymer with the median of its values at the reference frequency."""
    rows = []
    for r in reports:
        if recipe.trained.holds(r.value) and r.frequency < HIGHEST_TRAINED:
            value = permittivity_at(r.value, line.reference, r.frequency, line.slope)
            rows.append(TrainingRow([(r.acid, r.amine, 1.0)], float(value), r.paper))
    return films_of(rows, recipe)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
