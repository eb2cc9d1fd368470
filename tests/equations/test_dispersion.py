"""Permittivity brought along a straight line of logarithms."""

import pytest

from polyopt.equations.dispersion import permittivity_at
from polyopt.errors import DomainError


def test_a_decade_is_the_power_of_ten_of_the_slope():
    assert float(permittivity_at(3.0, 1e7, 1e6, -0.01)) == pytest.approx(3.0 * 10**-0.01)


def test_there_and_back_is_the_same_value():
    there = permittivity_at(2.9, 1e10, 1e6, -0.0037)
    assert float(permittivity_at(there, 1e6, 1e10, -0.0037)) == pytest.approx(2.9, rel=1e-12)
    assert float(there) < 2.9


def test_without_a_slope_nothing_changes():
    assert permittivity_at([2.5, 3.5], 1e3, 1e6, 0.0).tolist() == [2.5, 3.5]


@pytest.mark.parametrize("case", [(0.0, 1e3, 1e6), (3.0, 0.0, 1e6), (3.0, 1e3, -1.0)])
def test_values_and_frequencies_are_positive(case):
    with pytest.raises(DomainError, match="positive"):
        permittivity_at(*case, -0.0037)
