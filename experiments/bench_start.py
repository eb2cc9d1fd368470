"""What starting costs: commands beside the libraries that they cannot do without.

    OMP_NUM_THREADS=1 python experiments/bench_start.py [--repeats 9]

Each figure is the CPU time, user and system, of a whole process: the least of several repeats that
took turns in one run, so that other work on the machine slows all of them alike. Processes run in
empty folders, with bytecode compiled in the turn before the first, as an installed package has it.
Writes results/start.csv.
"""

from __future__ import annotations

import argparse
import csv
import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

import joblib

import polyopt as po
from polyopt.optimizer.evaluation.evaluate import Evaluator

HOME = str(Path(po.__file__).parents[1])
RESULTS = Path(__file__).with_name("results") / "start.csv"
FIELDS = ("what", "case", "value", "unit")
BARE, LIBRARIES, CHEMISTRY = "python alone", "numpy, pandas, rdkit", "numpy, rdkit.Chem"
HELP, PREDICT, SEARCH = (
    "polyopt --help",
    "polyopt predict 'PMDA // ODA'",
    "polyopt search --budget 1",
)
JOBLIB, WORKER = "joblib", "a worker's first designs"
JUDGED = """
from joblib import load
from polyopt.optimizer.workers.one_thread import single_threaded_blas
from polyopt.optimizer.evaluation.screen import Stretch, judged_stretch
single_threaded_blas()
judged_stretch(load({path!r}), Stretch((0, 0), 64))
"""


def commands(evaluator: Path) -> dict[str, list[str]]:
    """Return the processes to time, by name; a worker reads the evaluator in a file."""
    return {
        BARE: ["-c", "pass"],
        LIBRARIES: ["-c", "import numpy, pandas, rdkit"],
        CHEMISTRY: ["-c", "import numpy; from rdkit import Chem"],
        JOBLIB: ["-c", "import joblib"],
        **{name: ["-m", *shlex.split(name)] for name in (HELP, PREDICT, SEARCH)},
        WORKER: ["-c", JUDGED.format(path=str(evaluator))],
    }


@contextmanager
def written_evaluator(folder: Path) -> Iterator[Path]:
    """Write the default problem as worker processes are sent it."""
    path = folder / "evaluator"
    evaluator = Evaluator.of(po.Problem.default())
    joblib.dump(joblib.wrap_non_picklable_objects(evaluator, keep_wrapper=False), path)
    yield path


def processor_time(arguments: list[str], environment: dict[str, str]) -> float:
    """Return the CPU seconds of one process, run in an empty folder."""
    before = getrusage(RUSAGE_CHILDREN)
    with tempfile.TemporaryDirectory() as place:
        subprocess.run(
            [sys.executable, *arguments],
            cwd=place,
            env=environment,
            stdout=subprocess.DEVNULL,
            check=True,
        )
    after = getrusage(RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def least_times(repeats: int) -> tuple[dict[str, float], int]:
    """Return the least CPU seconds of each process, taking turns, and the bytes a worker reads."""
    with tempfile.TemporaryDirectory() as place, written_evaluator(Path(place)) as evaluator:
        kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        compiled = str(Path(place) / "compiled")
        environment = {**kept, "PYTHONPYCACHEPREFIX": compiled, "PYTHONPATH": HOME}
        asked = commands(evaluator)
        turns = [
            {name: processor_time(words, environment) for name, words in asked.items()}
            for _ in range(repeats + 1)
        ]
        size = evaluator.stat().st_size
    return {name: min(turn[name] for turn in turns[1:]) for name in asked}, size


def rows(seconds: dict[str, float], size: int) -> list[tuple[str, str, float, str]]:
    """Return times, ratios and what a worker is sent."""
    found: list[tuple[str, str, float, str]] = [
        ("CPU time", name, round(value, 3), "s") for name, value in seconds.items()
    ]
    for over in (LIBRARIES, CHEMISTRY):
        for name in (PREDICT, SEARCH, WORKER):
            found.append((f"over {over}", name, round(seconds[name] / seconds[over], 2), ""))
    found.append((f"beyond {BARE}", HELP, round(1000 * (seconds[HELP] - seconds[BARE])), "ms"))
    found.append(("sent to a worker", "default problem", round(size / 1000), "kB"))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=9)
    chosen = parser.parse_args()
    table = rows(*least_times(chosen.repeats))
    with RESULTS.open("w", encoding="utf-8", newline="") as file:
        command = shlex.join(["python", f"experiments/{Path(__file__).name}", *sys.argv[1:]])
        file.write(f"# OMP_NUM_THREADS=1 {command}\n")
        writer = csv.writer(file)
        writer.writerow(FIELDS)
        writer.writerows(table)
    for row in table:
        print("  ".join(map(str, row)))


if __name__ == "__main__":
    main()
