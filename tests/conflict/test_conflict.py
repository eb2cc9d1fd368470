"""Problems that nothing can meet: the limits named, none to spare, and advice that works."""

import json
from pathlib import Path

import numpy as np
import pytest

import polyopt as po
from polyopt.cli.app import run
from polyopt.conflict.conflict import ConflictError
from polyopt.conflict.stated_limits import CLAIM, loosened, stated_limits, without
from tests.optimizer.mixture_tables import write_mixture

DEFAULT = Path(po.__file__).parent / "problem" / "presets" / "heat-resistant-laminate.toml"
TG = np.array([[400.0, 380, 330, 300], [350, 330, 290, 260], [300, 280, 240, 210]])
CTE = np.array([[4.0, 10, 30, 45], [12, 20, 38, 50], [25, 32, 48, 60]])
TABLES = TG, CTE, np.array([10.0, 20, 30]), np.array([30.0, 20, 10, 5])


def share(names, least=None, most=None):
    ends = (f"min = {least}\n" if least else "") + (f"max = {most}\n" if most else "")
    return f"[[layers.A.require]]\nsum = {names}\n{ends}"


def require(name, low=None, high=None):
    ends = "" if low is None else f"min = {low}\n"
    ends += "" if high is None else f"max = {high}\n"
    return f'[[require]]\nquantity = "{name}"\n{ends}'


def mixture(shares="", limits="", head="", **settings):
    def write(folder):
        path = write_mixture(folder, TABLES, {}, ["layers.A.cost"], **settings)
        text = path.read_text(encoding="utf-8").replace("seed = 1", f"seed = 1\n{head}")
        text = text.replace("[layers.A.models]", shares + "[layers.A.models]") + limits
        path.write_text(text, encoding="utf-8")
        return path

    return write


def default(limits="", **replaced):
    def write(folder):
        text = DEFAULT.read_text(encoding="utf-8")
        for old, new in replaced.values():
            assert old in text
            text = text.replace(old, new)
        path = folder / "problem.toml"
        path.write_text(text + limits, encoding="utf-8")
        return path

    return write


PROBLEMS = {
    "two sums of fractions": (
        mixture(share(["n3"], 0.8)),
        ["n0 + n1 >= 0.3", "n3 >= 0.8"],
    ),
    "too few monomers": (
        mixture(share(["n0"], 0.3) + share(["n2"], 0.3), most=(2, 1), share=0.0),
        ["max_diamines = 1", "n0 >= 0.3", "n2 >= 0.3"],
    ),
    "a least fraction": (
        mixture(share(["n0"], 0.1, 0.3), least=0.4, share=0.0),
        ["min_fraction = 0.4", "n0 in [0.1, 0.3]"],
    ),
    "an error in weighing": (
        mixture(share(["n0"], 0.3, 0.302), share=0.0, head="tolerance_mol_pct = 0.5"),
        ["tolerance_mol_pct = 0.5", "n0 in [0.3, 0.302]"],
    ),
    "a sum of dianhydrides": (
        mixture(share(["d0", "d1"], None, 0.4) + share(["d2"], None, 0.5)),
        ["d0 + d1 <= 0.4", "d2 <= 0.5"],
    ),
    "thicknesses": (
        default(a=("[2.0, 8.0]", "[2.0, 3.0]"), b=("[0.5, 3.0]", "[2.0, 3.0]")),
        ["A: thickness_um = [2, 3]", "B: thickness_um = [2, 3]", "laminate:10a"],
    ),
    "a total thickness": (
        default(require("laminate.resin_thickness", None, 2.2)),
        ["A: thickness_um = [2, 8]", "B: thickness_um = [0.5, 3]", "resin_thickness <= 2.2"],
    ),
    "a CTE": (
        mixture(limits=require("layers.A.cte", None, 3.0)),
        ["layers.A.cte <= 3"],
    ),
    "a CTE and a Tg": (
        mixture(limits=require("layers.A.cte", None, 12) + require("layers.A.tg", None, 300)),
        ["layers.A.cte <= 12", "layers.A.tg <= 300"],
    ),
    "a CTE and a fraction": (
        mixture(share(["n3"], 0.6), require("layers.A.cte", None, 20)),
        ["n3 >= 0.6", "layers.A.cte <= 20"],
    ),
    "a CTE and the number of monomers": (
        mixture(share(["n2", "n3"], 0.4), require("layers.A.cte", 11, 20), most=(1, 1), share=0.0),
        ["max_diamines = 1", "n2 + n3 >= 0.4", "11 <= layers.A.cte <= 20"],
    ),
    "an order of layers": (
        default(require("layers.A.tg", None, 262) + require("layers.B.tg", 265)),
        ["laminate:8c", "layers.A.tg <= 262", "layers.B.tg >= 265"],
    ),
    "a confidence": (
        default(c=("confidence = 0.5 ", "confidence = 0.9 ")),
        ["confidence = 0.9", "laminate:1b"],
    ),
}


