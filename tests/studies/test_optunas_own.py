"""The sampler passes the tests that Optuna has for samplers."""

import copy

import pytest
from optuna.testing.pytest_samplers import (
    BasicSamplerTestCase,
    MultiObjectiveSamplerTestCase,
    RelativeSamplerTestCase,
)

import polyopt as po


@pytest.fixture(scope="module")
def prototypes(problem, single):
    return [po.FormulationSampler(p, seed=3) for p in (single, problem)]


class OfFormulations:
    @pytest.fixture(params=[0, 1], ids=["one objective", "two objectives"])
    def sampler(self, prototypes, request):
        """Makes samplers as a user would, without preparing the problem each time."""
        return lambda: copy.copy(prototypes[request.param])


class TestBasic(OfFormulations, BasicSamplerTestCase):
    """Independent parameters, conditional ones, NaN, ranges that move."""


class TestRelative(OfFormulations, RelativeSamplerTestCase):
    """Parameters asked for together, in threads too."""


class TestMultiObjective(OfFormulations, MultiObjectiveSamplerTestCase):
    """Studies of several objectives."""
