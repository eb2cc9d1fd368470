"""The record of a run opens in Optuna's tools, as the README says."""

import optuna
import pytest
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend

import polyopt as po
from polyopt.optimizer.record.trials import FEASIBLE

PROBLEM = {
    "film": {"material": "Kapton HN"},
    "layers": {"A": {"dianhydrides": ["PMDA", "BPDA", "ODPA"], "diamines": ["PDA", "ODA", "mTB"]}},
    "require": [{"quantity": "layers.A.tg", "max": 330}],
    "objectives": [{"minimize": "layers.A.cte"}],
}


@pytest.mark.parametrize("sampler", ["auto", "random", "tpe"])
def test_the_journal_is_a_study_of_optuna_that_says_what_is_feasible(sampler, tmp_path):
    problem = po.Problem.from_dict(PROBLEM)
    result = po.search(problem, sampler=sampler, budget=150, out=tmp_path / "run")
    journal = JournalFileBackend(str(tmp_path / "run" / "study.journal"))
    study = optuna.load_study(study_name="polyopt", storage=JournalStorage(journal))
    trials = study.get_trials()
    met = [all(v <= 0 for v in t.constraints.values()) for t in trials]
    assert [t.user_attrs[FEASIBLE] for t in trials] == ["yes" if m else "no" for m in met]
    assert study.best_value == pytest.approx(result.best().objectives[0], rel=1e-6)
    if sampler == "auto":
        return  # records what it kept: here all of it meets the limits
    lowest = min(trials, key=lambda trial: trial.value)
    assert lowest.user_attrs[FEASIBLE] == "no"  # what a tool blind to constraints calls the best
