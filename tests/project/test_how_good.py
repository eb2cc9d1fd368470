"""The page on how good the models are says what its tables, the models and the cards say."""

import csv
import re
from importlib import import_module
from pathlib import Path

import pytest

from polyopt.models.library import load

EXPERIMENTS = Path(__file__).parents[2] / "experiments"
RESULTS = EXPERIMENTS / "results"
LARGEST_PLOT = 150_000  # bytes


@pytest.fixture(autouse=True)
def experiments_can_be_imported(monkeypatch):
    monkeypatch.syspath_prepend(str(EXPERIMENTS))


@pytest.fixture
def tables():
    return import_module("how_good_page").read_tables(RESULTS)


def test_the_page_is_made_of_the_tables(tables):
    written = (RESULTS / "how_good.md").read_text(encoding="utf-8")
    assert import_module("how_good_page").page_of(tables) == written


def test_the_page_speaks_of_the_shipped_models(tables):
    for row in tables["models"]:
        assert row["fingerprint"] == load(row["property"]).fingerprint, (
            "the models changed: run experiments/03_how_good.py again"
        )


def test_the_errors_are_those_of_the_cards(tables):
    with (RESULTS / "models.csv").open(encoding="utf-8", newline="") as file:
        cards = {(row["model"], row["split"]): row for row in csv.DictReader(file)}
    compared = [row for row in tables["splits"] if (row["property"], row["split"]) in cards]
    assert len(compared) == 6
    for row in compared:
        card = cards[row["property"], row["split"]]
        assert row["n"] == card["n"]
        for figure in ("mae", "median", "rmse"):
            assert float(row[figure]) == pytest.approx(float(card[figure]), rel=0.003, abs=0.02)


def test_films_of_the_literature_are_predicted_as_written(tables):
    found = list(import_module("literature_films").film_rows())
    assert len(found) == len(tables["literature"]), (
        "films were added: run experiments/03_how_good.py --literature"
    )
    for fresh, row in zip(found, tables["literature"], strict=True):
        for name in ("id", "property", "film", "inside", "in_domain", "quality", "bound"):
            assert fresh[name] == row[name], row["id"]
        for name in ("measured", "predicted", "low", "high"):
            assert fresh[name] == pytest.approx(float(row[name]), abs=0.1), row["id"]


def test_every_plot_is_shown_and_small():
    page = (RESULTS / "how_good.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"\]\(plots/([^)]+)\)", page))
    assert shown == {path.name for path in (RESULTS / "plots").iterdir()}
    for path in (RESULTS / "plots").iterdir():
        assert path.stat().st_size < LARGEST_PLOT, path.name
        if path.suffix == ".svg":
            assert "<text" in path.read_text(encoding="utf-8"), path.name
