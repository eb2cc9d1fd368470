"""Each kind of test on small tables: numbers, conditions, curves, groups, readings, bounds."""

import numpy as np
import pytest

import polyopt as po
from polyopt.claims.evidence import CurveMinimum, Evidence, Quantity
from polyopt.claims.interval import Interval
from polyopt.claims.judgement import MET, UNKNOWN, UNMET, compared
from polyopt.claims.limitations import (
    Condition,
    Count,
    Declared,
    Group,
    Linear,
    Members,
    Steps,
    StorageLimit,
)
from polyopt.claims.notes import note_of
from polyopt.claims.predicates import judge
from polyopt.laminate.assembly import understood
from polyopt.laminate.face_to_face import Place, Stack
from polyopt.laminate.steps import Step
from polyopt.measurements.dma_minimum import StorageMinimum

YES, NO, OPEN = Declared("yes"), Declared("no"), Declared("open")
FACTS = {"yes": True, "no": False}


def read(*steps):
    """Return steps as a design has them, their words understood."""
    return understood(po.Laminate((po.Layer("T"),), process=steps))


def evidence(**known):
    return Evidence(1, ("T",), known.pop("quantities", {}), (), np.zeros((1, 0, 0)), **known)


def truth(test, known, layers=None):
    return int(judge(test, known, layers or {}, 0.5).truth[0])


def quantity(mean, low=None, high=None):
    bounds = None if low is None else (np.array([low]), np.array([high]))
    return Quantity(np.array([mean]), "predicted", bounds)


@pytest.mark.parametrize(
    ("join", "tests", "expected"),
    [
        ("all", [YES, YES], MET),
        ("all", [YES, OPEN], UNKNOWN),
        ("all", [NO, OPEN], UNMET),
        ("any", [NO, YES], MET),
        ("any", [NO, OPEN], UNKNOWN),
        ("any", [YES, OPEN], MET),
        ("any", [NO, NO], UNMET),
        ("not", [NO], MET),
        ("not", [OPEN], UNKNOWN),
        ("readings", [YES, YES], MET),
        ("readings", [NO, NO], UNMET),
        ("readings", [YES, NO], UNKNOWN),
        ("readings", [YES, OPEN], UNKNOWN),
    ],
)
def test_groups_follow_kleene(join, tests, expected):
    assert truth(Group(join, tuple(tests)), evidence(facts=FACTS)) == expected


def test_a_failed_alternative_lends_no_margin():
    known = evidence(facts=FACTS, quantities={"film.x": quantity(4.0)})
    inside = Linear((("film.x", 1.0),), Interval(0.0, 5.0), "um", scale=1.0)
    assert judge(Group("any", (NO, inside)), known, {}, 0.5).margin[0] == 1.0
    assert np.isnan(judge(Group("any", (NO, YES)), known, {}, 0.5).margin[0])


def resins(*names):
    """Return a stack of resin layers alone."""
    return Stack(tuple(Place(name, "layer") for name in names))


@pytest.mark.parametrize(
    ("quantifier", "group", "facts", "expected"),
    [
        ("each", ("a", "b"), {"a is x": True, "b is x": True}, MET),
        ("each", ("a", "b"), {"a is x": True}, UNKNOWN),
        ("each", ("a", "b"), {"a is x": False}, UNMET),
        ("each", (), {}, MET),
        ("some", ("a", "b"), {"b is x": True}, MET),
        ("some", ("a", "b"), {"b is x": False}, UNKNOWN),
        ("some", (), {}, UNMET),
    ],
)
def test_members_of_a_group(quantifier, group, facts, expected):
    test = Members(quantifier, "layers", "M", Declared("{M} is x"))
    assert truth(test, evidence(facts=facts, stack=resins(*group))) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"a is x": True, "b is x": True}, MET),
        ({"a is x": True, "b is x": False}, UNMET),
        ({"a is x": True}, UNKNOWN),
        ({"a is x": False}, UNMET),
        ({}, UNKNOWN),
    ],
)
def test_members_are_counted_as_far_as_it_is_known_which_count(facts, expected):
    test = Count(Interval(2.0, np.inf), "layers", "M", Declared("{M} is x"))
    assert truth(test, evidence(facts=facts, stack=resins("a", "b"))) == expected


@pytest.mark.parametrize(
    ("low", "high", "interval", "expected"),
    [
        (16.0, np.inf, "[15, inf]", MET),
        (15.0, np.inf, "[15, inf]", MET),
        (14.9, np.inf, "[15, inf]", UNKNOWN),
        (2.3, 2.5, "[0, 2.5]", MET),
        (2.4, 2.6, "[0, 2.5]", UNKNOWN),
        (2.51, 2.6, "[0, 2.5]", UNMET),
        (2.5, 2.6, "[0, 2.5]", UNKNOWN),
        (2.5, 2.6, "[0, 2.5)", UNMET),
    ],
)
def test_a_value_between_two_ends_decides_where_they_agree(low, high, interval, expected):
    known = evidence(quantities={"film.x": quantity(low + 0.05, low, high)})
    found = compared([("film.x", 1.0)], Interval.parse(interval), 1.0, known)
    assert int(found.truth[0]) == expected
    assert np.isnan(found.probability[0]) == (expected == UNKNOWN)
    assert np.isnan(found.margin[0]) == (expected == UNKNOWN)


