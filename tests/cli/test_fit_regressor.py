"""`polyopt fit --regressor`: any regressor of scikit-learn as a model that every command takes."""

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import polyopt as po
from polyopt.cli.app import run
from polyopt.models.artefact import load_artefact, save_artefact
from polyopt.models.regressor.fitted import refitted

ACIDS, AMINES = (
    ("PMDA", "BPDA", "ODPA", "BTDA", "6FDA"),
    ("ODA", "PDA", "mTB", "mPDA", "TFMB", "BAPP"),
)
TABLE = pd.DataFrame(
    [
        {
            "dianhydrides": acid,
            "diamines": amine,
            "tg_degC": 280.0 + 13 * i + 9 * j + (i * j) % 4,
            "cte_ppm_per_K": 15.0 + 4 * i + 3 * j,
        }
        for i, acid in enumerate(ACIDS)
        for j, amine in enumerate(AMINES)
    ]
)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    TABLE.to_csv("films.csv", index=False)
    return tmp_path


@pytest.fixture(scope="module")
def fitted_forest(tmp_path_factory):
    """Return a folder of models, fitted once."""
    place = tmp_path_factory.mktemp("forest")
    TABLE.to_csv(place / "films.csv", index=False)
    arguments = ["--regressor", "random-forest", "--set", "n_estimators=20"]
    assert run(["fit", str(place / "films.csv"), "--out", str(place / "models"), *arguments]) == 0
    return place / "models"


@pytest.fixture
def forest(fitted_forest, folder):
    shutil.copytree(fitted_forest, folder / "models")
    return "models"


@pytest.mark.parametrize(
    "name", ["ridge", "knn", "extra-trees", "RandomForestRegressor", "sklearn.svm.SVR"]
)
def test_regressors_by_short_name_class_and_path(name, capsys):
    assert run(["fit", "films.csv", "--regressor", name, "--json"]) == 0
    (tg, cte) = json.loads(capsys.readouterr().out)
    assert (tg["property"], cte["property"]) == ("tg", "cte")
    assert set(tg["left_out"]) == {"grouped", "dianhydride-out", "diamine-out", "both-out"}
    assert 0 < cte["mae"] < 15
    card = Path("models/cte.md").read_text(encoding="utf-8")
    for words in ("grouped", "both-out", "Split conformal", "End-cappers", "scikit-learn"):
        assert words in card


def test_every_command_takes_the_model(forest, capsys):
    chosen = ["--model", "tg=models/tg.npz", "--model", "cte=models/cte.npz"]
    assert run(["predict", "PMDA:60;BPDA:40 // ODA", "--explain", *chosen]) == 0
    assert run(["validate", "films.csv", *chosen]) == 0
    assert run(["calibrate", "films.csv", "--out", "own", *chosen]) == 0
    assert run(["predict", "PMDA // TFMB", "--model", "cte=own/cte.npz"]) == 0
    assert run(["init", "lam"]) == 0
    assert run(["search", "lam/problem.toml", "--budget", "2048", "--out", "run", *chosen]) in (
        0,
        3,
    )
    assert run(["suggest", "run", "-n", "2"]) in (0, 3)
    design = Path("lam/design.toml").read_text(encoding="utf-8")
    named = '[layers.A.models]\ncte = "../models/cte.npz"\n[layers.B]'
    Path("lam/design.toml").write_text(design.replace("[layers.B]", named), encoding="utf-8")
    assert run(["check", "lam/design.toml"]) == 0
    assert "Traceback" not in capsys.readouterr().err


