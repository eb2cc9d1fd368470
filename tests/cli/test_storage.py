"""The team's database: a copy of the front that Optuna opens; it never costs the record."""

import json
from functools import partial

import optuna
import pytest

import polyopt as po
from polyopt.cli.app import run
from polyopt.optimizer.record import mirror
from polyopt.optimizer.record.run_folder import without_password

BUDGET = 500 * 3
SECRET = "geheim123"
search = partial(po.search, budget=BUDGET, sampler="random")


def studies(url):
    return optuna.get_all_study_names(url)


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'team.db'}"


def test_optuna_opens_the_front_of_a_run_in_the_database(url, tmp_path):
    result = search(out=tmp_path / "run", storage=url)
    (name,) = studies(url)
    study = optuna.load_study(study_name=name, storage=url)
    assert name.startswith(result.title)
    assert study.user_attrs["evaluations"] == BUDGET
    assert study.metric_names == [text for text, _ in result.objectives]
    assert len(study.best_trials) >= min(len(result.designs), mirror.MOST) / 2
    assert len(study.trials) <= mirror.MOST
    assert all(trial.state.is_finished() for trial in study.trials)
    assert all(v <= 0 for trial in study.best_trials for v in trial.constraints.values())
    assert "//" in study.best_trials[0].user_attrs["A"]


def test_a_resumed_run_goes_on_in_its_study_and_repeats_nothing(url, tmp_path):
    rounds = []

    def stop():
        rounds.append(1)
        return len(rounds) > 2

    search(out=tmp_path / "run", storage=url, stop=stop)
    first = optuna.load_study(study_name=studies(url)[0], storage=url)
    before = len(first.trials)
    resumed = po.search(
        budget=BUDGET, sampler="random", out=tmp_path / "run", storage=url, resume=True
    )
    whole = search(out=tmp_path / "whole", storage=url)
    assert resumed.to_json().split('"pareto"')[1] == whole.to_json().split('"pareto"')[1]
    assert len(studies(url)) == 2
    numbers = [trial.user_attrs[mirror.NUMBER] for trial in first.trials]
    assert len(numbers) > before
    assert len(set(numbers)) == len(numbers)


def test_nothing_feasible_yet_shows_the_nearest_designs(url, tmp_path):
    source = {**po.Problem.default().source, "require": [{"quantity": "layers.A.tg", "min": 900}]}
    result = po.search(po.Problem.from_dict(source), budget=500, out=tmp_path / "r", storage=url)
    assert not result.designs
    study = optuna.load_study(study_name=studies(url)[0], storage=url)
    assert 0 < len(study.trials) <= 10


def test_a_database_that_is_lost_costs_a_warning_and_nothing_else(
    url, tmp_path, monkeypatch, caplog
):
    monkeypatch.setattr(mirror, "INTERVAL", 0.0)
    reached = []

    def update(done, archive):
        reached.append(done)
        if len(reached) == 1:
            (tmp_path / "team.db").write_bytes(b"this is no database any more")

    lost = po.search(
        budget=BUDGET, sampler="random", out=tmp_path / "run", storage=url, progress=update
    )
    whole = search(out=tmp_path / "whole")
    assert lost.evaluations == BUDGET
    assert (tmp_path / "run" / "pareto.csv").read_bytes() == (
        tmp_path / "whole" / "pareto.csv"
    ).read_bytes()
    (output,) = [record.getMessage() for record in caplog.records]
    assert "the record in the run folder goes on" in output
    assert lost.status == whole.status


def test_the_database_is_written_once_a_minute_at_most(url, tmp_path, monkeypatch):
    writes, write = [], mirror.Mirror.write

    def counted(self, *everything):
        writes.append(everything)
        write(self, *everything)

    monkeypatch.setattr(mirror.Mirror, "write", counted)
    search(out=tmp_path / "run", storage=url)
    assert len(writes) == 1


@pytest.mark.parametrize(
    ("address", "message"),
    [
        (f"postgresql+nothing://me:{SECRET}@127.0.0.1:1/db", "cannot be used"),
        (
            f"oracle+oracledb://me:{SECRET}@127.0.0.1:1/db",
            "a package that is not installed: oracledb",
        ),
        (f"no address {SECRET}", "Could not parse"),
        (f"sqlite:////nowhere/at/all.db?password={SECRET}", "cannot be used"),
        ("", "cannot be used"),
    ],
    ids=["unknown driver", "missing driver", "no address", "no such folder", "empty"],
)
def test_a_database_that_is_not_there_is_said_before_the_search(
    address, message, tmp_path, capsys, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    assert run(["search", "--budget", "100", "--out", "run", "--storage", address]) == 2
    output = capsys.readouterr()
    assert message in output.err
    assert SECRET not in output.err + output.out
    assert not (tmp_path / "run").exists()


def test_no_folder_keeps_the_password(url, tmp_path, monkeypatch):
    address = f"{url}?password={SECRET}"
    monkeypatch.setattr("sys.argv", ["polyopt", f"--storage={address}", f"a://b:{SECRET}@c"])
    monkeypatch.setattr(mirror, "_storage", lambda _: optuna.storages.RDBStorage(url))
    po.search(budget=100, out=tmp_path / "run", storage=address)
    for path in (tmp_path / "run").iterdir():
        assert SECRET.encode() not in path.read_bytes(), path
    written = json.loads((tmp_path / "run" / "manifest.json").read_text(encoding="utf-8"))
    assert written["command"][2] == "a://b:***@c"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("postgresql://me:a/b@c@host/db", "postgresql://me:***@host/db"),
        ("mysql://h/d?user=me&passwd=x&ssl=1", "mysql://h/d?user=me&passwd=***&ssl=1"),
        ("postgresql://me@host:5432/db", "postgresql://me@host:5432/db"),
        ("sqlite:///run.db", "sqlite:///run.db"),
        ("p.toml", "p.toml"),
    ],
)
def test_passwords_are_stars(text, shown):
    assert without_password(text) == shown


def test_storage_needs_a_run_folder(url, capsys):
    assert run(["search", "--budget", "100", "--storage", url]) == 2
    assert "--out" in capsys.readouterr().err
    with pytest.raises(po.UsageError, match="needs out"):
        po.search(budget=100, storage=url)
