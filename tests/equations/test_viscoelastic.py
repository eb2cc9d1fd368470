"""Plateau moduli against computed values."""

import pytest

from polyopt.equations.viscoelastic import (
    entanglement_mass_for,
    plateau_of_packing_length,
    plateau_storage_modulus,
)
from polyopt.errors import DomainError


def test_plateau_of_three_entanglement_masses():
    found = plateau_storage_modulus(1.2, [1500.0, 2500.0, 5000.0], 300.0)
    assert found[2] == pytest.approx(3.43111, abs=5e-6)
    assert found[:2] == pytest.approx([11.437042198816082, 6.8622253192896485], rel=1e-10)


def test_entanglement_mass_for_1_mpa():
    assert entanglement_mass_for(1.0, 1.2, 300.0) == pytest.approx(17155.56329822412, rel=1e-9)


def test_plateau_of_packing_lengths():
    found = plateau_of_packing_length([1.7, 2.0, 3.0], 413 - 273.15)
    assert found == pytest.approx([2.558, 1.571, 0.4655], abs=5.1e-4)


@pytest.mark.parametrize(
    "call",
    [
        lambda: plateau_storage_modulus(0.0, 1500.0, 300.0),
        lambda: entanglement_mass_for(-1.0, 1.2, 300.0),
        lambda: plateau_of_packing_length(0.0, 300.0),
    ],
)
def test_impossible_melts_are_refused(call):
    with pytest.raises(DomainError):
        call()
