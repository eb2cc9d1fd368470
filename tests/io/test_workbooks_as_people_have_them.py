"""Workbooks as people have them: sheets, hidden and merged cells, formulas, titles."""

from datetime import datetime

import openpyxl
import pytest

from polyopt.cli.app import run
from polyopt.errors import DataError
from polyopt.io.reading.source import TableFile
from polyopt.own_data.measured_table import measured_table

HEAD = ("dianhydrides", "diamines", "tg_degC", "cte_ppm_per_K")
FILMS = (("PMDA", "ODA", 385, 41.5), ("BPDA", "PDA", 351, 12), ("6FDA", "ODA", 301, 55))
WRONG = tuple((acid, amine, tg - 100, cte + 100) for acid, amine, tg, cte in FILMS)


@pytest.fixture
def book(tmp_path):
    def make(sheets, change=lambda book: None):
        made = openpyxl.Workbook()
        made.remove(made.active)
        for name, rows in sheets.items():
            sheet = made.create_sheet(name)
            for row in rows:
                sheet.append(row)
        change(made)
        made.save(tmp_path / "t.xlsx")
        return tmp_path / "t.xlsx"

    return make


def tgs(source):
    return [f.film.value for f in measured_table(source).of("tg").films]


def test_a_hidden_sheet_is_passed_over(book):
    def hide(made):
        made["old"].sheet_state = "hidden"

    path = book({"old": (HEAD, *WRONG), "new": (HEAD, *FILMS)}, hide)
    read = measured_table(path)
    assert tgs(path) == [385, 351, 301]
    assert read.reading.sheet == "new"
    assert any("'old' (hidden)" in words for words in read.reading.choices)
    assert tgs(TableFile(path, sheet="old")) == [285, 251, 201]


def test_of_two_sheets_one_must_be_named(book, capsys):
    path = book({"first": (HEAD, *FILMS), "second": (HEAD, *WRONG)})
    with pytest.raises(DataError, match="2 sheets with the columns: 'first', 'second'"):
        measured_table(path)
    assert tgs(TableFile(path, sheet="Second")) == [285, 251, 201]
    with pytest.raises(DataError, match="no sheet 'third'"):
        measured_table(TableFile(path, sheet="third"))
    assert run(["validate", str(path)]) == 4
    assert "--sheet" in capsys.readouterr().err
    assert run(["validate", str(path), "--sheet", "first"]) == 0


def test_only_a_hidden_sheet_is_not_read_unasked(book):
    def hide(made):
        made["films"].sheet_state = "hidden"

    with pytest.raises(DataError, match="hidden sheet 'films'"):
        measured_table(book({"films": (HEAD, *FILMS), "notes": (("made", "in May"),)}, hide))


def test_a_formula_without_a_value_is_refused_where_it_counts(book):
    rows = [(a, b, f"={tg}+0", cte) for a, b, tg, cte in FILMS]
    with pytest.raises(DataError, match="line 2, column 3: a formula without a stored value"):
        measured_table(book({"s": (HEAD, *rows)}))
    noted = [(*film, "=A2") for film in FILMS]
    assert tgs(book({"s": ((*HEAD, "remark"), *noted)})) == [385, 351, 301]


def test_rows_that_are_filtered_out_are_left_out_and_named(book):
    def hide(made):
        made["s"].row_dimensions[3].hidden = True

    read = measured_table(book({"s": (HEAD, *FILMS)}, hide))
    assert [f.row for f in read.of("tg").films] == [2, 4]
    assert read.reading.left == ("row 3: it is hidden or filtered out",)


def test_a_hidden_column_is_read_and_named(book):
    def hide(made):
        made["s"].column_dimensions["C"].hidden = True

    read = measured_table(book({"s": (HEAD, *FILMS)}, hide))
    assert len(read.of("tg").films) == 3
    assert any("hidden columns are read too: 'tg_degC'" in words for words in read.reading.choices)


def test_merged_cells_a_title_and_a_row_of_units(book):
    def merge(made):
        made["s"].merge_cells("A1:D1")
        made["s"].merge_cells("A4:A5")

    rows = (("Films of May",), ("dianhydrides", "diamines", "Tg", "CTE"), ("", "", "K", "ppm/K"),
            ("PMDA", "ODA", 658.15, 41), (None, "PDA", 673.15, 8))  # fmt: skip
    read = measured_table(book({"s": rows}, merge))
    assert [(f.row, f.film.value) for f in read.of("tg").films] == [
        (4, pytest.approx(385)), (5, pytest.approx(400)),
    ]  # fmt: skip
    assert str(read.films[2].film.composition).startswith("PMDA")


def test_a_date_is_no_number_and_says_why(book):
    rows = (("PMDA", "ODA", 385, datetime(2026, 5, 12)), *FILMS[1:])
    read = measured_table(book({"s": (HEAD, *rows)}))
    (lost,) = read.skipped
    assert lost.alone
    assert "a spreadsheet made a date of it" in lost.why


def test_cells_in_per_cent_are_not_taken_for_fractions(book):
    from polyopt.measurements.cured_films import read_cures

    def shown_as_per_cent(made):
        for cell in made["s"]["C"][1:]:
            cell.number_format = "0%"

    rows = (("temperature_degC", "time_min", "insoluble_pct"), (220, 120, 0.65), (240, 60, 0.69))
    films = read_cures(book({"s": rows}, shown_as_per_cent))
    assert [f.insoluble for f in films] == pytest.approx([65, 69])
