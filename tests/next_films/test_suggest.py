"""From a run to films to make, and back with what was measured."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import optuna
import pandas as pd
import pytest

import polyopt as po
from polyopt.chemistry.composition import Composition
from polyopt.cli.app import run as cli
from polyopt.models.library import load
from polyopt.models.training import TrainingRow, fit
from polyopt.next_films.known_films import measured_already, process_of

PROBLEM = """
[problem]
title = "one layer"
seed = 7
[film]
material = "Kapton HN"
[layers.A]
dianhydrides = ["PMDA", "BPDA", "ODPA"]
diamines = ["PDA", "mTB", "ODA", "TPE-R"]
min_fraction = 0.05
[[layers.A.require]]
sum = ["PDA", "mTB"]
min = 0.40
[[require]]
quantity = "layers.A.cte"
min = 9
max = 14
[[require]]
quantity = "layers.A.tg"
min = 330
"""
BUDGET = "4096"


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("suggest")
    (folder / "problem.toml").write_text(PROBLEM, encoding="utf-8")
    po.search(folder / "problem.toml", budget=int(BUDGET), out=folder / "run")
    return folder / "run"


@pytest.fixture(scope="module")
def batch(run):
    return po.suggest(run, count=6)


@pytest.fixture(scope="module")
def own_model(tmp_path_factory):
    """A CTE model of a few films: unlike the shipped one."""
    find = po.monomers().find
    rows = [
        TrainingRow(
            [(find("PMDA"), find("ODA"), p), (find("BPDA"), find("PDA"), 1 - p)], 10 + 30 * p
        )
        for p in np.linspace(0, 1, 12)
    ]
    path = tmp_path_factory.mktemp("models") / "cte.npz"
    fit(rows, "cte")[0].save(path)
    return path


def test_a_batch_is_films_that_can_be_made(batch):
    assert len(batch.films) == 6
    texts = [(f.layer, str(f.composition)) for f in batch.films]
    assert len(set(texts)) == 6
    for film in batch.films:
        amines = {m.abbreviation: x for m, x in film.composition.diamines}
        for role in (film.composition.dianhydrides, film.composition.diamines):
            steps = np.array([200 * x for _, x in role])
            assert np.abs(steps - steps.round()).max() < 1e-7
            assert min(x for _, x in role) >= 0.05
        assert amines.get("PDA", 0) + amines.get("mTB", 0) >= 0.40
        assert len(film.composition.dianhydrides) <= 2
        assert len(film.composition.diamines) <= 3


def test_every_film_says_what_it_is_worth(batch):
    assert 0 < batch.probability < 0.6
    assert batch.probability < batch.expected <= 1.0
    assert batch.films[0].gain > 0.05
    for film in batch.films:
        assert film.gain >= 0
        assert 0 < film.own_probability <= 1
        assert film.own_probability == pytest.approx(film.probability, abs=0.02)  # one layer
        assert film.reason
    assert "CTE is uncertain" in batch.films[0].reason


def test_predictions_are_those_of_predict(batch):
    film = batch.films[0]
    row = po.predict(film.composition).iloc[0]
    assert row["tg_degC"] == pytest.approx(film.properties["tg"].mean, abs=1e-6)
    assert row["cte_ppm_per_K_low"] == pytest.approx(
        film.properties["cte"].as_dict()["low"], abs=1e-4
    )


def test_same_seed_same_batch_and_the_folder_stays_as_it_was(run, batch):
    before = {p.name: p.read_bytes() for p in run.iterdir()}
    assert po.suggest(run, count=6).as_dict() == batch.as_dict()
    assert {p.name: p.read_bytes() for p in run.iterdir()} == before


def test_a_count_out_of_range_is_refused(run):
    with pytest.raises(po.UsageError, match="count is 0"):
        po.suggest(run, count=0)


def test_films_of_two_layers(tmp_path):
    po.search(budget=4096, out=tmp_path / "run")
    batch = po.suggest(tmp_path / "run", count=3)
    assert {f.layer for f in batch.films} <= {"A", "B"}
    assert batch.probability > 0.6
    assert {"layer", "tg_degC", "cte_ppm_per_K_high", "reason"} <= set(batch.table().columns)
    assert "<table" in batch._repr_html_()


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_table_to_fill_in(run, tmp_path, ending, capsys):
    out = tmp_path / f"films.{ending}"
    assert cli(["suggest", str(run), "-n", "2", "--out", str(out)]) == 0
    assert "expected improvement" in " ".join(capsys.readouterr().out.split())
    table = pd.read_csv(out) if ending == "csv" else pd.read_excel(out)
    wanted = ["dianhydrides", "diamines", "tg_degC", "cte_ppm_per_K", "process"]
    assert list(table.columns) == [*wanted, "layer", "reason"]
    assert table["process"].isna().all()
    assert table["tg_degC"].isna().all()
    assert len(table) == 2
    assert cli(["suggest", str(run), "--out", str(out)]) == 4


def test_json(run, capsys):
    assert cli(["suggest", str(run), "-n", "2", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert len(found["films"]) == 2
    assert {"layer", "properties", "expected_improvement", "reason"} <= set(found["films"][0])


def test_from_search_to_measured_films_and_on(run, tmp_path, monkeypatch, capsys):
    """Search, suggest, measure, learn, search with what was learned."""
    monkeypatch.chdir(tmp_path)
    assert cli(["suggest", str(run), "-n", "10", "--out", "films.csv"]) == 0
    table = pd.read_csv("films.csv")
    table["tg_degC"], table["cte_ppm_per_K"] = np.linspace(330, 360, 10), np.linspace(8, 20, 10)
    table.to_csv("measured.csv", index=False)
    assert cli(["fit", "measured.csv", "--out", "models"]) == 0
    problem = str(run.parent / "problem.toml")
    again = ["search", problem, "--budget", BUDGET, "--out", "run2"]
    assert cli([*again, "--model", "cte=models/cte.npz"]) in (0, 3)
    manifest = json.loads(Path("run2/manifest.json").read_text(encoding="utf-8"))
    assert manifest["models_sha256"]["A.cte"] == load("models/cte.npz").fingerprint
    assert manifest["models_sha256"]["A.tg"] == load("tg").fingerprint
    monkeypatch.chdir(run)
    assert cli(["suggest", str(tmp_path / "run2"), "-n", "2"]) == 0
    assert "Traceback" not in capsys.readouterr().err


def test_what_was_measured_is_not_suggested_again_and_the_process_stays(
    run, batch, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    batch.save("next.csv")
    table = pd.read_csv("next.csv")
    found = batch.films[0].properties
    table["tg_degC"], table["cte_ppm_per_K"] = found["tg"].mean, found["cte"].mean
    table["process"] = "line 2"
    table.to_csv("next.csv", index=False)
    assert cli(["calibrate", "next.csv", "--out", "models"]) == 0
    models = {name: f"models/{name}.npz" for name in ("tg", "cte")}
    again = po.suggest(run, count=6, models=models)
    made = {str(f.composition) for f in batch.films}
    assert not made & {str(f.composition) for f in again.films}
    assert {(f.measured, f.process) for f in again.films} == {(False, "line 2")}
    assert set(again.to_measurements()["process"]) == {"line 2"}
    found = po.suggest(run, count=96, models=models).films
    last = [f.measured for f in found]
    assert last == sorted(last)
    assert any(last)
    for film in found:
        assert film.measured == ("measured already" in film.reason)


def test_a_film_counts_as_measured_whatever_its_monomers_are_called():
    find = po.monomers().find
    own = find("PMDA"), replace(find("ODA"), abbreviation="mine")
    table = pd.DataFrame({"dianhydrides": ["PMDA"], "diamines": ["ODA"], "cte_ppm_per_K": [40.0]})
    models = {"cte": po.calibrate(table).models["cte"], "tg": load("tg")}
    shown = [
        Composition(((own[0], 1.0),), ((own[1], 1.0),)),
        Composition(((own[0], 1.0),), ((own[1], 0.995), (find("PDA"), 0.005))),
        Composition(((own[0], 1.0),), ((own[1], 0.97), (find("PDA"), 0.03))),
    ]
    assert measured_already(models, shown) == (True, True, False)
    assert measured_already({"tg": load("tg")}, shown) == (False, False, False)
    assert process_of(models) == ""


def test_other_models_change_what_is_suggested(run, batch, own_model):
    other = po.suggest(run, count=6, models={"cte": own_model})
    assert other.probability != pytest.approx(batch.probability, abs=1e-6)
    with pytest.raises(po.UsageError, match="predicts cte, not tg"):
        po.suggest(run, models={"tg": own_model})


def trials(journal):
    backend = optuna.storages.journal.JournalFileBackend(str(journal))
    storage = optuna.storages.JournalStorage(backend)
    return optuna.load_study(study_name="polyopt", storage=storage).trials


def test_resuming_with_other_models_evaluates_anew(run, own_model, tmp_path, capsys):
    folder, problem = tmp_path / "run", run.parent / "problem.toml"
    shutil.copytree(run, folder)
    again = ["search", str(problem), "--budget", BUDGET, "--out", str(folder), "--resume"]
    assert cli([*again, "--model", f"cte={own_model}"]) in (0, 3)
    output = capsys.readouterr().err
    old, new = trials(folder / "study-1.journal"), trials(folder / "study.journal")
    assert f"its {len(old)} recorded designs are evaluated again" in output
    assert (folder / "study-1.journal").read_bytes() == (run / "study.journal").read_bytes()
    assert [t.params for t in new[: len(old)]] == [t.params for t in old]
    key = "9 <= layers.A.cte <= 14"
    changed = [a.constraints[key] != b.constraints[key] for a, b in zip(old, new, strict=False)]
    assert all(changed)
    for trial in new[:: max(1, len(new) // 5)]:
        row = po.predict(trial.user_attrs["A"], models={"cte": str(own_model)}).iloc[0]
        inside = 9 <= row["cte_ppm_per_K"] <= 14
        assert inside or trial.constraints[key] > 0
    assert cli([*again, "--model", f"cte={own_model}"]) in (0, 3)
    assert "anew" not in capsys.readouterr().err
    assert not (folder / "study-2.journal").exists()


def test_a_model_that_no_layer_can_take_is_refused(tmp_path, own_model):
    (tmp_path / "cte.csv").write_text("dianhydride,PDA\nPMDA,5\nBPDA,9\n", encoding="utf-8")
    (tmp_path / "tg.csv").write_text("dianhydride,PDA\nPMDA,400\nBPDA,380\n", encoding="utf-8")
    text = """
