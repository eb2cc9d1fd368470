"""How a search of the default problem scales: with workers, with its budget, in memory and traffic.

    OMP_NUM_THREADS=1 python experiments/bench_scaling.py [--repeats 3] [--long]

One worker's search is taken apart by traced_search.py: what several could share, piece by piece,
and the rest, which one process does alone (the problem made ready, generations joined, the proof).
From it follows what more workers come to: by Amdahl's law, and with the pieces as they are, since
no generation ends before its longest piece. Two workers are also measured, by the clock: processes
start anew in each run; repeats take turns, the best counts, and a bare loop in two processes tells
what the second processor was worth meanwhile. ``--long`` measures 10^7 designs too. Searches of
10^8 are extrapolated from the two largest measured. Memory is read from /proc (Linux). Writes
results/scaling.csv.
"""

from __future__ import annotations

import argparse
import csv
import os
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from bench_throughput import best
from traced_search import Traced, traced

import polyopt as po
from polyopt.optimizer.engine.generations import run_generations
from polyopt.optimizer.evaluation.engine_settings import EngineSettings
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.optimizer.record.study import Record
from polyopt.optimizer.workers.team import Workers

RESULTS = Path(__file__).with_name("results") / "scaling.csv"
BUDGETS = (10**5, 10**6)
LONG, LONGEST = 10**7, 10**8
SMALL = (4096, 20_000, 50_000)
SMALL_REPEATS = 5
MANY = (2, 32, 1024)
FIELDS = ("what", "designs", "workers", "value", "unit")
Row = tuple[str, int, int, float, str]

IDLE = """
import numpy, joblib, threadpoolctl, scipy.linalg
import polyopt.optimizer.engine.shards, polyopt.optimizer.evaluation.screen
print(next(l.split()[1] for l in open("/proc/self/status") if l.startswith("VmHWM")))
"""


def one_worker(budgets: tuple[int, ...], repeats: int) -> Iterator[Row]:
    """Yield the serial share, the forecasts and the CPU time a design, by budget."""
    runs: dict[int, Traced] = {}
    for budget in budgets:
        again = repeats if budget < LONG else 1
        runs[budget] = run = min((traced(budget) for _ in range(again)), key=lambda t: t.clock)
        yield "time of one worker", budget, 1, run.clock, "s"
        yield "done by one process alone", budget, 1, run.clock - run.shareable, "s"
        yield "of it after the last generation", budget, 1, run.clock - run.generations, "s"
        yield "serial share", budget, 1, 100 * run.serial, "%"
        longest = max(run.calls, key=lambda call: call.takes(1))
        yield "pieces of the longest generation", budget, 1, len(longest.seconds), ""
        yield "longest piece over their mean", budget, 1, _unevenness(longest.seconds), ""
        for many in MANY:
            yield "times as fast, by Amdahl's law", budget, many, run.amdahl(many), ""
            yield "times as fast, with the pieces as they are", budget, many, run.forecast(many), ""
        yield "CPU time a design", budget, 1, 1e6 * run.processor / budget, "µs"
    first, last = budgets[-2:]
    slope = (runs[last].processor - runs[first].processor) / (last - first)
    longest_run = runs[last].processor + slope * (LONGEST - last)
    yield f"CPU time, extrapolated from {first:.0e} and {last:.0e}", LONGEST, 1, longest_run, "s"


def _unevenness(seconds: list[float]) -> float:
    return max(seconds) / float(np.mean(seconds))


def traffic(budget: int) -> Iterator[Row]:
    """Yield the bytes that generations send to workers and get back."""
    calls = traced(budget, weighed=True).calls
    for what, sizes in (
        ("sent to workers", [sum(call.sent) for call in calls]),
        ("returned by workers", [sum(call.returned) for call in calls]),
    ):
        yield f"{what}, mean of a generation", budget, 2, float(np.mean(sizes)) / 1e3, "kB"
        yield f"{what}, most of a generation", budget, 2, max(sizes) / 1e3, "kB"


def two_workers(budget: int, repeats: int) -> Iterator[Row]:
    """Yield how much faster two workers are by the clock, beside a bare loop in two processes."""
    shares: list[float] = []

    def both() -> None:
        shares.append(po.search(budget=budget, jobs=2).parallel_share)

    with ProcessPoolExecutor(2) as idle:
        loops = [lambda n=n: list(idle.map(_loop, range(n))) for n in (1, 2)]
        took = best([lambda: po.search(budget=budget), both, *loops], repeats, time.perf_counter)
    yield "time of one worker, taking turns with two", budget, 1, took[0], "s"
    yield "time of two workers", budget, 2, took[1], "s"
    yield "two over one, measured", budget, 2, took[0] / took[1], ""
    yield "two over one, of a bare loop", budget, 2, 2 * took[2] / took[3], ""
    yield "parallel_share of two workers", budget, 2, 100 * max(shares), "%"


def _loop(_: int) -> int:
    return sum(i * i for i in range(5_000_000))


def memory(budget: int) -> Iterator[Row]:
    """Yield the peak memory of worker processes after a search, and of an idle Python."""
    evaluator = Evaluator.of(po.Problem.default())
    settings = EngineSettings(budget, 0, workers=Workers(2))
    with settings.workers.team(evaluator) as team:
        run_generations(team, settings, Record(evaluator, "auto", 0))
        if team._crew is None or not team._crew.ready:
            raise SystemExit("no worker processes took part: use a machine of two cores or more")
        peaks = dict(team._crew.each(_peak, range(20), [1.0] * 20))
    peaks.pop(os.getpid(), None)
    done = subprocess.run([sys.executable, "-c", IDLE], capture_output=True, text=True, check=True)
    yield "peak memory of a worker process", budget, 2, max(peaks.values()) / 1024, "MB"
    yield "peak memory of an idle Python, same imports", budget, 2, int(done.stdout) / 1024, "MB"
    yield "peak memory of the process that searches", budget, 2, _peak(None, 0)[1] / 1024, "MB"


def _peak(_: object, number: int) -> tuple[int, int]:
    """Return the process and its peak: rusage would count that of the process it came from."""
    time.sleep(0.05)  # so that every worker has its turn
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return os.getpid(), int(status.partition("VmHWM:")[2].split()[0])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--long", action="store_true", help="measure 10^7 designs as well")
    asked = parser.parse_args()
    os.environ["PYTHONPATH"] = os.pathsep.join(sys.path)
    rows: list[Row] = []

    def noted(found: Iterator[Row]) -> None:
        for row in found:
            rows.append(row)
            print(*row[:3], f"{row[3]:.4g}", row[4], sep="  ", flush=True)

    noted(memory(BUDGETS[-1]))  # first: the peak is that of the process so far
    for budget in SMALL:
        noted(two_workers(budget, max(SMALL_REPEATS, asked.repeats)))
    for budget in BUDGETS:
        noted(two_workers(budget, asked.repeats))
    if asked.long:
        noted(two_workers(LONG, 1))
    noted(traffic(BUDGETS[-1]))
    noted(one_worker((*BUDGETS, LONG) if asked.long else BUDGETS, asked.repeats))
    with RESULTS.open("w", encoding="utf-8", newline="") as file:
        command = shlex.join(["python", f"experiments/{Path(__file__).name}", *sys.argv[1:]])
        file.write(f"# OMP_NUM_THREADS=1 {command}\n")
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(FIELDS)
        writer.writerows((*row[:3], f"{row[3]:.4g}", row[4]) for row in rows)


if __name__ == "__main__":
    main()
