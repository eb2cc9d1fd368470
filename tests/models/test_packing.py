import numpy as np
import pytest

from polyopt.errors import DataError
from polyopt.models.artefact import Artefact
from polyopt.models.packing import packed_factor, rounded_factor, unpacked_factor


@pytest.fixture
def factor():
    root = np.random.default_rng(0).normal(size=(30, 30))
    return rounded_factor(np.linalg.cholesky(root @ root.T + np.eye(30)))


def test_a_factor_survives_the_file(factor):
    again = unpacked_factor(Artefact({}, packed_factor(factor), ""))
    assert (again == factor).all()
    assert again.dtype == np.float32


def test_rounding_keeps_sixteen_bits():
    value = np.abs(np.random.default_rng(1).normal(size=(9, 9))) + 1e-3
    np.testing.assert_allclose(rounded_factor(value), value, rtol=2.0**-16)


def test_variances_near_the_films_stay_right():
    x = np.linspace(0, 1, 60)
    kernel = 3 * np.exp(-((x[:, None] - x[None, :]) ** 2) / 8)
    exact = np.linalg.cholesky(kernel + 0.03 * np.eye(60))
    variance = [
        3 - (np.linalg.solve(f.astype(float), kernel) ** 2).sum(axis=0)
        for f in (exact, rounded_factor(exact))
    ]
    np.testing.assert_allclose(variance[1], variance[0], rtol=0.05)


@pytest.mark.parametrize("name", ["factor_high", "factor_low"])
def test_a_damaged_factor_is_refused(factor, name):
    arrays = packed_factor(factor)
    for broken in (arrays[name][1:], arrays[name].astype(float)):
        with pytest.raises(DataError, match="factor"):
            unpacked_factor(Artefact({}, arrays | {name: broken}, ""))


def test_a_factor_must_be_finite_with_a_positive_diagonal(factor):
    for number in (np.nan, np.inf, -1.0, 0.0):
        broken = factor.copy()
        broken[3, 3] = number
        with pytest.raises(DataError, match="damaged"):
            unpacked_factor(Artefact({}, packed_factor(broken), ""))
