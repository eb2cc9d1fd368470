import re

import numpy as np
import pytest
from numpy.testing import assert_allclose

from polyopt.equations.mixing import (
    mass_fractions,
    mole_linear,
    pair_fractions,
    tg_fox,
    tg_fox_gradient,
)
from polyopt.errors import DataError, DomainError
from polyopt.models import load
from polyopt.models.surface import PairSurface

MASS = np.array([[290.234, 382.331], [366.332, 458.429]])
TG = np.array([[773.0, 658.0], [613.0, 543.0]])


@pytest.fixture
def fractions():
    return pair_fractions([0.5, 0.5], [0.4, 0.6])


def test_four_pairs(fractions):
    share = mass_fractions(fractions, MASS.ravel())
    expected = [0.15134436665474268, 0.29905340026051963, 0.19102615312253288, 0.3585760799622048]
    assert_allclose(share, expected, rtol=1e-13)
    assert tg_fox(share, TG.ravel()) == pytest.approx(616.4228934735154, rel=1e-13)
    assert mole_linear(share, TG.ravel()) == pytest.approx(625.5721760791279, rel=1e-13)
    assert mole_linear(fractions, TG.ravel()) == pytest.approx(637.5, rel=1e-13)


def test_forty_mole_percent_in_mass():
    share = mass_fractions([0.4, 0.6], [290.234, 382.331])
    assert 100 * share[0] == pytest.approx(33.60237944590355, rel=1e-13)


def test_fox_lies_below_the_linear_mean():
    rng = np.random.default_rng(0)
    weights = rng.dirichlet(np.ones(4), 200)
    assert (tg_fox(weights, TG.ravel()) <= weights @ TG.ravel() + 1e-9).all()


def test_fox_of_equal_parents_is_the_parent():
    assert tg_fox([0.1, 0.9], [600.0, 600.0]) == pytest.approx(600.0)


def test_fox_gradient_is_the_derivative(fractions):
    step = 1e-4
    slope = tg_fox_gradient(fractions, TG.ravel())
    for i in range(4):
        up = TG.ravel() + step * np.eye(4)[i]
        change = (tg_fox(fractions, up) - tg_fox(fractions, TG.ravel())) / step
        assert slope[i] == pytest.approx(change, rel=1e-5)


@pytest.mark.parametrize("bad", [[0.0, 500.0], [-3.0, 500.0]])
def test_fox_refuses_temperatures_below_zero(bad):
    with pytest.raises(DomainError):
        tg_fox([0.5, 0.5], bad)


def test_masses_must_be_positive():
    with pytest.raises(DomainError):
        mass_fractions([0.5, 0.5], [0.0, 300.0])


def fox_surface():
    rng = np.random.default_rng(1)
    root = rng.normal(size=(4, 4))
    return PairSurface(
        "tg", "degC", TG - 273.15, root @ root.T, 3.0, np.ones((2, 2), bool), MASS, "fox-mass"
    )


def test_a_fox_surface_mixes_in_kelvin():
    mean, _ = fox_surface().predict(np.array([[0.5, 0.5]]), np.array([[0.4, 0.6]]))
    assert mean[0] + 273.15 == pytest.approx(616.4228934735154)


def test_variance_follows_the_weights():
    table = PairSurface.from_table("cte", "ppm/K", np.array([[10.0, 30.0]]))
    covariance = np.array([[4.0, 1.0], [1.0, 9.0]])
    table = PairSurface(
        "cte", "ppm/K", table.mean, covariance, 2.0, table.in_domain, None, "mole-linear"
    )
    _, sd = table.predict(np.ones((1, 1)), np.array([[0.25, 0.75]]))
    assert sd[0] ** 2 == pytest.approx(4 / 16 + 2 * 3 / 16 + 81 / 16 + 4)


def test_many_compositions_equal_one_at_a_time():
    table = fox_surface()
    rng = np.random.default_rng(2)
    a, b = rng.dirichlet([1, 1], 20_000), rng.dirichlet([1, 1], 20_000)
    mean, sd = table.predict(a, b)
    for i in (0, 8191, 8192, 19_999):
        one_mean, one_sd = table.predict(a[i : i + 1], b[i : i + 1])
        assert_allclose([mean[i], sd[i]], [one_mean[0], one_sd[0]], rtol=1e-10)


def test_permuting_monomers_is_neutral():
    table = fox_surface()
    order = [1, 0]
    grid = np.arange(4).reshape(2, 2)[order].ravel()
    swapped = PairSurface(
        "tg",
        "degC",
        table.mean[order],
        table.covariance[np.ix_(grid, grid)],
        3.0,
        table.in_domain,
        MASS[order],
        "fox-mass",
    )
    a, b = np.array([[0.3, 0.7]]), np.array([[0.2, 0.8]])
    assert_allclose(table.predict(a, b), swapped.predict(a[:, order], b), rtol=1e-12)


@pytest.mark.parametrize("values", [[[1.0, np.nan]], [1.0, 2.0]])
def test_a_table_with_gaps_is_refused(values):
    with pytest.raises(DataError, match="every pair"):
        PairSurface.from_table("cte", "ppm/K", np.array(values))


def test_fox_needs_masses():
    with pytest.raises(DataError, match="molar masses"):
        PairSurface.from_table("tg", "degC", np.ones((1, 1)), mixing="fox-mass")


def test_models_and_surfaces_show_themselves_in_one_line():
    model = load("tg")
    assert re.fullmatch(r"<tg Gaussian process \[degC\], \d+ polymers, [0-9a-f]{12}>", repr(model))
    palette = model.surface(["PMDA", "BPDA"], ["ODA", "PDA", "mTB"])
    assert repr(palette) == "<tg surface of 2 x 3 homopolymers [degC]>"
