"""A batch balances, and its masses go back to the fractions."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polyopt.chemistry.composition import Composition, closed
from polyopt.chemistry.monomers import DIAMINE, DIANHYDRIDE, label, shipped_library
from polyopt.errors import DomainError, UsageError
from polyopt.prediction.recipe import BASES, batch_recipe, fractions_of_masses

LIBRARY = shipped_library()


def of_role(role):
    return [m for m in LIBRARY if m.role == role and m.smiles]


@st.composite
def compositions(draw):
    roles = []
    for role in (DIANHYDRIDE, DIAMINE):
        members = draw(
            st.lists(st.sampled_from(of_role(role)), min_size=1, max_size=4, unique=True)
        )
        parts = [draw(st.floats(0.01, 1.0)) for _ in members]
        roles.append(tuple(zip(members, closed(parts), strict=True)))
    return Composition(*roles)


@given(compositions(), st.floats(1e-3, 1e6), st.floats(0.5, 60), st.sampled_from(BASES))
def test_a_batch_balances_and_goes_back_to_its_fractions(composition, mass, solids, basis):
    made = batch_recipe(composition, mass, solids=solids, basis=basis)
    anhydride, amine = made.equivalents(DIANHYDRIDE), made.equivalents(DIAMINE)
    assert anhydride == pytest.approx(amine, rel=1e-9)
    back = fractions_of_masses({c.monomer: c.mass for c in made.charges})
    for wanted, found in zip(
        (*composition.dianhydrides, *composition.diamines),
        (*back.dianhydrides, *back.diamines),
        strict=True,
    ):
        assert found[0] == wanted[0]
        assert found[1] == pytest.approx(wanted[1], abs=1e-9)
    charged = math.fsum(c.mass for c in made.charges)
    assert charged == pytest.approx(made.amic_acid, rel=1e-9)
    assert charged / made.varnish == pytest.approx(solids / 100, rel=1e-9)
    assert made.polyimide + made.water == pytest.approx(charged, rel=1e-9)
    assert made.water == pytest.approx(amine * 18.015, rel=1e-4)
    assert (made.polyimide if basis == "polyimide" else made.varnish) == pytest.approx(mass)


@pytest.mark.parametrize("mass", [0, -1, math.nan, math.inf])
def test_an_impossible_mass_is_refused(mass):
    with pytest.raises(DomainError, match="batch"):
        batch_recipe(Composition.parse("PMDA // ODA"), mass, solids=20)


@pytest.mark.parametrize("solids", [0, 100, -3, math.nan])
def test_an_impossible_solids_content_is_refused(solids):
    with pytest.raises(DomainError, match="solids"):
        batch_recipe(Composition.parse("PMDA // ODA"), 1, solids=solids)


def test_a_bare_label_has_no_molar_mass():
    bare = Composition(((label("X", DIANHYDRIDE), 1.0),), ((LIBRARY.find("ODA"), 1.0),))
    with pytest.raises(UsageError, match="X has no structure"):
        batch_recipe(bare, 1, solids=20)


def test_a_salt_is_weighed_as_a_salt_and_reacts_as_the_free_amine():
    free = batch_recipe("PMDA // PDA", 100.0, solids=20.0)
    salt = batch_recipe("PMDA // PDA.2HCl", 100.0, solids=20.0)
    assert salt.charges[1].molar_mass == pytest.approx(108.144 + 2 * 36.461, abs=0.01)
    assert salt.charges[1].moles == pytest.approx(free.charges[1].moles)
    assert salt.charges[1].mass == pytest.approx(free.charges[1].mass * 181.066 / 108.144, rel=1e-4)
    assert (salt.amic_acid, salt.polyimide) == (free.amic_acid, free.polyimide)
    back = fractions_of_masses({c.monomer: c.mass for c in salt.charges})
    assert back == Composition.parse("PMDA // PDA.2HCl")


def test_a_hydrate_brings_its_water():
    made = batch_recipe("PMDA // 4,4'-oxydianiline monohydrate", 100.0, solids=20.0)
    assert str(made.charges[1].monomer) == "ODA.H2O"
    assert made.charges[1].molar_mass == pytest.approx(200.24 + 18.015, abs=0.01)
