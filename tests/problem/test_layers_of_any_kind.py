"""Layers of any kind in a problem: searched, given, measured, of another resin, on either face."""

import numpy as np
import pytest

import polyopt as po
from polyopt.design.design_file import build_design
from polyopt.io.toml import check_declaration
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.results.front import evidence_of
from polyopt.runs.stored import stored_result

STIFF = {
    "dianhydrides": ["PMDA", "BPDA"],
    "diamines": ["PDA", "ODA", "mTB"],
    "thickness_um": [2.0, 8.0],
    "modulus_GPa": 4.0,
}
GIVEN = {
    "formulation": "ODPA:30;BTDA:70 // TPE-R:60;ODA:40",
    "thickness_um": [0.5, 3.0],
    "modulus_GPa": 3.0,
}
EPOXY = {
    "resin": "epoxy thermoset",
    "thickness_um": [0.5, 3.0],
    "modulus_GPa": 3.0,
    "measured": {"tg_degC": 150.0, "tg_sd_degC": 4.0, "cte_ppm_per_K": 55.0},
}
MEASURED = {"thickness_um": 1.0, "measured": {"tg_degC": 220.0}, "modulus_GPa": 3.0}
CLAIMS = ["heat-resistant-laminate:4", "heat-resistant-laminate:8-10"]
OF_POLYIMIDE = [*CLAIMS, "heat-resistant-laminate:12"]
OF_EPOXY = [*CLAIMS, "heat-resistant-laminate:14"]
BACK = {"side": "back"}
MIRRORED = {"stress_free_degC": 250.0, "mirrored": True}


def declared(layers, claims=(), **changes):
    """Return a problem of some layers between copper and Kapton HN."""
    return {
        "problem": {"claims": list(claims), "seed": 3},
        "film": {"material": "Kapton HN", "thickness_um": 25},
        "metal": {"material": "copper", "thickness_um": 12},
        "laminate": {"stress_free_degC": 250.0},
        "layers": layers,
        "objectives": [
            {"minimize": "abs(layers.A.cte - film.cte)"},
            {"maximize": "layers.A.tg"},
        ],
        **changes,
    }


def both_faces(**changes):
    """Return a problem with a layer of each kind, on both faces, a plain one of the same name."""
    layers = {
        "A": STIFF,
        "B": GIVEN,
        "E": {**EPOXY, **BACK},
        "G": {**GIVEN, "measured": {"tg_degC": 190.0, "tg_sd_degC": 3.0}, **BACK},
    }
    return declared(layers, OF_POLYIMIDE, second_metal={"material": "copper"}, **changes)


PROBLEMS = {
    "given": declared({"A": STIFF, "B": GIVEN}, OF_POLYIMIDE),
    "epoxy": declared({"A": STIFF, "B": EPOXY}, OF_EPOXY),
    "measured": declared({"A": STIFF, "B": MEASURED}, OF_POLYIMIDE),
    "both faces": both_faces(),
    "other letters": declared({"hard": STIFF, "E": EPOXY}, OF_EPOXY)
    | {"objectives": [{"maximize": "layers.hard.tg"}, {"minimize": "layers.hard.cte"}]},
    "mirrored, given": declared({"A": STIFF, "B": GIVEN}, OF_POLYIMIDE, laminate=MIRRORED),
    "mirrored, epoxy": declared({"A": STIFF, "B": EPOXY}, OF_EPOXY, laminate=MIRRORED),
}


def as_design(problem, design):
    """Return a design of a search as a design file states it."""
    source = problem.source
    head = {
        "claims": [ref.id for ref in problem.claims],
        "confidence": problem.confidence,
        "assume_met": sorted(problem.assume_met),
    }
    layers = {}
    made = {layer.name: layer.composition for layer in design.layers}
    only_searched = ("dianhydrides", "diamines", "max_diamines", "max_dianhydrides", "require")
    for name, entry in source["layers"].items():
        layers[name] = {k: v for k, v in entry.items() if k not in only_searched}
        if name in made:
            layers[name]["formulation"] = " // ".join(
                ";".join(f"{m}:{100 * x!r}" for m, x in role)
                for role in (made[name].dianhydrides, made[name].diamines)
            )
        if name in design.thicknesses:
            layers[name]["thickness_um"] = design.thicknesses[name]
    kept = ("film", "metal", "second_metal", "laminate")
    found = {"design": head, "layers": layers} | {k: source[k] for k in kept if k in source}
    check_declaration(found, "design")
    return found


