"""A bad row of a table costs that row only: every other row comes back as if it stood alone."""

import csv
import io
import json

import pandas as pd
import pytest

import polyopt as po
from polyopt.cli.app import run

GOOD = ("PMDA", "ODA")
BAD = {
    "unknown monomer": ("PDMA", "ODA", "PDMA"),
    "shares that sum to 90": ("PMDA:60;BPDA:30", "ODA", "sum to 90"),
    "share nan": ("PMDA:nan", "ODA", "nan"),
    "roles swapped": ("ODA", "PMDA", "is a diamine"),
    "empty cell": ("PMDA", "", "'diamines' is empty"),
    "formula": ("=cmd()", "ODA", "cmd()"),
    "escape sequence": ("\x1b[31mPMDA", "ODA", "PMDA"),
    "100 kB": ("A" * 100_000, "ODA", "monomer"),
    "polymer": ("PMDA", "Nc1cc(*)c(N)cc1", "*"),
    "190 carbons": ("PMDA", f"N{'C' * 190}N", "heavy atoms"),
    "radical": ("PMDA", "Nc1ccc(N)[c]c1", "radical"),
}


def write_csv(path, header, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])


def predicted(capsys):
    """Return the rows of the CSV that was printed."""
    return list(csv.DictReader(io.StringIO(capsys.readouterr().out)))


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def alone(place, capsys):
    """What the good row is predicted to be when it stands alone."""
    write_csv(place / "alone.csv", ("dianhydrides", "diamines"), [GOOD])
    assert run(["predict", "alone.csv"]) == 0
    return predicted(capsys)[0]


@pytest.mark.parametrize("name", BAD)
def test_a_bad_row_loses_no_other_prediction(name, place, alone, capsys):
    dianhydrides, diamines, says = BAD[name]
    rows = [(*GOOD, "a"), (dianhydrides, diamines, "b"), (*GOOD, "c")]
    write_csv(place / "t.csv", ("dianhydrides", "diamines", "note"), rows)
    assert run(["predict", "t.csv", "--out", "o.csv"]) == 4
    said = capsys.readouterr()
    assert said.err.startswith("polyopt: 1 of 3 rows")
    assert said.err.endswith("saved in o.csv\n")
    with (place / "o.csv").open(encoding="utf-8", newline="") as file:
        first, bad, last = csv.DictReader(file)
    assert [row["note"] for row in (first, bad, last)] == ["a", "b", "c"]
    assert says in bad["error"]
    assert bad["tg_degC"] == "" and bad["in_domain"] == ""
    for row in (first, last):
        assert row["error"] == ""
        assert float(row["tg_degC"]) == pytest.approx(float(alone["tg_degC"]), abs=1e-6)
        assert row["in_domain"] == alone["in_domain"]


def test_all_bad_rows_together_keep_their_places(place, capsys):
    rows = [pair for bad in BAD.values() for pair in (bad[:2], GOOD)]
    write_csv(place / "t.csv", ("dianhydrides", "diamines"), rows)
    assert run(["predict", "t.csv"]) == 4
    back = predicted(capsys)
    assert [bool(row["error"]) for row in back] == [True, False] * len(BAD)
    assert all(row["tg_degC"] for row in back[1::2])


@pytest.mark.parametrize("end", ["csv", "tsv", "xlsx", "parquet"])
def test_every_kind_of_table_keeps_bad_rows_and_good_ones(end, place, capsys):
    table = pd.DataFrame({"dianhydrides": ["PMDA", "x", None], "diamines": ["ODA", "ODA", "ODA"]})
    path = place / f"t.{end}"
    if end == "xlsx":
        table.to_excel(path, index=False)
    elif end == "parquet":
        table.to_parquet(path)
    else:
        table.to_csv(path, index=False, sep="," if end == "csv" else "\t")
    assert run(["predict", path.name, "--out", f"o.{end}"]) == 4
    assert (place / f"o.{end}").stat().st_size > 0
    assert run(["predict", path.name]) == 4
    assert [bool(row["error"]) for row in predicted(capsys)] == [False, True, True]


