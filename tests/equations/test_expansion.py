"""Rules of thumb for the expansion of amorphous polymers against computed values."""

import pytest

from polyopt.equations.expansion import (
    GLASS_EXPANSION,
    expansion_step,
    in_plane_cte,
    isotropic_cte,
    melt_expansion,
)
from polyopt.errors import DomainError


def test_any_amorphous_polymer_has_one_cte():
    assert GLASS_EXPANSION == pytest.approx(2.8125e-4, rel=1e-12)
    assert float(isotropic_cte(GLASS_EXPANSION)) == pytest.approx(93.75, rel=1e-12)


def test_expansion_of_a_glass_transition_of_550_kelvin():
    assert float(expansion_step(550.0)) == pytest.approx(2.0909e-4, abs=5e-9)
    assert float(melt_expansion(550.0)) == pytest.approx(2.9818e-4, abs=5e-9)


def test_a_film_of_81_across_and_20_in_its_plane():
    assert float(in_plane_cte(121e-6, 81.0)) == pytest.approx(20.0, rel=1e-12)
    assert float(isotropic_cte(121e-6)) == pytest.approx(40.0, abs=0.5)


@pytest.mark.parametrize("rule", [expansion_step, melt_expansion])
def test_temperatures_below_zero_are_refused(rule):
    with pytest.raises(DomainError):
        rule([0.0, 500.0])
