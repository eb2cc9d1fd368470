"""`polyopt search --preset`: exit codes and what is printed."""

import json

import pytest

from polyopt.cli.app import run
from polyopt.problem.preset_files import preset_names


@pytest.mark.parametrize("name", preset_names())
def test_a_preset_ends_well_and_keeps_what_remains(name, tmp_path, capsys):
    folder = tmp_path / "run"
    arguments = ["search", "--preset", name, "--budget", "512"]
    assert run([*arguments, "--out", str(folder), "--details"]) == 0
    shown = capsys.readouterr().out
    data = json.loads((folder / "result.json").read_text())
    heads = {"measure": "To measure", "declare": "To declare", "confirm": "to confirm"}
    for one in data["remaining"]:
        assert heads[one["kind"]] in shown
        assert one["settle"][:40] in shown
    for window in data["windows"]:
        assert window["quantity"][:40] in shown
    assert max(map(len, shown.splitlines())) <= 80
    assert run([*arguments, "--seed", "8"]) == 0
    in_brief(capsys.readouterr().out, data)


def in_brief(shown, data):
    """Under fifty lines: a few designs, claims together, the first things to do, where all is."""
    lines = shown.splitlines()
    assert len(lines) < 54
    assert max(map(len, lines)) <= 80
    assert sum(line.startswith("  ") and ": unknown until" in line for line in lines) <= 1
    heads = {"measure": "To measure: ", "declare": "To declare: ", "confirm": "to confirm: "}
    for kind in {one["kind"] for one in data["remaining"]}:
        assert heads[kind] in shown
    assert ("Where to start" in shown) == bool(data["windows"])
    assert "--details" in lines[-1]


def test_a_preset_and_a_file_are_one_too_many(tmp_path, capsys):
    file = tmp_path / "problem.toml"
    file.write_text("")
    assert run(["search", str(file), "--preset", "bonding-laminate"]) == 2
    assert "give one of them" in capsys.readouterr().err


def test_an_unknown_preset_gets_a_suggestion(capsys):
    assert run(["search", "--preset", "porous-film"]) == 2
    assert "porous-insulating-film" in capsys.readouterr().err


def test_init_writes_a_preset_that_runs(tmp_path, capsys):
    folder = tmp_path / "mine"
    assert run(["init", str(folder), "--preset", "bonding-laminate"]) == 0
    assert run(["search", str(folder / "problem.toml"), "--budget", "256"]) == 0
    assert "To measure: E' of layer T by DMA" in capsys.readouterr().out
