"""Roles, imidization and masses of monomers."""

import pytest

from polyopt.chemistry.composition import WATER_MASS
from polyopt.chemistry.imidization import repeat_unit
from polyopt.chemistry.monomers import Monomer, label, own_monomer, shipped_library
from polyopt.chemistry.structures import molar_mass, molecule, perceive_role
from polyopt.errors import UsageError

LIBRARY = shipped_library()
DIANHYDRIDES = [m for m in LIBRARY if m.role == "dianhydride"]
DIAMINES = [m for m in LIBRARY if m.role == "diamine"]


@pytest.mark.parametrize(
    ("dianhydride", "diamine", "mass"),
    [
        ("PMDA", "PDA", 290.234),
        ("PMDA", "ODA", 382.331),
        ("BPDA", "PDA", 366.332),
        ("BPDA", "ODA", 458.429),
    ],
)
def test_repeat_unit_masses(dianhydride, diamine, mass):
    unit = repeat_unit(LIBRARY.find(dianhydride), LIBRARY.find(diamine))
    assert unit.mass == pytest.approx(mass, abs=5e-4)
    assert unit.smiles.count("*") == 2


def test_a_molar_mass_is_that_of_rdkit():
    from rdkit.Chem import Descriptors

    smiles = [m.smiles for m in LIBRARY if m.smiles]
    assert [molar_mass(s) for s in smiles] == [Descriptors.MolWt(molecule(s)) for s in smiles]


def _closes(dianhydride: Monomer, diamine: Monomer) -> bool:
    unit = repeat_unit(dianhydride, diamine)
    charge = molar_mass(dianhydride.smiles) + molar_mass(diamine.smiles)
    return unit.smiles.count("*") == 2 and abs(charge - 2 * WATER_MASS - unit.mass) < 0.02


def test_every_dianhydride_reacts_and_loses_two_waters():
    partners = [LIBRARY.find(n) for n in ("PDA", "TPE-R", "SiDA", "tCHDA")]
    failed = [(a, b) for a in DIANHYDRIDES for b in partners if not _closes(a, b)]
    assert not failed


def test_every_diamine_reacts_and_loses_two_waters():
    partners = [LIBRARY.find(n) for n in ("PMDA", "BPADA", "CBDA", "6FDA")]
    failed = [(a, b) for b in DIAMINES for a in partners if not _closes(a, b)]
    assert not failed


def test_library_is_large_and_its_roles_are_what_the_structures_say():
    assert len(DIANHYDRIDES) >= 45
    assert len(DIANHYDRIDES) + len(DIAMINES) >= 120
    assert [m for m in (*DIANHYDRIDES, *DIAMINES) if perceive_role(m.smiles) != m.role] == []


@pytest.mark.parametrize(
    ("smiles", "reason"),
    [
        ("Nc1ccccc1", "1 primary amines"),
        ("O=C1OC(=O)c2ccccc21", "1 cyclic anhydrides"),
        ("CNc1ccc(NC)cc1", "0 primary amines"),
        ("NC(=O)c1ccc(C(N)=O)cc1", "0 primary amines"),
        ("Nc1cc(N)cc(N)c1", "3 primary amines"),
        ("O=C(Cl)c1ccc(C(=O)Cl)cc1", "acid chloride"),
        ("O=C=Nc1ccc(N)cc1", "1 isocyanates"),
        ("O=C=Nc1cc(N=C=O)cc(C(=O)O)c1", "1 acids"),
        ("O=C(O)c1cc(C(=O)O)c2c(c1)C(=O)OC2=O", "2 acids or acid chlorides"),
        ("Nc1ccc(N)cc1.Nc1ccc(N)cc1", "several molecules"),
        ("Nc1ccc(C(=O)OC(=O)c2ccc(N)cc2)cc1N", "3 primary amines"),
        ("C1CC", "not a readable SMILES"),
        ("", "not a readable SMILES"),
        ("C" * 1001, "longer than"),
    ],
)
def test_what_is_no_monomer_is_refused_with_the_reason(smiles, reason):
    with pytest.raises(UsageError, match=reason):
        own_monomer("X", smiles)


def test_own_monomer_is_perceived_and_the_role_checked():
    assert own_monomer("X", "NCCCCCCN").role == "diamine"
    with pytest.raises(UsageError, match="is a diamine, not a dianhydride"):
        own_monomer("X", "NCCCCCCN", "dianhydride")


def test_a_label_without_structure_cannot_react():
    with pytest.raises(UsageError, match="no structure"):
        repeat_unit(LIBRARY.find("PMDA"), label("mystery", "diamine"))


def test_mirror_orientations_of_a_monomer_give_one_repeat_unit():
    drawn_otherwise = own_monomer("DABA2", "O=C(c1ccc(N)cc1)Nc1ccc(cc1)N")
    pmda = LIBRARY.find("PMDA")
    assert (
        repeat_unit(pmda, drawn_otherwise).smiles
        == repeat_unit(pmda, LIBRARY.find("44DABA")).smiles
    )
