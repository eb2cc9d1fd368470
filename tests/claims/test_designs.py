"""Design files: what is read, refused, derived, and what is said of settling a limitation."""

import shutil
from pathlib import Path

import pytest

import polyopt as po
from polyopt.cli.text_check import check_text
from polyopt.verdicts.check import check_file

HERE = Path(__file__).parent
FIFTH = """
schema = 1
id = "fifth"
title = "A patent that nobody has seen"
[[claim]]
number = 1
summary = "A bright layer"
layers = ["A"]
[[claim.element]]
id = "1a"
summary = "gloss of layer A is at least 80 GU at 60 degrees"
test = "property"
quantity = "A.gloss"
unit = "GU"
scale = 5
interval = "[80, inf]"
at = { angle_deg = 60 }
[[claim.element]]
id = "1b"
summary = "layer A is polished"
test = "declared"
fact = "{A} is polished"
[[claim.element]]
id = "1c"
summary = "the sun shines"
test = "declared"
fact = "sunshine"
"""
BRIGHT = """
[design]
claims = ["fifth.toml"]
[layers.A]
is = ["polished"]
[layers.A.measured]
gloss = { value = 85, unit = "GU", at = { angle_deg = 60 } }
[facts]
sunshine = true
"""
POROUS = """
[design]
claims = ["porous-insulating-film"]
[film]
resin = "polyimide"
measured.porosity = { value = 28, unit = "%" }
[porous]
solid_permittivity = 3.4
"""
BOND = """
[design]
claims = ["bonding-laminate"]
[metal]
[film]
resin = "polyimide"
[layers.T]
is = ["thermoplastic", "adhesive"]
dma = { file = "soft.csv" }
[[process]]
step = "hot pressing"
temperature_degC = 300
"""


@pytest.fixture
def checked(tmp_path):
    """Return a function that judges a design file after changes of its text."""
    (tmp_path / "fifth.toml").write_text(FIFTH, encoding="utf-8")
    for curve in (HERE / "curves").iterdir():
        shutil.copy(curve, tmp_path)

    def run(text, *changes, claims=()):
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        (tmp_path / "d.toml").write_text(text, encoding="utf-8")
        return check_file(tmp_path / "d.toml", claims)

    return run


def test_a_fifth_patent_is_a_file(checked):
    [verdict] = checked(BRIGHT).verdicts
    assert (verdict.verdict, verdict.basis, verdict.margin) == ("met", "measured", 1.0)
    [verdict] = checked(BRIGHT, ("angle_deg = 60", "angle_deg = 20")).verdicts
    assert verdict.verdict == "unknown"
    assert "measured at angle_deg 20, the claim says 60" in verdict.elements[0].note


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("gloss =", "glos =", "did you mean 'gloss'"),
        ('unit = "GU"', 'unit = "kg"', "the unit 'kg' does not fit"),
        ('"polished"', '"polish"', "did you mean 'polished'"),
        ("sunshine", "sunshin", "did you mean 'sunshine'"),
        ("is = [", 'is_not = ["polished"]\nis = [', "both 'is' and 'is_not'"),
        ("value = 85", "value = inf", "inf"),
    ],
)
def test_words_no_claim_knows_are_refused(checked, old, new, message):
    with pytest.raises(po.UsageError, match=message):
        checked(BRIGHT, (old, new))


