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
