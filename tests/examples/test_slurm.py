"""The example of an array job on one machine: a task that is killed is queued again, and merged."""

import json
import os
import shutil
import signal
import subprocess
import time

import pandas as pd
import pytest
from slurm_array import BUDGET, SCRIPTS, put_into

import polyopt as po

PATIENCE = 240.0
TASKS = (1, 2, 3)

pytestmark = pytest.mark.skipif(os.name != "posix", reason="shell scripts and their signals")


@pytest.fixture
def place(tmp_path):
    put_into(tmp_path)
    (tmp_path / "scontrol").write_text('#!/bin/bash\necho "$@" >> requeued\n', encoding="utf-8")
    (tmp_path / "scontrol").chmod(0o755)
    return tmp_path


def submitted(place, script, task=0, pause=0.0):
    """Start a script as a task of an array job."""
    return subprocess.Popen(
        ["/bin/bash", str(SCRIPTS / script)],
        cwd=place,
        env={
            **os.environ,
            "PATH": f"{place}:{os.environ['PATH']}",
            "SLURM_ARRAY_TASK_ID": str(task),
            "SLURM_JOB_ID": f"17_{task}",
            "PAUSE": str(pause),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def at_work(place, task):
    """Wait until a task has recorded a generation; return its process."""
    path, deadline = place / f"process-{task}", time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if path.exists() and path.read_text():
            return int(path.read_text())
        time.sleep(0.02)
    pytest.fail("the task did not start")


def test_array_tasks_one_killed_one_asked_to_stop_are_resumed_and_merged(place):
    jobs = {task: submitted(place, "array.sbatch", task, pause=0.5) for task in TASKS}
    os.kill(at_work(place, 1), signal.SIGKILL)
    at_work(place, 2)
    jobs[2].send_signal(signal.SIGUSR1)
    ended = {
        task: (job.communicate(timeout=PATIENCE), job.returncode) for task, job in jobs.items()
    }
    assert [code for _, code in ended.values()] == [128 + signal.SIGKILL, 75, 0], ended
    assert (place / "requeued").read_text() == "requeue 17_2\n"
    assert not (place / "runs" / "seed-1" / "result.json").exists()
    for task in (1, 2):
        job = submitted(place, "array.sbatch", task)
        output = job.communicate(timeout=PATIENCE)
        assert job.returncode == 0, output
    job = submitted(place, "merge.sbatch")
    output = job.communicate(timeout=PATIENCE)
    assert job.returncode == 0, output
    manifest = json.loads((place / "merged" / "manifest.json").read_text(encoding="utf-8"))
    merged = manifest["settings"]["merged"]
    assert [(run["seed"], run["evaluations"]) for run in merged] == [(t, BUDGET) for t in TASKS]
    table = pd.read_csv(place / "merged" / "pareto.csv")
    assert set(table["run"]) <= {f"runs/seed-{task}" for task in TASKS}
    shutil.rmtree(place / "runs" / "seed-1")
    whole = po.search(place / "problem.toml", budget=BUDGET, seed=1, out=place / "runs" / "seed-1")
    again = po.merge([place / "runs" / f"seed-{task}" for task in TASKS])
    assert whole.evaluations == BUDGET
    assert [design.objectives for design in again.result.designs] == [
        tuple(design["objectives"])
        for design in json.loads((place / "merged" / "result.json").read_text())["pareto"]
    ]
