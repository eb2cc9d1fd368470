"""`polyopt analyze`: its answers, its JSON, and what it says of wrong input."""

import json

import numpy as np
import pytest
from click.testing import CliRunner

from polyopt.cli.app import program, run
from polyopt.equations.drying import Coating, Conditions, drying_curve
from polyopt.equations.network import gel_fraction

TRUE_ENERGY, TRUE_RATE = 90.0, 0.02


def curve(*, end=400.0, lift=0.0):
    """The DMA test curve: Tg about 250 °C, minimum 4.24e5 Pa at 318 °C."""
    t = np.arange(30.0, end + 0.5)
    glassy = 9.4 / (1 + np.exp((t - 250) / 6))
    low = 5.55 + 0.9 * np.exp(-(t - 250) / 25) / (1 + np.exp(-(t - 255) / 6))
    rise = 0.55 / (1 + np.exp(-(t - 345) / 8))
    return t, np.log10(10**glassy + 10 ** (np.clip(low, 0, 12) + rise)) + lift


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write_curve(place, **changes):
    t, y = curve(**changes)
    rows = [f"{a:g},{10**b / 1e6:.9g}" for a, b in zip(t, y, strict=True)]
    text = "\n".join(["temperature_degC,storage_modulus_MPa", *rows])
    (place / "curve.csv").write_text(text, encoding="utf-8")


