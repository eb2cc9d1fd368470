"""A dask cluster that loses a worker in the middle of a search: named, and nothing is missing."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from free_port import free_port

import polyopt as po
from polyopt.optimizer.engine import shards
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.optimizer.workers.crews import Cluster

distributed = pytest.importorskip("distributed")

ROOT = Path(__file__).parents[2]
PATIENCE = 120.0
BUDGET = 3 * 4096


@pytest.fixture
def cluster(tmp_path):
    """Return the address of a scheduler with two workers, and the processes of the workers."""
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    address = f"tcp://127.0.0.1:{free_port()}"
    started = []

    def dask(*arguments):
        with (tmp_path / f"{len(started)}.log").open("w") as log:
            program = subprocess.Popen(
                [sys.executable, "-m", "dask", *arguments],
                cwd=tmp_path,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
                stdout=log,
                stderr=log,
            )
        started.append(program)

    try:
        port = address.rpartition(":")[2]
        dask("scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard")
        for _ in range(2):  # without a nanny, which would start it again
            dask("worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard")
        with distributed.Client(address, timeout=PATIENCE) as client:
            client.wait_for_workers(2, timeout=PATIENCE)
        yield address, started[1:]
    finally:
        for program in started:
            program.kill()
            program.wait()


def test_a_worker_that_is_lost_is_named_and_others_do_its_work(
    cluster, tmp_path, monkeypatch, caplog
):
    address, workers = cluster
    monkeypatch.setattr(shards, "SHARD", 512)  # many pieces in a small search
    po.search(budget=BUDGET, seed=2, out=tmp_path / "serial")

    each, here, hit = Cluster.each, [], []

    def cut_short(self, work, pieces, weights):
        found = each(self, work, pieces, weights)
        yield next(found)
        if len(pieces) > 1 and not hit:
            hit.append(workers[0].pid)
            workers[0].kill()
            workers[0].wait()
        yield from found

    evaluate = Evaluator.evaluate

    def counted(self, designs, needed=None):
        here.append(len(designs))
        return evaluate(self, designs, needed)

    monkeypatch.setattr(Cluster, "each", cut_short)
    monkeypatch.setattr(Evaluator, "evaluate", counted)
    settings = {"jobs": 2, "backend": "dask", "scheduler": address}
    with caplog.at_level(logging.WARNING, "polyopt"):
        result = po.search(budget=BUDGET, seed=2, out=tmp_path / "cluster", **settings)
    assert hit
    front = (tmp_path / "cluster" / "pareto.csv").read_bytes()
    assert front == (tmp_path / "serial" / "pareto.csv").read_bytes()
    said = [r.getMessage() for r in caplog.records if "the dask worker" in r.getMessage()]
    assert len(said) == 1, caplog.text
    assert "tcp://127.0.0.1" in said[0]
    assert result.parallel_share > 0
    assert sum(here) < BUDGET / 10  # the process that searches leaves the designs to the workers


def test_a_scheduler_that_does_not_answer_is_said_before_anything_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr("polyopt.optimizer.workers.cluster._PATIENCE", "1s")
    address = f"tcp://127.0.0.1:{free_port()}"
    with pytest.raises(po.UsageError, match="no dask scheduler answers"):
        po.search(budget=BUDGET, out=tmp_path / "run", backend="dask", scheduler=address)
    assert not (tmp_path / "run").exists()
