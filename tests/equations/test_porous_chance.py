"""The probability of a porous film's permittivity against draws of all that is uncertain."""

import numpy as np
import pytest

from polyopt.equations.derivatives import Dual
from polyopt.equations.porous import bruggeman, inverse_maxwell_garnett, maxwell_garnett
from polyopt.equations.porous_chance import chance_below, mixed, rule_error

DRAWS = 400_000


def drawn(solid, sd, porosity, porosity_sd, seed=3):
    """Permittivities of films: solid, porosity and the rule's error drawn, not linearised."""
    rng = np.random.default_rng(seed)
    e = np.maximum(solid + sd * rng.standard_normal(DRAWS), 1.0)
    p = np.clip(porosity + porosity_sd * rng.standard_normal(DRAWS), 0.0, 0.99)
    wide = (maxwell_garnett(e, p) - inverse_maxwell_garnett(e, p)) / np.sqrt(12)
    return bruggeman(e, p) + wide * rng.standard_normal(DRAWS)


@pytest.mark.parametrize("solid", [2.7, 3.1, 3.6])
@pytest.mark.parametrize("sd", [0.0, 0.1, 0.3])
@pytest.mark.parametrize(("porosity", "porosity_sd"), [(0.2, 0.0), (0.4, 0.02), (0.5, 0.06)])
def test_the_probability_is_that_of_drawn_films(solid, sd, porosity, porosity_sd):
    films = drawn(solid, sd, porosity, porosity_sd)
    one = np.array([solid]), np.array([sd**2]), np.array([porosity])
    for share in (0.05, 0.3, 0.5, 0.8, 0.97):
        limit = float(np.quantile(films, share))
        assert float(chance_below(limit, *one, porosity_sd)[0]) == pytest.approx(share, abs=0.005)


def test_rule_and_error_are_those_of_the_equations():
    e, p = np.array([1.0, 2.8, 3.4]), np.array([0.5, 0.3, 0.0])
    assert mixed(e, p) == pytest.approx(bruggeman(e, p), abs=1e-12)
    apart = maxwell_garnett(e, p) - inverse_maxwell_garnett(e, p)
    assert rule_error(e, p) == pytest.approx(apart / np.sqrt(12), abs=1e-12)


def test_what_no_solid_gives_is_surely_below():
    found = chance_below(2.5, np.array([3.0]), np.array([0.04]), np.array([0.85]), 0.01)
    assert float(found[0]) == pytest.approx(1.0, abs=1e-9)


def test_derivatives_are_those_of_differences():
    point = np.array([3.1, 0.05, 0.41])
    duals = [Dual(np.array([v]), np.eye(3)[i : i + 1]) for i, v in enumerate(point)]
    found = chance_below(2.1, *duals, 0.02)
    for k in range(3):
        ahead, behind = (point + step * np.eye(3)[k] for step in (1e-5, -1e-5))
        values = [chance_below(2.1, *(np.array([v]) for v in x), 0.02) for x in (ahead, behind)]
        change = float((values[0] - values[1])[0] / 2e-5)
        assert found.slope[0, k] == pytest.approx(change, rel=1e-4)
