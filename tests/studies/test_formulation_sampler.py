"""The sampler of formulations in studies as people have them."""

import gc
import pickle
import subprocess
import sys
from pathlib import Path

import optuna
import pytest
from optuna.storages import JournalStorage, RDBStorage
from optuna.storages.journal import JournalFileBackend

import polyopt as po
from polyopt.optimizer.record.trials import FEASIBLE
from polyopt.studies import told_trials

ROOT = Path(__file__).parents[2]


def params_of(study):
    return [trial.params for trial in study.trials]


def distinct(study):
    return {tuple(sorted(params.items())) for params in params_of(study)}


def test_trials_meet_the_limits_from_the_first_on(study_of, objective):
    study = study_of()
    study.optimize(objective, n_trials=20)
    assert {trial.user_attrs[FEASIBLE] for trial in study.trials} == {"yes"}
    assert len(study.best_trials) >= 15
    random = optuna.create_study(
        sampler=optuna.samplers.RandomSampler(seed=1), directions=objective.directions
    )
    random.optimize(objective, n_trials=20)
    assert {trial.user_attrs[FEASIBLE] for trial in random.trials} == {"yes", "no"}


def test_a_seed_decides_the_trials(study_of, objective):
    first, again, other = study_of(5), study_of(5), study_of(6)
    for study in (first, again, other):
        study.optimize(objective, n_trials=20)
    assert params_of(first) == params_of(again)
    assert params_of(first) != params_of(other)


def test_a_new_sampler_goes_on_as_the_old_one_would(study_of, objective, problem):
    whole, broken = study_of(5), study_of(5)
    whole.optimize(objective, n_trials=40)
    broken.optimize(objective, n_trials=21)
    broken.sampler = po.FormulationSampler(problem, seed=5)
    broken.optimize(objective, n_trials=19)
    assert params_of(broken) == params_of(whole)


def test_a_sampler_can_be_stored(study_of, objective):
    study, other = study_of(5), study_of(6)
    study.optimize(objective, n_trials=5)
    other.sampler = pickle.loads(pickle.dumps(study.sampler))
    other.optimize(objective, n_trials=5)
    assert params_of(other) == params_of(study)


def test_another_seed_keeps_what_is_planned(study_of, objective):
    study, other = study_of(5), study_of(5)
    for one in (study, other):
        one.optimize(objective, n_trials=8)
    other.sampler.reseed_rng()
    for one in (study, other):
        one.optimize(objective, n_trials=12)
    assert params_of(study)[:16] == params_of(other)[:16]
    assert params_of(study)[16:] != params_of(other)[16:]


def test_threads_share_a_sampler(study_of, objective):
    study = study_of()
    study.optimize(objective, n_trials=40, n_jobs=3)
    assert len(distinct(study)) == 40
    assert all(trial.state.is_finished() for trial in study.trials)


@pytest.fixture(params=["journal", "sqlite"])
def storage(request, tmp_path):
    if request.param == "journal":
        yield JournalStorage(JournalFileBackend(str(tmp_path / "study.journal")))
    else:
        made = RDBStorage(f"sqlite:///{tmp_path / 'study.db'}")
        yield made
        made.remove_session()
        made.engine.dispose()


def test_samplers_on_one_storage_share_a_plan(study_of, objective, problem, storage):
    first = study_of(5, storage=storage, study_name="shared")
    second = optuna.load_study(
        study_name="shared", storage=storage, sampler=po.FormulationSampler(problem, seed=5)
    )
    for _ in range(10):  # both have a trial running before either is told
        for study, trial in [(study, study.ask()) for study in (first, second)]:
            study.tell(trial, objective(trial))
    alone = study_of(5)
    alone.optimize(objective, n_trials=16)
    assert len(distinct(first)) == 20
    assert params_of(first)[:16] == params_of(alone)


WORKER = """
import sys, optuna, polyopt as po
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend
problem, journal = po.Problem.from_toml(sys.argv[1]), JournalFileBackend(sys.argv[2])
sampler = po.FormulationSampler(problem, seed=5)
study = optuna.load_study(study_name="shared", storage=JournalStorage(journal), sampler=sampler)
study.optimize(po.objective(problem), n_trials=12)
"""


def test_processes_share_a_study(objective, tmp_path):
    path = tmp_path / "problem.toml"
    path.write_text(
        """[film]
material = "Kapton HN"
[layers.A]
dianhydrides = ["PMDA", "BPDA", "ODPA"]
diamines = ["PDA", "ODA", "mTB"]
[[require]]
quantity = "layers.A.tg"
max = 330
[[objectives]]
minimize = "abs(layers.A.cte - 20)"
[[objectives]]
maximize = "330 - layers.A.tg"
""",
        encoding="utf-8",
    )
    journal = str(tmp_path / "study.journal")
    study = optuna.create_study(
        study_name="shared",
        storage=JournalStorage(JournalFileBackend(journal)),
        directions=objective.directions,
    )
    command = [sys.executable, "-W", "ignore", "-c", WORKER, str(path), journal]
    workers = [
        subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) for _ in range(2)
    ]
    for worker in workers:
        _, said = worker.communicate(timeout=300)
        assert worker.returncode == 0, said
    assert len(study.trials) == 24
    assert all(trial.state.name == "COMPLETE" for trial in study.trials)
    assert len(distinct(study)) >= 23  # at the seam of two batches their plans may differ


def test_each_trial_is_read_once(study_of, objective, monkeypatch):
    read = []
    plain = told_trials.told

    def counted(posed, trials, objectives):
        read.extend(t.number for t in trials)
        return plain(posed, trials, objectives)

    monkeypatch.setattr(told_trials, "told", counted)
    study = study_of()
    study.optimize(objective, n_trials=70)
    assert sorted(read) == sorted(set(read))
    assert len(read) >= 64


