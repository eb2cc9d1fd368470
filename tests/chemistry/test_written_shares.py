"""Shares and whole formulations as people and papers write them."""

import pytest

from polyopt.chemistry.composition import Composition
from polyopt.errors import UsageError


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("PMDA:1/3;BPDA:2/3 // ODA", "PMDA:33.33333333;BPDA:66.66666667 // ODA:100"),
        ("PMDA(60);BPDA(40) // ODA", "PMDA:60;BPDA:40 // ODA:100"),
        ("PMDA (60 %); BPDA (40 mol%) // ODA", "PMDA:60;BPDA:40 // ODA:100"),
        ("PMDA/BPDA 3:2 // ODA", "PMDA:60;BPDA:40 // ODA:100"),
        ("PMDA:BPDA (3:2) // ODA", "PMDA:60;BPDA:40 // ODA:100"),
        ("PMDA;BPDA 60/40 // ODA", "PMDA:60;BPDA:40 // ODA:100"),
        (
            "\uff30\uff2d\uff24\uff21\uff1a\uff16\uff10\uff1bBPDA\uff1a40 \uff0f\uff0f ODA",
            "PMDA:60;BPDA:40 // ODA:100",
        ),
        ("BPDA/ODA 50/50", "BPDA:100 // ODA:100"),
        ("BPDA-ODA", "BPDA:100 // ODA:100"),
        ("6FDA-DAM:35DABzA (3:2)", "6FDA:100 // DAM:60;35DABzA:40"),
        ("6FDA-m-PDA", "6FDA:100 // mPDA:100"),
        ("6FDA/(ODA:PDA) (1:1)", "6FDA:100 // ODA:50;PDA:50"),
        ("BPDA(60)/PMDA(40)-ODA", "BPDA:60;PMDA:40 // ODA:100"),
        ("BPDA/PDA/ODA 1:0.7:0.3", "BPDA:100 // PDA:70;ODA:30"),
        ("s-BPDA/p-PDA/4,4'-ODA = 100/80/20", "BPDA:100 // PDA:80;ODA:20"),
    ],
)
def test_is_read(text, read):
    assert str(Composition.parse(text)) == read


@pytest.mark.parametrize(
    ("text", "fragment"),
    [
        ("BPDA/ODA 60/40", "come to 60, its diamines to 40"),
        ("PMDA/BPDA 60/30 // ODA", "sum to 90"),
        ("PMDA/BPDA 3:2:1 // ODA", "2 monomers and 3 shares"),
        ("BPDA/PMDA-ODA/PDA 3:2", "2 dianhydrides, 2 diamines and 2 shares"),
        ("BPDA/PMDA/ODA", "gives no shares of BPDA, PMDA"),
        ("6FDA-DAM:DABA (3:2)", "'DABA' stands for several monomers"),
        ("PMDA:1/0;BPDA:1 // ODA", "is not a number"),
        ("BPDA/Kapton 50/50", "needs one '//'"),
        ("BPDA(60)/PMDA(40)-ODA 1:1:1", "gives shares twice"),
    ],
)
def test_is_refused(text, fragment):
    with pytest.raises(UsageError) as caught:
        Composition.parse(text)
    assert fragment in str(caught.value)


@pytest.mark.parametrize("off", [-0.1, -0.05, 0.05, 0.1])
def test_shares_may_be_off_by_a_tenth_of_a_per_cent_either_way(off):
    text = f"PMDA:{50 + off};BPDA:50 // ODA"
    assert sum(x for _, x in Composition.parse(text).dianhydrides) == 1.0


@pytest.mark.parametrize("off", [-0.11, 0.11])
def test_and_by_no_more(off):
    with pytest.raises(UsageError, match="0.1 % more or less"):
        Composition.parse(f"PMDA:{50 + off};BPDA:50 // ODA")


def test_thirds():
    thirds = Composition.parse("PMDA:33.3;BPDA:33.3;BTDA:33.3 // ODA")
    assert [x for _, x in thirds.dianhydrides] == pytest.approx([1 / 3] * 3, abs=1e-12)
