"""What a study holds of a problem, as the sampler reads it."""

import numpy as np
import optuna
import pytest

from polyopt.studies.foresight import Foresight, nearest
from polyopt.studies.posed_problem import posed
from polyopt.studies.proposals import planned
from polyopt.studies.told_trials import StudyReader


@pytest.fixture(scope="module")
def subject(problem):
    return posed(problem)


@pytest.fixture
def study(objective):
    made = optuna.create_study(
        sampler=optuna.samplers.RandomSampler(seed=2), directions=objective.directions
    )
    made.optimize(objective, n_trials=12)
    return made


def read(subject, study):
    return StudyReader(subject, len(study.directions)).read(study)


def changed(study, trial, values=None, constraints=None):
    """Add a trial like another, with other outcomes."""
    study.add_trial(
        optuna.create_trial(
            params=trial.params,
            distributions=trial.distributions,
            values=values or trial.values,
            constraints=constraints,
        )
    )


def test_what_the_objective_says_is_what_the_models_say(subject, study):
    known = read(subject, study)
    assert known.archive.number.tolist() == list(range(12))
    np.testing.assert_allclose(known.archive.outcome.objectives, known.models.objectives)
    assert Foresight(subject, known, 2).exact


def test_a_trial_without_constraints_has_those_of_the_models(subject, study):
    trial = max(study.trials, key=lambda t: t.constraints["layers.A.tg <= 330"])
    changed(study, trial)
    known = read(subject, study)
    assert known.archive.outcome.violation[12] == known.archive.outcome.violation[trial.number] > 0


def test_what_the_study_says_goes_before_the_models(subject, study):
    trial = max(study.trials, key=lambda t: t.constraints["layers.A.tg <= 330"])
    changed(study, trial, [7.0, 8.0], {"layers.A.tg <= 330": -1.0, "mine": -2.0})
    changed(study, trial, constraints={"layers.A.tg <= 330": -1.0, "mine": 0.5})
    known = read(subject, study)
    assert known.archive.outcome.objectives[12].tolist() == [7.0, 8.0]
    assert known.archive.outcome.violation[12:].tolist() == [0.0, 0.5]
    foresight = Foresight(subject, known, 2)
    assert not foresight.exact
    near = foresight.archive(known.archive.designs.take(np.array([trial.number])))
    assert near.outcome.objectives.shape == (1, 2)


def test_a_value_that_could_not_be_computed_is_infeasible(subject, study):
    changed(study, study.trials[0], [1e9, 5.0])
    changed(study, study.trials[0], [float("inf"), 5.0])
    known = read(subject, study)
    assert np.isinf(known.archive.outcome.violation[12:]).all()


def test_failed_and_running_trials_do_not_count_until_they_do(subject, objective, study):
    reader = StudyReader(subject, 2)
    assert len(reader.read(study)) == 12
    trial = study.ask()
    values = objective(trial)
    study.tell(study.ask(), state=optuna.trial.TrialState.FAIL)
    assert len(reader.read(study)) == 12
    assert [t.number for t in reader.running] == [12]
    study.tell(trial, values)
    assert reader.read(study).archive.number.tolist() == list(range(13))
    assert reader.running == []


def test_a_running_design_is_not_proposed_again(subject, study):
    known, signs = read(subject, study), np.array([1.0, -1.0])
    empty = known.archive.designs.take(np.zeros(0, dtype=np.intp))
    first = planned(subject, known, empty, signs, 8, np.random.default_rng(1))
    again = planned(subject, known, first.designs, signs, 8, np.random.default_rng(1))
    there = {row.tobytes() for row in first.designs.coordinates}
    assert len(there) == 8
    assert not there & {row.tobytes() for row in again.designs.coordinates}
    assert first.evaluations > 3000


def test_the_nearest_is_the_nearest():
    rng = np.random.default_rng(0)
    rows, known = rng.random((600, 5)), rng.random((40, 5))
    wanted = ((rows[:, None] - known[None]) ** 2).sum(axis=2).argmin(axis=1)
    assert nearest(rows, known).tolist() == wanted.tolist()
