"""The design that is recommended: as good as the balanced one as far as is known, and safer."""

from dataclasses import replace

import numpy as np
import pytest

import polyopt as po
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.results.front import balanced, evidence_of, fractions_of
from polyopt.results.recommendation import LIKELY, Choice, Safety, chosen
from polyopt.results.shared_errors import errors_of_differences
from polyopt.runs.stored import stored_result


@pytest.fixture(scope="module")
def problem():
    return po.Problem.default()


@pytest.fixture(scope="module")
def found(problem, tmp_path_factory):
    folder = tmp_path_factory.mktemp("recommended") / "run"
    return folder, po.search(problem, budget=2048, prove=False, out=folder)


@pytest.fixture(scope="module")
def evaluator(problem):
    return Evaluator.of(problem)


def first_of(result):
    return int(balanced(result.designs, [d for _, d in result.objectives]).argmin())


def test_a_design_does_not_differ_from_itself(evaluator, found):
    designs, place = found[1].designs, first_of(found[1])
    errors = errors_of_differences(evaluator, designs, place)
    assert errors.shape == (len(designs), len(designs[0].objectives))
    assert errors[place] == pytest.approx(0.0, abs=1e-5)
    assert (np.delete(errors[:, 0], place) > 0).all()
    assert errors[:, 1] == pytest.approx(0.0), "a probability counts as exact"


def test_errors_that_two_designs_share_cancel(problem, found):
    """Of a CTE far from the film's: linear, so the spread of a difference has a closed form."""
    source = {**problem.source, "objectives": [{"minimize": "layers.A.cte"}]}
    evaluator = Evaluator.of(po.Problem.from_dict(source))
    designs, place = found[1].designs, first_of(found[1])
    errors = errors_of_differences(evaluator, designs, place)[:, 0]
    sds = evidence_of(evaluator, *designs).standard_deviation("layers.A.cte")
    surface = evaluator.predictor.surfaces["A", "cte"]
    a, b = fractions_of(evaluator, designs)["A"]
    slope = surface.response(a, b)[1]
    model = np.einsum("np,pq,nq->n", slope - slope[place], surface.covariance, slope - slope[place])
    independent = np.hypot(sds, sds[place])
    assert (errors < 1.1 * independent).all()
    assert (errors > 0.9 * np.sqrt(model)).all()


def test_the_recommended_design_is_as_good_as_can_be_told_and_safer(problem, evaluator, found):
    result = found[1]
    first, place = first_of(result), result.choice.place
    signs = np.array([o.sign for o in problem.objectives])
    values = np.array([d.objectives for d in result.designs]) * signs
    behind = (values - values[first])[:, 0]
    errors = errors_of_differences(evaluator, result.designs, first)[:, 0]
    assert behind[place] <= errors[place]
    as_good = behind <= errors
    chances = np.array([d.probability for d in result.designs])
    assert chances[place] >= chances[as_good].max() - LIKELY
    assert result.best() is result.designs[place]
    assert place != first
    assert result.recommended_because == f"it is {result.choice.reason}"


def safety(probability, margin, monomers, cost=None):
    return Safety(
        np.array(probability),
        np.array(margin),
        np.array(monomers),
        None if cost is None else np.array(cost),
    )


@pytest.mark.parametrize(
    ("known", "safest"),
    [
        (safety([0.7, 0.8, 0.81], [0.5, 0.1, 0.3], [4, 4, 9]), [2]),
        (safety([0.8, 0.8, 0.81], [0.3, 0.1, 0.3], [4, 4, 9]), [0]),
        (safety([0.8, 0.8, 0.7], [0.5, 0.5, 0.5], [5, 5, 3], [12.0, 11.0, 1.0]), [1]),
        (safety([0.8, 0.8, 0.8], [0.5, 0.48, 0.5], [5, 5, 5], [1.0, 1.005, 1.1]), [0, 1]),
    ],
)
def test_what_is_safer_is_asked_one_after_the_other(known, safest):
    assert known.safest(np.arange(3)).tolist() == safest


def test_what_is_gained_and_what_it_costs_is_named():
    known = safety([0.69, 0.81], [0.5, 0.5], [5, 3], [10.0, 12.0])
    words = known.words(1, 0)
    assert "P 0.81 instead of 0.69 and 3 instead of 5 monomers" in words
    assert words.endswith("though a cost of 12 instead of 10")
    assert known.words(0, 0) == ""


def test_a_front_of_one_and_an_empty_one(evaluator, found):
    assert chosen(evaluator, found[1].designs[:1]) == Choice(0)
    assert chosen(evaluator, ()) == Choice()


def test_composition_limits_count_in_mol_per_cent(problem, found):
    """A share 2 mol % above a limit has a margin of 0.2 of its scale."""
    designs = found[1].designs[:1]
    monomer, share = max(designs[0].layers[0].composition.diamines, key=lambda s: s[1])
    limit = {"sum": [str(monomer)], "min": share - 0.02}
    layers = problem.source["layers"]
    layers = {**layers, "A": {**layers["A"], "require": [limit]}}
    limited = Evaluator.of(po.Problem.from_dict({**problem.source, "layers": layers}))
    loose = {**limit, "min": share - 0.2}
    layers = {**layers, "A": {**layers["A"], "require": [loose]}}
    wide = Evaluator.of(po.Problem.from_dict({**problem.source, "layers": layers}))
    assert Safety.of(limited, designs).margin[0] == pytest.approx(0.2)
    assert Safety.of(wide, designs).margin[0] > 0.2


def test_all_that_marks_a_design_marks_the_same(found):
    folder, result = found
    again = stored_result(folder)
    assert again.choice == result.choice
    assert result.as_dict()["recommended"] == result.choice.place
    assert result.table()["recommended"].to_numpy().nonzero()[0].tolist() == [result.choice.place]
    few = replace(result, designs=result.designs[:1])
    assert few.best() is result.designs[0]
