"""Polytopes of fractions: limits exact, points uniform."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polyopt.optimizer.space.polytope import broken_sticks, polytope
from polyopt.optimizer.space.uniform_map import points_of

INF = np.inf


def fractions(size, least=0.0, rows=(), low=(), high=()):
    return polytope(
        np.full(size, least),
        np.ones(size),
        np.array(rows, dtype=float).reshape(-1, size),
        np.array(low, dtype=float),
        np.array(high, dtype=float),
        simplex=True,
    )


def test_points_are_as_uniform_as_rejection_makes_them():
    found = fractions(3, 0.05, [[1, 1, 0]], [0.4], [INF])
    rng = np.random.default_rng(0)
    points = points_of(found, rng.random((200_000, 2)))
    tried = rng.dirichlet(np.ones(3), 400_000)
    kept = tried[(tried >= 0.05).all(axis=1) & (tried[:, :2].sum(axis=1) >= 0.4)]
    assert points.mean(axis=0) == pytest.approx(kept.mean(axis=0), abs=0.003)
    assert np.cov(points.T) == pytest.approx(np.cov(kept.T), abs=0.001)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 5),
    st.integers(0, 15).map(lambda per_cent: per_cent / 100),
    st.integers(0, 100).map(lambda per_cent: per_cent / 100),
    st.integers(0, 100).map(lambda per_cent: per_cent / 100),
    st.integers(0, 2**31),
)
def test_every_point_meets_every_limit(size, least, low, width, seed):
    rng = np.random.default_rng(seed)
    row = rng.integers(0, 2, size).astype(float)
    high = min(1.0, low + width)
    found = fractions(size, least, [row], [low], [high])
    if found is None:
        tried = rng.dirichlet(np.ones(size), 20_000)
        inside = (tried >= least + 0.02).all(axis=1)
        inside &= (tried @ row >= low + 0.02) & (tried @ row <= high - 0.02)
        assert not inside.any()
        return
    points = points_of(found, rng.random((500, max(1, found.dimension))))
    assert points.sum(axis=1) == pytest.approx(1.0, abs=1e-11)
    assert (points >= least - 1e-11).all()
    assert (points @ row >= low - 1e-11).all()
    assert (points @ row <= high + 1e-11).all()


def test_a_single_monomer_is_one_point_or_none():
    assert points_of(fractions(1), np.zeros((2, 0))).tolist() == [[1.0], [1.0]]
    assert fractions(1, rows=[[0]], low=[0.4], high=[INF]) is None


def test_an_equality_leaves_a_thin_polytope():
    found = fractions(3, 0.0, [[1, 0, 0]], [0.4], [0.4])
    assert found.dimension == 1
    assert found.vertices[:, 0].tolist() == [0.4, 0.4]


def test_thickness_ratio():
    found = polytope(
        np.array([2.0, 0.5]),
        np.array([8.0, 3.0]),
        np.array([[1.0, -2.0]]),
        np.zeros(1),
        np.array([INF]),
        simplex=False,
    )
    points = points_of(found, np.random.default_rng(1).random((5000, 2)))
    assert (points[:, 0] >= 2 * points[:, 1] - 1e-9).all()
    assert points.min(axis=0) == pytest.approx([2.0, 0.5], abs=0.1)


@pytest.mark.parametrize("dimension", [1, 2, 3, 4])
def test_broken_sticks_are_uniform_on_the_simplex(dimension):
    """Moments of a flat Dirichlet distribution of d + 1 shares."""
    kept = np.array(broken_sticks(np.random.default_rng(2).random((dimension, 200_000))))
    weights = np.vstack([1 - kept.sum(axis=0), kept])
    count = dimension + 1
    assert weights.min() >= -1e-15
    assert weights.mean(axis=1) == pytest.approx([1 / count] * count, abs=0.003)
    second = 2 / (count * (count + 1))
    assert (weights**2).mean(axis=1) == pytest.approx([second] * count, abs=0.003)


@settings(max_examples=25, deadline=None)
@given(st.integers(2, 4), st.integers(1, 3), st.integers(0, 2**31))
def test_several_limits_leave_points_as_uniform_as_rejection(size, limits, seed):
    """Chi-square over the halves of every coordinate, split where rejection samples split."""
    rng = np.random.default_rng(seed)
    rows = rng.integers(0, 2, (limits, size)).astype(float)
    low = rng.uniform(0.0, 0.5, limits)
    high = low + rng.uniform(0.1, 0.7, limits)
    tried = rng.dirichlet(np.ones(size), 60_000)
    sums = tried @ rows.T
    kept = tried[((sums >= low) & (sums <= high)).all(axis=1)]
    found = fractions(size, 0.0, rows, low, high)
    if len(kept) < 3000:
        return
    points = points_of(found, rng.random((len(kept), found.dimension)))
    for i in range(size):
        edges = np.quantile(kept[:, i], [0.25, 0.5, 0.75])
        cells = [np.bincount(np.searchsorted(edges, x[:, i]), minlength=4) for x in (kept, points)]
        total = cells[0] + cells[1]
        chi2 = ((cells[0] - cells[1]) ** 2 / np.maximum(total, 1)).sum()
        assert chi2 < 30  # 3 degrees of freedom: 1e-6


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 5), st.integers(1, 4), st.integers(0, 2**31))
def test_several_limits_hold_at_the_corners_of_the_cube(size, limits, seed):
    """Coordinates of 0 and 1 reach the boundary; one limit in three is an equality."""
    rng = np.random.default_rng(seed)
    inside = rng.dirichlet(np.ones(size))
    rows = rng.integers(0, 2, (limits, size)).astype(float)
    sums = rows @ inside
    slack = rng.choice([0.0, 0.1, 0.4], (2, limits))
    low, high = np.maximum(sums - slack[0], 0.0), np.minimum(sums + slack[1], 1.0)
    found = fractions(size, 0.0, rows, low, high)
    points = points_of(found, rng.integers(0, 2, (200, max(1, found.dimension))).astype(float))
    assert points.sum(axis=1) == pytest.approx(1.0, abs=1e-11)
    assert points.min() >= -1e-11
    assert (points @ rows.T >= low - 1e-11).all()
    assert (points @ rows.T <= high + 1e-11).all()
