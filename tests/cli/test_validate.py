"""`polyopt validate`: errors of models on a table."""

import json
import sys

import pandas as pd
import pytest

import polyopt as po
from polyopt.cli.app import run
from tests.small_films import TABLE

pytestmark = pytest.mark.usefixtures("films_folder")


def test_on_screen(capsys):
    assert run(["validate", "films.csv"]) == 0
    shown = capsys.readouterr()
    assert "cte [ppm/K]" in shown.out and "in domain" in shown.out and "outside" in shown.out
    assert "nearest: PMDA // ODA (1.00)" in shown.out
    assert "1 value marked as a bound" in shown.err
    assert all(len(line) <= 80 for line in shown.out.splitlines())


def test_as_json(capsys):
    assert run(["validate", "films.csv", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {s["property"] for s in found["scores"]} == {"tg", "cte"}
    assert len(found["films"]) == 8
    assert found["bounds"] == 1
    assert found["films"][0]["error"] == pytest.approx(
        found["films"][0]["predicted"] - found["films"][0]["measured"]
    )


def test_a_bad_row_loses_no_other(films_folder, capsys):
    (films_folder / "films.csv").write_text(TABLE + "PMDQ,ODA,1,1,\n", encoding="utf-8")
    assert run(["validate", "films.csv"]) == 4
    assert "row 8: unknown monomer" in capsys.readouterr().err


def test_another_model_can_be_judged(films_folder, capsys):
    assert run(["calibrate", "films.csv", "--out", "own"]) == 0
    capsys.readouterr()
    assert run(["validate", "films.csv", "--model", "cte=own/cte.npz", "--json"]) == 0
    own = json.loads(capsys.readouterr().out)["scores"]
    mae = {s["property"]: s["mae"] for s in own if s["films"] == "all"}
    assert mae["cte"] < po.validate("films.csv").scores["cte", "all"].mae
    assert run(["validate", "films.csv", "--model", "cte=tg"]) == 2


def test_every_film_can_be_written_with_its_prediction(films_folder, capsys):
    assert run(["validate", "films.csv", "--out", "judged.csv", "--worst", "1"]) == 0
    shown = capsys.readouterr().out
    judged = pd.read_csv("judged.csv")
    assert len(judged) == 8
    assert judged["row"].is_monotonic_increasing
    assert (judged["predicted"] - judged["measured"]).to_numpy() == pytest.approx(
        judged["error"].to_numpy()
    )
    inside = judged["measured"].between(judged["low"], judged["high"])
    for name, films in inside.groupby(judged["property"]):
        score = po.validate("films.csv").scores[name, "all"]
        assert score.coverage == pytest.approx(films.mean())
    worst = judged.loc[judged["error"].abs().groupby(judged["property"]).idxmax()]
    assert shown.count("line ") == len(worst) == 2
    assert all(f"line {row}:" in shown for row in worst["row"])
    assert "judged.csv" in shown


@pytest.mark.parametrize("ending", ["png", "svg"])
def test_a_plot_is_written(films_folder, capsys, ending):
    pytest.importorskip("matplotlib")
    assert run(["validate", "films.csv", "--plot", f"parity.{ending}"]) == 0
    head = (films_folder / f"parity.{ending}").read_bytes()[:200]
    assert b"PNG" in head or b"<?xml" in head
    assert f"parity.{ending}" in capsys.readouterr().out


def test_a_plot_of_a_single_film(films_folder):
    pytest.importorskip("matplotlib")
    (films_folder / "one.csv").write_text(
        "dianhydrides,diamines,cte_ppm_per_K\nPMDA,ODA,40\n", encoding="utf-8"
    )
    assert run(["validate", "one.csv", "--plot", "one.svg"]) == 0


def test_other_endings_are_refused_before_anything_is_computed(capsys):
    assert run(["validate", "none.csv", "--plot", "parity.pdf"]) == 2
    assert "known: .png, .svg" in capsys.readouterr().err


def test_without_matplotlib_one_line_says_what_to_install(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    assert run(["validate", "films.csv", "--plot", "parity.png"]) == 2
    err = capsys.readouterr().err
    assert err == "polyopt: a plot needs matplotlib: install polyopt[plot]\n"


def test_an_unwritable_plot_is_refused(capsys):
    pytest.importorskip("matplotlib")
    assert run(["validate", "films.csv", "--plot", "none/parity.png"]) == 4
    assert "cannot be written" in capsys.readouterr().err
