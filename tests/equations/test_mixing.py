"""Mixing rules of the glass transition: computed values, and what holds for any copolyimide."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from polyopt.equations.mixing import (
    mass_fractions,
    mole_linear,
    pair_fractions,
    tg_fox,
    tg_gordon_taylor,
    tg_kwei,
)
from polyopt.errors import DomainError

SHARE, TG = [0.3, 0.7], [700.0, 500.0]


def test_two_components():
    assert float(tg_fox(SHARE, TG)) == pytest.approx(546.875, rel=1e-13)
    assert float(tg_gordon_taylor(SHARE, TG, 0.6)) == pytest.approx(583.3333333333334, rel=1e-13)
    assert float(tg_kwei(SHARE, TG, 0.6, -30.0)) == pytest.approx(577.0333333333334, rel=1e-13)


kelvin = st.floats(300.0, 900.0)
shares = st.floats(0.0, 1.0)


@st.composite
def copolyimides(draw):
    """Fractions of dianhydrides and diamines; mass and Tg of each repeat unit."""
    m, n = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    a, b = (np.array(draw(st.lists(st.floats(0.01, 1.0), min_size=k, max_size=k))) for k in (m, n))
    grid = st.lists(st.floats(200.0, 900.0), min_size=m * n, max_size=m * n)
    tgs = st.lists(kelvin, min_size=m * n, max_size=m * n)
    mass, tg = (np.array(draw(s)).reshape(m, n) for s in (grid, tgs))
    return a / a.sum(), b / b.sum(), mass, tg


def mixed(a, b, mass, tg, rule=tg_fox):
    return float(rule(mass_fractions(pair_fractions(a, b), mass.ravel()), tg.ravel()))


@given(copolyimides())
def test_fox_lies_between_the_least_parent_and_the_mass_weighted_mean(made):
    *_, tg = made
    found, linear = mixed(*made), mixed(*made, rule=mole_linear)
    assert tg.min() * (1 - 1e-12) <= found <= linear * (1 + 1e-12)


@given(copolyimides())
def test_all_of_one_monomer_is_its_homopolymer(made):
    a, b, mass, tg = made
    found = mixed(np.eye(len(a))[-1], np.eye(len(b))[0], mass, tg)
    assert found == pytest.approx(tg[-1, 0], rel=1e-12)


@given(copolyimides(), kelvin)
def test_equal_parents_mix_to_themselves(made, tg):
    a, b, mass, tgs = made
    assert mixed(a, b, mass, np.full_like(tgs, tg)) == pytest.approx(tg, rel=1e-12)


@given(copolyimides(), st.randoms(use_true_random=False))
def test_the_order_of_monomers_does_not_matter(made, random):
    a, b, mass, tg = made
    i, j = list(range(len(a))), list(range(len(b)))
    random.shuffle(i)
    random.shuffle(j)
    swapped = mixed(a[i], b[j], mass[i][:, j], tg[i][:, j])
    assert swapped == pytest.approx(mixed(*made), rel=1e-12)


@given(copolyimides(), shares)
def test_splitting_a_monomer_into_two_equal_ones_changes_nothing(made, share):
    a, b, mass, tg = made
    split = np.concatenate([[share * a[0], (1 - share) * a[0]], a[1:]])
    twice = [0, 0, *range(1, len(a))]
    assert mixed(split, b, mass[twice], tg[twice]) == pytest.approx(mixed(*made), rel=1e-12)


@given(shares, kelvin, kelvin, st.floats(0.2, 5.0))
def test_gordon_and_taylor_hold_fox_and_the_mean(w, first, second, k):
    share, tg = [1 - w, w], [first, second]
    assert float(tg_gordon_taylor(share, tg, 1.0)) == pytest.approx(float(mole_linear(share, tg)))
    assert float(tg_gordon_taylor(share, tg, first / second)) == pytest.approx(
        float(tg_fox(share, tg))
    )
    low, high = sorted(tg)
    assert low - 1e-9 <= float(tg_gordon_taylor(share, tg, k)) <= high + 1e-9
    for whole in (0, 1):
        assert float(tg_kwei(np.eye(2)[whole], tg, k, -30.0)) == pytest.approx(tg[whole])


@pytest.mark.parametrize(
    ("share", "tg", "k"),
    [
        ([0.3, 0.7], [700.0, 0.0], 0.6),
        ([0.3, 0.7], [700.0, 500.0], 0.0),
        ([0.3, 0.3, 0.4], [700.0, 500.0, 600.0], 0.6),
        ([0.3, 0.7], [700.0], 0.6),
    ],
)
def test_impossible_mixtures_are_refused(share, tg, k):
    with pytest.raises(DomainError):
        tg_gordon_taylor(share, tg, k)
