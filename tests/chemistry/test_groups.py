import pytest

from polyopt.chemistry.groups import counted_groups, group_counts, group_names
from polyopt.chemistry.imidization import repeat_unit
from polyopt.chemistry.monomers import shipped_library


def counts(acid, amine):
    library = shipped_library()
    unit = repeat_unit(library.find(acid, "dianhydride"), library.find(amine, "diamine"))
    return {n: c for n, c in zip(group_names(), group_counts(unit.smiles), strict=True) if c}


def test_names_are_unique_and_described():
    assert len(set(group_names())) == len(group_names()) > 50
    assert all(group.note for group in counted_groups())


@pytest.mark.parametrize("acid", ["PMDA", "BPDA", "ODPA", "6FDA", "CBDA", "BTDA", "BPADA"])
def test_every_dianhydride_gives_two_imide_rings(acid):
    assert counts(acid, "ODA")["imide5"] == 2


@pytest.mark.parametrize(
    ("acid", "amine", "group", "count"),
    [
        ("PMDA", "ODA", "pyromellitimide", 1),
        ("PMDA", "ODA", "ether_diaryl", 1),
        ("PMDA", "ODA", "phenylene_para", 2),
        ("PMDA", "mPDA", "phenylene_meta", 1),
        ("BPDA", "PDA", "biaryl", 1),
        ("BTDA", "PDA", "ketone", 1),
        ("BPADA", "mPDA", "isopropylidene", 1),
        ("6FDA", "PDA", "hexafluoroisopropylidene", 1),
        ("6FDA", "TFMB", "trifluoromethyl_aryl", 2),
        ("PMDA", "TFMB", "biaryl_ortho_substituted", 2),
        ("PMDA", "44DABA", "amide", 1),
        ("TAHQ", "PDA", "ester_diaryl", 2),
        ("PMDA", "DDS", "sulfone", 1),
        ("PMDA", "BAFL", "cardo_carbon", 1),
        ("PMDA", "tCHDA", "cyclohexane", 1),
        ("PMDA", "DAB4", "amine_end_alkyl", 2),
        ("PMDA", "DAX", "ring_ketone", 1),
    ],
)
def test_group_counts(acid, amine, group, count):
    assert counts(acid, amine)[group] == count


def test_imides_are_no_amides_and_no_ring_ketones():
    found = counts("PMDA", "PDA")
    assert "amide" not in found and "ring_ketone" not in found
