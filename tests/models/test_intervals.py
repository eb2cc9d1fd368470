import numpy as np
import pytest
from numpy.testing import assert_allclose

from polyopt.errors import DataError
from polyopt.models.conditioned_surface import conditioned
from polyopt.models.intervals import (
    LeftOut,
    class_factors,
    coverage,
)
from polyopt.models.surface import PairSurface

ENDS = np.eye(2)
ONE = np.ones((1, 1))


@pytest.fixture
def table():
    covariance = np.array([[9.0, 6.0], [6.0, 16.0]])
    known = np.ones((1, 2), bool)
    return PairSurface("cte", "ppm/K", np.array([[10.0, 40.0]]), covariance, 2.0, known)


def test_factors_bring_the_coverage_to_ninety_percent():
    rng = np.random.default_rng(1)
    sd = np.full(2000, 2.0)
    error = [rng.normal(size=2000) * np.hypot(scale * 2.0, 1.0) for scale in (1, 1.5, 2, 3)]
    blocks = [LeftOut(e, sd, np.full(2000, k)) for k, e in enumerate(error)]
    factors = class_factors(blocks, 1.0)
    assert_allclose(factors, [1, 1.5, 2, 3], rtol=0.1)
    for e, factor in zip(error[1:], factors[1:], strict=True):
        assert coverage(e, np.hypot(factor * sd, 1.0)) == pytest.approx(0.9, abs=0.002)


def test_too_few_or_modest_errors_change_nothing():
    few, small = np.full(10, 99.0), np.full(100, 0.1)
    errors = [few, small, few, small]
    blocks = [LeftOut(e, np.ones(len(e)), np.full(len(e), k)) for k, e in enumerate(errors)]
    factors = class_factors(blocks, 1.0)
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
