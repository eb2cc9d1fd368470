import numpy as np
import pytest

from polyopt.chemistry.backbone import joined_backbone
from polyopt.chemistry.conformation import CONFORMATION_NAMES, conformation
from polyopt.chemistry.fingerprints import dense_counts, joined_counts
from polyopt.chemistry.groups import group_counts
from polyopt.chemistry.imidization import repeat_unit
from polyopt.chemistry.monomers import shipped_library
from polyopt.chemistry.residues import diamine_residue, dianhydride_residue, unit_mass
from polyopt.errors import UsageError
from tests.chemistry.whole_units import backbone, morgan_counts, torsion_counts

PAIRS = [
    (acid, amine)
    for acid in ("PMDA", "BPDA", "6FDA", "CBDA", "BPADA", "BODA", "HPMDA")
    for amine in ("PDA", "ODA", "TFMB", "44DABA", "SiDA", "BAFL", "DAX")
]


def monomers(acid, amine):
    library = shipped_library()
    return library.find(acid, "dianhydride"), library.find(amine, "diamine")


def residues(acid, amine):
    first, second = monomers(acid, amine)
    return dianhydride_residue(first.smiles), diamine_residue(second.smiles)


def described(acid, amine):
    pair = residues(acid, amine)
    mass = repeat_unit(*monomers(acid, amine)).mass
    return dict(zip(CONFORMATION_NAMES, conformation(pair, mass), strict=True))


@pytest.mark.parametrize("pair", PAIRS)
def test_a_repeat_unit_is_the_sum_of_its_residues(pair):
    unit = repeat_unit(*monomers(*pair))
    first, second = residues(*pair)
    assert unit_mass(*(m.smiles for m in monomers(*pair))) == pytest.approx(unit.mass)
    assert np.add(group_counts(first), group_counts(second)).tolist() == list(
        group_counts(unit.smiles)
    )


@pytest.mark.parametrize("pair", PAIRS)
def test_residues_joined_have_the_fingerprints_of_the_unit(pair):
    unit = repeat_unit(*monomers(*pair)).smiles
    environments, torsions = joined_counts(*residues(*pair))
    assert (dense_counts([environments])[0] == morgan_counts(unit)).all()
    assert (dense_counts([torsions])[0] == torsion_counts(unit)).all()


@pytest.mark.parametrize("pair", PAIRS)
def test_residues_joined_are_as_straight_as_the_unit(pair):
    whole = backbone(repeat_unit(*monomers(*pair)).smiles)
    joined = joined_backbone(*residues(*pair))
    assert joined.straightness == pytest.approx(whole.straightness, abs=0.05)
    assert joined.rotors_per_atom == pytest.approx(whole.rotors_per_atom)


def test_crowded_bonds_have_higher_barriers():
    assert described("PMDA", "TFMB")["barrier"] > described("PMDA", "BZ")["barrier"]
    assert described("PMDA", "BZ")["barrier"] > described("PMDA", "ODA")["barrier"]
    assert described("PMDA", "TFMB")["ortho_to_aryl"] > 0


def test_what_hangs_on_the_chain_is_told_from_the_chain():
    assert described("PMDA", "DAB4")["chain_methylene"] > 0
    assert described("PMDA", "DAB4")["side_methylene"] == 0
    assert described("PMDA", "TFMB")["side_fluorine"] > 0
    assert described("PMDA", "PDA")["side_mass"] == 0
    assert described("PMDA", "PDA")["longest_soft"] == 0


@pytest.mark.parametrize("smiles", ["Nc1ccccc1", "c1ccccc1"])
def test_a_residue_needs_two_ends(smiles):
    with pytest.raises(UsageError, match="exactly two"):
        diamine_residue(smiles)
