"""A small problem, cheap to plan: one layer, two objectives, a limit that many designs break."""

import logging

import optuna
import pytest

import polyopt as po

LAYER = {"dianhydrides": ["PMDA", "BPDA", "ODPA"], "diamines": ["PDA", "ODA", "mTB"]}
BASE = {"film": {"material": "Kapton HN"}, "layers": {"A": LAYER}}
LIMIT = {"require": [{"quantity": "layers.A.tg", "max": 330}]}
OBJECTIVES = [{"minimize": "abs(layers.A.cte - 20)"}, {"maximize": "330 - layers.A.tg"}]


@pytest.fixture(scope="session")
def problem():
    return po.Problem.from_dict({**BASE, **LIMIT, "objectives": OBJECTIVES})


@pytest.fixture(scope="session")
def single():
    """The same with one objective to minimise, as Optuna's own tests have it."""
    return po.Problem.from_dict({**BASE, **LIMIT, "objectives": OBJECTIVES[:1]})


@pytest.fixture(scope="session")
def objective(problem):
    return po.objective(problem)


@pytest.fixture(autouse=True)
def _quiet():
    before = optuna.logging.get_verbosity()
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    yield
    optuna.logging.set_verbosity(before)


@pytest.fixture
def words(caplog):
    """What polyopt said in the log."""
    caplog.set_level(logging.WARNING, logger="polyopt")
    return lambda: [r.getMessage() for r in caplog.records if r.name == "polyopt"]


@pytest.fixture
def study_of(problem, objective):
    """A study with a sampler of the problem."""

    def made(seed=1, **more):
        sampler = po.FormulationSampler(problem, seed=seed)
        return optuna.create_study(sampler=sampler, directions=objective.directions, **more)

    return made
