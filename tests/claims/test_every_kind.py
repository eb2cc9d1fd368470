"""Every place that must know the kinds of test knows all of them, or says which it leaves out."""

import ast
import sys
import tomllib
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

import polyopt as po
from polyopt.claims import limitations as kinds
from polyopt.claims.evidence import Evidence
from polyopt.claims.interval import Interval
from polyopt.claims.judgement import Judgement
from polyopt.claims.parse import parsed_test
from polyopt.claims.predicates import judge
from polyopt.claims.schema import Element
from polyopt.io.declaration_schemas import declaration_schema
from polyopt.verdicts.case import Case
from polyopt.verdicts.remedies import remedy

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "docs" / "hooks"))

from claim_pages import settled_by  # noqa: E402
from claim_snippets import snippet  # noqa: E402

KINDS = {kind.__name__ for kind in get_args(kinds.Test)}
KNOWN = {
    *("Linear", "Ratio", "Fraction", "Count", "Declared", "Steps", "Condition", "StorageLimit"),
    *("Members", "Unmodelled", "Group", "Arrangement"),
}
"""The kinds that the places below were held against; a new one is to be added there first."""

FACTS = {"Count", "Declared", "Steps", "Unmodelled", "Arrangement"}
"""What the structure, the process or the user's word decides, without a number of the design."""

LEFT_OUT = {
    "polyopt/claims/parse.py": set(),
    "polyopt/claims/predicates.py::judge": set(),
    "polyopt/claims/limitations.py::parts": KNOWN - {"Group", "Members", "Count", "Declared"},
    # those inside others are found by `parts`
    "polyopt/claims/limitations.py::quantities_of": FACTS | {"Fraction", "Group", "Members"},
    # single quantities are found by `quantities_of`
    "polyopt/claims/conditions.py": KNOWN - {"Group", "Members", "Declared"},
    # a fact that a prediction may settle, and what joins it
    "polyopt/claims/otherwise.py": KNOWN - {"Declared", "Group"},
    "polyopt/claims/load.py": {"Steps", "Unmodelled", "Linear", "Ratio", "Condition"},
    # what is whole in number; what only the user states
    "polyopt/claims/evaluate.py": KNOWN - {"Count", "Linear", "Group"},
    "polyopt/claims/schema.py": KNOWN - {"Declared", "Condition", "Steps"},
    # what is least asked is a limit on one number
    "polyopt/design/stated_conditions.py": KNOWN - {"Linear"},
    "polyopt/verdicts/remedies.py::remedy": set(),
    # a sum of quantities has a remedy for each
    "polyopt/verdicts/remaining.py": KNOWN - {"Linear", "Count", "Group", "Members"},
    "polyopt/verdicts/window_grounds.py": FACTS | {"Ratio", "Fraction"},
    # the rest is the same for every formulation, or joins others
    "polyopt/optimizer/space/claimed_shares.py": KNOWN - {"Fraction", "Declared"},
    "polyopt/optimizer/space/limits.py": (FACTS - {"Declared"})
    | {"StorageLimit", "Group", "Members"},
    # what formulations may break to stay outside a claim; others only where they are certain
    "polyopt/optimizer/space/avoided.py": KNOWN - {"Linear", "Ratio", "Fraction", "Group"},
    # a limitation without one figure is named by its words
    "polyopt/results/outside.py": KNOWN - {"Linear", "Ratio", "Fraction"},
    # no function of fractions and thicknesses, or held by the corners
    "polyopt/optimizer/engine/smooth_problem.py": KNOWN - {"Linear", "Ratio", "Group"},
    # told as left out of a bound
    "polyopt/optimizer/proof/limit_windows.py": {
        *("Steps", "Condition", "StorageLimit", "Unmodelled", "Members", "Arrangement")
    },
    # these two no formulation can break; these have ends that can be moved
    "polyopt/conflict/stated_limits.py": KNOWN - {"Declared", "Count", "Fraction"},
    "polyopt/conflict/windows.py": KNOWN - {"Linear"},
    # sums of shares alone
    "polyopt/conflict/avoided_sums.py": KNOWN - {"Fraction"},
    "polyopt/conflict/share_program.py": KNOWN - {"Fraction"},
    "polyopt/conflict/thickness_program.py": KNOWN - {"Ratio"},
    # the rest is the same for every formulation: the page holds its verdict
    "polyopt/report/limit_tests.py::_node": (FACTS - {"Declared"}) | {"StorageLimit"},
    # nothing to write for what only the user's word settles: `snippet` says it
    "docs/hooks/claim_snippets.py::_of": {"Unmodelled"},
    # no numbers; nothing but the user's word
    "docs/hooks/claim_pages.py::_limits": {
        *("Declared", "Steps", "Unmodelled", "Members", "Group", "Arrangement")
    },
    "docs/hooks/claim_pages.py::settled_by": {"Unmodelled"},
}
"""By place (a file, or a function of it), the kinds that it does not name on purpose."""

GIVEN = {
    "polyopt/claims/curve_predicates.py",
    "polyopt/claims/process_predicates.py",
    "polyopt/claims/share_predicates.py",
    "polyopt/verdicts/curve_remedies.py",
    "polyopt/verdicts/process_remedies.py",
    "polyopt/verdicts/quantity_remedies.py",
    "polyopt/verdicts/crosslinking_windows.py",
}
"""Files that get single kinds from one of these places."""

