"""What the page's script writes can be read out: no '-0', no interval that is none."""

import re

import polyopt as po
from polyopt.report.page import report_page
from tests.browser.test_slices import close, opened, settled

PALETTE = {"dianhydrides": ["PMDA", "BPDA"], "diamines": ["PDA", "ODA", "mTB"]}
SLIP = re.compile(r"\bNaN\b|undefined|Infinity|\bnull\b|\bnan\b|\binf\b|(?<![\d.])-0(?![\d.])")
TABLE = "dianhydride,PDA,ODA,mTB\nPMDA,400,390,380\nBPDA,330,280,310\n"


def problem(folder, **layer):
    objectives = [{"minimize": "layers.A.cte"}, {"maximize": "layers.A.tg"}]
    source = {"layers": {"A": {**PALETTE, **layer}}, "objectives": objectives}
    return po.Problem.from_dict(source, folder)


def test_no_share_makes_the_page_say_what_is_no_number(browser, tmp_path):
    result = po.search(problem(tmp_path), budget=512, prove=False)
    page = opened(browser, report_page(result), tmp_path)
    slider = page.get_by_label("ODA", exact=True)
    output, around = set(), []
    for share in range(0, 101, 2):
        slider.fill(str(share))
        settled(page)
        section = page.locator("section[aria-labelledby=tradeoffs]").inner_text()
        output |= set(SLIP.findall(section))
        words = page.locator(".predicted").inner_text()
        around.append(int(re.search(r"ppm/K \(90 %: (-?\d+) to", words)[1]))
    close(page)
    assert min(around) < 0 < max(around) and 0 in around, around  # passes what rounds to nothing
    assert not output


def test_a_table_of_values_has_no_interval(browser, tmp_path):
    (tmp_path / "pairs.csv").write_text(TABLE, encoding="utf-8")
    made = problem(tmp_path, models={"tg": {"pairs": "pairs.csv"}})
    result = po.search(made, budget=512, prove=False)
    page = opened(browser, report_page(result), tmp_path)
    page.get_by_label("PDA", exact=True).fill("100")
    settled(page)
    words = page.locator(".predicted").inner_text()
    assert re.match(r"Tg \d+ °C \(interval not known\); CTE \d+ ppm/K \(90 %: ", words), words
    chart = page.get_by_role("img", name=re.compile("^Tg from")).first
    chart.press("ArrowRight")
    reading = page.locator(f"#reading-{chart.get_attribute('data-slice')}").inner_text()
    assert re.search(r"mol %: Tg [\d.]+ °C", reading), reading
    close(page)


def test_limits_are_told_with_their_units(browser, tmp_path):
    asked = problem(tmp_path, require=[{"sum": ["PDA", "mTB"], "min": 0.4}])
    source = dict(asked.source) | {"require": [{"quantity": "layers.A.tg", "min": 250}]}
    result = po.search(po.Problem.from_dict(source, tmp_path), budget=512, prove=False)
    page = opened(browser, report_page(result), tmp_path)
    settled(page)
    rows = page.locator(".explore-limits tbody tr").all_inner_texts()
    close(page)
    (share,) = (row for row in rows if "PDA + mTB" in row)
    (limit,) = (row for row in rows if row.startswith("layers.A.tg >= 250"))
    assert 40 <= float(re.search(r"([\d.]+) mol %", share)[1]) <= 100
    assert float(re.search(r"([\d.]+) °C", limit)[1]) > 250
