"""Joint probabilities left out change nothing that is kept."""

import numpy as np
import pytest

import polyopt as po
from polyopt.optimizer.evaluation.chances import (
    greatest_chance,
    rises_with_chance,
    unbeaten,
)
from polyopt.optimizer.evaluation.evaluate import EVERY_FRONT, Evaluator, Needed
from polyopt.optimizer.evaluation.front import FALLBACK, Archive, selected
from polyopt.problem.definition import Objective


@pytest.fixture(scope="module")
def laminate():
    return Evaluator.of(po.Problem.default())


def kept(evaluator, designs, outcome):
    archive = Archive(designs, outcome, np.arange(len(designs)))
    return selected(archive, evaluator.signs)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("count", [20, FALLBACK, 3000])
def test_sifting_keeps_what_is_kept_with_all_probabilities(laminate, seed, count):
    designs = laminate.space.uniform(count, np.random.default_rng(seed))
    whole, sifted = laminate.evaluate(designs), laminate.evaluate(designs, EVERY_FRONT)
    one, other = kept(laminate, designs, whole), kept(laminate, designs, sifted)
    assert one.number.tolist() == other.number.tolist()
    assert one.outcome.objectives.tobytes() == other.outcome.objectives.tobytes()
    missing = np.isnan(sifted.objectives).any(axis=1)
    assert np.array_equal(whole.objectives[~missing], sifted.objectives[~missing])
    if count == 3000:
        feasible = np.count_nonzero(whole.violation == 0)
        found = np.count_nonzero(~missing & (whole.violation == 0))
        assert found < feasible / 4


def test_what_is_kept_already_spares_probabilities_and_changes_nothing_that_is_kept(laminate):
    rng = np.random.default_rng(11)
    before = laminate.space.uniform(4000, rng)
    archive = kept(laminate, before, laminate.evaluate(before))
    assert archive.feasible >= FALLBACK
    fresh = laminate.space.uniform(4000, rng)
    known = archive.front(laminate.signs).outcome.objectives * laminate.signs
    whole = Archive(fresh, laminate.evaluate(fresh), np.arange(4000, 8000))
    needed = laminate.evaluate(fresh, Needed(known, 0))
    sifted = Archive(fresh, needed, np.arange(4000, 8000))
    one, other = (selected(archive.joined(new), laminate.signs) for new in (whole, sifted))
    assert (one.number >= 4000).any()
    assert one.number.tolist() == other.number.tolist()
    asked = np.isfinite(needed.objectives).all(axis=1)
    alone = np.isfinite(laminate.evaluate(fresh, EVERY_FRONT).objectives).all(axis=1)
    assert 0 < asked.sum() < alone.sum() / 2


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_unbeaten_rows_are_those_no_known_one_beats_everywhere(columns):
    rng = np.random.default_rng(columns)
    values = np.round(rng.normal(size=(columns, 400)), 1)
    known = np.round(rng.normal(size=(columns, 30)) + 0.5, 1)
    beaten = (known[:, None, :] < values[:, :, None]).all(axis=0).any(axis=1)
    assert 0 < beaten.sum() < 400
    assert unbeaten(values, known).tolist() == np.flatnonzero(~beaten).tolist()


def test_no_joint_probability_exceeds_its_bound(laminate):
    designs = laminate.space.uniform(4000, np.random.default_rng(5))
    evidence = laminate.evidence(*laminate.space.decoded(designs))
    judgements = laminate.judged(evidence)
    joint = laminate.probability(evidence, judgements)
    bound = greatest_chance(judgements, evidence.covariance)
    assert (joint <= bound).all()
    assert (bound - joint).min() < 0.05
    assert (bound < 0.5).any()


@pytest.mark.parametrize(
    ("stated", "rises"),
    [
        ({"maximize": "probability"}, True),
        ({"maximize": "layers.A.tg"}, True),
        ({"minimize": "probability"}, False),
        ({"maximize": "probability * layers.A.tg"}, False),
    ],
)
def test_only_what_rises_with_the_probability_is_sifted(stated, rises):
    source = {
        "layers": {"A": {"dianhydrides": ["PMDA"], "diamines": ["ODA", "PDA"]}},
        "require": [{"quantity": "layers.A.cte", "max": 30}],
        "objectives": [stated],
    }
    objectives: tuple[Objective, ...] = po.Problem.from_dict(source).objectives
    assert rises_with_chance(objectives) is rises
