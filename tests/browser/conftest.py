"""A few runs whose reports the browser opens."""

from functools import cache
from pathlib import Path

import pytest

import polyopt as po
from polyopt.report.page import write_report
from tests.browser.hostile_problem import hostile_problem, hostile_result
from tests.browser.visit import Visit

ARTEFACTS = Path(__file__).parents[2] / "artefacts" / "report"


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory):
    """Return the folder of a run, searched when it is first asked for."""

    @cache
    def made(name):
        folder = tmp_path_factory.mktemp(name)
        result = po.search(problem_of(name, folder), budget=2048, out=folder / "run")
        if name == "hostile":
            write_report(hostile_result(result), folder / "run" / "report.html")
        return folder / "run"

    return made


def problem_of(name, folder):
    if name == "default":
        return po.Problem.default()
    if name == "infeasible":
        return po.Problem.from_dict(INFEASIBLE, folder)
    return hostile_problem(folder) if name == "hostile" else po.Problem.preset(name)


INFEASIBLE = {
    "problem": {"title": "Colder than anything"},
    "film": {"material": "Kapton HN"},
    "layers": {"A": {"dianhydrides": ["PMDA", "BPDA"], "diamines": ["PDA", "ODA"]}},
    "require": [{"quantity": "layers.A.cte", "max": -50}],
    "objectives": [{"maximize": "layers.A.tg"}],
}


@pytest.fixture
def visit(browser, run_folder):
    """Return a report opened anew; at the end it has made no noise."""
    open_pages = []

    def opened(name):
        open_pages.append(Visit(browser, run_folder(name) / "report.html"))
        return open_pages[-1]

    yield opened
    for one in open_pages:
        one.page.close()
        one.assert_silent()


@pytest.fixture(scope="session")
def artefacts():
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    return ARTEFACTS
