"""A porosity that is searched: its range, limits on it, records, and designs read again."""

import copy

import numpy as np
import pytest

import polyopt as po
from polyopt.equations.derivatives import Dual
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.problem.definition import Problem
from polyopt.runs.search import search
from polyopt.runs.stored import stored_result

POROUS = "porous-insulating-film"


def problem(porosity=(0.3, 0.5), **changed):
    source = copy.deepcopy(dict(Problem.preset(POROUS).source))
    source["layers"]["S"]["porosity"] = list(porosity)
    return Problem.from_dict(source | changed)


def test_designs_lie_in_the_range_and_trade_pores_for_probability(tmp_path):
    result = search(problem(), budget=1024, prove=False, out=tmp_path / "run")
    found = np.array([d.layers[0].porosity for d in result.designs])
    assert found.min() >= 0.3
    assert found.max() <= 0.5
    assert np.ptp(found) > 0.05
    fewest, surest = result.designs[int(found.argmin())], result.designs[0]
    assert fewest.probability < surest.probability
    again = stored_result(tmp_path / "run")
    assert [d.layers[0].porosity for d in again.designs] == pytest.approx(found.tolist())
    assert "S_porosity" in result.table().columns


def test_a_limit_on_the_porosity_holds_by_construction():
    limit = [{"quantity": "layers.S.porosity", "min": 0.35, "max": 0.4}]
    space = Evaluator.of(problem(require=limit)).space
    drawn = space.decoded(space.uniform(200, np.random.default_rng(1)))[1]["S porosity"]
    assert drawn.min() >= 0.35 - 1e-12
    assert drawn.max() <= 0.4 + 1e-12


def test_the_probability_has_the_slope_of_the_porosity():
    evaluator = Evaluator.of(problem())
    space = evaluator.space
    fractions, _ = space.decoded(space.uniform(1, np.random.default_rng(2)))

    def shape(p):
        evidence = evaluator.evidence(fractions, {"S porosity": np.array([p])})
        return evidence.shapes["layers.S.porous_permittivity"], evidence

    middle, known = shape(0.35)
    one = np.ones((1, 1))
    means = {
        "layers.S.permittivity": Dual(known.quantities["layers.S.permittivity"].mean, 0 * one),
        "layers.S.porosity": Dual(np.array([0.35]), one),
    }
    found = middle.below_at(2.2, means, {})
    change = (shape(0.3501)[0].below(2.2) - shape(0.3499)[0].below(2.2)) / 2e-4
    assert found.value == pytest.approx(middle.below(2.2))
    assert found.slope[0, 0] == pytest.approx(float(change[0]), rel=1e-4)


@pytest.mark.parametrize(
    ("porosity", "message"),
    [([0.5, 0.3], "0.5 is not less than 0.3"), ([0.3], "porosity"), ([0.3, 1.2], "porosity")],
)
def test_an_impossible_range_is_refused(porosity, message):
    with pytest.raises(po.UsageError) as caught:
        problem(porosity)
    assert message in str(caught.value)
    assert len(str(caught.value).splitlines()) <= 3
