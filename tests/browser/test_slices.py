"""The page computes what the package computes, and its trade-offs answer to hand and keyboard."""

import json
import re

import numpy as np
import pytest

import polyopt as po
from polyopt.chemistry.composition import shares_text
from polyopt.chemistry.monomers import shipped_library
from polyopt.claims.judgement import MET
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.optimizer.workers.one_thread import in_one_thread
from polyopt.problem.definition import ROLES
from polyopt.report.explorer import explorer
from polyopt.report.page import report_page
from polyopt.report.slices import _share_limits, widest

evaluator_of = in_one_thread(Evaluator.of)
"""As the page was made: sums in another order differ by more than what is compared."""

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
            "diamines": ["PDA", "44DABA", "mTB", "ODA", "TPE-R"],
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
        {"quantity": "layers.A.cte", "min": 5, "max": 45},
        {"quantity": "laminate.cost", "max": 660},
        {"quantity": "layers.B.cost", "max": 180},
    ],
    "objectives": [{"minimize": "abs(layers.A.cte - film.cte)"}, {"maximize": "layers.A.tg"}],
}
PRICES = "monomer,cost_per_kg\n" + "".join(
    f"{name},{price}\n"
    for name, price in zip(
        "PMDA BPDA BTDA ODPA BPADA PDA 44DABA mTB ODA TPE-R BAPP".split(),
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
GIVEN = {
    "problem": {"title": "Given", "claims": ["heat-resistant-laminate:4"]},
    "film": {"material": "Kapton HN", "thickness_um": 25},
    "metal": {"material": "copper", "thickness_um": 12},
    "layers": {
        "A": {
            "dianhydrides": ["PMDA", "BPDA"],
            "diamines": ["ODA", "PDA"],
            "modulus_GPa": 4,
            "thickness_um": [2, 8],
        },
        "B": {
            "formulation": "ODPA:30;BTDA:70 // TPE-R",
            "measured": {"tg_degC": 230, "tg_sd_degC": 4},
            "modulus_GPa": 3,
            "thickness_um": [1, 3],
        },
        "E": {
            "resin": "epoxy thermoset",
            "measured": {"tg_degC": 150, "tg_sd_degC": 3, "cte_ppm_per_K": 55},
            "modulus_GPa": 2,
            "thickness_um": [1, 3],
            "side": "back",
        },
    },
    "laminate": {"stress_free_degC": 200},
    "require": [
        {"quantity": "laminate.curl_radius", "min": 0.5},
        {"quantity": "laminate.resin_thickness", "max": 12},
    ],
    "objectives": [
        {"minimize": "abs(layers.A.cte - layers.E.cte) + layers.E.thickness"},
        {"maximize": "layers.A.tg - layers.B.tg"},
    ],
}
MIRRORED = {
    **{key: value for key, value in GIVEN.items() if key != "laminate"},
    "laminate": {"mirrored": True},
    "layers": {name: GIVEN["layers"][name] for name in ("A", "B")},
    "objectives": [{"minimize": "layers.A.cte + layers.B.cte"}, {"maximize": "layers.A.tg"}],
}
OTHERS = {
    "porous": ("porous-insulating-film", {}),
    "bonding": ("bonding-laminate", {"confidence": 0.4}),
    "crosslinked": ("crosslinked-metal-clad-laminate", {}),
    "default": ("heat-resistant-laminate", {"confidence": 0.6}),
}
NOT_ON_THE_PAGE = {"default": 1, "bonding": 2, "crosslinked": 1, "porous": 1}
"""Objectives that the page cannot compute: a probability, the plateau of a layer."""

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


def opened(browser, content, tmp_path, width=1280):
    """Open a page from a file; a message to the console or an error fails the test at its end."""
    file = tmp_path / "report.html"
    file.write_text(content, encoding="utf-8")
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.output = []
    page.on("console", lambda message: page.output.append(message.text))
    page.on("pageerror", lambda error: page.output.append(str(error)))
    page.on("request", lambda r: None if r.url.startswith("file:") else page.output.append(r.url))
    page.goto(file.as_uri())
    return page


def close(page):
    assert page.output == []
    page.close()


@pytest.fixture(scope="module")
def two_layers(tmp_path_factory):
    folder = tmp_path_factory.mktemp("two")
    (folder / "prices.csv").write_text(PRICES)
    result = po.search(po.Problem.from_dict(TWO_LAYERS, folder), budget=4096, prove=False)
    assert result.designs
    return result


def other(name):
    stated = {"curl": CURL, "given": GIVEN, "mirrored": MIRRORED}.get(name)
    if stated is not None:
        result = po.search(po.Problem.from_dict(stated), budget=2048, prove=False)
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


def computed_by_python(evaluator, fractions, fixed, count):
    thickness = {
        layer.name: np.full(count, fixed[f"layers.{layer.name}.thickness"])
        for layer in evaluator.problem.thick
    }
    thickness |= {
        f"{layer.name} porosity": np.full(count, fixed[f"layers.{layer.name}.porosity"])
        for layer in evaluator.problem.layers
        if layer.porosity is not None
    }
    evidence = evaluator.evidence(fractions, thickness)
    judged = evaluator.judged(evidence)
    broken = [
        wrong
        for layer in evaluator.problem.layers
        for role, shares in zip(ROLES, fractions[layer.name], strict=True)
        for _, wrong in _share_limits(layer, role, shares)
    ]
    objectives = evaluator.outcome(evaluator.evidence(fractions, thickness)).objectives
    return evidence, judged, np.any(broken, axis=0), objectives


@pytest.mark.parametrize("name", ["two layers", "curl", "given", "mirrored", *OTHERS])
def test_the_page_predicts_and_judges_as_the_package(name, request, browser, tmp_path):
    result = request.getfixturevalue("two_layers") if name == "two layers" else other(name)
    evaluator, count = evaluator_of(result.problem), 150
    held = explorer(evaluator, result.designs, 0)
    fractions = random_shares(result.problem.layers, count)
    fixed = held.data["designs"][-1]["fixed"]
    evidence, judged, misshared, objectives = computed_by_python(evaluator, fractions, fixed, count)
    points = [
        [[rows[i].tolist() for rows in fractions[layer.name]] for layer in result.problem.layers]
        for i in range(count)
    ]
    page = opened(browser, report_page(result), tmp_path)
    listed = page.evaluate(JUDGED, [points, fixed])
    close(page)
    assert sum(goal is None for goal in listed[0][2]) == NOT_ON_THE_PAGE.get(name, 0)
    keys = [entry["key"] for entry in held.data["properties"]]
    for i, (believed, found, goals) in enumerate(listed):
        for n, goal in enumerate(goals):
            assert goal is None or goal == pytest.approx(objectives[i][n], rel=1e-6, abs=1e-9)
        for layer, own in zip(result.problem.layers, believed, strict=True):
            for key, belief in zip(keys, own, strict=True):
                full = f"layers.{layer.name}.{key}"
                if belief is None:
                    known = evidence.quantities.get(full)
                    assert known is None or known.basis == "measured"
                    continue
                mean, spread, inside = belief
                assert mean == pytest.approx(evidence.quantities[full].mean[i], rel=1e-7)
                wanted = evidence.standard_deviation(full)[i]
                assert spread == pytest.approx(wanted, rel=1e-6)
                a, b = (rows[i] for rows in fractions[layer.name])
                assert inside == evaluator.predictor.domain(layer.name, key, a, b).inside
        limits = held.data["limits"]
        names = [str(n) for n in evaluator.constraint_names]
        kept = range(len(names))
        assert held.data["open"] == [] and len(limits) == len(names)
        for n, (truth, chance, words) in zip(kept, found, strict=False):
            assert words.startswith(names[n].split("(")[0][:60].strip())
            assert truth == judged[n].truth[i], (words, i)
            if chance is not None:
                assert chance == pytest.approx(judged[n].probability[i], abs=1e-6)
        feasible = all(truth == MET for truth, *_ in found)
        wanted = all(judged[n].truth[i] == MET for n in kept) and not misshared[i]
        assert feasible == wanted, [words for truth, _, words in found if truth != MET]


def test_random_points_are_judged_both_ways(two_layers):
    """The test above would say little if every point broke every limit, or none."""
    evaluator, count = evaluator_of(two_layers.problem), 150
    fractions = random_shares(two_layers.problem.layers, count)
    fixed = explorer(evaluator, two_layers.designs, 0).data["designs"][-1]["fixed"]
    _, judged, misshared, _ = computed_by_python(evaluator, fractions, fixed, count)
    assert 0 < misshared.sum() < count
    mixed = [j for j in judged if 0 < (j.truth == MET).sum() < count]
    assert len(mixed) >= 5


def test_every_design_of_the_front_meets_every_limit(two_layers, browser, tmp_path):
    page = opened(browser, report_page(two_layers), tmp_path)
    total = page.locator("article.design").count()
    assert total == len(two_layers.designs) > 5
    for place in range(0, total, max(1, total // 8)):
        choose(page, place)
        assert page.locator(".explore-state").text_content() == f"As design {place + 1}."
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


def settled(page):
    """Wait until what was asked for is drawn."""
    page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")


def shares_shown(page, layer=0):
    outputs = page.locator(f'.explore-layer[data-layer="{layer}"] .share > output')
    return [float(words) for words in outputs.all_text_contents()]


def mixed(result):
    """Return the place of a design whose layer A holds PMDA beside other dianhydrides.

    Which design is recommended hangs on the last digits, and so on the processor.
    """
    for place, design in enumerate(result.designs):
        shares = {str(m): x for m, x in design.layers[0].composition.dianhydrides}
        if 0.05 < shares.get("PMDA", 0.0) < 0.95:
            return place
    raise AssertionError("no design mixes PMDA with another dianhydride")


def choose(page, place):
    page.select_option("#chooser", str(place))


def numbers(words):
    return [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", words)]


def test_sliders_lead_to_what_predict_says(two_layers, browser, tmp_path):
    page = opened(browser, report_page(two_layers), tmp_path)
    ranges = page.locator('.explore-layer[data-layer="0"] input[type="range"]')
    for number, value in ((2, 35), (0, 20), (6, 55), (8, 15)):
        ranges.nth(number).fill(str(value))
    settled(page)
    assert page.locator(".explore-state").text_content().startswith("Changed from design")
    shown = shares_shown(page)
    assert shown[0] == 20.0 and shown[8] == 15.0
    layer = two_layers.problem.layers[0]
    first = len(layer.palette.dianhydrides)
    roles = []
    for monomers, shares in (
        (layer.palette.dianhydrides, shown[:first]),
        (layer.palette.diamines, shown[first:]),
    ):
        assert sum(shares) == pytest.approx(100, abs=0.2)
        kept = [(m, x / sum(shares)) for m, x in zip(monomers, shares, strict=True) if x > 0]
        roles.append(shares_text(tuple(kept)))
    wanted = po.predict(" // ".join(roles)).iloc[0]
    tg, low, high, cte, *_ = (
        n for n in numbers(page.locator(".predicted").first.text_content()) if n != 90
    )
    columns = ("tg_degC", "tg_degC_low", "tg_degC_high", "cte_ppm_per_K")
    assert [tg, low, high, cte] == pytest.approx([wanted[c] for c in columns], abs=0.6)
    close(page)


def test_a_slider_moves_by_keyboard_and_the_others_keep_their_proportions(
    two_layers, browser, tmp_path
):
    page = opened(browser, report_page(two_layers), tmp_path)
    choose(page, mixed(two_layers))
    before = shares_shown(page)[:4]
    slider = page.get_by_label("PMDA", exact=True).first
    at = int(slider.input_value())
    place = min(range(len(before)), key=lambda i: abs(before[i] - at))
    slider.focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    settled(page)
    after = shares_shown(page)[:4]
    assert after[place] == at - 2
    assert slider.get_attribute("aria-valuetext") == f"{after[place]:.1f} mol %"
    rest = [x for i, x in enumerate(before) if i != place]
    assert [x for i, x in enumerate(after) if i != place] == pytest.approx(
        [x * (100 - after[place]) / sum(rest) for x in rest], abs=0.11
    )
    page.get_by_text("Back to the design").click()
    assert shares_shown(page)[:4] == before
    close(page)


def test_what_a_pure_role_gives_up_goes_to_one_of_its_charts(two_layers, browser, tmp_path):
    """A monomer alone leaves no proportions that others could keep."""
    page = opened(browser, report_page(two_layers), tmp_path)
    choose(page, mixed(two_layers))
    slider = page.get_by_label("PMDA", exact=True).first
    slider.fill("100")
    settled(page)
    shown = shares_shown(page)[:4]
    assert sorted(shown) == [0.0, 0.0, 0.0, 100.0]
    slider.focus()
    page.keyboard.press("ArrowLeft")
    settled(page)
    after = shares_shown(page)[:4]
    assert sorted(after) == [0.0, 0.0, 1.0, 99.0] and after.index(99.0) == shown.index(100.0)
    boxes = page.locator('.explore-layer[data-layer="0"] [data-role="0"] input[type="checkbox"]')
    assert boxes.nth(after.index(1.0)).is_checked()
    close(page)


def test_the_page_draws_at_first_what_the_package_drew(two_layers, browser, tmp_path):
    content = report_page(two_layers)
    drawn = re.findall(r'id="reading-\d+">(.*?)</output>', content)
    page = opened(browser, content, tmp_path)
    assert len(drawn) == 8
    assert "holds the prices" in page.locator("main").text_content()
    assert page.locator("figure output").all_text_contents() == drawn
    for number, piece in enumerate(widest(*_around_best(two_layers))):
        for chart in (2 * number, 2 * number + 1):
            svg = page.locator(f'svg[data-slice="{chart}"]')
            assert svg.get_attribute("aria-label") == drawn[chart]
            names = " ".join(svg.locator("text").all_text_contents())
            assert all(monomer in names for monomer in piece.monomers[: 3 if _is3(piece) else 1])
    close(page)


def _is3(piece):
    return len(piece.monomers) == 3


def _around_best(result):
    evaluator, best = evaluator_of(result.problem), result.best()
    held = explorer(evaluator, result.designs, result.designs.index(best))
    return evaluator, best, held.offered


@pytest.mark.parametrize("number", [1, 6])
def test_charts_answer_to_hover_keys_and_click(number, two_layers, browser, tmp_path):
    page = opened(browser, report_page(two_layers), tmp_path)
    chart = page.locator(f'svg[data-slice="{number}"]')
    reading = page.locator(f"#reading-{number}")
    first = reading.text_content()
    chart.hover()
    hovered = reading.text_content()
    assert hovered != first and "mol %: " in hovered and " ± " in hovered
    chart.focus()
    page.keyboard.press("ArrowLeft")
    moved = reading.text_content()
    assert moved != hovered
    page.keyboard.press("Enter")
    settled(page)
    assert page.locator(".explore-state").text_content().startswith("Changed from design")
    listed = numbers(moved.partition(" mol %")[0].replace("34ODA", "").replace("-R", ""))
    shown = shares_shown(page, layer=number // 4)
    assert all(any(x == pytest.approx(y, abs=0.06) for y in shown) for x in listed)
    box = chart.bounding_box()
    page.mouse.click(box["x"] + 0.4 * box["width"], box["y"] + 0.7 * box["height"])
    settled(page)
    assert shares_shown(page, layer=number // 4) != shown
    close(page)


def test_three_monomers_are_chosen_of_many(two_layers, browser, tmp_path):
    page = opened(browser, report_page(two_layers), tmp_path)
    boxes = page.locator('.explore-layer[data-layer="0"] [data-role="1"] input[type="checkbox"]')
    checked = [i for i in range(5) if boxes.nth(i).is_checked()]
    assert len(checked) == 3
    new = next(i for i in range(5) if i not in checked)
    boxes.nth(new).check()
    settled(page)
    now = [i for i in range(5) if boxes.nth(i).is_checked()]
    assert new in now and len(now) == 3
    name = two_layers.problem.layers[0].palette.diamines[new].abbreviation
    assert name in page.locator('svg[data-slice="2"]').text_content()
    for i in now[:2]:
        boxes.nth(i).click()
    settled(page)
    assert sum(boxes.nth(i).is_checked() for i in range(5)) == 2
    close(page)


def test_a_print_shows_the_slices_as_they_stand(two_layers, browser, tmp_path):
    pdfium = pytest.importorskip("pypdfium2")
    page = opened(browser, report_page(two_layers), tmp_path)
    page.get_by_label("PMDA", exact=True).first.fill("33")
    settled(page)
    words = page.locator(".predicted").first.text_content()
    page.pdf(path=tmp_path / "page.pdf")
    close(page)
    with pdfium.PdfDocument(tmp_path / "page.pdf") as document:
        printed = " ".join(
            document[i].get_textpage().get_text_range() for i in range(len(document))
        )
    printed = " ".join(printed.split())
    assert "Changed from design" in printed
    assert words.partition(";")[0] in printed
    assert "33.0" in printed


def test_a_model_in_python_keeps_charts_that_can_be_read(browser, tmp_path):
    source = json.loads(json.dumps(CURL)) | {
        "require": [],
        "objectives": [{"maximize": "layers.A.tg"}],
    }
    result = po.search(
        po.Problem.from_dict(source),
        budget=256,
        prove=False,
        models={"tg": lambda table: 200.0 + 90.0 * table["PMDA"].to_numpy() * table["ODA"]},
    )
    page = opened(browser, report_page(result), tmp_path)
    text = page.locator("section[aria-labelledby=tradeoffs]").text_content()
    assert "whichever is chosen above" in text
    assert page.locator(".explore").count() == 0
    for chart in page.locator("svg.slice").all():
        chart.focus()
        page.keyboard.press("ArrowRight")
        number = chart.get_attribute("data-slice")
        assert "mol %: " in page.locator(f"#reading-{number}").text_content()
    close(page)


def test_hostile_names_stay_names(browser, tmp_path):
    hostile = "</script><img src=x onerror=alert(1)>"
    source = json.loads(json.dumps(CURL)) | {"require": []}
    own = {"name": hostile.replace("//", ""), "smiles": "Nc1ccc(CCc2ccc(N)cc2)cc1"}
    source["layers"]["A"]["diamines"] = ["ODA", "PDA", own]
    result = po.search(po.Problem.from_dict(source), budget=256, prove=False)
    page = opened(browser, report_page(result), tmp_path)
    page.locator('input[type="range"]').last.fill("40")
    settled(page)
    assert page.locator("img").count() == 0
    assert page.locator("svg.slice").first.is_visible()
    close(page)


def test_a_large_palette_adds_less_than_a_megabyte(tmp_path):
    library = [m for m in shipped_library() if m.smiles]
    roles = {r: [m.abbreviation for m in library if m.role == r][:15] for r in ROLES}
    layer = {"dianhydrides": roles[ROLES[0]], "diamines": roles[ROLES[1]]}
    source = {"layers": {"A": layer, "B": layer}, "objectives": [{"maximize": "layers.A.tg"}]}
    source["objectives"].append({"minimize": "abs(layers.A.cte - layers.B.cte)"})
    result = po.search(po.Problem.from_dict(source), budget=256, prove=False)
    held = explorer(evaluator_of(result.problem), result.designs, 0)
    assert len(json.dumps(held.data, separators=(",", ":"))) < 1_000_000
    for layer in ("A", "B"):
        sizes = [len(held.offered[layer, role]) for role in ROLES]
        assert 4 < sizes[0] * sizes[1] <= 80 and not held.data["layers"][0]["roles"][0]["whole"]
    assert held.data["designs"][0]["shares"] is not None
