"""The shipped model of the permittivity at the frequency that its name gives."""

import csv
import math
from pathlib import Path

import numpy as np
import pytest

import polyopt as po
from polyopt.chemistry.monomers import shipped_library
from polyopt.models import library
from polyopt.models.frequency import DISPERSION, extrapolation, frequency_of, frequency_words

LINE = DISPERSION["permittivity"]
RESULTS = Path(__file__).parents[2] / "experiments" / "results"


def belief(name):
    find = shipped_library().find
    return library.load(name).posterior([(find("6FDA"), find("TFMB")), (find("PMDA"), find("ODA"))])


def test_the_model_at_its_own_frequency_is_the_model():
    plain, named = belief("permittivity"), belief("permittivity@1MHz")
    assert named.mean == pytest.approx(plain.mean)
    assert named.noise_sd == pytest.approx(plain.noise_sd)


def test_values_fall_with_frequency_and_errors_with_them():
    low, high = belief("permittivity@1kHz"), belief("permittivity@1MHz")
    assert low.mean / high.mean == pytest.approx(np.full(2, 10 ** (-3 * LINE.slope)))
    assert low.covariance / high.covariance == pytest.approx(
        np.full((2, 2), 10 ** (-6 * LINE.slope))
    )


def test_the_spread_of_the_slope_widens_the_interval_and_more_beyond_what_was_measured():
    there, below, above = (
        belief(f"permittivity@{f}").noise_sd[0] for f in ("1MHz", "1kHz", "1GHz")
    )
    mean = library.load("permittivity").label_mean
    more = math.log(10) * 3 * math.hypot(LINE.slope_sd * math.sqrt(17 / 16), LINE.far_sd)
    scale = 10 ** (3 * LINE.slope)
    assert LINE.polymers == 16
    assert there < below < above
    assert above == pytest.approx(scale * math.hypot(there, more * mean))


@pytest.mark.parametrize(
    ("text", "hertz"), [("10GHz", 1e10), ("1 MHz", 1e6), ("2.5khz", 2500.0), ("60", 60.0)]
)
def test_frequencies_are_read_and_said(text, hertz):
    assert frequency_of(text) == hertz
    assert frequency_of(frequency_words(hertz)) == hertz


@pytest.mark.parametrize("text", ["", "fast", "-1", "10 THz", "0.1", "1e12", "nan", "GHz"])
def test_other_frequencies_are_refused(text):
    with pytest.raises(po.UsageError, match="no frequency") as refused:
        library.load(f"permittivity@{text}")
    assert "1 Hz to 100 GHz" in refused.value.remedy


@pytest.mark.parametrize("name", ["tg@10GHz", "permittivity_@1MHz", "nothing@1MHz"])
def test_only_the_permittivity_has_a_frequency(name):
    assert not library.is_shipped(name)
    with pytest.raises(po.UsageError):
        library.load(name)


def test_an_extrapolation_is_said_in_its_name_and_in_words():
    assert "extrapolated" in library.load("permittivity@10GHz").name
    assert "extrapolated" in library.load("permittivity@1Hz").name
    assert "extrapolated" not in library.load("permittivity@10Hz").name
    assert "10 Hz to 1 MHz" in extrapolation("permittivity@2GHz")
    assert not extrapolation("permittivity@1MHz")
    assert not extrapolation("models/own@home.npz")


def test_the_constants_are_those_that_the_experiment_found():
    with (RESULTS / "permittivity_slope.csv").open(encoding="utf-8", newline="") as file:
        (found,) = csv.DictReader(file)
    assert int(found["polymers"]) == LINE.polymers
    assert float(found["slope_median"]) == pytest.approx(LINE.slope, abs=5e-5)
    assert float(found["slope_sd"]) == pytest.approx(LINE.slope_sd, abs=5e-5)
    assert float(found["far_sd"]) == pytest.approx(LINE.far_sd, abs=5e-4)
    assert (float(found["low_Hz"]), float(found["high_Hz"])) == (LINE.low, LINE.high)
