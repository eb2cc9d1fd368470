"""Conflicts of a curl in the user's unit, found within a multiple of the budget."""

import pytest

import polyopt as po
from polyopt.conflict.conflict import Conflict, ConflictingLimit
from polyopt.conflict.feasibility import Oracle
from polyopt.conflict.stated_limits import loosened, stated_limits

CURLING = {
    "problem": {"claims": ["heat-resistant-laminate:1"]},
    "film": {
        "cte_ppm_per_K": 25,
        "cte_sd_ppm_per_K": 2,
        "cte_range_degC": "50-250",
        "thickness_um": 25,
        "modulus_GPa": 5,
    },
    "metal": {"material": "copper", "thickness_um": 12},
    "layers": {
        "A": {
            "dianhydrides": ["PMDA", "BPDA"],
            "diamines": ["PDA", "ODA"],
            "thickness_um": [2, 8],
            "modulus_GPa": 4,
        },
        "E": {
            "resin": "epoxy thermoset",
            "thickness_um": 2,
            "side": "back",
            "modulus_GPa": 3,
            "measured": {
                "cte_ppm_per_K": 60,
                "cte_sd_ppm_per_K": 5,
                "cte_range_degC": "50-250",
                "tg_degC": 150,
            },
        },
    },
    "require": [{"quantity": "laminate.curl_radius", "min": 5}],
    "objectives": [{"minimize": "abs(laminate.curvature)"}],
}


def test_a_least_radius_is_explained_as_a_radius_within_the_designs_allowed():
    problem = po.Problem.from_dict(CURLING)
    detail = po.search(problem, budget=200, prove=False).conflict_detail
    assert 0 < detail["evaluations"] <= 200_000
    by_text = {entry["limit"]: entry for entry in detail["limits"]}
    radius = by_text["laminate.curl_radius >= 5"]
    assert "greatest radius found is 1.1 cm; relax min to 1.1" in radius["text"]
    assert radius["best"] == pytest.approx(1.1, abs=0.05)
    assert "layer E: thickness_um = 2" in by_text
    for entry in detail["limits"]:
        assert "leave it out" not in entry["text"]
    limit = next(x for x in stated_limits(problem) if x.text == radius["limit"])
    relaxed = loosened(problem, limit, radius["relax"]["end"], radius["relax"]["to"])
    assert str(relaxed.requirements[0]) == "laminate.curl_radius >= 1.1"
    assert po.search(relaxed, budget=2000, prove=False).designs


def test_an_oracle_that_has_spent_its_designs_says_that_it_did_not_try():
    problem = po.Problem.from_dict(CURLING)
    oracle = Oracle(1, most=512, total=3000)
    found = oracle.feasibility(problem)
    assert (found.feasible, found.proven, found.tried) == (False, False, True)
    oracle.total = oracle.evaluations
    assert oracle.feasibility(problem).tried
    other = loosened(problem, stated_limits(problem)[-1], "min", 4.0)
    assert not oracle.feasibility(other).tried


def test_a_conflict_without_designs_of_its_own_counts_none():
    conflict = Conflict((ConflictingLimit("a"),), proven=False)
    assert conflict.headline == "Not proven, but nothing found meets"
    assert "18 700 more" in Conflict((), proven=False, evaluations=18_700).headline
