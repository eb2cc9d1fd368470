"""The insoluble content of a declared cure by a table of films: value, probability, precedence."""

import copy
import math

import numpy as np
import pytest

import polyopt as po
from polyopt.claims.evidence import Evidence
from polyopt.design.cured_content import with_cured_content
from polyopt.equations.network import gel_fraction
from polyopt.measurements.cure import fit_cure
from polyopt.measurements.cured_films import CuredFilm
from polyopt.problem.definition import Problem
from polyopt.runs.search import search
from polyopt.verdicts.check import check_file

SET = "crosslinked-metal-clad-laminate"
TABLE = """temperature_degC,time_min,insoluble_pct,insoluble_sd_pct
220,60,12,3
240,60,35,3
260,30,48,3
280,30,70,3
"""
DESIGN = """
[design]
claims = ["crosslinked-metal-clad-laminate:1"]
[metal]
material = "copper"
[layers.R]
formulation = "BPDA // mTB:50;TFMB:50"
{cure}
[[process]]
step = "coat R on metal"
[[process]]
step = "heat treat"
{conditions}
"""
CURE = 'cure = { table = "cures.csv" }'
AT = "temperature_degC = 250\ntime_min = 60"


def checked(tmp_path, cure=CURE, conditions=AT, table=TABLE, extra=""):
    (tmp_path / "cures.csv").write_text(table)
    path = tmp_path / "design.toml"
    path.write_text(DESIGN.format(cure=cure, conditions=conditions) + extra)
    return check_file(path)


def content(found):
    return found.quantities().get("layers.R.insoluble_content")


def limitation(found):
    return next(e for v in found.verdicts for e in v.elements if e.id == f"{SET}:1e")


def test_a_cure_gives_the_content_that_the_law_says(tmp_path):
    found = checked(tmp_path)
    law = fit_cure([
        CuredFilm(*map(float, row.split(","))) for row in TABLE.split()[1:]
    ])  # fmt: skip
    at = content(found)
    assert law.time_to(at["value"], 250.0).time == pytest.approx(60.0, rel=1e-6)
    assert at["basis"] == "predicted"
    assert "after 60 min at 250 degC" in at["note"]
    verdict = limitation(found)
    assert (verdict.verdict, verdict.basis) == ("met", "predicted")
    assert verdict.probability > 0.99


def test_the_probability_is_that_of_drawn_cures(tmp_path):
    found = checked(tmp_path, conditions="temperature_degC = 215\ntime_min = 60")
    law = fit_cure([
        CuredFilm(*map(float, row.split(","))) for row in TABLE.split()[1:]
    ])  # fmt: skip
    rng = np.random.default_rng(3)
    pair = rng.multivariate_normal([law.log_rate, law.activation_energy], law.covariance, 200_000)
    lever = (1 / 488.15 - 1 / (law.reference + 273.15)) / 8.31446261815324e-3
    logs = pair[:, 0] - pair[:, 1] * lever + math.log(60.0)
    logs += law.scatter * rng.standard_normal(len(logs))
    drawn = float((100 * gel_fraction(np.exp(logs)) >= 1.0).mean())
    assert 0.02 < drawn < 0.98
    assert limitation(found).probability == pytest.approx(drawn, abs=0.01)


def test_two_cures_add_up(tmp_path):
    once = content(checked(tmp_path, conditions="temperature_degC = 250\ntime_min = 60"))
    half = 'temperature_degC = 250\ntime_min = 30\n[[process]]\nstep = "heat treat"\n'
    twice = content(checked(tmp_path, conditions=half + "temperature_degC = 250\ntime_min = 30"))
    assert twice["value"] == pytest.approx(once["value"], rel=1e-9)


@pytest.mark.parametrize("conditions", ["temperature_degC = 250", "time_min = 60", ""])
def test_without_time_and_temperature_nothing_is_predicted(tmp_path, conditions):
    found = checked(tmp_path, conditions=conditions)
    assert content(found) is None
    assert limitation(found).verdict == "unknown"


def test_what_was_measured_goes_first(tmp_path):
    extra = '[layers.R.measured]\ninsoluble_content = { value = 0.4, unit = "wt%" }\n'
    found = checked(tmp_path, extra=extra)
    assert (content(found)["value"], limitation(found).verdict) == (0.4, "unmet")


def test_two_films_of_unknown_error_decide_nothing(tmp_path):
    table = "temperature_degC,time_min,insoluble_pct\n240,60,35\n280,30,70\n"
    found = checked(tmp_path, table=table)
    assert limitation(found).verdict == "unknown"
    assert "of unknown error" in content(found)["note"]


def test_a_table_that_does_not_fix_a_law_is_refused_with_its_file(tmp_path):
    with pytest.raises(po.DataError) as caught:
        checked(tmp_path, table=TABLE.splitlines()[0] + "\n240,60,35,3\n")
    assert "cures.csv" in str(caught.value)
    assert len(str(caught.value).splitlines()) <= 3


def test_a_search_judges_the_cure_as_the_check_does(tmp_path):
    (tmp_path / "cures.csv").write_text(TABLE)
    source = copy.deepcopy(dict(Problem.preset(SET).source))
    source["layers"]["R"]["cure"] = {"table": "cures.csv"}
    source["process"][-1] |= {"temperature_degC": 250, "time_min": 60}
    result = search(Problem.from_dict(source, tmp_path), budget=512, prove=False)
    first = next(e for v in result.designs[0].verdicts for e in v.elements if e.id == f"{SET}:1e")
    assert (first.verdict, first.basis) == ("met", "predicted")
    assert first.probability == pytest.approx(limitation(checked(tmp_path)).probability, abs=1e-6)


def test_a_layer_without_a_table_is_left_as_it_was():
    plain = Evidence(1, (), {}, (), np.zeros((1, 0, 0)))
    assert with_cured_content(plain, po.Laminate(layers=(po.Layer("R"),))) is plain
