"""Temperature windows as people write them."""

import pytest

import polyopt as po
from polyopt.temperature.comparison import (
    NOT_STATED,
    PER_DEGREE,
    PREDICTED_WINDOW,
    compared_sd,
    window_allowance,
)
from polyopt.temperature.window import TemperatureWindow, window_of, window_words


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("50-200", (50, 200)),
        ("50–200", (50, 200)),
        ("50 — 200 °C", (50, 200)),
        ("50 to 200 degC", (50, 200)),
        ("50°C-200°C", (50, 200)),
        ("50~200 C", (50, 200)),
        ("50..200", (50, 200)),
        ("from -14 to 38", (-14, 38)),
        ("−14−38", (-14, 38)),
        ("-50--10", (-50, -10)),
        ("-14 to +38", (-14, 38)),
        ("22.5 - 99.5", (22.5, 99.5)),
        ("at 150", (150, 150)),
        ("150", (150, 150)),
    ],
)
def test_a_window_is_read_however_it_is_written(text, ends):
    window = window_of(text)
    assert (window.low, window.high) == ends
    assert window_of(window.plain) == window
    assert window_of(str(window)) == window


@pytest.mark.parametrize("text", ["", " ", "unknown", "Not recorded", "not stated", "?"])
def test_an_unknown_window_is_none(text):
    assert window_of(text) is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("warm", "no temperature window"),
        ("50-", "no temperature window"),
        ("50-100-200", "no temperature window"),
        ("RT to 200", "no temperature window"),
        ("200-50", "down to 50"),
        ("-300 to 20", "ends at -300"),
        ("20-20000", "ends at 20000"),
    ],
)
def test_bad_text_is_refused_with_what_is_allowed(text, says):
    with pytest.raises(po.UsageError, match=says) as refused:
        window_of(text)
    assert refused.value.remedy


def test_middles_and_shares():
    wide, narrow = TemperatureWindow(50, 250), TemperatureWindow(100, 200)
    assert wide.apart(narrow) == 0
    assert wide.shared(narrow) == narrow.shared(wide) == 0.5
    assert wide.shared(TemperatureWindow(300, 400)) == 0
    assert TemperatureWindow(20, 20).shared(TemperatureWindow(20, 20)) == 1
    assert window_words(None) != window_words(wide) == "50 to 250 °C"


def test_the_allowance_grows_with_the_distance_and_is_symmetric():
    cold, warm = TemperatureWindow(-14, 38), TemperatureWindow(20, 100)
    assert window_allowance(PREDICTED_WINDOW, PREDICTED_WINDOW) == 0
    assert window_allowance(cold, PREDICTED_WINDOW) == window_allowance(PREDICTED_WINDOW, cold)
    assert window_allowance(cold, PREDICTED_WINDOW) == pytest.approx(138 * PER_DEGREE)
    assert window_allowance(warm, PREDICTED_WINDOW) < window_allowance(cold, PREDICTED_WINDOW)
    assert window_allowance(None, cold) == window_allowance(cold, None) == NOT_STATED
    assert compared_sd(3.0, None, cold) == pytest.approx((9 + NOT_STATED**2) ** 0.5)