def predried(temperature=110.0, solvents=None, **more):
    conditions = {} if temperature is None else {"temperature": temperature}
    return read(
        Step("coat", solvents={"NMP": 202.0} if solvents is None else solvents),
        Step("predry", {**conditions, **more}),
        Step("heat treat", atmosphere="nitrogen"),
    )


BELOW_BOILING = Condition(
    "predry", "temperature", "degC", Interval(-130.0, -70.0), "boiling points"
)


@pytest.mark.parametrize(
    ("process", "expected"),
    [
        (predried(72.0), MET),
        (predried(132.0), MET),
        (predried(71.9), UNMET),
        (predried(132.1), UNMET),
        (predried(None), UNKNOWN),
        (predried(solvents={}), UNKNOWN),
        (predried(80.0, {"NMP": 202.0, "DMF": 153.0}), MET),
        (predried(110.0, {"NMP": 202.0, "DMF": 153.0}), UNKNOWN),
        (predried(140.0, {"NMP": 202.0, "DMF": 153.0}), UNMET),
        ((), UNKNOWN),
        (read(Step("coat")), UNMET),
    ],
)
def test_a_temperature_below_the_boiling_point_of_every_solvent(process, expected):
    assert truth(BELOW_BOILING, evidence(process=process)) == expected


@pytest.mark.parametrize(
    ("residual", "expected"), [(10.0, MET), (40.0, MET), (9.9, UNMET), (40.1, UNMET)]
)
def test_a_number_of_a_step(residual, expected):
    test = Condition("predry", "residual_solvent", "wt%", Interval(10.0, 40.0))
    assert truth(test, evidence(process=predried(residual_solvent=residual))) == expected
    assert truth(test, evidence(process=predried())) == UNKNOWN


@pytest.mark.parametrize(
    ("atmosphere", "expected"), [("nitrogen", MET), ("air", UNMET), ("", UNKNOWN)]
)
def test_a_word_of_a_step(atmosphere, expected):
    test = Condition("heat treat", "atmosphere", one_of=("nitrogen", "vacuum"))
    step = Step("heat treat", atmosphere=atmosphere)
    assert truth(test, evidence(process=read(step))) == expected


@pytest.mark.parametrize(
    ("tolerance", "expected"), [({}, UNKNOWN), ({"bond": 5.0}, UNMET), ({"bond": 20.0}, MET)]
)
def test_a_tolerance_is_the_users(tolerance, expected):
    test = Condition("press", "temperature", "degC", None, "T.peak", tolerance="bond")
    known = evidence(
        quantities={"layers.T.peak": Quantity(np.array([318.0]), "measured")},
        process=read(Step("press", {"temperature": 300.0})),
        tolerances=tolerance,
    )
    found = judge(test, known, {"T": "T"}, 0.5)
    assert int(found.truth[0]) == expected
    assert tolerance or "18 degC away" in note_of(found.note, 0)


def test_one_of_several_steps_by_a_name_is_enough():
    test = Condition("press", "temperature", "degC", Interval(300.0, np.inf))
    two = (Step("press", {"temperature": 200.0}), Step("press", {"temperature": 310.0}))
    assert truth(test, evidence(process=read(*two))) == MET


@pytest.mark.parametrize(
    ("steps", "expected"),
    [(("coat", "predry"), MET), (("predry", "coat"), UNMET), (("coat", "wind up"), UNMET)],
)
def test_steps_come_in_order(steps, expected):
    found = judge(Steps(steps), evidence(process=predried()), {}, 0.5)
    assert int(found.truth[0]) == expected
    assert expected == MET or steps[-1] in found.note


def test_a_step_that_nobody_read_settles_nothing():
    """The search and the check read steps before they judge; were it forgotten, nothing is sure."""
    unread = evidence(process=(Step("whatever"),))
    assert truth(Steps(("coat", "predry")), unread) == UNKNOWN
    assert truth(BELOW_BOILING, unread) == UNKNOWN


def minimum(modulus, *, falling=False):
    return StorageMinimum(318, 315, 321, modulus, modulus * 0.9, modulus * 1.1, "", falling)


@pytest.mark.parametrize(
    ("least", "expected"),
    [
        (minimum(4e5), MET),
        (minimum(4e5, falling=True), MET),
        (minimum(1e6), MET),
        (minimum(1.2e6), UNMET),
        (minimum(1.2e6, falling=True), UNKNOWN),
        (None, UNKNOWN),
    ],
)
def test_the_minimum_of_a_curve(least, expected):
    known = evidence(curves={"T": CurveMinimum(least, "too short")})
    found = judge(StorageLimit("T", Interval(0.0, 1e6)), known, {"T": "T"}, 0.5)
    assert int(found.truth[0]) == expected
    if expected == MET and least.modulus == 1e6:
        assert found.probability[0] == pytest.approx(0.5)
    if least is None:
        assert found.note == "too short"
