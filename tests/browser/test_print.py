"""What comes out of the printer: whole, in order, and only what belongs on paper."""

import re
from dataclasses import dataclass
from functools import cache

import numpy as np
import pytest

from tests.browser.visit import Visit, ink

pdfium = pytest.importorskip("pypdfium2")

POINTS_PER_MM = 72 / 25.4
SCALE = 100 / 72
A4 = (210 * POINTS_PER_MM, 297 * POINTS_PER_MM)
SIDE, HEAD, FOOT = 15, 17, 16
"""Margins of the page. [mm]"""


NAMES = ["default", "crosslinked-metal-clad-laminate", "infeasible"]


@pytest.fixture(scope="session")
def printouts(browser, run_folder, artefacts):
    """Return a report as it is printed, with a batch of 250 g asked for where there is one."""

    @cache
    def made(name):
        visit = Visit(browser, run_folder(name) / "report.html")
        if visit.page.locator("#mass").count():
            visit.page.locator("#mass").fill("250")
        path = artefacts / f"{name}.pdf"
        visit.page.pdf(path=path, format="A4")
        chosen = visit.page.locator("article.design:not([hidden])")
        found = Printout(
            pdfium.PdfDocument(path),
            visit.page.locator("h1").inner_text(),
            visit.page.locator("h2, h3, h4, caption, figcaption").all_text_contents(),
            chosen.locator("caption").all_text_contents(),
            chosen.locator("details.printed tbody tr > *:last-child").all_text_contents(),
        )
        visit.page.close()
        visit.assert_silent()
        return found

    return made


@dataclass(frozen=True)
class Printout:
    """A printed report, and of its page the title, headings, captions and limitations."""

    pages: pdfium.PdfDocument
    title: str
    headings: list[str]
    captions: list[str]
    limitations: list[str]


@pytest.mark.parametrize("name", NAMES)
def test_pages_are_whole_and_keep_their_margins(printouts, artefacts, name):
    pages = printouts(name).pages
    assert 1 <= len(pages) <= 14
    for i, sheet in enumerate(pages, start=1):
        assert sheet.get_size() == pytest.approx(A4, abs=1)
        picture = sheet.render(scale=SCALE).to_pil()
        picture.save(artefacts / f"{name}-print-{i:02}.png")
        pixels = np.asarray(picture)
        assert ink(pixels) > 0.002, f"page {i} is blank"
        margin = int((SIDE - 1) * POINTS_PER_MM * SCALE)
        assert ink(pixels[:, :margin]) == ink(pixels[:, -margin:]) == 0, f"page {i} is cut off"


@pytest.mark.parametrize("name", NAMES)
def test_headings_stay_with_what_they_head(printouts, name):
    printout = printouts(name)
    heads = {plain(heading) for heading in printout.headings}
    for i, sheet in enumerate(printout.pages, start=1):
        last = lowest_line(sheet)
        assert last and plain(last) not in heads, f"page {i} ends with the heading {last!r}"


@pytest.mark.parametrize("name", NAMES)
def test_the_chosen_design_is_printed_in_full_and_no_other(printouts, name):
    printout = printouts(name)
    output = plain(" ".join(sheet.get_textpage().get_text_range() for sheet in printout.pages))
    assert output.count(plain(printout.title)[:60]) >= 1 + len(printout.pages)
    if name == "infeasible":
        assert "layers.A.cte" in output
        return
    assert len(printout.captions) >= 5
    for caption in printout.captions:
        assert plain(caption) in output, caption
    amic = name != "crosslinked-metal-clad-laminate"  # isocyanates form no amic acid
    made = "polyimide after cure" if amic else "resin after full condensation"
    assert f"250 g of {made}" in output
    assert len(re.findall(r"Design \d+ of \d+", output)) == 1
    assert len(printout.limitations) > 10
    for limitation in printout.limitations:
        assert plain(limitation)[:25] in output, limitation
    for hint in ("Batch of", "To its recipe", "Chosen: Design", "Skip to the content"):
        assert hint not in output


def test_forms_and_hints_stay_on_the_screen(visit):
    page = visit("default").page
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 680, "height": 1000})  # what A4 leaves between margins
    for hidden in ("nav", "#chooser", "#batch", "#hint", ".skip", ".cursor >> nth=0"):
        assert page.locator(hidden).is_hidden(), hidden
    root = "document.documentElement"
    assert page.evaluate(f"{root}.scrollWidth <= {root}.clientWidth")
    cut = page.evaluate(
        "[...document.querySelectorAll('.wide, figure, article')]"
        ".filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.textContent.slice(0, 60))"
    )
    assert not cut
    page.emulate_media(media="screen")
    assert not page.locator("details[open]").count()


def plain(text):
    """Return letters and digits with single spaces, as PDF and page write them alike."""
    return " ".join(re.sub(r"[\u2066-\u2069\u200b\ufffe]", "", text).split())


def lowest_line(sheet):
    """Return the lowest line of a page's own text, above its foot."""
    text = sheet.get_textpage()
    boxes = [text.get_rect(i) for i in range(text.count_rects())]
    own = [box for box in boxes if box[1] > FOOT * POINTS_PER_MM]
    if not own:
        return ""
    low = min(box[1] for box in own)
    return " ".join(
        text.get_text_bounded(*box) for box in sorted(own) if abs(box[1] - low) < 2
    ).strip()
