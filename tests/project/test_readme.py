"""The README tells the truth: its blocks run."""

import re
import runpy
import shlex
import shutil
from pathlib import Path

import pytest

from polyopt.cli.app import run

README = Path(__file__).parents[2].joinpath("README.md").read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_python_blocks_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    script = tmp_path / "block.py"
    for block in blocks("python"):
        script.write_text(block, encoding="utf-8")
        runpy.run_path(str(script))


def test_the_problem_runs_and_its_limits_hold(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    problem, _ = blocks("toml")
    Path("problem.toml").write_text(problem, encoding="utf-8")
    assert run(["search", "problem.toml", "--budget", "4096", "--out", "run"]) == 0
    assert "Feasible" in capsys.readouterr().out


def test_the_design_is_judged(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    _, design = blocks("toml")
    Path("design.toml").write_text(design, encoding="utf-8")
    shutil.copy(Path(__file__).parents[1] / "claims" / "curves" / "soft.csv", "dma.csv")
    assert run(["check", "design.toml", "--explain"]) == 0
    said = capsys.readouterr().out
    assert re.search(r"bonding-laminate:12 +met", said)
    assert "to settle it" in said


def test_commands_run(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("films.csv").write_text("dianhydrides,diamines\nPMDA,ODA\n", encoding="utf-8")
    rows = [f"PMDA:{p};BPDA:{100 - p},ODA,{380 - p},{25 + p / 10}" for p in range(0, 100, 8)]
    header = "dianhydrides,diamines,tg_degC,cte_ppm_per_K"
    Path("measured.csv").write_text("\n".join([header, *rows]), encoding="utf-8")
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    commands = [shlex.split(line, comments=True) for line in lines if line.startswith("polyopt ")]
    assert len(commands) >= 8
    for command in commands:
        short = ["--budget", "4096"] if command[1] == "search" else []
        assert run([*command[1:], *short]) == 0, command
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("word", ["polyopt search", "-m pytest"])
def test_two_commands_do_all_the_set_up(word):
    (line,) = [
        line
        for block in blocks("sh")
        for line in block.splitlines()
        if line.startswith("python3 -m venv") and word in line
    ]
    assert "pip install" in line


def test_links_lead_somewhere():
    root = Path(__file__).parents[2]
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (root / target).exists(), target
