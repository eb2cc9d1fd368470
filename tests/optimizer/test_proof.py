"""Certified bounds: never above what a design reaches, and close to it."""

import ast
import itertools

import numpy as np
import pytest

import polyopt as po
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.optimizer.proof.bilinear import Effort, least_value
from polyopt.optimizer.proof.bound import bounded
from polyopt.optimizer.proof.dual_bound import least_mean
from polyopt.optimizer.proof.layer_atoms import atoms_of
from polyopt.optimizer.proof.limit_windows import sure_window
from polyopt.optimizer.proof.proven import ProofSettings, proof
from polyopt.optimizer.proof.relaxation import relaxed
from tests.optimizer.mixture_tables import write_mixture

OBJECTIVES = [
    "abs(layers.A.cte - 20)",
    "layers.A.cost",
    "-layers.A.tg",
    "layers.A.cost + 2 * abs(layers.A.cte - 20)",
    "layers.A.cte / layers.A.tg",
    "max(layers.A.cte, 15) * sqrt(layers.A.cost)",
    "(layers.A.cte - 20) ** 2 - log(layers.A.tg)",
]


def grid_values(tables, limits, least):
    """Return quantities at all feasible points of a dense grid of pairs of each role."""
    tg, cte, acid_cost, amine_cost = tables
    shares = np.linspace(0, 1, 81)
    shares = shares[(shares == 0) | (shares == 1) | ((shares >= least) & (shares <= 1 - least))]

    def points(size):
        rows = []
        for i, j in itertools.combinations(range(size), 2):
            row = np.zeros((len(shares), size))
            row[:, i], row[:, j] = shares, 1 - shares
            rows.append(row)
        return np.vstack(rows)

    a, b = points(len(acid_cost)), points(len(amine_cost))
    b = b[b[:, :2].sum(axis=1) >= 0.3 - 1e-12]
    values = {
        "layers.A.tg": (a @ tg @ b.T).ravel(),
        "layers.A.cte": (a @ cte @ b.T).ravel(),
        "layers.A.cost": ((a @ acid_cost)[:, None] + (b @ amine_cost)[None]).ravel(),
    }
    inside = np.ones(len(a) * len(b), dtype=bool)
    for name, (low, high) in limits.items():
        inside &= (values[name] >= low) & (values[name] <= high)
    return {name: column[inside] for name, column in values.items()}


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("least", [0.0, 0.1])
def test_no_bound_lies_above_a_dense_grid(tmp_path, seed, least):
    rng = np.random.default_rng(seed)
    tables = (
        rng.uniform(200, 420, (3, 4)),
        rng.uniform(0, 60, (3, 4)),
        rng.uniform(5, 40, 3),
        rng.uniform(5, 40, 4),
    )
    limits = {"layers.A.cte": (5.0, 35.0), "layers.A.tg": (270.0, 380.0)}
    path = write_mixture(tmp_path, tables, limits, [OBJECTIVES[0]], most=(2, 2), least=least)
    evaluator = Evaluator.of(po.Problem.from_toml(path))
    relaxation = relaxed(evaluator, 100_000)
    values = grid_values(tables, limits, least)
    for text in OBJECTIVES:
        expression = po.problem.expression.Expression.parse(text)
        reached = expression.evaluate(values)
        for sign in (1.0, -1.0):
            best = np.min(sign * reached)
            found = bounded(relaxation, expression.tree, sign, Effort(4000, 1e-3), best)
            assert found.low <= best + 1e-9 * max(1, abs(best)), text
            assert np.isfinite(found.low)
            span = np.ptp(reached)
            assert found.low >= best - 0.12 * span, (text, sign)


