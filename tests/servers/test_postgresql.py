"""The team's database on a real PostgreSQL server: found, shared by two runs, lost on the way."""

from __future__ import annotations

import gc
import threading
from functools import partial

import optuna
import pytest

import polyopt as po
from polyopt.optimizer.record import mirror
from polyopt.optimizer.record.mirror import _with_driver

BUDGET = 500 * 3
search = partial(po.search, budget=BUDGET, sampler="random")


@pytest.fixture
def studies(postgres):
    """What a colleague sees of the database: the studies in it."""
    opened = []

    def found():
        opened.append(optuna.storages.RDBStorage(_with_driver(postgres.url)))
        return [
            optuna.load_study(study_name=name, storage=opened[-1])
            for name in optuna.get_all_study_names(opened[-1])
        ]

    yield found
    for storage in opened:
        storage.remove_session()
        storage.engine.dispose()


def test_the_front_of_a_run_is_in_the_database_under_the_address_users_write(
    postgres, studies, tmp_path
):
    result = search(out=tmp_path / "run", storage=postgres.url)
    (study,) = studies()
    assert study.user_attrs["evaluations"] == BUDGET
    assert len(study.best_trials) >= min(len(result.designs), mirror.MOST) / 2
    assert all(v <= 0 for trial in study.best_trials for v in trial.constraints.values())


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Optuna's attempt
def test_two_runs_at_once_keep_their_studies_apart(postgres, studies, tmp_path, monkeypatch):
    monkeypatch.setattr(mirror, "INTERVAL", 0.0)  # both write after every generation
    failures: list[BaseException] = []

    def one(name: str, seed: int) -> None:
        try:
            search(out=tmp_path / name, storage=postgres.url, seed=seed)
        except BaseException as error:  # noqa: BLE001 - a thread's error is the test's
            failures.append(error)

    both = [threading.Thread(target=one, args=(f"run{seed}", seed)) for seed in (1, 2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert not failures
    found = studies()
    assert len({study.study_name for study in found}) == 2
    assert all(study.user_attrs["evaluations"] == BUDGET for study in found)
    for study in found:
        numbers = [trial.user_attrs[mirror.NUMBER] for trial in study.get_trials()]
        assert numbers
        assert len(set(numbers)) == len(numbers)
    gc.collect()  # a pool that Optuna left open says so here, not in whatever test comes next


def test_a_server_that_stops_in_the_middle_costs_a_warning_and_nothing_else(
    postgres, studies, tmp_path, monkeypatch, caplog
):
    monkeypatch.setattr(mirror, "INTERVAL", 0.0)
    generations = []

    def stops_it(done, archive):
        generations.append(done)
        if len(generations) == 1:
            postgres.stop()

    lost = search(out=tmp_path / "run", storage=postgres.url, progress=stops_it)
    whole = search(out=tmp_path / "whole")
    assert len(generations) > 1
    assert lost.evaluations == BUDGET
    assert (tmp_path / "run/pareto.csv").read_bytes() == (
        tmp_path / "whole/pareto.csv"
    ).read_bytes()
    assert any("the record in the run folder goes on" in r.getMessage() for r in caplog.records)
    postgres.start()
    resumed = search(out=tmp_path / "run", storage=postgres.url, resume=True)
    assert len(resumed.designs) == len(whole.designs)
    (study,) = studies()
    assert study.user_attrs["evaluations"] == BUDGET
    assert len(study.best_trials) >= min(len(whole.designs), mirror.MOST) / 2


def test_a_server_that_is_down_is_said_before_the_search(postgres, tmp_path):
    postgres.stop()
    with pytest.raises(po.UsageError, match="cannot be used"):
        search(out=tmp_path / "run", storage=postgres.url)
    assert not (tmp_path / "run").exists()
