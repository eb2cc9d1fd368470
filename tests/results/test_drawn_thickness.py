"""Thicknesses that nothing depends on: said to be drawn, rounded within every limit."""

import pytest

import polyopt as po
from polyopt.cli.text_result import result_text
from polyopt.problem.free_thickness import drawn_words, free_thicknesses
from polyopt.results.rounded_thickness import rounded_thicknesses


def default(**changes):
    return po.Problem.from_dict({**po.Problem.default().source, **changes})


@pytest.mark.parametrize(
    ("goal", "free"),
    [
        ("layers.A.cte", {"A", "B"}),
        ("layers.A.thickness", {"B"}),
        ("layers.A.thickness / layers.B.thickness", set()),
        ("laminate.resin_thickness", set()),
    ],
)
def test_an_objective_that_names_a_thickness_makes_it_advice(goal, free):
    problem = default(objectives=[{"minimize": goal}])
    assert free_thicknesses(problem).keys() == free
    assert bool(drawn_words(problem)) == bool(free)


def test_a_limit_on_the_thickness_leaves_it_drawn_and_one_on_the_curl_does_not():
    thin = {"quantity": "laminate.resin_thickness", "max": 9}
    assert free_thicknesses(default(require=[thin])).keys() == {"A", "B"}
    assert free_thicknesses(po.Problem.preset("crosslinked-metal-clad-laminate")) == {}


@pytest.mark.parametrize("a", [4.368683535, 4.0, 5.999999, 2.0, 3.0049999])
def test_rounded_thicknesses_keep_ratio_and_range(a):
    found = rounded_thicknesses(po.Problem.default(), {"A": a, "B": a / 2})
    assert found["A"] / found["B"] >= 2
    assert 2 <= found["A"] <= 8 and 0.5 <= found["B"] <= 3
    assert all(round(value, 2) == value for value in found.values())
    assert abs(found["A"] - a) < 0.01 and abs(found["B"] - a / 2) < 0.01


def test_a_thickness_between_the_steps_of_its_range_stays_exact():
    source = po.Problem.default().source
    layers = {**source["layers"], "B": {**source["layers"]["B"], "thickness_um": [0.501, 0.509]}}
    exact = {"A": 4.3687, "B": 0.5043}
    assert rounded_thicknesses(default(layers=layers), exact) == exact


def test_a_limit_on_the_total_decides_which_way_is_rounded():
    problem = default(require=[{"quantity": "laminate.resin_thickness", "max": 5.558}])
    found = rounded_thicknesses(problem, {"A": 4.0489, "B": 1.5088})
    assert found["A"] + found["B"] <= 5.558


def test_the_terminal_marks_what_is_drawn():
    text = result_text(po.search(po.Problem.default(), budget=300, prove=False))
    assert "µm (drawn)" in text
    assert "Thickness: any of A 2 to 8 µm, B 0.5 to 3 µm" in " ".join(text.split())


def test_a_searched_porosity_is_shown_with_its_tolerance():
    problem = po.Problem.preset("porous-insulating-film")
    text = result_text(po.search(problem, budget=300, prove=False))
    assert "± 3 % (90 %)" in text
    assert "µm (drawn)" not in text and "probability = 1," not in text
