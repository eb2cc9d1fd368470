"""Semantics of verdicts: confidence, basis, margins, assumptions, measured over predicted."""

import pytest

import polyopt as po

WINDOW = "heat-resistant-laminate:1"
OVER = po.TemperatureWindow(50, 250)
FILM = po.Film("film", cte=po.Measured(20.0, window=OVER))


def judged(layer, film=FILM, claim=WINDOW, **options):
    return po.check(po.Laminate((layer,), film=film), claim, **options).verdicts[0]


def measured(cte, sd=0.0):
    return po.Layer("A", measured={"cte": po.Measured(cte, sd, window=OVER)})


PREDICTED = po.Layer("A", po.Composition.parse("BPDA // ODA"))


def test_a_prediction_is_met_only_as_surely_as_asked():
    chance = judged(PREDICTED).probability
    assert 0.5 < chance < 1.0
    assert judged(PREDICTED, confidence=chance - 0.01).verdict == "met"
    assert judged(PREDICTED, confidence=chance + 0.01).verdict == "unknown"


def test_a_prediction_far_outside_is_unmet():
    soft = po.Layer("A", po.Composition.parse("BPADA // mPDA"))
    found = judged(soft)
    assert (found.verdict, found.basis) == ("unmet", "predicted")
    assert found.margin < 0


def test_a_measured_value_overrides_the_prediction():
    composition = po.Composition.parse("BPADA // mPDA")
    layer = po.Layer("A", composition, measured={"cte": po.Measured(18.0, window=OVER)})
    found = judged(layer)
    assert (found.verdict, found.basis, found.probability) == ("met", "measured", 1.0)


def test_both_uncertainties_of_the_window_count():
    film = po.Film("film", cte=po.Measured(20.0, sd=3.0, window=OVER))
    alone = judged(measured(38.0, sd=4.0)).probability
    both = judged(measured(38.0, sd=4.0), film).probability
    from scipy.stats import norm

    assert alone == pytest.approx(norm.cdf(0.5) - norm.cdf(-7.0), abs=1e-9)
    assert both == pytest.approx(norm.cdf(0.4) - norm.cdf(-28 / 5), abs=1e-9)


def test_margin_is_the_distance_to_the_nearest_end_in_scale_units():
    assert judged(measured(18.0)).margin == pytest.approx(0.8)
    assert judged(measured(45.0)).margin == pytest.approx(-0.5)
    assert judged(measured(40.0)).margin == 0.0


def test_rounding_does_not_decide_at_the_end():
    film = po.Film("film", cte=po.Measured(20.1))
    assert judged(measured(10.1), film).verdict == "met"


def test_what_the_user_vouches_for_is_assumed_and_said():
    result = po.check(
        po.Laminate((po.Layer("A", resin="other", traits={"heat-resistant": True}),), film=FILM),
        WINDOW,
        assume_met=["heat-resistant-laminate:1b"],
    )
    assert result.verdicts[0].verdict == "met"
    assert result.verdicts[0].basis == "assumed"
    assert result.assumed_met == ("heat-resistant-laminate:1b",)


def test_an_assumption_must_exist():
    with pytest.raises(po.UsageError, match="did you mean"):
        judged(measured(18.0), assume_met=["heat-resistant-laminate:1z"])


def test_joint_probability_is_below_that_of_each_limitation():
    layers = (
        po.Layer("A", po.Composition.parse("BPDA // PDA:50;ODA:50"), thickness=4.0),
        po.Layer("B", po.Composition.parse("ODPA // TPE-R"), thickness=1.5),
    )
    stack = po.Laminate(layers, film=FILM)
    found = po.check(stack, "heat-resistant-laminate:12").verdicts[0]
    least = min(e.probability for e in found.elements if e.probability is not None)
    assert 0 < found.probability <= least + 1e-9


def test_layers_are_assigned_whatever_their_names():
    layers = (
        po.Layer("hard", measured={"cte": po.Measured(18.0), "tg": po.Measured(340.0)}),
        po.Layer("soft", measured={"cte": po.Measured(60.0), "tg": po.Measured(200.0)}),
    )
    found = po.check(po.Laminate(layers, film=FILM), "heat-resistant-laminate:8").verdicts[0]
    assert found.verdict == "met"
    assert dict(found.assignment) == {"A": "hard", "B": "soft"}
