"""The probabilities of suggested films name what they count, and claims they cannot settle."""

import pytest

import polyopt as po
from polyopt.cli.text_suggest import suggestions_text


@pytest.fixture(scope="module")
def suggested(tmp_path_factory):
    folder = tmp_path_factory.mktemp("open") / "run"
    problem = po.Problem.preset("bonding-laminate")
    return po.search(problem, budget=256, prove=False, out=folder), po.suggest(folder, 1)


def test_open_claims_are_named_and_not_counted(suggested):
    result, found = suggested
    assert found.open_claims == result.decided.open
    assert set(found.over) == set(result.scope.over)
    text = " ".join(suggestions_text(found).split())
    assert "Best probability of meeting what can be predicted (" in text
    assert "Not counted, open until measured or declared: bonding-laminate 1" in text
    assert "all limits" not in text
    written = found.as_dict()
    assert written["open"] == list(found.open_claims)
    assert written["probability_over"] == list(found.over)
    assert "bonding-laminate" in found._repr_html_()


def test_where_nothing_is_open_all_limits_are_counted(small_run):
    found = po.suggest(small_run[0], 1)
    assert found.open_claims == () and any(
        name.endswith("4a") or ":" in name for name in found.over
    )
    assert "layers.A.cte <= 26" in found.over
    assert "of meeting all limits (" in suggestions_text(found).replace("\n", " ")
