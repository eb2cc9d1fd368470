"""Workers: the same answer whoever works, none where they do not pay, a killed one replaced."""

import logging
import os
import signal
import threading
import time
from types import MappingProxyType

import numpy as np
import pytest

import polyopt as po
from polyopt.optimizer.engine.shards import SHARD, refined
from polyopt.optimizer.evaluation.evaluate import Evaluator, evaluate_batch
from polyopt.optimizer.evaluation.front import Archive, selected
from polyopt.optimizer.evaluation.screen import screened
from polyopt.optimizer.workers import crews, processes
from polyopt.optimizer.workers import team as teams
from polyopt.optimizer.workers.team import Workers


class Eager:
    """A crew that is always worth starting, at its full number, and ready once it is asked."""

    start = -1.0

    @staticmethod
    def most(jobs):
        return jobs

    @property
    def ready(self):
        if hasattr(self, "_started"):
            self._started.wait()
        return super().ready


class EagerThreads(Eager, crews.Threads):
    pass


class EagerProcesses(Eager, processes.Processes):
    pass


@pytest.fixture
def eager(monkeypatch):
    """Work is shared however little it is."""
    kinds = {"threads": EagerThreads, "loky": EagerProcesses}
    monkeypatch.setattr(teams, "CREWS", MappingProxyType(kinds))
    monkeypatch.setattr(teams, "_PER_CALL", -1.0)
    monkeypatch.setattr(teams, "_LEAST", 0.0)
    monkeypatch.setattr(teams, "_WARM", 0)


@pytest.fixture(scope="module")
def laminate():
    return Evaluator.of(po.Problem.default())


@pytest.fixture(scope="module")
def archive(laminate):
    designs = laminate.space.uniform(3000, np.random.default_rng(1))
    return selected(Archive.unrecorded(designs, laminate.evaluate(designs)), laminate.signs)


def contents(archive):
    designs, outcome = archive.designs, archive.outcome
    arrays = designs.subset, designs.coordinates, outcome.objectives, outcome.constraints
    return [array.tobytes() for array in arrays]


@pytest.mark.parametrize("backend", ["threads", "loky"])
def test_no_result_depends_on_the_workers(laminate, archive, backend, eager):
    def run(which):
        with which.team(laminate) as team:
            fresh = screened(team, 20_000, seed=3, generation=2, before=0, total=10**9)
            batch = laminate.space.uniform(9000, np.random.default_rng(0))
            judged = Archive.unrecorded(batch, evaluate_batch(team, batch))
            near = refined(team, archive, 2 * SHARD + 500, (4, 1))
            return [Archive.unrecorded(*fresh), judged, near], team.together

    alone, nobody = run(Workers())
    together, seconds = run(Workers(2, backend))
    assert nobody == 0.0
    assert seconds > 0.0
    assert [contents(a) for a in alone] == [contents(a) for a in together]


def test_a_generation_searches_as_many_designs_as_asked_and_improves(laminate, archive):
    done = []
    with Workers().team(laminate) as team:
        found = refined(team, archive, SHARD + 300, (1, 2), advanced=done.append)
    assert len(done) == 2
    assert 0 < done[0] < done[1] == SHARD + 300
    assert (found.number < 0).any()
    signs = laminate.signs
    before, after = (a.front(signs).outcome.objectives * signs for a in (archive, found))
    assert (after.min(axis=0) <= before.min(axis=0)).all()


def test_cheap_work_stays_with_one_worker(laminate):
    with Workers(2).team(laminate) as team:
        screened(team, 4096, seed=0, generation=0, before=0, total=4096)
        assert team.together == 0.0


def halved(subject, piece):
    return subject * piece / 2


def halves(team, pieces):
    return list(team.map(halved, pieces, weight=lambda piece: 1.0))


def test_work_that_workers_slow_down_goes_back_to_one(eager):
    with Workers(2, "threads").team(3.0) as team:
        assert halves(team, [1.0, 2.0, 3.0]) == [1.5, 3.0, 4.5]
        shared = team.together
        assert shared > 0.0
        team._shared_cost[halved], team._cost[halved] = 2.0, 1.0
        assert halves(team, [1.0, 2.0, 3.0]) == [1.5, 3.0, 4.5]
        assert team.together == shared


def fatal_once(subject, piece):
    """End the other process when it gets its first piece of work; all others are done."""
    mark, here = subject
    time.sleep(0.05)
    if os.getpid() != here and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return piece * 10, os.getpid()


