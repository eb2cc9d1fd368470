"""Names of monomers in problems, designs and on the command line."""

import json

import pytest

from polyopt.cli.app import run
from polyopt.problem.definition import Problem

STEREO = "O=C1OC(=O)[C@@H]2[C@H]1[C@H]1C(=O)OC(=O)[C@@H]12"


def problem(dianhydrides, diamines, **more):
    layer = {
        "dianhydrides": dianhydrides,
        "diamines": diamines,
        "require": more.pop("limits", []),
    }
    return {"layers": {"A": layer}, "objectives": [{"maximize": "layers.A.tg"}], **more}


def test_a_stereo_form_and_its_monomer_cannot_both_be_listed():
    own = {"name": "CBDAst", "smiles": STEREO}
    with pytest.raises(Exception, match="the same monomer but for stereochemistry"):
        Problem.from_dict(problem(["CBDA", own], ["ODA"]))


def test_a_limit_on_a_monomer_holds_for_its_stereo_form():
    own = {"name": "CBDAst", "smiles": STEREO}
    made = Problem.from_dict(
        problem([own, "PMDA"], ["ODA"], limits=[{"sum": ["CBDA"], "max": 0.2}])
    )
    (layer,) = made.layers
    names = [str(m) for m in layer.palette.dianhydrides]
    assert layer.limits[0].members == tuple(name == "CBDAst" for name in names)


def test_a_problem_decides_what_a_name_means():
    with pytest.raises(Exception, match="'DABA' stands for several monomers"):
        Problem.from_dict(problem(["PMDA"], ["DABA"]))
    made = Problem.from_dict(problem(["PMDA"], ["DABA"], names={"DABA": "3,5-diaminobenzoic acid"}))
    assert made.layers[0].palette.diamines[0].name == "3,5-diaminobenzoic acid"


def test_an_ambiguous_name_on_the_command_line_exits_2(capsys):
    assert run(["predict", "PMDA // DABA"]) == 2
    shown = capsys.readouterr().err
    assert "44DABA (4,4'-diaminobenzanilide)" in shown
    assert "35DABzA (3,5-diaminobenzoic acid)" in shown


def test_a_file_of_names_decides(tmp_path, capsys):
    file = tmp_path / "names.toml"
    file.write_text('[names]\nDABA = "3,5-diaminobenzoic acid"\n', encoding="utf-8")
    assert run(["monomers", "DABA", "--names", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["abbreviation"] == "35DABzA"
    assert run(["monomers", "DABA"]) == 2


@pytest.mark.parametrize(
    ("content", "fragment"),
    [("x = 1\n", "has no table [names]"), ("[names]\nDABA = 3\n", "is 3"), ("[", "not valid TOML")],
)
def test_a_file_that_decides_nothing_is_refused(tmp_path, capsys, content, fragment):
    file = tmp_path / "names.toml"
    file.write_text(content, encoding="utf-8")
    assert run(["predict", "PMDA // ODA", "--names", str(file)]) == 2
    assert fragment in capsys.readouterr().err


def test_a_run_holds_what_a_file_of_names_decided(tmp_path, capsys):
    file, asked = tmp_path / "names.toml", tmp_path / "problem.toml"
    file.write_text('[names]\nDABA = "35DABzA"\nDMB = "mTB"\n', encoding="utf-8")
    asked.write_text(
        '[layers.A]\ndianhydrides = ["PMDA"]\ndiamines = ["DABA", "ODA"]\n'
        '[[objectives]]\nmaximize = "layers.A.tg"\n',
        encoding="utf-8",
    )
    out = str(tmp_path / "run")
    arguments = ["search", str(asked), "--budget", "64", "--out", out, "-q"]
    assert run([*arguments, "--names", str(file)]) == 0
    held = json.loads((tmp_path / "run" / "manifest.json").read_text(encoding="utf-8"))
    assert held["problem"]["names"] == {"daba": "35DABzA"}
    assert run(["report", out, "--out", str(tmp_path / "page.html")]) == 0


def test_a_salt_is_shown_with_what_is_weighed(capsys):
    assert run(["monomers", "p-phenylenediamine dihydrochloride", "--json"]) == 0
    entry = json.loads(capsys.readouterr().out)
    assert (entry["abbreviation"], entry["sold_with"]) == ("PDA.2HCl", "2HCl")
    assert entry["weighed_g_per_mol"] == pytest.approx(181.06, abs=0.01)
