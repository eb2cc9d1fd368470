"""Errors of shares: worst cases reached and not passed, chances and spreads as draws have them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polyopt.equations.share_errors import chance_of_sum, closed_variance, tightened

INF = np.inf


def drawn(shares, tolerance, count, seed=0, edge=False):
    """Return closed shares, shape (count, k); with `edge`, each error at one end or the other."""
    rng = np.random.default_rng(seed)
    errors = rng.uniform(-1, 1, (count, len(shares)))
    errors = np.sign(errors) if edge else errors
    amounts = np.array(shares) + tolerance * errors
    return amounts / amounts.sum(axis=1, keepdims=True)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 3), st.integers(1, 3), st.floats(0.05, 0.95), st.floats(0.001, 0.02))
def test_the_tightened_end_is_the_worst_case_and_no_more(inside, outside, limit, tolerance):
    for ends, place, sign in (((limit, INF), 0, 1), ((-INF, limit), 1, -1)):
        end = tightened(*ends, inside, outside, tolerance)[place]
        shares = [end / inside] * inside + [(1 - end) / outside] * outside
        if min(shares) <= tolerance:
            continue
        corners = drawn(shares, tolerance, 4000, edge=True)[:, :inside].sum(axis=1)
        reached = (sign * corners).min()
        assert reached == pytest.approx(sign * limit, abs=1e-12)


@pytest.mark.parametrize(("inside", "outside"), [(0, 2), (3, 0)])
def test_a_sum_of_all_or_none_is_certain(inside, outside):
    assert tightened(0.4, 0.9, inside, outside, 0.01) == (0.4, 0.9)
    total = 1.0 if inside else 0.0
    assert chance_of_sum(total, total, total, inside, outside, 0.01) == 1.0


def test_limits_at_the_ends_of_shares_are_none():
    assert tightened(0.0, 1.0, 2, 2, 0.01) == (0.0, 1.0)
    assert tightened(-INF, INF, 2, 2, 0.01) == (-INF, INF)


def test_a_window_narrower_than_the_errors_leaves_nothing():
    low, high = tightened(0.4, 0.405, 1, 1, 0.005)
    assert low > high


@pytest.mark.parametrize("tolerance", [0.002, 0.01])
@pytest.mark.parametrize(
    ("shares", "inside", "low", "high"),
    [
        ([0.405, 0.595], 1, 0.4, 1.0),
        ([0.2, 0.203, 0.4, 0.197], 2, 0.4, 1.0),
        ([0.1, 0.7, 0.2], 1, 0.0, 0.101),
        ([0.2, 0.3, 0.5], 2, 0.498, 0.503),
        ([0.05] * 8 + [0.6], 8, 0.4, 1.0),
        ([0.05] * 20, 10, 0.497, 1.0),
    ],
)
def test_chances_are_those_of_draws(shares, inside, low, high, tolerance):
    sums = drawn(shares, tolerance, 200_000)[:, :inside].sum(axis=1)
    share = ((sums >= low) & (sums <= high)).mean()
    found = chance_of_sum(sum(shares[:inside]), low, high, inside, len(shares) - inside, tolerance)
    assert found == pytest.approx(share, abs=0.005)


def test_the_variance_is_that_of_draws():
    shares, tolerance = np.array([0.25, 0.35, 0.4]), 0.01
    slopes = np.array([300.0, 10, -50])
    values = drawn(shares, tolerance, 400_000) @ slopes
    centred = slopes - slopes @ shares
    assert closed_variance(centred, tolerance) == pytest.approx(values.var(), rel=0.03)