def test_a_table_is_predicted_with_intervals_and_nearest_films(forest, capsys):
    assert run(["predict", "films.csv", "--model", "cte=models/cte.npz", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {row["cte_nearest_similarity"] for row in rows} == {1.0}
    assert all(row["cte_ppm_per_K_low"] < row["cte_ppm_per_K"] for row in rows)


def test_the_same_seed_gives_the_same_file(capsys):
    for out in ("a", "b"):
        arguments = ["fit", "films.csv", "--regressor", "extra-trees", "--seed", "3", "--out", out]
        assert run([*arguments, "--set", "n_estimators=10"]) == 0
    assert load_artefact("a/tg.npz").fingerprint == load_artefact("b/tg.npz").fingerprint


def test_an_estimator_object_keeps_its_parameters_and_is_not_fitted():
    from sklearn.ensemble import RandomForestRegressor

    forest = RandomForestRegressor(n_estimators=15, min_samples_leaf=2, random_state=5, n_jobs=1)
    result = po.fit(TABLE, regressor=forest)
    recipe = result.models["tg"].recipe
    assert dict(recipe.parameters) == {"n_estimators": 15, "min_samples_leaf": 2}
    assert recipe.seed == 5
    assert not hasattr(forest, "estimators_")
    row = po.predict("PMDA // ODA", models=result.models).iloc[0]
    assert row["cte_ppm_per_K_low"] < row["cte_ppm_per_K"] < row["cte_ppm_per_K_high"]
    assert set(result.table()["left_out"]) >= {"grouped", "both-out"}
    assert po.validate(TABLE, models=result.models).scores["tg", "all"].n == len(TABLE)


def test_other_kinds_give_the_same_result_type():
    result = po.fit(TABLE, kind="groups")
    assert result.table()["left_out"].tolist() == ["grouped", "grouped"]
    assert [path.name for path in result.save("models")] == ["tg.npz", "cte.npz"]


def test_intervals_cover_films_left_out():
    rng = np.random.default_rng(1)
    noisy = TABLE.assign(cte_ppm_per_K=TABLE["cte_ppm_per_K"] + rng.normal(0, 3, len(TABLE)))
    scores = po.fit(noisy, regressor="ridge").table().set_index(["property", "left_out"])
    assert scores.loc[("cte", "grouped"), "coverage"] >= 0.8


REFUSED = {
    "unknown": (["--regressor", "randm-forest"], "did you mean 'random-forest'"),
    "wrong path": (["--regressor", "sklearn.svm.Ridge"], "'sklearn.linear_model.Ridge'"),
    "another module": (["--regressor", "os.system"], "unknown regressor"),
    "a classifier": (["--regressor", "sklearn.svm.SVC"], "unknown regressor"),
    "unknown parameter": (
        ["--regressor", "ridge", "--set", "alfa=1"],
        "unknown parameter of Ridge: 'alfa'",
    ),
    "value of no use": (["--regressor", "ridge", "--set", 'alpha={"a":1}'], "is not a plain value"),
    "not finite": (["--regressor", "ridge", "--set", "alpha=NaN"], "finite"),
    "endless": (["--regressor", "random-forest", "--set", "n_estimators=1000000"], "at most 5000"),
    "seed": (["--regressor", "svr", "--set", "random_state=1"], "--seed"),
    "no value": (["--regressor", "ridge", "--set", "alpha"], "--set"),
    "no regressor": (["--set", "alpha=1"], "settings are those of a regressor"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_wrong_regressors_are_refused(name, capsys):
    arguments, message = REFUSED[name]
    assert run(["fit", "films.csv", *arguments]) == 2
    err = capsys.readouterr().err
    assert message in err
    assert err.count("\n") <= 3


def test_a_regressor_that_needs_more_films_ends_in_one_line(capsys):
    assert run(["fit", "films.csv", "--regressor", "knn", "--set", "n_neighbors=29"]) == 4
    assert "KNeighborsRegressor cannot predict" in capsys.readouterr().err


def test_parameters_that_scikit_learn_refuses_end_in_one_line(capsys):
    assert run(["fit", "films.csv", "--regressor", "ridge", "--set", "alpha=-1"]) == 4
    assert "Ridge cannot be fitted" in capsys.readouterr().err


def test_foreign_estimators_are_refused():
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    from sklearn.svm import SVR

    class Ridge:
        """Not that of scikit-learn."""

    for regressor in (make_pipeline(StandardScaler(), SVR()), Ridge()):
        with pytest.raises(po.UsageError, match="is not a scikit-learn regressor"):
            po.fit(TABLE, regressor=regressor)


def resealed(change):
    """Write the model with another content and a checksum that fits it."""
    artefact = load_artefact("models/cte.npz")
    metadata, arrays = dict(artefact.metadata), dict(artefact.arrays)
    change(metadata, arrays)
    save_artefact("models/cte.npz", metadata, arrays)


TAMPERED = {
    "class": lambda m, a: m.update(estimator="system"),
    "path": lambda m, a: m.update(estimator="os.system"),
    "parameter": lambda m, a: m.update(parameters={"n_estimators": 10**9}),
    "nested": lambda m, a: m.update(parameters={"criterion": {"__reduce__": 1}}),
    "seed": lambda m, a: m.update(seed=-1),
    "property": lambda m, a: m.update(property="cost"),
    "descriptors": lambda m, a: m.update(descriptors=["x"]),
    "labels": lambda m, a: a.update(value=a["value"] + 100),
    "labels missing": lambda m, a: a.pop("value"),
    "labels short": lambda m, a: a.update(value=a["value"][:-1]),
    "factors": lambda m, a: a.update(class_factors=-a["class_factors"]),
    "sharing": lambda m, a: a.update(sharing=np.array([0.9, 0.9])),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_a_tampered_model_is_refused(name, forest, capsys):
    resealed(TAMPERED[name])
    assert run(["predict", "PMDA // ODA", "--model", "cte=models/cte.npz"]) == 4
    err = capsys.readouterr().err
    assert err.startswith("polyopt: models/cte.npz") and err.count("\n") <= 3


def test_altered_bytes_are_refused(forest, capsys):
    content = bytearray(Path("models/cte.npz").read_bytes())
    content[len(content) // 2] ^= 0xFF
    Path("models/cte.npz").write_bytes(bytes(content))
    assert run(["predict", "PMDA // ODA", "--model", "cte=models/cte.npz"]) == 4


def test_a_file_is_fitted_anew_once_in_a_process(forest):
    po.models.load("models/cte.npz")
    before = refitted.cache_info().misses
    po.models.load("models/cte.npz")
    assert refitted.cache_info().misses == before
