"""Every plot draws on the axes it is given, returns its figure, and labels its units."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import polyopt as po
from polyopt.equations.normal_interval import Z90
from polyopt.measurements.dma_file import read_dma
from polyopt.prediction.explain import explain
from polyopt.report.contours import contour_segments, corner_places, triangles
from polyopt.report.scales import Scale, ticks
from polyopt.report.slices import simplex_grid

figure = pytest.importorskip("matplotlib.figure")
CURVES = Path(__file__).parents[1] / "claims" / "curves"


@pytest.fixture
def ax():
    return figure.Figure().add_subplot()


def drawn(made, ax, *words):
    """A plot is on the axes given, and its labels hold these words."""
    assert made is ax.figure
    made.canvas.draw()
    texts = [ax.get_xlabel(), ax.get_ylabel(), ax.get_title(), *(t.get_text() for t in ax.texts)]
    output = " ".join(" ".join(texts).split())
    for word in words:
        assert word in output, (word, output)


def test_pareto(small_run, ax):
    result = small_run[1]
    drawn(result.plot_pareto(ax=ax), ax, "[ppm/K], minimize", "[°C], maximize")
    front = ax.collections[0].get_offsets()
    np.testing.assert_allclose(front, [d.objectives for d in result.designs])
    assert isinstance(result.plot_pareto(), figure.Figure)


def test_pareto_needs_a_front_and_its_objectives(small_run):
    with pytest.raises(po.UsageError, match="objectives 0 to 1"):
        po.plots.pareto(small_run[1], 0, 2)


@pytest.mark.parametrize(("quantity", "unit"), [("tg", "[°C]"), ("cte", "[ppm/K]")])
def test_ternary(small_run, ax, quantity, unit):
    drawn(small_run[1].plot_ternary("A", quantity, ax=ax), ax, unit, "mol %")


def test_ternary_of_one_monomer_or_an_unknown_layer_is_refused(small_run):
    with pytest.raises(po.UsageError, match="nothing can vary in layer B"):
        small_run[1].plot_ternary("B")
    with pytest.raises(po.UsageError, match="unknown layer 'C'"):
        small_run[1].plot_ternary("C")
    with pytest.raises(po.UsageError, match="unknown quantity"):
        small_run[1].plot_ternary("A", "colour")


def test_a_name_that_looks_like_a_formula_is_drawn_as_it_is(tmp_path, ax):
    source = {
        "problem": {"title": "Dollars"},
        "film": {"material": "Kapton HN"},
        "layers": {
            "A": {
                "dianhydrides": ["PMDA"],
                "diamines": ["ODA", {"name": "$\\frac{$", "smiles": "Nc1ccc(CCc2ccc(N)cc2)cc1"}],
                "require": [{"sum": ["ODA"], "min": 0.2, "max": 0.8}],
            }
        },
        "objectives": [{"maximize": "layers.A.tg"}],
    }
    result = po.search(po.Problem.from_dict(source, tmp_path), budget=256)
    drawn(result.plot_ternary("A", ax=ax), ax, "frac")


def test_contributions(ax):
    tg, _ = explain(po.Composition.parse("PMDA // ODA"))
    drawn(po.plots.contributions(tg, most=6, ax=ax), ax, "adds to Tg [°C]")
    widths = [p.get_width() for p in ax.patches]
    assert widths == pytest.approx([g.contribution for g in tg.groups[:6]][::-1])


def test_claim_margins(small_run, ax):
    verdicts = small_run[1].best().verdicts
    drawn(po.plots.claim_margins(verdicts, ax=ax), ax, "margin [", "met, predicted")
    assert ax.patches[0].get_width() == pytest.approx(verdicts[0].margin)


@pytest.fixture
def laminate():
    return po.Laminate(
        layers=(
            po.Layer("A", po.Composition.parse("PMDA // PDA:50;ODA:50"), thickness=4, modulus=4.0),
            po.Layer("B", po.Composition.parse("ODPA // TPE-R"), thickness=1.5, modulus=2.5),
        ),
        film=po.shipped_film("Kapton HN"),
        metal=replace(po.shipped_metal("copper"), thickness=12.0),
    )


def test_curl_is_that_of_a_check_of_each_thickness(laminate, ax):
    checked = po.check(laminate, claims="heat-resistant-laminate:1")
    drawn(
        po.plots.curl(checked, "A", [2.0, 8.0], ax=ax), ax, "thickness of layer A [µm]", "[1/m]",
        "not validated",
    )  # fmt: skip
    thick = replace(laminate, layers=(replace(laminate.layers[0], thickness=8), laminate.layers[1]))
    wanted = po.check(thick, claims="heat-resistant-laminate:1").curl
    assert [line.get_ydata()[1] for line in ax.lines[:2]] == pytest.approx(
        [c.curvature for c in wanted]
    )
    for band, curl in zip(ax.collections, wanted, strict=True):
        x, y = band.get_paths()[0].vertices.T
        ends = min(y[x == 8]), max(y[x == 8])
        assert ends == pytest.approx(curl.bounds(Z90)[:2])


def test_curl_says_what_it_lacks(laminate):
    with pytest.raises(po.UsageError, match="unknown member 'Z'"):
        po.plots.curl(laminate, "Z")
    with pytest.raises(po.UsageError, match="more than 0"):
        po.plots.curl(laminate, "film", [0.0])
    bare = replace(laminate, metal=po.shipped_metal("copper"))
    with pytest.raises(po.UsageError, match="thickness of metal is not declared"):
        po.plots.curl(bare, "metal")
    assert po.plots.curl(bare, "metal", [9, 18]).axes[0].lines
    soft = replace(laminate, layers=(replace(laminate.layers[0], modulus=None),))
    with pytest.raises(po.UsageError, match=r"declare \[layers.A\] modulus_GPa"):
        po.plots.curl(soft, "film")


def test_dma(ax):
    curve = read_dma(CURVES / "soft.csv")
    drawn(po.plots.dma(curve, 240, ax=ax), ax, "temperature [°C]", "modulus [Pa]")
    assert "window for bonding" in [t.get_text() for t in ax.get_legend().get_texts()]


def test_parity(tmp_path, ax):
    table = tmp_path / "films.csv"
    table.write_text("dianhydrides,diamines,tg_degC\nPMDA,ODA,400\nBPDA,PDA,350\nODPA,ODA,260\n")
    drawn(po.plots.parity(po.validate(table), "tg", ax=ax), ax, "measured Tg [°C]")
    with pytest.raises(po.UsageError, match="no film") as refused:
        po.plots.parity(po.validate(table), "cte")
    assert refused.value.remedy == "known: tg"


def test_contours_of_a_plane_are_straight_and_complete():
    shares = simplex_grid(3, 10)
    places, cells = corner_places(shares), triangles(shares)
    assert len(cells) == 100
    pieces = list(contour_segments(places, cells, 100 * shares[:, 0], 45.0))
    heights = np.array([end[1] for piece in pieces for end in piece])
    np.testing.assert_allclose(heights, 0.45 * np.sqrt(3) / 2)
    assert sum(abs(b[0] - a[0]) for a, b in pieces) == pytest.approx(0.55)


@pytest.mark.parametrize(("low", "high"), [(0, 1), (-3, 5e5), (1e-9, 2e-9), (0.93, 0.986)])
def test_ticks_are_few_and_inside(low, high):
    found = ticks(low, high)
    assert 2 <= len(found) <= 7
    assert low - 1e-12 * abs(low) <= min(found) and max(found) <= high * (1 + 1e-12)


def test_a_scale_survives_what_cannot_be_drawn():
    for values in ([], [np.nan], [3.0, 3.0], [0.0]):
        scale = Scale.around(values, 0, 100)
        assert scale.low < scale.high
        assert scale.ticks()
