"""Quantities of a whole laminate in objectives and limits: curl, permittivity of porous layers."""

import numpy as np
import pytest

from polyopt.design.curl import ETCHED, RADIUS
from polyopt.equations.derivatives import Dual
from polyopt.equations.porous import bruggeman
from polyopt.errors import UsageError
from polyopt.next_films.suggest import suggest
from polyopt.optimizer.engine.curl_gradient import curl_duals
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.problem.definition import Problem
from polyopt.runs.search import search


def bonded(**changes):
    layer = {"dianhydrides": ["PMDA", "BPDA"], "diamines": ["PDA", "ODA"], "modulus_GPa": 4.0}
    bond = {"dianhydrides": ["ODPA", "BPADA"], "diamines": ["TPE-R"], "modulus_GPa": 2.5}
    return {
        "film": {"material": "Kapton HN"},
        "metal": {"material": "copper", "thickness_um": 12},
        "layers": {
            "A": {**layer, "thickness_um": [2.0, 8.0]},
            "B": {**bond, "thickness_um": [0.5, 3.0]},
        },
        "objectives": [{"minimize": "abs(laminate.curvature_etched)"}],
        **changes,
    }


def porous(**changes):
    return {
        "layers": {"A": {"dianhydrides": ["PMDA", "6FDA"], "diamines": ["ODA", "TFMB"]}},
        "objectives": [{"minimize": "layers.A.cte"}],
        **changes,
    }


def test_a_search_finds_the_laminate_that_lies_flattest():
    limit = {"quantity": RADIUS + ETCHED, "min": 2.0}
    result = search(Problem.from_dict(bonded(require=[limit])), budget=8192)
    best = result.designs[0]
    etched = next(c for c in best.curl if c.etched)
    assert etched.radius >= 2.0
    assert best.objectives[0] == pytest.approx(abs(etched.curvature))
    assert 0.5 <= best.probability <= 1
    row = result.table().iloc[0]
    assert row["curl_radius_etched_cm"] == pytest.approx(etched.radius)
    assert row["curl_radius_etched_cm_low"] < row["curl_radius_etched_cm"]
    assert "worst case" in result.as_dict()["curl"]["basis"]
    assert result.as_dict()["pareto"][0]["curl"]["etched"]["curl_radius"]["unit"] == "cm"


def test_the_probability_of_a_radius_is_that_of_its_curvatures():
    limit = {"quantity": RADIUS, "min": 5.0}
    evaluator = Evaluator.of(Problem.from_dict(bonded(require=[limit])))
    designs = evaluator.space.uniform(64, np.random.default_rng(0))
    evidence = evaluator.evidence(*evaluator.space.decoded(designs))
    (judged,) = evaluator.judged(evidence)
    rng = np.random.default_rng(1)
    sd = evidence.standard_deviation("laminate.curvature")
    mean = evidence.quantities["laminate.curvature"].mean
    drawn = mean + sd * rng.standard_normal((20_000, 64))
    inside = (100.0 / np.abs(drawn) >= 5.0).mean(axis=0)
    assert judged.probability == pytest.approx(inside, abs=0.015)


VARIED = ("layers.A.cte", "layers.A.thickness", "layers.B.thickness", "layers.B.tg")


def curl_at(evidence, stack, step=0.0, moved=""):
    """Return the curl with its slopes by `VARIED`, one of them moved by a step."""
    still = np.zeros(len(VARIED))
    duals = {}
    for name, quantity in evidence.quantities.items():
        slope = np.eye(len(VARIED))[VARIED.index(name)] if name in VARIED else still
        value = quantity.mean + (step if name == moved else 0.0)
        duals[name] = Dual(value, np.tile(slope, (len(value), 1)))
    return curl_duals(duals, stack)


