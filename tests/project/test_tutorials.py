"""The tutorials do what they say: each is followed from an empty folder to its result."""

import csv
from pathlib import Path

import pytest

import polyopt as po
from tests.project.page_runner import ROOT, blocks_of, run_page

TUTORIALS = sorted((ROOT / "docs" / "tutorials").glob("*.md"))


@pytest.mark.parametrize("page", TUTORIALS, ids=lambda page: page.stem)
def test_a_tutorial_can_be_followed(page, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("MPLBACKEND", "agg")
    assert run_page(page.read_text(encoding="utf-8"), capsys) >= 1


def test_what_a_low_cte_is_worth_is_as_the_table_says():
    page = (ROOT / "docs" / "tutorials" / "report-reader.md").read_text(encoding="utf-8")
    words = " ".join(page.split())
    with (ROOT / "experiments" / "results" / "cte_bands.csv").open(encoding="utf-8") as file:
        (row,) = (
            row
            for row in csv.DictReader(file)
            if (row["split"], row["by"], row["band"]) == ("polymer", "predicted", "10 to 20")
        )
    low, high = (round(float(row[f"measured_{end}"])) for end in ("p10", "p90"))
    below = round(100 * float(row["measured_below_20"]))
    assert f"measured between {low} and {high} ppm/K, and {below} % below 20" in words


def test_the_reader_of_a_report_finds_each_section_that_is_explained(tmp_path):
    page = (ROOT / "docs" / "tutorials" / "report-reader.md").read_text(encoding="utf-8")
    report = po.search(budget=4096).report(tmp_path / "report.html").read_text(encoding="utf-8")
    explained = [line[3:] for line in page.splitlines() if line.startswith("## ")]
    beside = {
        "In one minute",
        "What to ask the sender",
        "What the report does not say",
    }
    assert beside < set(explained)
    assert [title for title in explained if title not in beside and title not in report] == []


def test_there_is_a_tutorial_for_each_kind_of_user():
    assert [page.stem for page in TUTORIALS] == [
        "compute-node",
        "engineer",
        "notebook",
        "report-reader",
    ]


@pytest.mark.parametrize(
    ("page", "fault"),
    [
        ("```sh\npolyopt predict 'PMDA // NoSuch'\n```\n", "exit code 2"),
        ("```sh\npolyopt claims\n```\n\n```text\nno such line\n```\n", "not printed"),
        ("```ruby\nputs 1\n```\n", "nobody runs"),
    ],
)
def test_a_page_that_lies_is_caught(page, fault, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(AssertionError, match=fault):
        run_page(page, capsys)


def test_blocks_go_where_the_line_above_says(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    page = (
        "`a/films.csv`, typed in:\n\n| dianhydrides | diamines |\n|---|---|\n| PMDA | ODA |\n\n"
        "Append to `a/films.csv`:\n\n```csv\nBPDA,PDA\n```\n\n| a |\n|---|\n| 1 |\n\n"
        "```python\nx = 2\n```\n\n```python\nprint(x + 1)\n```\n\n```text\n3\n```\n"
    )
    assert [block.kind for block in blocks_of(page)] == ["table", "csv", "python", "python", "text"]
    assert run_page(page, capsys) == 2
    assert Path("a/films.csv").read_text(encoding="utf-8").splitlines() == [
        "dianhydrides,diamines",
        "PMDA,ODA",
        "BPDA,PDA",
    ]
