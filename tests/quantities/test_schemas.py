"""The schemas that files are checked against hold the keys of every property."""

import json
from pathlib import Path

import pytest

from polyopt.claims.load import load_set, read_set, set_names
from polyopt.errors import UsageError
from polyopt.io.declaration_schemas import declaration_schema
from polyopt.io.toml import check_declaration, editor_schema
from polyopt.problem.definition import Problem
from polyopt.problem.preset_files import preset_names, preset_path
from polyopt.quantities import LAYER_PROPERTIES

SCHEMAS = ("problem", "design", "stack", "claims")


def keys_of(node):
    """Yield every key of a schema."""
    if isinstance(node, dict):
        for key, item in node.items():
            yield key
            yield from keys_of(item)
    elif isinstance(node, list):
        for item in node:
            yield from keys_of(item)


@pytest.mark.parametrize("name", SCHEMAS)
def test_no_key_stands_for_others(name):
    assert not [key for key in keys_of(declaration_schema(name)) if key.startswith("<")]
    assert "<" not in editor_schema(name)


def test_a_layer_states_values_and_models_by_property():
    layer = declaration_schema("design")["properties"]["layers"]["additionalProperties"]
    assert list(layer["properties"]["models"]["properties"]) == list(LAYER_PROPERTIES)
    assert layer["properties"]["measured"]["properties"] == {
        "tg_degC": {"type": "number", "minimum": -273.15, "maximum": 1500},
        "tg_sd_degC": {"type": "number", "minimum": 0},
        "tg_conditions": {"type": "string"},
        "cte_ppm_per_K": {"type": "number", "minimum": -1000, "maximum": 10000},
        "cte_sd_ppm_per_K": {"type": "number", "minimum": 0},
        "cte_conditions": {"type": "string"},
        "cte_range_degC": {"type": "string", "description": 'as "50-200"'},
    }


def test_a_problem_takes_one_model_a_property():
    models = declaration_schema("problem")["$defs"]["layer"]["properties"]["models"]
    assert models["properties"] == {name: {"$ref": "#/$defs/model"} for name in LAYER_PROPERTIES}


@pytest.mark.parametrize("name", ["problem", "design"])
def test_an_editor_finds_all_definitions_in_one_file(name):
    text = editor_schema(name)
    held = json.loads(text)
    assert set(held["$defs"]) >= set(declaration_schema("stack")["$defs"])
    assert "stack#" not in text and text.endswith("\n")
    assert "1500.0" not in text, "a whole number stays one"


@pytest.mark.parametrize("name", set_names())
def test_a_shipped_claim_set_keeps_to_the_schema_that_no_start_checks(name):
    import polyopt.claims

    path = Path(polyopt.claims.__file__).parent / "sets" / f"{name}.toml"
    assert read_set(path) == load_set(name)


@pytest.mark.parametrize("name", preset_names())
def test_a_preset_keeps_to_the_schema_that_no_start_checks(name):
    checked = Problem.from_toml(preset_path(name))
    assert checked.source == Problem.preset(name).source


def test_a_misspelt_property_is_told_with_the_known_ones():
    declared = {"layers": {"A": {"models": {"permitivity": "mine.npz"}}}}
    with pytest.raises(UsageError, match="permittivity"):
        check_declaration(declared, "design")
