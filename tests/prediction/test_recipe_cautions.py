"""What a recipe says beside its masses, by route, on the terminal, in design files and reports."""

import re

import pytest

import polyopt as po
from polyopt.prediction.recipe_words import UREA, recipe_cautions, resin_content
from polyopt.report.recipe_table import batch_form, recipe_table
from polyopt.results.design_notes import recipe_lines

PARSE = po.Composition.parse


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("PMDA // ODA", ()),
        ("PMDA // MDI", ("Carbon dioxide",)),
        ("PMDA // ODA:90;MDI:10", ("Carbon dioxide", "An isocyanate forms a urea")),
        ("TMA // ODA", ("The acid end of TMA",)),
        ("TMA // MDI", ("Carbon dioxide",)),
        ("TMA // ODA:50;MDI:50", ("Carbon dioxide", "An isocyanate")),
        ("TMA // ODA:51;MDI:49", ("Carbon dioxide", "An isocyanate", "The acid end")),
        ("TMAC:50;TMA:50 // ODA", ("The acid end of TMA forms", "Hydrogen chloride")),
    ],
)
def test_each_route_has_its_cautions_in_lines_and_reports(text, starts):
    said = recipe_cautions(PARSE(text))
    assert [words.startswith(start) for words, start in zip(said, starts, strict=True)] == [
        True
    ] * len(starts)
    lines = " ".join(" ".join(recipe_lines(PARSE(text), 100.0, 20.0)).split())
    report = recipe_table("A", PARSE(text))
    for words in said:
        assert words in lines
        assert words in report
    assert lines.count("!") == len(said)
    assert (UREA in report) == (UREA in said)


def test_the_resin_left_is_the_polymer_in_what_is_left():
    made = po.batch_recipe("TMA // MDI", 100.0, solids=20.0)
    content = 100 * made.polyimide / (made.polyimide + made.solvent)
    assert resin_content(made) == pytest.approx(content)
    lines = recipe_lines(PARSE("TMA // MDI"), 100.0, 20.0)
    assert f"  resin content after reaction {content:.1f} wt %" in lines
    assert lines[-4].endswith("in the pot")
    assert resin_content(po.batch_recipe("PMDA // ODA", 100.0, solids=20.0)) is None


def test_the_report_speaks_of_amic_acid_only_where_there_is_one():
    amic, other = PARSE("PMDA // ODA"), PARSE("TMA // MDI")
    assert "Solids, as poly(amic acid)" in batch_form([amic, amic])
    for words in (batch_form([amic, other]), recipe_table("A", other)):
        assert "amic acid" not in words
        assert "after cure" not in words
    report = recipe_table("A", other)
    assert "Carbon dioxide lost in the pot" in report
    kind, per_acid, shown = re.search(
        r'data-kind="(content)" data-per-acid="([^"]+)">([^<]+)<', report
    ).groups()
    left = float(per_acid)
    assert float(shown) == pytest.approx(100 * left / (left + 4), abs=0.05)  # 20 wt % monomers
