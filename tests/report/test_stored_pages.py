"""Pages of stored runs: models that are not available, merged runs, folders that stay at home."""

import json
import re
import shutil

import numpy as np
import pytest

import polyopt as po
from polyopt.cli.app import run
from polyopt.models.library import PRETRAINED
from polyopt.report.manifest_section import manifest_section
from polyopt.runs.stored import stored_result
from tests.report.page_reader import Page

SOURCE = {
    "problem": {"title": "Stored", "claims": ["heat-resistant-laminate:4"]},
    "film": {"material": "Kapton HN"},
    "layers": {
        "A": {
            "dianhydrides": ["PMDA", "BPDA"],
            "diamines": ["ODA", "PDA", {"name": "Mine", "smiles": "Nc1ccc(CCc2ccc(N)cc2)cc1"}],
            "thickness_um": [2, 8],
        }
    },
    "objectives": [{"minimize": "abs(layers.A.cte - 20)"}, {"maximize": "layers.A.tg"}],
}
TABLE = "x,ODA,PDA,Mine\nPMDA,380,410,320\nBPDA,260,300,240\n"


def problem(folder, **changes):
    source = json.loads(json.dumps(SOURCE))
    source["layers"]["A"] |= changes
    return po.Problem.from_dict(source, folder)


def linear(table):
    return 300.0 + 80.0 * table["PMDA"].to_numpy(), np.full(len(table), 9.0)


def page_of(folder, capsys):
    assert run(["report", str(folder)]) == 0
    capsys.readouterr()
    return Page((folder / "report.html").read_text(encoding="utf-8"))


def test_a_model_in_python_leaves_a_page_with_what_the_run_wrote(tmp_path, capsys):
    found = po.search(
        problem(tmp_path), budget=256, models={"tg": linear}, out=tmp_path / "run", prove=False
    )
    page = page_of(tmp_path / "run", capsys)
    assert "No trade-offs" in page.text and "a model in Python" in page.text
    assert len(page.named("article")) == len(found.designs)
    assert not [a for a in page.named("svg") if a.get("class") == "slice"]
    listed = stored_result(tmp_path / "run")
    assert listed.unjudged
    assert_same(listed, found)
    assert [r.settle for r in listed.remaining] == [r.settle for r in found.remaining]
    assert [w.as_dict() for w in listed.windows] == [w.as_dict() for w in found.windows]


def assert_same(listed, found):
    for one, other in zip(listed.designs, found.designs, strict=True):
        a, b = one.layers[0], other.layers[0]
        assert a.composition == b.composition and a.thickness == b.thickness
        assert one.objectives == other.objectives and one.probability == other.probability
        for key, value in b.properties.items():
            assert a.properties[key].mean == value.mean
            assert a.properties[key].sd == pytest.approx(value.sd, abs=1e-9)


@pytest.mark.parametrize("lost", ["table", "model"])
def test_a_lost_table_or_model_file_leaves_a_page(lost, tmp_path, capsys):
    if lost == "table":
        file = tmp_path / "tg.csv"
        file.write_text(TABLE)
        po.search(
            problem(tmp_path, models={"tg": {"pairs": "tg.csv"}}), budget=512, out=tmp_path / "run"
        )
    else:
        file = tmp_path / "mine.npz"
        shutil.copy(PRETRAINED / "tg_groups.npz", file)
        po.search(problem(tmp_path), budget=512, models={"tg": file}, out=tmp_path / "run")
    whole = page_of(tmp_path / "run", capsys)
    assert [a for a in whole.named("svg") if a.get("class") == "slice"]
    file.unlink()
    page = page_of(tmp_path / "run", capsys)
    assert "No trade-offs" in page.text
    assert str(tmp_path) not in page.text
    assert len(page.named("article")) == len(whole.named("article"))


def test_what_the_run_wrote_is_not_trusted(tmp_path, capsys):
    po.search(
        problem(tmp_path), budget=256, models={"tg": linear}, out=tmp_path / "run", prove=False
    )
    file = tmp_path / "run" / "result.json"
    listed = json.loads(file.read_text())
    listed["pareto"][0]["layers"]["A"]["diamines"] = {"Nobody": "x"}
    file.write_text(json.dumps(listed))
    assert run(["report", str(tmp_path / "run")]) == 4
    output = capsys.readouterr().err
    assert "result.json is damaged" in output and "Traceback" not in output


def test_a_merged_page_tells_the_run_of_each_design(tmp_path, capsys):
    runs = [tmp_path / day / "run" for day in ("monday", "tuesday")]
    for seed, folder in enumerate(runs):
        po.search(problem(tmp_path), budget=512, seed=seed + 1, out=folder, prove=False)
    together = po.merge(runs, tmp_path / "both")
    wanted = [d.run for d in together.result.designs]
    assert set(wanted) == set(map(str, runs))
    before = Page((tmp_path / "both" / "report.html").read_text(encoding="utf-8"))
    page = page_of(tmp_path / "both", capsys)
    assert [d.run for d in stored_result(tmp_path / "both").designs] == wanted
    for one in (before, page):
        assert set(re.findall(r"From the run (\S+)", one.text)) == {"monday/run", "tuesday/run"}
        assert str(tmp_path) not in one.text


def test_the_page_names_files_without_their_folders(tmp_path, small_run):
    manifest = {
        "problem": {
            "title": "Mine / yours",
            "layers": {"A": {"models": {"cte": {"pairs": "private/cte.csv"}}}},
            "cost": {"per_kg": "/Users/someone/prices.csv"},
        },
        "problem_folder": "/Users/someone/lab",
        "settings": {
            "models": {"tg": "/Users/someone/lab/tg.npz", "cte": "python:linear"},
            "merged": [{"run": "C:\\Users\\someone\\run7"}],
        },
        "command": ["polyopt", "search", "/Users/someone/p.toml", "--models=tg=~/someone/tg.npz"],
    }
    shown = manifest_section(small_run[1], manifest)
    assert "someone" not in shown and "private" not in shown
    for kept in ("cte.csv", "prices.csv", "tg.npz", "run7", "p.toml", "Mine / yours"):
        assert kept in shown
    assert "python:linear" in shown


def test_the_manifest_file_keeps_what_resuming_needs(tmp_path, capsys):
    file = tmp_path / "lab" / "mine.npz"
    file.parent.mkdir()
    shutil.copy(PRETRAINED / "tg_groups.npz", file)
    po.search(problem(tmp_path), budget=256, models={"tg": file}, out=tmp_path / "run")
    held = json.loads((tmp_path / "run" / "manifest.json").read_text())
    assert held["settings"]["models"]["tg"] == str(file.resolve())
    content = (tmp_path / "run" / "report.html").read_text(encoding="utf-8")
    assert "mine.npz" in content and str(tmp_path) not in content
