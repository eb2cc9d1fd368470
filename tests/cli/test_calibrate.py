"""`polyopt calibrate` from table to prediction, and what it refuses."""

import json
import shutil

import pandas as pd
import pytest

import polyopt as po
from polyopt.cli.app import run
from polyopt.models.library import load

TABLE = """\
dianhydrides,diamines,tg_degC,cte_ppm_per_K,cte_sd_ppm_per_K,precursor,thickness_um,tg_method
PMDA,ODA,400,46,1.5,ester,25,DSC
BPDA,PDA,,19,,ester,25.0,
BPDA,ODA,290,49,2,Ester,25,DSC
PMDA:50;BPDA:50,PDA:30;ODA:70,360,38,,ester,25,DSC
PMDA,PDA,,6,,acid,25,
"""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "films.csv").write_text(TABLE, encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="module")
def calibrated(tmp_path_factory):
    """Return a folder of models, calibrated once."""
    place = tmp_path_factory.mktemp("calibrated")
    (place / "films.csv").write_text(TABLE, encoding="utf-8")
    assert run(["calibrate", str(place / "films.csv"), "--out", str(place / "own")]) == 0
    return place / "own"


@pytest.fixture
def own(calibrated, folder):
    return shutil.copytree(calibrated, folder / "own")


def cte_of(text, **models):
    return po.predict(text, models=models)["cte_ppm_per_K"][0]


