"""Stopping a search: by signal, by loss of power, by damage; and going on with --resume."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from polyopt.cli.app import run
from polyopt.optimizer.engine import generations as engine

ROOT = Path(__file__).parents[2]
PROBLEM = """
[layers.A]
dianhydrides = ["PMDA", "BPDA", "ODPA"]
diamines = ["ODA", "PDA", "TPE-R"]
max_dianhydrides = 2
max_diamines = 2
min_fraction = 0.05
models = { tg = { pairs = "tg.csv" }, cte = { pairs = "cte.csv" } }
[[require]]
quantity = "layers.A.tg"
min = 280
[[objectives]]
minimize = "abs(layers.A.cte - 17)"
[[objectives]]
maximize = "layers.A.tg"
"""
TG = "x,ODA,PDA,TPE-R\nPMDA,380,410,320\nBPDA,260,300,240\nODPA,250,290,230\n"
CTE = "x,ODA,PDA,TPE-R\nPMDA,30,5,40\nBPDA,40,10,50\nODPA,50,30,55\n"
BUDGET = 12 * 4096
ARGUMENTS = ["search", "p.toml", "--budget", str(BUDGET), "--json", "--seed", "5"]
SLOW = """
import sys, time
from polyopt.cli import main
from polyopt.optimizer.engine import generations as engine

whole = engine.refined

def slowly(*everything, **named):
    time.sleep(0.5)
    return whole(*everything, **named)

engine.refined = slowly
sys.argv[0] = "polyopt"
main()
"""
"""The program with a pause in each generation, so that a signal always finds it at work."""

PATIENCE = 120.0


def front(folder):
    held = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    return held["status"], held["evaluations"], held["pareto"]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Return a folder with the problem and the run folder of an uninterrupted search."""
    folder = tmp_path_factory.mktemp("search")
    for name, text in (("p.toml", PROBLEM), ("tg.csv", TG), ("cte.csv", CTE)):
        (folder / name).write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert run([*ARGUMENTS, "--out", "whole"]) == 0
    return folder


@pytest.fixture
def whole(place, monkeypatch, capsys):
    monkeypatch.chdir(place)
    capsys.readouterr()
    return front(place / "whole")


