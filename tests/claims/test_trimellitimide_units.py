"""Units of claims 8 and 16 and the resin of claim 15, judged by the formulation."""

import pytest

import polyopt as po

SET = "crosslinked-metal-clad-laminate"
UNITS = ("unit of formula (1)", "unit of formula (2)")


def elements_of(formulation, facts=None, claims=(SET,), layer="R", **more):
    made = po.Layer(layer, po.Composition.parse(formulation), thickness=20.0, **more)
    laminate = po.Laminate((made,), metal=po.Metal(), film=None, facts=facts or {})
    found = po.check(laminate, claims=list(claims)).verdicts
    return {e.id.partition(":")[2]: e for v in found for e in v.elements}


@pytest.mark.parametrize(
    ("formulation", "verdict"),
    [
        ("TMA // TODI", "met"),
        ("TMA // TODI:80;NDI:20", "met"),
        ("TMA // 15DAN", "met"),
        ("TMAC // o-tolidine", "met"),
        ("TMA:1;BPDA:99 // TODI:1;PDA:99", "met"),
        ("TMA // ODA", "unknown"),
        ("TMA // mTB", "unknown"),
        ("TMA:50;BPDA:50 // MDI", "unknown"),
        ("TA-ODA // ODA", "unknown"),
        ("BPDA // mTB", "unmet"),
        ("BTDA // TODI", "unmet"),
    ],
)
def test_the_formulation_decides_where_nobody_declares_the_unit(formulation, verdict):
    found = elements_of(formulation)
    assert {found["8a"].verdict, found["16a"].verdict} == {verdict}
    assert found["8a"].inference
    assert found["8a"].basis == "declared"


@pytest.mark.parametrize(
    ("formulation", "facts", "verdict"),
    [
        ("TMA // TODI", dict.fromkeys(UNITS, False), "unmet"),
        ("TMA // ODA", {UNITS[1]: True}, "met"),
        ("TMA // ODA", {UNITS[1]: False}, "unmet"),
        ("TMA // NDI", {UNITS[0]: False}, "met"),
    ],
)
def test_what_is_declared_goes_before_the_formulation(formulation, facts, verdict):
    assert elements_of(formulation, facts)["8a"].verdict == verdict


@pytest.mark.parametrize("formulation", ["TMA // ODA", "BPDA // ODA", "TMA:50;BPDA:50 // MDI"])
def test_a_formulation_is_a_polyimide_or_a_polyamide_imide(formulation):
    assert elements_of(formulation)["15a"].verdict == "met"


def test_a_polyamide_imide_is_no_polyimide_to_a_claim_that_says_polyimide():
    heat = ("heat-resistant-laminate:4",)
    assert elements_of("PMDA // PDA", claims=heat, layer="A")["4a"].verdict == "met"
    assert elements_of("TMA:10;PMDA:90 // PDA", claims=heat, layer="A")["4a"].verdict == "unmet"
    assert elements_of("TMA // PDA")["1c"].verdict == "met"  # heat-resistant


def test_a_resin_that_contradicts_the_formulation_is_refused():
    with pytest.raises(po.UsageError, match="has the formulation of a polyamide-imide"):
        elements_of("TMA // ODA", resin="polyimide")
    with pytest.raises(po.UsageError, match="has the formulation of a polyimide"):
        elements_of("PMDA // ODA", resin="polyamide-imide")
    assert elements_of("TMA // ODA", resin="polyamide-imide")["15a"].verdict == "met"


@pytest.mark.parametrize(
    ("diamines", "verdict"),
    [
        ("PDA:50;MDI:50", "met"),  # whether or not MDI counts
        ("PPDI:10;PDA:50;ODA:40", "met"),
        ("PDA:39;PPDI:2;ODA:59", "unknown"),
        ("PPDI", "unknown"),
        ("PDA:30;MDI:30;ODA:40", "unknown"),  # 0.43 of the diamines, 0.30 of all
        ("MDI:50;ODA:50", "unmet"),
        ("PPDI:10;PDA:10;ODA:80", "unmet"),
    ],
)
def test_a_diisocyanate_is_not_silently_counted_as_a_diamine(diamines, verdict):
    found = elements_of(f"PMDA // {diamines}", claims=("heat-resistant-laminate:5",), layer="A")
    assert found["5a"].verdict == verdict
    assert ("diisocyanates count as diamines" in found["5a"].note) == (verdict == "unknown")


@pytest.mark.parametrize(
    ("formulation", "advice"),
    [
        ("BPDA // mTB", "the formulation has no 'unit of formula"),
        ("TMA // ODA", 'declare under [facts] "unit of formula (2)"'),
    ],
)
def test_advice_is_to_change_the_formulation_or_to_declare_the_unit(formulation, advice):
    layer = po.Layer("R", po.Composition.parse(formulation), thickness=20.0)
    laminate = po.Laminate((layer,), metal=po.Metal(), film=None)
    assert advice in str(po.check(laminate, claims=[f"{SET}:8"]).as_dict())
