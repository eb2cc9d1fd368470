"""The record of a run: Optuna's format, resume, torn tails, run folders."""

import json
import os
import subprocess
import sys
from pathlib import Path

import optuna
import pytest

import polyopt as po
from polyopt.optimizer.record.journal import GENERATION_KEY, GenerationJournal

ROOT = Path(__file__).parents[2]
BUDGET = 4096 * 3


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs") / "whole"
    return folder, po.search(budget=BUDGET, out=folder)


def fronts(result):
    return [design.as_dict() for design in result.designs]


def test_the_run_folder_holds_everything(whole):
    folder, result = whole
    names = {path.name for path in folder.iterdir()}
    assert {"result.json", "pareto.csv", "study.journal", "manifest.json"} <= names
    assert ",recommended," in (folder / "pareto.csv").read_text(encoding="utf-8").splitlines()[0]
    written = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    assert written["schema"] == 1
    assert written["pareto"] == json.loads(result.to_json())["pareto"]
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["settings"]["seed"] == 7
    assert set(manifest["models_sha256"]) == {"A.tg", "A.cte", "B.tg", "B.cte"}
    assert manifest["datasets_sha256"] == po.dataset_fingerprints()


def test_optuna_opens_the_journal_with_one_constraint_per_limitation(whole):
    folder, result = whole
    backend = optuna.storages.journal.JournalFileBackend(str(folder / "study.journal"))
    study = optuna.load_study(study_name="polyopt", storage=optuna.storages.JournalStorage(backend))
    names = set(study.trials[0].constraints)
    assert "heat-resistant-laminate:1b" in names
    assert "heat-resistant-laminate:12a" in names
    assert all(t.state.is_finished() for t in study.trials)
    feasible = [t for t in study.best_trials if all(v <= 0 for v in t.constraints.values())]
    assert len(feasible) >= len(result.designs) / 2
    assert "//" in study.best_trials[0].user_attrs["A"]


def test_a_resumed_run_equals_an_uninterrupted_one(whole, tmp_path):
    rounds = []

    def stop():
        rounds.append(1)
        return len(rounds) > 2

    first = po.search(budget=BUDGET, out=tmp_path / "run", stop=stop)
    assert first.status == "interrupted"
    resumed = po.search(budget=BUDGET, out=tmp_path / "run", resume=True)
    assert fronts(resumed) == fronts(whole[1])


def test_a_torn_tail_goes_back_to_the_last_generation(whole, tmp_path):
    folder, _ = whole
    content = (folder / "study.journal").read_bytes()
    lines = content.splitlines(keepends=True)
    marks = [i for i, line in enumerate(lines) if GENERATION_KEY.encode() in line]
    kept = b"".join(lines[: marks[-2] + 1])
    last = b"".join(lines[marks[-2] + 1 :])
    torn = tmp_path / "torn.journal"
    for cut in (0, 1, len(last) // 3, len(last) - len(lines[-1]), len(last) - 1):
        torn.write_bytes(kept + last[:cut])
        journal = GenerationJournal(torn)
        assert len(list(journal.read_logs(0))) == marks[-2] + 1
        assert torn.read_bytes() == kept


def test_garbage_is_no_journal(tmp_path):
    path = tmp_path / "study.journal"
    path.write_bytes(b"\x00\xff not a journal\n")
    with pytest.raises(po.DataError, match="is not a journal"):
        GenerationJournal(path)


def test_another_problems_folder_is_refused(whole, tmp_path):
    folder, _ = whole
    source = {**po.Problem.default().source, "problem": {"claims": ["heat-resistant-laminate:12"]}}
    other = po.Problem.from_dict(source)
    with pytest.raises(po.UsageError, match="another problem"):
        po.search(other, budget=100, out=folder)
    with pytest.raises(po.UsageError, match="add --resume"):
        po.search(budget=BUDGET, out=folder)
    with pytest.raises(po.UsageError, match="no run to resume"):
        po.search(budget=BUDGET, out=tmp_path / "empty", resume=True)


def test_a_resumed_run_keeps_the_seed_it_was_made_with(tmp_path):
    whole = po.search(budget=2 * 4096, seed=5)
    po.search(budget=4096, seed=5, out=tmp_path / "run")
    resumed = po.search(budget=2 * 4096, out=tmp_path / "run", resume=True)
    assert [d.objectives for d in resumed.designs] == [d.objectives for d in whole.designs]
    with pytest.raises(po.UsageError, match="seed 5, not 6"):
        po.search(budget=2 * 4096, seed=6, out=tmp_path / "run", resume=True)


@pytest.mark.parametrize("sampler", ["random", "nsga2", "tpe"])
def test_a_sampler_run_that_was_stopped_ends_as_if_it_had_not_been(sampler, tmp_path):
    rounds = []

    def stop():
        rounds.append(1)
        return len(rounds) > 2

    budget = 1200 if sampler == "random" else 170
    whole = po.search(budget=budget, sampler=sampler, out=tmp_path / "whole")
    first = po.search(budget=budget, sampler=sampler, out=tmp_path / "run", stop=stop)
    assert first.status == "interrupted"
    resumed = po.search(budget=budget, sampler=sampler, out=tmp_path / "run", resume=True)
    assert resumed.evaluations == budget
    assert fronts(resumed) == fronts(whole)


def test_the_answer_does_not_depend_on_the_threads_of_the_linear_algebra(tmp_path):
    script = "import sys, polyopt as po; po.search(budget=4096, out=sys.argv[1])"
    for threads in ("1", "2"):
        limits = {name: threads for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")}
        paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        subprocess.run(
            [sys.executable, "-c", script, str(tmp_path / threads)],
            env={**os.environ, **limits, "PYTHONPATH": os.pathsep.join(paths)},
            check=True,
        )
    one, two = (tmp_path / threads / "pareto.csv" for threads in ("1", "2"))
    assert one.read_bytes() == two.read_bytes()


def test_a_budget_that_is_spent_already_is_said(tmp_path, caplog):
    po.search(budget=4096, out=tmp_path / "run")
    again = po.search(budget=2000, out=tmp_path / "run", resume=True)
    assert again.evaluations == 4096
    assert "holds 4096 designs already: a budget of 2000 adds none" in caplog.text