@pytest.mark.parametrize("name", PROBLEMS)
def test_conflict_is_named_irreducible_and_advice_works(name, tmp_path, capsys):
    write, expected = PROBLEMS[name]
    path = write(tmp_path)
    assert run(["search", str(path), "--budget", "4096", "--json"]) == 3
    shown = json.loads(capsys.readouterr().out)
    assert shown["status"] == "infeasible"
    assert len(shown["conflict"]) == len(expected), shown["conflict"]
    for text in expected:
        assert any(text in limit for limit in shown["conflict"]), shown["conflict"]
    problem = po.Problem.from_toml(path)
    limits = {limit.text: limit for limit in stated_limits(problem)}
    detail = shown["conflict_detail"]
    assert detail["proven"]
    advised = 0
    for entry in detail["limits"]:
        limit = limits[entry["limit"]]
        assert feasible(without(problem, limit)), f"{limit.text} is to spare"
        relax = entry["relax"]
        assert relax is not None
        if limit.kind == CLAIM:
            assert relax == {"end": "drop", "to": None}
            continue
        advised += 1
        assert feasible(loosened(problem, limit, relax["end"], relax["to"])), relax
        if "bound" in entry:
            sign = 1 if relax["end"] == "max" else -1
            assert sign * entry["bound"] <= sign * entry["best"]
            assert sign * (relax["to"] - entry["best"]) >= -0.006 * abs(entry["best"])
    assert advised >= 1


def feasible(problem):
    seen = []
    result = po.search(
        problem,
        budget=24_576,
        prove=False,
        progress=lambda done, archive: seen.append(archive.feasible),
        stop=lambda: any(seen),
    )
    return bool(result.designs)


def test_the_nearest_value_is_given(tmp_path):
    path = mixture(limits=require("layers.A.cte", None, 3.0))(tmp_path)
    (entry,) = po.search(path, budget=8192).conflict_detail["limits"]
    assert entry["best"] == pytest.approx(4.0, abs=0.05)
    assert entry["bound"] == pytest.approx(4.0, abs=1e-3)
    assert entry["relax"]["to"] == pytest.approx(4.0, abs=0.2)


def test_linear_conflicts_raise_with_the_conflict(tmp_path):
    path = mixture(share(["n3"], 0.8))(tmp_path)
    with pytest.raises(ConflictError, match="relax min to 0.7") as caught:
        po.search(path, budget=100, out=tmp_path / "run")
    assert caught.value.exit_code == 3
    held = json.loads((tmp_path / "run" / "result.json").read_text(encoding="utf-8"))
    assert held["conflict"] == list(caught.value.conflict.texts)
    assert held["conflict_detail"]["proven"]


def test_a_search_cut_short_does_not_blame_limits(tmp_path):
    path = mixture(limits=require("layers.A.cte", None, 3.0))(tmp_path)
    result = po.search(path, budget=8192, stop=lambda: True)
    assert result.status == "interrupted"
    assert result.conflict_detail == {}


def test_a_window_that_must_give_at_both_ends_may_be_left_out(tmp_path):
    text = DEFAULT.read_text(encoding="utf-8")
    text = text[: text.index("claims = [")] + "confidence = 0.9\n" + text[text.index("[film]") :]
    path = tmp_path / "problem.toml"
    path.write_text(text + require("layers.A.cte", 18, 22), encoding="utf-8")
    shown = po.search(path, budget=4096, prove=False).conflict_detail["limits"]
    advice = {entry["limit"]: entry["relax"] for entry in shown}
    assert advice["18 <= layers.A.cte <= 22"] == {"end": "drop", "to": None}


def test_contradictions_before_the_search_fit_80_columns(tmp_path, capsys):
    path = mixture(share(["n0"], 0.5) + share(["n1", "n2"], 0.4) + share(["n3"], 0.3))(tmp_path)
    assert run(["search", str(path)]) == 3
    shown = capsys.readouterr().err
    assert "n1 + n2 >= 0.4" in shown
    assert max(map(len, shown.splitlines())) <= 80


def test_conflicts_side_by_side_are_told_with_advice_that_works_together(tmp_path, capsys):
    limits = require("layers.A.tg", low=700) + require("layers.B.cte", high=5)
    path = default(limits)(tmp_path)
    problem = po.Problem.from_toml(path)
    assert run(["search", str(path), "--budget", "12288", "--json"]) == 3
    shown = json.loads(capsys.readouterr().out)["conflict_detail"]
    groups = [shown, *shown["further"]]
    assert [len(group["limits"]) for group in groups] == [1, 1]
    assert {g["limits"][0]["limit"] for g in groups} == {"layers.A.tg >= 700", "layers.B.cte <= 5"}
    for group in groups:
        (limit,) = group["limits"]
        stated = next(x for x in stated_limits(problem) if x.text == limit["limit"])
        problem = loosened(problem, stated, limit["relax"]["end"], limit["relax"]["to"])
    assert po.search(problem, budget=12288).status == "feasible"
    assert run(["search", str(path), "--budget", "12288"]) == 3
    assert "relax one limit of each list above" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(
    ("limit", "value"),
    [
        (require("film.cte", low=30), "the film's is 20"),
        (require("metal.cte", high=10), "the metal's is"),
    ],
)
def test_a_limit_on_what_no_formulation_changes_is_refused_at_once(tmp_path, capsys, limit, value):
    path = default(limit)(tmp_path)
    with pytest.raises(ConflictError, match=value) as raised:
        po.search(path)
    assert raised.value.conflict.proven
    assert run(["search", str(path), "--json"]) == 3
    assert json.loads(capsys.readouterr().out)["conflict_detail"]["proven"]
