"""Print, as JSON, what each home of a property holds once a row more stands in the table.

The rows are read when modules are imported, so this runs in an interpreter of its own.
"""

import json
import sys
from dataclasses import replace
from types import MappingProxyType

import polyopt.quantities as home

INVENTED = home.LayerProperty(
    name="oddness",
    label="oddness",
    shown_unit="GPa",
    unit="GPa",
    ending="_GPa",
    decimals=1,
    meaning="oddness in GPa",
    possible=home.Range(0.0, 1000.0),
    trained=home.Range(0.5, 30.0),
    shipped=home.Range(0.01, 1000),
    declared=home.Range(0, 900),
    process_columns=(("pulled_at", " mm/min"),),
    prior=home.ProcessPrior(1.0, 0.1),
)


def with_rows(*rows):
    """Put the rows where the modules will read them."""
    home.LAYER_PROPERTIES = MappingProxyType({row.name: row for row in rows})
    home.USUAL = tuple(row.name for row in rows if row.usual)
    home.VALUE_COLUMNS = tuple(row.column for row in rows)


def reason(function, *arguments):
    """Return the error of a call in words."""
    from polyopt.errors import PolyoptError

    try:
        function(*arguments)
    except PolyoptError as error:
        return str(error)
    return ""


def homes():
    """Return what every home holds."""
    import pandas as pd

    from polyopt.cli.app import program
    from polyopt.cli.names import models_begun
    from polyopt.cli.options import given_model_files
    from polyopt.io.toml import check_declaration, editor_schema
    from polyopt.laminate.declared_layer import declared_values
    from polyopt.laminate.measured import Measured, with_units
    from polyopt.models.calibrated.belief import PRIORS
    from polyopt.models.library import NAMES
    from polyopt.models.recipes import RECIPES
    from polyopt.own_data.films_workbook import films_workbook
    from polyopt.own_data.measured_table import measured_table
    from polyopt.problem.named_tables import _possible
    from polyopt.report.labels import axis_label, expression_unit, value_words

    RECIPES["oddness"] = replace(RECIPES["cte"], property="oddness")
    design = json.loads(editor_schema("design"))["properties"]["layers"]
    keys = design["additionalProperties"]["properties"]
    problem = json.loads(editor_schema("problem"))["$defs"]["layer"]["properties"]
    films = pd.DataFrame(
        {"dianhydrides": ["PMDA"], "diamines": ["ODA"], "oddness_GPa": [3.0], "pulled_at": [5]}
    )
    films["tg_method"] = "DSC"
    read = measured_table(films).of("oddness").own_films[0]
    layer = {"layers": {"A": {"measured": {"oddness_GPa": 901}}}}
    return {
        "design models": list(keys["models"]["properties"]),
        "design measured": {k: v for k, v in keys["measured"]["properties"].items() if "odd" in k},
        "problem models": list(problem["models"]["properties"]),
        "design refused": reason(check_declaration, layer, "design"),
        "declared": declared_values({"oddness_GPa": 3.0})["oddness"].value,
        "without unit": reason(with_units, "layer A", {"oddness": Measured(3.0)}),
        "shipped": NAMES,
        "priors": [PRIORS["oddness"].offset, PRIORS["oddness"].scale],
        "trained": measured_table(films.assign(oddness_GPa=40.0)).skipped_rows,
        "unit": RECIPES["oddness"].unit,
        "possible": reason(_possible, 2000.0, "oddness", "PMDA // ODA"),
        "process": read.process,
        "workbook": [column for column in films_workbook()[0].table.columns if "odd" in column],
        "notes": dict(films_workbook()[2].table.to_numpy().tolist()),
        "model option": given_model_files(("oddness=mine.npz",)),
        "completed": [item.value for item in models_begun(None, None, "o")],
        "help": {name: command.help for name, command in commands(program)},
        "axis": axis_label("oddness"),
        "value": value_words("oddness", 3.14),
        "expression": expression_unit("layers.A.oddness"),
    }


def commands(program):
    """Yield the commands whose help tells the columns of a table."""
    import click

    for name in ("fit", "validate"):
        yield name, program.get_command(click.Context(program), name)


if __name__ == "__main__":
    with_rows(*home.LAYER_PROPERTIES.values(), INVENTED)
    sys.stdout.write(json.dumps(homes()))
