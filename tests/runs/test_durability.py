"""Loss of power, full disks and two processes: nothing that was acknowledged is lost."""

import errno
import os
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import optuna
import pytest

import polyopt as po
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.optimizer.evaluation.front import Archive
from polyopt.optimizer.record.journal import GENERATION_KEY, GenerationJournal
from polyopt.optimizer.record.run_folder import JOURNAL
from polyopt.optimizer.record.study import Record

ROOT = Path(__file__).parents[2]
PATIENCE = 120.0
POSIX = pytest.mark.skipif(os.name == "nt", reason="limits and locks of another kind")
KILLS = 3
"""The benchmark of the record (experiments/bench_record.py) makes it twenty."""

SEARCH = """
import sys, polyopt as po
limit = int(sys.argv[3])
if limit:
    import resource
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    po.search(budget=int(sys.argv[1]), sampler="random", out=sys.argv[2],
              resume="resume" in sys.argv, progress=lambda n, a: print(n, flush=True))
except po.PolyoptError as error:
    print(error, file=sys.stderr)
    sys.exit(error.exit_code)
"""


def program(budget, out, *more, limit=0):
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return subprocess.Popen(
        [sys.executable, "-c", SEARCH, str(budget), str(out), str(limit), *more],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture(scope="module")
def evaluator():
    return Evaluator.of(po.Problem.default())


def kept(evaluator, record, count, seed):
    """Record a generation of some uniform designs."""
    designs = evaluator.space.uniform(count, np.random.default_rng(seed))
    numbers = np.full(count, -1, np.int64)
    return record.keep(evaluator, Archive(designs, evaluator.evaluate(designs), numbers), count)


def fronts(folder):
    return (folder / "pareto.csv").read_bytes()


def test_a_record_torn_at_any_byte_holds_the_generation_before(evaluator, tmp_path):
    whole = tmp_path / "whole.journal"
    record = Record(evaluator, "auto", 1, whole)
    kept(evaluator, record, 2, seed=1)
    before = whole.read_bytes()
    kept(evaluator, record, 2, seed=2)
    content = whole.read_bytes()
    assert GENERATION_KEY.encode() in content[len(before) :]
    torn = tmp_path / "torn.journal"
    entries = before.count(b"\n")
    for cut in range(len(before), len(content)):
        torn.write_bytes(content[:cut])
        assert len(list(GenerationJournal(torn).read_logs(0))) == entries, cut
        assert torn.stat().st_size == len(before), cut
    for cut in (*range(len(before), len(content), 211), len(content) - 1):
        torn.write_bytes(content[:cut])
        again = Record(evaluator, "auto", 1, torn)
        assert (again.generation, again.evaluations, len(again.archive(evaluator))) == (1, 2, 2)
    torn.write_bytes(content)
    assert Record(evaluator, "auto", 1, torn).evaluations == 4


@pytest.mark.parametrize("call", ["write", "fsync"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EIO])
def test_what_a_disk_refuses_is_said_and_nothing_is_lost(
    call, number, evaluator, tmp_path, monkeypatch
):
    path = tmp_path / JOURNAL
    record = Record(evaluator, "auto", 1, path)
    kept(evaluator, record, 2, seed=1)
    before = path.read_bytes()

    def refused(*_):
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        if call == "fsync":
            patch.setattr(os, "fsync", refused)
        else:
            patch.setattr("polyopt.optimizer.record.journal._append_durably", refused)
        with pytest.raises(po.DataError, match="all generations before this one are kept"):
            kept(evaluator, record, 2, seed=2)
    assert path.read_bytes() == before
    again = Record(evaluator, "auto", 1, path)
    assert again.evaluations == 2
    assert all(t.state.is_finished() for t in again.study.trials)


@POSIX
def test_a_full_disk_ends_the_search_and_more_space_lets_it_go_on(tmp_path):
    po.search(budget=2000, sampler="random", out=tmp_path / "whole")
    size = (tmp_path / "whole" / JOURNAL).stat().st_size
    search = program(2000, tmp_path / "full", limit=int(0.6 * size))
    output, complained = search.communicate(timeout=PATIENCE)
    assert search.returncode == 4
    assert complained.startswith(str(tmp_path / "full" / JOURNAL))
    assert "free space and use --resume" in complained
    assert output.split() == ["500", "1000"]
    search = program(2000, tmp_path / "full", "resume")
    output, complained = search.communicate(timeout=PATIENCE)
    assert (search.returncode, output.split()) == (0, ["1500", "2000"]), complained
    assert fronts(tmp_path / "full") == fronts(tmp_path / "whole")


@pytest.mark.parametrize("name", ["study.lock", "manifest.json.part", "."])
def test_a_folder_that_cannot_be_written_is_named(name, tmp_path):
    folder = tmp_path / "run"
    if name == ".":
        folder.write_text("a file in the way", encoding="utf-8")
    else:
        (folder / name).mkdir(parents=True)
    with pytest.raises(po.DataError, match="cannot be written") as caught:
        po.search(budget=100, out=folder)
    assert str(folder) in str(caught.value)


@POSIX
def test_the_run_of_another_process_is_refused(tmp_path):
    first = program(10**7, tmp_path / "run")
    try:
        assert first.stdout.readline() == "500\n"
        second = program(10**7, tmp_path / "run", "resume")
        _, complained = second.communicate(timeout=PATIENCE)
    finally:
        first.kill()
        first.communicate()
    assert second.returncode == 2
    assert "another search is writing there" in complained


@POSIX
def test_killed_at_random_moments_a_run_keeps_what_it_acknowledged(tmp_path):
    budget = 6000
    po.search(budget=budget, sampler="random", out=tmp_path / "whole")
    chance = random.Random(4)
    acknowledged, finished = 0, False
    for _ in range(KILLS):
        more = ["resume"] if (tmp_path / "run" / JOURNAL).exists() else []
        search = program(budget, tmp_path / "run", *more)
        for _ in range(chance.randint(1, 5)):
            line = search.stdout.readline()
            if not line:
                break
            assert int(line) > acknowledged
            acknowledged = int(line)
        search.kill()
        output, complained = search.communicate()
        acknowledged = max([acknowledged, *map(int, output.split())])
        finished = search.returncode == 0
        assert search.returncode in (0, -9), complained
        record = optuna.load_study(
            study_name="polyopt",
            storage=optuna.storages.JournalStorage(
                GenerationJournal(tmp_path / "run" / JOURNAL, read_only=True)
            ),
        )
        assert len(record.trials) >= acknowledged
        assert all(trial.state.is_finished() for trial in record.trials)
    assert acknowledged and not finished
    po.search(budget=budget, sampler="random", out=tmp_path / "run", resume=True)
    assert fronts(tmp_path / "run") == fronts(tmp_path / "whole")
