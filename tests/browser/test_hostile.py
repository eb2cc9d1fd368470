"""Names that try to harm do nothing in the report and nothing in the workbook."""

import zipfile

import openpyxl
import pytest

from tests.browser.hostile_problem import COMMAND, HEBREW, SCRIPT


def test_hostile_names_run_nothing_and_fit_a_telephone(visit, artefacts):
    opened = visit("hostile")
    page = opened.page
    assert page.evaluate("document.scripts.length") == 2
    assert page.locator("img, iframe, object, embed, link, base").count() == 0
    parts = page.locator("section, th, td, p")
    assert "rtl" not in parts.evaluate_all("all => all.map(e => getComputedStyle(e).direction)")
    shown = page.locator("body").inner_text()
    assert SCRIPT in shown and HEBREW in shown
    assert not set("\u202e\u200b\u200d\ufeff") & set(shown)
    for width in (400, 1280):
        opened.resized(width)
        opened.assert_fits()
        page.screenshot(path=artefacts / f"hostile-{width}.png", full_page=True)
    page.locator("svg.front").first.press("ArrowRight")
    page.locator("svg.slice").first.press("ArrowRight")
    for summary in page.locator("summary:visible").all():
        summary.click()
    opened.resized(400)
    opened.assert_fits()
    assert not opened.dialogs


def test_hostile_names_print_on_whole_pages(visit, artefacts):
    pytest.importorskip("pypdfium2")
    page = visit("hostile").page
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 680, "height": 1000})
    root = "document.documentElement"
    assert page.evaluate(f"{root}.scrollWidth <= {root}.clientWidth")
    page.pdf(path=artefacts / "hostile.pdf", format="A4")


def test_the_workbook_of_a_hostile_problem_holds_nothing_to_run(run_folder):
    path = run_folder("hostile") / "result.xlsx"
    book = openpyxl.load_workbook(path)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert len(cells) > 100
    assert not [cell.coordinate for cell in cells if cell.data_type == "f" or cell.hyperlink]
    texts = [cell.value for cell in cells if isinstance(cell.value, str)]
    assert any(COMMAND in text for text in texts)
    assert not [text[:40] for text in texts if text.lstrip()[:1] in tuple("=+@\t\r")]
    with zipfile.ZipFile(path) as parts:
        assert not [n for n in parts.namelist() if "externalLink" in n or n.endswith(".bin")]
        for part in parts.namelist():
            content = parts.read(part)
            assert b"<f>" not in content and b"<f " not in content and b"ddeLink" not in content
