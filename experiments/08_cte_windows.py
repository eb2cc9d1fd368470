"""What the temperature window of a CTE is worth: the allowances, and the default problem's P.

    python experiments/08_cte_windows.py

The first part reads `cte_window_reports.csv`, reports of three polyimides each with its citation,
and prints the constants of `polyopt/temperature/comparison.py` and the CTE of Kapton HN's polymer
over 50 to 250 °C (`datasets/film_windows.csv`). The second searches the default problem and judges
its recommended design with other values of the film's CTE. Both go to `results/cte_windows.md`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

import polyopt as po
from polyopt.temperature.window import TemperatureWindow, window_of

HERE = Path(__file__).parent
REPORTS = HERE / "cte_window_reports.csv"
RESULT = HERE / "results" / "cte_windows.md"
OWN = "PMDA/ODA"
"""The polymer of Kapton HN."""

WIDE = TemperatureWindow(50.0, 250.0)
NEAR = 30.0
"""Windows whose middles lie nearer than this count as one. [°C]"""

OTHER_K = ((26.0, 6.0), (28.0, 0.0), (32.0, 0.0))
"""Values and standard uncertainties that stand for the film's CTE when hot. [ppm/K]"""


@dataclass(frozen=True)
class Report:
    """One report of a CTE."""

    polymer: str
    cte: float
    window: TemperatureWindow | None
    specimen: str


def reports() -> list[Report]:
    with REPORTS.open(encoding="utf-8", newline="") as file:
        return [
            Report(
                row["polymer"],
                float(row["cte_ppm_per_K"]),
                window_of(row["cte_range_degC"]),
                row["specimen"],
            )
            for row in csv.DictReader(file)
        ]


def rate(found: list[Report]) -> tuple[float, int]:
    """Return the root mean square of the change of a CTE per degree between the middles."""
    own = [r for r in found if r.polymer == OWN and r.window is not None]
    cold = [r for r in own if r.window.apart(WIDE) > NEAR]
    hot = [r for r in own if r.window.apart(WIDE) <= NEAR]
    slopes = [(h.cte - c.cte) / h.window.apart(c.window) for c in cold for h in hot]
    return float(np.sqrt(np.mean(np.square(slopes)))), len(slopes)


def not_stated(found: list[Report]) -> tuple[float, int]:
    """Return the root mean square, over polymers, of reports without a window against others."""
    gaps = []
    for polymer in dict.fromkeys(r.polymer for r in found):
        own = [r for r in found if r.polymer == polymer]
        over = [r.cte for r in own if r.window is not None and r.window.apart(WIDE) <= NEAR]
        without = [r.cte for r in own if r.window is None and not r.specimen.startswith("spin")]
        if over and without:
            gaps.append(np.mean(without) - np.mean(over))
    return float(np.sqrt(np.mean(np.square(gaps)))), len(gaps)


def of_polymer(found: list[Report]) -> tuple[float, float, int]:
    """Return the mean over the wide window, and the spread of all laboratories' films."""
    films = [r for r in found if r.polymer == OWN and "Kapton" not in r.specimen]
    over = [r.cte for r in films if r.window is not None and r.window.apart(WIDE) <= NEAR]
    thin = [r.cte for r in films if "um" in r.specimen and r.specimen.startswith("spin")]
    each = [r.cte for r in films if r.cte not in thin] + [float(np.mean(thin))]
    return float(np.mean(over)), float(np.std(each, ddof=1)), len(each)


def survival() -> Iterator[str]:
    """Yield the probability of the default's recommended design by the film's CTE."""
    result = po.search()
    best = result.best()
    yield f"P of the recommended design: {best.probability:.2f}; {result.cte_windows}"
    yield ""
    yield "| film's CTE [ppm/K] | P of all claims |"
    yield "|---|---|"
    laminate = result.problem.laminate
    layers = tuple(
        replace(member, composition=layer.composition, thickness=layer.thickness)
        for member, layer in zip(laminate.layers, best.layers, strict=True)
    )
    film = replace(laminate.film, stated=None, windows=())
    claims = [ref.id for ref in result.problem.claims]
    for value, sd in ((film.cte.value, film.cte.sd), *OTHER_K):
        measured = po.Measured(value, sd, window=WIDE)
        design = replace(laminate, layers=layers, film=replace(film, cte=measured))
        judged = po.check(design, claims)
        chances = [v.probability for v in judged.verdicts]
        spread = f" ± {sd:g}" if sd else ""
        yield f"| {value:g}{spread} | {min(chances):.2f} |"


def lines() -> Iterator[str]:
    found = reports()
    slope, pairs = rate(found)
    gap, polymers = not_stated(found)
    mean, spread, count = of_polymer(found)
    yield "# Temperature windows of the CTE"
    yield ""
    yield "Printed by `experiments/08_cte_windows.py` from `experiments/cte_window_reports.csv`."
    yield ""
    yield f"- Between windows: {slope:.3f} ppm/K per °C between the middles (n = {pairs} pairs)."
    yield f"- Window not stated: {gap:.1f} ppm/K (n = {polymers} polyimides)."
    yield (
        f"- {OWN} over 50 to 250 or 300 °C: mean {mean:.1f} ppm/K; standard deviation of {count} "
        f"laboratories' films {spread:.1f} ppm/K."
    )
    yield ""
    yield "## The default problem, seed 7"
    yield ""
    yield from survival()


def main() -> None:
    text = "\n".join(lines()) + "\n"
    print(text)
    RESULT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
