"""The preset problems: what they find, and what they leave to be measured."""

import json
import math
from dataclasses import replace

import pytest
from scipy.special import ndtr

import polyopt as po
from polyopt.claims.load import open_ids, set_names
from polyopt.errors import InfeasibleError, UsageError
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.problem.definition import Problem
from polyopt.problem.preset_files import preset_names
from polyopt.report.page import report_page
from polyopt.results.front import evidence_of
from polyopt.runs.search import search
from polyopt.verdicts.check import check
from polyopt.verdicts.remaining import CONFIRM, KINDS
from polyopt.verdicts.remedy import MEASURE

BUDGET = 2048
BONDING = "bonding-laminate"
CROSSLINKED = "crosslinked-metal-clad-laminate"
POROUS = "porous-insulating-film"
HEAT_RESISTANT = "heat-resistant-laminate"
EPOXY, TWO_SIDED = f"{HEAT_RESISTANT}-epoxy", f"{HEAT_RESISTANT}-two-sided"
OUTSIDE = "bonding-outside-heat-resistant"
PRESETS = (BONDING, OUTSIDE, CROSSLINKED, HEAT_RESISTANT, EPOXY, TWO_SIDED, POROUS)

OWN_SET = """
schema = 1
id = "own"
title = "A layer that is soft and fits"
[[claim]]
number = 1
summary = "A layer with a low Tg and a low CTE"
layers = ["T"]
[[claim.element]]
id = "1a"
summary = "Tg is at most 300 and CTE at most 200"
test = "all"
tests = [
    { test = "property", quantity = "T.tg", unit = "degC", interval = "[0, 300]" },
    { test = "property", quantity = "T.cte", unit = "ppm/K", interval = "[0, 200]" },
]
"""


@pytest.fixture(scope="module")
def found():
    return {name: search(Problem.preset(name), budget=BUDGET) for name in PRESETS}


def settled(result, kind):
    """Limitations that the remaining things of a kind settle."""
    return {x.id for one in result.remaining if one.kind == kind for x in one.limitations}


def named(result, start):
    return [window for window in result.windows if window.quantity.startswith(start)]


def laminate_of(problem, design):
    """The laminate of a design, as a user would declare it to `check`."""
    made = {layer.name: layer.composition for layer in design.layers}
    pores = {layer.name: layer.porosity for layer in design.layers}
    return replace(
        problem.laminate,
        layers=tuple(
            replace(
                x,
                composition=made.get(x.own),
                thickness=design.thicknesses.get(x.own),
                porosity=pores.get(x.own) or x.porosity,
                porosity_range=None,
            )
            for x in problem.laminate.layers
        ),
    )


def test_there_is_a_preset_for_each_claim_set():
    assert preset_names() == PRESETS
    claimed = {ref.claim_set.id for name in PRESETS for ref in Problem.preset(name).claims}
    assert claimed == set(set_names())


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_finds_designs(found, name):
    assert found[name].status == "feasible"


@pytest.mark.parametrize("name", PRESETS)
def test_verdicts_are_those_of_check(found, name):
    problem, result = Problem.preset(name), found[name]
    for design in (result.designs[0], result.best(), result.designs[-1]):
        judged = check(
            laminate_of(problem, design),
            [ref.id for ref in problem.claims],
            tolerance_mol_pct=100 * problem.share_tolerance,
        )
        assert [v.id for v in design.verdicts] == [v.id for v in judged.verdicts]
        for ours, theirs in zip(design.verdicts, judged.verdicts, strict=True):
            assert (ours.verdict, ours.basis) == (theirs.verdict, theirs.basis)
            assert ours.probability == pytest.approx(theirs.probability, abs=1e-6)
            assert ours.margin == pytest.approx(theirs.margin, abs=1e-6)
            assert [e.verdict for e in ours.elements] == [e.verdict for e in theirs.elements]


