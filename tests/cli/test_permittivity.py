"""Permittivity is a property like the others: fitted, validated, predicted where asked for."""

import csv
from pathlib import Path

import pytest

import polyopt as po
from polyopt.cli.app import run

FILMS = [
    ("6FDA", "TFMB", 2.7),
    ("6FDA", "ODA", 2.9),
    ("BPDA", "TFMB", 3.0),
    ("BPDA", "ODA", 3.3),
    ("PMDA", "ODA", 3.4),
    ("PMDA", "TFMB", 3.0),
    ("BTDA", "ODA", 3.5),
    ("BTDA", "TFMB", 3.1),
    ("ODPA", "ODA", 3.3),
    ("ODPA", "TFMB", 3.0),
    ("BPDA", "PDA", 3.5),
    ("PMDA", "PDA", 3.6),
]


@pytest.fixture
def measured(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with Path("films.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("dianhydrides", "diamines", "permittivity"), *FILMS])
    return Path("films.csv")


def test_fit_validate_predict_and_search_take_it(measured, capsys):
    assert run(["fit", "films.csv", "--out", "models"]) == 0
    assert "permittivity: 12 films" in capsys.readouterr().out
    named = ["--model", "permittivity=models/permittivity.npz"]
    assert run(["validate", "films.csv", *named]) == 0
    assert "permittivity [-]" in capsys.readouterr().out
    assert run(["predict", "6FDA // TFMB", *named]) == 0
    assert "permittivity  2." in capsys.readouterr().out
    search = ["search", "--preset", "porous-insulating-film", "--budget", "4096", "--json"]
    assert run([*search, *named, "--out", "run"]) == 0


def test_prediction_has_it_where_a_model_is_named():
    plain = po.predict("6FDA // TFMB")
    asked = po.predict("6FDA // TFMB", models={"permittivity": "permittivity"})
    assert not [c for c in plain.columns if c.startswith("permittivity")]
    row = asked.iloc[0]
    assert row.permittivity_low < row.permittivity < row.permittivity_high < 4
    assert row.permittivity_nearest


def test_calibration_leaves_it_alone_and_says_so(measured, capsys):
    assert run(["calibrate", "films.csv"]) == 4
    assert "give tg_degC or cte_ppm_per_K" in capsys.readouterr().err
    Path("both.csv").write_text(
        "dianhydrides,diamines,tg_degC,permittivity\nPMDA,ODA,400,3.4\nBPDA,ODA,290,3.3\n"
        "BTDA,ODA,280,3.5\n",
        encoding="utf-8",
    )
    assert run(["calibrate", "both.csv", "--out", "own"]) == 0
    assert [path.name for path in sorted(Path("own").iterdir())] == ["tg.md", "tg.npz"]


def test_a_wrong_cell_is_named(measured, capsys):
    with measured.open("a", encoding="utf-8") as file:
        file.write("PMDA,TPE-R,0.2\n")
    assert run(["validate", "films.csv"]) == 4
    assert "row 14" in capsys.readouterr().err


def test_a_frequency_is_taken_where_a_model_is_named(monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    named = ["--model", "permittivity=permittivity@10GHz"]
    assert run(["predict", "6FDA // TFMB", *named]) == 0
    shown = capsys.readouterr()
    assert "permittivity  2." in shown.out
    assert "at 10 GHz it extrapolates" in " ".join(shown.err.split())
    assert run(["predict", "6FDA // TFMB", "--model", "permittivity=permittivity@1kHz"]) == 0
    assert "extrapolates" not in capsys.readouterr().err
    assert run(["predict", "6FDA // TFMB", "--model", "permittivity=permittivity@fast"]) == 2
    assert "1 Hz to 100 GHz" in capsys.readouterr().err


def test_a_search_and_its_resumption_keep_the_frequency(monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    named = ["--model", "permittivity=permittivity@1kHz", "--preset", "porous-insulating-film"]
    assert run(["search", *named, "--budget", "4096", "--json", "--out", "run"]) == 0
    first = capsys.readouterr().out
    assert run(["search", "--preset", "porous-insulating-film", "--budget", "4096", "--json"]) == 0
    assert capsys.readouterr().out != first
    assert run(["report", "run", "--out", "run.html"]) == 0


def test_the_solid_of_pores_has_a_frequency(capsys):
    pores = ["analyze", "porous", "--formulation", "6FDA // TFMB", "--porosity", "0.3"]
    assert run(pores) == 0
    assert "permittivity of the solid at 1 MHz" in capsys.readouterr().out
    assert run([*pores, "--frequency", "10 GHz"]) == 0
    shown = capsys.readouterr().out
    assert "permittivity of the solid at 10 GHz" in shown
    assert "extrapolates" in shown
    assert (
        run(["analyze", "porous", "--solid", "3.4", "--porosity", "0.3", "--frequency", "1"]) == 2
    )
    assert "--frequency goes with --formulation" in capsys.readouterr().err
