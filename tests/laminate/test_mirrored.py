"""A laminate mirrored by one key: the second face is the same coat, of the same quantities."""

from dataclasses import replace

import numpy as np
import pytest

import polyopt as po
from polyopt.design.design_file import build_design
from polyopt.laminate.mirrored import mirrored
from polyopt.optimizer.evaluation.evaluate import Evaluator

A = {"formulation": "PMDA:60;BPDA:40 // PDA:60;ODA:40", "thickness_um": 4.0, "modulus_GPa": 4.0}
B = {
    "resin": "epoxy thermoset",
    "thickness_um": 1.5,
    "modulus_GPa": 3.0,
    "measured": {"tg_degC": 150.0, "tg_sd_degC": 5.0, "cte_ppm_per_K": 50.0},
    "weighings": {"before_mg": 10.0, "after_mg": 9.0, "sd_mg": 0.1},
}
CLAIMS = ("heat-resistant-laminate", "crosslinked-metal-clad-laminate")


def declared(layers, **laminate):
    return {
        "film": {"material": "Kapton HN", "thickness_um": 25},
        "metal": {"material": "copper", "thickness_um": 12},
        "laminate": laminate,
        "layers": layers,
    }


def laminate_of(layers, **laminate):
    return build_design(declared(layers, **laminate), None).laminate


def test_the_key_says_what_writing_out_both_faces_says():
    short = po.check(laminate_of({"A": A, "B": B}, mirrored=True), CLAIMS)
    long = declared(
        {"A": A, "B": B, "B2": {**B, "side": "back"}, "A2": {**A, "side": "back"}},
        stress_free_degC=250,
    )
    long["second_metal"] = long["metal"]
    written = po.check(build_design(long, None).laminate, CLAIMS)
    assert [v.verdict for v in short.verdicts] == [v.verdict for v in written.verdicts]
    total = {"laminate.resin_thickness": 11.0, "laminate.insulating_layers": 5.0}
    for name, value in total.items():
        assert short.evidence.quantities[name].mean[0] == value
        assert written.evidence.quantities[name].mean[0] == value


def test_an_image_is_the_same_uncertain_quantity():
    evidence = po.check(laminate_of({"A": A, "B": B}, mirrored=True), CLAIMS[0]).evidence
    for name in ("tg", "cte", "thickness", "modulus"):
        one, two = (evidence.quantities[f"layers.{x}.{name}"] for x in ("A", "A_back"))
        assert one is two
    both = [("layers.A.tg", 1.0), ("layers.A_back.tg", -1.0)]
    assert evidence.spread(evidence.loading(both))[0] == 0.0
    twice = evidence.spread(evidence.loading([("layers.B.tg", 1.0), ("layers.B_back.tg", 1.0)]))
    assert twice[0] == pytest.approx(10.0)
    assert not [name for name in evidence.uncertain if "_back" in name]
    assert np.linalg.eigvalsh(evidence.covariance[0]).min() > 0.0
    assert evidence.quantities["layers.B_back.insoluble_content"].mean[0] == pytest.approx(90.0)


def test_a_mirrored_laminate_is_flat_and_surely_so():
    checked = po.check(laminate_of({"A": A, "B": B}, mirrored=True), CLAIMS)
    assert [(c.curvature, c.sd, c.radius) for c in checked.curl] == [(0.0, 0.0, float("inf"))] * 2
    radius = next(v for v in checked.verdicts if v.id.endswith("clad-laminate:5"))
    (curl,) = [e for e in radius.elements if "curvature" in e.summary]
    assert (curl.verdict, curl.basis) == ("met", "predicted")


def test_written_out_the_same_stack_curls_by_no_more_than_rounding():
    """The zero is that of mechanics: without the key the estimate comes to it, too."""
    layers = {"A": A, "B": B, "B2": {**B, "side": "back"}, "A2": {**A, "side": "back"}}
    stated = declared(layers, stress_free_degC=250)
    stated["second_metal"] = stated["metal"]
    curl = po.check(build_design(stated, None).laminate, CLAIMS[0]).curl
    assert [c.curvature for c in curl] == pytest.approx([0.0, 0.0], abs=1e-9)