def test_from_films_to_predictions(folder, capsys):
    assert run(["calibrate", "films.csv", "--out", "own"]) == 0
    out = capsys.readouterr().out
    assert "cte: 5 films, of 2 processes" in out
    assert "'ester, 25 µm'" in out and "--process" in out
    assert "each of its films left out: MAE" in out
    assert all(len(line) <= 80 for line in out.splitlines())
    assert {p.name for p in (folder / "own").iterdir()} == {"tg.npz", "tg.md", "cte.npz", "cte.md"}
    moved = cte_of("BPDA // mPDA", cte="own/cte.npz") - cte_of("BPDA // mPDA")
    assert 4 < moved < 18
    model = ["--model", "cte=own/cte.npz", "--model", "tg=own/tg.npz"]
    assert run(["predict", "BPDA // PDA", "--json", *model]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert row["cte_ppm_per_K"] == pytest.approx(19, abs=4)


def test_the_card_says_what_was_learned(own):
    card = (own / "cte.md").read_text(encoding="utf-8")
    for word in ("**ester, 25 µm**", "| acid, 25 µm | 1 |", "± 6.3 ppm/K"):
        assert word in card
    assert "| before |" in card and "| after |" in card
    assert "PMDA:50;BPDA:50 // PDA:30;ODA:70" in card
    assert load("cte").fingerprint in card


def test_a_problem_file_takes_the_model(own, folder, capsys):
    (folder / "problem.toml").write_text(
        """
[problem]
title = "own films"
[layers.A]
dianhydrides = ["PMDA", "BPDA"]
diamines = ["PDA", "ODA"]
[layers.A.models]
cte = { model = "own/cte.npz" }
[[objectives]]
minimize = "abs(layers.A.cte - 20)"
[[objectives]]
maximize = "layers.A.tg"
""",
        encoding="utf-8",
    )
    assert run(["search", "problem.toml", "--budget", "4096", "--seed", "1"]) == 0
    assert "Feasible" in capsys.readouterr().out


def test_the_process_can_be_chosen(capsys):
    assert run(["calibrate", "films.csv", "--process", "acid", "--json"]) == 2
    assert "no film with tg is of the process 'acid'" in capsys.readouterr().err  # no Tg of it
    only = TABLE.replace("tg_degC", "note")
    with open("films.csv", "w", encoding="utf-8") as file:
        file.write(only)
    assert run(["calibrate", "films.csv", "--process", "acid", "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)["models"]
    assert found["process"] == "acid, 25 µm"
    assert found["films"] == 5
    assert {e["process"] for e in found["processes"]} == {"acid, 25 µm", "ester, 25 µm"}


def test_an_unknown_process_is_refused_with_a_hint(capsys):
    assert run(["calibrate", "films.csv", "--process", "estre"]) == 2
    assert "did you mean 'ester'" in capsys.readouterr().err


def test_a_bad_row_loses_no_other(folder, capsys):
    bad = "PMDQ,ODA,400,46,,ester,25,DSC\nPMDA,mTB,abc,3,NaN,ester,25,DSC\nPMDA,,,9,,ester,25,\n"
    (folder / "films.csv").write_text(TABLE + bad, encoding="utf-8")
    assert run(["calibrate", "films.csv", "--out", "own"]) == 4
    shown = capsys.readouterr()
    assert "cte: 5 films" in shown.out
    for word in ("row 7: unknown monomer 'PMDQ'", "row 8: tg_degC", "row 8: cte_sd", "row 9: the"):
        assert word in shown.err
    assert (folder / "own" / "cte.npz").exists()


def test_films_that_share_no_shift_are_told(folder, capsys):
    (folder / "films.csv").write_text(
        "dianhydrides,diamines,cte_ppm_per_K\nPMDA,ODA,60\nBPDA,PDA,-15\nPMDA,mTB,30\n",
        encoding="utf-8",
    )
    assert run(["calibrate", "films.csv"]) == 0
    assert "no better than before" in capsys.readouterr().out


def test_a_model_of_ones_own_can_be_calibrated(folder, capsys):
    rows = [f"PMDA:{p};BPDA:{100 - p},ODA,{25 + p / 10}" for p in range(0, 100, 8)]
    text = "\n".join(["dianhydrides,diamines,cte_ppm_per_K", *rows])
    (folder / "many.csv").write_text(text, encoding="utf-8")
    assert run(["fit", "many.csv", "--out", "models"]) == 0
    assert run(["calibrate", "films.csv", "--out", "own", "--model", "cte=models/cte.npz"]) == 0
    assert load("own/cte.npz").base.fingerprint == load("models/cte.npz").fingerprint


def test_hostile_text_reaches_no_terminal(folder, capsys):
    (folder / "films.csv").write_text(
        "dianhydrides,diamines,cte_ppm_per_K,process\nPMDA,ODA,40,a\x1b[31m | b\n",
        encoding="utf-8",
    )
    assert run(["calibrate", "films.csv", "--out", "own"]) == 0
    assert "\x1b" not in capsys.readouterr().out
    assert "a [31m \\| b" in (folder / "own" / "cte.md").read_text(encoding="utf-8")


def test_a_wrong_film_is_named(folder, capsys):
    (folder / "films.csv").write_text(TABLE.replace("290,49", "290,149"), encoding="utf-8")
    assert run(["calibrate", "films.csv", "--out", "own"]) == 0
    assert "doubtful: BPDA:100 // ODA:100, 149 ppm/K" in capsys.readouterr().out
    assert "(doubtful)" in (folder / "own" / "cte.md").read_text(encoding="utf-8")
    assert cte_of("PMDA // ODA", cte="own/cte.npz") == pytest.approx(46, abs=5)


@pytest.mark.parametrize(
    ("table", "fragment"),
    [
        ("diamines,cte_ppm_per_K\nODA,3\n", "lacks the column 'dianhydrides'"),
        ("dianhydrides,diamines\nPMDA,ODA\n", "no column of values"),
        ("dianhydrides,diamines,cte_ppm_per_K\n", "has no rows"),
        ("dianhydrides,diamines,cte_ppm_per_K\nPMDA,ODA,\n", "no row can be used"),
        ("dianhydrides,diamines,cte_ppm_per_K\nPMDA,ODA,nan\n", "no row can be used; first"),
        ("dianhydrides,diamines,cte_ppm_per_K\nPMDA,ODA,3e9\n", "allowed: -100 to 500"),
    ],
)
def test_unusable_tables_are_refused(folder, capsys, table, fragment):
    (folder / "films.csv").write_text(table, encoding="utf-8")
    assert run(["calibrate", "films.csv"]) == 4
    err = capsys.readouterr().err
    assert fragment in err
    assert "Traceback" not in err
    assert not (folder / "calibrated").exists()


def test_files_are_not_replaced_unasked(capsys):
    assert run(["calibrate", "films.csv"]) == 0
    assert run(["calibrate", "films.csv"]) == 4
    assert "--force" in capsys.readouterr().err
    assert run(["calibrate", "films.csv", "--force"]) == 0


def test_more_films_are_added_to_a_calibrated_model(folder, capsys):
    lines = TABLE.splitlines(keepends=True)
    (folder / "first.csv").write_text("".join(lines[:4]), encoding="utf-8")
    (folder / "second.csv").write_text("".join([lines[0], *lines[4:]]), encoding="utf-8")
    assert run(["calibrate", "first.csv", "--out", "own"]) == 0
    own = ["--model", "cte=own/cte.npz", "--model", "tg=own/tg.npz"]
    assert run(["calibrate", "second.csv", "--out", "own", "--force", *own]) == 0
    assert run(["calibrate", "films.csv", "--out", "whole"]) == 0
    for name in ("tg", "cte"):
        assert load(f"own/{name}.npz").fingerprint == load(f"whole/{name}.npz").fingerprint


def test_a_tampered_file_is_refused(own, capsys):
    path = own / "cte.npz"
    path.write_bytes(path.read_bytes()[:-200])
    assert run(["predict", "PMDA // ODA", "--model", "cte=own/cte.npz"]) == 4
    assert "no usable model file" in capsys.readouterr().err


def test_a_model_of_something_else_is_refused(capsys):
    assert run(["calibrate", "films.csv", "--model", "cte=tg"]) == 2
    assert "predicts tg, not cte" in capsys.readouterr().err


def test_check_takes_the_model_for_every_layer(own, folder, capsys):
    assert run(["init", "lam"]) == 0
    capsys.readouterr()
    cte = []
    for more in ([], ["--model", "cte=own/cte.npz"]):
        design = str(folder / "lam" / "design.toml")
        assert run(["check", design, "--json", *more]) == 0
        quantities = json.loads(capsys.readouterr().out)["quantities"]
        cte.append({n: q["value"] for n, q in quantities.items() if n.endswith(".cte")})
    moved = [n for n in cte[0] if cte[1][n] - cte[0][n] > 3]
    assert moved and all(n.startswith("layers.") for n in moved)
    assert run(["check", design, "--model", "tg=own/cte.npz"]) == 2
    assert "predicts cte, not tg" in capsys.readouterr().err


def _shifted(tg=0.0, cte_factor=1.0):
    known = {"PMDA // ODA": (371, 31), "BPDA // ODA": (296, 35), "6FDA // TFMB": (322, 52)}
    rows = [(*name.split(" // "), t + tg, c * cte_factor) for name, (t, c) in known.items()]
    return pd.DataFrame(rows, columns=["dianhydrides", "diamines", "tg_degC", "cte_ppm_per_K"])


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (_shifted(tg=226), "tg_degC seems to be in kelvin (median 548, expected 32"),
        (_shifted(cte_factor=1e-6), "cte_ppm_per_K seems to be in 1/K (median 3.5e-05, expected 3"),
    ],
    ids=["kelvin", "per kelvin"],
)
def test_a_table_in_another_unit_moves_no_model(folder, capsys, table, message):
    table.to_csv("other.csv", index=False)
    assert run(["calibrate", "other.csv", "--out", "own"]) == 4
    assert message in capsys.readouterr().err
    assert not (folder / "own").exists()


def test_one_film_in_another_unit_is_named_and_counts_little(capsys):
    table = _shifted()
    table.loc[0, "cte_ppm_per_K"] *= 1e-6
    table.to_csv("other.csv", index=False)
    assert run(["calibrate", "other.csv", "--out", "own"]) == 0
    assert "doubtful: PMDA:100 // ODA:100, 3.1e-05 ppm/K" in capsys.readouterr().out


def test_repeats_that_contradict_each_other_and_far_shifts_are_named(capsys):
    both = pd.concat([_shifted(), _shifted().assign(cte_ppm_per_K=[31, 35, 92], tg_degC=None)])
    both.to_csv("other.csv", index=False)
    assert run(["calibrate", "other.csv", "--out", "own"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "! 6FDA:100 // TFMB:100 was measured 52 to 92 ppm/K in one process" in out
    assert out.count("was measured") == 1
    _shifted(tg=-90).to_csv("other.csv", index=False)
    assert run(["calibrate", "other.csv", "--out", "far", "--json"]) == 0
    found = {m["property"]: m["doubts"] for m in json.loads(capsys.readouterr().out)["models"]}
    assert found["cte"] == [] and "from the model in the median" in found["tg"][0]
