"""The headline: what is decided, what is predicted, what is open, and over what P runs."""

import json

import pytest

import polyopt as po
from polyopt.claims.evaluate import together
from polyopt.claims.verdict import Verdict
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.results.front import evidence_of
from polyopt.results.outlook import Outlook
from polyopt.verdicts.decided import Decided, Scope, decided_sentences, limitations_words
from polyopt.verdicts.odds import Odds


def verdict(number, kind, basis="declared", probability=None):
    return Verdict(f"s:{number}", "", kind, basis, None, probability, (), {})


def test_claims_are_grouped_by_what_decides_them():
    found = Decided.of(
        [
            verdict(1, "met", probability=1.0),
            verdict(2, "met", "predicted", 0.8),
            verdict(3, "met", "declared", 0.97),
            verdict(4, "unknown"),
            verdict(5, "unmet"),
            verdict(6, "met", "measured"),
        ]
    )
    assert found == Decided(("s:1", "s:6"), ("s:2", "s:3"), ("s:4",), ("s:5",))
    assert found.as_dict()["open"] == ["s:4"]


def test_what_is_met_for_sure_has_no_probability():
    lines = decided_sentences(Decided(met=("s:1", "s:2", "s:3")), Scope(), "1.00")
    assert lines == ["Met by what is declared, measured or assumed: claims 1-3."]


def test_limits_that_p_does_not_count_are_named():
    scope = Scope(("s:1a",), ("layers.A.tg >= 280",))
    lines = decided_sentences(Decided(predicted=("s:1",)), scope, "0.80")
    assert lines[-1] == "P does not count layers.A.tg >= 280 °C: met by prediction, each alone."


def test_claims_of_several_sets_bear_their_names():
    lines = decided_sentences(Decided(open=("s:1", "t:2")), Scope(("s:1a", "t:2b")), "0.50")
    assert lines[0].startswith("Meets what can be predicted: s 1a, t 2b (P 0.50)")
    assert lines[1] == "Open until measured or declared: s 1; t 2."


def test_few_limitations_are_not_cut_for_one():
    assert limitations_words(["s:1a", "s:1b", "s:1c"], 2) == "1a, 1b, 1c"


def test_p_of_the_default_counts_claims_and_names_them():
    source = {**po.Problem.default().source, "require": [{"quantity": "layers.A.tg", "min": 250}]}
    result = po.search(po.Problem.from_dict(source), budget=512, prove=False)
    assert result.decided.open == () and result.decided.predicted
    assert all(":" in name for name in result.scope.over)
    assert result.scope.left_out == ("layers.A.tg >= 250",)
    written = result.as_dict()
    assert written["probability_over"] == list(result.scope.over)
    assert "P does not count layers.A.tg >= 250" in written["headline"]


def test_p_never_counts_a_limitation_that_is_unknown():
    result = po.search(po.Problem.preset("bonding-laminate"), budget=512, prove=False)
    unknown = {e.id for v in result.best().verdicts for e in v.elements if e.verdict == "unknown"}
    assert unknown and not unknown & set(result.scope.over)
    assert result.decided.open and not result.scope.left_out
    evaluator = Evaluator.of(result.problem)
    evidence = evidence_of(evaluator, *result.designs)
    named = dict(zip(evaluator.constraint_names, evaluator.judged(evidence), strict=True))
    counted = [named[name] for name in result.scope.over]
    assert all((judgement.probability < 1).any() for judgement in counted)
    chances = [design.probability for design in result.designs]
    assert together(evidence, counted).tolist() == pytest.approx(chances)


def test_an_unlikely_design_is_not_said_to_meet_what_can_be_predicted():
    scope = Scope(("laminate.curl_radius >= 15",))
    lines = decided_sentences(Decided(), scope, "0.14", of="of *", odds=Odds(0.14, 0.14))
    assert lines == [
        "Likeliest found to meet what can be predicted: laminate.curl_radius >= 15 cm (P 0.14 of "
        "*): no design found is likely to."
    ]
    (line,) = decided_sentences(Decided(), scope, "0.40", odds=Odds(0.4, 0.7))
    assert line.startswith("Not likely to meet") and "another design is (P up to 0.70)" in line


def test_a_probability_that_is_asked_for_is_not_mistaken_for_the_one_found():
    scope = Scope(("layers.C.tg >= 330", "10 <= layers.C.cte <= 24, P at least 0.3"))
    (line,) = decided_sentences(Decided(), scope, "0.27", of="of *", odds=Odds(0.27, 0.27))
    assert "24 ppm/K (asked for with P 0.3) (all together P 0.27 of *)" in line
    assert "P at least" not in line


def test_a_front_of_unlikely_designs_is_worded_so_everywhere(tmp_path):
    result = po.search(po.Problem.preset("bonding-laminate"), budget=512, prove=False)
    assert result.odds.greatest < 0.5 and result.what_is_met == "each limit by itself"
    assert "Meets what" not in result.as_dict()["headline"]
    assert result.outcome == "Found" and result.status == "feasible"
    page = result.report(tmp_path / "report.html").read_text(encoding="utf-8")
    assert "report. Found:" in page and "Feasible" not in page


def test_an_estimate_that_speaks_against_open_claims_is_in_the_headline():
    result = po.search(po.Problem.preset("bonding-laminate"), budget=512, prove=False)
    modulus = dict(zip((t for t, _ in result.objectives), result.best().objectives, strict=True))[
        "layers.T.plateau_modulus"
    ]
    (chance,) = {
        e.probability
        for v in result.best().verdicts
        for e in v.elements
        if e.id == "bonding-laminate:1d"
    }
    against = result.decided_sentences()[-1]
    assert against.startswith("The estimate speaks against claims 1")
    stated = f"about {modulus:.2g} MPa, limit minimum of E' at most 1 MPa (P {chance:.2f})"
    assert against.endswith(f": {stated}.")
    (curve,) = [one for one in result.remaining if one.kind == "measure"]
    assert f"{modulus:.3g} MPa, 90 %" in curve.settle and curve.settle.endswith(f"P {chance:.2f})")
    again = Outlook.from_dict(json.loads(result.to_json()))
    assert again.as_dict() == result.outlook.as_dict()
    written = [one.speaks_against for one in again.remaining]
    assert written == [one.speaks_against for one in result.remaining]
