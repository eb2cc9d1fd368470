import numpy as np
import pytest
from numpy.testing import assert_allclose

from polyopt.errors import DataError
from polyopt.models.conditioned_surface import conditioned
from polyopt.models.intervals import (
    IntervalFactors,
    LeftOut,
    class_factors,
    coverage,
    interval_factors,
)
from polyopt.models.robust_fit import left_out_errors
from polyopt.models.surface import PairSurface

ENDS = np.eye(2)
ONE = np.ones((1, 1))


@pytest.fixture
def table():
    covariance = np.array([[9.0, 6.0], [6.0, 16.0]])
    known = np.ones((1, 2), bool)
    return PairSurface("cte", "ppm/K", np.array([[10.0, 40.0]]), covariance, 2.0, known)


def test_left_out_errors_are_those_of_a_refit():
    rng = np.random.default_rng(0)
    root = rng.normal(size=(12, 12))
    kernel, label = root @ root.T + np.eye(12), rng.normal(size=12)
    inverse = np.linalg.inv(kernel)
    removed, asked = np.array([1, 4, 5, 9]), np.array([4, 9])
    error, variance = left_out_errors(inverse, inverse @ label, removed, asked)
    rest = np.setdiff1d(np.arange(12), removed)
    weights = kernel[np.ix_(asked, rest)] @ np.linalg.inv(kernel[np.ix_(rest, rest)])
    assert_allclose(error, label[asked] - weights @ label[rest])
    expected = kernel[np.ix_(asked, asked)] - weights @ kernel[np.ix_(rest, asked)]
    assert_allclose(variance, np.diag(expected))


def test_factors_bring_the_coverage_to_ninety_percent():
    rng = np.random.default_rng(1)
    sd = np.full(2000, 2.0)
    error = [rng.normal(size=2000) * np.hypot(scale * 2.0, 1.0) for scale in (1, 1.5, 2, 3)]
    factors = class_factors(error, [sd] * 4, 1.0)
    assert_allclose(factors, [1, 1.5, 2, 3], rtol=0.1)
    for e, factor in zip(error[1:], factors[1:], strict=True):
        assert coverage(e, np.hypot(factor * sd, 1.0)) == pytest.approx(0.9, abs=0.002)


def test_too_few_or_modest_errors_change_nothing():
    few, small = np.full(10, 99.0), np.full(100, 0.1)
    factors = class_factors([few, small, few, small], [np.ones(10), np.ones(100)] * 2, 1.0)
    assert factors.tolist() == [1, 1, 1, 1]


def test_a_measured_film_moves_itself_and_its_relative(table):
    learned = conditioned(table, ONE, ENDS[:1], np.array([23.0]))
    assert_allclose(learned.mean, [[10 + 9 / 13 * 13, 40 + 6 / 13 * 13]])
    assert learned.covariance[0, 0] == pytest.approx(9 - 81 / 13)
    assert learned.covariance[1, 1] == pytest.approx(16 - 36 / 13)


def test_an_exact_film_is_reproduced(table):
    blend = np.array([[0.3, 0.7]])
    learned = conditioned(table, ONE, blend, np.array([20.0]), noise_sd=1e-6)
    assert learned.predict(ONE, blend)[0][0] == pytest.approx(20.0, abs=1e-6)


def test_films_may_come_one_by_one(table):
    shares, values = np.array([[1.0, 0.0], [0.4, 0.6]]), np.array([5.0, 30.0])
    together = conditioned(table, np.ones((2, 1)), shares, values)
    first = conditioned(table, ONE, shares[:1], values[:1])
    second = conditioned(first, ONE, shares[1:], values[1:])
    assert_allclose(together.mean, second.mean)
    assert_allclose(together.covariance, second.covariance)


@pytest.mark.parametrize("value", [[np.nan], [np.inf], [1.0, 2.0]])
def test_unusable_values_are_refused(table, value):
    with pytest.raises(DataError, match="film"):
        conditioned(table, ONE, ENDS[:1], np.array(value))


def test_a_table_of_exact_values_cannot_learn():
    exact = PairSurface.from_table("cte", "ppm/K", np.array([[10.0, 40.0]]))
    with pytest.raises(DataError, match="cannot learn"):
        conditioned(exact, ONE, ENDS[:1], np.array([12.0]))


def left_out(scale, novelty=0, n=400, level=60.0):
    rng = np.random.default_rng(n)
    error = rng.normal(size=n) * np.hypot(scale * 3.0, 1.0)
    return LeftOut(error, np.full(n, 3.0), np.full(n, level), np.full(n, novelty))


def test_low_labels_are_covered_by_themselves():
    blocks = [left_out(1.0), left_out(2.0, n=60, level=10.0)]
    plain, aware = interval_factors(blocks, 1.0), interval_factors(blocks, 1.0, low=20.0)
    stiff = blocks[1]
    mean = stiff.measured - stiff.error

    def covered(intervals):
        sd = np.hypot(intervals.factors(stiff.novelty, mean) * stiff.model_sd, 1.0)
        return coverage(stiff.error, sd)

    assert covered(plain) < 0.9 <= covered(aware)
    assert aware.low_factor > 1 == plain.low_factor


def test_the_low_region_fades_out():
    intervals = IntervalFactors(np.ones(4), low=20.0, low_factor=1.5)
    factors = intervals.factors(np.zeros(4, int), np.array([-5.0, 30.0, 40.0, 50.0]))
    assert_allclose(factors, [1.5, 1.5, 1.25, 1.0])
