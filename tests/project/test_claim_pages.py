"""The pages of the claims: every claim and limit is there, and what they say to write is met."""

import re
import shutil
import sys
import tomllib
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest

from polyopt.claims.interval import Interval
from polyopt.claims.load import load_set, set_names
from polyopt.claims.routes import routes
from polyopt.laminate.process_verbs import vocabulary_lines
from polyopt.verdicts.check import check_file
from tests.claims.second_reading import second_reading

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "docs" / "hooks"))

from claim_pages import (  # noqa: E402
    MARK,
    claims_text,
    on_page_markdown,
    settled_by,
    within,
)
from claim_presets import searched  # noqa: E402
from claim_snippets import merged, snippet, toml  # noqa: E402

EVERY = [(name, claim.number) for name in set_names() for claim in load_set(name).claims]


@cache
def page(name):
    source = (ROOT / "docs" / "claims" / f"{name}.md").read_text(encoding="utf-8")
    place = SimpleNamespace(file=SimpleNamespace(src_uri=f"claims/{name}.md"))
    return on_page_markdown(source, place)


def test_all_claims_of_all_patents_have_a_place():
    found = {name: re.findall(r"^## Claim (\d+)$", page(name), re.M) for name in set_names()}
    assert {(name, int(n)) for name, numbers in found.items() for n in numbers} == set(EVERY)
    assert len(EVERY) == sum(second_reading(name)["claims"] for name in set_names())


@pytest.mark.parametrize("name", set_names())
def test_a_page_says_all_that_its_set_holds(name):
    text = page(name)
    assert MARK not in text and "{" not in re.sub(r"```.*?```|`[^`]*`", "", text, flags=re.S)
    assert load_set(name).notice in text
    for claim in load_set(name).claims:
        assert f"{claim.summary}." in text
        for element in claim.elements:
            assert f"| {element.id} | {element.summary} |" in text
            assert element.inference in text
    for defect in load_set(name).defects:
        assert text.count(f"- {defect.text} *Read here:* {defect.reading}") == len(defect.claims)


@pytest.mark.parametrize("name", set_names())
def test_every_number_of_a_limit_stands_on_its_page(name):
    """Read apart from the code that writes the pages: straight from the file."""
    file = ROOT / "polyopt" / "claims" / "sets" / f"{name}.toml"
    text = page(name)
    for test in limited(tomllib.loads(file.read_text("utf-8"))):
        scale = 100 if test["test"] == "fraction" else 1
        for end in map(float, test["interval"][1:-1].split(",")):
            if abs(end) in (0, float("inf")):
                continue
            shown = "1e6" if end == 1e6 else f"{scale * end:g}"
            assert re.search(rf"(?<![\d.]){re.escape(shown)}(?![\d.]*\d)", text), (name, end)


def limited(node):
    """Yield the tests of a claim file that have an interval."""
    if isinstance(node, list):
        for item in node:
            yield from limited(item)
    elif isinstance(node, dict):
        if "interval" in node:
            yield node
        yield from limited(list(node.values()))


def test_pages_of_processes_list_the_vocabulary():
    listed = [name for name in set_names() if "## Process steps" in page(name)]
    assert set(set_names()) - set(listed) == {"porous-insulating-film"}
    for name in listed:
        for shown, words, meaning in vocabulary_lines():
            assert f"| {shown} | {words} | {meaning} |" in page(name)


@pytest.mark.parametrize("name", set_names())
def test_links_within_a_page_lead_to_claims(name):
    text = page(name)
    headed = {f"#claim-{n}" for n in re.findall(r"^## Claim (\d+)$", text, re.M)}
    assert set(re.findall(r"\]\((#[^)]*)\)", text)) <= headed


@pytest.mark.parametrize(("name", "number"), EVERY)
def test_what_a_page_says_to_write_meets_the_claim(name, number, tmp_path):
    curve = ROOT / "tests" / "claims" / "curves" / "soft.csv"
    shutil.copy(curve, tmp_path / "dma.csv")
    claim_set = load_set(name)
    way = routes(claim_set, number)[0]
    output = [snippet(element, name) for element in way.elements]
    (tmp_path / "design.toml").write_text(toml(merged(output)), encoding="utf-8")
    [verdict] = check_file(tmp_path / "design.toml", [f"{name}:{number}"]).verdicts
    assert verdict.verdict == "met", [e for e in verdict.elements if e.verdict != "met"]
    own = toml(merged([snippet(e, name) for e in claim_set.claim(number).elements]))
    assert own.strip() and f"```toml\n{own}\n```" in claims_text(claim_set)


def test_a_snippet_leaves_unmet_what_it_does_not_say(tmp_path):
    """Without one of its lines the design no longer meets the claim: the lines matter."""
    claim = load_set("porous-insulating-film").claim(1)
    parts = [snippet(element, "porous-insulating-film") for element in claim.elements]
    (tmp_path / "design.toml").write_text(toml(merged(parts[:-1])), encoding="utf-8")
    [verdict] = check_file(tmp_path / "design.toml", ["porous-insulating-film:1"]).verdicts
    assert verdict.verdict == "unknown"


def test_what_is_never_predicted_is_not_said_to_be():
    """Storage modulus, tear, adhesion, pores: measured; Tg of an epoxy as well."""
    bonding, foil = load_set("bonding-laminate"), load_set("crosslinked-metal-clad-laminate")
    assert "predicted**" not in settled_by(bonding.claim(6).elements[3].test)
    for element in foil.claim(4).elements:
        assert settled_by(element.test) == "**measured**; never predicted"
    epoxy = next(x for x in page("heat-resistant-laminate").splitlines() if x.startswith("| 14a"))
    assert "**measured**; never predicted" in epoxy


def test_presets_and_the_claims_they_search_for():
    heat = load_set("heat-resistant-laminate")
    assert searched("heat-resistant-laminate", heat) == {1, 4, 7, 8, 9, 10, 11, 12}
    porous = load_set("porous-insulating-film")
    assert searched("porous-insulating-film", porous) == set(range(1, 11))
    assert not searched("porous-insulating-film", heat)


def test_the_page_on_judging_counts_right_and_its_lines_do_what_it_says(tmp_path):
    text = (ROOT / "docs" / "claims" / "index.md").read_text(encoding="utf-8")
    for name in set_names():
        row = next(x for x in text.splitlines() if x.startswith("| [") and f"({name}.md)" in x)
        assert f"| {len(load_set(name).claims)} |" in row
    for counted in (text, (ROOT / "README.md").read_text(encoding="utf-8")):
        assert re.search(r"patents\D+(\d+) claims", counted)[1] == str(len(EVERY))
    [lines] = re.findall(r"```toml\n(.*?)```", text, re.S)
    (tmp_path / "design.toml").write_text(f"[metal]\n{lines}", encoding="utf-8")
    claim = "crosslinked-metal-clad-laminate:4"
    [verdict] = check_file(tmp_path / "design.toml", [claim]).verdicts
    [judged] = [e for e in verdict.elements if e.id.endswith(":4b")]
    assert judged.verdict == "unknown" and "the claim says 200" in judged.note


@pytest.mark.parametrize(
    ("interval", "unit", "words"),
    [
        ("[250, 400]", "degC", "250 to 400 °C"),
        ("(0, inf]", "degC", "more than 0 °C"),
        ("[0, 0.4]", "um", "at most 0.4 µm"),
        ("[0, 101.325)", "kPa", "less than 101.325 kPa"),
        ("[1, inf]", "wt%", "at least 1 wt%"),
    ],
)
def test_limits_in_words(interval, unit, words):
    assert within(Interval.parse(interval), unit) == words