def answer(capsys, *arguments):
    assert run(["analyze", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_curve_that_falls_below_the_limit(place, capsys):
    write_curve(place)
    found = answer(capsys, "dma", "curve.csv", "--tg", "250")
    low = found["minimum"]
    assert low["storage_modulus_Pa"] == pytest.approx(4.24e5, rel=0.01)
    assert low["temperature_degC"] == pytest.approx(318.1, abs=1.5)
    assert (found["verdict"], found["if_shear_modulus"]["verdict"]) == ("met", "met")
    assert found["probability"] > 0.99
    window = found["bonding_window_degC"]
    assert window["low"] < window["recommended"] < window["high"]
    assert window["recommended"] == low["temperature_degC"]


def test_the_mode_of_the_modulus_can_decide(place, capsys):
    write_curve(place, lift=0.6)  # 1.7e6 Pa: above 1e6, below three times that
    found = answer(capsys, "dma", "curve.csv", "--tg", "250")
    assert (found["verdict"], found["if_shear_modulus"]["verdict"]) == ("unmet", "met")
    assert run(["analyze", "dma", "curve.csv", "--tg", "250", "--density", "1.3"]) == 0
    printed = capsys.readouterr().out
    assert "E' or G'" in printed and "Estimate" in printed and "none: the modulus" in printed


def test_a_curve_that_ends_while_falling_is_unknown(place, capsys):
    write_curve(place, end=285.0, lift=0.6)
    found = answer(capsys, "dma", "curve.csv", "--tg", "250")
    assert found["minimum"]["storage_modulus_Pa"] > 1e6
    assert found["verdict"] == "unknown"
    assert found["probability_is_lower_bound"]
    assert run(["analyze", "dma", "curve.csv", "--tg", "250"]) == 0
    assert "P at least" in capsys.readouterr().out


def test_tg_is_read_where_it_is_not_given(place, capsys):
    write_curve(place)
    found = answer(capsys, "dma", "curve.csv")
    assert found["tg_method"] == "onset"
    assert found["tg_degC"] < 260


def test_verdicts_of_a_curve_are_plain_words_in_a_file_and_coloured_on_a_terminal(place, capsys):
    write_curve(place)
    assert run(["analyze", "dma", "curve.csv", "--tg", "250"]) == 0
    lines = [line for line in capsys.readouterr().out.splitlines() if ", P " in line]
    assert len(lines) == 2
    assert not any(c in line for line in lines for c in "?\x1b")
    shown = CliRunner().invoke(program, ["analyze", "dma", "curve.csv", "--tg", "250"], color=True)
    assert shown.output.count("\x1b[3") == 2


def cures(place, rows):
    lines = [",".join(map(str, row)) for row in rows]
    names = "temperature_degC,time_min,insoluble_pct,insoluble_sd_pct"
    (place / "cures.csv").write_text("\n".join([names, *lines]), encoding="utf-8")


def made(temperature, time, sd=""):
    """A film of the true law, relative to 240 °C."""
    lever = (1 / (temperature + 273.15) - 1 / 513.15) / 8.31446261815324e-3
    delta = TRUE_RATE * np.exp(-TRUE_ENERGY * lever) * time
    return temperature, time, 100 * float(gel_fraction(delta)), sd


def test_the_law_of_a_cure_comes_back(place, capsys):
    cures(place, [made(220, 120), made(240, 60), made(260, 40), made(280, 20)])
    found = answer(capsys, "cure", "cures.csv", "--insoluble", "50", "--temperature", "240")
    assert found["activation_energy_kJ_per_mol"] == pytest.approx(TRUE_ENERGY, rel=1e-6)
    (time,) = found["times"]
    assert time["time_min"] == pytest.approx(0.8284271247461902 / TRUE_RATE, rel=1e-6)


def test_stated_spreads_give_two_films_an_interval(place, capsys):
    cures(place, [made(220, 120), made(260, 40)])
    two = answer(capsys, "cure", "cures.csv")
    assert two["activation_energy_interval_kJ_per_mol"] is None
    assert two["times"][0]["time_min_low"] is None
    cures(place, [made(220, 120, 3), made(260, 40, 3), (260, 1, 0, ""), (300, 900, 100, "")])
    stated = answer(capsys, "cure", "cures.csv", "--temperature", "330")
    low, high = stated["activation_energy_interval_kJ_per_mol"]
    assert low < TRUE_ENERGY < high
    assert len(stated["left_out"]) == 2
    assert stated["times"][0]["extrapolated"]


def test_insoluble_content_of_a_film_on_foil(capsys):
    found = answer(
        capsys, "cure", "--before", "120", "--after", "80", "--foil", "20", "--weighing-sd", "0.1"
    )
    assert found["insoluble_pct"] == pytest.approx(60)
    assert found["insoluble_sd_pct"] == pytest.approx(0.123288280059)
    assert found["crosslinked_units_per_chain"] == pytest.approx(1 / (0.4 + 0.4**0.5))


COAT = ("--dry-thickness", "20", "--solvent-pct", "85", "--density", "1.35", "--transfer", "0.02")


def test_windows_and_times_of_drying(capsys):
    found = answer(capsys, "drying", "--solvent", "NMP", "--solvent", "GBL")
    window = found["predry_window_degC"]
    assert (window["low"], window["high"]) == (74.0, 132.0)
    found = answer(
        capsys, "drying", "--solvent", "NMP", "--temperature", "120", *COAT, "--diffusivity",
        "1e-14", "--plasticization", "14", "--saturation", "0.2344",
    )  # fmt: skip
    half_dry, dry = found["times"]
    assert half_dry["time_s"] == pytest.approx(237.4, rel=0.03)
    assert dry["time_s"] > 1024
    assert found["inside_window"] is True
    assert run(["analyze", "drying", "--solvent", "NMP", "--solvent", "X=60"]) == 0
    assert "empty" in capsys.readouterr().out


def test_a_diffusivity_comes_back_from_weighings(place, capsys):
    coat, air = Coating(20.0, 1.35, 1.028, 0.85), Conditions(2e-14, 12.0, 0.02, 0.2344)
    times = [0, 60, 120, 200, 300, 500, 800, 1500, 3000]
    weighed = drying_curve(coat, air, times) + 0.002 * np.cos(np.arange(9.0))
    rows = [f"{t},{100 * w:.4f}" for t, w in zip(times, weighed, strict=True)]
    text = "\n".join(["time_s,residual_solvent_wt_pct", *rows])
    (place / "drying.csv").write_text(text, encoding="utf-8")
    found = answer(
        capsys, "drying", "drying.csv", "--solvent", "NMP", "--temperature", "120", *COAT,
        "--saturation", "0.2344",
    )  # fmt: skip
    low, high = found["fit"]["diffusivity_m2_per_s"]
    assert low < 2e-14 < high
    assert found["plasticization"] == pytest.approx(12.0, abs=0.7)


def test_porous_films(capsys):
    found = answer(
        capsys, "porous", "--solid", "3.4", "--porosity", "0.5", "--wanted", "2.5", "--diameter",
        "0.1", "--thickness", "25", "--modulus", "2.5",
    )  # fmt: skip
    assert found["permittivity"] == pytest.approx(1.9650971698084907)
    assert found["permittivity_low"] == pytest.approx(1.8571428571428572)
    assert found["permittivity_high"] == pytest.approx(2.04)
    assert found["porosity_needed"] == pytest.approx(0.30)
    assert found["gurley"] == pytest.approx(56.60213181732784)
    assert found["modulus"] == pytest.approx(0.625)
    back = answer(
        capsys, "porous", "--film-density", "0.71", "--solid-density", "1.42", "--gurley",
        "56.60213181732784", "--thickness", "25",
    )  # fmt: skip
    assert back["diameter"] == pytest.approx(0.1)
    slow = answer(capsys, "porous", "--porosity", "0.3", "--gurley", "2000", "--thickness", "25")
    assert sum("outside" in note for note in slow["notes"]) == 2
    predicted = answer(capsys, "porous", "--formulation", "6FDA // TFMB", "--porosity", "0.3")
    assert 2.3 < predicted["solid_permittivity"] < 3.0 < 10 * predicted["solid_permittivity_sd"] + 3


WRONG = {
    "no curve": (["dma", "nothing.csv"], 4, "No such file"),
    "no kind": (["dmaa"], 2, "did you mean 'dma'"),
    "limit": (["dma", "curve.csv", "--limit", "-1"], 2, "positive"),
    "limit nan": (["dma", "curve.csv", "--limit", "nan"], 2, "positive"),
    "tg too high": (["dma", "curve.csv", "--tg", "399"], 4, "fewer than five"),
    "method": (["dma", "curve.csv", "--tg-method", "loss peak"], 2, "loss-peak"),
    "no loss modulus": (["dma", "curve.csv", "--tg-method", "tan-delta-peak"], 4, "onset"),
    "both tg": (["dma", "curve.csv", "--tg", "250", "--tg-method", "onset"], 2, "one of them"),
    "no input": (["cure"], 2, "--before"),
    "one cure": (["cure", "one.csv"], 4, "do not fix"),
    "slower when hotter": (["cure", "odd.csv"], 4, "Arrhenius"),
    "100 wt%": (["cure", "good.csv", "--insoluble", "100"], 2, "1 to 99"),
    "not a number": (["cure", "text.csv"], 4, "line 2"),
    "negative time": (["cure", "negative.csv"], 4, "time_min"),
    "more left": (["cure", "--before", "1", "--after", "2"], 2, "dry the film"),
    "no solvent": (["drying"], 2, "--solvent NMP"),
    "solvent": (["drying", "--solvent", "NPM"], 2, "NMP"),
    "boiling point": (["drying", "--solvent", "X=hot"], 2, "NAME=180"),
    "coat": (["drying", "--solvent", "NMP", "--diffusivity", "1e-14"], 2, "--dry-thickness"),
    "mixture": (
        ["drying", "--solvent", "NMP", "--solvent", "DMF", "--temperature", "80", *COAT,
         "--diffusivity", "1e-14", "--plasticization", "14"], 2, "one solvent",
    ),
    "nothing": (["porous"], 2, "nothing follows"),
    "porosity": (["porous", "--solid", "3", "--porosity", "30"], 2, "0.3 for 30 %"),
    "rule": (["porous", "--solid", "3", "--porosity", "0.3", "--rule", "brugeman"], 2, "bruggeman"),
    "pores alone": (["porous", "--diameter", "0.1", "--porosity", "0.3"], 2, "thickness"),
    "half a density": (["porous", "--film-density", "1"], 2, "belong together"),
    "formulation": (["porous", "--formulation", "PDMA // ODA", "--porosity", "0.3"], 2, "PMDA"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_wrong_input_is_told_in_three_lines(name, place, capsys):
    write_curve(place)
    head = "temperature_degC,time_min,insoluble_pct"
    tables = {
        "one": ["200,60,30", "201,60,31"],
        "odd": ["200,60,80", "240,60,20"],
        "good": ["200,60,30", "240,60,80"],
        "text": ["hot,60,30"],
        "negative": ["200,-5,30"],
    }
    for table, rows in tables.items():
        text = "\n".join([head, *rows])
        (place / f"{table}.csv").write_text(text, encoding="utf-8")
    arguments, code, message = WRONG[name]
    assert run(["analyze", *arguments]) == code
    printed = capsys.readouterr().err
    assert message in printed
    assert len(printed.strip().splitlines()) <= 3
    assert "Traceback" not in printed
