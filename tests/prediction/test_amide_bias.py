"""The bias on published polyamide-imides is said wherever a shipped model predicts one."""

import re
from pathlib import Path

import pytest

import polyopt as po
from polyopt.cli.app import run
from polyopt.cli.text_result import result_text
from polyopt.cli.text_suggest import suggestions_text
from polyopt.models.library import load
from polyopt.prediction.amide_bias import REPORTS, TG_BIAS, amide_bias_words
from polyopt.report.caution_words import amide_biases
from polyopt.report.page import report_page

RESULTS = Path(__file__).parents[2] / "experiments" / "results" / "polyamide_imides.md"
PAI, PI = po.Composition.parse("TMA // ODA"), po.Composition.parse("PMDA // ODA")


def test_the_figures_are_those_that_the_experiment_printed():
    row = r"^\| (tg\w*) \| (\d+) \|[^|]*\| \+([\d.]+) \|"
    rows = re.findall(row, RESULTS.read_text("utf-8"), re.M)
    assert {name: float(bias) for name, _, bias in rows} == dict(TG_BIAS)
    assert {int(count) for _, count, _ in rows} == {REPORTS}


def test_only_shipped_models_and_polyamide_imides_are_meant():
    assert "37 °C too high on 20" in amide_bias_words({"tg": load("tg")}, [PI, PAI])
    assert amide_bias_words({"tg": load("tg")}, [PI]) == ""
    assert amide_bias_words({"cte": load("cte")}, [PAI]) == ""
    assert amide_bias_words({"tg": object()}, [PAI]) == ""


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["TMA // ODA"], "37 °C"),
        (["TMA // ODA", "--model", "tg=tg_groups"], "18 °C"),
        (["PMDA // ODA"], ""),
    ],
)
def test_predict_says_it(given, said, capsys):
    assert run(["predict", *given]) == 0
    shown = "".join(capsys.readouterr())
    assert ("Tg of polyamide-imides" in shown) == bool(said)
    assert said in shown


def test_a_search_its_report_and_suggestions_say_it(tmp_path):
    problem = po.Problem.from_dict(
        {
            "layers": {"R": {"dianhydrides": ["TMA"], "diamines": ["ODA", "MDA"]}},
            "require": [{"quantity": "layers.R.tg", "min": 250}],
            "objectives": [{"maximize": "layers.R.tg"}],
        }
    )
    found = po.search(problem, budget=200, seed=1, out=tmp_path / "run")
    (words,) = amide_biases(found.problem, found.designs)
    assert " ".join(result_text(found).split()).count(words) == 1
    assert words in report_page(found)
    films = po.suggest(tmp_path / "run", 1)
    assert films.cautions == (words,)
    assert words in " ".join(suggestions_text(films).split())
