"""Quadratic programmes against scipy's SLSQP."""

import numpy as np
import pytest
from scipy.optimize import minimize

from polyopt.optimizer.engine.quadratic import Rows, minimized


def programmes(seed, n=12, q=5, m=6, boxed=5):
    rng = np.random.default_rng(seed)
    root = rng.normal(size=(n, q, q))
    equal = np.zeros((1, q))
    equal[0, :3] = 1.0
    rows = Rows(rng.normal(size=(n, m, q)), boxed)
    bounds = rng.uniform(0.05, 1.0, (n, m + 2 * boxed))
    hessian = 0.2 * root @ root.transpose(0, 2, 1)
    return hessian, rng.normal(size=(n, q)), equal, rows, bounds


def written_out(rows):
    """Return all inequalities as one matrix, those of the box too."""
    n, _, q = rows.matrix.shape
    box = np.tile(np.eye(q)[: rows.boxed], (n, 1, 1))
    return np.concatenate([rows.matrix, -box, box], axis=1)


@pytest.mark.parametrize(("seed", "boxed"), [(0, 5), (1, 5), (2, 5), (3, 3)])
def test_minima_are_those_of_slsqp(seed, boxed):
    hessian, linear, equal, inequalities, bounds = programmes(seed, m=6 + 5 - boxed, boxed=boxed)
    found = minimized(hessian, linear, equal, inequalities, bounds, np.zeros_like(linear))
    rows = written_out(inequalities)
    assert (np.einsum("nmq,nq->nm", rows, found.x) <= bounds + 1e-7).all()
    assert np.abs(found.x @ equal.T).max() < 1e-7
    for i, x in enumerate(found.x):

        def value(x, i=i):
            return 0.5 * x @ hessian[i] @ x + linear[i] @ x

        other = minimize(
            value,
            np.zeros(len(x)),
            method="SLSQP",
            constraints=[
                {"type": "eq", "fun": lambda x: equal @ x},
                {"type": "ineq", "fun": lambda x, i=i: bounds[i] - rows[i] @ x},
            ],
            options={"ftol": 1e-12, "maxiter": 500},
        )
        assert value(x) <= other.fun + 1e-4


def test_one_programme_does_not_depend_on_the_others():
    whole = programmes(5)
    together = minimized(*whole, np.zeros_like(whole[1]))
    hessian, linear, equal, rows, bounds = whole
    first = rows.take(np.arange(1))
    alone = minimized(hessian[:1], linear[:1], equal, first, bounds[:1], np.zeros((1, 5)))
    assert together.x[0] == pytest.approx(alone.x[0], abs=1e-9)
