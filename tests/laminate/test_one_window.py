"""CTEs brought to one temperature window, and what it costs."""

from dataclasses import replace

import pytest

import polyopt as po
from polyopt.laminate.one_window import comparison_window, comparison_words, over_one_window
from polyopt.temperature.comparison import NOT_STATED, PREDICTED_WINDOW, window_allowance

COLD, WARM = po.TemperatureWindow(-14, 38), po.TemperatureWindow(50, 200)
PREDICTED = po.Layer("A", po.Composition.parse("BPDA // ODA"))


def film(value=20.0, sd=2.0, window=COLD):
    return po.Film("film", cte=po.Measured(value, sd, window=window))


def measured(window, sd=1.0):
    return po.Layer("A", measured={"cte": po.Measured(22.0, sd, window=window)})


def over(layer, own=None, **stack):
    return over_one_window(po.Laminate((layer,), film=own or film(), **stack))


def test_the_film_of_a_predicted_layer_is_widened_by_the_distance_of_the_windows():
    found = over(PREDICTED)
    added = window_allowance(COLD, PREDICTED_WINDOW)
    assert found.film.cte.sd == pytest.approx((4 + added**2) ** 0.5)
    assert found.film.cte.own_sd == 2.0
    assert (found.film.stated.value, found.film.stated.sd) == (20.0, 2.0)
    words = comparison_words(found)
    assert "7.9" in words
    assert "-14 to 38 °C" in words
    assert "not validated" in words
    assert "cte_range_degC in [film]" in words


def test_like_is_compared_with_like_without_a_word():
    found = over(measured(WARM), film(window=WARM))
    assert found.film.cte.sd == 2.0
    assert found.layers[0].measured["cte"].sd == 1.0
    assert comparison_words(found) == ""


def test_an_unknown_window_costs_its_allowance_once_and_asks_for_the_key():
    found = over(measured(None), film(window=None))
    assert found.film.cte.sd == pytest.approx((4 + NOT_STATED**2) ** 0.5)
    assert found.layers[0].measured["cte"].sd == 1.0
    assert "state cte_range_degC" in comparison_words(found)


def test_the_value_of_the_matching_window_is_used():
    found = over(PREDICTED, po.shipped_film("Kapton HN"))
    assert (found.film.cte.value, found.film.cte.sd) == (28.0, 6.0)
    assert found.film.stated.value == 20.0
    words = comparison_words(found)
    assert "28 ± 6 (sd) ppm/K" in words
    assert "films of its polymer over 50 to 250 °C" in words
    cold = over(PREDICTED, po.shipped_film("Kapton HN"), cte_window=COLD)
    assert cold.film.cte.value == 20.0


def test_a_design_window_unlike_the_predictions_counts_them_too():
    apart = window_allowance(COLD, PREDICTED_WINDOW)
    found = over(PREDICTED, cte_window=COLD)
    assert found.film.cte.sd == pytest.approx((4 + apart**2) ** 0.5)
    assert "design window -14 to 38 °C" in comparison_words(found)
    both = over(measured(COLD), cte_window=COLD)
    assert both.film.cte.sd == 2.0


def test_a_measured_layer_is_widened_for_the_window_that_is_designed_for():
    found = over(measured(WARM), cte_window=COLD)
    added = window_allowance(WARM, COLD)
    assert found.layers[0].measured["cte"].sd == pytest.approx((1 + added**2) ** 0.5)


def test_doing_it_twice_changes_nothing():
    for laminate in (over(PREDICTED, po.shipped_film("Kapton HN")), over(measured(None))):
        assert over_one_window(laminate) == laminate
    widened = over(measured(WARM), cte_window=COLD)
    assert over_one_window(widened) == widened


def test_the_window_is_the_designs_then_the_layers_then_the_predictions():
    laminate = po.Laminate((PREDICTED,), film=film())
    assert comparison_window(laminate) == PREDICTED_WINDOW
    assert comparison_window(replace(laminate, layers=(measured(WARM),))) == WARM
    assert comparison_window(replace(laminate, cte_window=COLD)) == COLD


def test_a_laminate_without_layers_compares_nothing():
    alone = po.Laminate((), film=film(window=None))
    assert over_one_window(alone) == alone
    assert comparison_words(alone) == ""
