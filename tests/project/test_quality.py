"""Linting, typing, import rules and habits, as part of the tests."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OTHERS = ("tests", "experiments", "examples", "docs")
SOURCES = sorted((ROOT / "polyopt").rglob("*.py"))
CODE = [*SOURCES, *(p for f in OTHERS for p in (ROOT / f).rglob("*.py"))]
TEXTS = [
    *CODE,
    *ROOT.glob("*.md"),
    *(ROOT / "docs").rglob("*.md"),
    ROOT / "mkdocs.yml",
    *(ROOT / "examples").rglob("*.*"),
    *(ROOT / "datasets").iterdir(),
    ROOT / "pyproject.toml",
]


@pytest.mark.parametrize(
    "command",
    [
        ["-m", "ruff", "check", "--no-cache", "."],
        ["-m", "ruff", "format", "--no-cache", "--check", "."],
        ["-m", "mypy"],
        ["-c", "from importlinter.cli import lint_imports_command as main; main()", "--no-cache"],
    ],
    ids=["ruff check", "ruff format", "mypy", "import-linter"],
)
def test_tool_is_content(command):
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_files_and_functions_are_small():
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        assert text.count("\n") <= 300, path
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                doc = (ast.get_docstring(node) or "").count("\n") + 1
                assert node.end_lineno - node.lineno + 1 - doc <= 60, (path, node.name)


def test_nothing_runs_hostile_text():
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = getattr(getattr(node, "func", None), "id", "")
            assert name not in ("eval", "exec"), path
            if isinstance(node, ast.Import):
                assert not {a.name for a in node.names} & {"pickle", "marshal", "shelve"}, path


def test_no_path_of_any_machine_and_no_drawer():
    for path in TEXTS:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"(?<![\w.])/(work|root|home)/", text), path
        assert path.stem not in ("utils", "helpers", "common")