@pytest.mark.parametrize("name", PRESETS)
def test_every_open_limitation_remains_and_no_other(found, name):
    best = found[name].best()
    unknown = {e.id for v in best.verdicts for e in v.elements if e.verdict == "unknown"}
    listed = [x for one in found[name].remaining for x in one.limitations]
    assert {x.id for x in listed if x.verdict == "unknown"} == unknown
    for one in listed:
        waiting = [v.id for v in best.verdicts if one.id in {e.id for e in v.elements}]
        assert list(one.claims) == waiting


@pytest.mark.parametrize("name", [BONDING, CROSSLINKED, POROUS])
def test_no_claim_with_an_open_limitation_is_met(found, name):
    waiting = {c for one in found[name].remaining if one.kind != CONFIRM for c in one.claims}
    verdicts = {v.id: v.verdict for v in found[name].best().verdicts}
    assert waiting
    assert {verdicts[claim] for claim in waiting} == {"unknown"}


@pytest.mark.parametrize("name", PRESETS)
def test_the_result_holds_what_remains_as_data(found, name):
    data = json.loads(found[name].to_json())
    assert data["remaining"]
    for one in data["remaining"]:
        assert one["kind"] in KINDS
        assert one["settle"]
        assert one["claims"]
        assert one["limitations"]
    for window in data["windows"]:
        assert window["low"] < (window["high"] or math.inf)
        assert window["basis"] in ("claim", "estimate, not validated")


def test_bonding_waits_for_a_dma_curve_and_keeps_its_default_window(found):
    assert settled(found[BONDING], MEASURE) == {f"{BONDING}:{e}" for e in ("1d", "6d", "11d")}
    for design in found[BONDING].designs:
        assert 200 <= design.layers[0].properties["tg"].mean <= 260


def test_bonding_starts_above_the_predicted_tg(found):
    tg = found[BONDING].best().layers[0].properties["tg"].mean
    allowed, first = named(found[BONDING], "bonding temperature")
    assert (allowed.low, allowed.high) == (pytest.approx(tg), math.inf)
    assert allowed.low < first.low < first.high
    assert "not validated" in first.basis


def test_the_epoxy_preset_states_no_value_and_asks_for_the_tg_of_the_epoxy(found):
    (epoxy,) = found[EPOXY].best().plain
    assert (epoxy.resin, dict(epoxy.values)) == ("epoxy thermoset", {})
    assert settled(found[EPOXY], MEASURE) == {f"{HEAT_RESISTANT}:{e}" for e in ("8c", "14a")}


def test_the_epoxy_preset_meets_claims_13_and_14_once_the_epoxy_is_measured():
    declared = dict(Problem.preset(EPOXY).source)
    layers = declared["layers"]
    layers = {**layers, "B": {**layers["B"], "measured": {"tg_degC": 140.0, "tg_sd_degC": 5.0}}}
    result = search(Problem.from_dict({**declared, "layers": layers}), budget=BUDGET)
    assert settled(result, MEASURE) == set()
    found = check(laminate_of(result.problem, result.best()), [f"{HEAT_RESISTANT}:13-14"])
    assert {v.verdict for v in found.verdicts} == {"met"}


def test_the_two_sided_preset_counts_both_faces(found):
    for design in found[TWO_SIDED].designs:
        assert 2 * sum(design.thicknesses.values()) <= 20 + 1e-9
    assert found[TWO_SIDED].stack.startswith("copper / A / B / Kapton HN")
    assert found[TWO_SIDED].stack.endswith("B_back / A_back / copper")


def test_the_crosslinked_preset_tells_what_to_measure_with_conditions(found):
    by_id = {x.id: x for one in found[CROSSLINKED].remaining for x in one.limitations}
    assert by_id[f"{CROSSLINKED}:4b"].conditions == "temperature 200 degC, time 30 min"
    wanted = {f"{CROSSLINKED}:{e}" for e in ("1e", "4a", "4b", "5a", "5b", "5c", "6a", "7a", "9c")}
    assert wanted <= settled(found[CROSSLINKED], MEASURE)