def started(place, out, *more):
    """Start a search as a program and wait until its record holds a generation."""
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    program = subprocess.Popen(
        [sys.executable, "-c", SLOW, *ARGUMENTS, "--out", out, *more],
        cwd=place,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    journal = place / out / "study.journal"
    deadline = time.monotonic() + PATIENCE
    while program.poll() is None and time.monotonic() < deadline:
        if journal.exists() and journal.stat().st_size > 0:
            return program
        time.sleep(0.02)
    program.kill()
    pytest.fail(f"the search did not start: {program.communicate()}")


@pytest.mark.skipif(os.name == "nt", reason="signals of another kind")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGUSR1"])
def test_a_signal_keeps_the_run_and_resume_ends_it(name, place, whole, capsys):
    out, sign = name, getattr(signal, name)
    program = started(place, out)
    program.send_signal(sign)
    output, complained = program.communicate(timeout=PATIENCE)
    assert program.returncode == 75, complained
    assert "--resume" in complained
    assert "Traceback" not in complained
    status, evaluations, _ = front(place / out)
    assert status == "interrupted"
    assert 0 < evaluations < BUDGET
    assert json.loads(output)["status"] == "interrupted"
    assert run([*ARGUMENTS, "--out", out, "--resume"]) == 0
    assert front(place / out) == whole


@pytest.mark.skipif(os.name == "nt", reason="signals of another kind")
def test_a_second_signal_leaves_a_run_that_can_be_resumed(place, whole, monkeypatch, capsys):
    evaluated, evaluate = [], engine.refined

    def twice(*everything, **named):
        evaluated.append(everything)
        if len(evaluated) == 3:
            signal.raise_signal(signal.SIGTERM)
            signal.raise_signal(signal.SIGTERM)
        return evaluate(*everything, **named)

    with monkeypatch.context() as patch:
        patch.setattr(engine, "refined", twice)
        assert run([*ARGUMENTS, "--out", "twice"]) == 75
    assert "--resume" in capsys.readouterr().err
    assert run([*ARGUMENTS, "--out", "twice", "--resume"]) == 0
    assert front(place / "twice") == whole


def test_a_killed_run_can_be_resumed(place, whole):
    program = started(place, "killed")
    program.kill()
    program.communicate(timeout=PATIENCE)
    assert not (place / "killed" / "result.json").exists()
    assert run([*ARGUMENTS, "--out", "killed", "--resume"]) == 0
    assert front(place / "killed") == whole


def test_a_run_that_is_going_on_is_not_joined(place, whole, capsys):
    program = started(place, "busy")
    try:
        assert program.poll() is None
        code = run([*ARGUMENTS, "--out", "busy", "--resume"])
        output = capsys.readouterr().err
    finally:
        program.kill()
        program.communicate(timeout=PATIENCE)
    assert code in (2, 4), output
    assert output.startswith("polyopt: busy")
    assert run([*ARGUMENTS, "--out", "busy", "--resume"]) == 0
    assert front(place / "busy") == whole


def copied(place, out):
    """Copy the uninterrupted run; return its folder and its journal."""
    folder = place / out
    shutil.copytree(place / "whole", folder)
    (folder / "result.json").unlink()
    return folder, folder / "study.journal"


@pytest.mark.parametrize("kept", [0.0, 0.0001, 0.6, 0.9999])
def test_a_record_cut_anywhere_is_taken_up_again(kept, place, whole):
    folder, journal = copied(place, f"cut-{kept}")
    content = journal.read_bytes()
    journal.write_bytes(content[: int(kept * len(content))])
    assert run([*ARGUMENTS, "--out", folder.name, "--resume"]) == 0
    assert front(folder) == whole


@pytest.mark.parametrize("tail", [b"garbage", b"{}\n", b"\0" * 5000, b'{"op_code": 4, "st'])
def test_a_torn_tail_is_cut_off(tail, place, whole):
    folder, journal = copied(place, f"tail-{len(tail)}")
    journal.write_bytes(journal.read_bytes() + tail)
    assert run([*ARGUMENTS, "--out", folder.name, "--resume"]) == 0
    assert front(folder) == whole


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("operation", b'"op_code":', b'"opcode":'),
        ("archive", b'"archive":[', b'"archive":[9999999,'),
        ("values", b'"values":[', b'"values":[0.0,'),
    ],
)
def test_a_record_that_was_altered_is_refused(name, old, new, place, whole, capsys):
    folder, journal = copied(place, f"altered-{name}")
    content = journal.read_bytes()
    assert old in content
    journal.write_bytes(content.replace(old, new))
    code = run([*ARGUMENTS, "--out", folder.name, "--resume"])
    output = capsys.readouterr()
    assert code == 4, output.err
    assert output.err.startswith(f"polyopt: {folder.name}")
    assert output.out == ""


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ([], "--resume"),
        (["--resume", "--seed", "6"], "seed 5, not 6"),
        (["--resume", "--sampler", "random"], "--sampler auto, not random"),
    ],
    ids=["without --resume", "another seed", "another sampler"],
)
def test_a_run_folder_is_not_taken_for_another_run(more, message, place, whole, capsys):
    before = {path.name: path.read_bytes() for path in (place / "whole").iterdir()}
    assert run([*ARGUMENTS, "--out", "whole", *more]) == 2
    assert message in capsys.readouterr().err
    assert before == {path.name: path.read_bytes() for path in (place / "whole").iterdir()}


def test_a_changed_table_makes_another_problem(place, whole, capsys):
    try:
        (place / "tg.csv").write_text(TG.replace("380", "381"), encoding="utf-8")
        assert run([*ARGUMENTS, "--out", "whole", "--resume"]) == 2
        assert "another problem" in capsys.readouterr().err
    finally:
        (place / "tg.csv").write_text(TG, encoding="utf-8")


@pytest.mark.skipif(os.name == "nt", reason="pipes of another kind")
def test_a_reader_that_leaves_early_is_no_error():
    program = subprocess.Popen(
        [sys.executable, "-m", "polyopt", "monomers", "--json"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    program.stdout.readline()
    program.stdout.close()
    complained = program.stderr.read()
    program.stderr.close()
    assert program.wait(timeout=PATIENCE) == 0
    assert complained == b""
