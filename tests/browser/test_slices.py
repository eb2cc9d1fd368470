"""The page computes what the package computes, and its trade-offs answer to hand and keyboard."""

import json
import shutil

import numpy as np
import pytest

import polyopt as po
from polyopt.claims.judgement import MET
from polyopt.composition import shares_text
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.problem.definition import ROLES
from polyopt.report.explorer import explorer
from polyopt.report.page import report_page
from polyopt.report.slices import _share_limits

playwright = pytest.importorskip("playwright.sync_api")

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "chrome"))), None)
FLAGS = (
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium on the path")

TWO_LAYERS = {
    "problem": {
        "title": "Two layers",
        "claims": [f"heat-resistant-laminate:{n}" for n in ("4", "8-10", "12")],
    },
    "film": {"material": "Kapton HN"},
    "metal": {"material": "copper", "thickness_um": 12},
    "layers": {
        "A": {
            "dianhydrides": ["PMDA", "BPDA", "BTDA", "ODPA"],
            "diamines": ["PDA", "DABA", "mTB", "ODA", "TPE-R"],
            "min_fraction": 0.05,
            "thickness_um": [2, 8],
            "max_dianhydrides": 3,
            "max_diamines": 4,
            "require": [{"sum": ["PMDA", "BPDA"], "min": 0.3}],
        },
        "B": {
            "dianhydrides": ["ODPA", "BTDA", "BPADA"],
            "diamines": ["TPE-R", "BAPP"],
            "thickness_um": [0.5, 3],
        },
    },
    "cost": {"per_kg": "prices.csv"},
    "require": [
        {"quantity": "layers.A.cte", "min": 12, "max": 30},
        {"quantity": "laminate.cost", "max": 660},
        {"quantity": "layers.B.cost", "max": 180},
    ],
    "objectives": [{"minimize": "abs(layers.A.cte - film.cte)"}, {"maximize": "layers.A.tg"}],
}
PRICES = "monomer,cost_per_kg\n" + "".join(
    f"{name},{price}\n"
    for name, price in zip(
        "PMDA BPDA BTDA ODPA BPADA PDA DABA mTB ODA TPE-R BAPP".split(),
        range(40, 260, 20),
        strict=True,
    )
)
CURL = {
    "problem": {"title": "Curl"},
    "film": {"material": "Kapton HN", "thickness_um": 25},
    "metal": {"material": "copper", "thickness_um": 12},
    "layers": {
        "A": {
            "dianhydrides": ["PMDA", "BPDA", "ODPA"],
            "diamines": ["ODA", "TFMB", "PDA"],
            "modulus_GPa": 4,
            "thickness_um": [2, 8],
        }
    },
    "require": [{"quantity": "laminate.curl_radius", "min": 0.6}],
    "objectives": [
        {"minimize": "abs(laminate.curvature_etched)"},
        {"maximize": "layers.A.tg / max(layers.A.cte, 1) - 2 ** 0.5"},
    ],
}
OTHERS = {
    "porous": ("porous-insulating-film", {}),
    "bonding": ("bonding-laminate", {"confidence": 0.9}),
    "crosslinked": ("crosslinked-metal-clad-laminate", {}),
    "default": ("heat-resistant-laminate", {"confidence": 0.8}),
}
JUDGED = """([points, fixed]) => {
  const model = explorerModel(JSON.parse(document.getElementById('data').textContent).explore);
  return points.map((shares) => {
    const all = model.beliefs(shares);
    const found = model.judge(shares, fixed, all);
    return [all.map((layer) => layer.map((b) => b && [b.mean, Math.sqrt(b.variance), b.inside])),
            found.map((limit) => [limit.truth, limit.chance ?? null, limit.text]),
            model.objectives(shares, fixed, all).map((x) => x ?? null)];
  });
}"""


@pytest.fixture(scope="module")
def chromium():
    with playwright.sync_playwright() as session:
        browser = session.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


def opened(chromium, content, tmp_path, width=1280):
    """Open a page from a file; a message to the console or an error fails the test at its end."""
    file = tmp_path / "report.html"
    file.write_text(content, encoding="utf-8")
    page = chromium.new_page(viewport={"width": width, "height": 900})
    page.said = []
    page.on("console", lambda message: page.said.append(message.text))
    page.on("pageerror", lambda error: page.said.append(str(error)))
    page.on("request", lambda r: None if r.url.startswith("file:") else page.said.append(r.url))
    page.goto(file.as_uri())
    return page


def close(page):
    assert page.said == []
    page.close()


@pytest.fixture(scope="module")
def two_layers(tmp_path_factory):
    folder = tmp_path_factory.mktemp("two")
    (folder / "prices.csv").write_text(PRICES)
    result = po.search(po.Problem.from_dict(TWO_LAYERS, folder), budget=4096, prove=False)
    assert result.designs
    return result


def other(name):
    if name == "curl":
        result = po.search(po.Problem.from_dict(CURL), budget=2048, prove=False)
        assert result.designs
        return result
    preset, changed = OTHERS[name]
    source = json.loads(json.dumps(po.Problem.preset(preset).source))
    source["problem"] |= changed
    result = po.search(po.Problem.from_dict(source), budget=2048, prove=False)
    assert result.designs, name
    return result


def random_shares(layers, count, seed=0):
    """Return shares of all layers, few or many monomers at a time, count rows each."""
    rng = np.random.default_rng(seed)
    found = {}
    for layer in layers:
        roles = []
        for role in ROLES:
            size = len(layer.monomers(role))
            rows = rng.dirichlet(np.full(size, 0.6), count)
            rows[rng.random((count, size)) < 0.4] = 0.0
            rows[rows.sum(axis=1) == 0] = 1.0
            roles.append(rows / rows.sum(axis=1, keepdims=True))
        found[layer.name] = tuple(roles)
    return found


def told_by_python(evaluator, fractions, fixed, count):
    thickness = {
        layer.name: np.full(count, fixed[f"layers.{layer.name}.thickness"])
        for layer in evaluator.problem.layers
        if layer.thickness is not None
    }
    evidence = evaluator.evidence(fractions, thickness)
    judged = evaluator.judged(evidence)
    broken = [
        wrong
        for layer in evaluator.problem.layers
        for role, shares in zip(ROLES, fractions[layer.name], strict=True)
        for _, wrong in _share_limits(layer, role, shares)
    ]
    objectives = evaluator.outcome(fractions, thickness).objectives
    return evidence, judged, np.any(broken, axis=0), objectives


@pytest.mark.parametrize("name", ["two layers", "curl", *OTHERS])
def test_the_page_predicts_and_judges_as_the_package(name, request, chromium, tmp_path):
    result = request.getfixturevalue("two_layers") if name == "two layers" else other(name)
    evaluator, count = Evaluator.of(result.problem), 150
    held = explorer(evaluator, result.designs, 0)
    fractions = random_shares(result.problem.layers, count)
    fixed = held.data["designs"][-1]["fixed"]
    evidence, judged, misshared, objectives = told_by_python(evaluator, fractions, fixed, count)
    points = [
        [[rows[i].tolist() for rows in fractions[layer.name]] for layer in result.problem.layers]
        for i in range(count)
    ]
    page = opened(chromium, report_page(result), tmp_path)
    told = page.evaluate(JUDGED, [points, fixed])
    close(page)
    assert sum(goal is None for goal in told[0][2]) == (name == "default")
    keys = [entry["key"] for entry in held.data["properties"]]
    for i, (believed, found, goals) in enumerate(told):
        for n, goal in enumerate(goals):
            assert goal is None or goal == pytest.approx(objectives[i][n], rel=1e-6, abs=1e-9)
        for layer, own in zip(result.problem.layers, believed, strict=True):
            for key, belief in zip(keys, own, strict=True):
                full = f"layers.{layer.name}.{key}"
                if belief is None:
                    assert full not in evidence.quantities
                    continue
                mean, spread, inside = belief
                assert mean == pytest.approx(evidence.quantities[full].mean[i], rel=1e-7)
                wanted = evidence.standard_deviation(full)[i]
                assert spread == pytest.approx(wanted, rel=1e-6)
                a, b = (rows[i] for rows in fractions[layer.name])
                assert inside == evaluator.predictor.domain(layer.name, key, a, b).inside
        limits = held.data["limits"]
        names = [str(n) for n in evaluator.constraint_names]
        kept = [n for n, limit in enumerate(names) if not _open(limit, held)]
        assert len(kept) == len(limits)
        for n, (truth, chance, words) in zip(kept, found, strict=False):
            assert words.startswith(names[n].split("(")[0][:60].strip())
            assert truth == judged[n].truth[i], (words, i)
            if chance is not None:
                assert chance == pytest.approx(judged[n].probability[i], abs=1e-6)
        feasible = all(truth == MET for truth, *_ in found)
        wanted = all(judged[n].truth[i] == MET for n in kept) and not misshared[i]
        assert feasible == wanted, [words for truth, _, words in found if truth != MET]


def _open(limit, held):
    return any(words.startswith(limit) for words in held.data["open"])


def test_random_points_are_judged_both_ways(two_layers):
    """The test above would say little if every point broke every limit, or none."""
    evaluator, count = Evaluator.of(two_layers.problem), 150
    fractions = random_shares(two_layers.problem.layers, count)
    fixed = explorer(evaluator, two_layers.designs, 0).data["designs"][-1]["fixed"]
    _, judged, misshared, _ = told_by_python(evaluator, fractions, fixed, count)
    assert 0 < misshared.sum() < count
    mixed = [j for j in judged if 0 < (j.truth == MET).sum() < count]
    assert len(mixed) >= 6


def test_every_design_of_the_front_meets_every_limit(two_layers, chromium, tmp_path):
    page = opened(chromium, report_page(two_layers), tmp_path)
    total = page.locator("article.design").count()
    assert total == len(two_layers.designs) > 5
    for place in range(0, total, max(1, total // 8)):
        page.select_option("#chooser", str(place))
        assert page.locator(".explore-said").text_content() == f"As design {place + 1}."
        design = two_layers.designs[place]
        for words, layer in zip(
            page.locator(".predicted").all_text_contents(), design.layers, strict=True
        ):
            assert words.endswith("Meets every limit.")
            tg = layer.properties["tg"]
            assert f"Tg {tg.mean:.0f} °C" in words
        verdicts = page.locator(".explore-limits td:nth-child(2)").all_text_contents()
        assert set(verdicts) == {"✓ kept"}
    close(page)


def test_sliders_lead_to_what_predict_says(two_layers, chromium, tmp_path):
    page = opened(chromium, report_page(two_layers), tmp_path)
    ranges = page.locator('.explore-layer[data-layer="0"] input[type="range"]')
    for number, value in ((2, 35), (0, 20), (6, 55), (8, 15)):
        ranges.nth(number).fill(str(value))
    page.wait_for_function("document.querySelector('.explore-said').textContent[0] == 'C'")
    page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    shown = page.locator('.explore-layer[data-layer="0"] .share > output').all_text_contents()
    assert shown[0] == "20.0" and shown[8] == "15.0"
    layer = two_layers.problem.layers[0]
    dianhydrides, diamines = _exact(page, layer)
    assert sum(x for _, x in dianhydrides) == pytest.approx(1)
    film = f"{shares_text(dianhydrides)} // {shares_text(diamines)}"
    wanted = po.predict(film).iloc[0]
    said = page.locator(".predicted").first.text_content()
    assert f"Tg {wanted['tg_degC']:.0f} °C" in said
    assert f"(90 %: {wanted['tg_degC_low']:.0f} to {wanted['tg_degC_high']:.0f})" in said
    assert f"CTE {wanted['cte_ppm_per_K']:.0f} ppm/K" in said
    close(page)


def _exact(page, layer):
    """Return the shares at hand as a chart's diamond has them: within 0.05 mol %."""
    shown = page.locator('.explore-layer[data-layer="0"] .share > output').all_text_contents()
    values = [float(v) / 100 for v in shown]
    first = len(layer.dianhydrides if hasattr(layer, "dianhydrides") else layer.monomers(ROLES[0]))
    found = []
    for monomers, shares in (
        (layer.monomers(ROLES[0]), values[:first]),
        (layer.monomers(ROLES[1]), values[first:]),
    ):
        total = sum(shares)
        found.append(tuple((m, x / total) for m, x in zip(monomers, shares, strict=True) if x > 0))
    return found
