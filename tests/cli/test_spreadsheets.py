"""Workbooks: written for reading in a spreadsheet program, harmless, and read back."""

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import polyopt as po
from polyopt.chemistry.kinds import fits
from polyopt.cli.app import run
from polyopt.errors import DataError
from polyopt.io.tables import read_table, write_sheets, write_table
from polyopt.io.workbooks import Sheet, sheet_names, write_workbook

HOSTILE = ["=cmd|'/c calc'!A1", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "<script>", "a\x00b"]
FILMS = [
    (acid, amine, 240.0 + 17 * i + 11 * j)
    for i, acid in enumerate(("PMDA", "BPDA", "ODPA:60;BTDA:40"))
    for j, amine in enumerate(("ODA", "PDA", "mTB:50;ODA:50"))
]


@pytest.fixture(scope="module")
def result():
    return po.search(budget=4096)


@pytest.fixture
def book(result, tmp_path):
    result.to_excel(tmp_path / "r.xlsx")
    return openpyxl.load_workbook(tmp_path / "r.xlsx")


def rows_of(sheet):
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_a_result_has_one_sheet_per_layer_and_its_shares_sum_to_100(book, result):
    assert book.sheetnames == ["Front", "Layer A", "Layer B", "Claims", "Run"]
    for name in ("Layer A", "Layer B"):
        rows = rows_of(book[name])
        assert [row["design"] for row in rows] == list(range(1, len(result.designs) + 1))
        for role in ("dianhydrides", "diamines"):
            columns = [c for c in rows[0] if c.endswith(f"[mol % of {role}]")]
            assert columns
            for row in rows:
                assert sum(row[c] or 0 for c in columns) == pytest.approx(100, abs=1e-9)
        assert {"thickness_um", "tg_degC_low", "cte_ppm_per_K"} <= set(rows[0])


def test_the_front_marks_the_recommended_design(book, result):
    (marked,) = [row for row in rows_of(book["Front"]) if row["recommended"]]
    best = result.best()
    assert marked["design"] == result.designs.index(best) + 1
    assert marked["probability"] == best.probability
    assert marked["layer A"] == str(best.layers[0].composition)


def test_headers_are_frozen_columns_fit_and_verdicts_are_coloured(book):
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert all(cell.font.bold for cell in sheet[1])
    widths = {c.column_letter: str(c.value) for c in book["Front"][1]}
    for letter, title in widths.items():
        assert len(title) < book["Front"].column_dimensions[letter].width + 1 or len(title) > 56
    verdicts = [cell for cell in book["Claims"]["B"] if cell.value == "met"]
    assert verdicts
    assert {cell.fill.fgColor.rgb for cell in verdicts} == {"00C6EFCE"}


def test_no_cell_of_a_hostile_table_is_a_formula(tmp_path):
    table = pd.DataFrame({"=A1": HOSTILE, "verdict": ["met"] * len(HOSTILE)})
    write_table(table, tmp_path / "t.xlsx")
    write_sheets([Sheet("=x", table), Sheet("[a]/*", table)], tmp_path / "s.xlsx")
    for name in ("t.xlsx", "s.xlsx"):
        for sheet in openpyxl.load_workbook(tmp_path / name):
            for cell in (c for row in sheet.iter_rows() for c in row):
                assert cell.data_type in ("s", "n")
                assert not str(cell.value).startswith(("=", "+", "-", "@", "\t"))


@pytest.mark.parametrize(
    "cell", ["\n=1+1", " @SUM(A1)", "\ufeff=1+1", "\u202e+1+1", "\uff1d1+1", "\u00a0-2+3", "\r=1"]
)
@pytest.mark.parametrize("ending", ["csv", "tsv"])
def test_what_a_program_would_drop_in_front_hides_no_formula(cell, ending, tmp_path):
    write_table(pd.DataFrame({cell: [cell]}), tmp_path / f"t.{ending}")
    written = (tmp_path / f"t.{ending}").read_text(encoding="utf-8")
    assert written.lstrip('"').startswith("'")
    assert written.count("'") == 2


@pytest.mark.parametrize("ending", ["csv", "tsv", "xlsx", "parquet"])
def test_half_a_character_is_a_question_mark(ending, tmp_path):
    if ending == "parquet":
        pytest.importorskip("pyarrow")
    write_table(
        pd.DataFrame({"a": pd.Series(["x\ud800y"], dtype=object)}), tmp_path / f"t.{ending}"
    )
    assert list(read_table(tmp_path / f"t.{ending}")["a"]) == ["x?y"]


def test_the_workbook_of_a_hostile_problem_is_harmless(tmp_path):
    ether = {"name": "=HYPERLINK(1)", "smiles": "O=C1OC(=O)c2cc(Oc3ccc4C(=O)OC(=O)c4c3)ccc12"}
    amine = {"name": "@SUM(A1)<script>", "smiles": "Nc1ccc(CCc2ccc(N)cc2)cc1"}
    problem = {
        "problem": {"title": "=cmd|'/c calc'!A1 \u202efdp.exe"},
        "layers": {"A": {"dianhydrides": [ether], "diamines": [amine, "ODA"]}},
        "objectives": [{"minimize": "layers.A.cte"}, {"maximize": "layers.A.tg"}],
    }
    po.search(po.Problem.from_dict(problem), budget=200, out=tmp_path / "run")
    for sheet in openpyxl.load_workbook(tmp_path / "run" / "result.xlsx"):
        for cell in (c for row in sheet.iter_rows() for c in row):
            assert cell.data_type != "f"
            assert not str(cell.value).startswith(("=", "@"))


