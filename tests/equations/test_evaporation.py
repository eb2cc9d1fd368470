"""Vapour pressures against reference values, and the windows in which coats are predried."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polyopt.chemistry.solvents import shipped_solvent
from polyopt.equations.evaporation import (
    predry_window,
    saturation_concentration,
    vapour_pressure,
)
from polyopt.errors import DomainError

REFERENCE = [  # solvent, °C, Pa (package thermo); all but DMAc's agree with their neighbours
    ("NMP", 120.0, 7728.19, 0.20),
    ("NMP", 100.0, 3362.02, 0.25),
    ("DMF", 100.0, 19871.4, 0.05),
    ("GBL", 120.0, 7112.28, 0.21),
    ("DMAc", 100.0, 20076.6, 0.32),
]


@pytest.mark.parametrize(("solvent", "temperature", "pressure", "share"), REFERENCE)
def test_vapour_pressures_are_right_within_a_third(solvent, temperature, pressure, share):
    boiling = shipped_solvent(solvent).boiling_point
    assert float(vapour_pressure(boiling, temperature)) == pytest.approx(pressure, rel=share)


@given(st.floats(60.0, 300.0), st.floats(0.0, 199.0))
def test_pressure_rises_to_one_atmosphere_at_boiling(boiling, below):
    assert float(vapour_pressure(boiling, boiling)) == pytest.approx(101325.0)
    cool, warm = boiling - below - 1.0, boiling - below
    assert 0 < vapour_pressure(boiling, cool) < vapour_pressure(boiling, warm) <= 101325.001


def test_saturated_air_of_the_drying_example():
    assert float(saturation_concentration(7728.19, 99.133, 120.0)) == pytest.approx(
        0.2344, rel=1e-3
    )


@pytest.mark.parametrize(
    ("solvent", "low", "high"),
    [("NMP", 72, 132), ("DMAc", 35, 95), ("DMF", 23, 83), ("GBL", 74, 134)],
)
def test_windows_of_single_solvents(solvent, low, high):
    window = predry_window({solvent: shipped_solvent(solvent).boiling_point})
    assert (window.low, window.high) == (low, high)


@pytest.mark.parametrize(
    ("solvent", "low", "high"),
    [
        ("NMP", 202.0, 204.2),
        ("DMAc", 164.0, 166.1),
        ("DMF", 152.8, 153.0),
        ("GBL", 204.0, 205.3),
        ("DMSO", 189.0, 191.9),
        ("cyclohexanone", 155.4, 155.4),
        ("diglyme", 162.0, 162.0),
        ("TMU", 176.5, 176.5),
    ],
)
def test_boiling_points_lie_where_collections_of_measured_values_put_them(solvent, low, high):
    assert low <= shipped_solvent(solvent).boiling_point <= high


@given(st.lists(st.floats(50.0, 300.0), min_size=1, max_size=4), st.floats(-50.0, 250.0))
def test_a_mixture_has_the_temperatures_that_suit_all(points, temperature):
    window = predry_window({str(i): p for i, p in enumerate(points)})
    suits_all = all(p - 130 <= temperature <= p - 70 for p in points)
    assert (window.low <= temperature <= window.high) == suits_all


def test_above_boiling_is_refused():
    with pytest.raises(DomainError, match="boiling point"):
        vapour_pressure(153.0, 160.0)
