"""Every card is what the script makes of the table of errors, the literature and the model."""

import csv
import re
import sys
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from polyopt.models.library import NAMES, PRETRAINED, load
from polyopt.quantities import LAYER_PROPERTIES, USUAL

EXPERIMENTS = Path(__file__).parents[2] / "experiments"


@pytest.mark.parametrize("name", sorted(set(NAMES) - (set(LAYER_PROPERTIES) - set(USUAL))))
def test_a_card_equals_what_the_script_writes(name, monkeypatch):
    monkeypatch.syspath_prepend(str(EXPERIMENTS))
    cards = import_module("model_cards")
    model = load(name)
    written = (PRETRAINED / f"{name}.md").read_text(encoding="utf-8")
    assert cards.card_of(name, model, cards.evaluation_of(name, model)) == written, (
        "run experiments/01_train_models.py --cards"
    )


def test_the_page_of_the_models_has_a_row_for_each():
    page = (EXPERIMENTS.parent / "docs" / "models" / "index.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| .*\[card\]\([\w-]+\.md\)", page, re.M)
    assert sorted(rows) == sorted(NAMES)


def test_the_card_of_permittivity_holds_the_figures_of_its_table():
    script = import_module_of("07_permittivity")
    card = (PRETRAINED / "permittivity.md").read_text(encoding="utf-8")
    with script.RESULTS.open(encoding="utf-8", newline="") as file:
        table = [
            {k: v if k in ("model", "split") else float(v) for k, v in row.items()}
            for row in csv.DictReader(file)
        ]
    for row in table:
        row["n"] = int(row["n"])
    model = load("permittivity")
    assert script.errors(table) in card
    assert script.known_films(model) in card
    assert script.unseen(model) in card
    assert model.fingerprint in card


def test_the_card_of_solubility_holds_what_its_script_finds():
    script = import_module_of("15_solubility")
    reports = script.read_reports()
    table, probability = script.table_of(reports)
    model = script.fitted_model(reports)
    card = (PRETRAINED / "solubility.md").read_text(encoding="utf-8")
    assert script.card(load("solubility"), reports, table, probability) == card
    assert np.allclose(model.coefficients, load("solubility").coefficients, atol=1e-6)
    with script.RESULTS.open(encoding="utf-8", newline="") as file:
        kept = list(csv.DictReader(file))
    assert [float(r["brier"]) for r in kept] == pytest.approx([r["brier"] for r in table], abs=6e-4)


def import_module_of(name):
    """Return a script of the folder of experiments."""
    sys.path.insert(0, str(EXPERIMENTS))
    try:
        return import_module(name)
    finally:
        sys.path.remove(str(EXPERIMENTS))
