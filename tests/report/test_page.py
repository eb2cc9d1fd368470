"""The report is complete, self-contained, harmless and can be read without a mouse."""

import base64
import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import polyopt as po
from polyopt.chemistry.composition import shares_text
from polyopt.cli.app import run
from polyopt.equations.normal_interval import Z90
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.prediction.recipe import batch_recipe
from polyopt.report.markup import text
from polyopt.report.page import MOST_DESIGNS, report_page
from polyopt.report.slices import slices_of
from polyopt.runs.stored import stored_result
from tests.report.page_reader import Page

SECTIONS = [
    "answer",
    "front",
    "designs",
    "remains",
    "tradeoffs",
    "contributions",
    "problem",
    "outcome",
    "manifest",
]


@pytest.fixture(scope="module")
def content(small_run):
    return (small_run[0] / "report.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(content):
    return Page(content)


def test_every_section_is_there_with_its_heading(page):
    labelled = [a["aria-labelledby"] for a in page.named("section")]
    assert labelled == SECTIONS
    assert set(labelled) <= set(page.ids())


def test_identities_are_unique_and_references_lead_somewhere(page):
    ids = page.ids()
    assert len(ids) == len(set(ids))
    for _, attrs in page.elements:
        for key in ("href", "aria-labelledby", "for"):
            if key in attrs:
                assert attrs[key].removeprefix("#") in ids, attrs
        for found in re.findall(r"url\(#([^)]*)\)", " ".join(map(str, attrs.values()))):
            assert found in ids


def test_nothing_is_fetched(content, page):
    assert not re.search(r"""(?:src|href|action|data)\s*=\s*["'](?!#)""", content)
    assert not re.search(r"url\((?!#)|@import|fetch\(|XMLHttpRequest|WebSocket|import\(", content)
    assert not {"link", "img", "iframe", "object", "embed", "base"} & {t for t, _ in page.elements}
    assert "http://" not in content.replace("http://www.w3.org", "")
    assert "https://" not in content


def test_no_script_runs_but_its_own(content, page):
    policy = next(a["content"] for a in page.named("meta") if "http-equiv" in a)
    scripts = re.findall(r"<script>(.*?)</script>", content, re.DOTALL)
    assert len(scripts) == 1
    digest = base64.b64encode(hashlib.sha256(scripts[0].encode()).digest()).decode()
    assert policy.split("; ") == [
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        f"script-src 'sha256-{digest}'",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    assert not [k for _, a in page.elements for k in a if k.startswith("on")]


def test_screen_readers_and_keyboards_get_everything(page):
    for attrs in page.named("svg"):
        hidden = attrs.get("aria-hidden") == "true"
        assert hidden or attrs.get("aria-label"), attrs
    for attrs in page.named("th"):
        assert attrs.get("scope") in ("row", "col")
    assert len(page.named("table")) == len(page.named("caption"))
    for attrs in page.named("svg"):
        if attrs.get("class") in ("front", "slice"):
            assert attrs["tabindex"] == "0"
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(b - a <= 1 for a, b in zip(levels, levels[1:], strict=False))
    assert page.named("html")[0]["lang"] == "en"


def test_the_script_finds_what_it_asks_for(content, page):
    script = re.search(r"<script>(.*?)</script>", content, re.DOTALL).group(1)
    wanted = set(re.findall(r'one\("([\w-]+)"\)', script)) | {"basis", "mass", "solids", "data"}
    assert len(wanted) > 5 and wanted <= set(page.ids())
    readings = [a["data-slice"] for a in page.named("svg") if "data-slice" in a]
    assert readings and {f"reading-{r}" for r in readings} <= set(page.ids())


def test_amounts_that_the_page_scales_hold_per_gram_of_acid(small_run, page):
    design, cells = small_run[1].best(), [a for a in page.named("td") if "data-per-acid" in a]
    assert cells
    made = batch_recipe(design.layers[0].composition, 100, solids=20)
    held = {a["data-per-acid"] for a in cells if a["data-kind"] == "g"}
    assert {f"{c.mass / made.amic_acid:.10g}" for c in made.charges} <= held


def test_labels_without_structures_are_reported_without_recipe(tmp_path):
    (tmp_path / "tg.csv").write_text("dianhydride,X1,X2\nY1,300,200\nY2,350,250\n")
    source = {
        "problem": {"title": "Bare labels"},
        "film": {"material": "Kapton HN"},
        "layers": {
            "A": {
                "dianhydrides": ["Y1", "Y2"],
                "diamines": ["X1", "X2"],
                "models": {"tg": {"pairs": "tg.csv"}, "cte": {"pairs": "tg.csv"}},
            }
        },
        "objectives": [{"maximize": "layers.A.tg"}],
    }
    po.search(po.Problem.from_dict(source, tmp_path), budget=512, out=tmp_path / "run")
    page = Page((tmp_path / "run" / "report.html").read_text(encoding="utf-8"))
    assert "No recipe: Y2 has no structure" in page.text


def test_permittivity_and_curl_are_told_where_they_are_known(tmp_path):
    source = {
        "problem": {"title": "Curl"},
        "film": {"material": "Kapton HN"},
        "metal": {"material": "copper", "thickness_um": 12},
        "laminate": {"stress_free_degC": 300},
        "layers": {
            "A": {
                "dianhydrides": ["PMDA", "BPDA"],
                "diamines": ["ODA", "TFMB"],
                "modulus_GPa": 4,
                "require": [{"sum": ["ODA"], "min": 0.2, "max": 0.8}],
                "thickness_um": [2, 8],
            }
        },
        "objectives": [{"minimize": "layers.A.permittivity"}, {"minimize": "abs(layers.A.cte)"}],
    }
    result = po.search(po.Problem.from_dict(source, tmp_path), budget=512, out=tmp_path / "run")
    assert result.best().curl
    page = Page((tmp_path / "run" / "report.html").read_text(encoding="utf-8"))
    low = result.best().layers[0].properties["permittivity"]
    assert f"{low.mean:.2f}" in page.text and "change of permittivity [-]" in page.text
    assert "Radius [cm]" in page.text and "metal etched off" in page.text
    bounds = [curl.bounds(Z90)[3] for curl in result.best().curl]
    assert np.inf in bounds and "to flat" in page.text and not re.search(r"\binf\b", page.text)
    assert result.plot_ternary("A", "permittivity").axes[0].get_ylabel() == "permittivity [-]"


def test_every_design_has_a_point_an_option_and_an_article(small_run, page):
    count = len(page.named("article"))
    assert 1 < count <= min(MOST_DESIGNS, len(small_run[1].designs))
    assert len(page.named("option")) - 2 == count
    (shown,) = [a["id"] for a in page.named("article") if "hidden" not in a]
    (best,) = [a["data-design"] for a in page.named("g") if a.get("class") == "point best"]
    assert shown == f"design-{best}"
    points = [a["data-design"] for a in page.named("g") if "data-design" in a]
    assert points == [str(i) for i in range(count)]


def test_the_chosen_formulation_is_told_in_full(small_run, page):
    design = small_run[1].best()
    for layer in design.layers:
        tg = layer.properties["tg"]
        assert f"{tg.mean:.0f} °C" in page.text
        for monomer, share in (*layer.composition.dianhydrides, *layer.composition.diamines):
            assert str(monomer) in page.text
            assert f"{100 * share:.2f}" in page.text
    for words in (
        "Anhydride groups",
        "Solvent",
        "Weighing errors of 1 mol %",
        "predicted",
        "✓ met",
    ):
        assert words in page.text
    assert f"{small_run[1].evaluations} formulations were screened" in page.text


def test_slices_carry_values_that_the_models_give(small_run):
    result = small_run[1]
    threefold = next(d for d in result.designs if len(d.layers[0].composition.diamines) == 3)
    pieces = slices_of(Evaluator.of(result.problem), threefold)
    ternary = next(piece for piece in pieces if len(piece.monomers) == 3)
    assert np.ptp(ternary.shares.sum(axis=1)) < 1e-12
    assert {len(ternary.shares), len(ternary.mean["tg"]), len(ternary.broken)} == {496}
    assert "" in ternary.broken and len(set(ternary.broken)) > 1  # some points break a limit
    shares = dict(zip(ternary.monomers, ternary.shares[200].tolist(), strict=True))
    total = sum(shares.values())
    diamines = ";".join(f"{m}:{100 * x / total!r}" for m, x in shares.items())
    dianhydrides = shares_text(threefold.layers[0].composition.dianhydrides)
    predicted = po.predict(f"{dianhydrides} // {diamines}").iloc[0]["tg_degC"]
    assert ternary.mean["tg"][200] == pytest.approx(predicted, abs=1e-3)


def test_the_page_holds_what_it_computes_trade_offs_from(small_run, content):
    data = json.loads(re.search(r'id="data">(.*?)</script>', content).group(1))
    assert {"joint", "blocks"} <= set(data["explore"]["properties"][0])
    assert len(data["explore"]["designs"]) == content.count("<article ")
    assert {(s["layer"], s["role"]) for s in data["slices"]} == {(0, 0), (0, 1)}


def test_it_can_be_mailed(content):
    assert len(content.encode()) < 6_000_000


def test_a_run_folder_gives_the_same_report_again(small_run, tmp_path, capsys):
    folder = small_run[0]
    out = tmp_path / "deep" / "mine.html"
    assert run(["report", str(folder), "--out", str(out)]) == 0
    assert capsys.readouterr().out.strip() == str(out)
    again = Page(out.read_text(encoding="utf-8"))
    before = Page((folder / "report.html").read_text(encoding="utf-8"))
    assert again.ids() == before.ids()
    assert "Proven" in again.text
    assert "4096 formulations were screened" in again.text


def test_a_merged_run_tells_where_each_design_comes_from(small_problem, tmp_path):
    folders = [tmp_path / "left", tmp_path / "right"]
    for seed, folder in enumerate(folders):
        po.search(small_problem, budget=512, seed=seed, out=folder)
    merged = po.merge(folders, out=tmp_path / "both").result
    assert run(["report", str(tmp_path / "both")]) == 0
    again = stored_result(tmp_path / "both")
    assert [d.run for d in again.designs] == [d.run for d in merged.designs]
    assert {d.run for d in again.designs} <= set(map(str, folders))
    page = Page((tmp_path / "both" / "report.html").read_text(encoding="utf-8"))
    assert f"It comes from the run {Path(again.best().run).name}" in page.text
    assert page.text.count("From the run ") == len(page.named("article"))


def test_a_report_does_not_tell_where_its_folder_is(small_run):
    made = {"command": ["polyopt", "search", "--out", str(small_run[0])], "problem_folder": "/x/y"}
    page = report_page(small_run[1], made)
    assert str(small_run[0].parent) not in page and "/x/y" not in page
    assert "--out" in page and small_run[0].name in page


def test_a_report_needs_a_run_and_a_page(small_run, tmp_path, capsys):
    assert run(["report", str(tmp_path)]) == 2
    assert run(["report", str(tmp_path / "nowhere")]) == 2
    assert run(["report", str(small_run[0]), "--out", str(tmp_path / "x.txt")]) == 2
    said = capsys.readouterr().err
    assert "contains no run" in said and "end it in .html" in said and "Traceback" not in said


def test_an_infeasible_problem_is_reported_with_its_conflict(small_problem, tmp_path):
    source = json.loads(json.dumps(small_problem.source))
    source["require"] = [{"quantity": "layers.A.cte", "max": -50}]
    problem = po.Problem.from_dict(source, tmp_path)
    result = po.search(problem, budget=2048, out=tmp_path / "run")
    assert not result.designs
    page = Page((tmp_path / "run" / "report.html").read_text(encoding="utf-8"))
    assert "layers.A.cte" in page.text and "why nothing was found" in page.text
    assert run(["report", str(tmp_path / "run")]) == 0


def test_contradictory_limits_are_reported_without_a_record(small_problem, tmp_path):
    source = json.loads(json.dumps(small_problem.source))
    source["layers"]["A"]["require"] = [{"sum": ["ODA"], "min": 0.7}, {"sum": ["ODA"], "max": 0.2}]
    with pytest.raises(po.InfeasibleError):
        po.search(po.Problem.from_dict(source, tmp_path), out=tmp_path / "run")
    assert run(["report", str(tmp_path / "run"), "--json"]) == 0
    assert "ODA" in Page((tmp_path / "run" / "report.html").read_text(encoding="utf-8")).text


def test_a_long_front_is_thinned_and_keeps_the_best(small_run):
    result = small_run[1]
    first, last = result.designs[0], result.designs[-1]
    many = tuple(
        replace(first if i % 2 else last, objectives=(float(i), float(i) ** 0.5))
        for i in range(3 * MOST_DESIGNS)
    )
    page = Page(report_page(replace(result, designs=many)))
    assert MOST_DESIGNS - 1 <= len(page.named("article")) <= MOST_DESIGNS


OWN = "Nc1ccc(CCc2ccc(N)cc2)cc1"


@pytest.mark.parametrize(("least", "status"), [(0.0, "feasible"), (0.9, "infeasible")])
def test_monomers_of_ones_own_are_drawn_whether_used_or_not(least, status, tmp_path):
    own = {"name": "MyDA", "smiles": OWN}
    layer = {"dianhydrides": ["PMDA"], "diamines": ["ODA", "PDA", own]}
    limits = [{"sum": ["ODA"], "min": 1.0}]
    source = {
        "layers": {"A": layer | {"require": limits}},
        "objectives": [{"maximize": "layers.A.tg"}],
        "require": [{"quantity": "layers.A.tg", "min": 150 + 600 * least}],
    }
    result = po.search(po.Problem.from_dict(source, tmp_path), budget=256)
    assert result.status == status
    content = report_page(result)
    problem = content.partition('<h2 id="problem">')[2].partition("</section>")[0]
    assert "Monomers given by their structure" in problem
    (figure,) = re.findall(r"<figure>.*?</figure>", problem)
    assert "MyDA" in figure
    assert "diamine, 212.30 g/mol" in figure
    assert f'<div class="smiles">{OWN}</div>' in figure
    place = re.search(r'<use href="#(mol-\d+)"/>', figure).group(1)
    assert content.count(f'<symbol id="{place}"') == 1


def test_without_monomers_of_ones_own_none_is_drawn_in_the_problem(content):
    assert "Monomers given by their structure" not in content


HOSTILE = [
    "<script>alert(1)</script>",
    "=cmd|'calc'!A1",
    '"><img src=x onerror=alert(1)>',
    "</title></script><svg onload=alert(1)>",
    "\u202egnp.exe",
    "עברית",
    "N" * 200,
    "&lt;b&gt;",
    "]]>--><!--",
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_names_are_harmless(hostile, tmp_path):
    source = {
        "problem": {"title": hostile},
        "film": {"material": hostile, "cte_ppm_per_K": 20, "thickness_um": 25},
        "metal": {"material": hostile, "kind": "other", "thickness_um": 12},
        "layers": {
            "A": {
                "dianhydrides": ["PMDA", "BPDA"],
                "diamines": [
                    "ODA",
                    {"name": _allowed(hostile), "smiles": "Nc1ccc(CCc2ccc(N)cc2)cc1"},
                ],
                "thickness_um": [2, 8],
            }
        },
        "objectives": [{"maximize": "layers.A.tg"}, {"minimize": "layers.A.cte"}],
    }
    result = po.search(po.Problem.from_dict(source, tmp_path), budget=1024, out=tmp_path / "run")
    content = (tmp_path / "run" / "report.html").read_text(encoding="utf-8")
    page = Page(content)
    assert len(page.named("script")) == 2
    assert not page.named("img", "b")
    assert not [k for _, a in page.elements for k in a if k.startswith("on")]
    assert "\u202e" not in content
    assert "<script>alert" not in content
    points = [a for a in page.named("g") if "data-design" in a]
    assert len(points) == len(result.designs)
    assert len(page.named("title")) == 1 + len(points)
    reported = json.loads(re.search(r'id="data">(.*?)</script>', content, re.DOTALL).group(1))
    assert "slices" in reported


def _allowed(name):
    """A monomer's name may hold no separators and nothing that cannot be printed."""
    kept = "".join(c for c in name if c.isprintable() and c not in ":;").replace("//", "")
    return kept[:100]


def test_text_is_cut_and_escaped():
    assert text("a\n b") == "a b"
    assert text("x" * 500).endswith("…") and len(text("x" * 500)) == 400
    assert text("a'b\"c&d<e>") == "a&#x27;b&quot;c&amp;d&lt;e&gt;"
