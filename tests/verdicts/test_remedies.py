"""Remedies are values: what is to be measured, declared or changed, and words made of them once."""

import json

import numpy as np
import pytest

import polyopt as po
from polyopt.claims.evidence import PREDICTED, Evidence, Quantity
from polyopt.claims.interval import Interval
from polyopt.claims.limitations import (
    Condition,
    Declared,
    Group,
    Linear,
    Members,
    Steps,
    StorageLimit,
    Unmodelled,
)
from polyopt.claims.schema import Claim, ClaimSet, Element
from polyopt.claims.verdict import ClaimRef, ElementVerdict, Verdict
from polyopt.cli.text_remaining import _deeds
from polyopt.equations.normal_interval import Z90
from polyopt.laminate.steps import Step
from polyopt.verdicts.case import Case
from polyopt.verdicts.quantity_remedies import expected
from polyopt.verdicts.remaining import remaining
from polyopt.verdicts.remedies import remedy
from polyopt.verdicts.remedy import (
    CHANGE,
    DECLARE,
    MEASURE,
    ONE,
    VOUCH,
    Expected,
    Remedy,
    Several,
    joined,
)

STACK = po.Laminate((po.Layer("T"),), metal=po.Metal(), second_metal=po.Metal())
AT = (("temperature_degC", 200), ("time_min", 30))
SHRINKS = Linear((("film.shrinkage", 1.0),), Interval(0.0, 1.0), "%")
SHRINKS_WITHIN = "limit 0 to 1 %"
PERMITTIVITY = Linear((("film.permittivity", 1.0),), Interval(0.0, 2.5), "-")
ATMOSPHERE = Condition("heat treat", "atmosphere", one_of=("vacuum",))
PRESSURE = Condition("heat treat", "pressure", "kPa", Interval(0.0, 101.0))
RESIDUE = Condition("predry", "residual_solvent", "wt%", Interval(10.0, 40.0))
PRESS = Condition("press", "temperature", "degC", Interval(0.0, np.inf), minus="T.tg")
PROCESS = (Step("predry"), Step("heat treat"), Step("press", {"temperature": 300.0}))


def measured(value, **at):
    return Quantity(np.array([value]), "measured", at=at)


def way(test, at=(), **known):
    quantities = known.pop("quantities", {})
    evidence = Evidence(
        1, ("T",), quantities, (), np.zeros((1, 0, 0)), process=PROCESS, stack=STACK.stack, **known
    )
    element = Element("1a", "a limitation", test, at)
    return remedy(test, Case(evidence, STACK, {"T": "T"}, element))


@pytest.mark.parametrize(
    ("test", "at", "wanted"),
    [
        (SHRINKS, AT, Remedy(
            MEASURE, "measure film.shrinkage in % at temperature 200 degC, time 30 min",
            "film.shrinkage", "%", "temperature 200 degC, time 30 min", limit="0 to 1 %")),
        (PERMITTIVITY, (), Remedy(
            MEASURE, "measure film.permittivity; the claim states no conditions, so state yours",
            "film.permittivity", limit="0 to 2.5")),
        (RESIDUE, (), Remedy(
            MEASURE, "measure the residual solvent of the coat after 'predry' in wt%; declare it",
            "the residual solvent of the coat after 'predry'", "wt%")),
        (PRESSURE, (), Remedy(
            DECLARE, "declare the pressure of 'heat treat' in kPa",
            "the pressure of 'heat treat'", "kPa")),
        (ATMOSPHERE, (), Remedy(
            DECLARE, "run 'heat treat' in one of: vacuum; declare its atmosphere",
            "the atmosphere of 'heat treat'")),
        (PRESS, (), Remedy(MEASURE, "measure layers.T.tg in degC", "layers.T.tg", "degC")),
        (Declared("sunshine"), (), Remedy(
            DECLARE, 'declare under [facts] "sunshine" = true or false', '[facts] "sunshine"')),
        (Declared("T is soft"), (), Remedy(DECLARE, "say in [layers.T] is = ['soft'], or is_not")),
        (Steps(("predry", "wind up")), (), Remedy(
            CHANGE, "have the steps 'predry', 'wind up' in this order",
            "the steps 'predry', 'wind up' in this order")),
        (Unmodelled(), (), Remedy(
            VOUCH, "nothing in a design settles it; vouch for it with assume_met if you know")),
    ],
)  # fmt: skip
def test_a_remedy_says_what_it_is_of(test, at, wanted):
    assert way(test, at) == wanted


