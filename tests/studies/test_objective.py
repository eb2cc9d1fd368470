"""The objective of a problem in a study of Optuna."""

import pickle

import numpy as np
import optuna
import pytest
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend
from optuna.trial import FixedTrial

import polyopt as po
from polyopt.optimizer.record.trials import FEASIBLE
from polyopt.studies.objective import UNCOMPUTED


@pytest.fixture
def study(objective):
    sampler = optuna.samplers.RandomSampler(seed=4)
    made = optuna.create_study(sampler=sampler, directions=objective.directions)
    made.optimize(objective, n_trials=12)
    return made


def test_it_evaluates_a_design_as_the_record_of_a_search_has_it(problem, objective, tmp_path):
    po.search(problem, sampler="random", budget=30, out=tmp_path / "run")
    journal = JournalFileBackend(str(tmp_path / "run" / "study.journal"))
    record = optuna.load_study(study_name="polyopt", storage=JournalStorage(journal))
    for recorded in record.get_trials()[:10]:
        trial = FixedTrial(recorded.params)
        assert objective(trial) == pytest.approx(tuple(recorded.values), rel=1e-9)
        assert trial.constraints == pytest.approx(recorded.constraints, rel=1e-6, abs=1e-9)
        assert trial.user_attrs == recorded.user_attrs


def test_each_limitation_is_a_constraint_by_its_name(objective, study):
    assert objective.constraint_names == ["layers.A.tg <= 330"]
    for trial in study.trials:
        tg = 330 - trial.values[1]
        assert list(trial.constraints) == objective.constraint_names
        assert trial.user_attrs[FEASIBLE] == (
            "yes" if trial.constraints.popitem()[1] <= 0 else "no"
        )
        assert "//" in trial.user_attrs["A"]
        assert tg <= 330 or trial.user_attrs[FEASIBLE] == "no"


def test_a_study_takes_its_directions_and_names(objective, study):
    with pytest.warns(optuna.exceptions.ExperimentalWarning):
        study.set_metric_names(objective.metric_names)
    assert study.metric_names == ["abs(layers.A.cte - 20)", "330 - layers.A.tg"]
    assert objective.directions == ["minimize", "maximize"]


def test_one_objective_is_one_number(single):
    objective = po.objective(single)
    study = optuna.create_study(directions=objective.directions)
    study.optimize(objective, n_trials=2)
    assert isinstance(objective(FixedTrial(study.trials[0].params)), float)


def test_a_finished_trial_can_be_evaluated_again(objective, study):
    trial = study.trials[0]
    assert objective(trial) == pytest.approx(tuple(trial.values))


@pytest.mark.parametrize(
    "directions", [["minimize"], ["maximize", "minimize"], ["minimize", "minimize", "maximize"]]
)
def test_other_directions_are_refused_with_those_of_the_problem(objective, directions):
    study = optuna.create_study(directions=directions)
    with pytest.raises(po.UsageError, match=", ".join(directions)) as caught:
        study.optimize(objective, n_trials=1)
    assert "'minimize', 'maximize'" in str(caught.value)
    assert "objective(problem).directions" in caught.value.remedy


def test_an_objective_of_the_users_own_may_follow(objective):
    study = optuna.create_study(directions=[*objective.directions, "minimize"])
    study.optimize(lambda trial: (*objective(trial), 1.0), n_trials=2)
    assert [len(trial.values) for trial in study.trials] == [3, 3]


def test_what_cannot_be_computed_is_infeasible(problem):
    nothing = "(layers.A.cte - layers.A.cte) / (layers.A.cte - layers.A.cte)"
    declared = {**problem.source, "objectives": [{"maximize": nothing}]}
    objective = po.objective(po.Problem.from_dict(declared))
    study = optuna.create_study(directions=objective.directions)
    study.optimize(objective, n_trials=1)
    (trial,) = study.trials
    assert trial.value == 1e9
    assert trial.constraints[UNCOMPUTED] == 1.0
    assert trial.user_attrs[FEASIBLE] == "no"
    with pytest.raises(ValueError, match="feasible"):
        _ = study.best_trial


def test_it_travels_to_other_processes(objective, study):
    params = study.trials[3].params
    again = pickle.loads(pickle.dumps(objective))
    assert again(FixedTrial(params)) == objective(FixedTrial(params))
    assert again.metric_names == objective.metric_names


def test_an_impossible_problem_is_refused_at_once(problem):
    layer = problem.source["layers"]["A"]
    limited = {**layer, "require": [{"sum": ["PDA", "ODA", "mTB"], "max": 0.5}]}
    with pytest.raises(po.InfeasibleError):
        po.objective(po.Problem.from_dict({**problem.source, "layers": {"A": limited}}))


def test_any_sampler_of_optuna_takes_it(objective):
    sampler = optuna.samplers.NSGAIISampler(seed=1, population_size=10)
    study = optuna.create_study(sampler=sampler, directions=objective.directions)
    study.optimize(objective, n_trials=40)
    assert np.isfinite([t.values for t in study.trials]).all()
    assert study.best_trials


@pytest.mark.parametrize("given", [3, {"layers": {}}, b"p.toml", ["p.toml"]])
@pytest.mark.parametrize("taken", [po.search, po.objective, po.FormulationSampler])
def test_what_is_no_problem_is_said(taken, given):
    with pytest.raises(po.UsageError, match=f"(?s){type(given).__name__}.*from_dict"):
        taken(given)


def test_a_sampler_of_another_problem_is_named(objective):
    sampler = po.FormulationSampler(po.Problem.default(), seed=1)
    study = optuna.create_study(sampler=sampler, directions=objective.directions)
    with pytest.raises(po.UsageError, match="(?s)not the problem's.*the same problem"):
        study.optimize(objective, n_trials=3)
