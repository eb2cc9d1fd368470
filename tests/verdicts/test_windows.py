"""Windows take their numbers from the claim set that names them, so another file, other windows."""

import math
import re
from pathlib import Path

import pytest

import polyopt as po
from polyopt.claims import load
from polyopt.claims.interval import Interval
from polyopt.claims.limitations import Group, Linear, Members
from polyopt.claims.load import find_claims, load_set, set_names
from polyopt.claims.schema import Claim, ClaimSet, Element
from polyopt.io.declaration_schemas import declaration_schema
from polyopt.verdicts.check import check_file
from polyopt.verdicts.window_grounds import Grounds, on_quantity
from polyopt.verdicts.windows import WINDOWS, windows

SETS = Path(load.__file__).parent / "sets"
BONDED = """
[metal]
[film]
resin = "polyimide"
[layers.T]
is = ["thermoplastic"]
measured.tg_degC = 200
"""
COATED = """
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
measured.cte_ppm_per_K = 18
[[process]]
step = "coat R on metal"
solvents = ["NMP"]
[[process]]
step = "predry"
temperature_degC = 110
solvents = ["NMP"]
"""
POROUS = """
[film]
resin = "polyimide"
thickness_um = 25
[porous]
solid_permittivity = 3.4
"""
DESIGNS = {
    "bonding-laminate": BONDED,
    "crosslinked-metal-clad-laminate": COATED,
    "porous-insulating-film": POROUS,
}


@pytest.fixture
def shown(tmp_path):
    """Return a function that gives the windows of a design by a copy of a set with changes."""

    def find(name, *changes):
        text = (SETS / f"{name}.toml").read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        (tmp_path / "copy.toml").write_text(text, encoding="utf-8")
        (tmp_path / "d.toml").write_text(DESIGNS[name], encoding="utf-8")
        result = check_file(tmp_path / "d.toml", ["copy.toml"])
        refs = find_claims(["copy.toml"], tmp_path)
        return windows(refs, result.verdicts, result.evidence, result.laminate)

    return find


def one(found, start):
    (window,) = [w for w in found if w.quantity.startswith(start)]
    return window


def test_a_claim_file_can_name_every_kind_of_window():
    listed = declaration_schema("claims")["properties"]["windows"]["items"]["enum"]
    assert listed == list(WINDOWS)
    assert {kind for name in set_names() for kind in load_set(name).windows} == set(WINDOWS)


@pytest.mark.parametrize(
    ("name", "start", "low", "high", "output"),
    [
        ("bonding-laminate", "bonding temperature, layer T", 200, math.inf,
         "claim 11: at or above Tg, measured as 200 degC"),
        ("bonding-laminate", "bonding temperature to try", 250, 300,
         "50 to 100 degC above Tg, a rule of thumb; then at the minimum of E' (claim 12)"),
        ("bonding-laminate", "plateau of E'", 4.854, 12.943, "above the claims' 1 MPa, which then"),
        ("bonding-laminate", "entanglement mass", 19415, math.inf, "3 rho R T / Me at 1 MPa"),
        ("crosslinked-metal-clad-laminate", "CTE of layer R", 15.618, 18.382,
         "a radius of 15 cm (claim 5)"),
        ("crosslinked-metal-clad-laminate", "predrying temperature from NMP", 72, 132,
         "claim 11: 70 to 130 degC below the boiling point, 202 degC"),
        ("crosslinked-metal-clad-laminate", "thickness of the predried coat", 23.07, 38.42,
         "10 to 40 wt% of NMP in the coat (claim 9), 20 um when dry"),
        ("crosslinked-metal-clad-laminate", "predrying time", 4.281, 100.2, "from 85 wt% NMP"),
        ("crosslinked-metal-clad-laminate", "crosslinked units", 0.50378, 9.0909,
         "for 1 to 99 wt% insoluble (claims 1, 12)"),
        ("porous-insulating-film", "porosity", 31.4516, 80, "30 to 80 % by claims 3 and 10"),
    ],
)  # fmt: skip
def test_windows_of_the_shipped_sets(shown, name, start, low, high, output):
    window = one(shown(name), start)
    assert (window.low, window.high) == pytest.approx((low, high), rel=1e-3)
    assert output in window.note


