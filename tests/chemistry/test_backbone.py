import math

import pytest

from polyopt.chemistry.fingerprints import COUNT_CAP, N_BITS
from polyopt.chemistry.imidization import repeat_unit
from polyopt.chemistry.monomers import shipped_library
from polyopt.errors import UsageError
from tests.chemistry.whole_units import backbone, morgan_counts, torsion_counts


def unit(acid, amine):
    library = shipped_library()
    return repeat_unit(library.find(acid, "dianhydride"), library.find(amine, "diamine")).smiles


@pytest.mark.parametrize(
    ("acid", "amine", "straightness"),
    [
        ("PMDA", "PDA", 1.0),
        ("PMDA", "mTB", 1.0),
        ("PMDA", "44DABA", 1.0),  # amides trans
        ("PMDA", "mPDA", 0.5),  # cos 60 degrees
        ("PMDA", "ODA", 0.5),
        ("BPDA", "PDA", 0.75),  # twice cos 30 degrees
        ("BPDA", "ODA", 0.375),
        ("PMDA", "tCHDA", 1.0),
        ("aBPDA", "PDA", 0.0),
        ("CBDA", "PDA", 1.0),  # cis-trans-cis crank: both ends parallel
        ("HPMDA", "PDA", 0.36),  # folded at both imides
        ("BODA", "PDA", 0.75),  # bridged
    ],
)
def test_straightness_of_idealised_chains(acid, amine, straightness):
    assert backbone(unit(acid, amine)).straightness == pytest.approx(straightness, abs=1e-6)


def test_straightness_keeps_the_order_of_stiffness():
    order = [("PMDA", "PDA"), ("BPDA", "PDA"), ("PMDA", "ODA"), ("BPDA", "ODA"), ("BTDA", "ODA")]
    values = [backbone(unit(*pair)).straightness for pair in order]
    assert values == sorted(values, reverse=True)


def test_stiff_chains_persist_and_flexible_ones_turn():
    rod, coil = backbone(unit("PMDA", "PDA")), backbone(unit("PMDA", "DAB4"))
    assert rod.persistence > 5 * coil.persistence
    assert rod.longest_rod > coil.longest_rod
    assert rod.rotors_per_atom < coil.rotors_per_atom
    assert rod.kink < 1e-3 < coil.kink
    assert rod.bends == 0


def test_every_number_is_finite_and_bounded():
    for acid in ("PMDA", "BODA", "CpODA", "6FDA", "iBPDA", "HPMDA"):
        for amine in ("SiDA", "BAFL", "BZBA", "DAPI", "MBPTP"):
            shape = backbone(unit(acid, amine))
            assert 0 <= shape.straightness <= 1 + 1e-9
            assert shape.log_straightness >= math.log(0.01)
            assert 0 < shape.ring_share <= 1
            assert all(
                math.isfinite(getattr(shape, name)) for name in ("persistence", "kink", "slimness")
            )


def test_the_two_ends_are_equal():
    forward = backbone("*c1ccc(Oc2cccc(*)c2)cc1")
    backward = backbone("*c1cccc(Oc2ccc(*)cc2)c1")
    assert forward.straightness == pytest.approx(backward.straightness)


@pytest.mark.parametrize("smiles", ["c1ccccc1", "*c1ccccc1", "**"])
def test_a_unit_without_two_ends_is_refused(smiles):
    with pytest.raises(UsageError, match="two attachment points"):
        backbone(smiles)


def test_fingerprints_do_not_depend_on_where_the_chain_is_cut():
    here, there = "*c1ccc(Oc2cccc(*)c2)cc1", "*Oc1cccc(-c2ccc(*)cc2)c1"
    assert (morgan_counts(here) == morgan_counts(there)).all()
    assert (torsion_counts(here) == torsion_counts(there)).all()


@pytest.mark.parametrize("smiles", ["*CC*", "*C*", "*CCC"])
def test_a_unit_too_short_to_close_is_refused(smiles):
    with pytest.raises(UsageError, match="attachment points"):
        morgan_counts(smiles)


def test_fingerprints_are_capped_counts():
    for counts in (morgan_counts(unit("BPADA", "BAPP")), torsion_counts(unit("BPADA", "BAPP"))):
        assert counts.shape == (N_BITS,)
        assert counts.max() == COUNT_CAP
