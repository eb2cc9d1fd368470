"""Facts that nobody states and a prediction settles: solubility of the crosslinked laminate."""

import dataclasses

import pytest

import polyopt as po
from polyopt.claims.limitations import Declared, Linear
from polyopt.claims.load import find_claims, load_set
from polyopt.claims.otherwise import predicted_instead
from polyopt.claims.parse import parsed_test
from polyopt.errors import UsageError
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.verdicts.check import check_file

SET = "crosslinked-metal-clad-laminate"
DESIGN = """
[design]
claims = ["{set}:2", "{set}:3", "{set}:9"]
[metal]
material = "copper"
thickness_um = 18
[layers.R]
formulation = "{made}"
is = ["crosslinked condensation polymer"]
thickness_um = 20
measured.insoluble_content = {{ value = 45, unit = "wt%" }}
[[process]]
step = "coat R on metal"
solvents = ["NMP"]
[[process]]
step = "predry"
residual_solvent_wt_percent = 25
[[process]]
step = "heat treat"
{facts}
"""


def judged(folder, made, facts=""):
    path = folder / "design.toml"
    path.write_text(DESIGN.format(set=SET, made=made, facts=facts), encoding="utf-8")
    found = check_file(path)
    return {e.id.partition(":")[2]: e for v in found.verdicts for e in v.elements}, found


STATED = '[facts]\n"soluble condensation polymer" = {}\n'


@pytest.mark.parametrize(
    ("made", "verdict"),
    [
        ("PMDA // ODA", "unmet"),
        ("BPDA // mTB", "unmet"),
        ("6FDA // TFMB", "met"),
        ("ODPA // ODA", "unknown"),
        ("PMDA // Nc1ccc([Si](C)(C)O[Si](C)(C)c2ccc(N)cc2)cc1", "unknown"),
    ],
)
def test_what_nobody_states_is_predicted_both_ways_or_left_open(tmp_path, made, verdict):
    elements, _ = judged(tmp_path, made)
    for name in ("2b", "3b", "9b"):
        assert (elements[name].verdict, elements[name].basis) == (verdict, "predicted")
    assert elements["2a"].verdict == "unknown"


@pytest.mark.parametrize(("said", "verdict"), [("true", "met"), ("false", "unmet")])
@pytest.mark.parametrize("made", ["PMDA // ODA", "6FDA // TFMB", "ODPA // ODA"])
def test_a_stated_fact_goes_first(tmp_path, made, said, verdict):
    elements, found = judged(tmp_path, made, STATED.format(said))
    assert (elements["9b"].verdict, elements["9b"].basis) == (verdict, "declared")
    assert "layers.R.solubility" not in found.evidence.quantities


def test_made_insoluble_by_crosslinking_says_it_was_soluble(tmp_path):
    facts = '[facts]\n"soluble polymer made insoluble by crosslinking" = true\n'
    elements, _ = judged(tmp_path, "PMDA // ODA", facts)
    assert [elements[name].verdict for name in ("2a", "2b", "3b", "9b")] == ["met"] * 4


def test_what_settles_it_is_to_dissolve_it(tmp_path):
    _, found = judged(tmp_path, "ODPA // ODA")
    ways = {k: str(way) for one in found.remedies for k, way in one.items()}
    assert ways[f"{SET}:9b"] == (
        "dissolve it in N-methyl-2-pyrrolidone, then declare under [facts] "
        '"soluble condensation polymer" = true or false'
    )
    _, found = judged(tmp_path, "PMDA // ODA")
    ways = {k: str(way) for one in found.remedies for k, way in one.items()}
    assert ways[f"{SET}:9b"].startswith("one of: choose a formulation that is predicted soluble")


def test_only_claims_that_need_it_ask_for_it():
    assert predicted_instead(find_claims([f"{SET}:9"])) == {"solubility"}
    assert predicted_instead(find_claims([f"{SET}:17"])) == {"solubility"}
    assert not predicted_instead(find_claims([f"{SET}:9"]), {"soluble condensation polymer": True})
    assert not predicted_instead(find_claims([f"{SET}:4", "heat-resistant-laminate"]))


def test_how_a_claim_file_states_it():
    inner = {
        "test": "property",
        "quantity": "A.tg",
        "unit": "degC",
        "interval": "(300, inf]",
        "sure": 0.9,
    }
    entry = {"test": "declared", "fact": "{A} is stiff", "how": "bend it", "otherwise": inner}
    test = parsed_test(entry)
    assert isinstance(test, Declared) and isinstance(test.otherwise, Linear)
    assert (test.how, test.otherwise.sure) == ("bend it", 0.9)
    with pytest.raises(UsageError, match="otherwise"):
        parsed_test({"test": "declared", "fact": "film", "otherwise": inner})


def problem_of(made, *, confidence=0.5, facts=None, require=()):
    acid, amine = made.split(" // ")
    return po.Problem.from_dict(
        {
            "problem": {
                "claims": [f"{SET}:9"],
                "leave_open": [SET + ":9"],
                "confidence": confidence,
            },
            "metal": {"material": "copper"},
            "layers": {"R": {"dianhydrides": [acid], "diamines": [amine], "thickness_um": 20}},
            "objectives": [{"maximize": "layers.R.tg"}],
            **({"facts": facts} if facts else {}),
            **({"require": list(require)} if require else {}),
        }
    )