@pytest.mark.parametrize(
    ("name", "start", "words"),
    [
        ("bonding-laminate", "bonding temperature, layer T", "at least its Tg, measured 200 °C"),
        ("bonding-laminate", "bonding temperature to try", "250 to 300 °C"),
        ("bonding-laminate", "entanglement mass", "at least 19400 g/mol"),
        ("crosslinked-metal-clad-laminate", "thickness of the pre", "23.1 to 38.4 µm"),
        ("crosslinked-metal-clad-laminate", "predrying time", "4.3 to 100 min"),
        ("crosslinked-metal-clad-laminate", "crosslinked units", "0.504 to 9.09"),
    ],
)
def test_windows_are_shown_in_sensible_digits(shown, name, start, words):
    assert one(shown(name), start).words == words


def test_a_window_from_a_predicted_tg_says_so_with_its_interval(shown, monkeypatch):
    predicted = DESIGNS["bonding-laminate"].replace(
        "measured.tg_degC = 200", 'formulation = "BPDA // ODA"'
    )
    assert predicted != DESIGNS["bonding-laminate"]
    monkeypatch.setitem(DESIGNS, "bonding-laminate", predicted)
    window = one(shown("bonding-laminate"), "bonding temperature, layer T")
    found = re.fullmatch(r"at least its Tg, predicted (\d+) \((\d+) to (\d+)\) °C", window.words)
    mean, low, high = map(int, found.groups())
    assert mean == round(window.low)
    assert low < mean - 10 and high - mean == pytest.approx(mean - low, abs=1)
    assert one(
        shown(
            "bonding-laminate",
            ('minus = "T.tg"\ninterval = "[0, inf]"', 'minus = "T.tg"\ninterval = "[20, 80]"'),
        ),
        "bonding temperature, layer T",
    ).words.startswith("20 to 80 °C above its Tg, predicted")


@pytest.mark.parametrize(
    ("name", "changes", "start", "low", "high", "output"),
    [
        ("bonding-laminate", [('minus = "T.tg"\ninterval = "[0, inf]"',
         'minus = "T.tg"\ninterval = "[20, 80]"')], "bonding temperature, layer T", 220, 280,
         "claim 11: 20 to 80 degC above Tg"),
        ("bonding-laminate", [('minus = "T.tg"\ninterval = "[0, inf]"',
         'minus = "T.tg"\ninterval = "[20, 80]"')], "bonding temperature to try", 250, 280,
         "50 to 100 degC above Tg"),
        ("bonding-laminate", [('"[0, 1e6]"', '"[0, 2e7]"')], "entanglement mass", 970.8, math.inf,
         "at 20 MPa"),
        ("bonding-laminate", [('"[0, 1e6]"', '"[0, 2e7]"')], "plateau of E'", 4.854, 12.943,
         "within the claims' 20 MPa"),
        ("bonding-laminate", [('"[0, 1e6]"', '"[0, 6e6]"')], "plateau of E'", 4.854, 12.943,
         "on both sides of the claims' 6 MPa"),
        ("crosslinked-metal-clad-laminate", [('"[15, inf]"\n\n', '"[30, inf]"\n\n')],
         "CTE of layer R", 16.309, 17.691, "a radius of 30 cm (claim 5)"),
        ("crosslinked-metal-clad-laminate", [('"[-130, -70]"', '"[-100, -50)"')],
         "predrying temperature from NMP", 102, 152, "50 to 100 degC below"),
        ("crosslinked-metal-clad-laminate", [('"[-130, -70]"', '"[-inf, -50]"')],
         "predrying temperature from NMP", -math.inf, 152, "at least 50 degC below"),
        ("crosslinked-metal-clad-laminate", [('"[10, 40]"', '"[20, 50]"')],
         "thickness of the predried coat", 26.9, 47.6, "20 to 50 wt% of NMP"),
        ("crosslinked-metal-clad-laminate", [('"[1, 99]"', '"[50, 99]"')],
         "crosslinked units", 0.8284, 9.0909, "50 to 99 wt% insoluble (claim 12)"),
        ("crosslinked-metal-clad-laminate", [('"[1, 99]"', '"[1, inf]"')],
         "crosslinked units", 0.50378, math.inf, "at least 1 wt% insoluble (claims 1, 12)"),
        ("porous-insulating-film", [('"[0, 2.5]"', '"[0, 2]"')], "porosity", 51.70, 80,
         "permittivity 2 (claim 7)"),
        ("porous-insulating-film", [('"[30, 80]"', '"[35, 70]"')], "porosity", 35, 70,
         "35 to 70 % by claims 3 and 10"),
    ],
)  # fmt: skip
def test_a_changed_claim_gives_another_window(shown, name, changes, start, low, high, output):
    before, window = one(shown(name), start), one(shown(name, *changes), start)
    assert (window.low, window.high) == pytest.approx((low, high), rel=1e-3)
    assert output in window.note
    assert window != before


