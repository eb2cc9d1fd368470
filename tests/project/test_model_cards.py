"""Every card is what the script makes of the table of errors, the literature and the model."""

from importlib import import_module
from pathlib import Path

import pytest

from polyopt.models.library import NAMES, PRETRAINED, load

EXPERIMENTS = Path(__file__).parents[2] / "experiments"


@pytest.mark.parametrize("name", sorted(NAMES))
def test_a_card_equals_what_the_script_writes(name, monkeypatch):
    monkeypatch.syspath_prepend(str(EXPERIMENTS))
    cards = import_module("model_cards")
    model = load(name)
    written = (PRETRAINED / f"{name}.md").read_text(encoding="utf-8")
    assert cards.card_of(name, model, cards.evaluation_of(name, model)) == written, (
        "run experiments/01_train_models.py --cards"
    )
