"""Joint probabilities against Monte Carlo and exact values."""

import numpy as np
import pytest
from scipy.stats import norm

from polyopt.claims.probability import Limit, interval_probability, joint_probability


def limit(loading, low, high):
    return Limit(np.array(loading, dtype=float), np.array([low]), np.array([high]))


def monte_carlo(limits, covariance, draws=1_000_000):
    x = np.random.default_rng(0).multivariate_normal(np.zeros(len(covariance)), covariance, draws)
    inside = np.ones(draws, dtype=bool)
    for one in limits:
        value = x @ one.loading
        inside &= (value >= one.low[0]) & (value <= one.high[0])
    return inside.mean()


def test_independent_blocks_multiply():
    limits = [limit([1, 0], -1, 1), limit([0, 1], -np.inf, 0.5)]
    covariance = np.diag([1.0, 4.0])
    expected = (norm.cdf(1) - norm.cdf(-1)) * norm.cdf(0.25)
    assert joint_probability(limits, covariance[None])[0] == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("correlation", [-0.8, 0.0, 0.5, 0.95])
def test_two_windows_and_an_order_between_them(correlation):
    covariance = np.array([[1.0, correlation * 1.5], [correlation * 1.5, 2.25]])
    limits = [limit([1, 0], -1.2, 0.8), limit([0, 1], -2.0, 1.0), limit([1, -1], -0.5, np.inf)]
    found = joint_probability(limits, covariance[None])[0]
    assert found == pytest.approx(monte_carlo(limits, covariance), abs=0.002)


def test_three_tied_quantities():
    covariance = np.array([[1.0, 0.4, 0.2], [0.4, 2.0, 0.3], [0.2, 0.3, 1.5]])
    limits = [limit([1, 0, 0], -1, 2), limit([0, 1, -1], 0, np.inf), limit([0, 0, 1], -1, 1)]
    found = joint_probability(limits, covariance[None])[0]
    assert found == pytest.approx(monte_carlo(limits, covariance), abs=0.01)


def test_a_window_of_a_difference_uses_both_uncertainties():
    limits = [limit([1, -1], -10, 20)]
    covariance = np.diag([36.0, 64.0])
    expected = norm.cdf(2.0) - norm.cdf(-1.0)
    assert joint_probability(limits, covariance[None])[0] == pytest.approx(expected, abs=1e-9)


def test_no_limits_hold_for_certain():
    assert joint_probability([], np.zeros((3, 0, 0))).tolist() == [1.0, 1.0, 1.0]


def test_contradicting_limits_have_no_probability():
    limits = [limit([1], 1, np.inf), limit([1], -np.inf, 0)]
    assert joint_probability(limits, np.ones((1, 1, 1)))[0] == 0.0


def test_without_uncertainty_the_answer_is_yes_or_no():
    low, high = np.array([-1.0, 0.5, 0.0]), np.array([1.0, 1.0, 0.0])
    assert interval_probability(low, high, np.zeros(3)).tolist() == [1.0, 0.0, 1.0]


@pytest.mark.parametrize(("beyond", "expected"), [(2e-7, 1.0), (-2e-7, 0.0)])
def test_what_is_certain_is_decided_however_near_its_limit(beyond, expected):
    certain, other = limit([1, 0], -np.inf, beyond), limit([0, 1], -1.0, 1.0)
    found = joint_probability([certain, other], np.diag([0.0, 1.0])[None])
    assert found == pytest.approx(expected * (norm.cdf(1) - norm.cdf(-1)))
