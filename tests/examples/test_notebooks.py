"""The notebooks are stored clean, and run without an error or a warning."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

nbformat = pytest.importorskip("nbformat")
pytest.importorskip("nbclient")
pytest.importorskip("ipykernel")

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "examples" / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
each = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def executed(path, folder):
    """Return a notebook after a fresh kernel has run it in an empty folder."""
    target = folder / "executed.ipynb"
    quiet = {"IPYTHONDIR": str(folder / "ipython"), "OMP_NUM_THREADS": "1"}
    (folder / "work").mkdir()
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("run_notebook.py")), str(path), str(target)],
        cwd=folder / "work",
        env={**os.environ, **quiet, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return nbformat.read(target, as_version=4)


def test_there_are_five():
    assert [path.stem[:2] for path in NOTEBOOKS] == ["01", "02", "03", "04", "05"]


@each
def test_stored_clean(path):
    text = path.read_text(encoding="utf-8")
    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        assert cell.metadata == {}
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    assert notebook.metadata == {"kernelspec": kernel}
    assert not re.search(r"(?<![\w.])(/tmp/|/Users/|[A-Z]:\\\\)", text)


@each
def test_only_public_names(path):
    """What a notebook imports of polyopt is no private name."""
    cells = nbformat.read(path, as_version=4).cells
    code = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    assert not re.search(r"\._[a-z]", code)
    allowed = {"polyopt", "polyopt.equations.drying"}
    assert set(re.findall(r"^(?:import|from) (polyopt[\w.]*)", code, re.M)) <= allowed


@each
def test_text_holds_no_results(path):
    """Numbers with decimals belong into cells, which print them."""
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown":
            assert not re.search(r"\d\.\d", cell.source), cell.source


@each
def test_links_lead_somewhere(path):
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown":
            for target in re.findall(r"\]\(([^)#:]+)\)", cell.source):
                assert (FOLDER / target).exists(), target


def test_the_readme_names_each():
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#:]+)\)", readme):
        assert (FOLDER / target).exists(), target
    for path in NOTEBOOKS:
        assert f"({path.name})" in readme


@each
def test_runs_without_a_warning(path, tmp_path):
    notebook = executed(path, tmp_path)
    outputs = [out for cell in notebook.cells for out in cell.get("outputs", ())]
    output = [out.text for out in outputs if out.output_type == "stream" and out.name == "stderr"]
    assert output == []
    shown = [out.data for out in outputs if "data" in out]
    assert any("image/png" in data for data in shown)
    for data in shown:
        # what shows as the address of an object or as a bare figure shows nothing
        if set(data) == {"text/plain"}:
            assert not re.match(r"<[\w.]+ object at|<\w*Figure", data["text/plain"]), data
