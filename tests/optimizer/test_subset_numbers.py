"""Subsets by number: every subset once, there and back, in the memory of the patterns."""

from itertools import combinations
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import polyopt as po
from polyopt.chemistry.monomers import DIAMINE, Monomer
from polyopt.optimizer.space.subset_numbers import SubsetNumbers, patterns
from polyopt.optimizer.space.subsets import role_space
from polyopt.prediction.predictor import LayerPalette
from polyopt.problem.definition import LayerProblem, ShareLimit


def numbered(sizes, most, seed=0):
    order = np.random.default_rng(seed).permutation(sum(sizes))
    kinds = np.split(order, np.cumsum(sizes)[:-1])
    return SubsetNumbers(tuple(np.sort(k) for k in kinds), tuple(patterns(sizes, most)))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 5), min_size=1, max_size=4), st.integers(1, 4), st.integers(0, 99))
def test_every_subset_has_one_number(sizes, most, seed):
    numbers = numbered(sizes, most, seed)
    expected = {
        chosen for size in range(1, most + 1) for chosen in combinations(range(sum(sizes)), size)
    }
    assert numbers.count == len(expected)
    members = numbers.members(np.arange(numbers.count))
    assert {tuple(sorted(m for m in row if m >= 0)) for row in members.tolist()} == expected


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_numbers_of_a_large_palette_go_there_and_back(seed):
    numbers = numbered([200, 60, 40], 4)
    assert numbers.count == sum(comb(300, k) for k in range(1, 5))
    rng = np.random.default_rng(seed)
    index = np.concatenate([[0, numbers.count - 1], rng.integers(0, numbers.count, 200)])
    members = numbers.members(index)
    shuffled = np.array([rng.permutation(row) for row in members])
    assert numbers.index_of(shuffled).tolist() == index.tolist()


def test_a_subset_that_is_not_numbered_is_refused():
    numbers = SubsetNumbers((np.array([0, 2]), np.array([1])), ((0, 1),))
    assert numbers.members(np.arange(numbers.count)).tolist() == [[0, 1], [2, 1]]
    with pytest.raises(KeyError):
        numbers.index_of(np.array([[0, 2]]))


def layer(count, most, limits=(), least=0.0):
    monomers = tuple(Monomer(f"amine-{i}", DIAMINE) for i in range(count))
    palette = LayerPalette("A", (), monomers)
    return LayerProblem(palette, {DIAMINE: most}, least, tuple(limits))


def group(members, count, low, high=1.0):
    return ShareLimit(DIAMINE, tuple(i in members for i in range(count)), low, high, "a limit")


def test_subsets_are_those_that_can_meet_several_limits():
    """Against every subset and a fine grid of its fractions."""
    limits = [group({0, 1, 4}, 6, 0.4), group({1, 2}, 6, 0.0, 0.3), group({5}, 6, 0.2, 0.2)]
    space = role_space(layer(6, 3, limits, 0.1), DIAMINE)
    members = space.numbers.members(np.arange(space.count))
    found = {tuple(sorted(m for m in row if m >= 0)) for row in members.tolist()}
    expected = set()
    grid = np.array([(i, j, 20 - i - j) for i in range(21) for j in range(21 - i)]) / 20
    for size in (1, 2, 3):
        for chosen in combinations(range(6), size):
            rows = np.zeros((len(grid), 6))
            rows[:, chosen] = grid[:, :size]
            inside = (np.abs(rows.sum(axis=1) - 1) < 1e-9) & (rows[:, chosen] >= 0.1 - 1e-9).all(
                axis=1
            )
            for limit in limits:
                total = rows[:, np.array(limit.members)].sum(axis=1)
                inside &= (total >= limit.low - 1e-9) & (total <= limit.high + 1e-9)
            if inside.any():
                expected.add(chosen)
    assert found == expected


def test_a_palette_of_three_hundred_is_counted_not_listed():
    space = role_space(layer(300, 4, [group(set(range(30)), 300, 0.4)]), DIAMINE)
    none = sum(comb(270, k) for k in range(1, 5))
    assert space.count == sum(comb(300, k) for k in range(1, 5)) - none
    rows = space.fractions(
        np.array([0, space.count - 1]), np.random.default_rng(0).random((2, space.coordinates))
    )
    assert (rows[:, :30].sum(axis=1) >= 0.4 - 1e-12).all()
    assert space.settled(rows[1]).sum() == pytest.approx(1.0, abs=1e-15)


def test_more_subsets_than_can_be_recorded_are_refused():
    with pytest.raises(po.UsageError, match="ways to choose up to 6 of 3000 diamines"):
        role_space(layer(3000, 6), DIAMINE)
