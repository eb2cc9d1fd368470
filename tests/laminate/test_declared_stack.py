"""The stack around the layers: designs and problems read one declaration alike."""

from dataclasses import replace
from pathlib import Path

import pytest

import polyopt as po
from polyopt.claims.load import known_sets
from polyopt.design.design_file import build_design
from polyopt.design.prepared import prepared
from polyopt.io.toml import check_declaration

AROUND = {
    "film": {
        "material": "Kapton HN",
        "cte_sd_ppm_per_K": 2.0,
        "is_not": ["thermoplastic"],
        "measured": {"gurley": {"value": 40.0, "unit": "s/100mL", "sd": 2.0}},
    },
    "porous": {"apparent_density_g_per_cm3": 0.71, "solid_density_g_per_cm3": 1.42},
    "metal": {"material": "copper", "thickness_um": 12},
    "second_metal": {"material": "stainless steel 304", "cte_ppm_per_K": 16.9},
    "laminate": {
        "stress_free_degC": 250,
        "measured": {"curl_radius": {"value": 200.0, "unit": "mm"}},
    },
    "process": [{"step": "pre-drying", "temperature_degC": 110, "solvents": ["NMP"]}],
    "facts": {"pores reach both surfaces": True},
    "tolerances": {"bond temperature": 5},
}
LAYER = {
    "modulus_GPa": 3,
    "poisson": 0.4,
    "stress_free_degC": 300,
    "cured_on": "film",
    "side": "back",
    "porosity": 0.2,
    "is": ["heat-resistant adhesive"],
    "thickness_um": 3.0,
}
GLASS = {"material": "glass", "kind": "inorganic"}


def of_problem(**changes):
    layer = {**LAYER, "dianhydrides": ["PMDA"], "diamines": ["ODA"]}
    objectives = [{"minimize": "layers.A.cte"}]
    declared = {**AROUND, "layers": {"A": layer}, "objectives": objectives, **changes}
    declared = {name: table for name, table in declared.items() if table is not None}
    return po.Problem.from_dict(declared).laminate


def of_design(**changes):
    declared = {**AROUND, "layers": {"A": LAYER}, **changes}
    declared = {name: table for name, table in declared.items() if table is not None}
    check_declaration(declared, "design")
    return prepared(build_design(declared, Path()).laminate, known_sets(()))


@pytest.mark.parametrize("changes", [{}, {"second_metal": None, "substrate": GLASS}])
def test_a_problem_and_a_design_declare_the_same_laminate(changes):
    problem, design = of_problem(**changes), of_design(**changes)
    assert problem == design
    assert problem.measured["curl_radius"] == po.Measured(20.0, 0.0, "", "cm")
    assert problem.process[0].name == "predry"
    closing = problem.second_metal or problem.substrate
    assert closing.material in ("stainless steel 304", "glass")


def test_a_range_of_thicknesses_is_no_thickness_of_the_laminate():
    layer = {**LAYER, "dianhydrides": ["PMDA"], "diamines": ["ODA"], "thickness_um": [2, 8]}
    assert of_problem(layers={"A": layer}).layers[0].thickness is None
    fixed = of_problem(layers={"A": {**layer, "thickness_um": [8, 8]}})
    assert fixed == replace(fixed, layers=(replace(fixed.layers[0], thickness=8.0),))


@pytest.mark.parametrize("read", [of_problem, of_design])
@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"substrate": GLASS}, "both a second metal and a substrate"),
        ({"film": None}, "[porous] describes a film"),
        ({"second_metal": None, "substrate": {"material": "glass"}}, "lacks 'kind'"),
        ({"process": [{"step": "predry", "solvents": ["NMQ"]}]}, "did you mean 'NMP'"),
        ({"second_metal": {"material": "steal"}}, "or add kind"),
        (
            {"laminate": {"measured": {"curl": {"value": 2.0, "unit": "m"}}}},
            "known: adhesion, curl_radius",
        ),
        ({"porous": {"solid_permittivity": 0.5}}, "at least 1"),
    ],
)
def test_a_stack_is_refused_in_the_same_words(read, changes, message):
    with pytest.raises(po.UsageError) as caught:
        read(**changes)
    assert message in str(caught.value)