@pytest.mark.parametrize("ending", ["json", "csv", "xlsx", "parquet"])
def test_other_columns_may_hold_anything(ending, place, capsys):
    table = pd.DataFrame(
        {
            "dianhydrides": ["PMDA"],
            "diamines": ["ODA"],
            "made": [pd.Timestamp("2026-01-02 03:04", tz="UTC")],
            "bytes": [b"\xff\x00"],
            "control": ["a\x01b"],
        }
    )
    table.to_parquet(place / "t.parquet")
    more = ["--json"] if ending == "json" else ["--out", f"o.{ending}"]
    code = run(["predict", "t.parquet", *more])
    said = capsys.readouterr()
    assert code == 0, said.err
    if ending == "json":
        assert json.loads(said.out)[0]["tg_degC"] > 300
    else:
        assert (place / f"o.{ending}").exists()


def test_columns_of_the_same_name_as_the_answer_are_kept(place, capsys):
    header = ("dianhydrides", "diamines", "tg_degC", "input_tg_degC", "error")
    write_csv(place / "t.csv", header, [(*GOOD, "1", "2", "3")])
    assert run(["predict", "t.csv", "--json"]) == 0
    row = json.loads(capsys.readouterr().out)[0]
    assert row["tg_degC"] > 300
    assert {"1", "2", "3"} <= {str(value) for value in row.values()}


def test_no_spreadsheet_runs_what_is_printed(place, capsys):
    rows = [("=cmd()", "ODA", "@x"), (*GOOD, "+x")]
    write_csv(place / "t.csv", ("dianhydrides", "diamines", "note"), rows)
    assert run(["predict", "t.csv"]) == 4
    for row in csv.reader(io.StringIO(capsys.readouterr().out)):
        assert not [cell for cell in row if cell.startswith(("=", "@", "+"))]


def test_every_row_says_what_known_polymer_is_nearest(place, capsys):
    own = "Nc1ccc(CCc2ccc(N)cc2)cc1"
    rows = [GOOD, ("PMDA", own), ("PMDA:70;6FDA:30", "ODA")]
    write_csv(place / "t.csv", ("dianhydrides", "diamines"), rows)
    assert run(["predict", "t.csv"]) == 0
    known, new, mixture = predicted(capsys)
    assert known["tg_nearest"] == "PMDA // ODA"
    assert float(known["tg_nearest_similarity"]) == 1.0
    for name in ("tg", "cte"):
        assert " // " in new[f"{name}_nearest"]
        assert 0 < float(new[f"{name}_nearest_similarity"]) < 1
        assert new[f"{name}_in_domain"] in ("True", "False")
        units = [po.predict(f"{acid} // ODA").iloc[0] for acid in ("PMDA", "6FDA")]
        least = min(units, key=lambda row: row[f"{name}_nearest_similarity"])
        assert mixture[f"{name}_nearest"] == least[f"{name}_nearest"]


def test_rows_of_the_same_polymer_are_marked_and_predicted_alike(place, capsys):
    smiles = "Nc1ccc(Oc2ccc(N)cc2)cc1"
    rows = [("PMDA:60;BPDA:40", "ODA"), GOOD, ("BPDA:0.4;PMDA:0.6", smiles), ("PMDA", "x")]
    write_csv(place / "t.csv", ("dianhydrides", "diamines"), [*rows, ("PMDA", "x")])
    assert run(["predict", "t.csv", "--out", "o.csv"]) == 4
    assert "1 of 5 rows repeat" in capsys.readouterr().err
    with (place / "o.csv").open(encoding="utf-8", newline="") as file:
        back = list(csv.DictReader(file))
    assert [row["same_as_row"] for row in back] == ["", "", "2", "", ""]
    assert back[0]["tg_degC"] == back[2]["tg_degC"]
    assert back[3]["error"] and back[4]["error"]


def test_a_row_that_only_the_features_refuse_loses_no_other(monkeypatch):
    def refuse(pairs):
        if any(amine.abbreviation == "PDA" for _, amine in pairs):
            raise po.DataError("too strange")
        return whole(pairs)

    model = po.models.load("tg_groups")
    whole = model.posterior
    monkeypatch.setattr(type(model), "posterior", lambda self, pairs: refuse(pairs))
    table = pd.DataFrame({"dianhydrides": "PMDA", "diamines": ["ODA", "PDA", "mPDA"]})
    back = po.predict(table, models={"tg": model})
    assert back["error"].tolist() == ["", "too strange", ""]
    assert back["tg_degC"].notna().tolist() == [True, False, True]
