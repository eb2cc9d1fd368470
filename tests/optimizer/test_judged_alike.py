"""What the search holds a design against is what `check` holds it against."""

import re

import numpy as np
import pytest

import polyopt as po
from polyopt.claims.evidence import Quantity
from polyopt.claims.interval import Interval
from polyopt.claims.judgement import MET, UNMET, compared
from polyopt.optimizer.evaluation.evaluate import Evaluator

LAYER = {"dianhydrides": ["PMDA", "BPDA"], "diamines": ["PDA", "ODA"]}
THIN, THICK = {**LAYER, "thickness_um": [0.1, 0.15]}, {**LAYER, "thickness_um": [0.2, 0.2]}
TOTAL = "laminate.resin_thickness"
PLAIN = """
schema = 1
id = "own"
title = "A film that hardly shrinks"
[[claim]]
number = 1
summary = "A layer on a film that shrinks by at most 1 % at 200 degC"
layers = ["A"]
[[claim.element]]
id = "1a"
summary = "the film shrinks by at most 1 %"
test = "property"
quantity = "film.heat_shrinkage"
unit = "%"
interval = "[0, 1]"
at = { temperature_degC = 200 }
[[claim.element]]
id = "1b"
summary = "the CTE of layer A is at most 60 ppm/K"
test = "property"
quantity = "A.cte"
unit = "ppm/K"
interval = "[0, 60]"
"""
MEMBERS = """test = "some"
among = "insulating layers"
as = "L"
tests = [{ test = "property", quantity = "L.heat_shrinkage", unit = "%", interval = "[0, 1]" }]"""
OF_MEMBERS = re.sub(r'test = "property"\nquantity = "film.*?(?=\nat)', MEMBERS, PLAIN, flags=re.S)


def stack(thickness_limit):
    """Return a problem of two layers whose thicknesses sum up to a little more than 0.3 µm."""
    assert 0.1 + 0.2 > 0.3
    return po.Problem.from_dict(
        {
            "layers": {"A": THIN, "B": THICK},
            "require": [{"quantity": TOTAL, **thickness_limit}],
            "objectives": [{"minimize": "layers.A.cte"}],
        }
    )


@pytest.mark.parametrize("limit", [{"max": 0.3}, {"min": 0.3, "max": 0.3}])
def test_a_sum_that_equals_its_limit_but_for_rounding_meets_it(limit):
    found = po.search(stack(limit), budget=64)
    assert found.status == "feasible"
    assert found.best().probability > 0


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.3, MET),
        (0.1 + 0.2, MET),
        (0.3 + 4e-10, MET),
        (0.3 + 1e-9, UNMET),
        (0.3 - 1e-9, MET),
        (0.2, MET),
        (0.2 - 4e-10, MET),
        (0.2 - 1e-9, UNMET),
    ],
)
def test_a_limit_of_the_user_is_judged_as_one_of_a_claim(value, expected):
    evaluator = Evaluator.of(stack({"min": 0.2, "max": 0.3}))
    designs = evaluator.space.uniform(1, np.random.default_rng(0))
    evidence = evaluator.evidence(*evaluator.space.decoded(designs))
    evidence.quantities[TOTAL] = Quantity(np.array([value]), "declared")
    (judged,) = evaluator.judged(evidence)
    claimed = compared([(TOTAL, 1.0)], Interval(0.2, 0.3), 1.0, evidence)
    assert int(judged.truth[0]) == int(claimed.truth[0]) == expected
    together = evaluator.probability(evidence, (judged,))
    assert float(together[0]) == float(claimed.probability[0])


def test_an_end_with_many_decimals_is_not_rounded_away():
    end = 2 / 3 * 1e-3
    evaluator = Evaluator.of(stack({"max": end + 0.3}))
    designs = evaluator.space.uniform(1, np.random.default_rng(0))
    evidence = evaluator.evidence(*evaluator.space.decoded(designs))
    evidence.quantities[TOTAL] = Quantity(np.array([end + 0.3]), "declared")
    assert int(evaluator.judged(evidence)[0].truth[0]) == MET


def shrinking(folder, at, text=PLAIN, **head):
    (folder / "own.toml").write_text(text, encoding="utf-8")
    shrinkage = {"value": 0.5, "unit": "%", "at": {"temperature_degC": at}}
    declared = {
        "problem": {"claims": ["own.toml"], **head},
        "film": {"material": "Kapton HN", "measured": {"heat_shrinkage": shrinkage}},
        "layers": {"A": LAYER},
        "objectives": [{"minimize": "layers.A.cte"}],
    }
    return po.Problem.from_dict(declared, folder)


@pytest.mark.parametrize("text", [PLAIN, OF_MEMBERS], ids=["plain", "of members"])
def test_a_value_measured_as_the_claim_says_is_searched_with(tmp_path, text):
    found = po.search(shrinking(tmp_path, 200, text), budget=64)
    assert [v.verdict for v in found.best().verdicts] == ["met"]


@pytest.mark.parametrize("text", [PLAIN, OF_MEMBERS], ids=["plain", "of members"])
def test_a_value_measured_at_other_conditions_does_not_pass_the_search(tmp_path, text):
    with pytest.raises(po.UsageError, match=r"temperature_degC 150, the claim says 200"):
        po.search(shrinking(tmp_path, 150, text), budget=64)


def test_a_value_measured_at_other_conditions_may_stay_open(tmp_path):
    found = po.search(shrinking(tmp_path, 150, leave_open=["own"]), budget=64)
    assert [v.verdict for v in found.best().verdicts] == ["unknown"]
    shown = {one.settle: one.kind for one in found.remaining}
    assert (
        shown["measure film.heat_shrinkage in % at temperature 200 degC (limit 0 to 1 %)"]
        == "measure"
    )


def test_what_the_search_judges_is_unknown_where_conditions_contradict(tmp_path):
    evaluator = Evaluator.of(shrinking(tmp_path, 200))
    designs = evaluator.space.uniform(4, np.random.default_rng(0))
    evidence = evaluator.evidence(*evaluator.space.decoded(designs))
    elsewhere = Quantity(np.full(4, 0.5), "measured", at={"temperature_degC": 150})
    evidence.quantities["film.heat_shrinkage"] = elsewhere
    held, _ = evaluator.judged(evidence)
    assert held.truth.tolist() == [0, 0, 0, 0]
