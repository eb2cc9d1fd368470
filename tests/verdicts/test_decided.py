"""The headline: what is decided, what is predicted, what is open, and over what P runs."""

import pytest

import polyopt as po
from polyopt.claims.evaluate import together
from polyopt.claims.verdict import Verdict
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.results.front import evidence_of
from polyopt.verdicts.decided import Decided, Scope, decided_sentences, limitations_words


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