def test_a_curve_is_measured_once_for_what_needs_it():
    place = Condition("press", "temperature", "degC", None, "T.storage_minimum_temperature", "bond")
    curve = way(StorageLimit("T", Interval(0.0, 1e6)))
    assert way(place).text == curve.text
    assert curve.limit == "minimum of E' at most 1 MPa" and curve.expected is None
    assert curve.quantity == "E' of layer T by DMA from below its Tg until E' rises again"
    assert "[layers.T.dma]; the claim states no frequency or rate" in curve.text


def test_an_estimate_of_the_plateau_stands_beside_the_curve_to_measure():
    known = {"layers.T.plateau_modulus": Quantity(np.array([3.0]), PREDICTED)}
    log_sd = np.log(10.0) / Z90
    spread = np.full((1, 1, 1), (3.0 * log_sd) ** 2)
    stated = Evidence(1, ("T",), known, ("layers.T.plateau_modulus",), spread, stack=STACK.stack)
    test = StorageLimit("T", Interval(0.0, 1e6))
    found = remedy(test, Case(stated, STACK, {"T": "T"}, Element("1a", "a limitation", test)))
    ends = (found.expected.low, found.expected.value, found.expected.high)
    assert ends == pytest.approx((0.3, 3.0, 30.0))
    assert "(predicted 3 MPa, 90 % 0.3 to 30 MPa, limit minimum of E' at most 1 MPa" in found.words


def test_alternatives_stay_apart_until_they_are_told():
    found = way(Group("any", (ATMOSPHERE, PRESSURE, PRESSURE)))
    assert isinstance(found, Several)
    assert found.join == ONE
    assert [leaf.kind for leaf in found.leaves] == [DECLARE, DECLARE]
    assert found.text == (
        "one of: run 'heat treat' in one of: vacuum; declare its atmosphere; or declare the "
        "pressure of 'heat treat' in kPa"
    )


@pytest.mark.parametrize(("quantifier", "between"), [("each", "; say in"), ("some", "; or say in")])
def test_members_are_told_one_by_one(quantifier, between):
    found = way(Members(quantifier, "metals", "M", Declared("{M} is gold")))
    assert len(found.leaves) == 2
    assert between in found.text
    assert not found.text.startswith("one of")


def test_one_way_alone_is_not_several_and_none_says_nothing():
    a = Remedy(DECLARE, "a")
    assert joined(ONE, [a, Remedy(CHANGE, ""), a]) == a
    assert joined(ONE, []).text == ""


def test_a_fact_that_speaks_of_measuring_is_declared_still():
    assert way(Declared("measure twice")).kind == DECLARE


def test_a_member_measured_at_other_conditions_is_to_be_measured_anew():
    each = Members("each", "metals", "M", Linear((("M.x", 1.0),), Interval(0.0, 1.0), "%"))
    known = {
        "metal.x": measured(0.5, temperature_degC=150),
        "second metal.x": measured(0.5, temperature_degC=200),
    }
    assert way(each, AT[:1], quantities=known).text == (
        "measure metal.x in % at temperature 200 degC"
    )


def open_claim(test, verdict="unknown", basis="declared"):
    """Return what remains of a claim with one limitation."""
    element = Element("1a", "a limitation", test)
    own = ClaimSet("own", "t", (Claim(1, "a claim", "product", (), (element,), ()),), ())
    chance = 0.7 if basis == "predicted" else None
    judged = ElementVerdict("own:1a", "a limitation", verdict, basis, None, chance)
    claim = Verdict("own:1", "a claim", verdict, basis, None, chance, (judged,), {"T": "T"})
    evidence = Evidence(1, ("T",), {}, (), np.zeros((1, 0, 0)), process=PROCESS)
    return remaining([ClaimRef(own, 1)], [claim], evidence, STACK)


