"""Paths of four atoms in a unit are those within its residues and those across its two bonds."""

import numpy as np
import pytest
from rdkit import Chem
from rdkit.Chem import rdFingerprintGenerator

from polyopt.chemistry.fingerprints import COUNT_CAP, N_BITS, dense_counts, joined_counts
from polyopt.chemistry.monomers import shipped_library
from polyopt.chemistry.residues import diamine_residue, dianhydride_residue
from polyopt.chemistry.torsions import ends, joined_torsions

LIBRARY = [m for m in shipped_library() if m.smiles]
ACIDS = [m for m in LIBRARY if m.role == "dianhydride"]
AMINES = [m for m in LIBRARY if m.role == "diamine"]


@pytest.mark.parametrize("turn", range(4))
def test_every_monomer_has_the_paths_of_the_whole_unit(turn):
    for i, amine in enumerate(AMINES[turn::4]):
        acid = ACIDS[(7 * i + turn) % len(ACIDS)]
        residues = dianhydride_residue(acid.smiles), diamine_residue(amine.smiles)
        found = dense_counts([joined_counts(*residues)[1]])[0]
        assert (found == paths_of_the_ring(*residues)).all(), (acid, amine)


def paths_of_the_ring(*residues):
    """Return the counts that RDKit finds in the ring that two residues close."""
    ring = Chem.molzip(*map(numbered, residues))
    generator = rdFingerprintGenerator.GetTopologicalTorsionGenerator(fpSize=N_BITS)
    counts = np.zeros(N_BITS, dtype=int)
    for bit, number in generator.GetCountFingerprint(ring).GetNonzeroElements().items():
        counts[bit] = min(number, COUNT_CAP)
    return counts


def numbered(residue):
    mol = Chem.MolFromSmiles(residue)
    stars = [atom for atom in mol.GetAtoms() if atom.GetAtomicNum() == 0]
    for number, star in enumerate(stars, start=1):
        star.SetAtomMapNum(number)
    return mol


@pytest.mark.parametrize("short", ["*C*", "*CC*", "*c1ccccc1*"])
def test_a_residue_that_a_path_can_cross_is_left_to_the_search_of_the_ring(short):
    imide = dianhydride_residue(ACIDS[0].smiles)
    assert ends(short) is None
    assert joined_torsions(imide, short, N_BITS) is None
    assert joined_counts(imide, short)[1].counts.sum() > 0


def test_a_path_is_counted_once_from_either_side():
    one, other = "*CCC*", "*COC*"
    assert np.array_equal(joined_torsions(one, other, N_BITS), joined_torsions(other, one, N_BITS))
    assert joined_torsions(one, other, N_BITS).sum() == 6  # a ring of six atoms
