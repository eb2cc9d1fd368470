"""The engine: the same answer for all workers and interruptions, a good front, time budgets."""

import itertools
import json

import numpy as np
import pytest

import polyopt as po
from polyopt.cli.text_result import result_text
from polyopt.errors import DomainError
from polyopt.optimizer.engine import generations as engine
from polyopt.optimizer.engine.schedule import FIRST_EPOCH, turn
from polyopt.runs.stored import stored_result

BUDGET = 5 * 4096
ACIDS, AMINES = ("Aa", "Ab", "Ac"), ("Da", "Db", "Dc", "Dd")
TG = np.array([[400.0, 330.0, 280.0, 250.0], [360.0, 300.0, 260.0, 230.0], [300.0, 270, 240, 210]])
CTE = np.array([[5.0, 18.0, 33.0, 41.0], [12.0, 25.0, 38.0, 44.0], [30.0, 36.0, 45.0, 52.0]])
COST = {"Aa": 30.0, "Ab": 22.0, "Ac": 9.0, "Da": 41.0, "Db": 25.0, "Dc": 14.0, "Dd": 6.0}


def fronts(result):
    return [design.as_dict() for design in result.designs]


@pytest.fixture(scope="module")
def whole():
    return po.search(budget=BUDGET)


def test_polishing_does_not_depend_on_the_workers(whole):
    assert fronts(po.search(budget=BUDGET, jobs=2)) == fronts(whole)


def test_a_run_interrupted_after_any_generation_equals_a_whole_one(whole, tmp_path):
    for generations in (1, 4):
        folder, asked = tmp_path / str(generations), []
        first = po.search(
            budget=BUDGET,
            out=folder,
            stop=lambda n=generations, a=asked: len(a) >= n,
            progress=lambda *_, a=asked: a.append(1),
        )
        assert first.status == "interrupted"
        resumed = po.search(budget=BUDGET, out=folder, resume=True)
        assert json.dumps(fronts(resumed)) == json.dumps(fronts(whole))


def test_a_larger_budget_goes_on_as_if_asked_for_at_once(whole, tmp_path):
    po.search(budget=3 * 4096, out=tmp_path / "run")
    extended = po.search(budget=BUDGET, out=tmp_path / "run", resume=True)
    assert fronts(extended) == fronts(whole)


def test_generations_join_up_and_screening_keeps_its_share():
    done = screened = 0
    while done < 64 * FIRST_EPOCH:
        planned = turn(done)
        assert planned.screened == (screened if planned.screens else 0)
        screened += planned.size if planned.screens else 0
        done += planned.size
    assert done == 64 * FIRST_EPOCH
    assert screened == done / 4


def test_time_ends_the_search():
    result = po.search(time=1e-9)
    assert result.status == "interrupted"
    assert result.evaluations == 0
    with pytest.raises(DomainError, match="seconds above 0"):
        po.search(time=0)


def test_time_may_run_out_with_an_answer(monkeypatch, tmp_path):
    ticks = itertools.count()
    monkeypatch.setattr("polyopt.runs.search.perf_counter", lambda: float(next(ticks)))
    result = po.search(time=4.0, out=tmp_path / "run")
    assert result.status == "feasible"
    assert 0 < result.evaluations < 10 * 4096
    done = f"{result.evaluations:,}".replace(",", " ")
    assert result.stopped == (
        f"The time ended the search after {done} formulations; without a time limit it evaluates "
        "100 000."
    )
    assert result.stopped in " ".join(result_text(result).split())
    assert result.stopped in (tmp_path / "run" / "report.html").read_text(encoding="utf-8")
    assert stored_result(tmp_path / "run").stopped == result.stopped
    resumed = po.search(budget=result.evaluations + 4096, out=tmp_path / "run", resume=True)
    assert resumed.evaluations == result.evaluations + 4096
    assert resumed.stopped == ""


def test_a_budget_that_time_cuts_short_is_named(monkeypatch):
    ticks = itertools.count()
    monkeypatch.setattr("polyopt.runs.search.perf_counter", lambda: float(next(ticks)))
    result = po.search(time=4.0, budget=50_000)
    assert result.stopped.endswith("of the 50 000 formulations asked for.")


@pytest.fixture
def small(tmp_path):
    def table(name, values):
        rows = [f"{a}," + ",".join(map(str, v)) for a, v in zip(ACIDS, values, strict=True)]
        text = "\n".join(["dianhydride," + ",".join(AMINES), *rows]) + "\n"
        (tmp_path / name).write_text(text, encoding="utf-8")

    table("tg.csv", TG.tolist())
    table("cte.csv", CTE.tolist())
    prices = "".join(f"{name},{cost}\n" for name, cost in COST.items())
    (tmp_path / "cost.csv").write_text("monomer,cost_per_mol\n" + prices, encoding="utf-8")
    path = tmp_path / "problem.toml"
    path.write_text(
        f"""
[layers.A]
dianhydrides = {list(ACIDS)}
diamines = {list(AMINES)}
max_dianhydrides = 2
max_diamines = 2
[[layers.A.require]]
sum = ["Da", "Db"]
min = 0.3
[layers.A.models]
tg = {{ pairs = "tg.csv" }}
cte = {{ pairs = "cte.csv" }}
[cost]
per_mol = "cost.csv"
[[require]]
quantity = "layers.A.tg"
min = 270
[[objectives]]
minimize = "abs(layers.A.cte - 20)"
[[objectives]]
minimize = "layers.A.cost"
""",
        encoding="utf-8",
    )
    return path


def brute_force():
    """Return objectives of all formulations on a grid of 0.5 mol % that meet the limits."""
    share = np.linspace(0, 1, 201)
    found = []
    for i, j in itertools.combinations(range(3), 2):
        a = np.zeros((201, 3))
        a[:, i], a[:, j] = share, 1 - share
        for k, m in itertools.combinations(range(4), 2):
            b = np.zeros((201, 4))
            b[:, k], b[:, m] = share, 1 - share
            b = b[b[:, :2].sum(axis=1) >= 0.3]
            cost = (a @ [COST[n] for n in ACIDS])[:, None] + (b @ [COST[n] for n in AMINES])
            fine = a @ TG @ b.T >= 270
            found.append(np.column_stack([np.abs(a @ CTE @ b.T - 20)[fine], cost[fine]]))
    return np.vstack(found)


def staircase(front, at):
    """Return the least cost within each mismatch."""
    return np.array([front[front[:, 0] <= x, 1].min(initial=np.inf) for x in at])


def test_the_front_is_that_of_brute_force(small):
    result = po.search(small, budget=BUDGET)
    found = np.array([d.objectives for d in result.designs])
    levels = np.linspace(0.5, 20, 40)
    grid = staircase(brute_force(), levels - 0.3)
    assert (staircase(found, levels) <= grid + 0.05).all()


def test_where_models_are_costly_a_sampler_begins(small, monkeypatch):
    """Designs of the sampler first, then of the engine, without a polish."""
    monkeypatch.setattr("polyopt.prediction.predictor.Predictor.costly", property(lambda _: True))
    monkeypatch.setattr(engine, "GUIDED", 60)
    result = po.search(small, budget=200)
    assert result.evaluations == 200
    assert result.designs
    assert fronts(po.search(small, budget=200)) == fronts(result)