@pytest.mark.parametrize(
    ("test", "kind", "deeds"),
    [
        (RESIDUE, "measure", ("the residual solvent of the coat after 'predry' in wt%",)),
        (SHRINKS, "measure", (f"film.shrinkage in % ({SHRINKS_WITHIN})",)),
        (
            Group("any", (ATMOSPHERE, PRESSURE)),
            "declare",
            ("the atmosphere of 'heat treat'", "the pressure of 'heat treat' in kPa"),
        ),
        (Group("any", (SHRINKS, Declared("sunshine"))), "measure", None),
        (Declared("measure twice"), "declare", ('[facts] "measure twice"',)),
        (Declared("T is soft"), "declare", ("say in [layers.T] is = ['soft'], or is_not",)),
        (
            Unmodelled(),
            "declare",
            ("nothing in a design settles it; vouch for it with assume_met if you know",),
        ),
    ],
)
def test_what_remains_is_measured_or_declared(test, kind, deeds):
    (one,) = open_claim(test)
    assert one.kind == kind
    assert one.settle == one.remedy.words
    shown = _deeds(one)
    assert shown == (deeds or (f"film.shrinkage in % ({SHRINKS_WITHIN})", '[facts] "sunshine"'))


def test_what_is_predicted_stands_beside_its_measurement():
    known = {"film.shrinkage": Quantity(np.array([0.4]), PREDICTED)}
    uncertain = {"uncertain": ("film.shrinkage",), "covariance": np.full((1, 1, 1), 0.01)}
    evidence = Evidence(1, ("T",), known, **uncertain)
    found = expected("film.shrinkage", evidence)
    half = Z90 * 0.1
    assert found == Expected(0.4, pytest.approx(0.4 - half), pytest.approx(0.4 + half))
    assert found.words == "predicted 0.4, 90 % 0.236 to 0.564"
    assert expected("film.other", evidence) is None


def test_what_is_predicted_is_written_and_read():
    for known in (
        Expected(1.98, 1.8, 2.2),
        Expected(2.0),
        Expected(5.0, 0.8, np.inf, sure=True),
        Expected(5.0, 0.8, 9.0, sure=True),
    ):
        assert Expected.from_dict(json.loads(json.dumps(known.as_dict()))) == known
    assert Expected.from_dict({}) is None


def test_one_measurement_names_the_limits_of_all_its_limitations():
    result = po.search(po.Problem.default(), budget=256, prove=False)
    written = {one["quantity"]: one for one in result.as_dict()["remaining"]}
    tg, layer = written["layers.A.tg"], result.best().layers[0].properties["tg"]
    assert tg["kind"] == "confirm" and tg["unit"] == "degC"
    assert tg["predicted"] == pytest.approx(layer.mean)
    assert tg["interval"] == pytest.approx(
        [layer.mean - Z90 * layer.sd, layer.mean + Z90 * layer.sd]
    )
    assert tg["interval_basis"] == "90 %"
    assert tg["limit"] == "; ".join(dict.fromkeys(x["limit"] for x in tg["limitations"]))
    assert "at least" in tg["limit"] or "more than" in tg["limit"]
    assert f"predicted {layer.mean:.3g}, 90 % " in tg["settle"]
    (row, *_) = result.remaining_table().query("settle == @tg['settle']").to_dict("records")
    assert row["predicted"] == pytest.approx(layer.mean) and row["limit"]


def test_sums_of_quantities_remain_one_by_one():
    both = Linear((("T.tg", 1.0), ("T.cte", -1.0)), Interval(0.0, 1.0), "degC")
    assert [one.remedy.quantity for one in open_claim(both)] == ["layers.T.tg", "layers.T.cte"]


def test_a_check_keeps_its_remedies_as_values_and_tells_them_in_words():
    result = po.check(STACK, "bonding-laminate:5")
    (ways,), (words,) = result.ways, result.remedies
    assert {name: way.words for name, way in ways.items()} == words
    assert ways["bonding-laminate:5a"].kind == DECLARE
    shown = {e["id"]: e["remedy"] for c in result.as_dict()["claims"] for e in c["limitations"]}
    assert shown["bonding-laminate:5a"] == words["bonding-laminate:5a"]
