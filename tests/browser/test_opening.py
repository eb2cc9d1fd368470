"""A report opens offline and in silence, whatever it tells of."""

import pytest

NAMES = ["default", "crosslinked-metal-clad-laminate", "infeasible", "hostile"]


@pytest.mark.parametrize("name", NAMES)
def test_a_report_opens_in_silence_and_asks_for_nothing(visit, name):
    opened = visit(name)
    page = opened.page
    assert page.title().strip()
    assert page.locator("h1").inner_text().strip()
    for width in (1280, 400):
        opened.resized(width)
        page.mouse.wheel(0, 4000)
        opened.assert_fits()
    opened.assert_silent()


@pytest.mark.parametrize("name", ["default", "infeasible"])
def test_the_answer_comes_first(visit, name):
    page = visit(name).page
    first = page.locator("main > section").first
    box = first.bounding_box()
    assert box["y"] + min(box["height"], 400) < 900
    output = first.inner_text()
    wanted = ["layers.A.cte <= -50"] if name == "infeasible" else ["Tg", "CTE", "90 %", "of 5 met"]
    assert all(words in output for words in wanted), output


def test_every_entry_of_the_contents_leads_to_its_section(visit):
    page = visit("default").page
    links = page.locator("nav a")
    assert links.count() == page.locator("main > section").count()
    for i in range(links.count()):
        links.nth(i).click()
        heading = page.locator(links.nth(i).get_attribute("href"))
        assert heading.evaluate("e => e.getBoundingClientRect().top") >= 0
        assert heading.is_visible()


def test_what_moves_does_not_where_motion_is_unwanted(visit):
    page = visit("infeasible").page
    scroll = "getComputedStyle(document.documentElement).scrollBehavior"
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(scroll) == "auto"
    assert page.evaluate("document.getAnimations().length") == 0
