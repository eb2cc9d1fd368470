"""How fast designs are screened, against the arithmetic alone, and what workers add.

    OMP_NUM_THREADS=1 python experiments/bench_throughput.py [--repeats 7] [--memory]

Rates of one worker are per second of CPU time of its thread; rates of several workers are per
second of the clock. Each figure is the best of several repeats, and every ratio compares repeats
that took turns in one run: other work on the machine slows both. The arithmetic alone is what
the designs of a screening need once their fractions lie in memory: means, the joint covariance
and the limits, nothing drawn, decoded, compared or kept. Writes results/throughput.csv.
"""

from __future__ import annotations

import argparse
import csv
import os
import shlex
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np

import polyopt as po
from polyopt.chemistry.monomers import DIAMINE, DIANHYDRIDE, shipped_library
from polyopt.optimizer.evaluation import evaluate
from polyopt.optimizer.evaluation.evaluate import Evaluator, evaluate_batch
from polyopt.optimizer.evaluation.screen import Stretch, judged_stretch, screened
from polyopt.optimizer.space.designs import Designs, Families
from polyopt.optimizer.workers.team import Team, Workers
from polyopt.problem.given_models import with_models

RESULTS = Path(__file__).with_name("results") / "throughput.csv"
PALETTES = ((8, 12), (20, 30), (50, 100))
ROLES = {"dianhydrides": (DIANHYDRIDE, 0.3), "diamines": (DIAMINE, 0.4)}
LARGE = 10**9  # designs to screen in all, from which they are drawn in blocks
ROWS = 20_000
FIELDS = ("what", "case", "workers", "value", "unit")


