"""The README and the how-to pages tell the truth: what they show runs, page by page."""

import re
from dataclasses import replace

import pytest

from polyopt.optimizer.record.samplers import AUTO, SAMPLERS
from tests.project.page_runner import ROOT, run_page

README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "docs" / "reference" / "files.md", *sorted(ROOT.glob("docs/how-to/*.md"))]


@pytest.fixture(autouse=True)
def _in_an_empty_folder_with_small_budgets(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("MPLBACKEND", "agg")
    monkeypatch.setitem(SAMPLERS, AUTO, replace(SAMPLERS[AUTO], budget=4096))


def test_the_readme_can_be_followed(capsys):
    page = re.sub(r"^\.venv/bin/polyopt ", "polyopt ", README, flags=re.MULTILINE)
    assert run_page(page, capsys) >= 15


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_can_be_followed(page, capsys):
    run_page(page.read_text(encoding="utf-8"), capsys)


@pytest.mark.parametrize("word", ["polyopt search", "-m pytest"])
def test_two_commands_do_all_the_set_up(word):
    section = README.partition("## Two commands")[2].partition("\n## ")[0]
    lines = re.findall(r"^python3 -m venv .*", section, re.MULTILINE)
    (line,) = [line for line in lines if word in line]
    assert "pip install" in line


def test_links_lead_somewhere():
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).exists(), target


def test_every_command_and_option_of_a_search_is_documented():
    from polyopt.cli.app import COMMANDS
    from polyopt.cli.search import command

    shown = README + "".join(page.read_text(encoding="utf-8") for page in PAGES)
    wanted = [f"polyopt {name}" for name in COMMANDS]
    wanted += [o for option in command.params for o in option.opts if o.startswith("--")]
    assert [name for name in wanted if name not in shown] == []
