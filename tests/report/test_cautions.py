"""What is said beside an answer: predicted means, and limits met by little."""

from dataclasses import replace

import pytest

import polyopt as po
from polyopt.claims.verdict import ElementVerdict, Verdict
from polyopt.cli.text_result import result_text
from polyopt.report.caution_words import LITTLE, little_margins, predicted_means

MEANS = "Objectives use predicted means"


@pytest.fixture(scope="module")
def result():
    return po.search(budget=4096)


def verdict(*margins, verdict="met"):
    elements = tuple(
        ElementVerdict(f"s:{i}a", f"limit {i}", verdict, "computed", m, 1.0)
        for i, m in enumerate(margins)
    )
    return Verdict("s:1", "claim", verdict, "computed", min(margins), 1.0, elements, {})


def page_of(result, tmp_path):
    return result.report(tmp_path / "report.html").read_text(encoding="utf-8")


def test_objectives_of_predictions_are_called_so(result, tmp_path):
    assert MEANS in result_text(result)
    assert MEANS in page_of(result, tmp_path)
    best = result.best()
    assert predicted_means((("abs(laminate.curvature)", "minimize"),), best) == ""
    assert predicted_means((("probability", "maximize"), ("layers.B.tg", "maximize")), best)
    exact = replace(result, objectives=(("layers.A.thickness", "minimize"), *result.objectives[1:]))
    assert MEANS not in result_text(exact)


def test_a_permittivity_beyond_the_frequencies_measured_is_called_so(tmp_path):
    said = "permittivity Gaussian process at 10 GHz, extrapolated; how it falls with frequency"
    problem = po.Problem.preset("porous-insulating-film")
    far = po.search(problem, budget=256, models={"permittivity": "permittivity@10GHz"})
    assert said in " ".join(result_text(far).split())
    assert said in page_of(far, tmp_path)
    near = po.search(problem, budget=256, models={"permittivity": "permittivity@1kHz"})
    assert "extrapolated" not in result_text(near)


def test_a_limit_met_by_little_is_named_once_the_least_first():
    found = little_margins([verdict(0.05, 0.5, 0.001), verdict(LITTLE, 2.0)])
    assert found == ("2a (0.00 of its scale): limit 2", "0a (0.05 of its scale): limit 0")
    assert not (little_margins([verdict(-0.5, verdict="unmet")]))
    judged = verdict(0.0)
    counted = replace(judged, elements=(replace(judged.elements[0], whole=True),))
    assert not little_margins([counted])
    assert not little_margins([replace(judged, elements=())])  # as a result read back has them


def test_limitations_that_count_layers_have_no_edge():
    best = po.search(po.Problem.preset("bonding-laminate"), budget=256, prove=False).best()
    counts = {
        e.id: e for v in best.verdicts for e in v.elements if "at least two layers" in e.summary
    }
    assert counts
    for one in counts.values():
        assert (one.verdict, one.margin, one.whole) == ("met", 0.0, True)
    assert not any("layers" in line for line in little_margins(best.verdicts))


def test_a_design_on_an_edge_says_so(result, tmp_path):
    wide = tuple(replace(d, verdicts=(verdict(0.5), verdict(2.0))) for d in result.designs)
    far = replace(result, designs=wide)
    assert "ittle margin" not in result_text(far)
    assert "Little margin" not in page_of(far, tmp_path)
    edge = tuple(replace(d, verdicts=(verdict(0.03), *d.verdicts[1:])) for d in far.designs)
    near = replace(result, designs=edge)
    assert "little margin: 0a (0.03 of its scale): limit 0" in result_text(near)
    page = page_of(near, tmp_path)
    assert "<strong>Little margin</strong></p><ul><li>0a (0.03 of its scale)" in page
    assert "0.03<br><em>little</em>" in page