def problem(dianhydrides: int, diamines: int) -> po.Problem:
    """Return one layer with the shipped models, two group limits and two property limits."""
    palette = {
        role: [m for m in shipped_library() if m.role == kind and m.smiles][:count]
        for (role, (kind, _)), count in zip(ROLES.items(), (dianhydrides, diamines), strict=True)
    }
    names = {role: [m.abbreviation for m in found] for role, found in palette.items()}
    limits = [
        {"sum": names[role][: len(names[role]) // 3], "min": least}
        for role, (_, least) in ROLES.items()
    ]
    return po.Problem.from_dict(
        {
            "layers": {"A": {**names, "max_dianhydrides": 2, "max_diamines": 3, "require": limits}},
            "require": [
                {"quantity": "layers.A.cte", "min": 5, "max": 30},
                {"quantity": "layers.A.tg", "min": 250, "max": 400},
            ],
            "objectives": [{"minimize": "abs(layers.A.cte - 17)"}, {"maximize": "layers.A.tg"}],
        }
    )


def best(
    works: list[Callable[[], object]], repeats: int, clock: Callable[[], float]
) -> list[float]:
    """Return the least seconds each piece of work took, taking turns."""
    seconds = np.full((repeats, len(works)), np.inf)
    for row in seconds:
        for i, work in enumerate(works):
            started = clock()
            work()
            row[i] = clock() - started
    return seconds.min(axis=0).tolist()


def pace(evaluator: Evaluator, block: int, repeats: int) -> tuple[float, float]:
    """Return designs per second of the arithmetic alone and of the whole screening."""
    size, space, stretches = evaluator.chunk, evaluator.space, 8
    drawn = []
    for number in range(stretches):
        stretch = Stretch((0, number), size, block, number * size // block, 0, 7)
        rng = np.random.default_rng(stretch.seed)
        subset = stretch.subsets(space, rng)
        coordinates = rng.random((space.width, len(subset), size // len(subset)))
        drawn.append((stretch, space.portions(Families(subset, coordinates))[0]))

    def arithmetic() -> None:
        for _, present in drawn:
            evaluator.judged(evaluator.evidence(present, {}))

    def whole() -> None:
        for stretch, _ in drawn:
            judged_stretch(evaluator, stretch)

    least = best([arithmetic, whole], repeats, time.process_time)
    return size * stretches / least[0], size * stretches / least[1]


def paces(repeats: int) -> list[tuple[object, ...]]:
    """Return rates by palette, draw and chunk."""
    rows: list[tuple[object, ...]] = []
    for palette in PALETTES:
        evaluator = Evaluator.of(problem(*palette))
        name = f"{palette[0]} x {palette[1]}"
        rows.append(("monomer choices", name, 1, evaluator.space.subset_count, ""))
        for block in (64, 16, 1):
            rows += _pace(evaluator, f"{name}, {block} designs per choice", block, repeats)
        if palette != PALETTES[0]:
            continue
        chosen = evaluate.CHUNK
        for chunk in (2048, 4096, 8192, 32_768):
            evaluate.CHUNK = chunk
            rows += _pace(evaluator, f"{name}, 64 designs per choice, chunk {chunk}", 64, repeats)
        evaluate.CHUNK = chosen
    return rows


def _pace(evaluator: Evaluator, case: str, block: int, repeats: int) -> list[tuple[object, ...]]:
    alone, whole = pace(evaluator, block, repeats)
    return [
        ("arithmetic alone", case, 1, round(alone / 1e6, 2), "million/s"),
        ("screening", case, 1, round(whole / 1e6, 2), "million/s"),
        ("screening over arithmetic", case, 1, round(whole / alone, 3), ""),
    ]


def workers_on_screening(repeats: int) -> list[tuple[object, ...]]:
    """Return what two workers add to screening with cheap models, by number of designs."""
    evaluator = Evaluator.of(problem(*PALETTES[0]))
    rows: list[tuple[object, ...]] = []
    for count in (4096, 65_536, 2_000_000):
        for backend in ("threads", "loky"):
            rows += _one_and_two(
                evaluator,
                f"screening {count} designs, {backend}",
                backend,
                lambda team, n=count: screened(
                    team, n, seed=0, generation=0, before=0, total=LARGE
                ),
                repeats,
            )
    return rows


def _one_and_two(
    evaluator: Evaluator,
    case: str,
    backend: str,
    work: Callable[[Team[Evaluator]], object],
    repeats: int,
) -> list[tuple[object, ...]]:
    """Return seconds of one worker and of two, and what two idle loops come to meanwhile."""
    with (
        Workers(1).team(evaluator) as one,
        Workers(2, backend).team(evaluator) as two,
        ProcessPoolExecutor(2) as idle,
    ):
        started = time.perf_counter()
        work(two)
        first = time.perf_counter() - started
        ready(two)
        work(two)
        loops = [lambda n=n: list(idle.map(_loop, range(n))) for n in (1, 2)]
        took = best([lambda: work(one), lambda: work(two), *loops], repeats, time.perf_counter)
    return [
        ("seconds", case, 1, round(took[0], 4), "s"),
        ("seconds", case, 2, round(took[1], 4), "s"),
        ("seconds, the first time", case, 2, round(first, 4), "s"),
        ("two over one", case, 2, round(took[0] / took[1], 2), ""),
        ("two over one, of a bare loop", case, 2, round(2 * took[2] / took[3], 2), ""),
    ]


def ready(team: Team[Evaluator]) -> None:
    """Wait for workers that are starting: a search goes on meanwhile."""
    while team._crew is not None and not team._crew.ready:
        time.sleep(0.01)


def _loop(_: int) -> int:
    """Keep one processor busy: what two of them are worth beside the machine's other work."""
    return sum(i * i for i in range(2_000_000))


def costly(repeats: int) -> list[tuple[object, ...]]:
    """Return what two workers add where each composition is asked of a regressor."""
    from sklearn.ensemble import RandomForestRegressor
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import RBF

    given = problem(*PALETTES[0])
    plain = Evaluator.of(given)
    learned = plain.space.uniform(1000, np.random.default_rng(1))
    fractions, _ = plain.space.decoded(learned)
    x, y = np.hstack(fractions["A"]), plain.evaluate(learned).objectives[:, 1]
    models = {
        "Gaussian process, 1000 films": GaussianProcessRegressor(RBF(), alpha=1e-3, optimizer=None),
        "forest, 300 trees": RandomForestRegressor(300, random_state=0),
    }
    rows: list[tuple[object, ...]] = []
    for name, model in models.items():
        evaluator = Evaluator.of(with_models(given, {"tg": model.fit(x, y)}))
        designs = evaluator.space.uniform(ROWS, np.random.default_rng(2))
        for backend in ("loky", "threads"):
            case = f"{ROWS} designs, {name}, {backend}"
            rows += _one_and_two(
                evaluator,
                case,
                backend,
                lambda team, d=designs: evaluate_batch(team, d),
                repeats,
            )
            if backend == "loky":
                rows.append(_processor_time(evaluator, case, designs, repeats))
    return rows


def _processor_time(
    evaluator: Evaluator, case: str, designs: Designs, repeats: int
) -> tuple[object, ...]:
    """Return one worker's processor time over half of what two and their parent take.

    It is what two over one comes to on processors that nothing else uses.
    """
    size = evaluator.chunk
    chunks = [designs.take(slice(i, i + size)) for i in range(0, len(designs), size)]
    alone, both, parent = [], [], []
    with Workers(2, "loky").team(evaluator) as two:
        for _ in range(repeats + 1):
            alone.append(sum(_processor(evaluator, chunk)[1] for chunk in chunks))
            started = time.process_time()
            found = list(two.map(_processor, chunks, weight=len, future=1e9))
            spent = time.process_time() - started
            here = sum(seconds for pid, seconds in found if pid == os.getpid())
            both.append(sum(seconds for _, seconds in found))
            parent.append(spent - here)
            ready(two)
    most = -(-len(chunks) // 2) / len(chunks)
    ratio = min(alone) / (min(both[1:]) * most + min(parent[1:]))
    return ("two over one, by processor time", case, 2, round(ratio, 2), "")


def _processor(evaluator: Evaluator, designs: Designs) -> tuple[int, float]:
    started = time.process_time()
    evaluator.evaluate(designs)
    return os.getpid(), time.process_time() - started


def searches(budgets: tuple[int, ...]) -> list[tuple[object, ...]]:
    """Return the rate and the peak memory of whole searches, screening and refining."""
    from resource import RUSAGE_SELF, getrusage

    rows: list[tuple[object, ...]] = []
    for budget in budgets:
        started = time.process_time()
        po.search(problem(*PALETTES[0]), budget=budget)
        rate = budget / (time.process_time() - started) / 1e6
        peak = getrusage(RUSAGE_SELF).ru_maxrss / 1024
        rows.append(("whole search", f"{budget:.0e} designs", 1, round(rate, 2), "million/s"))
        rows.append(("peak memory", f"{budget:.0e} designs", 1, round(peak), "MB"))
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--memory", action="store_true", help="also search 10^8 designs")
    chosen = parser.parse_args()
    budgets = (10**5, 10**6, 10**8) if chosen.memory else (10**5, 10**6)
    rows = searches(budgets)  # first: the peak is that of the process so far
    rows += paces(chosen.repeats)
    rows += workers_on_screening(chosen.repeats)
    rows += costly(chosen.repeats)
    with RESULTS.open("w", encoding="utf-8", newline="") as file:
        command = shlex.join(["python", f"experiments/{Path(__file__).name}", *sys.argv[1:]])
        file.write(f"# OMP_NUM_THREADS=1 {command}\n")
        writer = csv.writer(file)
        writer.writerow(FIELDS)
        writer.writerows(rows)
    for row in rows:
        print("  ".join(map(str, row)))


if __name__ == "__main__":
    main()
