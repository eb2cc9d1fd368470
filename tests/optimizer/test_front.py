"""Pareto fronts and what is kept of them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from polyopt.optimizer.evaluation.front import (
    crowding,
    distinct,
    nondominated,
    spread_out,
    vicinity,
)


def dominated(values, i):
    others = np.delete(values, i, axis=0)
    return bool(((others <= values[i]).all(axis=1) & (others < values[i]).any(axis=1)).any())


@pytest.mark.parametrize("columns", [1, 2, 3])
@given(data=st.data())
def test_a_front_is_what_nothing_beats(columns, data):
    shape = (data.draw(st.integers(1, 30)), columns)
    values = data.draw(arrays(float, shape, elements=st.integers(0, 5).map(float)))
    front = nondominated(values)
    assert not any(dominated(values, i) for i in front)
    left = {tuple(values[i]) for i in front}
    assert all(dominated(values, i) or tuple(values[i]) in left for i in range(len(values)))


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_a_design_that_wins_by_rounding_only_is_left_out(columns):
    rng = np.random.default_rng(columns)
    values = rng.uniform(0, 10, (200, columns))
    best = values[values[:, 0].argmin()]
    worse = best + 5.0
    worse[0] = best[0] - 1e-12
    kept = distinct(np.vstack([values, worse]))
    if columns > 1:
        assert 200 not in kept
    assert set(kept) - {200} <= set(nondominated(values))


def test_spreading_out_keeps_the_ends():
    x = np.linspace(0, 1, 500) ** 3
    values = np.column_stack([x, 1 - x])
    kept = spread_out(values, 20)
    assert len(kept) == 20
    assert {0, 499} <= set(kept.tolist())
    assert np.diff(np.sort(x[kept])).max() < 0.2


def test_crowding_is_infinite_at_the_ends():
    distance = crowding(np.array([[0.0, 2.0], [1.0, 1.0], [2.0, 0.0]]))
    assert np.isinf(distance).tolist() == [True, False, True]
    assert distance[1] == pytest.approx(2.0)


def sheet(count):
    """A front of three objectives whose columns tell nothing of each other's neighbours."""
    points = np.random.default_rng(4).random((count, 3)) + 1e-3
    return points / np.linalg.norm(points, axis=1)[:, None]


def test_the_vicinity_is_the_product_of_the_nearest_distances():
    values = np.array([[0.0, 1.0, 1.0], [1.0, 0.0, 0.0], [0.5, 0.5, 0.5], [0.5, 0.5, 0.75]])
    found = vicinity(values)
    assert np.isinf(found[[0, 1]]).all()
    assert found[2] == pytest.approx(0.25 * np.sqrt(0.75))
    assert found[3] == pytest.approx(0.25 * np.sqrt(0.5**2 + 0.5**2 + 0.25**2))


def test_three_objectives_are_thinned_without_holes():
    """No design dropped is far from one kept, which the crowding distance does not see to."""
    values, count = sheet(1000), 100
    kept = spread_out(values, count)
    assert len(kept) == count
    assert set(values.argmin(axis=0)) <= set(kept.tolist())
    gap = np.linalg.norm(values[:, None] - values[kept][None], axis=2).min(axis=1)
    # an octant of area pi / 2 shared among hexagons of this reach
    hexagon = np.sqrt(np.pi / 2 / count * 2 / (3 * np.sqrt(3)))
    assert gap.max() < 2 * hexagon


def test_columns_alike_for_all_and_small_fronts_are_no_trouble():
    values = np.column_stack([np.arange(6.0), -np.arange(6.0), np.ones(6)])
    assert len(spread_out(values, 3)) == 3
    assert np.isinf(vicinity(values[:1])).all()
    assert np.isinf(vicinity(values[:2])).all()
