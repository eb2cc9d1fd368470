"""How good a front after few trials: polyopt's sampler in a study of Optuna, beside Optuna's own.

    python experiments/bench_samplers.py [PROBLEM ...] [--mixture FOLDER] [--seeds 3] [--most 5000]

Every sampler is given the same objective, `polyopt.objective`, in `study.optimize`, in memory, and
is looked at after 200 and 1 000 trials, with the first seed after 5 000 as well. Problems: `narrow`
(`narrow_windows.toml` beside this script: about one random design in a hundred thousand meets its
limits), `mixture20` of bench_search.py, where its folder is given, and `built-in`.

`evaluations` counts designs that the models were asked about: the trials, and what polyopt's
sampler screens, breeds and polishes before it spends a trial. The engine, `polyopt search`, is run
with the same number of evaluations. TPE, whose own time grows with the square of the trials, goes
to 1 000 trials and GP to 200; what was not run is printed.

Hypervolume is a share of that of the best known front, which joins a long run of the engine with
all fronts measured; the reference point is (6, 40) for mixture20, else a tenth beyond that front's
range. CPU time is that of the process; `sampler_cpu_s` is the part spent in the sampler. Run with
OMP_NUM_THREADS=1 and quote ratios. Rows of problems that are not named stay in the table, and
``--table`` prints it as the documentation shows it.
"""

from __future__ import annotations

import argparse
import csv
import time
import warnings
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import optuna
from bench_search import hypervolume
from mixture_problem import REFERENCE, mixture_problem

import polyopt as po
from polyopt.optimizer.evaluation.front import nondominated

HERE = Path(__file__).parent
RESULTS = HERE / "results" / "samplers.csv"
MARKS = (200, 1_000, 5_000)
MANY = 1_000
"""Trials up to which all seeds are run."""

MOST = {"polyopt": 5_000, "nsga2": 5_000, "tpe": 1_000, "gp": 200}
LONG = 400_000
COLUMNS = ("problem", "sampler", "seed", "trials", "evaluations", "hypervolume", "feasible")
COLUMNS = (*COLUMNS, "cpu_s", "sampler_cpu_s")
TIMED = ("infer_relative_search_space", "sample_relative", "sample_independent", "after_trial")
OWN, ENGINE = "polyopt", "polyopt search"


def built(name: str, problem: po.Problem, seed: int) -> optuna.samplers.BaseSampler:
    """Return a sampler by the name it has in the table."""
    match name:
        case "tpe":
            return optuna.samplers.TPESampler(seed=seed, multivariate=True)
        case "nsga2":
            return optuna.samplers.NSGAIISampler(seed=seed)
        case "gp":
            return optuna.samplers.GPSampler(seed=seed, deterministic_objective=True)
    return po.FormulationSampler(problem, seed=seed)


class Clock:
    """CPU time spent in a sampler."""

    def __init__(self, sampler: optuna.samplers.BaseSampler) -> None:
        self.spent, self._inside = 0.0, False
        for name in TIMED:
            setattr(sampler, name, self._timed(getattr(sampler, name)))

    def _timed(self, method):
        def timed(*given, **named):
            if self._inside:
                return method(*given, **named)
            started, self._inside = time.process_time(), True
            try:
                return method(*given, **named)
            finally:
                self.spent += time.process_time() - started
                self._inside = False

        return timed


class Mark:
    """What a run came to after some trials."""

    def __init__(self, row: list, front: np.ndarray) -> None:
        self.row, self.front = row, front


def marks(
    problem: po.Problem, title: str, name: str, seed: int, wanted: Sequence[int]
) -> Iterator[Mark]:
    """Yield what a sampler came to after each number of trials."""
    objective = po.objective(problem)
    sampler = built(name, problem, seed)
    clock = Clock(sampler)
    study = optuna.create_study(sampler=sampler, directions=objective.directions)
    signs = np.array([1 if d == "minimize" else -1 for d in objective.directions])
    spent, done = 0.0, 0
    for mark in wanted:
        started = time.process_time()
        study.optimize(objective, n_trials=mark - done)
        spent, done = spent + time.process_time() - started, mark
        trials = study.get_trials(deepcopy=False)
        fine = [t.values for t in trials if all(v <= 0 for v in t.constraints.values())]
        front = np.array(fine).reshape(-1, len(signs)) * signs
        front = front[nondominated(front)] if len(front) else front
        inner = sampler.evaluations if name == OWN else 0
        row = [title, name, seed, mark, mark + inner, None, len(fine)]
        yield Mark([*row, round(spent, 1), round(clock.spent, 1)], front)


def engine(problem: po.Problem, title: str, seed: int, trials: int, budget: int) -> Mark:
    """Return what the engine came to with a budget."""
    started = time.process_time()
    result = po.search(problem, budget=budget, seed=seed, prove=False)
    spent = time.process_time() - started
    row = [title, ENGINE, seed, trials, result.evaluations, None, len(result.designs)]
    return Mark([*row, round(spent, 1), ""], front_of(result))


def front_of(result: po.Result) -> np.ndarray:
    signs = np.array([o.sign for o in result.problem.objectives])
    return np.array([d.objectives for d in result.designs]).reshape(-1, len(signs)) * signs