@pytest.mark.skipif(os.name == "nt", reason="signals of another kind")
def test_a_killed_worker_is_named_and_its_work_done_by_another(tmp_path, eager, caplog):
    subject = tmp_path / "killed", os.getpid()
    with Workers(2).team(subject) as team, caplog.at_level(logging.WARNING, "polyopt"):
        found = list(team.map(fatal_once, range(1, 13), weight=lambda p: 1.0))
    assert [value for value, _ in found] == [10 * p for p in range(1, 13)]
    assert (tmp_path / "killed").exists()
    (word,) = [record.getMessage() for record in caplog.records]
    assert "SIGKILL" in word
    assert "another takes its place" in word


def killed_while_sending(subject, piece):
    """End the other process, the first time, while its long answer is on the way."""
    mark, here = subject
    if os.getpid() == here:
        pow(
            7, 2_000_000
        )  # holds the interpreter's lock: nobody reads what the other sends meanwhile
    elif not mark.exists():
        mark.touch()
        threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGKILL)).start()
    return np.full(2**20, piece)


@pytest.mark.skipif(os.name == "nt", reason="signals of another kind")
def test_a_worker_killed_while_it_sends_a_long_answer_stops_nobody(tmp_path, eager, caplog):
    """Half a message in a pipe would leave its reader waiting for the rest, for good."""
    subject = tmp_path / "killed", os.getpid()
    with Workers(2).team(subject) as team, caplog.at_level(logging.WARNING, "polyopt"):
        found = list(team.map(killed_while_sending, range(6), weight=lambda p: 1.0))
    assert [array[-1] for array in found] == list(range(6))
    assert (tmp_path / "killed").exists()


def fatal_elsewhere(here, piece):
    """End any process but this one."""
    if piece and os.getpid() != here:
        os.kill(os.getpid(), signal.SIGKILL)
    return piece


@pytest.mark.skipif(os.name == "nt", reason="signals of another kind")
def test_where_workers_die_again_and_again_one_process_goes_on(eager, caplog):
    with Workers(2).team(os.getpid()) as team, caplog.at_level(logging.WARNING, "polyopt"):
        found = list(team.map(fatal_elsewhere, [1, 2, 3], weight=lambda p: 1.0))
    assert found == [1, 2, 3]
    assert "again and again" in caplog.records[-1].getMessage()


@pytest.mark.parametrize(
    ("weights", "count", "own"),
    [
        ([1.0] * 6, 2, [0, 2, 4]),
        ([9.0, 1.0, 1.0, 1.0], 2, [0]),
        ([1.0, 9.0, 1.0, 1.0], 2, [0, 2, 3]),
        ([1.0] * 6, 3, [0, 3]),
        ([1.0], 2, [0]),
    ],
)
def test_each_piece_goes_to_whoever_has_the_least_to_do(weights, count, own):
    assert list(processes._shares(weights, count)[0]) == own


def slow_elsewhere(here, piece):
    """Do nothing, but in another process for a long time."""
    if os.getpid() != here:
        time.sleep(0.2)
    return piece, os.getpid()


def test_what_nobody_has_begun_is_done_here(eager):
    with Workers(2).team(os.getpid()) as team:
        found = list(team.map(slow_elsewhere, range(12), weight=lambda p: 1.0))
    assert [piece for piece, _ in found] == list(range(12))
    assert sum(pid == os.getpid() for _, pid in found) > 6


def fails(subject, piece):
    raise ValueError(f"no piece {piece}")


def test_an_error_of_the_work_is_raised_wherever_it_happens(eager):
    with Workers(2).team(None) as team, pytest.raises(ValueError, match="no piece"):
        list(team.map(fails, [1, 2, 3], weight=lambda p: 1.0))


class Unsendable:
    """Something that no other process can be given."""

    def __reduce__(self):
        raise TypeError("holds a lock")


def test_what_cannot_be_sent_is_worked_on_here_with_a_word(eager, caplog):
    with Workers(2).team(Unsendable()) as team, caplog.at_level(logging.WARNING, "polyopt"):
        found = list(team.map(same, [1, 2, 3], weight=lambda p: 1.0))
    assert found == [1, 2, 3]
    (word,) = [record.getMessage() for record in caplog.records]
    assert "one evaluates" in word
    assert "holds a lock" in word


def same(subject, piece):
    return piece


def test_where_no_process_can_start_later_one_goes_on(eager, monkeypatch, caplog):
    with Workers(2).team(os.getpid()) as team, caplog.at_level(logging.WARNING, "polyopt"):
        assert same_three(team) == [1, 2, 3]
        pool = team._crew._pool

        def refused(*_, **__):
            raise OSError("no room for another process")

        monkeypatch.setattr(pool, "submit", refused)
        monkeypatch.setattr(team._crew, "_open_pool", lambda: pool)
        assert same_three(team) == [1, 2, 3]
    assert "no room for another process" in caplog.text
    assert "again and again" in caplog.records[-1].getMessage()


def same_three(team):
    return list(team.map(same, [1, 2, 3], weight=lambda piece: 1.0))
