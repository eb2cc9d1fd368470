"""Minimum of the storage modulus on curves whose truth is known."""

import numpy as np
import pytest

from polyopt.errors import DataError, UsageError
from polyopt.measurements.dma_curve import DmaCurve
from polyopt.measurements.dma_minimum import BOND_LIMIT, bonding_window, storage_minimum
from polyopt.measurements.dma_transition import METHODS, glass_transition

TEMPERATURE = np.arange(30.0, 401.0)
TG, TRUE_PLACE, TRUE_MINIMUM = 250.0, 318.0, 424115.318


def decades(temperature=TEMPERATURE, *, level=5.55, rise=0.55):
    """Decimal logarithm of E' [Pa]: glass, steep fall, flow, stiffening by reaction."""
    t = np.asarray(temperature)
    glass = 9.4 / (1 + np.exp((t - 250) / 6))
    flow = level + 0.9 * np.exp(-(t - 250) / 25) / (1 + np.exp(-(t - 255) / 6))
    stiffer = rise / (1 + np.exp(-(t - 345) / 8))
    return np.log10(10**glass + 10 ** (np.clip(flow, 0, 12) + stiffer))


def noisy(seed, noise=0.03, **shape):
    rng = np.random.default_rng(seed)
    return DmaCurve.of(
        TEMPERATURE, 10 ** (decades(**shape) + noise * rng.standard_normal(len(TEMPERATURE)))
    )


def test_the_test_curve_is_the_published_one():
    values = 10 ** decades()
    above = np.flatnonzero(TEMPERATURE >= TG)
    lowest = above[values[above].argmin()]
    assert TEMPERATURE[lowest] == TRUE_PLACE
    assert values[lowest] == pytest.approx(TRUE_MINIMUM, rel=1e-8)


def test_a_clean_curve():
    found = storage_minimum(DmaCurve.of(TEMPERATURE, 10 ** decades()), TG)
    assert found.modulus == pytest.approx(TRUE_MINIMUM, rel=0.01)
    assert found.temperature == pytest.approx(TRUE_PLACE, abs=2.0)
    assert (found.edge, found.falling, found.below()) == ("", False, True)


def test_bias_and_coverage_over_200_noisy_curves():
    curves = [noisy(seed) for seed in range(200)]
    found = [storage_minimum(curve, TG) for curve in curves]
    moduli = np.array([f.modulus for f in found])
    assert abs(moduli.mean() / TRUE_MINIMUM - 1) < 0.03
    covered = np.mean([f.low <= TRUE_MINIMUM <= f.high for f in found])
    assert 0.85 <= covered <= 0.95
    naive = [curve.storage[TEMPERATURE >= TG].min() for curve in curves]
    assert np.mean(naive) == pytest.approx(3.762e5, rel=1e-3)  # 11 % too low
    places = np.array([f.temperature for f in found])
    assert abs(places.mean() - TRUE_PLACE) < 1.0
    assert places.std() < 3.83  # of the reference, which smooths less
    assert np.mean(moduli) == pytest.approx(4.183e5, abs=0.089e5)


@pytest.mark.parametrize("width", [1, 2])
def test_a_spike_does_not_pass_a_film(width):
    stiff = 10 ** decades(level=6.2, rise=0.55)
    assert stiff[TEMPERATURE >= TG].min() > 1.2 * BOND_LIMIT
    spiked = stiff.copy()
    place = int(np.flatnonzero(TEMPERATURE == 300)[0])
    spiked[place : place + width] = 1e4
    found = storage_minimum(DmaCurve.of(TEMPERATURE, spiked), TG)
    assert found.below() is False
    assert found.modulus == pytest.approx(stiff[TEMPERATURE >= TG].min(), rel=0.02)


def test_edges():
    short = TEMPERATURE <= 290
    stiff = 10 ** decades(level=6.4)
    falling = storage_minimum(DmaCurve.of(TEMPERATURE[short], stiff[short]), TG)
    assert (falling.edge, falling.falling, falling.below()) == ("end", True, None)
    soft = storage_minimum(DmaCurve.of(TEMPERATURE[short], 10 ** decades()[short]), TG)
    assert soft.below() is True  # lower still beyond the end: met already
    whole = storage_minimum(DmaCurve.of(TEMPERATURE, stiff), TG)
    assert (whole.edge, whole.below()) == ("", False)