@pytest.mark.parametrize(
    ("start", "low", "high"),
    [
        ("predrying temperature from NMP", 72.0, 132.0),
        ("crosslinked units per primary chain", 0.5037815259, 9.0909090909),
    ],
)
def test_windows_of_the_crosslinked_preset(found, start, low, high):
    (window,) = named(found[CROSSLINKED], start)
    assert (window.low, window.high) == (pytest.approx(low), pytest.approx(high))


def test_a_coat_within_its_cte_window_has_the_radius_of_the_claim(found):
    (window,) = named(found[CROSSLINKED], "CTE of layer R")
    for design in found[CROSSLINKED].designs:
        inside = window.low <= design.layers[0].properties["cte"].mean <= window.high
        assert inside == (design.curl[0].radius >= 15.0)


@pytest.mark.parametrize("temperature", [210.0, -60.0])
def test_a_predrying_temperature_without_vapour_pressure_leaves_out_the_time(temperature):
    """NMP boils at 202 degC; claims 1 to 5 do not ask how the coat was predried."""
    declared = dict(Problem.preset(CROSSLINKED).source)
    left = [CROSSLINKED, *(f"{CROSSLINKED}:{number}" for number in ("2b", "3b", "5c"))]
    claims = {"claims": [f"{CROSSLINKED}:1-5"], "leave_open": left}
    declared["problem"] = {**declared["problem"], **claims}
    declared["require"] = []
    declared["process"] = [
        {**step, "temperature_degC": temperature} if step["step"] == "predry" else step
        for step in declared["process"]
    ]
    result = search(Problem.from_dict(declared), budget=64)
    assert named(result, "thickness of the predried coat")
    assert not named(result, "predrying time")


def test_the_porous_preset_keeps_its_permittivity_and_names_pores(found):
    evaluator = Evaluator.of(found[POROUS].problem)
    known = evidence_of(evaluator, *found[POROUS].designs).quantities
    assert known["layers.S.porous_permittivity"].mean.max() <= 2.5
    (porosity,), (pores,) = (named(found[POROUS], n) for n in ("porosity", "mean pore size"))
    assert 30 <= porosity.low < porosity.high == 80
    assert 0.05 <= pores.low < pores.high <= 1


def test_the_default_problem_remains_to_be_confirmed(found):
    assert {one.kind for one in found[HEAT_RESISTANT].remaining} == {CONFIRM}
    shown = [one.settle.partition(" in ")[0] for one in found[HEAT_RESISTANT].remaining]
    assert sorted(shown) == ["measure layers.A.cte", "measure layers.A.tg", "measure layers.B.tg"]
    assert f"{HEAT_RESISTANT}:1b" in settled(found[HEAT_RESISTANT], CONFIRM)


def test_a_measurement_that_is_made_no_longer_remains():
    declared = dict(Problem.preset(POROUS).source)
    declared["film"] = {
        **declared["film"],
        "measured": {"largest_pore_size": {"value": 3.0, "unit": "um"}},
    }
    result = search(Problem.from_dict(declared), budget=256)
    assert f"{POROUS}:10b" not in settled(result, MEASURE)
    assert f"{POROUS}:10d" in settled(result, MEASURE)


def test_what_is_not_left_open_still_stops_the_search():
    declared = dict(Problem.preset(BONDING).source)
    declared["problem"] = {**declared["problem"], "leave_open": [f"{BONDING}:1"]}
    with pytest.raises(UsageError, match="leave it open"):
        search(Problem.from_dict(declared), budget=64)


def test_a_structure_that_fails_a_claim_is_not_left_open():
    declared = dict(Problem.preset(BONDING).source)
    del declared["metal"]
    declared["objectives"] = [{"maximize": "layers.C.tg"}]
    with pytest.raises(InfeasibleError, match="there is a metal layer"):
        search(Problem.from_dict(declared), budget=64)


