"""Certified gap against CPU seconds: each objective alone, and the front of two.

    python experiments/bench_proof.py [--bench FOLDER]

FOLDER holds the problem file of a benchmark, problem.toml, and perhaps reference_front.csv, the
best front known, whose first column is the first objective. Without it, only the built-in problem
is measured. The search comes first and is not counted; best values are those it found.
"""

from __future__ import annotations

import argparse
import csv
import time
from pathlib import Path

import numpy as np

from polyopt import Problem, search
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.optimizer.proof.proven import ProofSettings, proof

RESULTS = Path(__file__).with_name("results") / "proof.csv"
GAPS = (0.1, 0.05, 0.02, 0.01, 0.005)
COLUMNS = ("problem", "what", "gap_asked", "cpu_s", "best", "bound", "relative_gap", "closed")


def main() -> None:
    """Measure and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bench", type=Path)
    parser.add_argument("--budget", type=int, default=100_000)
    arguments = parser.parse_args()
    rows = measured(Problem.default(), arguments.budget, None)
    if arguments.bench is not None:
        reference = arguments.bench / "reference_front.csv"
        known = np.loadtxt(reference, delimiter=",", skiprows=1) if reference.exists() else None
        rows += measured(
            Problem.from_toml(arguments.bench / "problem.toml"), arguments.budget, known
        )
    RESULTS.parent.mkdir(exist_ok=True)
    with RESULTS.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def measured(problem: Problem, budget: int, known: np.ndarray | None) -> list[dict[str, object]]:
    """Return the gaps of one problem, for the front searched and for the one known."""
    evaluator = Evaluator.of(problem)
    result = search(problem, budget=budget, prove=False)
    found = np.array([design.objectives for design in result.designs])
    rows = []
    fronts = [("found", found), *([] if known is None else [("known", known)])]
    for name, front in fronts:
        for gap in GAPS:
            started = time.process_time()
            proven = proof(evaluator, front, ProofSettings(thorough=True, gap=gap)).as_dict()
            spent = time.process_time() - started
            rows += table_rows(f"{problem.title}, front {name}", proven, gap, spent)
    if known is not None:
        contradicted(problem, proven, known)
    return rows


def table_rows(problem: str, proven: dict, gap: float, spent: float) -> list[dict[str, object]]:
    """Return a row for each objective and one for the front; the time is that of all together."""
    rows = []
    for entry in proven["objectives"]:
        rows.append(row(problem, entry["expression"], gap, spent, entry, "best", "bound"))
    front = proven.get("front", {"proven": False})
    what = "hypervolume of the front"
    rows.append(row(problem, what, gap, spent, front, "hypervolume", "hypervolume_bound"))
    return rows


def row(
    problem: str, what: str, gap: float, spent: float, entry: dict, best: str, bound: str
) -> dict[str, object]:
    """Return one row of the table; empty where nothing is proven."""
    numbers = {"problem": problem, "what": what, "gap_asked": gap, "cpu_s": round(spent, 2)}
    if entry["proven"]:
        numbers |= {"best": f"{entry[best]:.7g}", "bound": f"{entry[bound]:.7g}"}
        numbers |= {"relative_gap": f"{entry['relative_gap']:.2g}", "closed": entry["closed"]}
    print(numbers)
    return numbers


def contradicted(problem: Problem, proven: dict, known: np.ndarray) -> None:
    """Raise if a known design is better than a bound."""
    for i, (objective, entry) in enumerate(
        zip(problem.objectives, proven["objectives"], strict=True)
    ):
        best = objective.sign * known[:, i]
        if (best < objective.sign * entry["bound"] - 1e-6).any():
            raise SystemExit(f"{entry['expression']}: a known design is better than the bound")
    levels = np.array(proven["front"]["levels"])
    for first, second in known:
        beyond = levels[levels[:, 0] >= first]
        if len(beyond) and second < beyond[0, 1] - 1e-6:
            raise SystemExit(f"the known design {first}, {second} is below the proven staircase")
    print("no known design contradicts a bound")


if __name__ == "__main__":
    main()