def test_the_pores_to_aim_at_follow_the_claims():
    film = po.Film("film", thickness=25.0)
    solid = po.Layer("S", side="film", porosity=0.4)
    own = ClaimSet(
        "own",
        "Fine pores",
        (
            Claim(
                4,
                "air passes",
                "product",
                (),
                (
                    _limit("4a", "film.gurley", "s/100cc", Interval(50.0, 900.0)),
                    _limit("4b", "film.mean_pore_size", "um", Interval(0.01, 0.1)),
                ),
                (),
            ),
        ),
        (),
        windows=("pore size",),
    )
    result = po.check(po.Laminate((solid,), film=film), "porous-insulating-film:1")
    grounds = Grounds(own, result.evidence, result.laminate, {})
    (window,) = WINDOWS["pore size"](grounds)
    assert window.low < window.high == 0.1
    assert "Gurley time 50 to 900 s (claim 4) at 25 um and 40 % porosity" in window.note
    assert "claim 4 asks for 0.01 to 0.1 um" in window.note


def _limit(name, quantity, unit, interval):
    return Element(name, quantity, Linear(((quantity, 1.0),), interval, unit))


def test_a_patent_of_ones_own_has_the_windows_it_names(shown):
    renamed = ('id = "bonding-laminate"', 'id = "mine"')
    ours = shown("bonding-laminate", renamed, ('windows = ["bonding temperature", ', "windows = ["))
    assert [w.quantity.partition(" of ")[0] for w in ours] == ["plateau", "entanglement mass"]
    none = ('windows = ["bonding temperature", "rubber plateau"]\n', "")
    assert shown("bonding-laminate", renamed, none) == ()


def test_a_window_whose_limit_no_claim_states_is_left_out(shown):
    other = ('windows = ["bonding temperature", "rubber plateau"]', 'windows = ["porosity"]')
    assert shown("bonding-laminate", other) == ()


def test_a_window_that_nobody_knows_is_refused(shown):
    with pytest.raises(po.UsageError, match="windows"):
        shown("porous-insulating-film", ('"porosity", ', '"porousity", '))


@pytest.mark.parametrize(
    ("wrap", "binds"),
    [
        (lambda test: test, True),
        (lambda test: Group("all", (test,)), True),
        (lambda test: Members("each", "metals", "M", test), True),
        (lambda test: Group("any", (test,)), False),
        (lambda test: Group("not", (test,)), False),
        (lambda test: Members("some", "metals", "M", test), False),
    ],
)
def test_only_a_limit_that_binds_makes_a_window(wrap, binds):
    test = Linear((("film.porosity", 1.0),), Interval(30.0, 80.0), "%")
    claim = Claim(1, "a film", "product", (), (Element("1a", "porous", wrap(test)),), ())
    grounds = Grounds(ClaimSet("own", "t", (claim,), ()), None, None, {})
    assert (grounds.stated(on_quantity("film.porosity", "%")) is not None) == binds
    assert grounds.stated(on_quantity("film.porosity", "wt%")) is None
