"""What the array job of `examples/slurm` runs on in a test: a small problem, a slowed program."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
SCRIPTS = ROOT / "examples" / "slurm"
BUDGET = 4096 * 4
PROBLEM = """
[layers.A]
dianhydrides = ["PMDA", "BPDA", "ODPA"]
diamines = ["ODA", "PDA", "TPE-R"]
min_fraction = 0.05
models = { tg = { pairs = "tg.csv" }, cte = { pairs = "cte.csv" } }
[[objectives]]
minimize = "abs(layers.A.cte - 17)"
[[objectives]]
maximize = "layers.A.tg"
"""
FILES = {
    "problem.toml": PROBLEM,
    "tg.csv": "x,ODA,PDA,TPE-R\nPMDA,380,410,320\nBPDA,260,300,240\nODPA,250,290,230\n",
    "cte.csv": "x,ODA,PDA,TPE-R\nPMDA,30,5,40\nBPDA,40,10,50\nODPA,50,30,55\n",
}
POLYOPT = f"""#!{sys.executable}
import os, sys, time
sys.path.insert(0, {str(ROOT)!r})
from polyopt.cli import main
from polyopt.optimizer.record.study import Record

close = Record.close_generation

def slowly(*everything):
    close(*everything)
    with open(f"process-{{os.environ.get('SLURM_ARRAY_TASK_ID')}}", "w") as file:
        file.write(str(os.getpid()))
    time.sleep(float(os.environ["PAUSE"]))

Record.close_generation = slowly
if sys.argv[1] == "search":
    sys.argv += ["--budget", "{BUDGET}", "-q"]
main()
"""
"""The program, with a pause after each generation in which a signal finds it."""


def put_into(place: Path) -> None:
    """Write the problem and the program, as `polyopt`, into a folder."""
    for name, text in {**FILES, "polyopt": POLYOPT}.items():
        (place / name).write_text(text, encoding="utf-8")
    (place / "polyopt").chmod(0o755)
