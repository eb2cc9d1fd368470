"""What every sampler must keep; a test class per row of the table inherits it."""

import importlib.util

import numpy as np
import pytest

import polyopt as po
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.optimizer.evaluation.front import Archive
from polyopt.optimizer.evaluation.outcome import Outcome
from polyopt.optimizer.record.samplers import SAMPLERS
from polyopt.optimizer.record.study import Record
from tests.optimizer.mixture_tables import write_mixture

COUNT = 7
PLANNED = 6000
"""Designs of a search whose schedule plans its generations: more than one of them."""


def designs_of(result):
    return [design.as_dict() for design in result.designs]


class SamplerContract:
    """Inherit, and name the sampler."""

    name: str

    @pytest.fixture(autouse=True)
    def _with_its_package(self, row):
        if row.package and importlib.util.find_spec(row.package) is None:
            pytest.skip(f"{row.package} is not installed")

    @pytest.fixture
    def row(self):
        return SAMPLERS[self.name]

    @pytest.fixture
    def budget(self, row):
        """Two generations and a part of one."""
        return PLANNED if row.batch is None else 2 * row.batch + 1

    @pytest.fixture
    def problem(self, tmp_path):
        rng = np.random.default_rng(2)
        tables = (
            rng.uniform(250, 400, (3, 4)),
            rng.uniform(5, 60, (3, 4)),
            rng.uniform(5, 40, 3),
            rng.uniform(5, 40, 4),
        )
        limits = {"layers.A.cte": (10.0, 50.0)}
        objectives = ["layers.A.cost", "abs(layers.A.cte - 20)"]
        path = write_mixture(tmp_path, tables, limits, objectives, least=0.05)
        return po.Problem.from_toml(path)

    @pytest.fixture
    def evaluator(self, problem):
        return Evaluator.of(problem)

    def asked(self, evaluator, seed=3, count=COUNT):
        return Record(evaluator, self.name, seed).ask(evaluator, count).designs

    def searched(self, problem, budget, **more):
        return po.search(problem, sampler=self.name, budget=budget, prove=False, **more)

    def test_its_row_says_what_it_is(self, row):
        assert row.name == self.name
        assert row.words and row.budget > 0
        assert row.batch is None or 0 < row.batch <= row.budget
        assert bool(row.package) == bool(row.extra)

    def test_shapes_and_types(self, evaluator):
        designs = self.asked(evaluator)
        assert len(designs) == COUNT
        assert designs.subset.shape == (COUNT, len(evaluator.space.roles))
        assert designs.coordinates.shape == (COUNT, evaluator.space.width)
        assert np.issubdtype(designs.subset.dtype, np.integer)
        assert designs.coordinates.dtype == np.float64

    def test_designs_lie_in_the_space(self, evaluator):
        designs = self.asked(evaluator)
        assert (designs.subset >= 0).all()
        assert (designs.subset < evaluator.space.subset_counts).all()
        assert (designs.coordinates >= 0).all() and (designs.coordinates <= 1).all()

    def test_linear_limits_hold_for_each_design(self, evaluator):
        fractions, _ = evaluator.space.decoded(self.asked(evaluator, count=40))
        for shares, most in zip(fractions["A"], (2, 3), strict=True):
            np.testing.assert_allclose(shares.sum(axis=1), 1.0, atol=1e-9)
            assert ((shares > 0).sum(axis=1) <= most).all()
            assert (shares[shares > 0] >= 0.05 - 1e-9).all()
        assert (fractions["A"][1][:, :2].sum(axis=1) >= 0.3 - 1e-9).all()

    def test_a_seed_decides_the_designs(self, evaluator):
        first, again = self.asked(evaluator), self.asked(evaluator)
        np.testing.assert_array_equal(first.subset, again.subset)
        np.testing.assert_array_equal(first.coordinates, again.coordinates)
        other = self.asked(evaluator, seed=4)
        assert not np.array_equal(first.coordinates, other.coordinates)

    def test_what_it_is_told_may_be_infeasible_or_unknown(self, evaluator):
        record = Record(evaluator, self.name, 3)
        asked = record.ask(evaluator, COUNT)
        objectives = np.full((COUNT, len(evaluator.problem.objectives)), np.nan)
        outcome = Outcome(objectives, np.ones((COUNT, len(evaluator.constraint_names))))
        numbers = record.tell(evaluator, asked, outcome)
        np.testing.assert_array_equal(numbers, np.arange(COUNT))
        record.close_generation(Archive(asked.designs, outcome, numbers), COUNT)
        assert len(record.ask(evaluator, COUNT).designs) == COUNT

    def test_a_budget_is_spent_and_not_exceeded(self, problem, budget):
        done = []
        result = self.searched(problem, budget, progress=lambda count, archive: done.append(count))
        assert result.evaluations == budget == done[-1]
        assert done == sorted(set(done)) and len(done) > 1

    def test_designs_found_meet_every_limit(self, problem, budget):
        result = self.searched(problem, budget)
        assert result.status == "feasible" and result.designs
        for design in result.designs:
            assert 10.0 <= design.layers[0].properties["cte"].mean <= 50.0

    def test_two_runs_of_a_seed_are_one(self, problem, budget):
        first, again = (self.searched(problem, budget, seed=5) for _ in range(2))
        assert designs_of(first) == designs_of(again)

    def test_a_resumed_run_equals_an_uninterrupted_one(self, problem, budget, tmp_path):
        asked = []

        def stop():
            asked.append(1)
            return len(asked) > 1

        whole = self.searched(problem, budget)
        first = self.searched(problem, budget, out=tmp_path / "run", stop=stop)
        assert first.status == "interrupted" and first.evaluations < budget
        resumed = self.searched(problem, budget, out=tmp_path / "run", resume=True)
        assert resumed.evaluations == budget
        assert designs_of(resumed) == designs_of(whole)
