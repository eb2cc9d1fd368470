import numpy as np
import pytest

from polyopt.chemistry.disorder import disorder
from polyopt.chemistry.residues import diamine_residue, dianhydride_residue
from polyopt.models.features import SHAPE_NAMES, unit_features

PMDA = "O=c1oc(=O)c2cc3c(=O)oc(=O)c3cc12"
BPDA3 = "O=C1OC(=O)c2cc(-c3cccc4c3C(=O)OC4=O)ccc21"  # the bent 2,3,3',4' isomer
TFMB = "Nc1ccc(-c2ccc(N)cc2C(F)(F)F)c(C(F)(F)F)c1"
BENZIDINE = "Nc1ccc(-c2ccc(N)cc2)cc1"
CYCLOHEXANE_ESTER = "O=C(OC1CCC(OC(=O)c2ccc3c(c2)C(=O)OC3=O)CC1)c1ccc2c(c1)C(=O)OC2=O"
BENZENE_ESTER = "O=C(Oc1ccc(OC(=O)c2ccc3c(c2)C(=O)OC3=O)cc1)c1ccc2c(c1)C(=O)OC2=O"


def shape(acid, amine):
    return dict(zip(SHAPE_NAMES, unit_features([(acid, amine)]).shape[0], strict=True))


def test_twist_counts_what_stands_beside_a_bond_between_arenes():
    assert disorder(diamine_residue(TFMB)).twist == 2
    assert disorder(diamine_residue(BENZIDINE)).twist == 0
    assert disorder(diamine_residue("Nc1ccc(Oc2ccc(N)cc2)c(C)c1")).twist == 0  # no biaryl
    assert disorder(diamine_residue("Cc1cc(-c2ccc(N)c(C)c2)ccc1N")).twist == 0  # beside N instead


def test_a_twisted_rod_is_no_loose_chain():
    assert shape(PMDA, TFMB)["kinked_twist"] == pytest.approx(0.0, abs=1e-9)
    assert shape(BPDA3, TFMB)["kinked_twist"] > 1


@pytest.mark.parametrize(
    ("amine", "saturated", "junctions"),
    [
        ("Nc1ccc(N)cc1", 0, 0),
        ("NC1CCC(N)CC1", 4, 0),
        ("NC12CC3CC(C1)CC(N)(C3)C2", 3, 10),  # adamantane: every carbon lies in several rings
        ("NC12CCC(N)(CC1)CC2", 4, 8),
        ("NCCCCCCN", 0, 0),  # acyclic
    ],
)
def test_saturated_rings_and_cages(amine, saturated, junctions):
    found = disorder(diamine_residue(amine))
    assert (found.saturated, found.junctions) == (saturated, junctions)


def test_a_repeat_unit_is_the_sum_of_its_residues():
    acid, amine = "O=C1OC(=O)C2C1C1C(=O)OC(=O)C21", "NC1CCC(N)CC1"
    features = unit_features([(acid, amine)])
    total = np.add(disorder(dianhydride_residue(acid)), disorder(diamine_residue(amine)))
    found = [features.shape[0, SHAPE_NAMES.index(n)] for n in ("saturated_chain", "ring_junctions")]
    assert found == pytest.approx(total[1:] * 400 / features.mass[0])


def test_esters_of_arenes_are_not_those_of_saturated_rings():
    rod, bent = shape(BENZENE_ESTER, TFMB), shape(CYCLOHEXANE_ESTER, TFMB)
    assert rod["ester_diaryl"] > 0 == rod["ester_aliphatic"]
    assert bent["ester_aliphatic"] > 0 == bent["ester_diaryl"]