[layers.A]
dianhydrides = ["PMDA", "BPDA"]
diamines = ["PDA"]
[layers.A.models]
tg = { pairs = "tg.csv" }
cte = { pairs = "cte.csv" }
[[require]]
quantity = "layers.A.cte"
max = 8
"""
    (tmp_path / "problem.toml").write_text(text, encoding="utf-8")
    with pytest.raises(po.UsageError, match="no layer uses the shipped model of cte"):
        po.search(tmp_path / "problem.toml", budget=50, models={"cte": own_model})
    po.search(tmp_path / "problem.toml", budget=50, out=tmp_path / "run")
    exact = po.suggest(tmp_path / "run", count=2)  # nothing is uncertain: nothing to learn
    assert all(film.gain == 0 for film in exact.films)
    assert all(film.reason for film in exact.films)
    (tmp_path / "cte.csv").write_text("dianhydride,PDA\nPMDA,5\nBPDA,8\n", encoding="utf-8")
    with pytest.raises(po.DataError, match="has changed since the run"):
        po.suggest(tmp_path / "run")


def edited(run, folder, name, change):
    shutil.copytree(run, folder)
    path = folder / name
    path.write_bytes(change(path.read_bytes()))
    return folder


HOSTILE = [
    ("manifest.json", lambda b: b"{", 4),
    ("manifest.json", lambda b: b"[1, 2]", 4),
    ("manifest.json", lambda b: b"\xff\xfe", 4),
    ("manifest.json", lambda b: b"[" * 100_000, 4),
    ("manifest.json", lambda b: b.replace(b'"problem": {', b'"problem": {"x": 1, '), 2),
    ("manifest.json", lambda b: b.replace(b'"seed": 7', b'"seed": "7"'), 4),
    ("manifest.json", lambda b: b.replace(b'"sampler": "auto"', b'"sampler": "magic"'), 4),
    ("manifest.json", lambda b: b.replace(b'"models": {}', b'"models": {"cte": "gone.npz"}'), 4),
    ("manifest.json", lambda b: b.replace(b'"max": 14', b'"max": 13'), 4),
    ("study.journal", lambda b: b"\x00 nothing\n", 4),
    ("study.journal", lambda b: b.replace(b'"A.diamines"', b'"A.demons"'), 4),
    ("study.journal", lambda b: b.replace(b'"op_code":4', b'"op_code":"x"'), 4),
]


@pytest.mark.parametrize(("name", "change", "code"), HOSTILE)
def test_a_damaged_folder_is_one_clear_error(run, tmp_path, capsys, name, change, code):
    folder = edited(run, tmp_path / "run", name, change)
    assert cli(["suggest", str(folder)]) == code
    output = capsys.readouterr().err
    assert "bug" not in output
    assert "Traceback" not in output
    assert 1 <= len(output.splitlines()) <= 3


def test_no_folder_no_run_no_record(run, tmp_path, capsys):
    assert cli(["suggest", str(tmp_path / "nowhere")]) == 2
    assert cli(["suggest", str(tmp_path)]) == 2
    shutil.copytree(run, tmp_path / "run")
    (tmp_path / "run" / "study.journal").unlink()
    assert cli(["suggest", str(tmp_path / "run")]) == 4
    assert cli(["suggest", str(run), "-n", "0"]) == 2
    assert cli(["suggest", str(run), "--model", "cte"]) == 2
    assert cli(["suggest", str(run), "--out", "films.doc"]) == 4
    assert "bug" not in capsys.readouterr().err
