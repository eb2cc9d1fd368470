"""CTEs over different temperature windows: search and check agree on P, and every surface warns."""

import json
import re
from dataclasses import replace

import pytest

import polyopt as po
from polyopt.cli.text_check import check_text
from polyopt.cli.text_result import result_text
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.optimizer.proof.limit_windows import limit_windows
from polyopt.results.from_json import found_in, with_stored_designs
from polyopt.results.workbook import sheets_of

CLAIM = "heat-resistant-laminate:1"
WARNING = "P counts the film's CTE as"


def problem(film=None, **laminate):
    return po.Problem.from_dict(
        {
            "problem": {"claims": [CLAIM, "heat-resistant-laminate:3"]},
            "film": film or {"material": "Kapton HN"},
            "metal": {"material": "copper", "thickness_um": 12},
            "laminate": laminate,
            "layers": {
                "A": {
                    "dianhydrides": ["PMDA", "BPDA"],
                    "diamines": ["PDA", "ODA"],
                    "min_fraction": 0.1,
                    "thickness_um": 4,
                }
            },
            "objectives": [{"maximize": "probability"}],
        }
    )


def as_design(asked, best):
    layers = tuple(
        replace(member, composition=layer.composition, thickness=layer.thickness)
        for member, layer in zip(asked.laminate.layers, best.layers, strict=True)
    )
    return replace(asked.laminate, layers=layers)


@pytest.fixture(scope="module")
def found():
    return po.search(problem(), budget=512)


@pytest.mark.parametrize(
    ("film", "laminate"),
    [
        ({"material": "Kapton HN"}, {}),
        ({"material": "Kapton HN"}, {"cte_window_degC": "-14 to 38"}),
        ({"cte_ppm_per_K": 20, "cte_sd_ppm_per_K": 1}, {}),
        ({"cte_ppm_per_K": 20, "cte_sd_ppm_per_K": 1, "cte_range_degC": "50–250"}, {}),
    ],
)
def test_search_and_check_agree(film, laminate):
    asked = problem(film, **laminate)
    best = po.search(asked, budget=512).best()
    judged = po.check(as_design(asked, best), [v.id for v in best.verdicts])
    for one, other in zip(judged.verdicts, best.verdicts, strict=True):
        assert one.verdict == other.verdict
        assert one.probability == pytest.approx(other.probability, abs=1e-6)
        assert one.caution == other.caution


def test_less_is_known_where_windows_differ():
    same = problem({"cte_ppm_per_K": 24, "cte_range_degC": "50-250"})
    best = po.search(same, budget=512).best()

    def chance(**key):
        film = po.Film("film", cte=po.Measured(24.0, **key))
        return po.check(replace(as_design(same, best), film=film), CLAIM).verdicts[0].probability

    alike = chance(window=po.TemperatureWindow(50, 250))
    assert chance(window=po.TemperatureWindow(-14, 38)) < chance() < alike


def test_a_limit_on_the_films_cte_alone_is_held_against_its_data_sheet(found):
    judged = po.check(as_design(found.problem, found.best()), "heat-resistant-laminate:3")
    alone = next(e for e in judged.verdicts[0].elements if e.id.endswith(":3a"))
    assert (alone.verdict, alone.basis) == (
        "met",
        "measured",
    )  # 20 ppm/K; over 50 to 250 °C its polymer has 28
    assert alone.caution == ""
    windows, _ = limit_windows(Evaluator.of(found.problem))
    assert all(w.low <= 0 <= w.high for w in windows if not w.terms)


def test_every_surface_of_a_search_warns(found, tmp_path):
    folded = " ".join(result_text(found).split())
    assert re.search(r"P 0\.\d\d !", folded)
    assert WARNING in folded
    assert WARNING in " ".join(result_text(found, details=True).split())
    stored = json.loads(found.to_json())
    assert stored["cte_windows"].startswith(WARNING)
    assert WARNING in stored["pareto"][0]["claims"][0]["caution"]
    sheets = {sheet.name: sheet.table for sheet in sheets_of(found)}
    assert WARNING in sheets["Claims"]["caution"][0]
    assert sheets["Run"]["value"].astype(str).str.contains(WARNING, regex=False).any()
    page = found.report(tmp_path / "report.html").read_text(encoding="utf-8")
    assert page.count("P counts the film&#x27;s CTE as") >= 2


def test_a_stored_result_still_warns(found):
    stored = json.loads(found.to_json())
    read = with_stored_designs(found_in(stored, found.problem), stored, found.problem.source)
    assert read.cte_windows == found.cte_windows
    assert read.designs[0].verdicts[0].caution == found.designs[0].verdicts[0].caution


def test_every_surface_of_a_check_warns(found):
    judged = po.check(as_design(found.problem, found.best()), CLAIM)
    folded = " ".join(check_text(judged, limitations=False).split())
    assert re.search(r"P 0\.\d\d !", folded)
    assert WARNING in folded
    claim = judged.as_dict()["claims"][0]
    assert WARNING in claim["caution"]
    assert any(WARNING in one["caution"] for one in claim["limitations"])


def test_like_with_like_warns_nowhere():
    film = {"cte_ppm_per_K": 24, "cte_sd_ppm_per_K": 2, "cte_range_degC": "50-250"}
    same = po.search(problem(film), budget=256)
    assert same.designs
    assert same.cte_windows == ""
    assert WARNING not in result_text(same)
    assert json.loads(same.to_json())["cte_windows"] == ""


def test_the_curl_states_the_windows():
    declared = {
        "film": {"material": "Kapton HN"},
        "metal": {"material": "copper", "thickness_um": 12},
        "laminate": {"stress_free_degC": 300},
        "layers": {
            "A": {
                "dianhydrides": ["PMDA"],
                "diamines": ["ODA"],
                "thickness_um": 4,
                "modulus_GPa": 3,
            }
        },
        "objectives": [{"minimize": "laminate.curl_radius"}],
    }
    bent = po.search(po.Problem.from_dict(declared), budget=64)
    assert WARNING in bent.curl_basis
    assert WARNING in bent.cte_windows


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ({"film": {"cte_ppm_per_K": 20, "cte_range_degC": "warm"}}, "cte_range_degC: 'warm'"),
        ({"film": {"material": "Kapton HN", "cte_range_degC": "50-200"}}, "without the film's CTE"),
        ({"metal": {"material": "copper", "cte_range_degC": "50-200"}}, "without the metal's CTE"),
        ({"laminate": {"cte_window_degC": "200-50"}}, "down to 50"),
    ],
)
def test_bad_windows_of_a_problem_are_refused(entry, says):
    declared = {**problem().source, **entry}
    with pytest.raises(po.UsageError, match=re.escape(says)) as refused:
        po.Problem.from_dict(declared)
    assert refused.value.remedy
