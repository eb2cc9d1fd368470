"""Why a prediction is what it is."""

import pytest

from polyopt.chemistry.composition import Composition
from polyopt.equations.normal_interval import Z90
from polyopt.prediction.explain import collinear_groups, explain, group_table
from polyopt.prediction.predict import predict

FORMULATION = Composition.parse("PMDA:60;BPDA:40 // PDA:80;ODA:20")


def test_sources_of_uncertainty_add_up_to_the_interval():
    row = predict(FORMULATION).iloc[0]
    for e, column in zip(explain(FORMULATION), ("tg_degC", "cte_ppm_per_K"), strict=True):
        assert e.mean == pytest.approx(row[column])
        half = Z90 * (e.model_sd**2 + e.laboratory_sd**2 + e.film_sd**2) ** 0.5
        assert row[f"{column}_high"] - row[column] == pytest.approx(half)
        assert min(e.model_sd, e.laboratory_sd, e.film_sd) > 0


def test_groups_add_up_to_the_transparent_prediction_and_the_gap_is_the_rest():
    for e in explain(FORMULATION):
        assert sum(g.contribution for g in e.groups) == pytest.approx(e.transparent)
        assert e.transparent + e.gap == pytest.approx(e.mean)
        assert e.nearest.count(" // ") == 1
        assert "similarity" in e.nearest


@pytest.mark.parametrize("name", ["tg", "cte"])
def test_the_group_table_warns_where_the_data_cannot_tell_groups_apart(name):
    table = group_table(name).set_index("group")
    assert table.loc["ether_diaryl", "polymers"] > 50
    assert (table["standard_error"] >= 0).all()
    for one, other, correlation in collinear_groups(name):
        assert abs(correlation) >= 0.8
        assert other in table.loc[one, "collinear_with"]
