"""What the page tells of groups, neighbours and claims is what the package finds."""

import html
import re
from dataclasses import replace

import pytest

from polyopt.models.feature_words import INTERCEPT, feature_words
from polyopt.prediction.explain import explain
from polyopt.prediction.film_predictions import named_polymer
from polyopt.report.claim_tables import claim_tables
from polyopt.report.page import report_page


@pytest.fixture(scope="module")
def content(small_run):
    return report_page(small_run[1])


def rows_of(table):
    rows = [
        re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row) for row in re.findall(r"<tr>.*?</tr>", table)
    ]
    return [row for row in rows[1:] if row]


def test_the_groups_add_what_the_explanation_says(small_run, content):
    result = small_run[1]
    tables = re.findall(r'<table class="groups">(.*?)</table>', content, re.DOTALL)
    found = [
        one
        for layer, chosen in zip(result.problem.layers, result.best().layers, strict=True)
        for one in explain(chosen.composition, dict(layer.palette.models))
        if one.property in layer.palette.models
    ]
    assert len(tables) == len(found) > 2
    signs = set()
    for table, one in zip(tables, found, strict=True):
        for group, row in zip(one.groups, rows_of(table), strict=False):
            assert html.unescape(row[0]) == feature_words(group.group)
            assert float(row[2]) == pytest.approx(group.contribution, abs=0.051)
            if group.group == INTERCEPT:  # drawn, it would dwarf the others
                assert row[4] == ""
                continue
            start, width = map(
                float, re.search(r'x="([\d.]+)" y="1" width="([\d.]+)"', row[4]).groups()
            )
            if width > 1:
                signs.add(group.contribution > 0)
                assert (start >= 80) == (group.contribution > 0)
                assert (start + width <= 80.1) == (group.contribution < 0)
    assert signs == {True, False}


def test_the_nearest_polymers_are_those_of_the_best_design(small_run, content):
    best = small_run[1].best()
    place = small_run[1].designs.index(best)
    article = content.partition(f'id="design-{place}"')[2].partition("</article>")[0]
    table = re.search(r'<table class="properties">(.*?)</table>', article, re.DOTALL)[1]
    shown = [html.unescape(re.sub(r"<[^>]*>", "", row[4])) for row in rows_of(table)]
    wanted = [named_polymer(p.nearest) for layer in best.layers for p in layer.properties.values()]
    assert len(wanted) == len(shown) and len(set(wanted)) > 1
    for listed, nearest in zip(shown, wanted, strict=True):
        assert listed.startswith(nearest)


def test_claims_tell_verdict_margin_and_probability(small_run):
    best = small_run[1].best()
    marks = {"met": "✓", "unmet": "✗", "unknown": "?"}
    listed = tuple(
        replace(best.verdicts[0], verdict=verdict, margin=margin, probability=probability)
        for verdict, margin, probability in (
            ("met", 0.25, 0.87),
            ("unmet", -0.5, 0.12),
            ("unknown", None, None),
        )
    )
    content = claim_tables(replace(best, verdicts=listed)).partition("<details")[0]
    for row, one in zip(rows_of(content), listed, strict=True):
        assert row[1] == f"{marks[one.verdict]} {one.verdict}" and row[2] == one.basis
        for cell, value in ((row[3], one.margin), (row[4], one.probability)):
            shown = cell.partition("<")[0].removesuffix(" !")  # of CTEs over different windows
            assert (float(shown) if shown.strip() else None) == value
