"""How good a front after how much work: the engine beside pymoo and Optuna, known and new problems.

    python experiments/bench_search.py --bench FOLDER [--seeds 10] [--unseen 110 111 112 113]

FOLDER holds mixture20: problem.toml, mixture20.py, peers.py and reference_front.csv; pymoo and
Optuna (``pip install polyopt[bench]``) run through its peers.py, on the encoding that suits them
best. The other problems are drawn by unseen_problems.py from the seeds given; the engine was tuned
on seeds 0-11, 101 and 203-243. Their best known front joins two long runs of the engine (four
budgets' worth, seeds that are not measured) with all fronts measured.

Hypervolume is a share of that of the best known front. Reference point: (6, 40) for mixture20,
else a tenth beyond the best known front's range. CPU time is that of the process after start-up
(imports, model surfaces); run with OMP_NUM_THREADS=1 and quote ratios. `broken` counts designs of
the final front that an
independent check finds outside a limit.
"""

from __future__ import annotations

import argparse
import csv
import importlib
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from mixture_problem import REFERENCE, mixture_problem

import polyopt as po
from polyopt.optimizer.engine.generations import run_generations
from polyopt.optimizer.evaluation.engine_settings import EngineSettings
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.optimizer.evaluation.front import nondominated
from polyopt.optimizer.record.study import Record
from polyopt.results.front import front_designs

RESULTS = Path(__file__).with_name("results") / "search.csv"
BUDGET = 200_000
REACHED = 0.95
PATIENCE = 3.0
"""CPU seconds after which a front is looked at, too."""

PEERS = {"pymoo/nsga2/gslots": (60_000, 20.0), "optuna/nsga2/gslots": (2_000, 30.0)}
PEERS["optuna/tpemv/gslots"] = (300, 30.0)
COLUMNS = ("problem", "kind", "method", "seed", "evaluations", "cpu_s", "hypervolume")
COLUMNS = (*COLUMNS, f"cpu_s_to_{REACHED}", "designs", "broken", f"hypervolume_at_{PATIENCE:g}_s")

unseen = importlib.import_module("unseen_problems")


def hypervolume(front: np.ndarray, reference: np.ndarray) -> float:
    """Return the volume that a front dominates up to a reference point, all minimised."""
    inside = front[(front < reference).all(axis=1)]
    if not len(inside):
        return 0.0
    inside = inside[nondominated(inside)]
    inside = inside[np.argsort(inside[:, -1], kind="stable")]
    if inside.shape[1] == 1:
        return float(reference[0] - inside[0, 0])
    heights = np.diff(np.append(inside[:, -1], reference[-1]))
    return sum(
        float(height) * hypervolume(inside[: i + 1, :-1], reference[:-1])
        for i, height in enumerate(heights)
        if height > 0
    )


class Run:
    """One run of the engine: its front and the fronts on the way."""

    def __init__(self, evaluator: Evaluator, seed: int, budget: int) -> None:
        self.trace: list[tuple[float, np.ndarray]] = []
        signs = evaluator.signs
        started, measuring = time.process_time(), 0.0

        def progress(done: int, archive: object) -> None:
            nonlocal measuring
            at = time.process_time()
            self.trace.append(
                (at - started - measuring, archive.front(signs).outcome.objectives * signs)
            )
            measuring += time.process_time() - at

        record = Record(evaluator, "auto", seed)
        settings = EngineSettings(budget, seed)
        with settings.workers.team(evaluator) as team:
            archive = run_generations(team, settings, record, progress)
        self.designs = front_designs(evaluator, archive)
        self.cpu = time.process_time() - started - measuring
        self.evaluations = record.evaluations
        self.front = np.array([d.objectives for d in self.designs]).reshape(-1, len(signs)) * signs

    def cpu_to(self, share: float, measure: Callable[[np.ndarray], float]) -> float:
        """Return the CPU time after which a share of the best hypervolume was reached."""
        return next((cpu for cpu, front in self.trace if measure(front) >= share), float("nan"))

    def front_at(self, cpu: float) -> np.ndarray:
        """Return the front that was there after a CPU time."""
        known = [front for at, front in self.trace if at <= cpu]
        return known[-1] if known else self.front[:0]


def broken(problem: po.Problem, designs: tuple[object, ...]) -> int:
    """Count designs outside a limit, from the tables of the problem and plain sums."""
    count = 0
    for design in designs:
        fine = True
        for layer in design.layers:
            declared = problem.layer(layer.name)
            for role in ("dianhydride", "diamine"):
                held = dict(getattr(layer.composition, f"{role}s"))
                row = np.array([held.get(m, 0.0) for m in declared.monomers(role)])
                fine &= abs(row.sum() - 1) < 1e-9 and (row > 0).sum() <= declared.most[role]
                fine &= row[row > 0].min() >= declared.min_fraction
                for limit in (x for x in declared.limits if x.role == role):
                    fine &= limit.low <= row[np.array(limit.members)].sum() <= limit.high
            for name, value in _means(problem, layer).items():
                for r in problem.requirements:
                    if r.quantity == f"layers.{layer.name}.{name}":
                        fine &= r.low <= value <= r.high
        count += not fine
    return count


