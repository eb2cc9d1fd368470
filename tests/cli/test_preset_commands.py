"""`polyopt search --preset`: exit codes and what is printed."""

import json

import pytest

from polyopt.cli.app import run
from polyopt.problem.preset_files import preset_names


@pytest.mark.parametrize("name", preset_names())
def test_a_preset_ends_well_and_keeps_what_remains(name, tmp_path, capsys):
    folder = tmp_path / "run"
    assert run(["search", "--preset", name, "--budget", "512", "--out", str(folder)]) == 0
    shown = capsys.readouterr().out
    data = json.loads((folder / "result.json").read_text())
    heads = {"measure": "To measure", "declare": "To declare", "confirm": "to confirm"}
    for one in data["remaining"]:
        assert heads[one["kind"]] in shown
        assert one["settle"][:40] in shown
    for window in data["windows"]:
        assert window["quantity"][:40] in shown
    assert max(map(len, shown.splitlines())) <= 80


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
    assert "measure E' of layer T by DMA" in capsys.readouterr().out