@pytest.mark.parametrize(
    ("text", "old", "new", "message"),
    [
        (BOND, "soft.csv", "sof.csv", "cannot be read"),
        (BOND, "[[process]]", '[tolerances]\n"bond temp" = 5\n[[process]]',
         "did you mean 'bond temperature'"),
        (BOND, "300", '300\nsolvents = ["NMQ"]', "did you mean 'NMP'"),
        (BOND, "300", '300\natmosphere = "nitrogn"', "did you mean 'nitrogen'"),
        (BOND, "temperature_degC", "temperature_C", "did you mean 'temperature_degC'"),
        (BOND, "[design]", '[design]\nprocess = ["heat press"]', "declared twice"),
        (BOND, "[layers.T]", '[layers.T]\nside = "bak"', "must be one of front, back"),
        (BOND, "[metal]", '[metal]\n[second_metal]\n[substrate]\nmaterial = "g"\nkind = "metal"',
         "both a second metal and a substrate"),
        (POROUS, '[film]\nresin = "polyimide"\nmeasured.porosity = { value = 28, unit = "%" }', "",
         "describes a film"),
        (POROUS, "[porous]", "[porous]\napparent_density_g_per_cm3 = 0", "more than 0"),
        (POROUS, "[porous]",
         '[facts]\n"pores reach both surfaces" = true\n"dense layer on both surfaces" = true\n'
         "[porous]", "exclude each other"),
    ],
)  # fmt: skip
def test_designs_that_contradict_themselves_are_refused(checked, text, old, new, message):
    with pytest.raises(po.PolyoptError) as caught:
        checked(text, (old, new))
    assert message in str(caught.value)
    assert "d.toml" in caught.value.where


