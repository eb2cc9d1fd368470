"""Lookup in the monomer library."""

import pytest

from polyopt.chemistry.monomers import Monomer, MonomerLibrary, folded_name, shipped_library
from polyopt.errors import UsageError

LIBRARY = shipped_library()


@pytest.mark.parametrize(
    ("text", "abbreviation"),
    [
        ("PMDA", "PMDA"),
        ("pmda", "PMDA"),
        (" PMDA ", "PMDA"),
        ("pyromellitic dianhydride", "PMDA"),
        ("89-32-7", "PMDA"),
        ("O=c1oc(=O)c2cc3c(=O)oc(=O)c3cc12", "PMDA"),
        ("O=C1OC(=O)c2cc3C(=O)OC(=O)c3cc12", "PMDA"),
        ("PPD", "PDA"),
        ("p-PDA", "PDA"),
        ("Nc1ccc(N)cc1", "PDA"),
        ("m-tolidine", "mTB"),
        ("m-TB", "mTB"),
        ("4,4\u2032-ODA", "ODA"),
        ("4,4'-oxydianiline", "ODA"),
        ("TPE-R", "TPER"),
        ("s-BPDA", "BPDA"),
    ],
)
def test_a_monomer_is_found_by_any_of_its_names(text, abbreviation):
    assert LIBRARY.find(text).abbreviation == abbreviation


@pytest.mark.parametrize(
    ("text", "fragment"),
    [
        ("PDMA", "did you mean 'PMDA'"),
        ("TFBM", "did you mean 'TFMB'"),
        ("Kapton", "unknown monomer"),
        ("", "no monomer name"),
        ("x" * 400, "no monomer name"),
        ("Nc1ccccc1O", "1 primary amines"),
        ("c1ccc", "no SMILES"),
    ],
)
def test_a_miss_says_what_is_near(text, fragment):
    with pytest.raises(UsageError) as caught:
        LIBRARY.find(text)
    assert fragment in str(caught.value)


def test_the_role_is_checked():
    with pytest.raises(UsageError, match="'PDA' is a diamine, not a dianhydride"):
        LIBRARY.find("PDA", "dianhydride")


def test_no_name_stands_for_two_monomers():
    owners: dict[str, str] = {}
    for monomer in LIBRARY:
        for name in {folded_name(n) for n in (monomer.abbreviation, *monomer.synonyms)}:
            assert owners.setdefault(name, monomer.abbreviation) == monomer.abbreviation, name


def test_structures_are_canonical_and_distinct():
    smiles = [m.smiles for m in LIBRARY]
    assert len(set(smiles)) == len(smiles)


def test_two_monomers_cannot_share_a_name():
    with pytest.raises(UsageError, match="stands for"):
        MonomerLibrary([Monomer("X", "diamine", "NCCN"), Monomer("Y", "diamine", "NCCCN", "X")])


def test_an_unknown_structure_becomes_a_monomer_under_its_smiles():
    monomer = LIBRARY.find("Nc1ccc(CCCCCCCc2ccc(N)cc2)cc1")
    assert (monomer.role, monomer.abbreviation) == ("diamine", monomer.smiles)