@pytest.mark.parametrize("seed", range(8))
def test_what_is_said_to_be_attained_is(tmp_path, seed):
    """Five of these meet no limit; a point outside a cell would pretend to."""
    rng = np.random.default_rng(seed)
    acid, amine = np.sort(rng.uniform(0, 1, 6))[::-1, None], np.sort(rng.uniform(0, 1, 8))[::-1]
    tables = (
        190 + 110 * acid + 90 * amine + 80 * acid * amine,
        62 - 12 * acid - 20 * amine - 28 * acid * amine + rng.normal(0, 3, (6, 8)),
        rng.uniform(5, 40, 6),
        rng.uniform(5, 70, 8),
    )
    limits = {"layers.A.cte": (16.0, 18.0), "layers.A.tg": (330.0, 380.0)}
    path = write_mixture(tmp_path, tables, limits, ["layers.A.cost"])
    relaxation = relaxed(Evaluator.of(po.Problem.from_toml(path)), 100_000)
    space = relaxation.spaces["A"]
    tree = ast.parse("layers.A.cost", mode="eval").body
    atoms = atoms_of(tree, relaxation.forms, relaxation.fixed, (6, 8))
    found = least_value(space, tree, atoms, Effort(50_000, 1e-3))
    assert np.isinf(found.low) == (seed in (1, 2, 3, 6, 7))
    assert found.low <= found.attained <= found.low + 2e-3


def test_limits_that_no_point_keeps_are_proven_empty(tmp_path):
    tables = np.array([[300.0, 350.0]]), np.array([[10.0, 30.0]]), np.ones(1), np.ones(2)
    limits = {"layers.A.cte": (5.0, 12.0), "layers.A.tg": (340.0, 400.0)}
    path = write_mixture(tmp_path, tables, limits, ["layers.A.cost"], most=(1, 2), share=0.0)
    relaxation = relaxed(Evaluator.of(po.Problem.from_toml(path)), 1000)
    tree = ast.parse("layers.A.cost", mode="eval").body
    assert bounded(relaxation, tree, 1.0, Effort(1000)).low == np.inf


def test_a_front_is_never_better_than_its_bound_and_close_to_it(tmp_path):
    rng = np.random.default_rng(3)
    tables = (
        rng.uniform(200, 420, (4, 5)),
        rng.uniform(0, 60, (4, 5)),
        rng.uniform(5, 40, 4),
        rng.uniform(5, 40, 5),
    )
    limits = {"layers.A.cte": (5.0, 35.0), "layers.A.tg": (250.0, 400.0)}
    path = write_mixture(tmp_path, tables, limits, ["abs(layers.A.cte - 9)", "layers.A.cost"])
    result = po.search(path, budget=30_000, prove=True, gap=0.02)
    held = result.bound
    for entry in held["objectives"]:
        assert entry["proven"]
        assert 0 <= entry["relative_gap"] <= 0.02
        assert entry["closed"]
    front = held["front"]
    assert front["hypervolume"] <= front["hypervolume_bound"]
    assert front["relative_gap"] <= 0.06
    for design in result.designs:
        end = min(level for level, _ in front["levels"] if design.objectives[0] <= level)
        assert design.objectives[1] >= dict(map(tuple, front["levels"]))[end] - 1e-9


def test_the_same_bound_comes_twice_and_in_the_result(tmp_path):
    rng = np.random.default_rng(5)
    tables = (
        rng.uniform(250, 420, (3, 3)),
        rng.uniform(0, 60, (3, 3)),
        rng.uniform(5, 40, 3),
        rng.uniform(5, 40, 3),
    )
    path = write_mixture(tmp_path, tables, {"layers.A.cte": (5.0, 40.0)}, ["layers.A.cost"])
    first, second = po.search(path, budget=3000), po.search(path, budget=3000)
    assert first.bound == second.bound
    assert first.as_dict()["bound"] == first.bound
    assert first.bound["objectives"][0]["relative_gap"] < 0.01
    assert po.search(path, budget=3000, prove=False).bound == {}