IMPOSSIBLE = """
[design]
claims = ["porous-insulating-film", "crosslinked-metal-clad-laminate"]
[metal]
[film]
measured.porosity = { value = 45, unit = "%" }
[layers.R.measured]
insoluble_content = { value = 45, unit = "wt%" }
[laminate.measured]
adhesion = { value = 1, unit = "N/mm" }
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("insoluble_content = { value = 45", "insoluble_content = { value = 130",
         "130 wt% is impossible"),
        ("porosity = { value = 45", "porosity = { value = 145", "145 % is impossible"),
        ("porosity = { value = 45", "porosity = { value = 100", "0 to below 100 %"),
        ('porosity = { value = 45, unit = "%"', 'permittivity = { value = 0.3, unit = "-"',
         "it is 1 or more"),
        ('porosity = { value = 45, unit = "%"', 'thickness = { value = -5, unit = "nm"',
         "more than 0 um"),
        ('porosity = { value = 45, unit = "%"', 'mean_pore_size = { value = 0, unit = "um"',
         "0 um is impossible"),
        ('insoluble_content = { value = 45, unit = "wt%"',
         'foil_side_roughness = { value = -0.5, unit = "um"', "0 um or more"),
        ('insoluble_content = { value = 45, unit = "wt%"',
         'storage_minimum = { value = -3, unit = "MPa"', "-3 MPa is impossible"),
        ("adhesion = { value = 1", "adhesion = { value = -1", "-1 N/mm is impossible"),
        ('adhesion = { value = 1, unit = "N/mm"', 'curl_radius = { value = -20, unit = "cm"',
         "more than 0 cm"),
        ('porosity = { value = 45, unit = "%"', 'permittivity = { value = 2.4, unit = "F/m"',
         "give it as a plain number"),
    ],
)  # fmt: skip
def test_values_that_a_quantity_cannot_have_are_refused(checked, old, new, message):
    with pytest.raises(po.UsageError) as caught:
        checked(IMPOSSIBLE, (old, new))
    assert message in str(caught.value)


def test_the_ends_of_what_is_possible_are_read(checked):
    found = checked(IMPOSSIBLE, ("{ value = 45, unit = \"wt%\"", "{ value = 100, unit = \"wt%\""),
                    ("porosity = { value = 45", "porosity = { value = 0"))  # fmt: skip
    assert found.quantities()["layers.R.insoluble_content"]["value"] == 100.0
    assert found.quantities()["film.porosity"]["value"] == 0.0


def test_a_python_design_refuses_the_impossible_as_well():
    film = po.Film("f", measured={"porosity": po.Measured(145, unit="%")})
    with pytest.raises(po.UsageError, match="145 % is impossible"):
        po.check(po.Laminate((), film=film))


LAYER_T = '[layers.T]\nis = ["thermoplastic", "adhesive"]'


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (LAYER_T, '[layers.T]\nis = ["outermost"]', "the stack decides it"),
        (LAYER_T, '[layers.T]\nis = ["copper"]', "the stack decides it"),
        (LAYER_T, '[layers.T]\nis_not = ["stainless steel"]', "the stack decides it"),
        (LAYER_T, '[layers.T]\nis = ["touches metal"]', "the stack decides it"),
        (LAYER_T, '[layers.T]\nis = ["epoxy thermoset"]', "the resin is polyimide"),
        (LAYER_T, '[layers.T]\nis_not = ["polyimide"]', "the resin is polyimide"),
        (LAYER_T, LAYER_T + '\nresin = "epoxy thermoset"', "declared to be thermoplastic"),
        ('resin = "polyimide"', 'resin = "polyimide"\nis_not = ["polyimide"]',
         "the resin is polyimide"),
        ("[metal]", '[laminate]\norder = ["metal", "film"]\n[metal]', "leaves out 'T'"),
        ("[metal]", '[laminate]\norder = ["metal", "T", "fil"]\n[metal]', "did you mean 'film'"),
        ("[metal]", '[laminate]\norder = ["metal", "T", "T", "film"]\n[metal]',
         "names 'T' more than once"),
        (LAYER_T, '[laminate]\norder = ["metal", "T", "film"]\n[layers.T]\nside = "back"',
         "states a side"),
        (LAYER_T, '[layers.T]\nis = ["heat-resistant adhesive"]\nis_not = ["adhesive"]',
         "'adhesive' denied: the one implies the other"),
        (LAYER_T, '[layers.T]\nis = ["heat-resistant adhesive"]\nis_not = ["heat-resistant"]',
         "'heat-resistant' denied: the one implies the other"),
        ("[metal]", '[facts]\n"soluble polymer made insoluble by crosslinking" = true\n'
         '"soluble condensation polymer" = false\n[metal]', "the one implies the other"),
        ("[metal]", '[facts]\n"film is polyimide" = true\n[metal]', "unknown fact"),
        ("[metal]", '[facts]\n"metal" = true\n[metal]', "unknown fact"),
        ("[metal]", '[facts]\n"pores reach both surfaces" = true\n"continuous pores" = false\n'
         "[metal]", "the one implies the other"),
        ("[metal]", '[facts]\n"tape on uncoated edges" = true\n"edges uncoated" = false\n'
         "[metal]", "the one implies the other"),
    ],
)  # fmt: skip
def test_what_the_stack_or_a_resin_decides_cannot_be_declared_otherwise(checked, old, new, message):
    with pytest.raises(po.PolyoptError) as caught:
        checked(BOND, (old, new))
    assert message in str(caught.value)


UNIT = """
[facts]
"unit of formula (1)" = true
[metal]
[layers.R]
formulation = "BPDA // mTB"
"""


def test_a_unit_that_the_formulation_cannot_have_is_refused(checked):
    claim = ["crosslinked-metal-clad-laminate:8"]
    with pytest.raises(po.UsageError, match=r"unit of formula \(1\)' is a trimellitamide"):
        checked(UNIT, claims=claim)
    assert checked(UNIT, ("true", "false"), claims=claim).verdicts[0].verdict == "unmet"
    amide = 'resin = "polyamide-imide"'
    assert checked(UNIT, ('formulation = "BPDA // mTB"', amide), claims=claim).verdicts
    half = "c2ccc3C(=O)OC(=O)c3c2"
    own = f'[[monomers]]\nname = "TMX"\nsmiles = "O=C(Nc1ccc(NC(=O){half})cc1){half}"\n[layers.R]'
    assert checked(UNIT, ("BPDA", "TMX"), ("[layers.R]", own), claims=claim).verdicts


def test_a_search_refuses_that_unit_as_well():
    problem = {
        "metal": {"material": "copper"},
        "layers": {"R": {"dianhydrides": ["BPDA", "PMDA"], "diamines": ["mTB"]}},
        "facts": {"unit of formula (2)": True},
        "objectives": [{"minimize": "layers.R.cte"}],
    }
    with pytest.raises(po.UsageError, match="is a trimellitamide"):
        po.Problem.from_dict(problem)


@pytest.mark.parametrize(
    ("text", "element", "basis"),
    [
        ("[metal]\n[layers.A]", "bonding-laminate:4a", "assumed"),
        ('[metal]\nmaterial = "copper"\n[layers.A]', "bonding-laminate:4a", "declared"),
        ("[film]\n[layers.A]", "heat-resistant-laminate:1a", "assumed"),
        ('[film]\nresin = "polyimide"\n[layers.A]', "heat-resistant-laminate:1a", "declared"),
        ("[film]\n[layers.A]", "heat-resistant-laminate:1c", "assumed"),
        ("[film]\n[layers.A]", "heat-resistant-laminate:4a", "assumed"),
        ('[film]\n[layers.A]\nresin = "polyimide"', "heat-resistant-laminate:4a", "declared"),
        ('[film]\n[layers.A]\nformulation = "PMDA // ODA"', "heat-resistant-laminate:4a",
         "declared"),
        ('[film]\n[layers.A]\nis = ["heat-resistant"]', "heat-resistant-laminate:1c", "declared"),
    ],
)  # fmt: skip
def test_what_goes_without_saying_is_assumed(checked, text, element, basis):
    result = checked(text, claims=[element[:-1]])
    (found,) = [e for v in result.verdicts for e in v.elements if e.id == element]
    assert (found.verdict, found.basis) == ("met", basis)


def test_the_margin_of_a_claim_is_not_that_of_counting_two_layers():
    layers = (
        po.Layer("A", measured={"cte": po.Measured(18.0)}),
        po.Layer("B", measured={"cte": po.Measured(60.0)}),
    )
    film = po.Film("film", cte=po.Measured(20.0))
    (found,) = po.check(po.Laminate(layers, film=film), "heat-resistant-laminate:2").verdicts
    assert (found.verdict, found.margin) == ("met", pytest.approx(0.8))


def test_what_the_film_is_made_of_is_no_resin_layer():
    solid = po.Layer("S", side="film", measured={"cte": po.Measured(18.0)})
    film = po.Film("film", cte=po.Measured(20.0))
    stack = po.Laminate((solid,), film=film)
    found = po.check(stack, ["heat-resistant-laminate:1", "heat-resistant-laminate:2"]).verdicts
    assert [v.verdict for v in found] == ["unmet", "unmet"]


def test_the_tg_and_the_minimum_come_from_the_curve(checked):
    result = checked(
        BOND, ("300", "318"), ("[[process]]", '[tolerances]\n"bond temperature" = 3\n[[process]]')
    )
    quantities = result.quantities()
    assert quantities["layers.T.tg"]["basis"] == "measured"
    assert 225 < quantities["layers.T.tg"]["value"] < 250
    assert quantities["layers.T.storage_minimum_temperature"]["value"] == pytest.approx(318, abs=2)
    verdicts = {v.id: v.verdict for v in result.verdicts}
    assert verdicts["bonding-laminate:12"] == "met"


def test_permittivity_lies_between_the_bounds_of_maxwell_garnett(checked):
    found = checked(POROUS, ("28", "30")).quantities()["film.permittivity"]
    assert found["value"] == pytest.approx(2.5)
    assert (found["low"], found["high"]) == pytest.approx((2.354838709677419, 2.538028169014084))
    assert found["basis"] == "predicted"
    assert "not validated" in found["note"]


def test_an_uncertain_porosity_widens_the_bounds(checked):
    sure = checked(POROUS).quantities()["film.permittivity"]
    unsure = checked(POROUS, ('unit = "%"', 'unit = "%", sd = 3')).quantities()["film.permittivity"]
    assert unsure["low"] < sure["low"] < sure["high"] < unsure["high"]


def test_porosity_from_densities_and_insoluble_content_from_weighings(checked):
    densities = (
        "[porous]\napparent_density_g_per_cm3 = 0.71\nsolid_density_g_per_cm3 = 1.42\n"
        "density_sd_g_per_cm3 = 0.0142"
    )
    text = POROUS.replace('measured.porosity = { value = 28, unit = "%" }\n', "")
    found = checked(text, ("[porous]", densities)).quantities()["film.porosity"]
    assert (found["value"], found["sd"]) == pytest.approx((50.0, 1.0))
    assert found["basis"] == "computed"
    weighed = (
        "[metal]\n[layers.R.weighings]\nbefore_mg = 120\nafter_mg = 80\nfoil_mg = 20\nsd_mg = 0.1"
    )
    found = checked(weighed, claims=["crosslinked-metal-clad-laminate:1"]).quantities()
    assert found["layers.R.insoluble_content"]["value"] == pytest.approx(60.0)
    assert found["layers.R.insoluble_content"]["sd"] == pytest.approx(0.123288280059)


TWICE = """
[design]
claims = ["porous-insulating-film:1"]
[film]
thickness_um = 25
resin = "polyimide"
measured.porosity = { value = 45, unit = "%" }
[porous]
apparent_density_g_per_cm3 = 1.35
solid_density_g_per_cm3 = 1.42
"""
WEIGHED_TOO = """
[metal]
[layers.R.measured]
insoluble_content = { value = 45, unit = "wt%" }
[layers.R.weighings]
before_mg = 100
after_mg = 0.2
"""


def test_a_measured_value_that_other_statements_contradict_has_a_line(checked):
    found = checked(TWICE)
    [words] = found.contradictions
    assert words == (
        "the film: porosity measured as 45 %, but the densities give 4.9 %: "
        "the measured value counts"
    )
    assert found.quantities()["film.porosity"]["value"] == 45.0
    assert words in found.quantities()["film.porosity"]["note"]
    assert found.as_dict()["contradictions"] == [words]
    assert f"! {words}" in " ".join(check_text(found, limitations=False).split())
    [words] = checked(WEIGHED_TOO, claims=["crosslinked-metal-clad-laminate:1"]).contradictions
    assert "insoluble content measured as 45 wt%, but the weighings give 0.2 wt%" in words


@pytest.mark.parametrize(
    "change",
    [
        ("= 1.35", "= 0.781"),  # the same 45 %
        ("= 1.35", "= 0.75\ndensity_sd_g_per_cm3 = 0.02"),  # 47.2 % with an sd of 1.4 %
        ('unit = "%"', 'unit = "%", sd = 15'),
    ],
)
def test_values_that_agree_as_well_as_they_are_known_have_none(checked, change):
    assert checked(TWICE, change).contradictions == ()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("measured.porosity",
         'measured.thickness = { value = 200, unit = "um" }\nmeasured.porosity',
         "25 um by thickness_um or the material, and measured as 200 um"),
        ("measured.porosity", 'material = "Kapton HN"\n'
         'measured.cte = { value = 35, unit = "ppm/K" }\n'
         "measured.porosity", "ppm/K by cte_ppm_per_K or the material, and measured as 35 ppm/K"),
        ("measured.porosity", 'measured.mean_pore_size = { value = 4, unit = "um" }\n'
         'measured.largest_pore_size = { value = 2000, unit = "nm" }\nmeasured.porosity',
         "the mean pore size of 4 um is above the largest of 2 um"),
    ],
)  # fmt: skip
def test_one_quantity_stated_twice_and_differently_is_refused(checked, old, new, message):
    with pytest.raises(po.UsageError) as caught:
        checked(TWICE, (old, new))
    assert message in str(caught.value)


def test_one_quantity_stated_twice_alike_is_read(checked):
    same = 'measured.thickness = { value = 25000, unit = "nm" }\nmeasured.porosity'
    found = checked(TWICE, ("measured.porosity", same))
    assert found.quantities()["film.thickness"]["value"] == 25.0


CURL = """
[metal]
cte_ppm_per_K = 17
modulus_GPa = 110
kind = "copper"
thickness_um = 18
[laminate]
stress_free_degC = 300
[layers.R]
thickness_um = 20
modulus_GPa = 4
[layers.R.measured]
cte_ppm_per_K = 18
"""


def test_the_curl_is_a_least_radius(checked):
    claim = ["crosslinked-metal-clad-laminate:5"]
    one = checked(CURL, claims=claim).quantities()["laminate.curl_radius"]
    assert one["low"] == pytest.approx(one["value"])
    assert one["high"] == float("inf")
    two = checked(CURL, ("_K = 18", "_K = 19"), claims=claim).quantities()["laminate.curl_radius"]
    assert two["value"] == pytest.approx(one["value"] / 2)
    unsure = checked(CURL, ("_K = 18", "_K = 18\ncte_sd_ppm_per_K = 2"), claims=claim).quantities()[
        "laminate.curl_radius"
    ]
    assert unsure["value"] == pytest.approx(one["value"])
    assert unsure["low"] == pytest.approx(one["value"] / (1 + 2 * 1.6448536269514722))
    flat = checked(CURL, ("_K = 18", "_K = 17"), claims=claim)
    assert flat.quantities()["laminate.curl_radius"]["value"] > 1e9


def remedy(result, element):
    return next(r[element] for r in result.remedies if element in r)


@pytest.mark.parametrize(
    ("text", "changes", "element", "message"),
    [
        (BRIGHT, [("85", "72")], "fifth:1a", "raise layers.A.gloss by 8 GU: it is 72, at least 80"),
        (BRIGHT, [("angle_deg = 60", "angle_deg = 20")], "fifth:1a", "GU at angle 60 deg"),
        (BRIGHT, [('is = ["polished"]\n', "")], "fifth:1b", "say in [layers.A] is = ['polished']"),
        (BRIGHT, [("sunshine = true", "")], "fifth:1c", '[facts] "sunshine" = true or false'),
        (BOND, [("soft", "stiff")], "bonding-laminate:1d", "3.37-fold"),
        (BOND, [("soft", "short")], "bonding-laminate:1d", "above 286 degC, until it rises again"),
        (BOND, [('dma = { file = "soft.csv" }', "")], "bonding-laminate:1d", "[layers.T.dma]"),
        (BOND, [("300", "200")], "bonding-laminate:11f", "raise the temperature of"),
        (BOND, [], "bonding-laminate:12a", 'state under [tolerances] "bond temperature"'),
        (BOND, [("temperature_degC = 300", "")], "bonding-laminate:11f", "declare the temperature"),
        (POROUS, [], "porous-insulating-film:7a", "(predicted 2.41 to 2.59, limit "),
        (POROUS, [("28", "10")], "porous-insulating-film:1e", "raise film.porosity by 5 %"),
        (POROUS, [], "porous-insulating-film:13a", "the design has no metal: add [metal]"),
    ],
)  # fmt: skip
def test_what_would_settle_a_limitation(checked, text, changes, element, message):
    assert message in remedy(checked(text, *changes), element)


@pytest.mark.parametrize(
    ("change", "element", "message"),
    [
        ("", "9b", '"soluble condensation polymer"'),
        ("", "5c", "by giving [layers.R] modulus_GPa, [laminate] stress_free_degC"),
        ("", "13b", "vouch for it with assume_met"),
        ("", "9a", "declare the steps 'coat R on metal', 'predry R', 'heat treat R' in this order"),
        ('[[process]]\nstep = "coat R on metal"\nsolvents = ["NMP"]\n[[process]]\nstep = "predry"\n'
         "temperature_degC = 140", "11a", "lower the temperature of 'predry' by 8 degC"),
        ('[[process]]\nstep = "coat R on metal"\n[[process]]\nstep = "predry"\n'
         "temperature_degC = 140", "11a", "declare the solvents"),
        ('[[process]]\nstep = "predry"\n[[process]]\nstep = "heat treat"\natmosphere = "air"',
         "12a", "nitrogen, argon"),
    ],
)  # fmt: skip
def test_what_would_settle_a_process(checked, change, element, message):
    text = (
        '[metal]\nmaterial = "copper"\nthickness_um = 18\n'
        "[layers.R]\nthickness_um = 20\nmeasured.cte_ppm_per_K = 20\n"
    )
    claim = "crosslinked-metal-clad-laminate"
    assert message in remedy(checked(text + change, claims=[claim]), f"{claim}:{element}")


def test_a_prediction_too_unsure_asks_for_a_measurement():
    layer = po.Layer("A", po.Composition.parse("BPDA // ODA"))
    film = po.Film("film", cte=po.Measured(20.0))
    found = po.check(po.Laminate((layer,), film=film), "heat-resistant-laminate:1", confidence=0.95)
    assert found.verdicts[0].verdict == "unknown"
    assert "measure layers.A.cte in ppm/K" in found.remedies[0]["heat-resistant-laminate:1b"]
