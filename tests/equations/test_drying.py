"""Drying of a coat against Crank's series and converged solutions."""

import numpy as np
import pytest

from polyopt.equations.drying import (
    Coating,
    Conditions,
    drying_curve,
    drying_time,
    solvent_activity,
)
from polyopt.errors import DomainError

COAT = Coating(20.0, 1.35, 1.03, 0.85)
OVEN = Conditions(1e-14, 14.0, 0.02, 0.2344, 0.5)


def test_wet_thickness():
    found = COAT.thickness([0.1, 0.4, 0.85])
    assert found == pytest.approx(
        [22.9126213592233, 37.47572815533981, 168.5436893203883], rel=1e-14
    )


def test_forty_per_cent_of_the_coat_is_two_thirds_of_the_polymer():
    bare = COAT.thickness(0.0)
    solvent = (COAT.thickness(0.4) - bare) * COAT.solvent_density
    assert solvent / (bare * COAT.polymer_density) == pytest.approx(2 / 3, rel=1e-12)


def test_constant_diffusion_to_a_dry_surface_is_cranks_series():
    """Solvent so dense that it takes no room, evaporating so fast that the surface stays dry."""
    diffusivity, thickness = 1e-14, 20e-6
    fourier = np.array([0.05, 0.1, 0.2, 0.5, 1.0])
    times = fourier * thickness**2 / diffusivity
    residue = drying_curve(
        Coating(20.0, 1.0, 1e6, 0.5), Conditions(diffusivity, 0.0, 1e3, 1e9), times, cells=200
    )
    left = residue / (1 - residue)
    expected = [
        0.7476867478222453, 0.6431765995475459, 0.4959121797974515, 0.23604966925615117,
        0.06874032153666632,
    ]  # fmt: skip
    n = np.arange(200)[:, None]
    series = 8 / np.pi**2 * np.exp(-((2 * n + 1) ** 2) * np.pi**2 * fourier / 4) / (2 * n + 1) ** 2
    assert series.sum(axis=0) == pytest.approx(expected, rel=1e-12)
    assert left == pytest.approx(expected, rel=5e-4)


def test_times_of_the_example():
    """The reference's grid is of first order: 237.4 s and 1024 s at 200 cells, still rising."""
    assert drying_time(COAT, OVEN, 0.40) == pytest.approx(237.4, rel=0.03)
    assert drying_time(COAT, OVEN, 0.25) == pytest.approx(1024.0, rel=0.03)


def test_the_grid_has_converged():
    times = [0.0, 100.0, 300.0, 1000.0]
    coarse = drying_curve(COAT, OVEN, times, cells=50)
    fine = drying_curve(COAT, OVEN, times, cells=200)
    assert coarse == pytest.approx(fine, rel=3e-3)


def test_a_coat_only_dries_and_thin_coats_dry_faster():
    times = np.linspace(0.0, 2000.0, 30)
    residue = drying_curve(COAT, OVEN, times, cells=50)
    assert residue[0] == pytest.approx(0.85)
    assert (np.diff(residue) < 0).all()
    thin = drying_curve(Coating(5.0, 1.35, 1.03, 0.85), OVEN, times, cells=50)
    assert (thin[1:] < residue[1:]).all()


def test_activity_of_the_solvent_rises_from_nothing_to_one():
    phi = np.linspace(0.0, 1.0, 50)
    activity = solvent_activity(phi, 0.5)
    assert activity[[0, -1]].tolist() == [0.0, 1.0]
    assert (np.diff(activity) >= 0).all()


def test_a_residue_never_reached():
    assert drying_time(COAT, Conditions(1e-18, 0.0, 0.02, 0.2), 0.01, longest=100.0) == np.inf


@pytest.mark.parametrize(
    "call",
    [
        lambda: Coating(0.0, 1.35, 1.03, 0.85),
        lambda: Coating(20.0, 1.35, 1.03, 1.0),
        lambda: Conditions(0.0, 1.0, 1.0, 1.0),
        lambda: Conditions(1e-14, -1.0, 1.0, 1.0),
        lambda: drying_curve(COAT, OVEN, [10.0, 5.0]),
        lambda: drying_time(COAT, OVEN, 0.9),
    ],
)
def test_impossible_coats_are_refused(call):
    with pytest.raises(DomainError):
        call()