def test_too_many_subsets_are_bounded_without_counting_monomers(tmp_path):
    rng = np.random.default_rng(6)
    tables = (
        rng.uniform(250, 420, (4, 9)),
        rng.uniform(0, 60, (4, 9)),
        rng.uniform(5, 40, 4),
        rng.uniform(5, 40, 9),
    )
    path = write_mixture(tmp_path, tables, {"layers.A.cte": (5.0, 40.0)}, ["layers.A.cost"])
    evaluator = Evaluator.of(po.Problem.from_toml(path))
    exact = proof(evaluator, np.zeros((0, 1)), ProofSettings(cells=100_000)).as_dict()
    loose = proof(evaluator, np.zeros((0, 1)), ProofSettings(cells=10)).as_dict()
    assert loose["left_out"] == ["layer A: the number of monomers is left out of account"]
    assert loose["objectives"][0]["bound"] <= exact["objectives"][0]["bound"] + 1e-9


def test_what_cannot_be_bounded_says_so():
    evaluator = Evaluator.of(po.Problem.default())
    held = proof(evaluator, np.zeros((0, 2)), ProofSettings()).as_dict()
    mismatch, chance = held["objectives"]
    assert mismatch["proven"]
    assert mismatch["bound"] == 0.0
    assert not chance["proven"]
    assert chance["bound"] == 1.0
    assert "probability" in chance["why"]


def test_duals_agree_with_highs():
    from scipy.optimize import linprog

    rng = np.random.default_rng(0)
    c, rows = rng.normal(size=(200, 6)), rng.normal(size=(200, 4, 6))
    found = least_mean(c, rows).low
    empty = 0
    for low, cost, row in zip(found, c, rows, strict=True):
        solved = linprog(cost, A_ub=row, b_ub=np.zeros(4), A_eq=np.ones((1, 6)), b_eq=[1.0])
        if solved.status == 2:
            empty += 1
            assert low == np.inf
        else:
            assert low == pytest.approx(solved.fun, abs=1e-7)
            assert low <= solved.fun
    assert 0 < empty < 200


@pytest.mark.parametrize(
    ("low", "high", "sd", "confidence", "expected"),
    [
        (0.0, 10.0, 1.0, 0.5, (0.0, 10.0)),
        (0.0, 10.0, 1.0, 0.841344746, (1.0, 9.0)),
        (0.0, np.inf, 2.0, 0.977249868, (4.0, np.inf)),
        (0.0, 1.0, 1.0, 0.9, (np.inf, -np.inf)),
    ],
)
def test_a_confidence_narrows_the_window(low, high, sd, confidence, expected):
    assert sure_window(low, high, sd, confidence) == pytest.approx(expected, abs=1e-4)


def test_an_optimum_of_zero_has_a_scale_without_a_front(tmp_path):
    rng = np.random.default_rng(5)
    tables = (
        rng.uniform(250, 420, (3, 3)),
        rng.uniform(0, 60, (3, 3)),
        rng.uniform(5, 40, 3),
        rng.uniform(5, 40, 3),
    )
    path = write_mixture(tmp_path, tables, {}, ["abs(layers.A.cte - 25)"])
    (entry,) = po.search(path, budget=20_000).bound["objectives"]
    assert entry["bound"] == 0
    assert 0 < entry["best"] < 0.01
    assert entry["closed"]
    evaluator = Evaluator.of(po.Problem.from_toml(path))
    (entry,) = proof(evaluator, np.array([[10.0]]), ProofSettings()).as_dict()["objectives"]
    assert entry["relative_gap"] == 1


def test_a_palette_of_single_monomers_is_bounded_without_splitting():
    problem = po.Problem.from_dict(
        {
            "layers": {"A": {"dianhydrides": ["PMDA"], "diamines": ["ODA"]}},
            "objectives": [{"minimize": "((abs(layers.A.tg)) ** 2) ** 2"}],
        }
    )
    result = po.search(problem, budget=16)
    assert result.status == "feasible"
    (entry,) = result.bound["objectives"]
    assert entry["bound"] <= entry["best"] * (1 + 1e-6)
