"""Margins and probabilities that people read are those of the verdict itself."""

from dataclasses import replace

import pytest

from polyopt.claims.shown_figures import shown_chance, shown_margin
from polyopt.claims.verdict import ElementVerdict, Verdict

MET = ElementVerdict("1a", "it is so", "met", "predicted", 1.5, 1.0)


def test_what_is_met_shows_its_own():
    assert (shown_margin(MET), shown_chance(MET)) == (1.5, ">0.99")
    assert shown_chance(replace(MET, basis="measured")) == "1.00"


@pytest.mark.parametrize(("basis", "margin"), [("declared", None), ("predicted", 1.5)])
def test_what_waits_for_a_declaration_has_no_margin(basis, margin):
    assert shown_margin(replace(MET, verdict="unknown", basis=basis)) == margin


@pytest.mark.parametrize(("chance", "margin"), [(None, None), (0.4, 1.5)])
def test_a_claim_shows_no_margin_of_what_else_is_known(chance, margin):
    claim = Verdict("s:1", "it is so", "unknown", "predicted", 1.5, chance, (), {})
    assert shown_margin(claim) == margin


@pytest.mark.parametrize(("chance", "text"), [(0.0, ""), (0.25, "0.25"), (None, "")])
def test_an_unknown_without_an_estimate_has_no_probability(chance, text):
    assert shown_chance(replace(MET, verdict="unknown", probability=chance)) == text
    unmet = shown_chance(replace(MET, verdict="unmet", probability=0.0))
    assert unmet == "0.00"
