"""Every number of the claims, read from their texts a second time."""

import math

import pytest

from polyopt.claims.limitations import parts
from polyopt.claims.load import load_set, set_names

ANY = math.inf
LIMITS = {
    "heat-resistant-laminate": {
        "1b": (-10, 20), "2a": (2, ANY), "3a": (5, 25), "3b": (5, 30), "4b": (0.4, ANY),
        "5a": (0.4, ANY), "6a": (0.4, ANY), "8c": (0, ANY), "9a": (250, 400), "10a": (2, ANY),
        "12a": (120, 280), "14a": (50, 250), "16a": (-10, 20), "17a": (-10, 20),
    },
    "bonding-laminate": {
        "1b": (2, ANY), "1d": (0, 1e6), "6a": (2, ANY), "6d": (0, 1e6), "11a": (2, ANY),
        "11d": (0, 1e6), "11f": (0, ANY),
    },
    "crosslinked-metal-clad-laminate": {
        "1e": (1, ANY), "4a": (15, ANY), "4b": (-0.1, 0.1), "5a": (350, ANY), "5b": (80, ANY),
        "5c": (15, ANY), "6a": (0, 0.4), "7a": (40, ANY), "9c": (10, 40), "11a": (-130, -70),
        "12a": (0, 101.325), "12c": (1, 99), "13a": (0, 101.325),
    },
    "porous-insulating-film": {
        "1d": (0.01, 5), "1e": (15, 80), "2a": (0.05, 1), "3a": (30, 80), "4a": (5, 150),
        "7a": (0, 2.5), "10a": (30, 80), "10b": (0, 10), "10c": (5, 100), "10d": (30, 2000),
        "10e": (200, ANY), "10f": (-1, 1),
    },
}  # fmt: skip
AT = {
    "4a": {"thickness_um": 20},
    "4b": {"temperature_degC": 200, "time_min": 30},
    "7a": {"NaOH_wt%": 40, "temperature_degC": 25, "time_h": 100},
}
OPEN = {"8c", "12a", "13a"}
"""'Lower than' is strict, and so is a pressure below that of the atmosphere."""


@pytest.mark.parametrize("name", set_names())
def test_limits_are_those_of_the_texts(name):
    found, closed = {}, set()
    for claim in load_set(name).claims:
        for element in claim.elements:
            for test in parts(element.test):
                interval = getattr(test, "interval", None)
                if interval is not None:
                    found[element.id] = (interval.low, interval.high)
                    if interval.low_in and interval.high_in:
                        closed.add(element.id)
    assert found == LIMITS[name]
    assert set(found) - closed <= OPEN


def test_conditions_of_measurement_are_those_of_the_texts():
    claims = load_set("crosslinked-metal-clad-laminate").claims
    assert {e.id: dict(e.at) for c in claims for e in c.elements if e.at} == AT


@pytest.mark.parametrize(
    ("name", "parents"),
    [
        ("bonding-laminate", {2: 1, 3: 1, 4: 1, 5: (1, 4), 7: 6, 8: 6, 9: 6, 10: 9, 12: 11}),
        (
            "crosslinked-metal-clad-laminate",
            {**dict.fromkeys(range(2, 10), 1), **dict.fromkeys((10, 11, 12, 13, 15, 16), 9)}
            | {14: 10, 17: (9, 16), 18: (1, 8)},
        ),
        ("porous-insulating-film", {**dict.fromkeys(range(2, 15), 1), 10: 9}),
    ],
)
def test_dependence_is_that_of_the_texts(name, parents):
    for claim in load_set(name).claims:
        first, last = p if isinstance(p := parents.get(claim.number, (1, 0)), tuple) else (p, p)
        assert claim.depends_on == tuple(range(first, last + 1))
