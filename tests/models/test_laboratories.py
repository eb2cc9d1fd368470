"""The spread between laboratories: fitted to groups left out, carried by every prediction."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from polyopt.errors import DataError
from polyopt.layer_property import ProcessPrior
from polyopt.models.artefact import Artefact
from polyopt.models.gaussian_process.left_out import LeftOutErrors
from polyopt.models.laboratories import loadings, packed_laboratory, unpacked_laboratory
from polyopt.models.laboratory_fit import LeftOutGroup, fitted_spread
from polyopt.models.property_model import Posterior
from polyopt.models.robust_fit import RobustFit, lower_factor

MADE = ProcessPrior(9.0, 0.3, about=60.0, repeat=2.0)


def test_errors_left_out_are_those_of_a_refit():
    rng = np.random.default_rng(0)
    root = rng.normal(size=(12, 12))
    kernel, label = root @ root.T, rng.normal(size=12)
    noise = rng.uniform(0.5, 1.5, 12)
    total = kernel + np.diag(noise)
    inverse = np.linalg.inv(total)
    fit = RobustFit(inverse @ label, lower_factor(total), noise)
    removed, asked = np.array([1, 4, 5, 9]), np.array([4, 9])
    error, covariance = LeftOutErrors(fit, inverse, 10.0).of(removed, asked)
    rest = np.setdiff1d(np.arange(12), removed)
    weights = kernel[np.ix_(asked, rest)] @ np.linalg.inv(total[np.ix_(rest, rest)])
    assert_allclose(error, 10.4 * (label[asked] - weights @ label[rest]))
    expected = kernel[np.ix_(asked, asked)] - weights @ kernel[np.ix_(rest, asked)]
    assert_allclose(covariance, 100 * expected, atol=1e-9)


def test_a_companion_takes_its_share_of_the_error():
    rng = np.random.default_rng(1)
    label = rng.normal(size=8)
    fits = []
    for _ in range(2):
        root = rng.normal(size=(8, 8))
        total = root @ root.T + np.eye(8)
        inverse = np.linalg.inv(total)
        fits.append((RobustFit(inverse @ label, lower_factor(total), np.ones(8)), inverse))
    (first, one), (second, two) = fits
    block = np.array([2, 3])
    apart = [LeftOutErrors(f, i, 1.0).of(block, block)[0] for f, i in fits]
    error, covariance = LeftOutErrors(first, one, 1.0, ((0.25, second, two),)).of(block, block)
    assert_allclose(error, 0.75 * apart[0] + 0.25 * apart[1])
    assert_allclose(covariance, LeftOutErrors(first, one, 1.0).of(block, block)[1])


def test_the_spread_of_groups_is_found_again():
    rng = np.random.default_rng(2)
    groups = []
    for _ in range(300):
        n = int(rng.integers(2, 9))
        mean, root = rng.uniform(0, 60, n), rng.normal(size=(n, n))
        own = root @ root.T
        load = loadings(MADE, mean)
        total = 1.5**2 * own + load @ load.T + 4.0**2 * np.eye(n)
        groups.append(LeftOutGroup(np.linalg.cholesky(total) @ rng.normal(size=n), own, mean))
    found = fitted_spread(groups, ProcessPrior(5.0, 0.15, about=60.0, repeat=2.0), 2.5)
    assert found.factor == pytest.approx(1.5, rel=0.15)
    assert found.noise_sd == pytest.approx(4.0, rel=0.15)
    assert found.laboratory.offset == pytest.approx(9.0, rel=0.15)
    assert found.laboratory.scale == pytest.approx(0.3, rel=0.15)
    assert (found.laboratory.about, found.laboratory.repeat) == (60.0, 2.0)


def test_rods_are_moved_more_than_coils():
    load = loadings(MADE, np.array([0.0, 60.0]))
    assert_allclose(load, [[9.0, -18.0], [9.0, 0.0]])
    assert loadings(None, np.zeros(3)).shape == (3, 0)


def test_a_belief_tells_model_and_laboratory_apart():
    load = loadings(MADE, np.array([0.0, 60.0]))
    own = np.array([[4.0, 1.0], [1.0, 9.0]])
    belief = Posterior(
        mean=np.array([0.0, 60.0]),
        errors=own + load @ load.T,
        noise_sd=2.0,
        in_domain=np.ones(2, bool),
        novelty=np.zeros(2, int),
        nearest=("", ""),
        similarity=np.ones(2),
        laboratory=load,
    )
    assert_allclose(belief.model_covariance, own)
    assert_allclose(belief.noise_sd, [2.0, 2.0])
    assert_allclose(belief.sd, np.sqrt([4 + 81 + 324 + 4, 9 + 81 + 4]))
    assert_allclose(belief.take(np.array([1])).laboratory, load[1:])


@pytest.mark.parametrize("made", [MADE, None])
def test_a_model_file_keeps_the_widths(made):
    assert unpacked_laboratory(Artefact({}, packed_laboratory(made), "")) == made


@pytest.mark.parametrize("widths", [[1.0, 2.0], [-1.0, 0.1, 60.0, 2.0]])
def test_damaged_widths_are_refused(widths):
    with pytest.raises(DataError, match="laboratories"):
        unpacked_laboratory(Artefact({}, {"laboratory": np.array(widths)}, ""))