def test_slopes_of_the_curl_are_those_of_its_values():
    hot = bonded(laminate={"stress_free_degC": 260})
    hot["layers"]["A"] |= {"stress_free_degC": 350, "cured_on": "metal"}
    for problem in (bonded(), hot):
        evaluator = Evaluator.of(Problem.from_dict(problem))
        designs = evaluator.space.uniform(4, np.random.default_rng(2))
        evidence = evaluator.evidence(*evaluator.space.decoded(designs))
        for curl, dual in curl_at(evidence, evaluator.curl).items():
            assert dual.value == pytest.approx(evidence.quantities[curl].mean, rel=1e-9)
            for k, name in enumerate(VARIED):
                ahead, behind = (curl_at(evidence, evaluator.curl, s, name) for s in (1e-4, -1e-4))
                change = (ahead[curl].value - behind[curl].value) / 2e-4
                assert dual.slope[:, k] == pytest.approx(change, rel=1e-4, abs=1e-7)


def test_films_are_suggested_for_a_limit_on_the_curl(tmp_path):
    limit = {"quantity": RADIUS + ETCHED, "min": 2.0}
    problem = Problem.from_dict(bonded(require=[limit], objectives=[{"maximize": "probability"}]))
    search(problem, budget=2000, out=tmp_path / "run")
    found = suggest(tmp_path / "run", 3)
    assert found.expected >= found.probability
    assert {film.layer for film in found.films} <= {"A", "B"}
    assert any("CTE" in film.reason for film in found.films)


def test_nothing_is_computed_that_nobody_asks_for():
    plain = Problem.from_dict(bonded(objectives=[{"minimize": "layers.A.cte"}]))
    evaluator = Evaluator.of(plain)
    assert evaluator.curl is None
    assert {p for _, p in evaluator.predictor.surfaces} == {"tg", "cte"}
    design = search(plain, budget=2000).designs[0]
    assert [c.etched for c in design.curl] == [False, True]


def test_the_permittivity_of_a_porous_layer_follows_from_its_solid():
    layer = {"dianhydrides": ["PMDA", "6FDA"], "diamines": ["ODA", "TFMB"], "porosity": 0.3}
    limit = {"quantity": "layers.A.porous_permittivity", "max": 2.3}
    result = search(Problem.from_dict(porous(layers={"A": layer}, require=[limit])), budget=4096)
    assert result.designs
    for design in result.designs:
        solid = design.layers[0].properties["permittivity"].mean
        assert float(bruggeman(solid, 0.3)) <= 2.3 + 1e-9
    assert "A_permittivity" in result.table().columns
    assert result.table()["A_permittivity"].between(2, 4).all()


def test_a_permittivity_out_of_reach_is_refused_or_broken():
    limit = {"quantity": "layers.A.permittivity", "max": 1.5}
    result = search(Problem.from_dict(porous(require=[limit])), budget=2000)
    assert not result.designs
    assert "layers.A.permittivity <= 1.5" in result.conflict[0]


def test_a_curl_out_of_reach_is_named():
    """Thick B, thin A, everything hot: no radius of 5 m with half the probability."""
    limit = {"quantity": RADIUS, "min": 500.0}
    hot = {"stress_free_degC": 400}
    problem = bonded(require=[limit], laminate=hot, objectives=[{"maximize": "probability"}])
    result = search(Problem.from_dict(problem), budget=4096)
    assert not result.designs
    assert any("laminate.curl_radius >= 500" in text for text in result.conflict)


@pytest.mark.parametrize(
    ("declaration", "message"),
    [
        (bonded(require=[{"quantity": RADIUS, "max": 5.0}]), "takes a positive min"),
        (bonded(require=[{"quantity": RADIUS, "min": -1.0}]), "takes a positive min"),
        (bonded(objectives=[{"maximize": "laminate.curl_radus"}]), "laminate.curl_radius"),
        (bonded(film={"material": "Kapton HN", "poisson": 0.7}), "at most 0.5"),
        (bonded(laminate={"stress_free_degC": "hot"}), "must be a number"),
        (bonded(laminate={"stres_free_degC": 200}), "stress_free_degC"),
        (
            porous(require=[{"quantity": "layers.A.porous_permittivity", "max": 2.5}]),
            "unknown quantity",
        ),
        (porous(objectives=[{"minimize": "laminate.curl_radius"}]), "layers.A] modulus_GPa"),
    ],
)
def test_wrong_declarations_say_what_to_do(declaration, message):
    with pytest.raises(UsageError) as caught:
        Problem.from_dict(declaration)
    assert message in str(caught.value)
    assert len(str(caught.value).splitlines()) <= 3
