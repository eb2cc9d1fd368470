"""Curvature and stresses against classical lamination theory and Timoshenko's bimetal."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from polyopt.equations.lamination import (
    biaxial_modulus,
    curvature,
    effective_cte,
    stresses,
    thermal_strain,
)
from polyopt.errors import DomainError

CURE, ROOM = 300.0, 25.0


def bent(modulus, cte, thickness, *, cure=CURE, poisson=0.34):
    nu = np.full(len(modulus), poisson)
    return curvature(modulus, nu, thickness, thermal_strain(cte, ROOM, cure))


def timoshenko(modulus, poisson, cte, thickness, dt):
    """The bimetal of Timoshenko (J. Opt. Soc. Am. 11, 233, 1925). [1/m]."""
    e1, e2 = biaxial_modulus(modulus, poisson)
    (t1, t2), h = thickness, sum(thickness) * 1e-6
    m, n = t1 / t2, e1 / e2
    strain = (cte[1] - cte[0]) * 1e-6 * dt
    return 6 * strain * (1 + m) ** 2 / (h * (3 * (1 + m) ** 2 + (1 + m * n) * (m**2 + 1 / (m * n))))


def lamination_theory(modulus, poisson, thickness, free_strain):
    """A, B, D matrices for equal strain in both directions: [A B; B D] [e0, k] = [N, M]. [1/m]."""
    stiffness = biaxial_modulus(modulus, poisson)
    z = np.concatenate([[0.0], np.cumsum(thickness)])
    a, b, d = ((stiffness * (z[1:] ** k - z[:-1] ** k)).sum() / k for k in (1, 2, 3))
    n = (stiffness * free_strain * np.diff(z)).sum()
    m = (stiffness * free_strain * (z[1:] ** 2 - z[:-1] ** 2)).sum() / 2
    return np.linalg.solve([[a, b], [b, d]], [n, m])[1] * 1e6


@pytest.mark.parametrize(
    ("modulus", "cte", "kappa", "radius_mm", "faces"),
    [
        (
            [3.4, 110.0],
            [27.0, 16.5],
            89.6227413438045,
            11.157882,
            [[0.179343, 11.721666], [-102.019626, 77.225856]],
        ),
        (
            [2.5, 117.0],
            [20.0, 17.0],
            22.50376456064522,
            44.437,
            [[0.416538, 2.547576], [-27.023441, 20.848204]],
        ),
    ],
)
def test_polyimide_on_copper(modulus, cte, kappa, radius_mm, faces):
    found = bent(modulus, cte, [25.0, 12.0])
    assert found.curvature == pytest.approx(kappa, rel=1e-10)
    assert 10 * found.radius == pytest.approx(radius_mm, rel=1e-5)
    free = thermal_strain(cte, ROOM, CURE)
    assert stresses(modulus, [0.34] * 2, [25.0, 12.0], free) == pytest.approx(
        np.array(faces), abs=1e-6
    )


@pytest.mark.parametrize(
    ("modulus", "cte", "strain", "axis"),
    [
        ([3.4, 110.0], [27.0, 16.5], -0.004712188612099644, 29.880782918149462),
        ([2.5, 117.0], [20.0, 17.0], -0.0047101602454824405, 30.21155813160586),
    ],
)
def test_uniform_strain_and_axis(modulus, cte, strain, axis):
    found = bent(modulus, cte, [25.0, 12.0])
    assert found.strain == pytest.approx(strain, rel=1e-12)
    assert found.axis == pytest.approx(axis, rel=1e-12)


def test_equal_ctes_stay_flat_without_stress():
    free = thermal_strain([20.0, 20.0], ROOM, CURE)
    assert abs(bent([3.4, 110.0], [20.0, 20.0], [25.0, 12.0]).curvature) < 1e-9
    assert np.abs(stresses([3.4, 110.0], [0.34] * 2, [25.0, 12.0], free)).max() < 1e-9


def test_a_symmetric_stack_is_flat_and_balances():
    modulus, cte, thickness = [110.0, 3.4, 110.0], [16.5, 27.0, 16.5], [12.0, 25.0, 12.0]
    assert abs(bent(modulus, cte, thickness).curvature) < 1e-9
    alpha = effective_cte(modulus, [0.34] * 3, thickness, cte)
    assert alpha == pytest.approx(16.82752293577982, rel=1e-12)
    held = stresses(modulus, [0.34] * 3, thickness, thermal_strain(cte, ROOM, CURE))
    assert held[:, 0] == pytest.approx([-15.011468, 14.411009, -15.011468], abs=1e-6)
    assert held[:, 0] == pytest.approx(held[:, 1])
    assert 24.0 * held[0, 0] == pytest.approx(-25.0 * held[1, 0])


@pytest.mark.parametrize(
    ("metal", "expected"),
    [
        (
            True,
            [
                -2.316784118694485,
                -0.9896733307629529,
                0.33743745716984946,
                1.6645482451021396,
                2.3281036390684138,
            ],
        ),
        (
            False,
            [
                -6.0192022786661115,
                -37.528678759011946,
                -69.03815523935786,
                -100.5476317197039,
                -116.30236996987686,
            ],
        ),
    ],
)
def test_window_of_the_resin_layer_before_and_after_etching(metal, expected):
    """Film, layer B, layer A and copper; kA - k = -10, 0, 10, 20, 25 ppm/K."""
    layers = 4 if metal else 3
    modulus = [5.0, 2.5, 3.0, 110.0][:layers]
    thickness = [25.0, 1.5, 3.0, 12.0][:layers]
    difference = (-10.0, 0.0, 10.0, 20.0, 25.0)
    found = [
        float(bent(modulus, [16.0, 50.0, 16.0 + d, 16.5][:layers], thickness, cure=250.0).curvature)
        for d in difference
    ]
    assert found == pytest.approx(expected, rel=1e-9)
    slope = np.diff(found) / np.diff(difference)
    assert slope == pytest.approx(np.full(4, slope[0]), rel=1e-9)


@pytest.mark.parametrize("difference", [-10.0, 0.0, 10.0])
def test_film_with_layer_a_alone(difference):
    found = bent([5.0, 3.0], [16.0, 16.0 + difference], [25.0, 4.0], cure=250.0)
    assert found.curvature == pytest.approx(-4.046113219928245 * difference, rel=1e-9, abs=1e-9)


def test_mismatch_that_a_radius_of_15_cm_allows():
    found = bent([4.0, 110.0], [17.5, 16.5], [20.0, 18.0])
    assert found.curvature == pytest.approx(4.789490943462075, rel=1e-9)
    assert (1 / 0.15) / found.curvature == pytest.approx(1.391936375987315, rel=1e-9)


numbers = st.floats(0.5, 200.0)
ratios = st.floats(0.0, 0.45)


@given(st.tuples(numbers, numbers), st.tuples(ratios, ratios), st.tuples(numbers, numbers), numbers)
def test_two_layers_are_timoshenkos_bimetal(modulus, poisson, thickness, cte):
    free = thermal_strain([10.0, cte], ROOM, CURE)
    expected = timoshenko(modulus, poisson, (10.0, cte), thickness, ROOM - CURE)
    found = curvature(modulus, poisson, thickness, free).curvature
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-9)


stacks = st.lists(
    st.tuples(numbers, ratios, numbers, st.floats(-20.0, 120.0)), min_size=1, max_size=6
)


@given(stacks)
def test_any_stack_agrees_with_lamination_theory(layers):
    modulus, poisson, thickness, cte = np.array(layers).T
    free = thermal_strain(cte, ROOM, CURE)
    found = curvature(modulus, poisson, thickness, free).curvature
    expected = lamination_theory(modulus, poisson, thickness, free)
    assert found == pytest.approx(expected, rel=1e-6, abs=1e-6)


@given(stacks)
def test_a_symmetric_stack_is_flat(layers):
    modulus, poisson, thickness, cte = np.array([*layers, *layers[::-1]]).T
    free = thermal_strain(cte, ROOM, CURE)
    found = curvature(modulus, poisson, thickness, free).curvature
    assert abs(found) * thickness.sum() * 1e-6 < 1e-9 * (np.abs(free).max() + 1e-3)


@given(stacks, st.integers(0, 5), st.floats(-100.0, 100.0))
def test_curvature_is_linear_in_the_mismatch_of_any_layer(layers, which, mismatch):
    modulus, poisson, thickness, cte = np.array(layers).T
    step = mismatch * (np.arange(len(layers)) == which % len(layers))

    def bend(times):
        free = thermal_strain(cte + times * step, ROOM, CURE)
        return curvature(modulus, poisson, thickness, free).curvature

    assert bend(2.0) - bend(1.0) == pytest.approx(bend(1.0) - bend(0.0), rel=1e-9, abs=1e-6)


@given(stacks)
def test_forces_and_moments_balance(layers):
    modulus, poisson, thickness, cte = np.array(layers).T
    free = thermal_strain(cte, ROOM, CURE)
    held = stresses(modulus, poisson, thickness, free)
    top = np.cumsum(thickness)
    low = top - thickness
    force = (held.mean(axis=1) * thickness).sum()
    # Simpson's rule is exact: stress is linear in each layer
    middle = held.mean(axis=1) * (low + top) / 2
    moment = (thickness / 6 * (held[:, 0] * low + 4 * middle + held[:, 1] * top)).sum()
    scale = 1e3 * (biaxial_modulus(modulus, poisson) * thickness).sum() * np.abs(free).max() + 1e-6
    assert abs(force) < 1e-8 * scale
    assert abs(moment) < 1e-8 * scale * top[-1]


def test_turning_a_stack_over_turns_its_curvature():
    modulus, cte, thickness = [3.0, 50.0, 7.0], [40.0, 17.0, 20.0], [5.0, 12.0, 25.0]
    up, down = bent(modulus, cte, thickness), bent(modulus[::-1], cte[::-1], thickness[::-1])
    assert up.curvature == pytest.approx(-down.curvature, rel=1e-10)


def test_a_layer_of_no_thickness_is_absent():
    with_gap = bent([3.0, 9.0, 50.0], [40.0, 99.0, 17.0], [5.0, 0.0, 12.0])
    assert with_gap.curvature == pytest.approx(
        bent([3.0, 50.0], [40.0, 17.0], [5.0, 12.0]).curvature
    )


def test_layers_may_have_joined_at_different_temperatures():
    free = thermal_strain([20.0, 20.0], ROOM, [300.0, 150.0])
    assert abs(curvature([3.0, 50.0], [0.34] * 2, [5.0, 12.0], free).curvature) > 1.0


@pytest.mark.parametrize(
    ("modulus", "poisson", "thickness"),
    [([0.0, 1.0], [0.3, 0.3], [1, 1]), ([1, 1], [0.6, 0.3], [1, 1]), ([1, 1], [0.3, 0.3], [0, 0])],
)
def test_impossible_layers_are_refused(modulus, poisson, thickness):
    with pytest.raises(DomainError):
        curvature(modulus, poisson, thickness, [0.0, 0.0])
