"""A property is one row: every home of its facts follows from it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from polyopt.layer_property import ProcessPrior, Range
from polyopt.models.calibrated.belief import PRIORS
from polyopt.models.library import NAMES, PRETRAINED
from polyopt.models.recipes import RECIPES
from polyopt.quantities import LAYER_PROPERTIES, PROCESS_COLUMNS, USUAL, VALUE_COLUMNS

SCRIPT = Path(__file__).with_name("homes_of_an_invented_property.py")


@pytest.fixture(scope="module")
def homes():
    done = subprocess.run([sys.executable, str(SCRIPT)], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_the_keys_of_design_and_problem_files_follow(homes):
    assert homes["design models"] == homes["problem models"] == [*LAYER_PROPERTIES, "oddness"]
    assert homes["design measured"] == {
        "oddness_GPa": {"type": "number", "minimum": 0, "maximum": 900},
        "oddness_sd_GPa": {"type": "number", "minimum": 0},
        "oddness_conditions": {"type": "string"},
    }
    assert "layers.A.measured.oddness_GPa is 901: must be at most 900" in homes["design refused"]
    assert homes["declared"] == 3.0
    assert homes["without unit"] == ""


def test_models_follow(homes):
    usual = [*USUAL, "oddness"]
    others = [name for name in LAYER_PROPERTIES if name not in USUAL]
    assert homes["shipped"] == [*usual, *(f"{name}_groups" for name in usual), *others]
    assert homes["unit"] == "GPa"
    assert homes["priors"] == [1.0, 0.1]
    assert homes["trained"] == ["row 2: oddness is 40.0; allowed: 0.5 to 30 GPa"]


def test_tables_of_users_follow(homes):
    assert homes["process"] == "5 mm/min"
    assert "possible: 0 to 1000" in homes["possible"]
    assert homes["workbook"] == ["oddness_GPa", "oddness_sd_GPa"]
    assert homes["notes"]["oddness_GPa"] == "oddness in GPa"
    uncertainties = [LAYER_PROPERTIES[name].sd_column for name in USUAL]
    assert ", ".join([*uncertainties, "oddness_sd_GPa"]) in homes["notes"]


def test_the_command_line_follows(homes):
    assert homes["model option"] == {"oddness": "mine.npz"}
    assert homes["completed"] == ["oddness="]
    for text in homes["help"].values():
        assert f"{', '.join(VALUE_COLUMNS)}, oddness_GPa" in text


def test_words_follow(homes):
    assert homes["axis"] == "oddness [GPa]"
    assert homes["value"] == "3.1 GPa"
    assert homes["expression"] == " [GPa]"


def test_the_properties_and_their_models():
    units = [(known.name, known.unit) for known in LAYER_PROPERTIES.values()]
    assert units == [("tg", "degC"), ("cte", "ppm/K"), ("permittivity", "1"), ("solubility", "1")]
    assert USUAL == ("tg", "cte")
    assert VALUE_COLUMNS == ("tg_degC", "cte_ppm_per_K", "permittivity", "solubility")
    assert NAMES == ("tg", "cte", "tg_groups", "cte_groups", "permittivity", "solubility")
    assert PRIORS == {
        "tg": ProcessPrior(15.0, 0.15, about=280.0, repeat=5.0),
        "cte": ProcessPrior(8.0, 0.25, about=60.0, repeat=2.0),
    }


@pytest.mark.parametrize(
    ("name", "possible", "trained", "shipped"),
    [
        ("tg", (-273.15, 2000.0), (-150.0, 600.0), (-150, 600)),
        ("cte", (-1000.0, 10_000.0), (-100.0, 500.0), (-50, 500)),
        ("permittivity", (1.0, 1000.0), (1.0, 10.0), (1, 20)),
    ],
)
def test_the_ranges_of_tables_labels_and_shipped_data(name, possible, trained, shipped):
    known = LAYER_PROPERTIES[name]
    assert known.possible == Range(*possible)
    assert known.trained == Range(*trained)
    assert known.shipped == Range(*shipped)


def test_every_property_has_a_recipe_and_shipped_models():
    assert set(RECIPES) == set(LAYER_PROPERTIES)
    assert {path.stem for path in PRETRAINED.glob("*.npz")} == set(NAMES)
    assert {path.stem for path in PRETRAINED.glob("*.md")} == set(NAMES)


@pytest.mark.parametrize("known", LAYER_PROPERTIES.values(), ids=str)
def test_a_model_learns_from_possible_values_only(known):
    assert known.possible.holds(known.trained.least) and known.possible.holds(known.trained.most)
    assert known.declared is None or known.declared.holds(known.trained.most)
    assert known.meaning


def test_columns_are_told_apart():
    columns = [
        *VALUE_COLUMNS,
        *(p.sd_column for p in LAYER_PROPERTIES.values()),
        *(p.censor_column for p in LAYER_PROPERTIES.values()),
        *(p.conditions_key for p in LAYER_PROPERTIES.values()),
        *(column for column, _ in PROCESS_COLUMNS),
        *(column for p in LAYER_PROPERTIES.values() for column, _ in p.process_columns),
    ]
    assert len(set(columns)) == len(columns)


def test_a_range_holds_its_ends_and_no_nan():
    held = Range(-1.0, 2.0)
    assert held.holds(-1.0) and held.holds(2.0)
    assert not held.holds(2.1) and not held.holds(float("nan"))
