"""Polyamide-imides and diisocyanates: kinds of monomers, repeat units, what is lost."""

import csv
from collections import Counter
from pathlib import Path

import pytest
from rdkit import Chem
from rdkit.Chem.rdMolDescriptors import CalcMolFormula

import polyopt as po
from polyopt.chemistry.condensation import is_polyamide_imide, lost_per_unit
from polyopt.chemistry.groups import group_counts, group_names
from polyopt.chemistry.imidization import repeat_unit
from polyopt.chemistry.kinds import KINDS
from polyopt.chemistry.monomers import own_monomer, shipped_library
from polyopt.chemistry.residues import known_as
from polyopt.chemistry.structures import molar_mass, perceive_role
from polyopt.models.features import unit_features

LIBRARY = shipped_library()
TABLE = Path(__file__).parents[2] / "experiments" / "polyamide_imides.csv"
with TABLE.open(encoding="utf-8", newline="") as file:
    PUBLISHED = list(csv.DictReader(file))
"""Published repeat units, each with its source: of one diamine, or of two in turn."""


def unit_of(dianhydride, diamine):
    return repeat_unit(LIBRARY.find(dianhydride), LIBRARY.find(diamine))


def endless(unit):
    """Return a unit closed onto itself: the same wherever and in whichever sense it was cut."""
    ends = Chem.MolFromSmiles(unit)
    stars = [atom.GetIdx() for atom in ends.GetAtoms() if atom.GetAtomicNum() == 0]
    first, second = (ends.GetAtomWithIdx(i).GetNeighbors()[0].GetIdx() for i in stars)
    ring = Chem.RWMol(ends)
    ring.AddBond(first, second, Chem.BondType.SINGLE)
    for star in sorted(stars, reverse=True):
        ring.RemoveAtom(star)
    Chem.SanitizeMol(ring)
    return Chem.MolToSmiles(ring)


@pytest.mark.parametrize("row", PUBLISHED, ids=[r["diamines"] for r in PUBLISHED])
def test_a_published_polymer_has_its_published_mass(row):
    made = po.Composition.from_shares(row["dianhydrides"], row["diamines"])
    units = dict(zip(group_names(), group_counts(row["repeat_unit"]), strict=True))["imide5"]
    mass = float((made.pair_weights * made.repeat_unit_masses).sum())
    assert units >= len(made.diamines)
    assert units * mass == pytest.approx(molar_mass(row["repeat_unit"]), rel=1e-9)
    assert row["source"]
    assert row["address"].startswith("https://")


def test_ten_different_published_polymers_are_compared():
    assert len({row["diamines"] for row in PUBLISHED}) >= 10


@pytest.mark.parametrize("diamine", ["MDA", "ODA", "TPE-Q"])
def test_the_chain_of_one_diamine_is_the_published_one(diamine):
    (published, *_) = (r["repeat_unit"] for r in PUBLISHED if r["diamines"] == diamine)
    assert endless(unit_of("TMA", diamine).smiles) == endless(published)


# Counted by hand: C9H3NO3 of trimellitic anhydride between two bonds, and what lies between the
# nitrogens of the diamine or diisocyanate, the amide's N and H besides.
FORMULAS = {
    ("TMA", "ODA"): "C21H12N2O4",
    ("TMA", "MDA"): "C22H14N2O3",
    ("TMAC", "MDA"): "C22H14N2O3",
    ("TMA", "TODI"): "C23H16N2O3",
    ("TMA", "NDI"): "C19H10N2O3",
    ("TMA", "PPDI"): "C15H8N2O3",
    ("PMDA", "MDI"): "C23H12N2O4",
    ("BTDA", "24TDI"): "C24H12N2O5",
}


@pytest.mark.parametrize(("pair", "formula"), FORMULAS.items())
def test_the_formula_of_a_unit_is_that_counted_by_hand(pair, formula):
    unit = Chem.MolFromSmiles(unit_of(*pair).smiles)
    assert CalcMolFormula(unit).replace("*2", "") == formula


@pytest.mark.parametrize(
    ("cyanate", "amine"),
    [("MDI", "MDA"), ("NDI", "15DAN"), ("TODI", "o-tolidine"), ("PPDI", "PDA")],
)
@pytest.mark.parametrize("acid", ["TMA", "PMDA"])
def test_a_diisocyanate_gives_the_unit_of_its_diamine(acid, cyanate, amine):
    assert unit_of(acid, cyanate) == unit_of(acid, amine)
    assert known_as(LIBRARY.find(cyanate).smiles) == LIBRARY.find(amine).smiles