def test_what_a_user_fixes_stays_fixed(study_of, objective):
    study = study_of()
    study.optimize(objective, n_trials=1)
    wanted = {**study.trials[0].params, "A.diamines": 0}
    study.enqueue_trial(wanted)
    study.enqueue_trial({"A.diamines": 1})
    study.optimize(objective, n_trials=3)
    assert study.trials[1].params == wanted
    assert study.trials[2].params["A.diamines"] == 1


def test_a_limit_of_the_users_own_is_learned(study_of, objective):
    """The models know nothing of it: the trials told do."""

    def without_mtb(trial):
        values = objective(trial)
        trial.set_constraint("no mTB", float("mTB" in trial.user_attrs["A"]))
        return values

    study = study_of()
    study.optimize(without_mtb, n_trials=100)
    kept = [trial.constraints["no mTB"] == 0 for trial in study.trials]
    assert sum(kept[:16]) < 12
    assert sum(kept[-32:]) > 24


def test_values_of_the_users_own_count(study_of, objective):
    """The study says that films with PDA are better than the models know: they come to lead."""

    def with_pda(trial):
        return " PDA:" in trial.user_attrs["A"] or ";PDA:" in trial.user_attrs["A"]

    def measured(trial):
        off, room = objective(trial)
        return off, room + 100 * with_pda(trial)

    study = study_of()
    study.optimize(measured, n_trials=100)
    led = [with_pda(trial) for trial in study.trials]
    assert sum(led[:16]) < 6
    assert sum(led[-16:]) > 8


def test_an_objective_of_the_users_own_counts(problem, objective):
    study = optuna.create_study(
        sampler=po.FormulationSampler(problem, seed=2),
        directions=[*objective.directions, "minimize"],
    )
    study.optimize(
        lambda trial: (*objective(trial), float("BPDA" in trial.user_attrs["A"])), n_trials=60
    )
    best = {trial.values[2] for trial in study.best_trials}
    assert best == {0.0, 1.0}


def test_foreign_parameters_are_drawn_at_random_with_a_word(study_of, objective, words):
    def more(trial):
        trial.suggest_float("stirring", 0, 5)
        trial.suggest_int("days", 1, 9)
        return objective(trial)

    study = study_of()
    study.optimize(more, n_trials=6)
    assert len({trial.params["stirring"] for trial in study.trials}) == 6
    assert {trial.user_attrs[FEASIBLE] for trial in study.trials} == {"yes"}
    assert [text for text in words() if "'stirring'" in text and "random" in text] == words()
    assert len(words()) == 1


def test_a_study_of_something_else_is_not_planned(study_of):
    study = study_of()
    study.optimize(lambda trial: (trial.suggest_float("x", 0, 1), 0.0), n_trials=40)
    spent = study.sampler.evaluations
    study.optimize(lambda trial: (trial.suggest_float("x", 0, 1), 0.0), n_trials=20)
    assert len({params["x"] for params in params_of(study)}) == 60
    assert study.sampler.evaluations == spent


def test_what_was_asked_is_counted_when_a_study_is_gone(study_of, objective):
    study = study_of()
    sampler = study.sampler
    study.optimize(objective, n_trials=2)
    spent = sampler.evaluations
    del study
    gc.collect()
    assert sampler.evaluations == spent > 0


def test_a_study_may_turn_to_the_problem(study_of, objective):
    study = study_of()
    study.optimize(lambda trial: (trial.suggest_float("x", 0, 1), 0.0), n_trials=20)
    study.optimize(objective, n_trials=20)
    assert {trial.user_attrs[FEASIBLE] for trial in study.trials[-16:]} == {"yes"}


def test_other_directions_are_refused(problem, objective):
    study = optuna.create_study(sampler=po.FormulationSampler(problem), direction="minimize")

    def hand_written(trial):
        return trial.suggest_float("A.diamines.0", 0, 1)

    with pytest.raises(po.UsageError, match="directions are minimize;"):
        study.optimize(hand_written, n_trials=1)


@pytest.mark.parametrize("seed", [-1, 1.5, "one"])
def test_a_seed_is_a_whole_number(problem, seed):
    with pytest.raises(po.UsageError, match="seed is"):
        po.FormulationSampler(problem, seed=seed)


def test_trials_of_another_palette_do_not_count(study_of, objective, problem, words):
    layer = {"dianhydrides": ["PMDA", "BTDA", "ODPA", "BPDA"], "diamines": ["PDA", "ODA", "mTB"]}
    other = po.objective(po.Problem.from_dict({**problem.source, "layers": {"A": layer}}))
    elsewhere = optuna.create_study(directions=other.directions)
    elsewhere.optimize(other, n_trials=16)
    study, fresh = study_of(), study_of()
    study.optimize(objective, n_trials=1)
    study.add_trials(elsewhere.trials[1:])
    fresh.optimize(objective, n_trials=1)
    for one in (study, fresh):
        one.optimize(objective, n_trials=8)
    assert any("other choices" in text for text in words())
    assert {trial.user_attrs[FEASIBLE] for trial in study.trials[16:]} == {"yes"}


def test_models_of_whole_compositions_are_asked_sparingly(problem):
    from polyopt.problem.given_models import with_models

    def rule(shares):
        return 200.0 + 150.0 * shares["PMDA"]

    costly = with_models(problem, {"tg": rule})
    objective = po.objective(costly)
    sampler = po.FormulationSampler(costly, seed=1)
    study = optuna.create_study(sampler=sampler, directions=objective.directions)
    study.optimize(objective, n_trials=17)
    assert {trial.user_attrs[FEASIBLE] for trial in study.trials} == {"yes"}
    assert 0 < sampler.evaluations < 1000