@pytest.mark.parametrize(
    ("made", "kept"), [("PMDA // ODA", False), ("ODPA // ODA", True), ("6FDA // TFMB", True)]
)
def test_a_search_keeps_what_a_check_finds_met_or_leaves_open(made, kept):
    """The set may stay open: what is unknown is kept, what is unmet is not."""
    for confidence in (0.0, 0.5):
        evaluator = Evaluator.of(problem_of(made, confidence=confidence))
        place = evaluator.constraint_names.index(f"{SET}:9b")
        element = evaluator.reading.elements[place]
        assert isinstance(element.test, Linear)
        broken = _violations(evaluator)[place]
        assert (broken <= 0) == kept


def test_a_search_does_not_predict_what_is_stated():
    stated = Evaluator.of(problem_of("PMDA // ODA", facts={"soluble condensation polymer": True}))
    assert (_violations(stated) <= 0).all()
    assert "solubility" not in stated.problem.layers[0].palette.models


def test_a_limit_has_a_confidence_of_its_own():
    limit = {"quantity": "layers.R.solubility", "min": 0}
    facts = {"soluble condensation polymer": True}
    for asked, kept in ((None, True), (0.6, True), (0.8, False)):
        own = limit if asked is None else {**limit, "confidence": asked}
        evaluator = Evaluator.of(problem_of("ODPA // ODA", facts=facts, require=[own]))
        assert (_violations(evaluator)[-1] <= 0) == kept
    assert evaluator.constraint_names[-1] == "layers.R.solubility >= 0, P at least 0.8"
    plain = dataclasses.replace(evaluator.problem.requirements[0], confidence=None)
    assert str(plain) == "layers.R.solubility >= 0"


def _violations(evaluator):
    import numpy as np

    one = {"R": (np.ones((1, 1)), np.ones((1, 1)))}
    return evaluator.outcome(evaluator.evidence(one, {"R": np.array([20.0])})).constraints[0]


def test_the_claims_of_the_set_that_speak_of_it():
    found = [
        e.id
        for claim in load_set(SET).claims
        for e in claim.elements
        if isinstance(e.test, Declared) and e.test.otherwise is not None
    ]
    assert found == ["2b", "3b", "9b"]


def surely_soluble(claim):
    """The crosslinked preset, one claim of it, what dissolves with a probability of 0.8 alone."""
    declared = dict(po.Problem.preset(SET).source)
    declared["problem"] = {"claims": [f"{SET}:{claim}"], "leave_open": [SET]}
    limit = {"quantity": "layers.R.solubility", "min": 0, "confidence": 0.8}
    declared["objectives"] = [{"maximize": "layers.R.tg"}]
    diamines = ["MDI", "TODI", "24TDI"]
    layer = {"dianhydrides": ["TMA", "BTDA"], "diamines": diamines, "min_fraction": 0.05}
    return po.Problem.from_dict(
        {**declared, "require": [limit], "layers": {"R": {**layer, "thickness_um": 20}}}
    )


def test_a_limit_takes_only_what_is_predicted_soluble():
    result = po.search(surely_soluble(9), budget=600)
    assert result.designs
    for design in result.designs:
        index = design.layers[0].properties["solubility"]
        assert index.mean / index.sd >= 0.8416 - 1e-6
        assert "TODI" not in {str(m) for m, _ in design.layers[0].composition.diamines}


def test_no_report_holds_the_units_of_claims_8_and_16_soluble():
    result = po.search(surely_soluble(16), budget=600)
    found = [
        e for d in result.designs for v in d.verdicts for e in v.elements if e.id.endswith("16a")
    ]
    assert found
    assert all(e.verdict == "unknown" for e in found)
    assert f"{SET}:16a" not in result.scope.over


def test_a_report_that_decides_is_cited(tmp_path):
    elements, _ = judged(tmp_path, "TMA // MDI")
    for name in ("2b", "3b", "9b"):
        assert elements[name].verdict == "met"
        assert elements[name].note.startswith("reported soluble: ")
        assert "US 4497944" in elements[name].note
    mixed, _ = judged(tmp_path, "TMA // MDI:50;ODA:50")
    assert mixed["2b"].verdict == "met"
    assert "US 4497944" in mixed["2b"].note
    assert "TMAc with DDE" in mixed["2b"].note
    for partly in ("TMA // MDI:50;TODI:50", "6FDA:50;TMA:50 // MDI", "ODPA // BAPP:50;ODA:50"):
        elements, _ = judged(tmp_path, partly)
        assert "reported" not in elements["2b"].note


def test_a_straight_trimellitic_unit_is_left_open_not_held_insoluble(tmp_path):
    """Claims 8 and 16 speak of it; no report does."""
    for made in ("TMA // TODI", "TMA // NDI", "TMA:75;BPDA:25 // TODI:80;MDI:20"):
        elements, _ = judged(tmp_path, made)
        assert elements["9b"].verdict == "unknown"
