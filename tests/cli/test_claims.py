"""`polyopt claims` and `polyopt check --explain`: every claim is shown, with its flaws."""

import json

from polyopt.claims.load import set_names
from polyopt.cli.app import run
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
    said = " ".join(capsys.readouterr().out.split())
    for words in (
        "inferred, not in the text: formula (1)",
        "(at temperature 200 degC, time 30 min)",
        "defect: The claim carries no number in the text at hand",
        "defect: The sentence breaks off",
        "'Kg' stands for a force",
        "is a preference",
    ):
        assert words in said


def test_what_was_told_once_is_not_told_again(tmp_path, capsys):
    design = tmp_path / "d.toml"
    design.write_text('[metal]\nmaterial = "copper"\n[layers.T]\n', encoding="utf-8")
    assert run(["check", str(design), "--claims", "bonding-laminate", "--explain"]) == 0
    said = capsys.readouterr().out
    assert said.count("unmet: 1b") == 1
    assert "unmet, as above: 1b" in said
    assert "say in [layers.T] is = ['thermoplastic'], or is_not" in " ".join(said.split())