def _means(problem: po.Problem, layer: object) -> dict[str, float]:
    palette = problem.layer(layer.name).palette
    a, b = (dict(x) for x in (layer.composition.dianhydrides, layer.composition.diamines))
    left = np.array([a.get(m, 0.0) for m in palette.dianhydrides])
    right = np.array([b.get(m, 0.0) for m in palette.diamines])
    return {name: float(left @ model.mean @ right) for name, model in palette.models.items()}


def measured(
    name: str, kind: str, problem: po.Problem, seeds: range, best: np.ndarray | None
) -> list[list]:
    """Return one row per seed for the engine on one problem."""
    evaluator = Evaluator.of(problem)
    runs = [Run(evaluator, seed, BUDGET) for seed in seeds]
    fronts = [r.front for r in runs]
    if best is None:
        fronts += [Run(evaluator, 1000 + s, 4 * BUDGET).front for s in range(2)]
    known = np.vstack([*fronts, *([best] if best is not None else [])])
    if not len(known):
        return []
    known = known[nondominated(known)]
    span = np.ptp(known, axis=0)
    reference = REFERENCE if best is not None else known.max(axis=0) + 0.1 * span + 1e-9
    total = hypervolume(known, reference)
    if best is not None:
        total = hypervolume(best, reference)
    return [
        [name, kind, "polyopt auto", seed, r.evaluations, round(r.cpu, 2)]
        + [round(hypervolume(r.front, reference) / total, 4)]
        + [round(r.cpu_to(REACHED, lambda f: hypervolume(f, reference) / total), 3)]
        + [len(r.designs), broken(problem, r.designs)]
        + [round(hypervolume(r.front_at(PATIENCE), reference) / total, 4)]
        for seed, r in zip(seeds, runs, strict=True)
    ]


def peer(peers: object, method: str, seed: int) -> list:
    """Return one row for another optimiser on mixture20."""
    most, cpu = PEERS[method]
    record = _Watched(peers)
    package, algorithm, encoding = method.split("/")
    if package == "pymoo":
        peers.pymoo_run(record, encoding, seed, most, cpu, alg=algorithm)
    else:
        peers.run_optuna(record, algorithm, encoding, seed, most, cpu)
    share = peers.hv(record.A) / peers.HVREF
    row = ["mixture20", "given", method, seed, record.n, round(record.used(), 2), round(share, 4)]
    return [*row, round(record.reached, 3), len(record.A), "", ""]


def _Watched(peers: object) -> object:
    class Watched(peers.Rec):
        """Notes when the share of the hypervolume was reached; its own time is not counted."""

        reached, own = float("nan"), 0.0

        def used(self) -> float:
            return self.cpu() - self.own

        def log(self, values: np.ndarray, fine: np.ndarray) -> None:
            super().log(values, fine)
            at = time.process_time()
            if np.isnan(self.reached) and peers.hv(self.A) / peers.HVREF >= REACHED:
                self.reached = at - self.t0 - self.own
            self.own += time.process_time() - at

    return Watched()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bench", type=Path, required=True)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--unseen", type=int, nargs="*", default=[110, 111, 112, 113])
    asked = parser.parse_args()
    warnings.filterwarnings("ignore")
    problem, best = mixture_problem(asked.bench)
    rows = measured("mixture20", "given", problem, range(asked.seeds), best)
    _show(rows)
    sys.path.insert(0, str(asked.bench))
    peers = importlib.import_module("peers")
    for method in PEERS:
        if find_spec(method.split("/")[0]) is None:
            print(f"{method} not run: its package is not installed")
            continue
        found = [peer(peers, method, seed) for seed in range(min(3, asked.seeds))]
        rows += found
        _show(found)
    with tempfile.TemporaryDirectory() as folder:
        for place, seed in enumerate(asked.unseen):
            path, kind = unseen.write_problem(seed, Path(folder) / str(seed))
            try:
                drawn = po.Problem.from_toml(path)
                found = measured(f"unseen {seed}", kind, drawn, range(asked.seeds), None)
            except po.InfeasibleError as error:
                print(f"unseen {seed}: {error}", flush=True)
                continue
            rows += found
            _show(found)
            _write(rows, asked.seeds, asked.unseen[: place + 1])


def _write(rows: list[list], seeds: int, drawn: list[int]) -> None:
    with RESULTS.open("w", newline="", encoding="utf-8") as file:
        file.write(f"# python experiments/bench_search.py --bench FOLDER --seeds {seeds}")
        file.write(f" --unseen {' '.join(map(str, drawn))}\n")
        csv.writer(file, lineterminator="\n").writerows([COLUMNS, *rows])


def _show(rows: list[list]) -> None:
    if rows:
        shares, cpu, to = (np.array([r[i] for r in rows], dtype=float) for i in (6, 5, 7))
        print(
            f"{rows[0][0]} ({rows[0][1]}), {rows[0][2]}: hypervolume least {shares.min():.4f}, "
            f"median {np.median(shares):.4f}; CPU {np.median(cpu):.2f} s, to {REACHED} "
            f"{np.nanmedian(to):.2f} s; broken {sum(r[9] or 0 for r in rows)}; "
            f"after {PATIENCE:g} s {' '.join(str(r[10]) for r in rows)}",
            flush=True,
        )


if __name__ == "__main__":
    main()
