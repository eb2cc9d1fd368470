"""Shares that can be weighed in keep every limit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import polyopt as po
from polyopt.next_films.makeable import makeable
from polyopt.optimizer.evaluation.evaluate import Evaluator


def roles(least=0.05, **limit):
    layer = {
        "dianhydrides": ["PMDA", "BPDA", "ODPA"],
        "diamines": ["PDA", "mTB", "ODA", "TPE-R"],
        "max_dianhydrides": 3,
        "max_diamines": 4,
        "min_fraction": least,
        "require": [{"sum": ["PDA", "mTB"], **limit}] if limit else [],
    }
    problem = po.Problem.from_dict(
        {
            "layers": {"A": layer},
            "require": [{"quantity": "layers.A.cte", "max": 20}],
        }
    )
    return Evaluator.of(problem).space.roles


CASES = [
    ({"min": 0.4}, 200),
    ({"min": 0.333, "max": 0.334}, 1000),
    ({"min": 0.4001, "max": 0.4004}, 10_000),
]
SPACES = [(roles(**limit)[1], limit, parts) for limit, parts in CASES]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from(SPACES))
def test_shares_are_whole_steps_and_keep_every_limit(seed, case):
    role, limit, parts = case
    rng = np.random.default_rng(seed)
    subset = rng.integers(0, role.count, 1)
    row = role.fractions(subset, rng.random((1, role.coordinates)))[0]
    found = makeable(role, row)
    counts = found * parts
    assert np.abs(counts - counts.round()).max() < 1e-7
    assert counts.sum() == pytest.approx(parts)
    assert ((found > 0) == (row > 0)).all()
    assert found[found > 0].min() >= 0.05 - 1e-12
    assert limit["min"] - 1e-9 <= found[:2].sum() <= limit.get("max", 1.0) + 1e-9
    assert np.abs(found - row).max() < 0.03


def test_an_equality_that_no_step_meets_is_kept_as_it_is():
    role = roles(min=1 / 3, max=1 / 3)[1]
    row = role.fractions(np.array([role.count - 1]), np.full((1, role.coordinates), 0.4))[0]
    assert makeable(role, row)[:2].sum() == pytest.approx(1 / 3, abs=1e-9)


def test_a_single_monomer_is_all_of_it():
    role = roles()[0]
    assert makeable(role, np.array([0.0, 1.0, 0.0])).tolist() == [0.0, 1.0, 0.0]
