"""Membership in formulae (1) to (3) of the kA-window patent."""

import pytest

from polyopt.chemistry.monomers import own_monomer, shipped_library
from polyopt.chemistry.scaffolds import is_member
from polyopt.claims.load import load_set
from polyopt.errors import UsageError

TEST = next(
    e.test for c in load_set("heat-resistant-laminate").claims for e in c.elements if e.id == "4b"
)
LIBRARY = shipped_library()
TERPHENYL = "Nc1ccc(-c2ccc(-c3ccc(N)cc3)cc2)cc1"


@pytest.mark.parametrize(
    ("monomer", "formula"),
    [
        ("p-PDA", 1),
        ("2,5-DAT", 1),
        ("Nc1ccc(N)c(Cl)c1", 1),
        ("Nc1ccc(N)c([N+](=O)[O-])c1", 1),
        ("Nc1ccc(N)c(S(=O)(=O)O)c1", 1),
        ("44DABA", 2),
        ("COc1cc(N)ccc1NC(=O)c1ccc(N)cc1", 2),
        ("benzidine", 3),
        ("m-tolidine", 3),
        ("o-tolidine", 3),
        ("o-dianisidine", 3),
        ("m-PDA", None),
        ("3,4'-DABA", None),
        ("TFMB", None),
        ("ODA", None),
        ("MDA", None),
        ("APAB", None),
        (TERPHENYL, None),
        ("Nc1cccc2c(N)cccc12", None),
    ],
)
def test_the_nineteen_molecules(monomer, formula):
    smiles = LIBRARY.find(monomer).smiles
    found = [n for n, s in enumerate(TEST.formulas, 1) if is_member(smiles, s, TEST.substituents)]
    assert found == ([] if formula is None else [formula])


@pytest.mark.parametrize(
    ("smiles", "member"),
    [
        ("CC(C)c1cc(N)ccc1N", True),
        ("C" * 30 + "c1cc(N)ccc1N", True),
        ("C" * 31 + "c1cc(N)ccc1N", False),
        ("C1CCCCC1c1cc(N)ccc1N", False),
        ("C=Cc1cc(N)ccc1N", False),
        ("CCOCc1cc(N)ccc1N", False),
        ("CCOc1cc(N)ccc1N", True),
        ("Nc1ccc2c(c1)Cc1cc(N)ccc1-2", False),
        ("Nc1c(F)c(F)c(N)c(F)c1F", True),
        ("N#Cc1cc(N)ccc1N", True),
        ("Nc1ccc(N)c(C(=O)O)c1", True),
        ("Nc1ccc(N)c(C(=O)OC)c1", False),
        ("Nc1ccc(N)c(O)c1", True),
    ],
)
def test_what_may_hang_on_the_ring(smiles, member):
    monomer = own_monomer("X", smiles)
    found = any(is_member(monomer.smiles, s, TEST.substituents) for s in TEST.formulas)
    assert found is member


def test_an_unknown_substituent_is_refused():
    with pytest.raises(UsageError, match="did you mean 'alkyl'"):
        is_member("Nc1ccc(N)cc1", "Nc1ccc(N)cc1", ["alkyll"])
