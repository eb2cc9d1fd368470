"""`polyopt init`: a problem of one's own monomers, and what is refused."""

import json
import tomllib
from pathlib import Path

import pytest

import polyopt as po
from polyopt.cli.app import run
from polyopt.problem.own_palette import own_problem
from polyopt.problem.preset_files import preset_names, preset_path

AMIDE = "Nc1ccc(C(=O)Nc2ccc(N)cc2F)cc1"
BIBENZYL = "Nc1ccc(CCc2ccc(N)cc2)cc1"


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_the_palette_and_the_own_monomer_stand_in_the_problem(capsys):
    palette = "A=PMDA;BPDA // PDA;3,4'-ODA;MyDA"
    assert run(["init", "mine", "--palette", palette, "--monomer", f"MyDA={AMIDE}"]) == 0
    assert "MyDA: diamine, 245.26 g/mol, new to the library" in capsys.readouterr().out
    text = Path("mine/problem.toml").read_text(encoding="utf-8")
    layers = tomllib.loads(text)["layers"]
    assert layers["A"]["dianhydrides"] == ["PMDA", "BPDA"]
    assert layers["A"]["diamines"] == ["PDA", "3,4'-ODA", {"name": "MyDA", "smiles": AMIDE}]
    untouched = tomllib.loads(
        Path(po.problem.preset_files.default_path()).read_text(encoding="utf-8")
    )
    assert layers["B"] == untouched["layers"]["B"]
    assert text.count("#") > 20  # the comments of the preset
    problem = po.Problem.from_toml("mine/problem.toml")
    assert {m.abbreviation for m in problem.layer("A").palette.diamines} == {
        "PDA",
        "3,4'-ODA",
        "MyDA",
    }


def test_the_copy_does_not_say_how_to_copy_it():
    for name in preset_names():
        assert run(["init", name, "--preset", name]) == 0
        text = Path(name, "problem.toml").read_text(encoding="utf-8")
        assert "polyopt init" not in text
        assert f"# Begun from the preset {name}; change what you need.\n" in text
        assert "# Copy it with 'polyopt init" in preset_path(name).read_text(encoding="utf-8")


def test_every_layer_of_every_preset_takes_a_palette(capsys):
    for name in preset_names():
        layers = [layer.name for layer in po.Problem.preset(name).layers]
        palettes = [f"--palette={layer}=6FDA // TFMB;X" for layer in layers]
        command = ["init", name, "--preset", name, *palettes, "--monomer", f"X={BIBENZYL}"]
        assert run([*command, "--json"]) == 0
        shown = json.loads(capsys.readouterr().out)["monomers"]
        assert [(m["name"], m["role"], m["known_as"]) for m in shown] == [("X", "diamine", "DABB")]
        for layer in po.Problem.from_toml(f"{name}/problem.toml").layers:
            assert [m.abbreviation for m in layer.palette.dianhydrides] == ["6FDA"]
            assert sorted(m.abbreviation for m in layer.palette.diamines) == ["TFMB", "X"]


def test_the_help_names_every_preset_with_its_layers(capsys):
    assert run(["init", "--help"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    for name in preset_names():
        layers = ", ".join(layer.name for layer in po.Problem.preset(name).layers)
        assert f"{name} ({layers}" in shown.replace("- ", "-")


@pytest.mark.parametrize(
    ("palettes", "monomers", "words"),
    [
        (["PMDA // PDA"], [], "names no layer"),
        (["C=PMDA // PDA"], [], "known: A, B"),
        (["A=PMDA"], [], "write dianhydrides // diamines"),
        (["A=PMDA; // PDA"], [], "is not a palette"),
        (["A=PDMA // PDA"], [], "did you mean 'PMDA'"),
        (["A=PMDA // MyDA"], [], "--monomer 'MyDA=SMILES'"),
        (["A=PMDA // MyD"], [f"MyDA={AMIDE}"], "did you mean 'MyDA'"),
        (["A=PMDA,BPDA // PDA"], [], "put ';' between"),
        (["A=PMDA:60;BPDA:40 // PDA"], [], "write 'PMDA'"),
        (["A=ODA // PDA"], [], "'ODA' is a diamine, not a dianhydride"),
        (["A=PMDA;MyDA // PDA"], [f"MyDA={AMIDE}"], "'MyDA' is a diamine, not a dianhydride"),
        (["A=PMDA // PDA;pPDA"], [], "are the same monomer"),
        (["A=PMDA // DABB;MyDA"], [f"MyDA={BIBENZYL}"], "are the same monomer"),
        (["A=PMDA // PDA", "A=PMDA // ODA"], [], "gives layer A twice"),
        ([], [f"MyDA={AMIDE}"], "is in no palette"),
        (["A=PMDA // MyDA"], ["MyDA"], "write --monomer 'NAME=SMILES'"),
        (["A=PMDA // MyDA"], [f"MyDA={AMIDE[:-3]}"], "not a readable SMILES"),
        (["A=PMDA // MyDA"], ["MyDA=Nc1ccc(C)cc1"], "1 primary amines"),
        (["A=PMDA // ODA"], [f"ODA={BIBENZYL}"], "give your monomer another name"),
        (["A=PMDA // My;DA"], [f"My;DA={BIBENZYL}"], "cannot name a monomer"),
        (["A=PMDA // X"], [f"X={AMIDE}", f"x={BIBENZYL}"], "names 'x' twice"),
    ],
)
def test_what_is_refused_is_named_and_nothing_is_written(palettes, monomers, words, capsys):
    options = [f"--palette={p}" for p in palettes] + [f"--monomer={m}" for m in monomers]
    assert run(["init", "mine", *options]) == 2
    output = capsys.readouterr().err
    assert words in output
    assert len(output.splitlines()) <= 3
    assert not Path("mine").exists()


def test_a_hostile_name_stays_a_name_in_the_file():
    name = "\"] <script> \\u0041 # '''"
    assert run(["init", "mine", f"--monomer={name}={BIBENZYL}", f"--palette=A=PMDA // {name}"]) == 0
    (monomer,) = po.Problem.from_toml("mine/problem.toml").layer("A").palette.diamines
    assert monomer.abbreviation == name


def test_limits_on_monomers_that_an_own_palette_lacks_are_comments():
    problem = own_problem("crosslinked-metal-clad-laminate", ["R=TMA;ODPA // TODI;ODA"], [])
    layer = tomllib.loads(problem.text)["layers"]["R"]
    assert [limit["sum"] for limit in layer["require"]] == [["TMA"]]
    assert '# sum = ["TODI", "NDI"]' in problem.text
    assert '# sum = ["MDI"]' in problem.text
    kept = own_problem("crosslinked-metal-clad-laminate", ["R=TMA;BPDA // TODI;NDI;MDI;ODA"], [])
    assert len(tomllib.loads(kept.text)["layers"]["R"]["require"]) == 4
