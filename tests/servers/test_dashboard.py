"""optuna-dashboard opens runs and studies: on the loopback, on a port of its own."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import optuna
import pytest
from free_port import free_port
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend

import polyopt as po

PATIENCE = 60.0
BUDGET = 40
PROGRAM = shutil.which("optuna-dashboard", path=str(Path(sys.executable).parent))

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="optuna-dashboard is not installed")


@pytest.fixture
def dashboard():
    """A dashboard on a journal; answers with the content of an address."""
    servers = []

    def opened(journal: Path) -> Callable[[str], Any]:
        port = free_port()
        server = subprocess.Popen(
            [str(PROGRAM), str(journal), "--host", "127.0.0.1", "--port", str(port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        servers.append(server)

        def answer(address: str) -> Any:
            deadline = time.monotonic() + PATIENCE
            while True:
                try:
                    with urllib.request.urlopen(
                        f"http://127.0.0.1:{port}{address}", timeout=10
                    ) as page:
                        return json.load(page)
                except OSError:
                    if time.monotonic() > deadline or server.poll() is not None:
                        raise
                    time.sleep(0.1)

        return answer

    yield opened
    for server in servers:
        server.terminate()
        server.wait(timeout=PATIENCE)


def test_it_lists_the_run_and_shows_every_design_with_its_formulation(dashboard, tmp_path):
    po.search(budget=BUDGET, sampler="random", out=tmp_path / "run")
    ask = dashboard(tmp_path / "run" / "study.journal")
    (study,) = ask("/api/studies")["study_summaries"]
    assert study["study_name"] == "polyopt"
    details = ask(f"/api/studies/{study['study_id']}")
    assert len(details["trials"]) == BUDGET
    notes = {a["key"]: a["value"] for a in details["trials"][0]["user_attrs"]}
    assert "//" in notes["A"]
    assert all(trial["state"] == "Complete" for trial in details["trials"])


@pytest.mark.filterwarnings("ignore::optuna.exceptions.ExperimentalWarning")
def test_it_follows_a_study_with_polyopts_objective_and_sampler(dashboard, tmp_path):
    journal = tmp_path / "study.journal"
    objective = po.objective()
    study = optuna.create_study(
        study_name="laminate",
        storage=JournalStorage(JournalFileBackend(str(journal))),
        sampler=po.FormulationSampler(objective.problem, seed=1),
        directions=objective.directions,
    )
    study.set_metric_names(objective.metric_names)
    study.optimize(objective, n_trials=5)
    ask = dashboard(journal)
    (summary,) = ask("/api/studies")["study_summaries"]
    details = ask(f"/api/studies/{summary['study_id']}")
    assert [trial["state"] for trial in details["trials"]] == ["Complete"] * 5
    for shown, trial in zip(details["trials"], study.trials, strict=True):
        assert [float(value) for value in shown["values"]] == pytest.approx(trial.values)
        assert {a["key"] for a in shown["user_attrs"]} == set(trial.user_attrs)
