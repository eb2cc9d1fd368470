"""Slips of a first hour: the wrong file, the wrong folder, the wrong sign; each is told apart."""

from pathlib import Path

import openpyxl
import pytest

from polyopt.cli.app import run

PROBLEM = """
[layers.A]
dianhydrides = ["PMDA"]
diamines = ["ODA", "TPE-R"]
thickness_um = [2, 8]
[[layers.A.require]]
sum = ["ODA", "TPE-R"]
max = 0.5
[[objectives]]
minimize = "layers.A.cte"
"""
FILMS = "dianhydrides,diamines,cte_ppm_per_K\nPMDA,ODA,34\nBPDA,PDA,12\n"
KELVIN = "dianhydrides,diamines,tg_degC\nODPA,TPE-R,490\nBPADA,ODA,490\n"


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def refused(capsys, *words):
    assert run(list(words)) != 0
    return " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize(
    ("formulation", "message"),
    [
        ("PMDA,BPDA // ODA", "put ';' between monomers, as in"),
        ("PMDA // PDA/ODA", "put ';' between monomers, as in"),
        ("PMDA\uff1bBPDA // ODA", "'PMDA' has no share"),
        ("PMDA,PDMA // ODA", "did you mean"),
        ("zzz // ODA", "'polyopt monomers' lists"),
    ],
)
def test_a_wrong_separator_is_named(formulation, message, capsys):
    assert message in refused(capsys, "predict", formulation)


def test_a_palette_with_a_wrong_separator_is_no_new_monomer(capsys):
    shown = refused(capsys, "init", "lab", "--palette", "A=PMDA\uff1bBPDA // ODA")
    assert "put ';' between monomers" in shown
    assert "SMILES" not in shown


def test_a_problem_and_a_design_are_told_apart(capsys):
    assert run(["init", "lab"]) == 0
    assert "is a problem file, not a design file" in refused(capsys, "check", "lab/problem.toml")
    assert "'polyopt check' reads it" in refused(capsys, "search", "lab/design.toml")
    assert f"or '{Path('lab/problem.toml')}'?" in refused(capsys, "search", "lab")


def test_the_folder_above_a_run_leads_to_it(capsys):
    assert run(["search", "--budget", "200", "--out", "lab/run", "-q"]) == 0
    for command in ("report", "suggest"):
        assert f"did you mean '{Path('lab/run')}'?" in refused(capsys, command, "lab")


def test_a_folder_of_models_is_no_model(capsys):
    models = Path("models")
    models.mkdir()
    (models / "cte.npz").touch()
    shown = refused(capsys, "predict", "PMDA // ODA", "--model", "cte=models")
    assert f"name a file in it: '{models / 'cte.npz'}'" in shown


def test_a_contradiction_keeps_its_problem_in_the_report_written_again(capsys):
    Path("problem.toml").write_text(PROBLEM, encoding="utf-8")
    assert "or widen the palette" in refused(capsys, "search", "problem.toml", "--out", "run")
    assert "contradictory: change the problem" in refused(capsys, "suggest", "run")
    Path("run/report.html").unlink()
    assert run(["report", "run"]) == 0
    page = Path("run/report.html").read_text(encoding="utf-8")
    assert "Palette of layer" in page
    assert "TPE-R" in page


def test_the_next_command_can_be_pasted(capsys):
    assert run(["init", "my films/lab \u00fc"]) == 0
    shown = capsys.readouterr().out.splitlines()[-1].removeprefix("next: ")
    problem = str(Path("my films/lab \u00fc/problem.toml"))
    assert f'polyopt search "{problem}"' in shown


def test_a_table_is_not_written_over_itself(capsys):
    Path("films.csv").write_text(FILMS, encoding="utf-8")
    for command in ("predict", "validate"):
        shown = refused(capsys, command, "films.csv", "--out", "./films.csv")
        assert "is the table that is read" in shown
    assert Path("films.csv").read_text(encoding="utf-8") == FILMS


def test_numbers_of_a_workbook_come_back_as_numbers():
    book = openpyxl.Workbook()
    for row in [("dianhydrides", "diamines", "batch", "id"), ("PMDA", "ODA", 12.5, "007")]:
        book.active.append(row)
    book.active.append(("BPDA", "ODA", 13, "n/a"))
    book.save("films.xlsx")
    assert run(["predict", "films.xlsx", "--out", "predicted.xlsx"]) == 0
    rows = list(openpyxl.load_workbook("predicted.xlsx").active.values)
    assert [row[2:4] for row in rows[1:]] == [(12.5, "007"), (13, "n/a")]


@pytest.mark.parametrize(
    ("films", "unit"),
    [(FILMS.replace("34", "3.4e-5").replace("12", "1.2e-5"), "1/K"), (KELVIN, "kelvin")],
)
@pytest.mark.parametrize("command", ["validate", "fit"])
def test_another_unit_is_refused(command, films, unit, capsys):
    Path("films.csv").write_text(films, encoding="utf-8")
    more = ["--out", "models"] if command == "fit" else []
    assert f"seems to be in {unit}" in refused(capsys, command, "films.csv", *more)
