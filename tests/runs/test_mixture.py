"""A mixture problem of known values: pair tables, costs, limits; no structures needed."""

import itertools

import numpy as np
import pytest

import polyopt as po

ACIDS = ["PMDA", "BPDA", "ODPA", "acid-4", "acid-5"]
AMINES = ["PDA", "mTB", "ODA", "amine-4", "amine-5", "amine-6"]
ACID_COST = [8.0, 22.0, 20.0, 14.0, 40.0]
AMINE_COST = [26.0, 40.0, 7.0, 30.0, 18.0, 12.0]


def values():
    stiff_acid = np.array([1.0, 0.8, 0.4, 0.1, 0.6])[:, None]
    stiff_amine = np.array([1.0, 0.9, 0.4, 0.2, 0.1, 0.5])[None]
    cte = 60 - 12 * stiff_acid - 20 * stiff_amine - 26 * stiff_acid * stiff_amine
    tg = 190 + 110 * stiff_acid + 90 * stiff_amine + 80 * stiff_acid * stiff_amine
    return tg, cte


def write_table(path, table):
    lines = ["dianhydride," + ",".join(AMINES)]
    lines += [
        f"{a}," + ",".join(map(repr, row)) for a, row in zip(ACIDS, table.tolist(), strict=True)
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


PROBLEM = """
[problem]
title = "a mixture of labels"
seed = 7
[layers.A]
dianhydrides = {acids}
diamines = {amines}
max_dianhydrides = 2
max_diamines = 3
{min_fraction}
[[layers.A.require]]
sum = ["PDA", "mTB"]
min = 0.40
[[layers.A.require]]
sum = ["PMDA", "BPDA"]
min = 0.40
[layers.A.models]
tg = {{ pairs = "tg.csv" }}
cte = {{ pairs = "cte.csv" }}
[cost]
per_mol = "cost.csv"
[[require]]
quantity = "layers.A.cte"
min = 5
max = 30
[[require]]
quantity = "layers.A.tg"
min = 250
max = 400
[[objectives]]
minimize = "abs(layers.A.cte - 17)"
[[objectives]]
minimize = "layers.A.cost"
"""


@pytest.fixture
def problem(tmp_path):
    tg, cte = values()
    write_table(tmp_path / "tg.csv", tg)
    write_table(tmp_path / "cte.csv", cte)
    prices = zip(ACIDS + AMINES, ACID_COST + AMINE_COST, strict=True)
    rows = "".join(f"{name},{price}\n" for name, price in prices)
    (tmp_path / "cost.csv").write_text("monomer,cost_per_mol\n" + rows, encoding="utf-8")

    def write(min_fraction=""):
        path = tmp_path / "problem.toml"
        text = PROBLEM.format(acids=ACIDS, amines=AMINES, min_fraction=min_fraction)
        path.write_text(text, encoding="utf-8")
        return path

    return write


def fractions(design):
    composition = design.layers[0].composition
    a = dict((m.abbreviation, x) for m, x in composition.dianhydrides)
    b = dict((m.abbreviation, x) for m, x in composition.diamines)
    return np.array([a.get(n, 0.0) for n in ACIDS]), np.array([b.get(n, 0.0) for n in AMINES])


@pytest.mark.parametrize("min_fraction", ["", "min_fraction = 0.1"])
def test_every_design_respects_its_limits_and_values(problem, min_fraction):
    result = po.search(problem(min_fraction), budget=12_000)
    tg, cte = values()
    assert len(result.designs) > 10
    for design in result.designs:
        a, b = fractions(design)
        assert a.sum() == pytest.approx(1.0, abs=1e-12)
        assert b.sum() == pytest.approx(1.0, abs=1e-12)
        assert b[:2].sum() >= 0.40
        assert a[:2].sum() >= 0.40
        assert (a > 0).sum() <= 2
        assert (b > 0).sum() <= 3
        if min_fraction:
            assert min(a[a > 0].min(), b[b > 0].min()) >= 0.1
        assert 5 <= a @ cte @ b <= 30
        assert 250 <= a @ tg @ b <= 400
        assert design.objectives[0] == pytest.approx(abs(a @ cte @ b - 17), abs=1e-9)
        assert design.objectives[1] == pytest.approx(a @ ACID_COST + b @ AMINE_COST, abs=1e-9)


def test_the_cheapest_design_is_found(problem):
    """Against a fine grid over all pairs and triples of monomers."""
    result = po.search(problem(), budget=40_000)
    tg, cte = values()
    best = np.inf
    grid = np.linspace(0, 1, 41)
    amines = [(x, y, 1 - x - y) for x, y in itertools.product(grid, grid) if x + y <= 1 + 1e-12]
    for i, j in itertools.combinations(range(5), 2):
        a = np.zeros((len(grid), 5))
        a[:, i], a[:, j] = grid, 1 - grid
        a = a[a[:, :2].sum(axis=1) >= 0.4 - 1e-12]
        for triple in itertools.combinations(range(6), 3):
            b = np.zeros((len(amines), 6))
            b[:, triple] = amines
            b = b[b[:, :2].sum(axis=1) >= 0.4 - 1e-12]
            t, c = a @ tg @ b.T, a @ cte @ b.T
            cost = (a @ ACID_COST)[:, None] + (b @ AMINE_COST)[None]
            inside = (t >= 250) & (t <= 400) & (c >= 5) & (c <= 30)
            best = min(best, np.where(inside, cost, np.inf).min(initial=np.inf))
    assert min(d.objectives[1] for d in result.designs) <= best + 0.02


@pytest.mark.parametrize("sampler", ["random", "tpe", "nsga2"])
def test_samplers_of_optuna_find_feasible_designs(problem, sampler):
    result = po.search(problem(), budget=120, sampler=sampler)
    assert result.evaluations == 120
    assert result.designs


def test_infeasible_limits_are_named(problem, tmp_path):
    path = problem()
    text = path.read_text(encoding="utf-8").replace("max = 30", "max = 6", 1)
    path.write_text(text.replace("min = 250", "min = 390"), encoding="utf-8")
    text = path.read_text(encoding="utf-8").replace("max = 400", "max = 391")
    path.write_text(text, encoding="utf-8")
    result = po.search(path, budget=5000)
    assert result.status == "infeasible"
    assert any("layers.A" in limit for limit in result.conflict)


def test_linear_limits_that_exclude_each_other_are_refused(problem):
    path = problem()
    text = path.read_text(encoding="utf-8").replace(
        "[layers.A.models]",
        """
[[layers.A.require]]
sum = ["ODA"]
min = 0.7
[layers.A.models]""",
    )
    path.write_text(text, encoding="utf-8")
    with pytest.raises(po.InfeasibleError, match="PDA \\+ mTB >= 0.4 and ODA >= 0.7"):
        po.search(path, budget=100)
