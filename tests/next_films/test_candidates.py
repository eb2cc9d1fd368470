"""Films and laminates of the default problem: one joint distribution, that of the models."""

import numpy as np
import pytest

import polyopt as po
from polyopt.claims.evaluate import together
from polyopt.models.conditioned_surface import conditioned
from polyopt.next_films.candidates import film_pool
from polyopt.next_films.joint_films import joint_candidates
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.optimizer.record.study import Record


def default(tolerance):
    declared = po.Problem.default().source
    head = {**declared["problem"], "tolerance_mol_pct": tolerance}
    return po.Problem.from_dict({**declared, "problem": head})


@pytest.fixture(scope="module")
def evaluator():
    return Evaluator.of(default(0))


@pytest.fixture(scope="module")
def pool(evaluator):
    return film_pool(evaluator, Record(evaluator, "auto", 7).archive(evaluator), 7)


def test_before_anything_is_measured_it_is_the_search_that_speaks(evaluator, pool):
    expected = together(pool.evidence, pool.judgements)
    assert np.abs(pool.probability - expected).max() < 1e-5
    assert len(pool.probability) > 20
    assert pool.probability.max() > 0.5


def test_films_of_two_layers_are_different_films(pool):
    keys = {
        (layer, tuple(np.round(np.concatenate(parts), 6)))
        for layer, parts in zip(pool.layer, pool.fractions, strict=True)
    }
    assert len(keys) == len(pool.layer)
    assert set(pool.layer) == {"A", "B"}
    for name, films in pool.film_of.items():
        assert {pool.layer[f] for f in films} == {name}


def test_a_laminates_quantity_is_the_value_of_its_film(pool):
    candidates = pool.candidates
    for u, full in enumerate(pool.evidence.uncertain):
        if full == "film.cte":  # no formulation changes it
            continue
        _, layer, name = full.split(".")
        for i, film in enumerate(pool.film_of[layer]):
            column = candidates.films[film][pool.columns[film].index(name)]
            own = candidates.covariance[i, u, u]
            assert candidates.cross[i, u, column] == pytest.approx(own, rel=1e-9)
            assert candidates.observed[column, column] == pytest.approx(own, rel=1e-9)


def test_a_film_and_a_laminate_have_errors_in_weighing_of_their_own(evaluator, pool):
    films = list(zip(pool.layer, pool.fractions, strict=True))
    weighed = Evaluator.of(default(2))
    evidence, judgements = pool.evidence, pool.judgements
    bare, more = (
        joint_candidates(e, films, pool.film_of, evidence, judgements)[0]
        for e in (evaluator, weighed)
    )
    assert np.array_equal(bare.cross, more.cross)
    added = more.observed - bare.observed
    assert np.array_equal(added, np.diag(np.diag(added)))
    layer, (a, b) = films[0]
    variances = [
        e.predictor.predict({layer: (a[None], b[None])})[1][0, 0, 0] for e in (evaluator, weighed)
    ]
    assert added[0, 0] == pytest.approx(variances[1] - variances[0], abs=1e-9)
    assert added.max() > 1e-3


def test_the_joint_distribution_is_a_covariance(pool):
    assert np.linalg.eigvalsh(pool.candidates.observed).min() > -1e-7


@pytest.mark.parametrize("layer", ["A", "B"])
def test_learning_is_that_of_a_conditioned_surface(evaluator, pool, layer):
    films = list(zip(pool.layer, pool.fractions, strict=True))
    candidates, columns = joint_candidates(
        evaluator, films, pool.film_of, pool.evidence, pool.judgements, kept=0.0
    )
    film = int(pool.film_of[layer][0])
    column = candidates.films[film][columns[film].index("cte")]
    table = evaluator.predictor.surfaces[layer, "cte"]
    a, b = (part[None] for part in pool.fractions[film])
    mean, sd = table.predict(a, b)
    learned = conditioned(table, a, b, mean + 1.3 * sd)
    after = candidates.belief().measured([column], np.array([[1.3]]))
    u = pool.evidence.uncertain.index(f"layers.{layer}.cte")
    every = [pool.fractions[f] for f in pool.film_of[layer]]
    a, b = (np.array([parts[role] for parts in every]) for role in (0, 1))
    new, old = learned.predict(a, b), table.predict(a, b)
    assert np.abs(after.shift[0, :, u] - (new[0] - old[0])).max() < 1e-7
    slope = learned.response(a, b)[1]
    model = np.einsum("np,pq,nq->n", slope, learned.covariance, slope)
    assert np.abs(after.covariance[:, u, u] - model - table.film_variance(a, b)).max() < 1e-6


def test_what_one_layer_teaches_reaches_the_other(pool):
    film = int(pool.film_of["B"][0])
    column = pool.candidates.films[film][pool.columns[film].index("cte")]
    u = pool.evidence.uncertain.index("layers.A.cte")
    assert np.abs(pool.candidates.cross[:, u, column]).max() > 1.0
