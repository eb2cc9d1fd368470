"""Every claim of a set comes out met, unmet and unknown as a table of designs says."""

import tomllib
from copy import deepcopy
from pathlib import Path

import pytest

import polyopt as po
from polyopt.claims.load import find_claims, load_set, set_names
from polyopt.design.design_file import build_design
from polyopt.io.toml import check_declaration

HERE = Path(__file__).parent
TABLES = [*sorted(HERE.glob("*.toml")), *sorted(HERE.glob("faces/*.toml"))]
CASES = [
    (table.stem, case)
    for table in TABLES
    for case in tomllib.loads(table.read_text(encoding="utf-8"))["case"]
]
WORDS = ("met", "unmet", "unknown")
JUDGED = [(name, case) for name, case in CASES if any(word in case for word in WORDS)]


def declaration(name, case):
    """Return the design of a case: that of the case it is like, changed."""
    declared = {}
    if "like" in case:
        [like] = [c for s, c in CASES if s == name and c["name"] == case["like"]]
        declared = declaration(name, like)
    for path in case.get("without", ()):
        *above, last = path.split(".")
        place = declared
        for key in above:
            place = place[key]
        del place[last]
    return merged(declared, case.get("design", {}))


def merged(old, new):
    """Return a table with another laid over it; lists are replaced."""
    found = deepcopy(old)
    for key, value in new.items():
        both = isinstance(value, dict) and isinstance(found.get(key), dict)
        found[key] = merged(found[key], value) if both else deepcopy(value)
    return found


def design(name, case):
    """Return the laminate of a case and what its user vouches for."""
    if "like" not in case and "design" not in case:
        return laminate(case), ()
    declared = declaration(name, case)
    check_declaration(declared, "design")
    built = build_design(declared, HERE)
    return built.laminate, built.assume_met


def laminate(case):
    names = ["A"] if case.get("single_layer") else case.get("order", ["A", "B"])
    cte = case.get("film_cte", 20.0)
    film = po.Film("test film", cte=None if cte == "unknown" else po.Measured(cte))
    return po.Laminate(
        layers=tuple(layer(case, name) for name in names),
        film=film if case.get("film", True) else None,
        metal=po.Metal() if case.get("metal", True) else None,
        process=tuple(case.get("process", ())),
        facts=case.get("facts", {}),
    )


def layer(case, name):
    formulation = case.get(f"formulation_{name}")
    measured = case.get(f"measured_{name}", {})
    return po.Layer(
        name,
        composition=po.Composition.parse(formulation) if formulation else None,
        resin=case.get(f"resin_{name}", "polyimide"),
        thickness=case.get("thickness", {}).get(name),
        measured={k: po.Measured(v) for k, v in measured.items()},
    )


@pytest.mark.parametrize(("name", "case"), JUDGED, ids=[f"{s}: {c['name']}" for s, c in JUDGED])
def test_verdicts(name, case):
    expected = {n: word for word in WORDS for n in case.get(word, ())}
    stack, assumed = design(name, case)
    result = po.check(stack, [f"{name}:{n}" for n in expected], assume_met=assumed)
    found = {int(v.id.rpartition(":")[2]): v.verdict for v in result.verdicts}
    assert found == expected


@pytest.mark.parametrize("name", set_names())
def test_every_claim_has_a_design_for_every_verdict(name):
    cases = [case for s, case in CASES if s == name]
    wanted = {(c.number, word) for c in load_set(name).claims for word in WORDS}
    shown = {(n, word) for case in cases for word in WORDS for n in case.get(word, ())}
    assert not wanted - shown


@pytest.mark.parametrize("name", set_names())
def test_sets_are_consistent(name):
    claim_set = load_set(name)
    assert [c.number for c in claim_set.claims] == list(range(1, len(claim_set.claims) + 1))
    for claim in claim_set.claims:
        assert all(e.id.startswith(str(claim.number)) for e in claim.elements)
        assert claim.elements
    assert claim_set.defects


def test_claims_are_found_by_name_range_and_set():
    assert [r.number for r in find_claims(["heat-resistant-laminate:8-10"])] == [8, 9, 10]
    assert len(find_claims(["heat-resistant-laminate"])) == 17
    with pytest.raises(po.UsageError, match="has no claim 18"):
        find_claims(["heat-resistant-laminate:18"])
    with pytest.raises(po.UsageError, match="did you mean 'heat-resistant-laminate'"):
        find_claims(["heat-resistant-laminat:1"])
