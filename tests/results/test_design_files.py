"""A design that was found, written as a design file: the same laminate, the same verdicts."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

import polyopt as po
from polyopt.design.design_file import build_design
from polyopt.errors import UsageError
from polyopt.io.toml import check_declaration
from polyopt.io.toml_text import toml_text
from polyopt.problem.preset_files import preset_names
from polyopt.results.design_text import design_text

OWN = "Nc1ccc(Oc2ccc(N)cc2F)cc1"


def read(text):
    declared = tomllib.loads(text)
    check_declaration(declared, "design")
    return build_design(declared, Path())


def amounts(composition):
    """Mole fractions by structure: names may differ."""
    return {m.smiles: x for m, x in (*composition.dianhydrides, *composition.diamines)}


@pytest.mark.parametrize("preset", preset_names())
def test_check_gives_the_verdicts_of_the_search(preset):
    result = po.search(po.Problem.preset(preset), budget=400, prove=False)
    for design in (result.designs[0], result.best(), result.designs[-1]):
        declared = read(design_text(result, design, Path()))
        judged = po.check(
            declared.laminate,
            declared.claims,
            confidence=declared.confidence,
            tolerance_mol_pct=declared.tolerance_mol_pct,
        )
        assert [v.verdict for v in judged.verdicts] == [v.verdict for v in design.verdicts]
        for checked, searched in zip(judged.verdicts, design.verdicts, strict=True):
            assert checked.probability == pytest.approx(searched.probability, abs=1e-6)


def test_monomers_of_ones_own_and_given_layers_are_declared():
    source = po.Problem.default().source
    layer = {**source["layers"]["A"], "diamines": ["44DABA", {"name": "MyDA", "smiles": OWN}]}
    given = {"formulation": "ODPA // MyDA", "thickness_um": 1.0}
    own = [{"name": "MyDA", "smiles": OWN}]
    problem = po.Problem.from_dict({**source, "layers": {"A": layer, "B": given}, "monomers": own})
    result = po.search(problem, budget=300, prove=False)
    used = [d for d in result.designs if "MyDA" in str(d.layers[0].composition)]
    text = design_text(result, used[0], Path())
    assert text.count("[[monomers]]") == 1
    a, b = read(text).laminate.layers
    assert str(a.composition) == str(used[0].layers[0].composition)
    assert (str(b.composition), b.thickness) == ("ODPA:100 // MyDA:100", 1.0)


def test_what_a_file_cannot_say_is_named(tmp_path):
    (tmp_path / "cte.csv").write_text(",44DABA,PDA\nPMDA,5,6\nBPDA,20,21\n", encoding="utf-8")
    source = po.Problem.default().source
    layer = {
        **source["layers"]["A"],
        "dianhydrides": ["PMDA", "BPDA"],
        "diamines": ["44DABA", "PDA"],
        "models": {"cte": {"pairs": "cte.csv"}},
    }
    declared = {**source, "layers": {**source["layers"], "A": layer}}
    result = po.search(po.Problem.from_dict(declared, tmp_path), budget=300, prove=False)
    head = design_text(result, result.best(), tmp_path).partition("[design]")[0]
    assert "the table of pairs of cte in layer A" in " ".join(head.replace("#", "").split())


def test_paths_start_where_the_file_will_be(tmp_path):
    source = po.Problem.preset("bonding-laminate").source
    curve = tmp_path / "lab" / "c.csv"
    curve.parent.mkdir()
    rows = [f"{200 + 10 * i},{e}" for i, e in enumerate([2e3, 9e2, 90, 9, 2, *[0.6] * 11])]
    curve.write_text("\n".join(["temperature_degC,storage_modulus_MPa", *rows]), encoding="utf-8")
    given = {"formulation": "ODPA // TPE-R", "is": ["thermoplastic", "adhesive"]}
    layers = {**source["layers"], "T": {**given, "dma": {"file": "c.csv"}}}
    limits = [r for r in source["require"] if "layers.T" not in r["quantity"]]
    goals = [{"maximize": "probability"}]
    declared = {**source, "layers": layers, "require": limits, "objectives": goals}
    result = po.search(po.Problem.from_dict(declared, curve.parent), budget=200, prove=False)
    text = design_text(result, result.best(), tmp_path / "runs" / "one")
    assert tomllib.loads(text)["layers"]["T"]["dma"]["file"] == "../../lab/c.csv"


def test_a_design_of_a_result_in_python_is_saved(tmp_path):
    result = po.search(po.Problem.default(), budget=200, prove=False)
    result.save_design(tmp_path / "new" / "design.toml")
    saved = read((tmp_path / "new" / "design.toml").read_text(encoding="utf-8"))
    for layer, found in zip(saved.laminate.layers, result.best().layers, strict=True):
        assert amounts(layer.composition) == pytest.approx(amounts(found.composition), abs=1e-9)
    with pytest.raises(UsageError, match="no design"):
        replace(result, designs=()).save_design(tmp_path / "none.toml")


def test_without_a_problem_there_is_no_file():
    result = po.search(po.Problem.default(), budget=200, prove=False)
    with pytest.raises(UsageError, match="search again"):
        design_text(replace(result, problem=None), result.best(), Path())


@pytest.mark.parametrize(
    "value",
    [
        {"a b": 'say "x" \\ \u00b5 \x7f \t'},
        {"layers": {"A": {"is": [], "thickness_um": 1e-7, "flag": True}}},
        {"process": [{"step": "x", "solvents": ["NMP", {"name": "y", "boiling": 160}]}], "n": 3},
        {"empty": {}, "deep": {"er": {"est": {"x": -0.0}}}},
    ],
)
def test_what_is_written_is_read_as_it_was(value):
    assert tomllib.loads(toml_text(value, {})) == value
