"""`polyopt claims` and `polyopt check --explain`: every claim is shown, with its flaws."""

import json

from polyopt.claims.load import set_names
from polyopt.cli.app import run
from polyopt.laminate.process_verbs import vocabulary_lines
from tests.claims.second_reading import second_reading


def test_all_claims_of_all_patents_are_listed(capsys):
    assert run(["claims", "--json"]) == 0
    claims = json.loads(capsys.readouterr().out)
    texts = {name: second_reading(name) for name in set_names()}
    assert {c["set"]: sum(o["set"] == c["set"] for o in claims) for c in claims} == {
        name: text["claims"] for name, text in texts.items()
    }
    processes = [c["set"] for c in claims if c["category"] == "process"]
    assert {name: processes.count(name) for name in texts} == {
        name: text["processes"] for name, text in texts.items()
    }
    inferred = [e["id"] for c in claims for e in c["limitations"] if e["inference"]]
    assert inferred == [
        f"{name}:{element}" for name, text in texts.items() for element in text.get("inferred", ())
    ]


def test_a_claim_is_shown_with_its_defects_inferences_and_conditions(capsys):
    assert run(["claims", "crosslinked-metal-clad-laminate"]) == 0
    output = " ".join(capsys.readouterr().out.split())
    for words in (
        "inferred, not in the text: formula (1)",
        "(at temperature 200 degC, time 30 min)",
        "defect: The claim carries no number in the text at hand",
        "defect: The sentence breaks off",
        "'Kg' stands for a force",
        "is a preference",
    ):
        assert words in output


def test_the_steps_that_are_understood_are_listed_where_one_is_open(tmp_path, capsys):
    design = tmp_path / "d.toml"
    text = '[metal]\nmaterial = "copper"\n[layers.R]\n[[process]]\nstep = "drying"\n'
    design.write_text(text, encoding="utf-8")
    claim = "crosslinked-metal-clad-laminate"
    assert run(["check", str(design), "--claims", f"{claim}:9", "--explain"]) == 0
    output = " ".join(capsys.readouterr().out.split())
    for shown, words, _ in vocabulary_lines():
        assert shown in output
        assert words in output
    assert "residual_solvent_wt_percent" in output
    assert run(["check", str(design), "--claims", f"{claim}:1", "--explain"]) == 0
    assert "slot die coat" not in capsys.readouterr().out


def test_what_was_told_once_is_not_told_again(tmp_path, capsys):
    design = tmp_path / "d.toml"
    design.write_text('[metal]\nmaterial = "copper"\n[layers.T]\n', encoding="utf-8")
    assert run(["check", str(design), "--claims", "bonding-laminate", "--explain"]) == 0
    output = capsys.readouterr().out
    assert output.count("unmet: 1b") == 1
    assert "unmet, as above: 1b" in output
    assert "say in [layers.T] is = ['thermoplastic'], or is_not" in " ".join(output.split())
