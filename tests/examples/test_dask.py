"""The example of a dask cluster: scheduler and workers on this machine give the serial answer."""

import os
import subprocess
import sys
from pathlib import Path

import polyopt as po

ROOT = Path(__file__).parents[2]
BUDGET = 8192


def test_the_example_gives_the_answer_of_a_search_without_workers(tmp_path):
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    script = ROOT / "examples" / "dask" / "search_on_dask.py"
    done = subprocess.run(
        [sys.executable, str(script), "--budget", str(BUDGET), "--out", "run", "--workers", "2"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    po.search(budget=BUDGET, out=tmp_path / "serial")
    parallel, serial = (tmp_path / name / "pareto.csv" for name in ("run", "serial"))
    assert parallel.read_bytes() == serial.read_bytes()
    assert "feasible" in done.stdout
