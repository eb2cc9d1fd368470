"""Parsing, closure, weights and masses of compositions."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from polyopt.chemistry.composition import Composition, closed
from polyopt.chemistry.monomers import shipped_library
from polyopt.errors import UsageError


def test_shares_are_mole_per_cent_or_fractions():
    assert Composition.parse("PMDA:60;BPDA:40 // ODA") == Composition.parse(
        "PMDA:0.6;BPDA:0.4 // ODA:1"
    )


def test_text_round_trip():
    composition = Composition.parse("PMDA:12.5;BPDA:87.5 // PDA:80;ODA:20")
    assert Composition.parse(str(composition)) == composition


def test_a_monomer_given_twice_counts_once():
    twice = Composition.parse("PMDA // PDA:30;PPD:20;ODA:50")
    assert twice == Composition.parse("PMDA // PDA:50;ODA:50")


def test_a_share_of_zero_is_left_out():
    assert len(Composition.parse("PMDA:100;BPDA:0 // ODA").dianhydrides) == 1


@pytest.mark.parametrize(
    ("text", "fragment"),
    [
        ("PMDA:50;BPDA:40 // ODA", "sum to 90"),
        ("PMDA:60;BPDA:40.2 // ODA", "sum to 100.2"),
        ("PMDA:0.6;BPDA:0.3 // ODA", "sum to 0.9"),
        ("PMDA:1e308;BPDA:1e308 // ODA", "sum to inf"),
        ("PMDA;BPDA // ODA", "has no share"),
        ("PMDA:x // ODA", "not a number"),
        ("PMDA:-10;BPDA:110 // ODA", "is -10"),
        ("PMDA:nan // ODA", "is nan"),
        ("PMDA:inf // ODA", "is inf"),
        ("PMDA", "one '//'"),
        ("PMDA // ODA // PDA", "one '//'"),
        (" // ODA", "one '//'"),
        ("", "one '//'"),
        ("; // ODA", "no dianhydride"),
        ("ODA // PMDA", "is a diamine, not a dianhydride"),
        ("PDMA // ODA", "did you mean 'PMDA'"),
        ("PMDA // " + "ODA:1;" * 9000, "too long"),
    ],
)
def test_what_is_refused(text, fragment):
    with pytest.raises(UsageError) as caught:
        Composition.parse(text)
    assert fragment in str(caught.value)


@given(st.lists(st.floats(1e-6, 1e6), min_size=1, max_size=8))
def test_closed_shares_sum_to_one_exactly(shares):
    fractions = closed(shares)
    assert math.fsum(fractions) == 1.0
    assert np.allclose(np.array(fractions) * math.fsum(shares), shares)


def test_pair_weights_are_products():
    composition = Composition.parse("PMDA:60;BPDA:40 // PDA:80;ODA:20")
    assert composition.pair_weights == pytest.approx(np.array([[0.48, 0.12], [0.32, 0.08]]))
    assert sum(w for _, _, w in composition.pairs()) == pytest.approx(1.0)


def test_mass_fractions_of_the_four_pair_example():
    composition = Composition.parse("PMDA:50;BPDA:50 // PDA:40;ODA:60")
    expected = [
        [0.15134436665474268, 0.29905340026051963],
        [0.19102615312253288, 0.3585760799622048],
    ]
    assert composition.pair_mass_fractions == pytest.approx(np.array(expected), abs=1e-6)


def test_forty_mole_per_cent_is_a_third_by_mass():
    composition = Composition.parse("PMDA // PDA:40;ODA:60")
    by_mass = composition.diamine_repeat_mass_fractions()
    pda = shipped_library().find("PDA")
    assert by_mass[pda] == pytest.approx(0.3360237944590355, abs=1e-6)


def test_charge_of_monomers_by_mass():
    charge = Composition.parse("PMDA // ODA").monomer_mass_fractions()
    masses = {m.abbreviation: w for m, w in charge.items()}
    assert masses["PMDA"] == pytest.approx(218.12 / (218.12 + 200.24), abs=1e-4)
    assert sum(masses.values()) == pytest.approx(1.0, abs=1e-12)
