"""Durable trials per CPU second, cost per trial as the record grows, and twenty `kill -9`.

    python experiments/bench_record.py [results/record.csv]

Times are CPU seconds of this process, models and files included; ratios within one run count.
"""

import csv
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

import polyopt as po
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.optimizer.evaluation.front import Archive
from polyopt.optimizer.evaluation.outcome import Outcome
from polyopt.optimizer.record.mirror import Mirror
from polyopt.optimizer.record.run_folder import JOURNAL
from polyopt.optimizer.record.study import Record

GENERATION, MOST, WINDOW = 500, 20_000, 1_000
KILLS, BUDGET = 20, 20_000
COPIED = 50
OUT = Path(__file__).parent / "results" / "record.csv"
SEARCH = """
import sys, polyopt as po
po.search(budget=int(sys.argv[1]), sampler="random", out=sys.argv[2], resume="resume" in sys.argv,
          progress=lambda n, a: print(n, flush=True))
"""


def recorded(folder: Path) -> list[tuple[int, float]]:
    """Record generations; return the trials so far and the CPU seconds of each generation."""
    evaluator = Evaluator.of(po.Problem.default())
    record = Record(evaluator, "random", 1, folder / JOURNAL)
    spent = []
    for _ in range(MOST // GENERATION):
        asked = record.ask(evaluator, GENERATION)
        outcome = evaluator.evaluate(asked.designs)
        started = time.process_time()
        numbers = record.tell(evaluator, asked, outcome)
        record.close_generation(Archive(asked.designs, outcome, numbers), GENERATION)
        spent.append((int(numbers[-1]) + 1, time.process_time() - started))
    return spent


def opened(folder: Path) -> float:
    """Return the CPU seconds to open the record of all trials."""
    evaluator = Evaluator.of(po.Problem.default())
    started = time.process_time()
    Record(evaluator, "random", 1, folder / JOURNAL, read_only=True)
    return time.process_time() - started


def copied(folder: Path) -> float:
    """Return the CPU seconds that a design takes on its way to an SQLite database."""
    evaluator = Evaluator.of(po.Problem.default())
    record = Record(evaluator, "auto", 1, folder / "copied.journal")
    designs = evaluator.space.uniform(COPIED, np.random.default_rng(1))
    outcome = evaluator.evaluate(designs)
    feasible = np.zeros_like(outcome.constraints)
    objectives = np.column_stack([np.arange(COPIED), np.arange(COPIED)])  # nobody dominates
    archive = Archive(designs, Outcome(objectives * 1.0, feasible), np.arange(COPIED))
    mirror = Mirror(f"sqlite:///{folder / 'team.db'}")
    started = time.process_time()
    mirror.write(evaluator, record, archive)
    return (time.process_time() - started) / COPIED


def killed(folder: Path) -> tuple[int, int, int, bool]:
    """Kill a search at random moments; return kills, lost and RUNNING trials, equal fronts."""
    chance = random.Random(1)
    po.search(budget=BUDGET, sampler="random", out=folder / "whole")
    acknowledged = lost = running = kills = 0
    run = folder / "run"
    while kills < KILLS:
        more = ["resume"] if (run / "manifest.json").exists() else []
        search = subprocess.Popen(
            [sys.executable, "-c", SEARCH, str(BUDGET), str(run), *more],
            stdout=subprocess.PIPE,
            text=True,
        )
        first = search.stdout.readline()  # a moment within the generations, not the imports
        if not first:
            break
        time.sleep(chance.uniform(0.0, 0.15))
        search.kill()
        output, _ = search.communicate()
        kills += search.returncode == -9
        acknowledged = max([acknowledged, *map(int, (first + output).split())])
        evaluator = Evaluator.of(po.Problem.default())
        record = Record(evaluator, "random", po.Problem.default().seed, run / JOURNAL)
        lost += max(0, acknowledged - record.evaluations)
        running += sum(not t.state.is_finished() for t in record.study.get_trials(deepcopy=False))
    po.search(budget=BUDGET, sampler="random", out=run, resume=True)
    same = (run / "pareto.csv").read_bytes() == (folder / "whole" / "pareto.csv").read_bytes()
    return kills, lost, running, same


def main() -> None:
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else OUT
    os.environ["PYTHONPATH"] = os.pathsep.join(sys.path)
    with tempfile.TemporaryDirectory() as place:
        recorded(Path(place))
        spent = recorded(Path(tempfile.mkdtemp(dir=place)))
        load = opened(Path(place))
        copy = copied(Path(place))
        kills, lost, running, same = killed(Path(place))
    early = [s for n, s in spent if n <= WINDOW]
    late = [s for n, s in spent if n > MOST - WINDOW]
    total = sum(s for _, s in spent)
    rows = [
        ("durable trials per CPU second", MOST / total),
        (f"ms per trial up to {WINDOW}", 1e3 * sum(early) / WINDOW),
        (f"ms per trial, the last {WINDOW} of {MOST}", 1e3 * sum(late) / WINDOW),
        ("ratio of the two", float(np.sum(late) / np.sum(early))),
        (f"CPU seconds to open {MOST} trials", load),
        (f"CPU ms per design copied to SQLite, {COPIED} designs", 1e3 * copy),
        ("kills", kills),
        ("acknowledged trials lost", lost),
        ("trials left RUNNING", running),
        ("front equal to that of the uninterrupted run", int(same)),
    ]
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["figure", "value"])
        for name, value in rows:
            writer.writerow([name, f"{value:.4g}"])
            print(f"{name}: {value:.4g}")


if __name__ == "__main__":
    main()
