"""Gel fractions against values computed from the closed forms, and their limits."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from polyopt.equations.network import (
    GEL_POINT,
    MONODISPERSE,
    MOST_PROBABLE,
    crosslinks,
    gel_fraction,
    insoluble_content,
)
from polyopt.errors import DomainError

CHAINS = [MOST_PROBABLE, MONODISPERSE]


@pytest.mark.parametrize(
    ("chains", "delta", "sol"),
    [
        (MOST_PROBABLE, 1.0, 0.3819660112501052),
        (MOST_PROBABLE, 2.0, 0.13397459621556132),
        (MOST_PROBABLE, 5.0, 0.029179606750063095),
        (MONODISPERSE, 2.0, 0.2031878699799799),
        (MONODISPERSE, 3.0, 0.05952020929276977),
    ],
)
def test_sol_fraction(chains, delta, sol):
    assert 1 - gel_fraction(delta, chains) == pytest.approx(sol, rel=1e-12)


@pytest.mark.parametrize(
    ("gel", "delta"),
    [(0.01, 0.5037815259212075), (0.5, 0.8284271247461902), (0.99, 9.090909090909086)],
)
def test_crosslinks_behind_a_gel(gel, delta):
    assert crosslinks(gel) == pytest.approx(delta, rel=1e-12)


@given(st.sampled_from(CHAINS), st.floats(0.001, 0.999))
def test_there_and_back(chains, gel):
    assert gel_fraction(crosslinks(gel, chains), chains) == pytest.approx(gel, rel=1e-7)


@given(st.sampled_from(CHAINS), st.floats(0.0, 50.0), st.floats(0.0, 5.0))
def test_gel_grows_with_crosslinks(chains, delta, more):
    first, second = gel_fraction([delta, delta + more], chains)
    assert 0 <= first <= second + 1e-12 <= 1 + 1e-12


@pytest.mark.parametrize("chains", CHAINS)
def test_nothing_gels_before_the_gel_point(chains):
    below = gel_fraction([0.0, 0.5 * GEL_POINT[chains], GEL_POINT[chains]], chains)
    assert below == pytest.approx([0, 0, 0], abs=1e-7)
    assert gel_fraction(1.05 * GEL_POINT[chains], chains) > 0.05


def test_weighings_of_an_extraction():
    taken_off = insoluble_content(100.0, 42.0, weighing_sd=0.5)
    assert taken_off.value == pytest.approx(42.0)
    rng = np.random.default_rng(3)
    noise = rng.normal(0, 0.5, (3, 200_000))
    drawn = 100 * (62 + noise[1] - 20 - noise[2]) / (120 + noise[0] - 20 - noise[2])
    on_foil = insoluble_content(120.0, 62.0, foil=20.0, weighing_sd=0.5)
    assert on_foil.value == pytest.approx(drawn.mean(), abs=0.01)
    assert on_foil.sd == pytest.approx(drawn.std(), rel=0.01)


@pytest.mark.parametrize(
    "masses", [(0.0, 0.0, 0.0), (10.0, 12.0, 0.0), (10.0, 5.0, 11.0), (10.0, 5.0, 6.0)]
)
def test_impossible_masses_are_refused(masses):
    before, after, foil = masses
    with pytest.raises(DomainError):
        insoluble_content(before, after, foil=foil)


@pytest.mark.parametrize("gel", [0.0, 1.0, -0.1, np.nan])
def test_impossible_gel_is_refused(gel):
    with pytest.raises(DomainError):
        crosslinks(gel)
    with pytest.raises(DomainError):
        gel_fraction(1.0, "branched")
