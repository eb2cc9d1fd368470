"""Mixture rules, foams and Gurley times against computed values, bounds and inverses."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from polyopt.equations.foam import modulus_open_cell, porosity_of_densities
from polyopt.equations.permeability import (
    gurley_time,
    kozeny_carman,
    permeability_of_gurley,
    permeability_of_pores,
    permeance,
    pore_diameter,
    range_flags,
)
from polyopt.equations.porous import (
    RULES,
    porosity_for,
)
from polyopt.errors import DomainError

ORDER = ["series", "inverse-maxwell-garnett", "bruggeman", "maxwell-garnett", "parallel"]
VALUES = {
    0.3: [2.5380281690140847, 2.354838709677419, 2.5, 2.4745422491330553, 2.35524039811009],
    0.5: [2.04, 1.8571428571428572, 1.9650971698084907, 1.961797013072881, 1.8439088914585775],
    0.8: [1.3851851851851853, 1.292682926829268, 1.313878828726044, 1.3336840790536901,
          1.2773084445875396],
}  # fmt: skip
NAMES = ["maxwell-garnett", "inverse-maxwell-garnett", "bruggeman", "looyenga", "lichtenecker"]


@pytest.mark.parametrize("porosity", VALUES)
def test_permittivity_at_3_4(porosity):
    found = [RULES[name](3.4, porosity) for name in NAMES]
    assert found == pytest.approx(VALUES[porosity], rel=1e-11)


@pytest.mark.parametrize(
    ("solid", "expected", "digits"),
    [
        (3.4, [0.314516, 0.25, 0.30, 0.290823, 0.251259], 6),
        (3.0, [0.206, 0.167, 0.20, 0.192, 0.166], 3),
    ],
)
def test_porosity_for_2_5(solid, expected, digits):
    found = [porosity_for(2.5, solid, name) for name in NAMES]
    assert found == pytest.approx(expected, abs=0.51 * 10**-digits)


solids, porosities = st.floats(1.0, 20.0), st.floats(0.0, 1.0)


@given(solids, porosities)
def test_bounds_keep_their_order(solid, porosity):
    found = np.array([float(RULES[name](solid, porosity)) for name in ORDER])
    assert (np.diff(found) >= -1e-12 * solid).all()


@given(st.sampled_from(sorted(RULES)), solids, porosities)
def test_every_rule_stays_between_air_and_solid(rule, solid, porosity):
    assert 1 - 1e-12 <= RULES[rule](solid, porosity) <= solid * (1 + 1e-12)
    assert RULES[rule](solid, [0.0, 1.0]) == pytest.approx([solid, 1.0])


@given(st.sampled_from(sorted(RULES)), st.floats(1.1, 10.0), st.floats(0.0, 1.0))
def test_porosity_there_and_back(rule, solid, porosity):
    reached = float(RULES[rule](solid, porosity))
    assert porosity_for(min(reached, solid), solid, rule) == pytest.approx(porosity, abs=1e-6)


def test_no_permittivity_of_2_5_near_15_percent():
    assert all(float(RULES[rule](3.4, 0.15)) > 2.5 for rule in NAMES)


def test_porosity_that_published_values_imply():
    """A polyimide film of permittivity 1.7 and 1.13 GPa, an aerogel of 1.16; 3.4 solid."""
    isotropic = ["lichtenecker", "inverse-maxwell-garnett", "bruggeman", "maxwell-garnett"]
    film = [porosity_for(1.7, 3.4, rule) for rule in isotropic]
    assert [film[0], film[-1]] == pytest.approx([0.566, 0.65], abs=5e-4)
    assert film == sorted(film)
    assert porosity_for(1.16, 3.0) > 0.87
    assert porosity_for(1.16, 3.4, "maxwell-garnett") == pytest.approx(0.91, abs=0.005)
    stiff = 1 - np.sqrt(1.13 / np.array([2.5, 3.0]))
    assert stiff == pytest.approx([0.33, 0.39], abs=0.005)
    assert modulus_open_cell([2.5, 3.0], stiff) == pytest.approx([1.13, 1.13])


@pytest.mark.parametrize("porosity", [0.3, 0.5])
def test_width_of_the_bounds(porosity):
    low, high = (float(RULES[n](3.4, porosity)) for n in ("inverse-maxwell-garnett", ORDER[3]))
    assert high - low == pytest.approx(0.18, abs=0.005)


def test_foam_and_densities():
    assert modulus_open_cell(2.5, [0.3, 0.5, 0.8]) == pytest.approx([1.225, 0.625, 0.1])
    assert porosity_of_densities(0.71, 1.42) == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("diameter", "porosity", "seconds"),
    [
        (0.1, 0.5, 56.60213181732784),
        (0.2, 0.5, 25.712847669364766),
        (0.5, 0.5, 8.070832734773605),
        (0.05, 0.3, 198.6728334631398),
    ],
)
def test_gurley_time_of_pores(diameter, porosity, seconds):
    found = gurley_time(permeability_of_pores(diameter, porosity), 25.0)
    assert found == pytest.approx(seconds, rel=1e-6)
    assert pore_diameter(seconds, 25.0, porosity) == pytest.approx(diameter, rel=1e-6)


def test_viscous_flow_is_a_tenth_in_narrow_pores():
    viscous = 0.5 / 1.5 * (0.05e-6) ** 2 / 8
    share = viscous / float(permeability_of_pores(0.1, 0.5))
    assert share == pytest.approx(0.10, abs=0.005)


def test_a_claimed_gurley_time_of_2000_s_lies_outside_both_methods():
    assert permeance(2000.0) == pytest.approx(0.064, abs=5e-4)
    assert len(range_flags(2000.0)) == 2
    assert range_flags(1300.0) == ("outside ISO 5636-5: 0.0982 µm/(Pa s), covered are 0.1 to 100",)
    assert range_flags(100.0) == ()


def test_permeability_behind_a_gurley_time():
    assert permeability_of_gurley(30.0, 25.0) == pytest.approx(1.9524934436577517e-15, rel=1e-12)
    assert permeability_of_gurley(2000.0, 25.0) == pytest.approx(2.928740165486628e-17, rel=1e-12)
    assert permeance(1.0) == pytest.approx(127.6747867831061, rel=1e-12)
    assert permeance(1.0, area=6.45) == pytest.approx(127.08095056551024, rel=1e-12)
    assert kozeny_carman(0.3, 0.5) == pytest.approx(2.5e-16, rel=1e-12)


@given(st.floats(0.02, 5.0), st.floats(0.1, 0.9), st.floats(5.0, 150.0))
def test_air_passes_faster_through_wider_pores_and_slower_through_thicker_films(d, p, thickness):
    time = gurley_time(permeability_of_pores(d, p), thickness)
    assert gurley_time(permeability_of_pores(1.1 * d, p), thickness) < time
    assert gurley_time(permeability_of_pores(d, p), 2 * thickness) == pytest.approx(2 * time)


@pytest.mark.parametrize(
    "call",
    [
        lambda: RULES["bruggeman"](0.9, 0.3),
        lambda: RULES["bruggeman"](3.4, 1.1),
        lambda: porosity_for(3.5, 3.4),
        lambda: porosity_for(2.5, 3.4, "bruggemann"),
        lambda: porosity_of_densities(1.5, 1.4),
        lambda: permeability_of_pores(0.0, 0.3),
        lambda: permeance(0.0),
        lambda: modulus_open_cell(-1.0, 0.3),
    ],
)
def test_impossible_films_are_refused(call):
    with pytest.raises(DomainError):
        call()
