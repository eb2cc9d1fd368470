"""A condition is known or refused; a unit is understood; a doubt is spoken out."""

import pytest

import polyopt as po
from polyopt.claims.load import read_set

CROSSLINKED = "crosslinked-metal-clad-laminate"
KNOWN = {
    "R.initial_tear_strength": {"thickness_um"},
    "R.dimensional_change": {"temperature_degC", "time_min"},
    "R.modulus_retention": {"NaOH_wt%", "temperature_degC", "time_h"},
}
UNITS = {"initial_tear_strength": "kg", "dimensional_change": "%", "modulus_retention": "%"}
MISSPELT = (
    *("temp_degC", "temperature", "Temperature_degC", "temperature_C", "temperature_K"),
    *("thickness", "time", "time_s", "medium", "naoh_wt%", ""),
)


def stack(measured, side="layer"):
    layer = po.Layer("R", resin="polyamide-imide", measured=measured if side == "layer" else {})
    film = po.Film("f", measured=measured) if side == "film" else None
    return po.Laminate((layer,), film=film)


@pytest.mark.parametrize("key", MISSPELT)
@pytest.mark.parametrize("quantity", KNOWN)
def test_an_unknown_condition_never_yields_a_verdict(quantity, key):
    assert key not in KNOWN[quantity]
    name = quantity.partition(".")[2]
    value = po.Measured(20.0, unit=UNITS[name], at={key: 150})
    with pytest.raises(po.UsageError, match="unknown condition under 'at'"):
        po.check(stack({name: value}), CROSSLINKED)


def test_a_condition_of_another_quantity_is_unknown_here():
    """A tear strength is claimed at a thickness, a dimensional change at a temperature."""
    torn = po.Measured(20.0, unit="kg", at={"temperature_degC": 150})
    with pytest.raises(po.UsageError, match="initial_tear_strength: unknown condition"):
        po.check(stack({"initial_tear_strength": torn}), CROSSLINKED)


def test_a_word_for_a_number_is_refused():
    value = po.Measured(0.05, unit="%", at={"temperature_degC": "200"})
    with pytest.raises(po.UsageError, match="give a number"):
        po.check(stack({"dimensional_change": value}), CROSSLINKED)


def test_conditions_of_what_no_claim_asks_for_any_are_refused():
    value = po.Measured(2.4, unit="-", at={"frequency_GHz": 10})
    with pytest.raises(po.UsageError, match="in words under 'conditions'"):
        po.check(stack({"permittivity": value}, "film"), "porous-insulating-film:7")


@pytest.mark.parametrize("unit", ["wt%", "%", "mass%"])
def test_a_percentage_of_mass_may_be_called_so(unit):
    found = po.check(stack({"insoluble_content": po.Measured(45.0, unit=unit)}), CROSSLINKED)
    assert found.quantities()["layers.R.insoluble_content"]["value"] == 45.0


@pytest.mark.parametrize(("value", "doubtful"), [(0.45, True), (45.0, False), (1.0, True)])
def test_a_percentage_that_looks_like_a_fraction_is_doubted(value, doubtful):
    porosity = {"porosity": po.Measured(value, unit="%")}
    found = po.check(stack(porosity, "film"), "porous-insulating-film:1").limitations()
    notes = " ".join(found.note)
    assert ("is meant" in notes) == doubtful


def test_another_name_of_a_quantity_points_to_its_own():
    value = po.Measured(2.4, unit="-")
    with pytest.raises(po.UsageError, match="it is called 'permittivity' here"):
        po.check(stack({"dielectric_constant": value}, "film"), "porous-insulating-film:7")


CLAIM = """schema = 1
id = "own"
title = "own"
[[claim]]
number = 1
summary = "a layer"
layers = ["A"]
[[claim.element]]
id = "1a"
summary = "its Tg"
"""


@pytest.mark.parametrize(
    ("element", "message"),
    [
        ('test = "property"\nquantity = "A.tg"\nunit = "degC"\nintervall = "[0, 1]"', "intervall"),
        ('test = "declared"\nfact = "x"\nunit = "degC"', "'unit'"),
        ('test = "declared"\nfact = "x"\nat = { time_h = 1 }', "of no quantity"),
        ('test = "any"\ntests = [{ test = "declared", fact = "x", at = { time_h = 1 } }]', "'at'"),
    ],
)
def test_a_key_that_changes_nothing_in_a_claim_file_is_refused(tmp_path, element, message):
    (tmp_path / "own.toml").write_text(CLAIM + element, encoding="utf-8")
    with pytest.raises(po.UsageError, match=message):
        read_set(tmp_path / "own.toml")


def test_a_role_is_said_as_a_sentence_has_it():
    with pytest.raises(po.UsageError, match="is neither a dianhydride nor a diamine\n"):
        po.Composition.parse("PMDA // TPC")
