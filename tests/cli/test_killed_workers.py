"""A search with two more processes of which one is killed, or which is killed itself."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from polyopt.optimizer.record.journal import GENERATION_KEY

ROOT = Path(__file__).parents[2]
PATIENCE = 120.0
BUDGET = 4 * 4096
SEARCH = """
import multiprocessing, os, pathlib, signal, sys
from polyopt.cli import main
from polyopt.optimizer.engine import shards
from polyopt.optimizer.workers import team
from polyopt.optimizer.workers.processes import Processes

class Hit(Processes):
    start = -1.0
    calls = 0

    @staticmethod
    def most(jobs):
        return jobs

    @property
    def ready(self):
        self._started.wait()
        return super().ready

    def each(self, work, pieces, weights):
        found = super().each(work, pieces, weights)
        if work is shards.searched:
            Hit.calls += 1
            yield next(found)
            if Hit.calls == 2:
                self.hit()
        yield from found

    def hit(self):
        pids = [process.pid for process in multiprocessing.active_children()]
        pathlib.Path("workers.txt").write_text(" ".join(map(str, pids)))
        if whom == "worker":
            os.kill(pids[0], signal.SIGKILL)
        elif whom == "search":
            os.kill(os.getpid(), signal.SIGKILL)

whom = sys.argv.pop(1)
team.CREWS = {"loky": Hit}
team._PER_CALL = -1.0  # work is shared however little it is
team._LEAST = 0.0
shards.SHARD = 512
sys.argv[0] = "polyopt"
main()
"""

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals of another kind")


def searched(place, whom, out, *more):
    """Search as a program, which kills one of its workers, or itself, in its third generation."""
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    (place / "tmp").mkdir(exist_ok=True)
    command = ["search", "--budget", str(BUDGET), "--jobs", "3", "--seed", "3", "--out", out]
    return subprocess.run(
        [sys.executable, "-c", SEARCH, whom, *command, *more],
        cwd=place,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), "TMPDIR": str(place / "tmp")},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Return a folder with a run that nobody disturbed."""
    folder = tmp_path_factory.mktemp("killed")
    done = searched(folder, "nobody", "whole")
    assert done.returncode == 0, done.stderr
    assert len(workers(folder)) == 2
    return folder


def front(place, out):
    return (place / out / "pareto.csv").read_bytes()


def workers(place):
    """Return the processes that worked for the last search."""
    return [int(pid) for pid in (place / "workers.txt").read_text(encoding="ascii").split()]


def alive(pid):
    """Say whether a process runs; one that has ended may wait for init to take note."""
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/cmdline").read_bytes() != b""
    except FileNotFoundError:
        return not Path("/proc/self").exists()  # gone meanwhile, or no such folders here
    except ProcessLookupError:
        return False


def eventually(condition):
    """Wait for something that needs some seconds."""
    ends = time.monotonic() + PATIENCE
    while not condition() and time.monotonic() < ends:
        time.sleep(0.05)
    return condition()


def test_a_search_goes_on_without_a_worker_that_was_killed(place):
    done = searched(place, "worker", "hit")
    assert done.returncode == 0, done.stderr
    assert "SIGKILL" in done.stderr
    assert "another takes its place" in done.stderr
    assert "Traceback" not in done.stderr
    assert front(place, "hit") == front(place, "whole")


def test_a_killed_search_leaves_nothing_behind_and_is_resumed(place):
    done = searched(place, "search", "cut")
    assert done.returncode == -9, done.stderr
    left = workers(place)
    assert len(left) == 2
    assert eventually(lambda: not any(map(alive, left)))
    assert eventually(lambda: not list((place / "tmp").glob("polyopt-*")))
    held = (place / "cut" / "study.journal").read_bytes()
    assert held.count(GENERATION_KEY.encode()) >= 2
    done = searched(place, "nobody", "cut", "--resume")
    assert done.returncode == 0, done.stderr
    assert (place / "cut" / "study.journal").read_bytes().startswith(held)
    assert front(place, "cut") == front(place, "whole")