def checked(problem, design, folder="."):
    """Return the check of a design as its file would be judged."""
    built = build_design(as_design(problem, design), problem.folder / folder)
    return po.check(built.laminate, built.claims, confidence=built.confidence)


@pytest.mark.parametrize("name", PROBLEMS)
def test_a_search_with_given_layers_agrees_with_check(name):
    problem = po.Problem.from_dict(PROBLEMS[name])
    result = po.search(problem, budget=600, prove=False)
    evaluator = Evaluator.of(problem)
    assert len(result.designs) >= 2
    for design in result.designs[:: max(1, len(result.designs) // 6)]:
        found = checked(problem, design)
        for searched, judged in zip(design.verdicts, found.verdicts, strict=True):
            assert (searched.id, searched.verdict) == (judged.id, judged.verdict)
            assert searched.basis == judged.basis
            assert searched.probability == pytest.approx(judged.probability, abs=1e-6)
            assert searched.margin == pytest.approx(judged.margin, abs=1e-6)
            assert searched.assignment == judged.assignment
        one, two = evidence_of(evaluator, design), found.evidence
        assert two.quantities.keys() <= one.quantities.keys()
        for quantity in two.quantities:
            assert one.quantities[quantity].mean == pytest.approx(
                two.quantities[quantity].mean, rel=1e-8
            )
            spread = two.standard_deviation(quantity)
            assert one.standard_deviation(quantity) == pytest.approx(spread, rel=1e-5, abs=1e-9)


@pytest.mark.parametrize("name", ["given", "epoxy", "both faces", "mirrored, epoxy"])
def test_the_verdicts_of_poor_designs_agree_too(name):
    """Not only what is feasible: draws from the whole space."""
    from polyopt.claims.evaluate import verdicts
    from polyopt.results.designs import Design
    from polyopt.results.front import _layers, _plain

    problem = po.Problem.from_dict(PROBLEMS[name])
    evaluator = Evaluator.of(problem)
    fractions, thickness = evaluator.space.decoded(
        evaluator.space.uniform(6, np.random.default_rng(1))
    )
    evidence = evaluator.evidence(fractions, thickness)
    judged = [verdicts(ref, evidence, confidence=problem.confidence) for ref in problem.claims]
    seen = set()
    for i in range(6):
        layers = _layers(evaluator, evidence, fractions, i)
        design = Design(layers, (), (), 1.0, plain=_plain(evaluator, evidence, i))
        found = checked(problem, design)
        assert [v.verdict for v in found.verdicts] == [of_claim[i].verdict for of_claim in judged]
        seen |= {v.verdict for v in found.verdicts}
    assert len(seen) > 1


def test_given_layers_are_shown_as_what_they_are():
    result = po.search(po.Problem.from_dict(both_faces()), budget=400, prove=False)
    design = result.best()
    entry = design.as_dict()
    assert entry["layers"]["B"]["given"] is True
    assert "given" not in entry["layers"]["A"]
    assert entry["plain_layers"]["E"]["resin"] == "epoxy thermoset"
    assert entry["plain_layers"]["E"]["measured"]["tg"]["mean"] == 150.0
    assert design.plain[0].text == "epoxy thermoset, given: Tg 150 ± 4 (sd) °C, CTE 55 ppm/K"
    table = result.table()
    assert set(table["E_resin"]) == {"epoxy thermoset"}
    assert table["E_thickness_um"].between(0.5, 3.0).all()
    measured = next(layer for layer in design.layers if layer.name == "G")
    assert (measured.properties["tg"].mean, measured.properties["tg"].sd) == (190.0, 3.0)
    assert [value.measured for value in measured.properties.values()] == [True, False]
    assert entry["layers"]["G"]["properties"]["tg"]["basis"] == "measured"


def test_the_given_formulation_is_made_to_the_last_digit():
    result = po.search(po.Problem.from_dict(PROBLEMS["given"]), budget=400, prove=False)
    given = po.Composition.parse(GIVEN["formulation"])
    assert {str(d.layers[1].composition) for d in result.designs} == {str(given)}


def test_a_run_with_given_layers_is_read_again(tmp_path):
    problem = po.Problem.from_dict(both_faces())
    found = po.search(problem, budget=400, prove=False, out=tmp_path / "run")
    read = stored_result(tmp_path / "run")
    assert [d.as_dict() for d in read.designs] == [d.as_dict() for d in found.designs]
    assert read.designs == found.designs
    assert "epoxy thermoset" in (tmp_path / "run" / "report.html").read_text(encoding="utf-8")


def test_runs_with_given_layers_are_merged_and_films_suggested_of_what_is_open(tmp_path):
    full = {**GIVEN, "measured": {"tg_degC": 190.0, "tg_sd_degC": 3.0, "cte_ppm_per_K": 45.0}}
    layers = {"A": STIFF, "B": full, "E": {**EPOXY, **BACK}}
    problem = po.Problem.from_dict(
        declared(layers, OF_POLYIMIDE, second_metal={"material": "copper"})
    )
    for seed in (1, 2):
        po.search(problem, budget=400, prove=False, seed=seed, out=tmp_path / str(seed))
    merged = po.merge([tmp_path / "1", tmp_path / "2"]).result
    assert {design.run for design in merged.designs} <= {str(tmp_path / str(s)) for s in (1, 2)}
    assert all(design.plain for design in merged.designs)
    suggested = po.suggest(tmp_path / "1", count=3).films
    assert [film.layer for film in suggested] == ["A", "A", "A"]


def test_values_of_given_layers_are_used_in_objectives_and_limits():
    wanted = declared(
        {"A": STIFF, "B": EPOXY},
        require=[{"quantity": "layers.B.thickness", "max": 1.0}],
        objectives=[{"minimize": "abs(layers.A.cte - layers.B.cte)"}],
    )
    result = po.search(po.Problem.from_dict(wanted), budget=300, prove=True)
    best = result.best()
    assert best.thicknesses["B"] <= 1.0
    cte = best.layers[0].properties["cte"].mean
    assert best.objectives[0] == pytest.approx(55.0 - cte)
    low = result.bound["objectives"][0]["bound"] if "objectives" in result.bound else None
    assert low is None or low <= best.objectives[0] + 1e-9


def test_a_limit_that_a_measured_layer_misses_is_named():
    limit = [{"quantity": "layers.B.tg", "min": 200.0}]
    problem = po.Problem.from_dict(declared({"A": STIFF, "B": EPOXY}, require=limit))
    with pytest.raises(po.InfeasibleError, match="the one measured of layer B is 150"):
        po.search(problem, budget=200)


def test_a_claim_that_a_given_formulation_misses_says_so_and_relaxes_nothing_of_it():
    """Claim 4 asks 40 mol % of rigid diamines in the layer at the metal; given are 25."""
    layers = {
        "A": {"formulation": "BPDA // PDA:25;ODA:75", "thickness_um": 6.0},
        "B": {**STIFF, "dianhydrides": ["ODPA"], "thickness_um": 2.0},
    }
    stated = declared(layers, ["heat-resistant-laminate:4", "heat-resistant-laminate:8"])
    with pytest.raises(po.InfeasibleError) as caught:
        po.search(po.Problem.from_dict(stated), budget=200)
    (member,) = caught.value.conflict.members
    assert member.limit.startswith("heat-resistant-laminate:4b")
    assert member.nearest == "the formulation given for layer A leaves it short by 0.15"
    assert member.loosening.value is None
    assert str(caught.value).endswith("leave it out, or change that formulation")


def test_the_letters_of_a_claim_go_to_the_layer_that_can_carry_them():
    """Layer B of claim 12 has 120 to 280 °C: what is called B has 60, so another plays it."""
    low = {**EPOXY, "resin": "polyimide", "measured": {"tg_degC": 60.0}}
    layers = {"A": STIFF, "B": {**low, "side": "back"}, "C": GIVEN, "D": {**STIFF, **BACK}}
    stated = declared(layers, OF_POLYIMIDE, second_metal={"material": "copper"})
    problem = po.Problem.from_dict(stated)
    reading = Evaluator.of(problem).reading
    assert reading.assignment == {"A": "A", "B": "C"}


# What is wrong, and what to do about it.


def refused(layers, **changes):
    with pytest.raises(po.UsageError) as caught:
        po.Problem.from_dict(declared(layers, **changes))
    return str(caught.value)


def test_a_problem_without_a_searched_layer_points_to_check():
    message = refused({"A": GIVEN, "B": EPOXY})
    assert "no layer is searched" in message
    assert "polyopt check" in message


@pytest.mark.parametrize(
    "key",
    [
        {"max_diamines": 2},
        {"max_dianhydrides": 1},
        {"min_fraction": 0.05},
        {"diamines": ["PDA"]},
        {"require": [{"sum": ["ODA"], "min": 0.1}]},
    ],
)
def test_keys_of_a_search_beside_a_formulation_are_refused(key):
    message = refused({"A": STIFF, "B": {**GIVEN, **key}})
    assert next(iter(key)) in message
    assert "has a formulation" in message


@pytest.mark.parametrize(
    "key", [{"measured": {"tg_degC": 250.0}}, {"weighings": {"before_mg": 9.0, "after_mg": 4.0}}]
)
def test_what_was_measured_of_one_resin_is_refused_beside_a_palette(key):
    message = refused({"A": {**STIFF, **key}})
    assert next(iter(key)) in message
    assert "this layer is searched" in message


def test_a_layer_of_nothing_says_what_it_may_be():
    message = refused({"A": STIFF, "B": {"thickness_um": 1.0}})
    assert "[layers.B] lacks 'dianhydrides'" in message
    assert "formulation" in message and "measured" in message


def test_a_model_without_a_formulation_is_refused():
    message = refused({"A": STIFF, "B": {**EPOXY, "models": {"tg": {"model": "tg"}}}})
    assert "'models' predict a formulation" in message


def test_a_resin_that_no_formulation_can_be_is_refused():
    message = refused({"A": STIFF, "B": {**GIVEN, "resin": "epoxy thermoset"}})
    assert "has the formulation of a polyimide" in message


def test_a_palette_of_another_resin_is_refused():
    message = refused({"A": {**STIFF, "resin": "epoxy thermoset"}})
    assert "epoxy thermoset" in message


def test_a_slip_in_a_key_is_explained():
    message = refused({"A": STIFF, "B": {**EPOXY, "resins": "other"}})
    assert "unknown key 'resins'" in message and "'resin'" in message


def test_own_monomers_may_stand_in_a_given_formulation():
    mine = {"name": "MyDA", "smiles": "Nc1ccc(Oc2ccc(N)cc2F)cc1"}
    layer = {**GIVEN, "formulation": "BTDA // MyDA"}
    problem = po.Problem.from_dict(declared({"A": STIFF, "B": layer}, monomers=[mine]))
    assert str(problem.layer("B").formulation) == "BTDA:100 // MyDA:100"


# Conflicts and proofs where some layers are given, or stand on both faces.


def test_thicknesses_of_both_faces_are_in_a_conflict_with_what_to_relax():
    limit = [{"quantity": "laminate.resin_thickness", "max": 4.0}]
    stated = declared({"A": STIFF, "B": EPOXY}, require=limit, laminate=MIRRORED)
    with pytest.raises(po.InfeasibleError) as caught:
        po.search(po.Problem.from_dict(stated), budget=200)
    relaxed = {m.limit: m.loosening.value for m in caught.value.conflict.members if m.loosening}
    assert relaxed["laminate.resin_thickness <= 4"] == pytest.approx(5.0, abs=0.01)
    assert relaxed["layer A: thickness_um = [2, 8]"] == pytest.approx(1.5, abs=0.01)
    loose = [{"quantity": "laminate.resin_thickness", "max": 5.01}]
    assert po.search(po.Problem.from_dict({**stated, "require": loose}), budget=200).designs


def test_a_predicted_value_that_a_given_formulation_cannot_have_is_a_proven_conflict():
    limit = [{"quantity": "layers.B.tg", "min": 330.0}]
    stated = declared({"A": STIFF, "B": GIVEN}, require=limit)
    result = po.search(po.Problem.from_dict(stated), budget=300)
    assert result.status == "infeasible"
    detail = result.conflict_detail
    assert detail["proven"]
    (member,) = detail["limits"]
    made = po.predict(GIVEN["formulation"]).iloc[0]["tg_degC"]
    assert member["best"] == pytest.approx(made, abs=0.5)
    assert "formulation" not in member["limit"]


def test_the_ratio_of_claim_10_holds_with_a_plain_layer_by_construction():
    problem = po.Problem.from_dict(PROBLEMS["mirrored, epoxy"])
    evaluator = Evaluator.of(problem)
    _, thickness = evaluator.space.decoded(evaluator.space.uniform(200, np.random.default_rng(0)))
    assert (thickness["A"] >= 2 * thickness["B"] - 1e-9).all()


def test_both_faces_are_as_probable_as_one():
    """Claims on layers A and B ask nothing more of their mirror images: no error counts twice."""
    one = po.Problem.from_dict(PROBLEMS["given"])
    both = po.Problem.from_dict(PROBLEMS["mirrored, given"])
    chances = []
    for problem in (one, both):
        evaluator = Evaluator.of(problem)
        designs = evaluator.space.uniform(20, np.random.default_rng(2))
        evidence = evaluator.evidence(*evaluator.space.decoded(designs))
        chances.append(evaluator.probability(evidence, evaluator.judged(evidence)))
    assert chances[0] == pytest.approx(chances[1], abs=1e-9)
    assert chances[0].min() < 0.5 < chances[0].max()
