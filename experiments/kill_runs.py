"""A hundred `kill -9` of searches with two worker processes, at random moments.

    python experiments/kill_runs.py [--kills 100] [--budget 1000000] [--seed 1]

Half of the kills hit a worker: the search must go on by itself. The other half hit the process that
searches: it is resumed, everything that its record held at that moment must still be there, its
workers must end and its temporary folder must go. Every run, however often it was hit, must end
with the same table of designs, byte for byte, as one that nobody disturbed. Reads /proc (Linux).
Writes results/kills.csv.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import shlex
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from polyopt.optimizer.record.journal import GENERATION_KEY
from polyopt.optimizer.record.run_folder import JOURNAL

RESULTS = Path(__file__).with_name("results") / "kills.csv"
PATIENCE = 300.0
LINGERS = 15.0
"""Seconds that orphans are watched."""

NAMED = "a worker process was ended"


@dataclass
class Tally:
    """What came of the kills."""

    workers_killed: int = 0
    deaths_named: int = 0
    searches_killed: int = 0
    with_workers: int = 0
    runs: int = 0
    failed: int = 0
    other_fronts: int = 0
    lost: int = 0
    outlived: list[float] = field(default_factory=list)
    still_there: int = 0
    folders_left: int = 0

    def rows(self) -> list[tuple[str, str]]:
        """Return the table."""
        return [
            ("kills of a worker process", str(self.workers_killed)),
            ("deaths of workers named on the log", str(self.deaths_named)),
            ("kills of the process that searches", str(self.searches_killed)),
            ("of these while it had workers", str(self.with_workers)),
            ("runs brought to their end", str(self.runs)),
            ("runs that ended with an error", str(self.failed)),
            ("fronts unlike that of the undisturbed run", str(self.other_fronts)),
            ("recorded generations lost", str(self.lost)),
            ("most seconds that a worker outlived its search", f"{max([0, *self.outlived]):.1f}"),
            (f"workers still there after {LINGERS:.0f} s", str(self.still_there)),
            ("temporary folders left", str(self.folders_left)),
        ]


class Search:
    """A search as a program of its own."""

    def __init__(self, folder: Path, out: str, budget: int) -> None:
        self.run, self._folder = folder / out, folder
        self._log = (folder / f"{out}.log").open("a", encoding="utf-8")
        more = ["--resume"] if (self.run / JOURNAL).exists() else []
        command = ["search", "--budget", str(budget), "--jobs", "2", "--out", out, *more]
        self.before = len(self.record())
        self.program = subprocess.Popen(
            [sys.executable, "-m", "polyopt", *command],
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=self._log,
            env={**os.environ, "TMPDIR": str(folder / "tmp")},
        )

    def record(self) -> bytes:
        """Return its record."""
        journal = self.run / JOURNAL
        return journal.read_bytes() if journal.exists() else b""

    def over(self) -> bool:
        """Say whether it has ended by itself."""
        return self.program.poll() is not None

    def workers(self) -> list[int]:
        """Return the processes that work for it."""
        return [pid for pid in _children(self.program.pid) if "LokyProcess" in _command(pid)]

    def waits(self, seconds: float) -> None:
        """Wait so long, or until it is over."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends and not self.over():
            time.sleep(0.01)

    def at_work(self, *, with_workers: bool) -> None:
        """Wait until it has added to its record, or has workers."""
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends and not self.over():
            if self.workers() if with_workers else len(self.record()) > self.before:
                return
            time.sleep(0.02)


def _children(pid: int) -> list[int]:
    try:
        found = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
        tasks = [
            p.read_text(encoding="ascii") for p in Path(f"/proc/{pid}/task").glob("*/children")
        ]
    except OSError:
        return []
    return sorted({int(child) for child in " ".join([found, *tasks]).split()})


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def hit_worker(search: Search, chance: random.Random, tally: Tally) -> None:
    """Kill one of its workers, some time after it has them."""
    search.at_work(with_workers=True)
    search.waits(chance.uniform(0.0, 0.6))
    there = search.workers()
    if there and not search.over():
        os.kill(chance.choice(there), signal.SIGKILL)
        tally.workers_killed += 1


def hit_search(search: Search, chance: random.Random, tally: Tally) -> None:
    """Kill the process that searches; look what it leaves."""
    search.at_work(with_workers=chance.random() < 0.7)
    search.waits(chance.uniform(0.0, 1.0))
    there, held = search.workers(), search.record()
    if search.over():
        return
    search.program.send_signal(signal.SIGKILL)
    killed = time.monotonic()
    search.program.wait(PATIENCE)
    tally.searches_killed += search.program.returncode == -signal.SIGKILL
    tally.with_workers += bool(there)
    kept = held[: held.rfind(b"\n") + 1]
    if not search.record().startswith(kept):
        tally.lost += kept.count(GENERATION_KEY.encode())
    while there and time.monotonic() - killed < LINGERS:
        left = [pid for pid in there if _command(pid)]  # of a zombie it is empty
        if len(left) < len(there):
            tally.outlived.append(time.monotonic() - killed)
        there = left
        time.sleep(0.05)
    tally.still_there += len(there)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--budget", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    chance, tally = random.Random(asked.seed), Tally()
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "tmp").mkdir()
        whole = Search(folder, "whole", asked.budget)
        if whole.program.wait(PATIENCE):
            raise SystemExit((folder / "whole.log").read_text(encoding="utf-8"))
        disturb(folder, asked, chance, tally)
        time.sleep(2.0)
        tally.folders_left = len(list((folder / "tmp").glob("polyopt-*")))
    for row in tally.rows():
        print(*row, sep=": ", flush=True)
    _write(tally)


def _write(tally: Tally) -> None:
    with RESULTS.open("w", encoding="utf-8", newline="") as file:
        command = shlex.join(["python", f"experiments/{Path(__file__).name}", *sys.argv[1:]])
        file.write(f"# {command}\n")
        csv.writer(file, lineterminator="\n").writerows([("what", "value"), *tally.rows()])


def disturb(folder: Path, asked: argparse.Namespace, chance: random.Random, tally: Tally) -> None:
    """Kill until there were enough, and bring every run to its end."""
    best = (folder / "whole" / "pareto.csv").read_bytes()
    while (done := tally.workers_killed + tally.searches_killed) < asked.kills:
        out = f"run-{tally.runs}"
        search = Search(folder, out, asked.budget)
        while not search.over():
            done = tally.workers_killed + tally.searches_killed
            if done >= asked.kills:
                search.waits(PATIENCE)
            elif tally.workers_killed <= tally.searches_killed:
                hit_worker(search, chance, tally)
            else:
                hit_search(search, chance, tally)
            if search.program.poll() == -signal.SIGKILL:
                search = Search(folder, out, asked.budget)
        log = (folder / f"{out}.log").read_text(encoding="utf-8")
        tally.runs += 1
        tally.deaths_named += log.count(NAMED)
        if search.program.returncode:
            tally.failed += 1
            print(f"{out} ended with {search.program.returncode}:\n{log}", flush=True)
        elif (search.run / "pareto.csv").read_bytes() != best:
            tally.other_fronts += 1
        print(f"{out}: {done} kills so far", flush=True)
        _write(tally)


if __name__ == "__main__":
    main()
