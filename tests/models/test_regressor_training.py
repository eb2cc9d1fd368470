"""Intervals of regressors: what films left out say."""

import numpy as np
import pytest

from polyopt.chemistry.monomers import shipped_library
from polyopt.models.films import TrainingRow
from polyopt.models.regressor.estimators import estimator_recipe
from polyopt.models.regressor.model import model_sd
from polyopt.models.regressor.shared_monomers import SharedMonomers
from polyopt.models.regressor.training import LeftOutBlock, conformal_factors
from polyopt.models.training import fit

ACIDS = ("PMDA", "BPDA", "6FDA", "BTDA", "ODPA", "BPADA")
AMINES = ("PDA", "ODA", "TFMB", "mPDA", "TPEQ", "BAPP")


def left_out(error, novelty, spread=1.0):
    error = np.asarray(error, dtype=float)
    size = len(error)
    return LeftOutBlock(
        "grouped",
        np.arange(size),
        np.zeros(size),
        np.full(size, spread),
        error,
        np.full(size, novelty),
    )


def test_conformal_factors_cover_ninety_per_cent_of_each_class():
    rng = np.random.default_rng(0)
    blocks = [left_out(rng.standard_t(3, 400) * (1 + k), k, 2.0) for k in range(4)]
    factors = conformal_factors(blocks)
    for factor, block in zip(factors, blocks, strict=True):
        inside = np.mean(np.abs(block.error) <= 1.6449 * factor * block.spread)
        assert 0.9 <= inside <= 0.93


def test_a_new_monomer_never_narrows_an_interval():
    blocks = [left_out(np.full(50, e), k) for k, e in enumerate((10.0, 2.0, 20.0, 1.0))]
    known, acid, amine, both = conformal_factors(blocks)
    assert known == acid < amine == both


def test_classes_of_few_films_take_the_factor_of_all():
    known, acid, amine, both = conformal_factors([left_out(np.linspace(0, 10, 30), 0)])
    assert known == acid == amine == both


def test_shared_errors_are_a_correlation_matrix():
    names = [(a, b) for a in "xyz" for b in "uvw"]
    every = np.arange(len(names))
    matrix = SharedMonomers.of(names, np.array([0.3, 0.6])).block(every, every, float)
    assert np.diag(matrix) == pytest.approx(1)
    assert np.linalg.eigvalsh(matrix).min() >= -1e-12
    assert matrix[0, 1] == pytest.approx(0.3)  # the same dianhydride
    assert matrix[0, 3] == pytest.approx(0.6)  # the same diamine
    assert matrix[0, 4] == 0


def test_the_models_error_is_what_the_spread_of_films_leaves():
    assert model_sd(np.array([5.0]), 3.0) == pytest.approx(4.0)
    assert model_sd(np.array([1.0]), 3.0) > 0


@pytest.mark.parametrize("shared", ["acid", "amine"])
def test_errors_correlate_through_the_monomer_that_causes_them(shared):
    known = shipped_library()
    rng = np.random.default_rng(3)
    effect = dict(zip(ACIDS if shared == "acid" else AMINES, rng.normal(0, 20, 6), strict=True))
    rows = [
        TrainingRow(
            [(known.find(a, "dianhydride"), known.find(b, "diamine"), 1.0)],
            50 + effect[a if shared == "acid" else b] + rng.normal(0, 2),
        )
        for a in ACIDS
        for b in AMINES
    ]
    model, _ = fit(rows, "cte", estimator_recipe("sklearn.dummy.DummyRegressor"))
    through_acid, through_amine = model.sharing
    larger = through_acid if shared == "acid" else through_amine
    assert larger > 0.5
    assert larger > 3 * min(through_acid, through_amine)


def test_a_regressor_with_its_own_spread_is_less_sure_far_from_its_films():
    known = shipped_library()
    pairs = [
        (known.find(a, "dianhydride"), known.find(b, "diamine")) for a in ACIDS for b in AMINES
    ]
    rows = [TrainingRow([(*p, 1.0)], 30.0 + i % 7) for i, p in enumerate(pairs)]
    model, _ = fit(rows, "cte", estimator_recipe("bayesian-ridge"))
    strange = (known.find("CBDA", "dianhydride"), known.find("SiDA", "diamine"))
    sd = np.sqrt(np.diag(model.posterior([pairs[0], strange]).covariance))
    assert sd[1] > sd[0]
