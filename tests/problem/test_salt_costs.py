"""A salt is paid for as weighed, and only its free monomer stays in the polyimide."""

import pytest

import polyopt as po
from polyopt.chemistry.monomers import shipped_library
from polyopt.chemistry.structures import molar_mass

PRICES = "monomer,cost_per_kg\nPMDA,10\n{name},8\n"


def cost(tmp_path, diamine, priced):
    (tmp_path / "prices.csv").write_text(PRICES.format(name=priced), encoding="utf-8")
    source = {
        "layers": {"A": {"dianhydrides": ["PMDA"], "diamines": [diamine]}},
        "cost": {"per_kg": "prices.csv"},
        "objectives": [{"minimize": "layers.A.cost"}],
    }
    result = po.search(po.Problem.from_dict(source, tmp_path), budget=64, prove=False)
    return result.best().objectives[0]


def test_what_a_salt_is_bound_to_is_paid_for_and_does_not_stay(tmp_path):
    library = shipped_library()
    acid, amine = (molar_mass(library.find(name).smiles) for name in ("PMDA", "PDA"))
    salt = amine + 2 * 36.461
    made = acid + amine - 2 * 18.015
    expected = (10 * acid + 8 * salt) / made
    assert cost(tmp_path, "PDA.2HCl", "PDA.2HCl") == pytest.approx(expected, rel=1e-3)
    assert cost(tmp_path, "PDA", "PDA") == pytest.approx((10 * acid + 8 * amine) / made, rel=1e-3)


@pytest.mark.parametrize(("diamine", "priced"), [("PDA", "PDA.2HCl"), ("PDA.2HCl", "PDA")])
def test_the_price_of_a_salt_is_not_that_of_its_base(tmp_path, diamine, priced):
    with pytest.raises(po.DataError, match="has the price of"):
        cost(tmp_path, diamine, priced)
