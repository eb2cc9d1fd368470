"""The minimum of readings that are noisy, sparse or both, on curves whose minimum is known."""

from pathlib import Path

import numpy as np
import pytest

from polyopt.measurements.dma_curve import DmaCurve, smoothed, without_spikes
from polyopt.measurements.dma_minimum import BOND_LIMIT, storage_minimum


@pytest.fixture(scope="module")
def made():
    patch = pytest.MonkeyPatch()
    patch.syspath_prepend(str(Path(__file__).parents[2] / "experiments"))
    import made_dma_curves

    yield made_dma_curves
    patch.undo()


NOISY = [
    *(("round", 25, 1, 0.03), ("round", 25, 5, 0.01), ("round", 60, 10, 0.01)),
    *(("skew", 25, 1, 0.03), ("skew", 25, 10, 0.01), ("skew", 60, 5, 0.01)),
]
CLEAN = [
    *(("round", 10, 1, 0.0), ("round", 25, 5, 0.0), ("round", 60, 10, 0.0)),
    *(("skew", 10, 1, 0.0), ("skew", 25, 5, 0.0), ("skew", 60, 10, 0.0), ("vee", 25, 5, 0.0)),
]


def test_nine_in_ten_noisy_minima_lie_in_their_intervals(made):
    found = [made.found_in(*case, 50) for case in NOISY]
    assert 0.85 <= np.mean([f.covered.mean() for f in found]) <= 0.95
    assert 0.85 <= np.mean([f.place_covered.mean() for f in found]) <= 0.97
    assert abs(np.mean([f.ratio.mean() for f in found]) - 1) < 0.01


def test_minima_without_noise_lie_in_their_intervals(made):
    for case in CLEAN:
        found = made.found_in(*case, 20)
        assert found.covered.mean() >= 0.85, case
        assert found.place_covered.mean() >= 0.85, case
        assert np.abs(found.ratio - 1).max() < 0.01, case


@pytest.mark.parametrize("step", [5.0, 10.0])
@pytest.mark.parametrize("shape", ["round", "skew", "vee"])
@pytest.mark.parametrize("width", [10.0, 25.0])
def test_sparse_readings_down_to_the_limit_do_not_fail_a_film(made, shape, width, step):
    """One reading lies at the minimum, 0.98e6 Pa: it was filtered to 1.18e6 Pa."""
    at = 320.0 + step * np.arange(-14, 11)
    low = made.decades(shape, at, 320.0, width) - made.LEVEL + np.log10(0.98 * BOND_LIMIT)
    glass = 9.2 / (1 + np.exp((at - 235) / 6))
    curve = DmaCurve.of(at, 10**low + 10**glass)
    assert storage_minimum(curve, 250.0).below() is not False


@pytest.mark.parametrize("phase", [0.3, 0.5])
def test_a_narrow_minimum_between_readings_is_open(made, phase):
    """All readings lie above the limit, the minimum below; nobody can see it."""
    at = 320.0 + 10.0 * (np.arange(-8, 9) + phase)
    low = made.decades("vee", at, 320.0, 25.0) - made.LEVEL + np.log10(0.95 * BOND_LIMIT)
    found = storage_minimum(DmaCurve.of(at, 10**low), 230.0)
    assert (10**low).min() > BOND_LIMIT
    assert found.below() is not False


def test_a_film_that_is_too_stiff_stays_so(made):
    for step in (1.0, 5.0, 10.0):
        at = np.arange(250.0, 421.0, step)
        low = made.decades("round", at, 320.0, 25.0) - made.LEVEL + np.log10(1.3 * BOND_LIMIT)
        assert storage_minimum(DmaCurve.of(at, 10**low), 250.0).below() is False


def test_what_few_readings_show_is_said_to_be_coarse(made):
    for step, coarse in ((1.0, False), (10.0, True)):
        at = np.arange(250.0, 421.0, step)
        curve = DmaCurve.of(at, 10 ** made.decades("round", at, 318.0, 20.0))
        assert storage_minimum(curve, 250.0).coarse == coarse


def test_spikes_are_taken_out_and_sparse_readings_are_not():
    at = np.arange(250.0, 420.0)
    flat = 6.0 + 0.01 * np.random.default_rng(3).standard_normal(len(at))
    spiked = flat.copy()
    spiked[[40, 41, 90]] = 4.0
    assert np.abs(without_spikes(at, spiked) - flat).max() < 0.06
    assert np.array_equal(without_spikes(10 * at, spiked), spiked)
    assert np.array_equal(without_spikes(at, flat), flat)


def test_sparse_readings_are_not_smoothed():
    at = np.arange(0.0, 200.0, 5.0)
    modulus = 10 ** (6.0 + 0.05 * np.abs(at - 100.0))
    assert np.allclose(10 ** smoothed(at, modulus).decades, modulus)
