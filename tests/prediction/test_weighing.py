"""Errors at the balance move the predictions as a changed formulation does."""

import pytest

import polyopt as po
from polyopt.models.library import load
from polyopt.prediction.predictor import LayerPalette, Predictor
from polyopt.prediction.weighing import chain_limit, weighing_effects


def test_an_error_moves_the_prediction_as_the_changed_formulation_does():
    meant = po.Composition.parse("PMDA // PDA:50;ODA:50")
    palette = LayerPalette(
        "A",
        tuple(m for m, _ in meant.dianhydrides),
        tuple(m for m, _ in meant.diamines),
        {"tg": load("tg"), "cte": load("cte")},
    )
    effects = weighing_effects(Predictor.of([palette]), palette, meant)
    assert [(e.monomer, e.error) for e in effects] == [
        ("PMDA", 0.01),
        ("PMDA", -0.01),
        ("PDA", 0.01),
        ("PDA", -0.01),
        ("ODA", 0.01),
        ("ODA", -0.01),
    ]
    alone = effects[0].changes
    assert alone == pytest.approx({"tg": 0.0, "cte": 0.0}, abs=1e-9)  # a role of one cannot shift
    share = 100 * 0.51 / 1.01
    made = po.predict(f"PMDA // PDA:{share!r};ODA:{100 - share!r}").iloc[0]
    before = po.predict("PMDA // PDA:50;ODA:50").iloc[0]
    assert effects[2].changes["tg"] == pytest.approx(made["tg_degC"] - before["tg_degC"], abs=1e-6)
    assert effects[2].changes["cte"] == pytest.approx(
        made["cte_ppm_per_K"] - before["cte_ppm_per_K"], abs=1e-6
    )


def test_a_percent_of_imbalance_limits_the_chain():
    assert chain_limit(0.01) == pytest.approx(199)
