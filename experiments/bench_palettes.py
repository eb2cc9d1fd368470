"""What a search costs by the size of its palettes: processor seconds and peak memory.

    OMP_NUM_THREADS=1 python experiments/bench_palettes.py [--budget 100000] [--all]

Two layers of one palette each, Tg and CTE of both limited, no proof, one worker; each search in a
process of its own, whose start, models and all are counted. Processor seconds depend on the machine
and on what else it does: quote ratios. Writes results/palettes.csv.
"""

from __future__ import annotations

import argparse
import csv
import shlex
import subprocess
import sys
from pathlib import Path

RESULTS = Path(__file__).with_name("results") / "palettes.csv"
PALETTES = ((8, 12), (20, 30), (50, 100))
EVERYTHING = (94, 150)
"""All shipped dianhydrides, and as many diamines as a layer may list."""

OBJECTIVES = {"no probability": [], "probability": [{"maximize": "probability"}]}
FIELDS = ("palette", "objectives", "designs", "cpu_s", "peak_mb")


def problem(dianhydrides: int, diamines: int, objectives: list[dict[str, str]]) -> object:
    """Return two layers with the shipped models, group limits and limits on both properties."""
    import polyopt as po
    from polyopt.chemistry.monomers import DIAMINE, DIANHYDRIDE, shipped_library

    names = {
        role: [m.abbreviation for m in shipped_library() if m.role == kind and m.smiles][:count]
        for role, kind, count in (
            ("dianhydrides", DIANHYDRIDE, dianhydrides),
            ("diamines", DIAMINE, diamines),
        )
    }
    least = {"dianhydrides": 0.3, "diamines": 0.4}
    limits = [{"sum": names[r][: len(names[r]) // 3], "min": least[r]} for r in names]
    layer = {**names, "max_dianhydrides": 2, "max_diamines": 3, "require": limits}
    windows = {"cte": {"min": 5, "max": 30}, "tg": {"min": 250, "max": 400}}
    return po.Problem.from_dict(
        {
            "layers": {"A": layer, "B": layer},
            "require": [
                {"quantity": f"layers.{name}.{key}", **window}
                for name in "AB"
                for key, window in windows.items()
            ],
            "objectives": [
                *objectives,
                {"minimize": "abs(layers.A.cte - 17)"},
                {"maximize": "layers.B.tg"},
            ],
        }
    )


def searched(dianhydrides: int, diamines: int, objectives: str, budget: int) -> None:
    """Search, and print processor seconds and peak memory of this process so far."""
    from resource import RUSAGE_SELF, getrusage

    import polyopt as po

    po.search(problem(dianhydrides, diamines, OBJECTIVES[objectives]), budget=budget, prove=None)
    used = getrusage(RUSAGE_SELF)
    print(f"{used.ru_utime + used.ru_stime:.1f} {used.ru_maxrss / 1024:.0f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--budget", type=int, default=100_000)
    parser.add_argument("--all", action="store_true", help="also the largest palette")
    parser.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.one:
        first, second, objectives = chosen.one
        return searched(int(first), int(second), objectives, chosen.budget)
    rows: list[tuple[object, ...]] = []
    for dianhydrides, diamines in (*PALETTES, EVERYTHING) if chosen.all else PALETTES:
        for objectives in OBJECTIVES:
            one = [str(dianhydrides), str(diamines), objectives]
            command = [sys.executable, __file__, "--budget", str(chosen.budget), "--one", *one]
            run = subprocess.run(command, check=True, capture_output=True, text=True)
            used = run.stdout.split()[-2:]
            rows.append((f"{dianhydrides} x {diamines}", objectives, chosen.budget, *used))
            print("  ".join(map(str, rows[-1])), flush=True)
            written(rows)
    return None


def written(rows: list[tuple[object, ...]]) -> None:
    """Write the figures found so far."""
    with RESULTS.open("w", encoding="utf-8", newline="") as file:
        asked = shlex.join(["python", f"experiments/{Path(__file__).name}", *sys.argv[1:]])
        file.write(f"# OMP_NUM_THREADS=1 {asked}\n")
        writer = csv.writer(file)
        writer.writerow(FIELDS)
        writer.writerows(rows)


if __name__ == "__main__":
    main()
