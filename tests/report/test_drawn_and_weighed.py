"""What a design's part of the page draws is to scale; what it says to weigh is the recipe."""

import re
from statistics import NormalDist

import pytest

from polyopt.chemistry.composition import Composition
from polyopt.prediction.recipe import batch_recipe
from polyopt.report.page import report_page
from polyopt.report.recipe_table import recipe_table
from polyopt.report.stack_drawing import DrawnMember, stack_svg
from tests.report.page_reader import Page

STACK = (
    DrawnMember("copper", "metal", 12.0),
    DrawnMember("A", "layer", 3.7),
    DrawnMember("B", "layer", 0.6),
    DrawnMember("Kapton", "film", 25.0),
)
COMPOSITION = Composition.parse("PMDA:70;BPDA:30 // ODA:55;PDA:40;mTB:5")


def scale_of(drawing):
    """Return the pixels per micrometre of the scale bar."""
    length, told = re.search(r"m0 3h([\d.]+)m0.*?<text[^>]*>([\d.]+) µm", drawing).groups()
    return float(length) / float(told)


@pytest.mark.parametrize("unknown", [0, 1])
def test_heights_are_to_the_scale_of_the_bar(unknown):
    stack = STACK + unknown * (DrawnMember("film", "film", None),)
    drawing = stack_svg(stack)
    drawn = Page(drawing).named("rect")
    scale = scale_of(drawing)
    assert scale > 1
    for member, box in zip(STACK, drawn, strict=False):
        assert float(box["height"]) == pytest.approx(member.thickness * scale, abs=0.02)
    ends = [float(box["y"]) + float(box["height"]) for box in drawn]
    assert [float(box["y"]) for box in drawn[1:]] == pytest.approx(ends[:-1], abs=0.02)
    dashed = ["stroke-dasharray" in box for box in drawn]
    assert dashed == [False] * len(STACK) + [True] * unknown


def test_the_table_holds_the_recipe():
    made = batch_recipe(COMPOSITION, 100.0, solids=20.0)
    content = recipe_table("A", COMPOSITION)
    rows = re.findall(r"<tr>(.*?)</tr>", content)[1:]
    cells = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row) for row in rows]
    for charge, row in zip(made.charges, cells, strict=False):
        assert charge.monomer.abbreviation in row[0] and charge.monomer.role in row[0]
        shown = [float(cell) for cell in row[1:]]
        wanted = [100 * charge.fraction, charge.molar_mass, 1000 * charge.moles, charge.mass]
        assert shown == pytest.approx(wanted, rel=1e-4, abs=5e-3)
    totals = [made.amic_acid, made.solvent, made.varnish, made.polyimide, made.water]
    assert [float(row[1]) for row in cells[len(made.charges) :]] == pytest.approx(totals, rel=1e-4)
    assert totals[3] == pytest.approx(100)
    groups = re.findall(r'data-kind="mol" data-per-acid="([^"]+)">([^<]+)<', content)
    assert len(groups) == 2 and groups[0] == groups[1]
    assert float(groups[0][0]) * made.amic_acid == pytest.approx(made.equivalents("diamine"))


def test_every_amount_is_scaled_from_what_is_shown():
    content = recipe_table("A", COMPOSITION)
    acid = batch_recipe(COMPOSITION, 100.0, solids=20.0).amic_acid
    found = re.findall(r'data-kind="(\w+)" data-per-acid="([^"]+)">([^<]+)<', content)
    assert {kind for kind, *_ in found} >= {"mmol", "g", "solvent", "varnish", "imide", "mol"}
    for kind, per_acid, shown in found:
        assert float(per_acid) * acid == pytest.approx(float(shown), rel=1e-4), kind


def test_the_answer_and_the_table_tell_90_percent_intervals(small_run):
    page = Page(report_page(small_run[1]))
    for layer in small_run[1].best().layers:
        for key, decimals, unit in (("tg", 0, "°C"), ("cte", 0, "ppm/K")):
            value = layer.properties[key]
            half = NormalDist().inv_cdf(0.95) * value.sd
            low, high = (f"{end:z.{decimals}f}" for end in (value.mean - half, value.mean + half))
            assert f"90 %: {low} to {high} {unit}" in page.text
            assert page.text.count(f"{low} to {high} {unit}") >= 2
