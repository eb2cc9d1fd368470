"""A run folder that somebody changed gives a page or an error in words, never a bug."""

import json
import math

import pytest

import polyopt as po
from polyopt.cli.app import run

SCRIPT = "</script><script>alert(1)</script>"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    layer = {"dianhydrides": ["PMDA", "BPDA"], "diamines": ["PDA", "ODA"]}
    source = {"layers": {"A": layer}, "objectives": [{"minimize": "layers.A.cte"}]}
    made = tmp_path_factory.mktemp("damaged") / "run"
    result = po.search(po.Problem.from_dict(source), budget=256, out=made)
    assert "gap" in result.bound["objectives"][0]
    return made


def reported(folder, file, place, wrong, capsys):
    """Return the exit code, what was said and the page, with one entry of a file changed."""
    path, page = folder / file, folder / "page.html"
    kept = path.read_text(encoding="utf-8")
    held = json.loads(kept)
    *above, last = place
    part = held
    for key in above:
        part = part[key]
    part[last] = wrong
    try:
        path.write_text(json.dumps(held), encoding="utf-8")
        code = run(["report", str(folder), "--out", str(page)])
    finally:
        path.write_text(kept, encoding="utf-8")
    return code, capsys.readouterr().err, page.read_text(encoding="utf-8") if code == 0 else ""


@pytest.mark.parametrize("key", ["best", "bound", "relative_gap", "proven", "expression"])
@pytest.mark.parametrize("wrong", [SCRIPT, [], None, math.nan])
def test_a_proof_is_told_with_its_numbers_or_not_at_all(key, wrong, folder, capsys):
    place = ("bound", "objectives", 0, key)
    code, output, page = reported(folder, "result.json", place, wrong, capsys)
    if key in ("best", "bound", "relative_gap"):
        assert code == 4 and "result.json is damaged: what is proven" in output
    else:
        assert code == 0 and SCRIPT not in page


@pytest.mark.parametrize("wrong", [True, {}, "x", [1]])
def test_a_proof_that_is_none_is_refused(wrong, folder, capsys):
    place = ("bound", "objectives", 0)
    code, output, _ = reported(folder, "result.json", place, wrong, capsys)
    assert code == 4 and "result.json is damaged" in output


@pytest.mark.parametrize("wrong", [-1, [], SCRIPT])
def test_a_status_is_shown_as_text(wrong, folder, capsys):
    code, _, page = reported(folder, "result.json", ("status",), wrong, capsys)
    assert code == 0 and page.count("<script") == 2


@pytest.mark.parametrize("key", ["versions", "settings"])
@pytest.mark.parametrize("wrong", [SCRIPT, [], 3])
def test_a_damaged_manifest_is_left_out(key, wrong, folder, capsys):
    code, output, page = reported(folder, "manifest.json", (key,), wrong, capsys)
    assert code in (0, 4) and "bug" not in output
    assert page.count("<script") == (2 if code == 0 else 0)
