import pytest

from polyopt.chemistry.backbone import joined_backbone
from polyopt.chemistry.residues import diamine_residue, dianhydride_residue
from polyopt.chemistry.rigid_bodies import rigid_bodies

PMDA = dianhydride_residue("O=c1oc(=O)c2cc3c(=O)oc(=O)c3cc12")
TFMB = "Nc1ccc(-c2ccc(N)cc2C(F)(F)F)c(C(F)(F)F)c1"
DIPHENYL = "Nc1ccc(-c2ccc(N)cc2-c2ccccc2)c(-c2ccccc2)c1"
ADAMANTANE_DIANILINE = "Nc1ccc(C23CC4CC(C2)CC(c2ccc(N)cc2)(C4)C3)cc1"


def turns(amine):
    return [abs(body.cosine) for body in rigid_bodies(diamine_residue(amine))]


@pytest.mark.parametrize(
    ("amine", "cosine"),
    [
        (
            "NC12CC3CC(C1)CC(N)(C3)C2",
            1 / 6,
        ),  # adamantane-1,3: tetrahedral angle; a cage counts half
        ("NC12CC3C4CC5(N)CC3C(C1)C(C5)C4C2", 0.5),  # diamantane-4,9: in line
        ("NC12CCC(N)(CC1)CC2", 0.5),  # bicyclo[2.2.2]octane-1,4
        ("NC12CC(N)(C1)C2", 0.5),  # bicyclo[1.1.1]pentane-1,3
        ("NC1COC2C(N)COC12", 0.6),  # isosorbide's rings are folded
        ("NC1CCC(N)CC1", 1.0),  # no cage: as drawn
    ],
)
def test_exits_of_saturated_rings(amine, cosine):
    (found,) = turns(amine)
    assert found == pytest.approx(cosine, abs=1e-6)


def test_a_spiro_carbon_on_the_chain_turns_it():
    (found,) = turns("Nc1ccc2c(c1)C1(CC2(C)C)CC(C)(C)c2ccc(N)cc21")
    assert found < 0.5


def test_a_cardo_carbon_beside_the_chain_does_not():
    fluorene = "Nc1ccc2c(c1)C1(c3ccccc3-c3ccccc31)c1cc(N)ccc1-2"
    plain = "Nc1ccc2c(c1)Cc1cc(N)ccc1-2"
    assert turns(fluorene) == pytest.approx(turns(plain), abs=0.1)


def test_a_cage_has_a_length_of_its_own():
    (small,) = rigid_bodies(diamine_residue("NC12CC(N)(C1)C2"))
    (large,) = rigid_bodies(diamine_residue("NC12CC3C4CC5(N)CC3C(C1)C(C5)C4C2"))
    assert 3 < small.length < 4
    assert large.length > small.length + 1.5


def test_adamantane_makes_no_rod_and_tfmb_does():
    def straightness(amine):
        return joined_backbone(PMDA, diamine_residue(amine)).straightness

    assert straightness(TFMB) == pytest.approx(1.0)
    assert straightness(ADAMANTANE_DIANILINE) == pytest.approx(1 / 6, abs=1e-6)


def test_bulk_beside_the_chain_makes_it_less_slim():
    def slimness(amine):
        return joined_backbone(PMDA, diamine_residue(amine)).slimness

    assert slimness(DIPHENYL) < slimness("Cc1cc(N)ccc1-c1ccc(N)cc1C")
