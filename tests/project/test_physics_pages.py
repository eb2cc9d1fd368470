"""The pages of the physics keep step with the code: names, check values, constants, commands."""

import ast
import doctest
import importlib
import re
import shlex
from pathlib import Path

import click
import pytest

from polyopt.claims.judgement import SCALES
from polyopt.claims.load import load_set, set_names
from polyopt.claims.schema import asked_quantities
from polyopt.cli.app import program, run
from polyopt.measurements import cure, dma_curve, reading_minimum
from polyopt.models import robust_fit
from polyopt.verdicts.bonding_windows import ENTANGLEMENT_MASS

ROOT = Path(__file__).parents[2]
PHYSICS = sorted((ROOT / "docs" / "physics").glob("*.md"))
PAGES = [*PHYSICS, *sorted((ROOT / "docs" / "claims").glob("*.md"))]
TEXT = "\n".join(page.read_text(encoding="utf-8") for page in PHYSICS)
ROOMS = ("equations", "measurements")


def public_names():
    for room in ROOMS:
        for path in sorted((ROOT / "polyopt" / room).glob("*.py")):
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                is_named = isinstance(node, ast.FunctionDef | ast.ClassDef)
                if is_named and not node.name.startswith("_"):
                    yield f"polyopt.{room}.{path.stem}.{node.name}"


def code_of(text):
    return re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.S))


def test_every_public_equation_and_reader_is_on_a_page():
    assert [name for name in public_names() if f"`{name}`" not in TEXT] == []


def test_every_name_on_a_page_exists():
    names = {c for c in code_of(TEXT) if re.fullmatch(r"polyopt(\.\w+)+", c)}
    assert len(names) > 60
    for name in sorted(names):
        module, _, last = name.rpartition(".")
        assert hasattr(importlib.import_module(module), last), name


@pytest.mark.parametrize("page", PHYSICS, ids=lambda page: page.stem)
def test_the_check_values_come_out(page):
    blocks = re.findall(r"```pycon\n(.*?)```", page.read_text(encoding="utf-8"), re.S)
    assert blocks
    test = doctest.DocTestParser().get_doctest("".join(blocks), {}, page.name, str(page), 0)
    output = []
    found = doctest.DocTestRunner(verbose=False).run(test, out=output.append)
    assert found.attempted > 1 and not found.failed, "".join(output)


@pytest.mark.parametrize("page", PHYSICS, ids=lambda page: page.stem)
def test_an_equation_comes_with_its_accuracy_and_a_test(page):
    text = page.read_text(encoding="utf-8")
    sections = re.split(r"^## ", text, flags=re.M)[1:]
    named = [s for s in sections if "$$" in s and "`polyopt." in s]
    for section in named:
        output = re.search(r"ccura|Exact|[Nn]ot validated|not validated", section)
        assert output, section.partition("\n")[0]
    assert re.search(r"\]\(\.\./\.\./tests/\S+\.py\)", text)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parent.stem}/{page.stem}")
def test_commands_and_models_on_a_page_exist(page):
    from polyopt.models.library import names
    from polyopt.problem.preset_files import preset_names

    for code in code_of(page.read_text(encoding="utf-8")):
        if not code.startswith("polyopt "):
            continue
        words, command = code.split()[1:], program
        while isinstance(command, click.Group):
            command = command.get_command(click.Context(command), words.pop(0))
            assert command is not None, code
        options = {o for p in command.params for o in (*p.opts, *p.secondary_opts)}
        assert {w for w in words if w.startswith("--")} <= options, code
        if "--preset" in words:
            assert words[words.index("--preset") + 1] in (*preset_names(), "NAME"), code
    for model in re.findall(r"--model \w+=(\w+)", TEXT):
        assert model in names()


def test_commands_in_blocks_run(capsys):
    blocks = [b for p in PAGES for b in re.findall(r"```sh\n(.*?)```", p.read_text("utf-8"), re.S)]
    lines = [line for block in blocks for line in block.splitlines()]
    assert lines and all(line.startswith("polyopt ") for line in lines)
    assert [line for line in lines if run(shlex.split(line)[1:])] == []
    assert "not a legal opinion" in capsys.readouterr().out


def test_constants_said_are_those_of_the_code():
    bonding = (ROOT / "docs" / "physics" / "bonding.md").read_text(encoding="utf-8")
    assert f"local cubic over {dma_curve._WIDTH:g} °C" in bonding
    assert f"at most {reading_minimum._HEIGHT:g} decades above" in bonding
    assert f"within {reading_minimum._CLOSE:g} decades of the minimum" in bonding
    low, high = ENTANGLEMENT_MASS
    assert f"{low:g} to {high:g} g/mol" in bonding
    network = (ROOT / "docs" / "physics" / "network.md").read_text(encoding="utf-8")
    assert f"{cure._NEAR:g} °C outside" in network and f"{cure._LEAST_SPAN:g} °C apart" in network
    assert robust_fit.STUDENT_NU == 4.0 and "four degrees of freedom" in TEXT


def test_the_page_on_judging_says_what_the_code_does():
    text = (ROOT / "docs" / "claims" / "index.md").read_text(encoding="utf-8")
    words = {"degC": "25 °C", "ppm/K": "10 ppm/K", "mole fraction": "10 mol %"}
    assert (SCALES["degC"], SCALES["ppm/K"], SCALES["mole fraction"]) == (25.0, 10.0, 0.1)
    assert all(f"{output} for" in text for output in words.values())
    asked = {name for s in set_names() for name in asked_quantities(load_set(s))}
    assert [name for name in asked if f"`{name}`" not in text] == []
