"""A batch by isocyanates or acid chlorides: what is weighed, and what it loses."""

import pytest

import polyopt as po
from polyopt.chemistry.monomers import shipped_library
from polyopt.chemistry.structures import molar_mass
from polyopt.prediction.recipe import fractions_of_masses

FIND = shipped_library().find
CO2, HCL, WATER = 44.009, 36.461, 18.015  # g/mol


def test_an_isocyanate_loses_carbon_dioxide_and_no_water():
    made = po.batch_recipe("TMA // MDI", 100.0, solids=25.0)
    acid, cyanate = (charge.mass for charge in made.charges)
    moles = acid / molar_mass(FIND("TMA").smiles)
    assert cyanate / molar_mass(FIND("MDI").smiles) == pytest.approx(moles)
    assert made.water == 0.0
    assert made.lost == {"carbon dioxide": pytest.approx(2 * CO2 * moles, rel=1e-4)}
    assert made.polyimide + made.lost["carbon dioxide"] == pytest.approx(acid + cyanate)


@pytest.mark.parametrize(
    ("text", "water", "others"),
    [
        ("TMA // ODA", 2, {}),
        ("TMAC // ODA", 1, {"hydrogen chloride": HCL}),
        ("BTDA // 24TDI:80;MDI:20", 0, {"carbon dioxide": 2 * CO2}),
        ("TMA // ODA:50;MDI:50", 1, {"carbon dioxide": CO2}),
    ],
)
def test_what_goes_in_comes_out(text, water, others):
    made = po.batch_recipe(text, 1000.0, solids=20.0, basis="varnish")
    moles = made.charges[0].moles
    assert made.water == pytest.approx(water * WATER * moles, rel=1e-4)
    assert dict(made.lost) == pytest.approx(
        {**({"water": made.water} if water else {}), **{k: v * moles for k, v in others.items()}},
        rel=1e-4,
    )
    assert made.amic_acid - made.polyimide == pytest.approx(sum(made.lost.values()))
    assert made.equivalents("dianhydride") == pytest.approx(made.equivalents("diamine"))
    back = fractions_of_masses({charge.monomer: charge.mass for charge in made.charges})
    assert [x for _, x in back.diamines] == pytest.approx(
        [x for _, x in po.Composition.parse(text).diamines]
    )


def test_as_much_polymer_comes_from_a_diisocyanate_as_from_its_diamine():
    by_amine = po.batch_recipe("PMDA // MDA", 100.0, solids=20.0)
    by_cyanate = po.batch_recipe("PMDA // MDI", 100.0, solids=20.0)
    assert by_cyanate.charges[0].mass == pytest.approx(by_amine.charges[0].mass)
    assert by_cyanate.amic_acid > by_amine.amic_acid


def test_a_chloride_with_an_isocyanate_has_no_recipe():
    with pytest.raises(po.UsageError, match="take TMA with a diisocyanate"):
        po.batch_recipe("TMAC // MDI", 100.0, solids=20.0)
