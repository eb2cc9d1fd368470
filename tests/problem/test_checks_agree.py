"""What a search finds, a check of the same laminate finds: quantities, curl and verdicts."""

from dataclasses import replace

import numpy as np
import pytest

import polyopt as po
from polyopt.claims.evaluate import verdicts
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.problem.preset_files import preset_names
from polyopt.results.front import evidence_of, with_all_known

STIFF = {"dianhydrides": ["PMDA", "BPDA"], "diamines": ["PDA", "ODA"], "modulus_GPa": 4.0}
SOFT = {"dianhydrides": ["ODPA", "BPADA"], "diamines": ["TPE-R"], "modulus_GPa": 2.5}


def between_metals(**changes):
    """Copper, two layers, a film, one layer, steel; the flattest is wanted."""
    return {
        "film": {"material": "Kapton HN"},
        "metal": {"material": "copper", "thickness_um": 12},
        "second_metal": {"material": "stainless steel 304", "thickness_um": 20},
        "layers": {
            "A": {**STIFF, "thickness_um": [2.0, 8.0]},
            "B": {**SOFT, "thickness_um": [0.5, 3.0]},
            "C": {**SOFT, "thickness_um": 3.0, "side": "back"},
        },
        "require": [{"quantity": "laminate.curl_radius", "min": 2.0}],
        "objectives": [
            {"minimize": "abs(laminate.curvature_etched)"},
            {"maximize": "layers.A.tg"},
        ],
        **changes,
    }


def on_glass():
    """A porous film between adhesives, on glass, with all of claim 14 but the pores declared."""
    adhesive = {**SOFT, "is": ["heat-resistant adhesive"], "thickness_um": [1.0, 5.0]}
    return {
        "problem": {
            "claims": ["porous-insulating-film:14"],
            "leave_open": ["porous-insulating-film"],
        },
        "film": {"resin": "polyimide", "thickness_um": 25},
        "porous": {
            "apparent_density_g_per_cm3": 0.71,
            "solid_density_g_per_cm3": 1.42,
            "density_sd_g_per_cm3": 0.0142,
            "solid_permittivity": 3.4,
        },
        "metal": {"material": "copper", "thickness_um": 12},
        "substrate": {"material": "glass", "kind": "inorganic"},
        "layers": {"J": adhesive, "K": {**adhesive, "side": "back"}},
        "objectives": [{"maximize": "layers.J.tg"}],
    }


def checked(problem, layers):
    """Return the check of a problem's laminate with chosen formulations and thicknesses."""
    chosen = {layer.name: layer for layer in layers}
    made = tuple(
        replace(
            member,
            composition=chosen[member.own].composition,
            thickness=chosen[member.own].thickness,
        )
        for member in problem.laminate.layers
    )
    return po.check(
        replace(problem.laminate, layers=made),
        [ref.id for ref in problem.claims],
        confidence=problem.confidence,
        assume_met=tuple(problem.assume_met),
    )


def same_values(searched, found):
    """Assert that two sets of evidence agree on every quantity that both know, and on facts."""
    shared = searched.quantities.keys() & found.quantities.keys()
    known = {name for name in found.quantities if not name.endswith(".solubility")}
    # a check by all sets asks for the solubility, a search only by a claim that needs it
    assert known <= searched.quantities.keys() | {"laminate.insulating_layers"}
    for name in shared:
        one, two = searched.quantities[name], found.quantities[name]
        assert (one.basis, one.note) == (two.basis, two.note), name
        assert one.mean == pytest.approx(two.mean, rel=1e-9), name
        spread = searched.standard_deviation(name)
        assert spread == pytest.approx(found.standard_deviation(name), rel=1e-6, abs=1e-9), name
    assert searched.facts == found.facts
    assert searched.process == found.process
    return shared


@pytest.mark.parametrize("declared", [between_metals(), on_glass()])
def test_a_closed_back_is_searched_as_it_is_checked(declared):
    problem = po.Problem.from_dict(declared)
    result = po.search(problem, budget=256)
    evaluator = Evaluator.of(problem)
    for design in result.designs[:3]:
        found = checked(problem, design.layers)
        shared = same_values(evidence_of(evaluator, design), found.evidence)
        if problem.claims:
            assert [v.verdict for v in design.verdicts] == [v.verdict for v in found.verdicts]
        for one, two in zip(design.curl, found.curl, strict=True):
            assert one.curvature == pytest.approx(two.curvature, rel=1e-9)
            assert one.sd == pytest.approx(two.sd, rel=1e-6)
    closing = {"second metal.cte", "second metal.thickness", "laminate.curvature_etched"}
    porous = {"film.porosity", "film.permittivity"}
    assert shared >= (porous if "porous" in declared else closing)