def measured(
    problem: po.Problem, title: str, asked: argparse.Namespace, best: np.ndarray | None
) -> Iterator[list[list]]:
    """Yield the rows of a problem, after each seed all so far."""
    known = [front_of(po.search(problem, budget=LONG, seed=1000, prove=False))]
    found: list[Mark] = []
    plans = [
        (name, seed, [m for m in MARKS if m <= most and m <= MANY])
        for seed in range(asked.seeds)
        for name, most in MOST.items()
    ]
    plans += [(name, 0, [MARKS[-1]]) for name, most in MOST.items() if most > MANY]
    for place, (name, seed, wanted) in enumerate(plans):
        if name == "gp" and find_spec("torch") is None:
            continue
        for mark in marks(problem, title, name, seed, [m for m in wanted if m <= asked.most]):
            found.append(mark)
            print(*mark.row, sep=", ", flush=True)
            if name == OWN:
                found.append(engine(problem, title, seed, mark.row[3], mark.row[4]))
        if place + 1 == len(plans) or plans[place + 1][:2] != (name, seed):
            every = np.vstack([*known, *(mark.front for mark in found)])
            every = every[nondominated(every)]
            beyond = every.max(axis=0) + 0.1 * np.ptp(every, axis=0) + 1e-9
            reference = beyond if best is None else REFERENCE
            total = hypervolume(every if best is None else best, reference)
            for mark in found:
                mark.row[5] = round(hypervolume(mark.front, reference) / total, 4)
            yield [mark.row for mark in found]


def problems(asked: argparse.Namespace) -> Iterator[tuple[str, po.Problem, np.ndarray | None]]:
    """Yield the problems asked for, with the best front where one is known."""
    if "narrow" in asked.problems:
        yield "narrow", po.Problem.from_toml(HERE / "narrow_windows.toml"), None
    if "mixture20" in asked.problems and asked.mixture is not None:
        yield "mixture20", *mixture_problem(asked.mixture)
    if "built-in" in asked.problems:
        yield "built-in", po.Problem.default(), None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("problems", nargs="*", default=["narrow", "mixture20", "built-in"])
    parser.add_argument("--mixture", type=Path)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--most", type=int, default=MARKS[-1])
    parser.add_argument("--table", action="store_true")
    asked = parser.parse_args()
    if asked.table:
        print(table())
        return
    warnings.filterwarnings("ignore")
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    if find_spec("torch") is None:
        print("gp not run: the package torch is not installed")
    print(f"tpe not run beyond {MOST['tpe']} trials; {MARKS[-1]} trials with one seed only")
    if asked.mixture is None:
        print("mixture20 not run: no folder of it was given")
    for title, problem, best in problems(asked):
        for rows in measured(problem, title, asked, best):
            write(title, rows)
        show(rows)


def show(rows: list[list]) -> None:
    """Print the median of each sampler after each number of trials."""
    for sampler, mark in dict.fromkeys((r[1], r[3]) for r in rows):
        some = [r for r in rows if r[1] == sampler and r[3] == mark]
        share, cpu = (np.median([r[i] for r in some]) for i in (5, 7))
        print(
            f"{some[0][0]}, {sampler}, {mark} trials, {len(some)} seeds: hypervolume {share:.4f} "
            f"(least {min(r[5] for r in some):.4f}), CPU {cpu:.1f} s, evaluations "
            f"{np.median([r[4] for r in some]):.0f}",
            flush=True,
        )


def table() -> str:
    """Return the medians over seeds as Markdown: hypervolume, and CPU time beside it."""
    rows = list(csv.DictReader(RESULTS.read_text(encoding="utf-8").splitlines()[1:]))
    names = list(dict.fromkeys(row["sampler"] for row in rows))
    lines = ["| problem | trials | seeds | designs judged | " + " | ".join(names) + " |"]
    lines.append("| --- " * (4 + len(names)) + "|")
    for title, trials in sorted({(r["problem"], int(r["trials"])) for r in rows}):
        cells = []
        here = [r for r in rows if r["problem"] == title and int(r["trials"]) == trials]
        for name in names:
            some = [r for r in here if r["sampler"] == name]
            share, cpu = (
                np.median([float(r[c]) for r in some]) if some else np.nan
                for c in ("hypervolume", "cpu_s")
            )
            cells.append(f"{share:.3f} ({cpu:.0f} s)" if some else "not run")
        own = [r for r in here if r["sampler"] == OWN]
        judged = np.median([int(r["evaluations"]) for r in own]) if own else np.nan
        runs = sorted({n for name in names if (n := sum(r["sampler"] == name for r in here))})
        seeds = "-".join(map(str, dict.fromkeys((runs[0], runs[-1]))))
        lines.append(f"| {title} | {trials} | {seeds} | {judged:.0f} | {' | '.join(cells)} |")
    return "\n".join(lines)


def write(title: str, rows: list[list]) -> None:
    """Put the rows of a problem into the table, in place of those that it had."""
    kept: list[list] = []
    if RESULTS.exists():
        lines = RESULTS.read_text(encoding="utf-8").splitlines()[2:]
        kept = [row for row in csv.reader(lines) if row[0] != title]
    with RESULTS.open("w", newline="", encoding="utf-8") as file:
        file.write("# python experiments/bench_samplers.py --mixture FOLDER\n")
        csv.writer(file, lineterminator="\n").writerows([COLUMNS, *kept, *rows])


if __name__ == "__main__":
    main()
