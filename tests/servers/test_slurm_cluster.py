"""The example of an array job on a real Slurm: a task that is asked to stop is queued again."""

from __future__ import annotations

import json
import time

import pytest
from slurm_array import BUDGET, SCRIPTS, put_into
from slurm_cluster import SlurmCluster, lacking

PATIENCE = 240.0
ENDED = {"COMPLETED", "FAILED", "CANCELLED", "TIMEOUT", "NODE_FAIL"}

pytestmark = pytest.mark.skipif(bool(lacking()), reason=f"no Slurm here ({lacking()})")


@pytest.fixture
def cluster():
    with SlurmCluster.started() as running:
        yield running


def until(ready, what):
    deadline = time.monotonic() + PATIENCE
    while not (found := ready()):
        if time.monotonic() > deadline:
            pytest.fail(f"waited in vain for {what}")
        time.sleep(0.1)
    return found


def state(cluster, job):
    """Return the state of a job and how often it was started again."""
    shown = cluster.run("scontrol", "--oneliner", "show", "job", job)
    known = dict(part.partition("=")[::2] for part in shown.split())
    return known["JobState"], int(known["Restarts"])


def test_an_array_is_requeued_resumed_and_merged(cluster, tmp_path, monkeypatch):
    put_into(tmp_path)
    monkeypatch.setenv("PAUSE", "0.3")

    def submit(*command):
        return cluster.run("sbatch", "--parsable", *command, cwd=tmp_path, path=str(tmp_path))

    array = submit("--array=1-2", str(SCRIPTS / "array.sbatch"))
    merge = submit(f"--dependency=afterany:{array}", str(SCRIPTS / "merge.sbatch"))
    until((tmp_path / "process-1").exists, "the first generation of task 1")
    cluster.run("scancel", "--batch", "--signal=USR1", f"{array}_1")
    until(lambda: state(cluster, f"{array}_1")[1] == 1, "task 1 to be queued again")
    stopped = json.loads((tmp_path / "runs" / "seed-1" / "result.json").read_text(encoding="utf-8"))
    assert stopped["status"] == "interrupted"
    assert stopped["evaluations"] < BUDGET
    until(lambda: state(cluster, merge)[0] in ENDED, "the merged front")
    ended = {job: state(cluster, job) for job in (f"{array}_1", f"{array}_2", merge)}
    logs = {p.name: p.read_text(errors="replace") for p in tmp_path.glob("*.log")}
    assert list(ended.values()) == [("COMPLETED", restarts) for restarts in (1, 0, 0)], logs
    manifest = json.loads((tmp_path / "merged" / "manifest.json").read_text(encoding="utf-8"))
    merged = manifest["settings"]["merged"]
    assert [(run["seed"], run["evaluations"]) for run in merged] == [(1, BUDGET), (2, BUDGET)]