def test_a_cell_is_a_text_even_where_nobody_made_it_harmless(tmp_path):
    write_workbook([Sheet("a", pd.DataFrame({"x": ["=1+1"]}))], tmp_path / "t.xlsx")
    assert openpyxl.load_workbook(tmp_path / "t.xlsx")["a"]["A2"].data_type == "s"


def test_numbers_are_shown_with_about_three_digits_and_kept_with_all(tmp_path):
    table = pd.DataFrame({"tg_degC": [370.7534, -1.5], "P": [0.96619, 0.1], "n": [3, 4]})
    write_sheets([Sheet("films", table)], tmp_path / "t.xlsx")
    row = openpyxl.load_workbook(tmp_path / "t.xlsx")["films"][2]
    assert [cell.number_format for cell in row] == ["0.0", "0.000", "General"]
    assert [cell.value for cell in row] == [370.7534, 0.96619, 3]


def test_names_of_sheets_are_short_and_differ():
    names = sheet_names(["x" * 40, "x" * 41, "X" * 42, "a:b", "'"])
    assert len({name.casefold() for name in names}) == len(names)
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)


def test_a_table_that_no_sheet_holds_is_refused(tmp_path):
    table = pd.DataFrame({"x": range(1_048_576)})
    with pytest.raises(DataError, match="do not fit"):
        write_table(table, tmp_path / "t.xlsx")


def test_a_result_ends_in_xlsx(result, tmp_path):
    with pytest.raises(DataError, match="xlsx"):
        result.to_excel(tmp_path / "r.ods")


def test_a_run_folder_holds_a_workbook_whether_feasible_or_not(tmp_path):
    problem = {**po.Problem.default().source}
    problem["require"] = [{"quantity": "layers.A.tg", "min": 900}]
    po.search(po.Problem.from_dict(problem), budget=500, out=tmp_path / "bad")
    book = openpyxl.load_workbook(tmp_path / "bad" / "result.xlsx")
    assert book.sheetnames == ["Run"]
    shown = {row["what"]: row["value"] for row in rows_of(book["Run"])}
    assert shown["status"] == "infeasible"
    assert "layers.A.tg" in shown["conflict"]


@pytest.fixture
def filled(tmp_path, monkeypatch, capsys):
    """The template with films typed in as people do: a gap, a sheet before it, formats below."""
    monkeypatch.chdir(tmp_path)
    assert run(["init", "lam"]) == 0
    capsys.readouterr()
    book = openpyxl.load_workbook("lam/measured.xlsx")
    sheet = book["Films"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for line, film in enumerate(FILMS, start=2):
        row = line if line < 5 else line + 1
        for name, value in zip(("dianhydrides", "diamines", "tg_degC"), film, strict=True):
            sheet.cell(row, columns[name], value)
    sheet.cell(400, 1).fill = openpyxl.styles.PatternFill("solid", fgColor="FF0000")
    extra = book.create_sheet("my notes", 0)
    extra["B3"] = 7
    book.save("films.xlsx")
    return Path("films.xlsx")


def test_the_template_offers_the_monomers_of_each_role(filled):
    book = openpyxl.load_workbook("lam/measured.xlsx")
    rules = {str(r.sqref)[0]: r for r in book["Films"].data_validations.dataValidation}
    for letter, role in (("A", "dianhydride"), ("B", "diamine")):
        assert rules[letter].type == "list"
        assert not rules[letter].showErrorMessage  # shares are typed
        name, _, cells = rules[letter].formula1.partition("!")
        offered = [c.value for (c,) in book[name.strip("'")][cells.replace("$", "")]]
        known = [m.abbreviation for m in po.monomers() if fits(m.role, role)]
        assert offered == known


@pytest.mark.parametrize(
    "command",
    [["calibrate", "--out", "c"], ["fit", "--kind", "groups", "--out", "f"], ["validate"]],
    ids=lambda c: c[0],
)
def test_the_filled_template_is_read_like_a_csv(command, filled, capsys):
    pd.DataFrame(FILMS, columns=["dianhydrides", "diamines", "tg_degC"]).to_csv("films.csv")
    name, *more = command
    texts = []
    for table in ("films.xlsx", "films.csv"):
        force = ["--force"] if more else []
        assert run([name, table, *more, *force]) == 0
        output = capsys.readouterr()
        assert "left out row" not in output.err
        texts.append([line for line in output.out.splitlines() if "line " not in line])
    assert texts[0] == texts[1]


def test_a_column_is_found_on_whichever_sheet_it_stands(filled):
    assert len(read_table(filled, ("dianhydrides",))) == len(FILMS) + 1


def test_both_templates_have_the_same_columns(tmp_path):
    folder = tmp_path / "both"
    assert run(["init", str(folder)]) == 0
    header = (folder / "measured.csv").read_text(encoding="utf-8").strip().split(",")
    sheet = openpyxl.load_workbook(folder / "measured.xlsx")["Films"]
    assert [cell.value for cell in sheet[1]] == header


def test_an_empty_template_says_so(filled, capsys):
    assert run(["calibrate", "lam/measured.xlsx"]) == 4
    assert "has no rows" in capsys.readouterr().err