SAMPLES = {
    "Linear": kinds.Linear((("film.cte", 1.0),), Interval(0.0, 5.0), "ppm/K"),
    "Ratio": kinds.Ratio("A.thickness", "B.thickness", Interval(2.0, np.inf)),
    "Fraction": kinds.Fraction("A", "diamine", ("PDA",), (), (), Interval(0.4, np.inf)),
    "Count": kinds.Count(Interval(2.0, 2.0)),
    "Declared": kinds.Declared("sunshine"),
    "Arrangement": kinds.Arrangement(("metal", "{A}", "film"), ("/", "-")),
    "Steps": kinds.Steps(("coat", "predry")),
    "Condition": kinds.Condition("predry", "temperature", "degC", Interval(100.0, 200.0)),
    "StorageLimit": kinds.StorageLimit("A", Interval(0.0, 1e6)),
    "Members": kinds.Members("each", "metals", "M", kinds.Declared("{M} is copper")),
    "Unmodelled": kinds.Unmodelled(),
    "Group": kinds.Group("any", (kinds.Declared("sunshine"), kinds.Declared("rain"))),
}
ENTRIES = {
    "property": 'quantity = "film.cte"\nunit = "ppm/K"\ninterval = "[0, 5]"',
    "linear": 'terms = [{ quantity = "A.tg", factor = 1 }]\nunit = "degC"\ninterval = "[0, 5]"',
    "ratio": 'over = "A.thickness"\nunder = "B.thickness"\ninterval = "[2, inf]"',
    "fraction": 'layer = "A"\nrole = "diamine"\nmonomers = ["PDA"]\ninterval = "[0.4, inf]"',
    "count": 'interval = "[2, 2]"',
    "declared": 'fact = "sunshine"',
    "steps": 'steps = ["coat", "predry"]',
    "condition": 'step = "predry"\ncondition = "temperature"\ninterval = "[100, 200]"',
    "storage_minimum": 'layer = "A"\ninterval = "[0, 1e6]"',
    "each": 'among = "metals"\nas = "M"\ntests = [{ test = "declared", fact = "{M} is copper" }]',
    "some": 'among = "metals"\nas = "M"\ntests = [{ test = "declared", fact = "{M} is copper" }]',
    "unmodelled": "",
    "stack": 'order = "metal / {A} - film"',
    "any": 'tests = [{ test = "declared", fact = "sunshine" }]',
    "all": 'tests = [{ test = "declared", fact = "sunshine" }]',
    "not": 'tests = [{ test = "declared", fact = "sunshine" }]',
    "readings": 'tests = [{ test = "declared", fact = "sunshine" }]',
}
"""A limitation of every word that a claim file may give as its test."""


def named_in(place):
    """Return the kinds that a place names, its imports aside."""
    path, _, function = place.partition("::")
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    if function:
        functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
        (tree,) = [node for node in functions if node.name == function]
    return KINDS & {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def importing():
    """Return the files that import a kind of test."""
    files = [*ROOT.glob("polyopt/**/*.py"), *ROOT.glob("docs/hooks/*.py")]
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == kinds.__name__:
                if KINDS & {alias.name for alias in node.names}:
                    yield file.relative_to(ROOT).as_posix()


def forgotten(named, left_out, known):
    """Return the kinds that a place neither names nor leaves out."""
    return sorted(known - named - left_out)


@pytest.mark.parametrize("place", LEFT_OUT)
def test_no_place_forgets_a_kind_of_test(place):
    assert forgotten(named_in(place), LEFT_OUT[place], KINDS) == []
    assert sorted(named_in(place) & LEFT_OUT[place]) == [], "named, so no longer left out"


def test_every_place_that_tells_kinds_apart_is_listed():
    listed = {place.partition("::")[0] for place in LEFT_OUT}
    assert set(importing()) | {"polyopt/claims/limitations.py"} == listed | GIVEN


@pytest.mark.parametrize("place", LEFT_OUT)
def test_a_place_that_forgets_a_new_kind_is_told_its_name(place):
    assert forgotten(named_in(place), LEFT_OUT[place], KNOWN | {"Fresh"}) == ["Fresh"]


def test_there_is_a_sample_of_every_kind():
    assert set(SAMPLES) == KINDS
    assert all(type(test).__name__ == name for name, test in SAMPLES.items())


def test_a_claim_file_can_ask_for_every_kind():
    words = declaration_schema("claims")["$defs"]["test"]["properties"]["test"]["enum"]
    assert set(ENTRIES) == set(words)
    texts = {word: f'test = "{word}"\n{text}' for word, text in ENTRIES.items()}
    found = {type(parsed_test(tomllib.loads(text))).__name__ for text in texts.values()}
    assert found == KINDS


def known():
    """Return what is known of a stack of which only the layers and a metal are declared."""
    stack = po.Laminate((po.Layer("A"), po.Layer("B")), film=None).stack
    return Evidence(1, ("A", "B"), {}, (), np.zeros((1, 0, 0)), stack=stack)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_is_judged(kind):
    found = judge(SAMPLES[kind], known(), {"A": "A", "B": "B"}, 0.5)
    assert isinstance(found, Judgement)
    assert found.truth.shape == (1,)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_has_a_remedy(kind):
    element = Element("1a", "as the sample says", SAMPLES[kind])
    stack = po.Laminate((po.Layer("A"), po.Layer("B")), metal=po.Metal())
    way = remedy(element.test, Case(known(), stack, {"A": "A", "B": "B"}, element))
    assert way.text
    only_word = {leaf.kind for leaf in way.leaves} == {"vouch"}
    assert only_word == (kind == "Unmodelled")


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_has_its_lines_on_the_page_of_a_claim(kind):
    assert snippet(Element("1a", "as the sample says", SAMPLES[kind]), "own")
    assert settled_by(SAMPLES[kind])
