"""Many runs, one result: provenance, partial and broken runs, what does not belong together."""

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

import polyopt as po
from polyopt.cli.app import run

BUDGET = 4096 * 2
PROBLEM = """
[layers.A]
dianhydrides = ["PMDA", "BPDA", "ODPA"]
diamines = ["ODA", "PDA", "TPE-R"]
min_fraction = 0.05
models = { tg = { pairs = "tg.csv" }, cte = { pairs = "cte.csv" } }
[[require]]
quantity = "layers.A.tg"
min = 280
[[objectives]]
minimize = "abs(layers.A.cte - 17)"
[[objectives]]
maximize = "layers.A.tg"
"""
FILES = {
    "p.toml": PROBLEM,
    "tg.csv": "x,ODA,PDA,TPE-R\nPMDA,380,410,320\nBPDA,260,300,240\nODPA,250,290,230\n",
    "cte.csv": "x,ODA,PDA,TPE-R\nPMDA,30,5,40\nBPDA,40,10,50\nODPA,50,30,55\n",
}


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Return a folder with runs of two seeds, one of them interrupted, and one of a sampler."""
    folder = tmp_path_factory.mktemp("runs")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    rounds = []

    def stop():
        rounds.append(1)
        return len(rounds) > 1

    po.search(folder / "p.toml", budget=BUDGET, seed=1, out=folder / "one")
    po.search(folder / "p.toml", budget=BUDGET, seed=2, out=folder / "two", stop=stop)
    po.search(folder / "p.toml", budget=60, seed=3, sampler="nsga2", out=folder / "three")
    return folder


@pytest.fixture
def here(place, tmp_path, monkeypatch):
    monkeypatch.chdir(place)
    return tmp_path


RUNS = ["one", "two", "three"]


def dominates(a, b):
    """Say whether an object beats another: the first objective small, the second large."""
    return a[0] <= b[0] and a[1] >= b[1] and a != b


def points(path):
    held = json.loads((Path(path) / "result.json").read_text(encoding="utf-8"))
    return [tuple(design["objectives"]) for design in held["pareto"]]


def test_the_merged_front_is_the_front_of_all_fronts(here, capsys):
    assert run(["merge", *RUNS, "--out", str(here / "all")]) == 0
    said = capsys.readouterr()
    assert "two: seed 2, 4096 designs of 8192: interrupted" in said.err
    merged = points(here / "all")
    every = [point for name in RUNS for point in points(name)]
    best = {p for p in every if not any(dominates(q, p) for q in every)}
    assert set(merged) == best
    assert not any(dominates(p, q) for p in merged for q in merged)


def test_each_design_says_which_run_it_comes_from(here):
    found = po.merge(RUNS, here / "all")
    table = pd.read_csv(here / "all" / "pareto.csv")
    assert list(table["run"]) == [design.run for design in found.result.designs]
    for design in found.result.designs:
        assert design.objectives in points(design.run)
    assert len(set(table["run"])) > 1
    held = json.loads((here / "all" / "result.json").read_text(encoding="utf-8"))
    assert held["pareto"][0]["run"] == table["run"][0]
    assert held["evaluations"] == BUDGET + 4096 + 60
    manifest = json.loads((here / "all" / "manifest.json").read_text(encoding="utf-8"))
    merged = manifest["settings"]["merged"]
    assert [(m["run"], m["seed"], m["complete"]) for m in merged] == [
        ("one", 1, True),
        ("two", 2, False),
        ("three", 3, True),
    ]


def test_the_order_of_the_runs_does_not_matter_to_the_front(here):
    one = po.merge(RUNS)
    other = po.merge(RUNS[::-1])
    assert [d.objectives for d in one.result.designs] == [
        d.objectives for d in other.result.designs
    ]


def test_one_run_merges_to_itself(here):
    assert [d.objectives for d in po.merge(["one"]).result.designs] == points("one")


def test_a_merged_folder_is_a_run(here, capsys):
    out = str(here / "all")
    po.merge(["one", "two"], out)
    again = po.merge([out, "three"])
    assert [d.objectives for d in again.result.designs] == [
        d.objectives for d in po.merge(RUNS).result.designs
    ]
    assert again.result.evaluations == BUDGET + 4096 + 60
    more = ["--budget", str(BUDGET + 2 * 4096), "--seed", "1", "--resume"]
    assert run(["search", "p.toml", "--out", out, *more]) == 0
    front = points(out)
    assert not any(dominates(old, new) for old in points("one") for new in front)


@pytest.mark.parametrize("damage", ["manifest", "journal", "no journal", "nothing there"])
def test_a_broken_run_is_named_and_the_others_are_merged(damage, here, capsys):
    broken = here / "broken"
    if damage != "nothing there":
        shutil.copytree("two", broken)
    if damage == "manifest":
        (broken / "manifest.json").write_text("{", encoding="utf-8")
    if damage == "journal":
        text = (broken / "study.journal").read_bytes()
        (broken / "study.journal").write_bytes(text.replace(b'"values":[', b'"values":[0.0,'))
    if damage == "no journal":
        (broken / "study.journal").unlink()
    out = here / "all"
    assert run(["merge", str(broken), "one", "--out", str(out), "--json"]) == 4
    said = capsys.readouterr()
    assert f"{broken} is left out" in said.err
    printed = json.loads(said.out)
    assert printed["skipped"][0]["run"] == str(broken)
    assert [r["run"] for r in printed["runs"]] == ["one"]
    assert points(out) == points("one")


def test_a_quiet_merge_still_names_what_it_left_out(here, capsys):
    assert run(["merge", "nowhere", "one", "--out", str(here / "all"), "-q"]) == 4
    assert "nowhere is left out" in capsys.readouterr().err


def test_runs_of_other_problems_or_models_are_refused(here, capsys):
    other = here / "other"
    shutil.copytree("one", other)
    manifest = json.loads((other / "manifest.json").read_text(encoding="utf-8"))
    manifest["models_sha256"]["A.tg"] = "0" * 64
    (other / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert run(["merge", "one", str(other), "--out", str(here / "all")]) == 2
    assert "other models than one" in capsys.readouterr().err
    source = {**po.Problem.from_toml("p.toml").source, "problem": {"title": "another"}}
    po.search(po.Problem.from_dict(source), budget=100, sampler="random", out=here / "elsewhere")
    assert run(["merge", "one", str(here / "elsewhere"), "--out", str(here / "all")]) == 2
    assert "another problem than one" in capsys.readouterr().err
    assert not (here / "all").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        ([], 2, "RUN"),
        (["one", "./one"], 2, "named twice"),
        (["nowhere", "p.toml"], 4, "none of the runs can be read"),
    ],
    ids=["none", "twice", "all broken"],
)
def test_what_cannot_be_merged_is_refused(arguments, code, says, here, capsys):
    assert run(["merge", *arguments, "--out", str(here / "all")]) == code
    assert says in capsys.readouterr().err
    assert not (here / "all").exists()


def test_the_folder_of_a_run_is_not_overwritten(here, capsys):
    assert run(["merge", "one", "--out", "two"]) == 2
    assert "already contains a run" in capsys.readouterr().err


def test_runs_without_any_feasible_design_say_so(here, capsys):
    Path(here / "p.toml").write_text(PROBLEM.replace("280", "700"), encoding="utf-8")
    for name in ("tg.csv", "cte.csv"):
        shutil.copy(name, here)
    for seed in ("1", "2"):
        out = ["--out", str(here / seed), "--seed", seed, "--sampler", "random"]
        assert run(["search", str(here / "p.toml"), "--budget", "500", *out]) == 3
    capsys.readouterr()
    assert run(["merge", str(here / "1"), str(here / "2"), "--out", str(here / "all")]) == 3
    assert "layers.A.tg >= 700" in capsys.readouterr().out
