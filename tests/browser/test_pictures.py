"""Pictures of reports, kept for people to look at; what a test can see of them is asserted."""

import re
from io import BytesIO

import numpy as np
import pytest

from tests.browser.visit import NARROW, WIDE, ink

NAMES = ["default", "crosslinked-metal-clad-laminate", "infeasible"]
LEGIBLE = 4.5
"""Least contrast of text (WCAG 2.2, success criterion 1.4.3)."""


@pytest.mark.parametrize("name", NAMES)
def test_screens_are_drawn_and_fit(visit, artefacts, name):
    image = pytest.importorskip("PIL.Image")
    opened = visit(name)
    for width in (WIDE, NARROW):
        opened.resized(width)
        shot = opened.page.screenshot(full_page=True, path=artefacts / f"{name}-{width}.png")
        pixels = np.asarray(image.open(BytesIO(shot)))
        assert pixels.shape[1] == width and pixels.shape[0] > 900
        assert 0.02 < ink(pixels) < 0.5
        right = pixels[:, width // 2 :]
        assert ink(right) > 0.01
        opened.assert_fits()


@pytest.mark.parametrize("name", NAMES)
def test_text_is_legible_in_colour_and_in_grey(visit, name):
    """Contrast is a ratio of luminances, so what holds here holds on a grey printer."""
    page = visit(name).page
    for media in ("screen", "print"):
        page.emulate_media(media=media)
        found = page.evaluate(CONTRASTS)
        assert len(found) > 20
        faint = [entry for entry in found if entry["ratio"] < LEGIBLE]
        assert not faint, faint[:5]


def test_nothing_is_told_by_colour_alone(visit):
    page = visit("crosslinked-metal-clad-laminate").page
    for verdict, mark in (("met", "✓"), ("unmet", "✗"), ("unknown", "?")):
        cells = page.locator(f"td.{verdict}").all_text_contents()
        assert all(cell.strip().startswith(f"{mark} ") for cell in cells)
    assert page.locator("td.unknown").count()
    shapes = page.locator(".point.best > path, .point:not(.best) > circle")
    assert shapes.count() == page.locator(".point").count() > 1
    page.locator("svg.front").first.press("ArrowLeft")
    width = "e => parseFloat(getComputedStyle(e).strokeWidth)"
    chosen, other = (
        page.locator(f"{kind} > *:last-child").first.evaluate(width)
        for kind in (".point.chosen", ".point:not(.chosen)")
    )
    assert chosen >= 2 * other
    fills = {page.locator(f".stack rect.{kind}").first.get_attribute("fill") for kind in MEMBERS}
    assert len(fills) == len(MEMBERS) and all(fill.startswith("url(#") for fill in fills)


MEMBERS = ("metal", "layer")

CONTRASTS = """() => {
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((c) => c / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const ground = (e) => {
    for (let at = e; at; at = at.parentElement) {
      const colour = numbers(getComputedStyle(at).backgroundColor);
      if (colour.length < 4 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || !e.checkVisibility() || e.closest('title')) continue;
    if (e.closest('script, style, .skip, option')) continue;
    const style = getComputedStyle(e);
    const colour = numbers(e.closest('svg') ? style.fill : style.color);
    const pair = [light(colour), light(ground(e))].sort((a, b) => b - a);
    found.push({ ratio: (pair[0] + 0.05) / (pair[1] + 0.05), text: walk.currentNode.data,
      element: e.tagName });
  }
  return found;
}"""


def test_words_of_verdicts_stand_in_the_summary(visit):
    output = visit("crosslinked-metal-clad-laminate").page.locator(".verdict").all_inner_texts()
    assert output and all(re.match(r"[✓✗?] \d+ of \d+ ", words) for words in output)