def test_leaving_open_names_claims_with_their_parents_and_single_limitations():
    refs = Problem.preset(CROSSLINKED).claims
    may, single = open_ids([f"{CROSSLINKED}:5", f"{CROSSLINKED}:7a"], refs)
    assert single == {f"{CROSSLINKED}:7a"}
    assert {f"{CROSSLINKED}:1e", f"{CROSSLINKED}:5a"} <= may
    assert f"{CROSSLINKED}:7a" not in may


@pytest.mark.parametrize("name", ["bonding-laminate:1dd", "heat-resistant-laminate", ""])
def test_leaving_open_what_is_not_chosen_is_refused(name):
    with pytest.raises(UsageError, match="leave_open"):
        open_ids([name], Problem.preset(BONDING).claims)


def test_an_unknown_preset_is_refused_with_the_nearest():
    with pytest.raises(UsageError, match="bonding-laminate"):
        po.Problem.preset("bonding-laminat")


def test_a_joint_limitation_met_by_prediction_says_what_to_measure(tmp_path):
    (tmp_path / "own.toml").write_text(OWN_SET, encoding="utf-8")
    declared = {
        **Problem.preset(BONDING).source,
        "problem": {"claims": ["own.toml"], "leave_open": ["own"]},
    }
    result = search(Problem.from_dict(declared, tmp_path), budget=512)
    (one,) = result.remaining
    assert (one.kind, one.settle) == (CONFIRM, "measure layers.T.tg, layers.T.cte")


def test_limits_that_contradict_each_other_are_still_told():
    declared = dict(Problem.preset(BONDING).source)
    declared["require"] = [{"quantity": "layers.T.tg", "max": 50}]
    result = search(Problem.from_dict(declared), budget=512)
    assert result.status == "infeasible"
    assert "layers.T.tg <= 50" in result.conflict[0]
    assert result.remaining == ()


def test_a_declared_press_limits_the_tg_of_what_it_bonds():
    declared = dict(Problem.preset(BONDING).source)
    declared["process"] = [{"step": "hot press", "temperature_degC": 215}]
    declared["objectives"] = [{"maximize": "layers.T.tg"}]
    del declared["require"]
    result = search(Problem.from_dict(declared), budget=512)
    assert f"{BONDING}:11f" in settled(result, CONFIRM)
    assert 205 < result.best().layers[0].properties["tg"].mean <= 215


def test_the_crosslinked_preset_holds_its_units_beyond_a_weighing_error(found):
    """Trimellitimide amides of a biphenylene or 1,5-naphthylene, of isocyanates alone."""
    for design in found[CROSSLINKED].designs:
        made = design.layers[0].composition
        acids = {str(m): x for m, x in made.dianhydrides}
        amines = {str(m): x for m, x in made.diamines}
        assert acids["TMA"] >= 0.6 - 1e-9
        assert acids.get("BPDA", 0) <= 0.2 + 1e-9
        assert amines["MDI"] >= 0.2 - 1e-9
        assert amines.get("TODI", 0) + amines.get("NDI", 0) >= 0.2 - 1e-9
        assert all("N=C=O" in monomer.smiles for monomer, _ in made.diamines)
        judged = {e.id: e.verdict for v in design.verdicts for e in v.elements}
        assert judged[f"{CROSSLINKED}:8a"] == judged[f"{CROSSLINKED}:16a"] == "met"
        assert "unmet" not in {judged[f"{CROSSLINKED}:{e}"] for e in ("2b", "3b", "9b")}


def test_how_likely_a_design_dissolves_stands_in_table_json_and_page(found):
    result = found[CROSSLINKED]
    best = result.best()
    value = best.layers[0].properties["solubility"]
    chance = float(ndtr(value.mean / value.sd))
    row = result.table().query("recommended").iloc[0]
    assert row["R_soluble_probability"] == pytest.approx(chance)
    stored = json.loads(result.to_json())["pareto"][result.designs.index(best)]
    properties = stored["layers"]["R"]["properties"]
    assert properties["solubility"]["soluble_probability"] == pytest.approx(chance)
    assert "soluble_probability" not in properties["tg"]
    assert f"P soluble {chance:.2f}" in report_page(result)