def test_the_substrate_counts_for_the_claims():
    result = po.search(po.Problem.from_dict(on_glass()), budget=256)
    (verdict,) = result.designs[0].verdicts
    of_stack = [e.verdict for e in verdict.elements if e.id.split(":")[1].startswith("14")]
    assert of_stack == ["met"] * 4
    assert not any("porosity" in entry.settle for entry in result.remaining)


def test_a_second_metal_out_of_a_limit_is_named():
    limit = {"quantity": "second metal.cte", "max": 5.0}
    with pytest.raises(po.InfeasibleError, match=r"the second metal's is 17\.3"):
        po.search(po.Problem.from_dict(between_metals(require=[limit])), budget=256)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"second_metal": {"material": "stainless steel 304"}}, "[second_metal] thickness_um"),
        ({"second_metal": {"kind": "other", "thickness_um": 9}}, "[second_metal] modulus_GPa"),
    ],
)
def test_a_curl_that_lacks_the_second_metal_says_what_to_declare(changes, message):
    with pytest.raises(po.UsageError) as caught:
        po.Problem.from_dict(between_metals(**changes))
    assert message in str(caught.value)


def film_on_copper(objective, **copper):
    """Return a film made of layer S on copper, to be searched for one objective."""
    return {
        "film": {"material": "Kapton HN"},
        "metal": {"material": "copper", "thickness_um": 12, **copper},
        "laminate": {"stress_free_degC": 250},
        "layers": {"S": {**STIFF, "side": "film"}},
        "objectives": [{"minimize": objective}],
    }


def test_a_metal_that_does_not_expand_bends_too():
    flat = film_on_copper("abs(laminate.curvature)", cte_ppm_per_K=0.0)
    design = po.search(po.Problem.from_dict(flat), budget=64).designs[0]
    assert [curl.etched for curl in design.curl] == [False]


def test_one_member_alone_has_no_curl():
    with pytest.raises(po.UsageError, match="one member is left"):
        po.Problem.from_dict(film_on_copper("abs(laminate.curvature_etched)"))


def test_a_measured_cte_of_the_film_is_known():
    declared = film_on_copper("abs(layers.S.cte - film.cte)")
    declared["film"] = {"resin": "polyimide", "measured": {"cte": {"value": 20.0, "unit": "ppm/K"}}}
    assert po.search(po.Problem.from_dict(declared), budget=64).designs


@pytest.mark.parametrize("preset", preset_names())
def test_a_design_of_a_preset_is_judged_as_it_is_checked(preset):
    problem = po.Problem.preset(preset)
    evaluator = Evaluator.of(problem)
    designs = evaluator.space.uniform(3, np.random.default_rng(0))
    fractions, thickness = evaluator.space.decoded(designs)
    evidence = with_all_known(evaluator, evaluator.evidence(fractions, thickness))
    judged = [
        verdicts(ref, evidence, confidence=problem.confidence, assume_met=problem.assume_met)
        for ref in problem.claims
    ]
    for i in range(len(designs)):
        layers = [chosen(layer, fractions, thickness, i) for layer in problem.layers]
        layers += [po.Layer(x.name, thickness=float(thickness[x.name][i])) for x in problem.plain]
        found = checked(problem, layers)
        assert [v.verdict for v in found.verdicts] == [of_claim[i].verdict for of_claim in judged]


def chosen(layer, fractions, thickness, i):
    """Return a layer with the formulation and thickness of design i."""
    sides = (layer.palette.dianhydrides, layer.palette.diamines)
    shares = [
        tuple((m, float(x)) for m, x in zip(monomers, side[i], strict=True) if x > 0)
        for monomers, side in zip(sides, fractions[layer.name], strict=True)
    ]
    thick = thickness.get(layer.name)
    return po.Layer(
        layer.name, po.Composition(*shares), thickness=None if thick is None else float(thick[i])
    )
