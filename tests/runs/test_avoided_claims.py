"""Designs that surely stay outside claims: as a check has it, with P, reasons and conflicts."""

import json

import numpy as np
import pytest

import polyopt as po
from polyopt.cli.app import run
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.results.front import evidence_of
from polyopt.runs.stored import stored_result

PRESET = "bonding-outside-heat-resistant"
WINDOW = "heat-resistant-laminate:1"


def changed(preset="heat-resistant-laminate", **head):
    problem = po.Problem.preset(preset)
    declared = {**problem.source, "problem": {**problem.source["problem"], **head}}
    return po.Problem.from_dict(declared, problem.folder)


def checked(problem, design, claims, **more):
    """Return the verdicts of `polyopt check` on a found design."""
    of = {layer.name: layer for layer in problem.laminate.layers}
    layers = tuple(
        po.Layer(
            d.name,
            d.composition,
            thickness=d.thickness,
            side=of[d.name].side,
            traits=of[d.name].traits,
        )
        for d in design.layers
    )
    laminate = po.Laminate(layers, problem.laminate.film, problem.laminate.metal)
    return po.check(laminate, claims, tolerance_mol_pct=0.5, **more).verdicts


@pytest.fixture(scope="module")
def outside():
    return po.search(po.Problem.preset(PRESET), budget=2048, prove=False)


def test_what_the_preset_finds_a_check_holds_outside_that_claim_and_all_after_it(outside):
    assert outside.designs
    for design in outside.designs[::8]:
        claims = "heat-resistant-laminate:1-15"
        judged = checked(outside.problem, design, claims, confidence=0.6)
        assert {v.verdict for v in judged} == {"unmet"}


def test_reasons_hold_figures_probability_and_margin(outside):
    (one,) = outside.best().outside
    assert one.id == WINDOW
    assert f"outside {WINDOW}, 200 <= layers.T.tg <= 260 (P" in " ".join(
        outside.decided_sentences()
    )
    assert one.because[0].startswith("layers.T.cte - film.cte = ")
    assert one.because[0].endswith(" > 20 (1b)")
    evidence = evidence_of(Evaluator.of(outside.problem), outside.best())
    means = [evidence.quantities[n].mean[0] for n in ("layers.T.cte", "film.cte")]
    assert f"{means[0] - means[1]:.4g}" in one.because[0]
    assert one.margin == pytest.approx((means[0] - means[1] - 20) / 10, abs=1e-6)
    assert 0.6 <= one.probability < 1


def test_the_probability_includes_staying_outside(outside):
    evaluator = Evaluator.of(outside.problem)
    evidence = evidence_of(evaluator, outside.best())
    rng, names = np.random.default_rng(0), evidence.uncertain
    x = rng.multivariate_normal(np.zeros(len(names)), evidence.covariance[0], 200_000).T
    drawn = {n: evidence.quantities[n].mean[0] + x[u] for u, n in enumerate(names)}
    held = (drawn["layers.T.tg"] >= 200) & (drawn["layers.T.tg"] <= 260)
    gap = drawn["layers.T.cte"] - drawn["film.cte"]
    assert outside.best().probability == pytest.approx((held & (gap > 20)).mean(), abs=0.01)


def test_every_reading_must_be_escaped():
    problem = changed(claims=[], avoid=[WINDOW], title="both layers outside")
    found = po.search(problem, budget=2048, prove=False)
    for design in found.designs:
        assert len(design.outside[0].because) == 2
    for design in found.designs[::10]:
        assert checked(problem, design, WINDOW)[0].verdict == "unmet"


def test_shares_keep_a_design_outside_with_an_error_in_weighing():
    problem = changed(claims=[WINDOW], avoid=["heat-resistant-laminate:4"])
    found = po.search(problem, budget=2048, prove=False)
    by_share = 0
    for design in found.designs[::5]:
        assert [v.verdict for v in design.verdicts] == ["met"]
        assert checked(problem, design, "heat-resistant-laminate:4")[0].verdict == "unmet"
        by_share += any("share of the diamines" in text for text in design.outside[0].because)
    assert by_share


def test_what_the_structure_decides_is_said_so():
    problem = changed("bonding-laminate", avoid=[WINDOW])
    best = po.search(problem, budget=256, prove=False).best()
    (one,) = best.outside
    assert "1a (there is a heat-resistant insulating film) is unmet" in one.text
    assert (one.probability, one.margin) == (1.0, None)


def test_nothing_that_decides_is_refused_with_what_to_declare():
    problem = changed(avoid=["porous-insulating-film:1"])
    with pytest.raises(po.UsageError, match=r"declare film\.mean_pore_size, film\.porosity"):
        po.search(problem, budget=64)


def test_a_limitation_that_is_vouched_for_or_left_open_keeps_nothing_outside():
    head = {"claims": [], "avoid": [WINDOW], "assume_met": [f"{WINDOW}b"]}
    with pytest.raises(po.PolyoptError, match=WINDOW):
        po.search(changed(**head), budget=64)


def test_claims_that_contain_one_to_avoid_are_a_contradiction_at_once(capsys):
    assert run(["search", "--avoid", WINDOW, "--budget", "64", "--json"]) == 3
    shown = json.loads(capsys.readouterr().out)
    listed = "claims: heat-resistant-laminate 4, 8-10, 12"
    assert [entry["limit"] for entry in shown["conflict_detail"]["limits"]] == [
        listed,
        f"avoid {WINDOW}",
    ]
    assert shown["conflict_detail"]["proven"]


def test_limits_that_leave_no_way_out_are_explained():
    problem = po.Problem.preset(PRESET)
    near = {"quantity": "layers.T.cte", "max": 45}
    declared = {**problem.source, "require": [near]}
    found = po.search(po.Problem.from_dict(declared, problem.folder), budget=512, prove=False)
    assert found.status == "infeasible"
    named = " ".join(found.conflict)
    assert f"avoid {WINDOW}" in named
    assert "layers.T.cte <= 45" in named


def test_a_run_keeps_and_shows_what_it_avoids(tmp_path, capsys):
    folder = tmp_path / "run"
    command = ["search", "--preset", "bonding-laminate", "--avoid", WINDOW, "--budget", "256"]
    assert run([*command, "--no-prove", "--out", str(folder)]) == 0
    assert "no legal opinion" in " ".join(capsys.readouterr().out.split())
    stored = stored_result(folder)
    assert [ref.id for ref in stored.problem.avoid] == [WINDOW]
    assert stored.best().outside[0].id == WINDOW
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "Claims to stay outside of" in page
