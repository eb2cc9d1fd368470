"""The default problem: what every design on its front must hold."""

import json
import math
from dataclasses import replace

import pytest

import polyopt as po
from polyopt.chemistry.composition import Composition
from polyopt.claims.load import load_set

FILM_CTE = 28.0
"""Of films of Kapton HN's polymer over 50 to 250 °C (`datasets/film_windows.csv`). [ppm/K]"""

BUDGET = 4096 * 4


@pytest.fixture(scope="module")
def result():
    return po.search(budget=BUDGET)


@pytest.fixture(scope="module")
def entries(result):
    return json.loads(result.to_json())["pareto"]


def test_it_is_feasible(result):
    assert result.status == "feasible"
    assert len(result.designs) >= 10
    assert result.evaluations == BUDGET


def test_the_json_names_the_recommended_design(result, entries):
    place = json.loads(result.to_json())["recommended"]
    assert entries[place] == json.loads(json.dumps(result.best().as_dict()))


def test_fractions_sum_to_one_and_linear_limits_are_exact(entries):
    for entry in entries:
        for layer in entry["layers"].values():
            for role in ("dianhydrides", "diamines"):
                shares = list(layer[role].values())
                assert math.fsum(shares) == pytest.approx(1.0, abs=1e-9)
                assert min(shares) >= 0.05
        rigid = [entry["layers"]["A"]["diamines"].get(n, 0.0) for n in ("PDA", "44DABA", "mTB")]
        assert sum(rigid) >= 0.4
        assert len(entry["layers"]["A"]["dianhydrides"]) <= 2
        assert len(entry["layers"]["A"]["diamines"]) <= 3


def test_a_claim_that_rests_on_measurements_asks_for_the_users_word():
    declared = {
        "problem": {"claims": ["bonding-laminate:3"]},
        "film": {"material": "Kapton HN"},
        "metal": {"material": "copper"},
        "layers": {"T": {"dianhydrides": ["ODPA"], "diamines": ["TPE-R", "ODA"]}},
        "require": [{"quantity": "layers.T.tg", "max": 300}],
    }
    with pytest.raises(po.UsageError) as caught:
        po.search(po.Problem.from_dict(declared), budget=64)
    assert "['bonding-laminate:1c', 'bonding-laminate:1d']" in caught.value.remedy
    declared["problem"]["assume_met"] = ["bonding-laminate:1c", "bonding-laminate:1d"]
    assert po.search(po.Problem.from_dict(declared), budget=64).status == "feasible"


def test_layer_a_is_twice_as_thick_as_b(entries):
    for entry in entries:
        thick = entry["layers"]["A"]["thickness_um"]
        assert thick >= 2 * entry["layers"]["B"]["thickness_um"]
        assert 2.0 <= thick <= 8.0


def test_windows_and_order_hold_for_the_predicted_means(entries):
    for entry in entries:
        a, b = (entry["layers"][n]["properties"] for n in ("A", "B"))
        assert -10 <= a["cte"]["mean"] - FILM_CTE <= 20
        assert 250 <= a["tg"]["mean"] <= 400
        assert 120 <= b["tg"]["mean"] <= 280
        assert b["tg"]["mean"] < a["tg"]["mean"]
        assert a["tg"]["low"] < a["tg"]["mean"] < a["tg"]["high"]


def test_no_claim_is_unmet_and_every_verdict_has_a_basis(entries):
    for entry in entries:
        assert {c["id"].rpartition(":")[2] for c in entry["claims"]} == {"4", "8", "9", "10", "12"}
        for claim in entry["claims"]:
            assert claim["verdict"] == "met"
            assert claim["basis"] == "predicted"
            assert 0.5 <= claim["probability"] <= 1.0
        assert 0 < entry["probability"] <= min(c["probability"] for c in entry["claims"]) + 1e-9


def test_no_design_beats_another(entries):
    for one in entries:
        for other in entries:
            better = other["objectives"][0] < one["objectives"][0]
            assert not (better and other["objectives"][1] > one["objectives"][1])


def test_verdicts_agree_with_checking_the_design_alone(result):
    for design in (result.designs[0], result.designs[-1]):
        laminate = po.Laminate(
            tuple(po.Layer(x.name, x.composition, thickness=x.thickness) for x in design.layers),
            film=po.shipped_film("Kapton HN"),
            metal=po.shipped_metal("copper"),
        )
        alone = po.check(laminate, [v.id for v in design.verdicts])
        for ours, theirs in zip(design.verdicts, alone.verdicts, strict=True):
            assert theirs.verdict == ours.verdict
            assert theirs.margin == pytest.approx(ours.margin, abs=1e-6)
            assert theirs.probability == pytest.approx(ours.probability, abs=1e-5)


def test_predictions_agree_with_predict(result):
    layer = result.best().layers[0]
    row = po.predict(layer.composition).iloc[0]
    assert row["tg_degC"] == pytest.approx(layer.properties["tg"].mean, abs=1e-6)
    assert row["cte_ppm_per_K"] == pytest.approx(layer.properties["cte"].mean, abs=1e-6)


def test_table_has_units_in_its_columns(result):
    table = result.table()
    assert {"A_tg_degC", "A_cte_ppm_per_K_low", "A_thickness_um"} <= set(table.columns)
    assert Composition.from_shares(table["A_dianhydrides"][0], table["A_diamines"][0])
    assert "<table" in result._repr_html_()
    marked = [design is result.best() for design in result.designs]
    assert table["recommended"].tolist() == marked
    assert sum(marked) == 1
    assert result.as_dict()["recommended"] == marked.index(True)


@pytest.mark.parametrize(("jobs", "backend"), [(2, "threads"), (3, "threads"), (2, "loky")])
def test_same_seed_same_answer_whatever_the_workers(jobs, backend):
    serial = po.search(budget=9000, seed=3)
    parallel = po.search(budget=9000, seed=3, jobs=jobs, backend=backend)
    assert [d.as_dict() for d in serial.designs] == [d.as_dict() for d in parallel.designs]


def test_another_seed_is_another_search():
    assert po.search(budget=4096, seed=1).designs != po.search(budget=4096, seed=2).designs


def test_claim_twelve_alone_brings_its_parents():
    source = dict(po.Problem.default().source)
    source["problem"] = {**source["problem"], "claims": ["heat-resistant-laminate:12"]}
    problem = po.Problem.from_dict(source)
    found = po.search(problem, budget=4096)
    assert found.designs
    assert load_set("heat-resistant-laminate").claim(12).depends_on == (11,)
    for design in found.designs:
        tg = {x.name: x.properties["tg"].mean for x in design.layers}
        assert 120 <= tg["B"] <= min(280, tg["A"])


@pytest.mark.parametrize(("value", "sd"), [(26.0, 6.0), (28.0, 6.0), (32.0, 0.0)])
def test_its_probability_survives_the_films_cte_over_a_matching_window(result, value, sd):
    best, laminate = result.best(), result.problem.laminate
    layers = tuple(
        replace(member, composition=layer.composition, thickness=layer.thickness)
        for member, layer in zip(laminate.layers, best.layers, strict=True)
    )
    cte = po.Measured(value, sd, window=po.TemperatureWindow(50, 250))
    film = replace(laminate.film, cte=cte, stated=None, windows=())
    design = replace(laminate, layers=layers, film=film)
    judged = po.check(design, [ref.id for ref in result.problem.claims])
    chance = min(v.probability for v in judged.verdicts)
    assert chance == pytest.approx(best.probability, abs=0.1)
    assert "28 ± 6 (sd) ppm/K" in result.cte_windows
