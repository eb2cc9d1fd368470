"""The interactive plots in a browser: nothing is asked of the network, a hover tells the point."""

import pytest

pytest.importorskip("plotly")
MIDDLE = """(kind) => {
    const points = [...document.querySelectorAll(kind)];
    const box = points[Math.floor(points.length / 2)].getBoundingClientRect();
    return [box.x + box.width / 2, box.y + box.height / 2];
}"""


@pytest.mark.parametrize(
    ("plot", "expected"),
    [
        ("plot_pareto", ["design ", "A, ", "PMDA", "probability"]),
        ("plot_ternary", ["mTB ", " mol %", "Tg ", "90 %: "]),
    ],
)
def test_a_hover_tells_the_point(plot, expected, small_run, browser, tmp_path):
    arguments = ["A"] if plot == "plot_ternary" else []
    made = getattr(small_run[1], plot)(*arguments, interactive=True)
    made.write_html(tmp_path / "plot.html")
    page = browser.new_page(viewport={"width": 900, "height": 600})
    complaints, asked = [], []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto((tmp_path / "plot.html").as_uri())
    page.wait_for_selector(".points path")
    x, y = page.evaluate(MIDDLE, ".points path")
    page.mouse.move(x, y)
    page.mouse.move(x + 0.5, y + 0.5)
    page.wait_for_selector(".hoverlayer text")
    shown = " ".join(page.locator(".hoverlayer text").all_text_contents())
    page.close()
    assert all(word in shown for word in expected), shown
    assert complaints == []
    assert len(asked) == 1
