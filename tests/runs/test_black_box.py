"""Any regressor or function of compositions in the place of a shipped model."""

import numpy as np
import pytest
from sklearn.ensemble import RandomForestRegressor
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.linear_model import Ridge

import polyopt as po
from polyopt.models.black_box import black_box
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.quantities import LAYER_PROPERTIES

LAYER = {
    "dianhydrides": ["PMDA", "BPDA", "ODPA"],
    "diamines": ["PDA", "mTB", "ODA", "TPE-R"],
    "max_dianhydrides": 2,
    "max_diamines": 3,
}


def problem(layers=1):
    return po.Problem.from_dict(
        {
            "layers": dict.fromkeys("AB"[:layers], LAYER),
            "require": [{"quantity": "layers.A.cte", "min": 5, "max": 60}],
            "objectives": [{"maximize": "layers.A.tg"}, {"minimize": "layers.A.cte"}],
        }
    )


COLUMNS = [
    m.abbreviation
    for role in ("dianhydride", "diamine")
    for m in problem().layer("A").monomers(role)
]


def stiff(table):
    """Return Tg as a function of three columns."""
    return 200 + 150 * table["PMDA"] * table["PDA"] + 80 * table["mTB"]


def own(design):
    layer = design.layers[0].composition
    shares = {m.abbreviation: x for m, x in (*layer.dianhydrides, *layer.diamines)}
    return {name: np.array([shares.get(name, 0.0)]) for name in COLUMNS}


def test_a_function_of_mole_fractions_takes_the_place_of_a_model():
    result = po.search(problem(), budget=6000, models={"tg": stiff})
    assert result.designs
    for design in result.designs:
        assert design.objectives[0] == pytest.approx(stiff(own(design))[0], abs=1e-9)
    # The best there is: all PMDA with PDA, CTE permitting.
    assert max(d.objectives[0] for d in result.designs) > 300


def fitted(model, *, names):
    import pandas as pd

    rng = np.random.default_rng(0)
    x = np.hstack([rng.dirichlet(np.ones(3), 60), rng.dirichlet(np.ones(4), 60)])
    table = pd.DataFrame(x, columns=COLUMNS)
    y = stiff(table)
    # Columns in another order, and one that the palette lacks.
    shuffled = table[COLUMNS[::-1]].assign(**{"6FDA": 0.0})
    return model.fit(shuffled, y) if names else model.fit(x, y)


def test_the_columns_of_a_fitted_model_are_found_by_name():
    layers = Evaluator.of(problem())
    designs = layers.space.uniform(300, np.random.default_rng(1))
    means = []
    for names in (True, False):
        model = fitted(Ridge(alpha=1e-6), names=names)
        evaluator = Evaluator.of(po.problem.given_models.with_models(problem(), {"tg": model}))
        means.append(evaluator.evaluate(designs).objectives[:, 0])
    assert means[0] == pytest.approx(means[1], abs=1e-6)


def test_the_standard_deviation_of_a_regressor_is_used():
    model = fitted(GaussianProcessRegressor(alpha=0.1, optimizer=None), names=True)
    evaluator = Evaluator.of(po.problem.given_models.with_models(problem(), {"tg": model}))
    designs = evaluator.space.uniform(50, np.random.default_rng(1))
    fractions, thickness = evaluator.space.decoded(designs)
    known = evaluator.evidence(fractions, thickness)
    import pandas as pd

    table = pd.DataFrame(np.hstack(fractions["A"]), columns=COLUMNS)
    expected = model.predict(table[COLUMNS[::-1]].assign(**{"6FDA": 0.0}), return_std=True)[1]
    assert known.standard_deviation("layers.A.tg") == pytest.approx(expected, rel=1e-6)


def test_errors_in_two_layers_count_as_independent():
    models = {"tg": lambda table: (stiff(table), np.full(len(table), 20.0))}
    evaluator = Evaluator.of(po.problem.given_models.with_models(problem(layers=2), models))
    designs = evaluator.space.uniform(20, np.random.default_rng(1))
    present = evaluator.space.portions(designs)
    known = evaluator.evidence(*present)
    u, v = (known.uncertain.index(f"layers.{layer}.tg") for layer in "AB")
    assert (known.covariance[:, u, v] == 0).all()
    assert known.covariance[:, u, u] == pytest.approx(400.0)
    dense = evaluator.evidence(*evaluator.space.decoded(designs))
    assert dense.uncertain == known.uncertain
    assert dense.covariance == pytest.approx(known.covariance, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (object(), "is not a model of tg"),
        (lambda table: table["6FDA"], "6FDA"),
        (lambda table: np.full(len(table), np.nan), "finite numbers"),
        (lambda table: np.zeros(3), "finite numbers"),
        (lambda table: ["high"] * len(table), "finite numbers"),
        (Ridge().fit(np.eye(3), np.arange(3.0)), "fitted to 3 columns"),
    ],
)
def test_what_cannot_predict_is_refused(model, message):
    with pytest.raises(po.PolyoptError, match=message):
        po.search(problem(), budget=100, models={"tg": model})


def test_a_property_that_nobody_knows_is_refused_with_those_there_are():
    with pytest.raises(po.UsageError, match="no model of 'oddness'") as refused:
        black_box("oddness", len)
    assert refused.value.remedy == f"one of {', '.join(LAYER_PROPERTIES)}"


def test_a_run_with_a_model_in_python_resumes_with_it_only(tmp_path):
    model = fitted(RandomForestRegressor(10, random_state=0), names=True)
    po.search(problem(), budget=500, models={"tg": model}, out=tmp_path / "run")
    again = po.search(
        problem(), budget=500, models={"tg": model}, out=tmp_path / "run", resume=True
    )
    assert again.evaluations == 500
    with pytest.raises(po.UsageError, match="a model in Python"):
        po.suggest(tmp_path / "run")