def test_a_curve_that_falls_again_at_its_end_is_open():
    """It stiffens after its minimum, as by crystallising, and melts where the reading stops."""
    melting = 0.02 * np.clip(TEMPERATURE - 380.0, 0.0, None)
    noise = 0.03 * np.random.default_rng(2).standard_normal(len(TEMPERATURE))
    for level, below in ((6.4, None), (5.55, True)):
        curve = DmaCurve.of(TEMPERATURE, 10 ** (decades(level=level) - melting + noise))
        found = storage_minimum(curve, TG)
        assert (found.edge, found.falling, found.below()) == ("", True, below)


def test_noise_on_a_flat_end_is_no_fall():
    falling = [storage_minimum(noisy(seed, level=6.4), TG).falling for seed in range(100)]
    assert not any(falling)


@pytest.mark.parametrize("tg", [235.0, 250.0, 265.0, 280.0])
def test_the_minimum_does_not_depend_on_how_tg_is_read(tg):
    found = storage_minimum(noisy(1), tg)
    assert found.modulus == pytest.approx(storage_minimum(noisy(1), TG).modulus, rel=0.01)


def test_a_tg_beyond_the_minimum_changes_it():
    assert storage_minimum(noisy(1), 350.0).modulus > 1.5 * TRUE_MINIMUM


@pytest.mark.parametrize("step", [0.25, 3.0])
def test_other_distances_of_the_readings(step):
    temperature = np.arange(30.0, 401.0, step)
    rng = np.random.default_rng(5)
    shaken = np.sort(temperature + 0.3 * step * rng.random(len(temperature)))
    found = storage_minimum(DmaCurve.of(shaken, 10 ** decades(shaken)), TG)
    assert found.modulus == pytest.approx(TRUE_MINIMUM, rel=0.02)


def test_order_and_doubled_temperatures_do_not_matter():
    values = 10 ** decades()
    shuffled = np.random.default_rng(0).permutation(len(values))
    twice = np.concatenate([shuffled, shuffled])
    first = storage_minimum(DmaCurve.of(TEMPERATURE, values), TG)
    again = storage_minimum(DmaCurve.of(TEMPERATURE[twice], values[twice]), TG)
    assert again.modulus == pytest.approx(first.modulus, rel=1e-12)


def test_bonding_window():
    values = decades()
    inside = TEMPERATURE[(TEMPERATURE >= TG) & (values <= 6.0)]
    found = bonding_window(DmaCurve.of(TEMPERATURE, 10**values), TG)
    assert found.low == pytest.approx(inside[0], abs=1.5)
    assert found.high is None or found.high == pytest.approx(inside[-1], abs=1.5)
    assert found.recommended == pytest.approx(TRUE_PLACE, abs=2.0)
    stiff = bonding_window(DmaCurve.of(TEMPERATURE, 10 ** decades(level=6.4)), TG)
    assert (stiff.low, stiff.high) == (None, None)


def with_loss():
    """A single relaxation at 250 °C: tan δ peaks later than E''."""
    position = np.exp((TEMPERATURE - 250.0) / 6.0)
    fall = 1 / (1 + position)
    storage = 2.5e9 * fall + 5e5
    return DmaCurve.of(TEMPERATURE, storage, 1e9 * fall * (1 - fall) + 4e4)


def test_three_ways_to_read_tg():
    onset, loss, tan_delta = (
        glass_transition(with_loss(), method)[0]
        for method in ("onset", "loss-peak", "tan-delta-peak")
    )
    assert loss == pytest.approx(250.0, abs=0.5)
    assert onset < loss + 12
    assert loss < tan_delta
    assert glass_transition(with_loss())[1] == "loss-peak"
    assert glass_transition(noisy(0))[1] == "onset"


def test_what_cannot_be_read_is_said():
    with pytest.raises(DataError, match="loss modulus"):
        glass_transition(noisy(0), "loss-peak")
    with pytest.raises(UsageError, match="did you mean|unknown"):
        glass_transition(noisy(0), "los-peak")
    with pytest.raises(DataError, match="no glass transition"):
        glass_transition(DmaCurve.of(TEMPERATURE, np.full(len(TEMPERATURE), 2e9)), "onset")
    with pytest.raises(DataError, match="five readings"):
        storage_minimum(noisy(0), 399.0)
    with pytest.raises(DataError, match="too few"):
        DmaCurve.of([1.0, 2.0], [1.0, 2.0])
    with pytest.raises(DataError, match="zero or negative"):
        DmaCurve.of(TEMPERATURE, np.where(TEMPERATURE == 300, 0.0, 1e9))
    assert set(METHODS) == {"loss-peak", "tan-delta-peak", "onset"}
