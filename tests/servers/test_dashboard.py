"""optuna-dashboard opens the record of a run: on the loopback, on a port of its own."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from free_port import free_port

import polyopt as po

PATIENCE = 60.0
BUDGET = 40
PROGRAM = shutil.which("optuna-dashboard", path=str(Path(sys.executable).parent))

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="optuna-dashboard is not installed")


@pytest.fixture
def ask(tmp_path):
    """A dashboard on the journal of a run; answers with the content of an address."""
    po.search(budget=BUDGET, sampler="random", out=tmp_path / "run")
    port = free_port()
    journal = str(tmp_path / "run" / "study.journal")
    server = subprocess.Popen(
        [str(PROGRAM), journal, "--host", "127.0.0.1", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )

    def answer(address: str) -> object:
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

    yield answer
    server.terminate()
    server.wait(timeout=PATIENCE)


def test_it_lists_the_run_and_shows_every_design_with_its_formulation(ask):
    (study,) = ask("/api/studies")["study_summaries"]
    assert study["study_name"] == "polyopt"
    details = ask(f"/api/studies/{study['study_id']}")
    assert len(details["trials"]) == BUDGET
    notes = {a["key"]: a["value"] for a in details["trials"][0]["user_attrs"]}
    assert "//" in notes["A"]
    assert all(trial["state"] == "Complete" for trial in details["trials"])
