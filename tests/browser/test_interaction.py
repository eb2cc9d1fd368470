"""Every plot answers to click, hover and keys; the batch is reckoned anew; no mouse is needed."""

import re

import pytest

PLACES = (0.3, 0.5, 0.7)


@pytest.fixture
def page(visit):
    return visit("default").page


def test_the_front_answers_to_hover_click_and_keys(page):
    chart, hint = page.locator("svg.front").first, page.locator("#hint")
    before = hint.inner_text()
    assert before.startswith("Chosen: Design")
    places = page.locator("svg.front .point").evaluate_all(
        "all => all.map(p => [Number(p.dataset.design), p.getBoundingClientRect()])"
        ".map(([d, b]) => [d, b.x + b.width / 2, b.y + b.height / 2]).sort((a, b) => a[0] - b[0])"
    )
    assert len(places) > 3
    chart.scroll_into_view_if_needed()
    first, last = (page.locator(f'svg.front .point[data-design="{places[i][0]}"]') for i in (0, -1))
    first.hover()
    assert hint.inner_text().startswith("Design 1:")
    assert "mol %" in hint.inner_text()
    last.click()
    assert hint.inner_text().startswith(f"Chosen: Design {len(places)}:")
    assert shown(page) == [f"design-{places[-1][0]}"]
    assert page.locator("#chooser").input_value() == str(places[-1][0])
    chart.press("ArrowLeft")
    assert shown(page) != [f"design-{places[-1][0]}"]
    chart.press("ArrowRight")
    assert shown(page) == [f"design-{places[-1][0]}"]
    assert page.locator(".point.chosen").count() == page.locator("svg.front").count()


def test_the_list_and_the_table_choose_as_well(page):
    page.locator("#chooser").select_option("0")
    assert shown(page) == ["design-0"]
    page.locator("summary", has_text="Table of the front").click()
    page.locator('a[data-design="1"]').click()
    assert shown(page) == ["design-1"]
    assert page.locator("#design-1").is_visible()


def test_every_trade_off_is_read_by_hover_click_and_keys(page):
    charts = page.locator("svg.slice:visible")
    assert charts.count() >= 2
    for i in range(charts.count()):
        chart = charts.nth(i)
        reading = page.locator(f"#reading-{chart.get_attribute('data-slice')}")
        chart.scroll_into_view_if_needed()
        box = chart.bounding_box()
        seen = [reading.inner_text()]
        for share in PLACES:
            spot = {"x": box["width"] * share, "y": box["height"] * 0.6}
            chart.hover(position=spot)
            seen.append(reading.inner_text())
        assert len(set(seen)) >= 3, seen
        chart.click(position={"x": box["width"] * 0.4, "y": box["height"] * 0.6})
        clicked = reading.inner_text()
        assert re.search(r"mol %.*\d", clicked) and clicked not in seen[:1]
        keyed = set()
        for key in ("ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown"):
            chart.press(key)
            keyed.add(reading.inner_text())
        assert keyed - {clicked}, clicked


def test_a_batch_is_reckoned_anew(page):
    masses = page.locator('article:not([hidden]) td[data-kind="g"]')
    solvent = page.locator('article:not([hidden]) td[data-kind="solvent"]').first
    before, kept = numbers(masses), [c.text_content() for c in masses.all()]
    page.locator("#mass").fill("200")
    assert numbers(masses) == pytest.approx([2 * v for v in before], rel=2e-3)
    page.locator("#mass").fill("100")
    assert masses.all_text_contents() == kept  # as they were written without any script
    page.locator("#solids").fill("10")
    assert float(solvent.text_content()) == pytest.approx(9 / 4 * page_solvent(page), rel=1e-3)
    page.locator("#basis").select_option("varnish")
    total = page.locator('article:not([hidden]) td[data-kind="varnish"]').first
    assert float(total.text_content()) == pytest.approx(100)
    said = page.locator("article:not([hidden]) .batch-words").first.inner_text()
    assert said == "100 g of varnish of 10 wt % solids"
    for wrong in ("0", "-3", "", "1,000", "1,000.5", "abc"):
        page.locator("#mass").fill(wrong)
        assert page.locator("#batch-message").inner_text().startswith("Enter a mass above 0 g")
    page.locator("#mass").fill("")
    page.locator("#mass").press_sequentially("250,5")
    assert page.locator("#batch-message").is_hidden()
    assert float(total.text_content()) == pytest.approx(250.5)
    page.locator("#mass").fill("1e-3")
    assert page.locator("#batch-message").is_hidden()
    page.locator("#chooser").select_option("0")
    other = page.locator('article:not([hidden]) td[data-kind="varnish"]').first
    assert float(other.text_content()) == pytest.approx(1e-3)


def page_solvent(page):
    """Return the solvent for 100 g of polyimide at 20 wt % solids, from the acid per imide."""
    imide = page.locator('article:not([hidden]) td[data-kind="imide"]').first
    return 100 / float(imide.get_attribute("data-per-acid")) * 4


def test_the_tabulator_reaches_everything_and_shows_where_it_is(page):
    wanted = page.evaluate(REACHABLE)
    assert wanted > 15
    page.evaluate("document.activeElement.blur(); window.reached = new Set(); window.dim = []")
    for _ in range(wanted + 12):
        page.keyboard.press("Tab")
        page.evaluate(NOTED)
    assert page.evaluate("unreached().map(e => e.outerHTML.slice(0, 90))") == []
    assert page.evaluate("window.dim") == []


REACHABLE = """() => {
  const asked = 'a[href], button, input, select, summary, [tabindex="0"]';
  window.unreached = () => [...document.querySelectorAll(asked)]
    .filter((e) => e.checkVisibility() && !e.disabled && !window.reached.has(e));
  window.reached = new Set();
  return window.unreached().length;
}"""

NOTED = """() => {
  const at = document.activeElement;
  if (at === document.body) return;
  window.reached.add(at);
  const style = getComputedStyle(at);
  if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2)
    window.dim.push(at.outerHTML.slice(0, 90));
}"""


def shown(page):
    return page.locator("article.design:not([hidden])").evaluate_all("all => all.map(a => a.id)")


def numbers(cells):
    return [float(text) for text in cells.all_text_contents()]
