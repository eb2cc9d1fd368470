"""A row that cannot be used costs its own value; the fit has every other film."""

import csv
import json

import pytest

from polyopt.cli.app import run

ACIDS = ("PMDA", "BPDA", "ODPA", "BTDA")
AMINES = ("ODA", "PDA", "mTB")
FILMS = [
    (acid, amine, str(300 + 7 * i + 11 * j))
    for i, acid in enumerate(ACIDS)
    for j, amine in enumerate(AMINES)
]


def write_csv(path, header, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


UNFIT = {
    "unknown monomer": ("PDMA", "ODA", "300", "PDMA"),
    "value no number": ("PMDA", "34ODA", "abc", "'abc'"),
    "value with its bound": ("PMDA", "34ODA", ">300", "'>300'"),
    "value infinite": ("PMDA", "34ODA", "inf", "inf"),
    "value out of range": ("PMDA", "34ODA", "9999", "9999"),
    "value below zero kelvin": ("PMDA", "34ODA", "-300", "-300"),
    "empty cell": ("PMDA", "", "300", "empty"),
    "polymer": ("PMDA", "Nc1cc(*)c(N)cc1", "300", "*"),
    "190 carbons": ("PMDA", f"N{'C' * 190}N", "300", "heavy atoms"),
}


def fit(place, header, rows, capsys):
    write_csv(place / "t.csv", header, rows)
    code = run(["fit", "t.csv", "--kind", "groups", "--force", "--json"])
    output = capsys.readouterr()
    return code, (json.loads(output.out) if output.out else None), output.err


@pytest.mark.parametrize("name", UNFIT)
def test_a_bad_row_loses_no_other_film(name, place, capsys):
    *bad, message = UNFIT[name]
    header = ("dianhydrides", "diamines", "tg_degC")
    code, back, output = fit(place, header, [*FILMS[:5], bad, *FILMS[5:]], capsys)
    assert code == 4, output
    assert back is not None, output
    assert back[0]["films"] == len(FILMS)
    assert (place / "models" / "tg.npz").exists()
    line = next(line for line in output.splitlines() if message in line)
    assert line.startswith("polyopt: left out row 7:")


def test_an_empty_column_of_values_loses_no_other_property(place, capsys):
    header = ("dianhydrides", "diamines", "tg_degC", "cte_ppm_per_K")
    code, back, output = fit(place, header, [(*film, "") for film in FILMS], capsys)
    assert code == 0, output
    assert [entry["property"] for entry in back] == ["tg"]


def test_rows_without_a_value_are_no_errors(place, capsys):
    header = ("dianhydrides", "diamines", "tg_degC")
    code, back, output = fit(place, header, [*FILMS, ("PMDA", "34ODA", "")], capsys)
    assert (code, output) == (0, "")
    assert back[0]["films"] == len(FILMS)