def test_the_kinds_of_the_library_are_what_the_structures_say():
    held = [m for m in LIBRARY if m.role in KINDS]
    assert [m.abbreviation for m in held if perceive_role(m.smiles) != m.role] == []
    assert Counter(m.role for m in held)["diisocyanate"] >= 7


@pytest.mark.parametrize(
    ("smiles", "kind"),
    [
        ("O=C=NCCCCCCN=C=O", "diisocyanate"),
        ("OC(=O)C1CCC2C(=O)OC(=O)C2C1", "tricarboxylic anhydride"),
        ("Cc1cc(C(=O)Cl)cc2c1C(=O)OC2=O", "tricarboxylic anhydride"),
        ("Nc1cc(N)cc(C(=O)O)c1", "diamine"),
    ],
)
def test_a_monomer_of_ones_own_is_known_by_its_ends(smiles, kind):
    assert own_monomer("X", smiles).role == kind
    side = "diamine" if kind in ("diamine", "diisocyanate") else "dianhydride"
    assert LIBRARY.find(smiles, side).role == kind


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("MDI // ODA", "'MDI' is a diisocyanate, not a dianhydride"),
        ("PMDA // TMA", "'TMA' is a tricarboxylic anhydride, not a diamine"),
        ("PMDA // TPC", "is neither a dianhydride nor a diamine"),
    ],
)
def test_what_stands_on_the_other_side_is_said(text, message):
    with pytest.raises(po.UsageError, match=message):
        po.Composition.parse(text)


def test_formulations_are_read_as_papers_write_them():
    assert str(po.Composition.parse("TMA // TODI:80;NDI:20")) == "TMA:100 // TODI:80;NDI:20"
    assert str(po.Composition.parse("TMA/MDI")) == "TMA:100 // MDI:100"
    assert str(po.Composition.parse("TMA:50;BPDA:50 // ODA")) == "TMA:50;BPDA:50 // ODA:100"
    assert po.Composition.parse("552-30-7 // 101-68-8") == po.Composition.parse("TMA // MDI")


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("PMDA // ODA", {"water": 2}),
        ("PMDA // MDI", {"carbon dioxide": 2}),
        ("TMA // ODA", {"water": 2}),
        ("TMA // MDI", {"carbon dioxide": 2}),
        ("TMAC // ODA", {"water": 1, "hydrogen chloride": 1}),
        ("TMAC:50;BPDA:50 // ODA", {"water": 1.5, "hydrogen chloride": 0.5}),
        ("TMA // ODA:75;MDI:25", {"water": 1.5, "carbon dioxide": 0.5}),
    ],
)
def test_what_is_lost_is_two_molecules_for_each_unit(text, lost):
    assert lost_per_unit(po.Composition.parse(text)) == pytest.approx(lost)


def test_an_acid_chloride_does_not_meet_an_isocyanate():
    refused = "do not condense to an amide .TMAC, MDI."
    with pytest.raises(po.UsageError, match=refused):
        po.Composition.parse("TMAC:10;BPDA:90 // ODA:90;MDI:10")
    with pytest.raises(po.UsageError, match=refused):
        unit_of("TMAC", "MDI")
    assert str(po.Composition.parse("TMAC:0;TMA:100 // MDI")) == "TMA:100 // MDI:100"


def test_one_monomer_of_trimellitic_anhydride_makes_a_polyamide_imide():
    assert is_polyamide_imide(po.Composition.parse("TMA:1;BPDA:99 // ODA"))
    assert not is_polyamide_imide(po.Composition.parse("TMA:0;BPDA:100 // MDI"))


@pytest.mark.parametrize("diamine", ["ODA", "MDA", "o-tolidine", "BAPP"])
def test_the_groups_of_a_unit_are_those_of_its_residues(diamine):
    """The unit is cut at its imide nitrogen; a diamine alike at both ends has one way to lie."""
    units = unit_features([(LIBRARY.find("TMA").smiles, LIBRARY.find(diamine).smiles)])
    whole = unit_of("TMA", diamine)
    assert units.groups[0].tolist() == list(group_counts(whole.smiles))
    assert units.mass[0] == pytest.approx(whole.mass)