def test_thickness_limits_and_cost_count_both_faces(tmp_path):
    (tmp_path / "prices.csv").write_text(
        "monomer,cost_per_mol\nPMDA,20\nBPDA,90\nPDA,15\nODA,10\nODPA,60\nTPE-R,110\n"
    )
    searched = {"dianhydrides": ["PMDA", "BPDA"], "diamines": ["PDA", "ODA"]}
    problem = {
        **declared(
            {
                "A": {**searched, "thickness_um": [2.0, 8.0]},
                "B": {"formulation": "ODPA // TPE-R", "thickness_um": [0.5, 3.0]},
            },
            mirrored=True,
        ),
        "cost": {"per_mol": "prices.csv"},
        "require": [{"quantity": "laminate.resin_thickness", "max": 12.0}],
        "objectives": [{"minimize": "laminate.cost"}, {"maximize": "layers.A.thickness"}],
    }
    result = po.search(po.Problem.from_dict(problem, tmp_path), budget=400, prove=True)
    for design in result.designs:
        a, b = design.thicknesses["A"], design.thicknesses["B"]
        assert 2 * (a + b) <= 12.0 + 1e-9
        made = dict(design.layers[0].composition.dianhydrides)
        share = {str(m): x for m, x in (*made.items(), *design.layers[0].composition.diamines)}
        cost = 20 * share.get("PMDA", 0) + 90 * share.get("BPDA", 0)
        cost += 15 * share.get("PDA", 0) + 10 * share.get("ODA", 0)
        assert design.objectives[0] == pytest.approx(2 * (a * cost + b * 170.0))
    thickest = max(d.objectives[1] for d in result.designs)
    assert 5.2 < thickest <= 5.5
    least = min(d.objectives[0] for d in result.designs)
    proven = {o.expression: o.outcome for o in result.proof.objectives}
    assert proven["laminate.cost"].bound <= least + 1e-9
    assert proven["laminate.cost"].bound > 0.9 * 2 * (2.0 * 30 + 0.5 * 170)


def test_the_gradients_of_a_mirrored_laminate_are_those_of_its_values():
    from polyopt.optimizer.engine.corners import mixtures
    from polyopt.optimizer.engine.gradients import Gradients

    searched = {"dianhydrides": ["PMDA", "BPDA"], "diamines": ["PDA", "ODA"]}
    stated = declared(
        {"A": {**searched, "thickness_um": [2.0, 8.0]}, "B": {**B, "thickness_um": [1.0, 2.0]}},
        mirrored=True,
    )
    problem = po.Problem.from_dict({**stated, "objectives": [{"maximize": "layers.A.tg"}]})
    evaluator = Evaluator.of(problem)
    designs = evaluator.space.uniform(5, np.random.default_rng(0))
    mixed = mixtures(evaluator.space, designs)
    evidence = evaluator.evidence(*evaluator.space.decoded(designs))
    local = Gradients(evaluator, mixed, evidence).at(mixed.start)
    for name, quantity in evidence.quantities.items():
        assert local.quantities[name].value == pytest.approx(quantity.mean, rel=1e-6), name


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"second_metal": {"material": "copper"}}, "[second_metal] stands behind the film"),
        ({"substrate": {"material": "glass", "kind": "inorganic"}}, "[substrate] stands behind"),
        ({"film": None}, "there is none"),
        ({"layers": {"A": A, "C": {**B, "side": "back"}}}, "layer C stands behind the film"),
        ({"layers": {"A": A, "A_back": B}}, "a layer is called 'A_back'"),
        ({"layers": {}}, "no layer in front"),
        (
            {"laminate": {"mirrored": True, "order": ["metal", "A", "B", "film"]}},
            "an order as well",
        ),
    ],
)
def test_what_cannot_be_mirrored_is_refused(change, message):
    stated = {**declared({"A": A, "B": B}, mirrored=True), **change}
    stated = {key: value for key, value in stated.items() if value is not None}
    with pytest.raises(po.UsageError) as caught:
        build_design(stated, None)
    assert message in str(caught.value)
    assert caught.value.remedy or "no layer" in message


def test_a_limit_on_an_image_is_one_on_the_layer():
    searched = {"dianhydrides": ["PMDA", "BPDA"], "diamines": ["PDA", "ODA"]}
    stated = declared({"A": searched, "B": B}, mirrored=True)
    with pytest.raises(po.UsageError, match=r"(?s)layers\.A_back\.tg.*name 'layers\.A\.tg'"):
        po.Problem.from_dict({**stated, "objectives": [{"maximize": "layers.A_back.tg"}]})


def test_without_metal_both_faces_of_the_film_are_coated():
    bare = replace(laminate_of({"A": A, "B": B}), metal=None)
    assert [place.name for place in mirrored(bare).stack.places] == [
        "A",
        "B",
        "film",
        "B_back",
        "A_back",
    ]


def test_the_curl_by_thickness_of_a_mirrored_laminate_stays_flat():
    from polyopt.verdicts.curl_by_thickness import curl_by_thickness

    found = curl_by_thickness(laminate_of({"A": A, "B": B}, mirrored=True), "A_back", [1.0, 9.0])
    assert [curl.curvature for row in found for curl in row] == [0.0] * 4
