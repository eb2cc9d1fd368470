"""Polish: exact gradients, coordinates and back, nothing made worse, nothing infeasible."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import polyopt as po
from polyopt.optimizer.engine.corners import coordinates_of, designs_at, mixtures
from polyopt.optimizer.engine.gradients import Gradients
from polyopt.optimizer.engine.polish import Aims, polished
from polyopt.optimizer.engine.smooth_problem import SmoothProblem
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.optimizer.space.polytope import polytope
from polyopt.optimizer.space.uniform_map import points_of

STEP = 1e-6


@pytest.fixture(scope="module")
def evaluator():
    return Evaluator.of(po.Problem.default())


def smooth_at(evaluator, designs):
    mixed = mixtures(evaluator.space, designs)
    evidence = evaluator.evidence(*evaluator.space.decoded(designs))
    return mixed, Gradients(evaluator, mixed, evidence), SmoothProblem(evaluator)


def directions(mixed, rng):
    """Return changes of weights that keep the sum of each role."""
    change = rng.normal(size=mixed.start.shape)
    for group in mixed.groups:
        change[:, group] -= change[:, group].mean(axis=1, keepdims=True)
    return change


@given(seed=st.integers(0, 2**20))
@settings(max_examples=8, deadline=None)
def test_slopes_are_those_of_finite_differences(evaluator, seed):
    """At mixtures of all corners, away from the kinks of homopolymers."""
    rng = np.random.default_rng(seed)
    mixed, gradients, smooth = smooth_at(evaluator, evaluator.space.uniform(6, rng))
    weights = mixed.start.copy()
    for group in mixed.groups:
        width = group.stop - group.start
        weights[:, group] = 0.6 * weights[:, group] + 0.4 / width
    change = directions(mixed, rng)
    here = smooth.at(gradients, weights)
    ahead, behind = (smooth.at(gradients, weights + s * STEP * change) for s in (1, -1))
    for part in ("pieces", "limits"):
        slope = np.einsum("ncw,nw->nc", getattr(here, part).slope, change)
        ends = (getattr(p, part).value for p in (ahead, behind))
        assert slope == pytest.approx(np.subtract(*ends) / (2 * STEP), rel=2e-4, abs=2e-5)


def test_values_are_those_of_the_evaluator(evaluator):
    designs = evaluator.space.uniform(200, np.random.default_rng(3))
    mixed, gradients, smooth = smooth_at(evaluator, designs)
    found = smooth.at(gradients, mixed.start)
    outcome = evaluator.evaluate(designs)
    owner = np.array(smooth.objective)
    for j, sign in enumerate(evaluator.signs):
        greatest = found.pieces.value[:, owner == j].max(axis=1)
        assert greatest == pytest.approx(sign * outcome.objectives[:, j], abs=1e-8)
    inside = (found.limits.value <= 0).all(axis=1)
    assert (inside <= (outcome.violation == 0)).all()
    assert (inside == (outcome.violation == 0)).mean() > 0.98


@given(seed=st.integers(0, 2**20))
@settings(max_examples=20, deadline=None)
def test_coordinates_go_back_to_the_same_point(seed):
    rng = np.random.default_rng(seed)
    size = int(rng.integers(2, 5))
    rows = rng.integers(0, 2, (1, size)).astype(float)
    found = polytope(
        np.full(size, 0.05), np.ones(size), rows, np.array([0.3]), np.array([0.8]), simplex=True
    )
    if found is None:
        return
    points = points_of(found, rng.random((40, found.dimension)))
    assert points_of(found, coordinates_of(found, points)) == pytest.approx(points, abs=1e-9)
    corners = found.vertices
    assert points_of(found, coordinates_of(found, corners)) == pytest.approx(corners, abs=2e-5)


def test_designs_go_there_and_back(evaluator):
    designs = evaluator.space.uniform(100, np.random.default_rng(5))
    mixed = mixtures(evaluator.space, designs)
    back = designs_at(evaluator.space, mixed, mixed.start)
    for first, second in zip(
        evaluator.evaluate(designs).objectives.T, evaluator.evaluate(back).objectives.T, strict=True
    ):
        assert second == pytest.approx(first, abs=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_polish_never_returns_a_worse_or_infeasible_design(evaluator, seed):
    designs = evaluator.space.uniform(400, np.random.default_rng(seed))
    outcome = evaluator.evaluate(designs)
    feasible = np.flatnonzero(outcome.violation == 0)
    values = outcome.objectives[feasible] * evaluator.signs
    scale = np.ptp(values, axis=0)
    aims = Aims(values / scale, np.ones_like(values), scale)
    better, used = polished(evaluator, designs.take(feasible), aims)
    after = evaluator.evaluate(better)
    progress = ((after.objectives * evaluator.signs - values) / scale).max(axis=1)
    assert len(feasible) > 50
    assert used >= len(feasible)
    assert (after.violation == 0).all()
    assert progress.max() <= 1e-5
    assert np.median(progress) < -0.02
    assert (better.subset == designs.subset[feasible]).all()


def test_polish_leads_designs_inside_the_limits(evaluator):
    designs = evaluator.space.uniform(300, np.random.default_rng(9))
    outcome = evaluator.evaluate(designs)
    near = np.argsort(np.where(outcome.violation > 0, outcome.violation, np.inf))[:40]
    values = outcome.objectives[near] * evaluator.signs
    aims = Aims(values, np.ones_like(values), np.ones(2))
    after = evaluator.evaluate(polished(evaluator, designs.take(near), aims)[0])
    assert (after.violation == 0).mean() > 0.5
