"""Plots of what is awkward: nothing, one point, gaps, hostile names, many objectives, panels."""

import sys
from dataclasses import replace

import numpy as np
import pytest

import polyopt as po
from polyopt.display.text_width import text_width
from polyopt.errors import DomainError
from polyopt.measurements.dma_curve import DmaCurve
from polyopt.own_data.validate import Validation
from polyopt.plots.figures import label_lines
from polyopt.plots.interactive_shares import interactive_shares
from polyopt.plots.monomer_shares import _line, _triangle
from polyopt.prediction.explain import GroupRow, explain
from polyopt.report.slices import Slice, simplex_grid

figure = pytest.importorskip("matplotlib.figure")
pytest.importorskip("plotly")
HOSTILE = "<script>alert(1)</script>$\\frac{%{x}\u202e" + "聚" * 200
HOSTILE_MONOMER = "<img src=x onerror=alert(1)>$\\frac{"


@pytest.fixture
def ax():
    return figure.Figure(layout="constrained").add_subplot()


def all_text(ax):
    found = [ax.title, ax.xaxis.label, ax.yaxis.label, *ax.texts]
    legend = ax.get_legend()
    return [t.get_text() for t in [*found, *(legend.get_texts() if legend else [])]]


def test_without_a_front_there_is_no_plot(small_run):
    none = replace(small_run[1], designs=(), status="infeasible")
    for draw in (none.plot_pareto, lambda **k: none.plot_ternary("A", **k)):
        for interactive in (False, True):
            with pytest.raises(po.UsageError, match="see result.conflict for the reason"):
                draw(interactive=interactive)


def test_one_design_is_a_front(small_run, ax):
    one = replace(small_run[1], designs=small_run[1].designs[:1])
    one.plot_pareto(ax=ax).canvas.draw()
    assert len(ax.collections[0].get_offsets()) == 1
    assert len(one.plot_pareto(interactive=True).data[0].x) == 1


def with_objectives(result, *values):
    """Return a result with other objectives: their labels and their values for all designs."""
    designs = tuple(
        replace(d, objectives=tuple(v[i] for _, v in values)) for i, d in enumerate(result.designs)
    )
    return replace(result, designs=designs, objectives=tuple((e, "minimize") for e, _ in values))


def test_one_objective_stands_beside_the_probability(small_run, ax):
    n = len(small_run[1].designs)
    one = with_objectives(small_run[1], ("layers.A.tg", np.linspace(200, 300, n).tolist()))
    one.plot_pareto(ax=ax)
    assert "probability" in ax.get_ylabel()


def test_a_third_objective_is_shown_by_the_shade(small_run, ax):
    n = len(small_run[1].designs)
    rising = np.linspace(0, 1, n)
    three = with_objectives(
        small_run[1],
        ("layers.A.tg", (300 + rising).tolist()),
        ("layers.A.cte", (30 - rising).tolist()),
        ("layers.A.thickness", (rising**2).tolist()),
    )
    three.plot_pareto(ax=ax).canvas.draw()
    np.testing.assert_allclose(ax.collections[0].get_array(), rising**2)
    assert "thickness [µm]" in ax.figure.axes[1].get_ylabel().replace("\n", " ")
    shown = three.plot_pareto(2, 0, interactive=True).data[0]
    np.testing.assert_allclose(shown.marker.color, 30 - rising)
    assert "layers.A.thickness" in shown.hovertext[0]


def test_a_gap_in_the_values_is_a_gap_in_the_front(small_run, ax):
    n = len(small_run[1].designs)
    gappy = [float("nan"), *np.linspace(0, 1, n - 1).tolist()]
    two = with_objectives(small_run[1], ("layers.A.tg", gappy), ("layers.A.cte", [1.0] * n))
    two.plot_pareto(ax=ax).canvas.draw()
    two.plot_pareto(interactive=True).to_json()


def test_a_long_expression_is_folded_and_a_hostile_one_harmless(small_run, ax):
    n = len(small_run[1].designs)
    long = " + ".join(["abs(layers.A.cte - film.cte)"] * 9)
    two = with_objectives(small_run[1], (long, [1.0] * n), (HOSTILE, [2.0] * n))
    two.plot_pareto(ax=ax).canvas.draw()
    lines = [*ax.get_xlabel().splitlines(), *ax.get_ylabel().splitlines()]
    assert len(lines) <= 6
    assert max(map(text_width, lines)) <= 60
    assert_harmless(two.plot_pareto(interactive=True))


def assert_harmless(made):
    """Nothing of a name is markup, a formula, or turns the direction of the text."""
    held = made.to_dict()
    texts = [t for trace in held["data"] for t in np.atleast_1d(trace.get("hovertext", ""))]
    texts += [
        held["layout"].get(k, {}).get("title", {}).get("text", "") for k in ("xaxis", "yaxis")
    ]
    assert any("&lt;" in t for t in texts)
    for text in texts:
        kept = text.replace("<br>", "").replace("<b>", "").replace("</b>", "")
        assert not set("<>$\u202e") & set(kept), text
        assert all(len(line) < 400 for line in text.split("<br>"))
    page = made.to_html(include_plotlyjs=False)
    assert "<script>alert" not in page
    assert "<img" not in page


@pytest.fixture(scope="module")
def hostile_run(tmp_path_factory):
    source = {
        "problem": {"title": "Hostile"},
        "film": {"material": "Kapton HN"},
        "layers": {
            "A": {
                "dianhydrides": ["PMDA"],
                "diamines": [
                    "ODA",
                    "PDA",
                    {"name": HOSTILE_MONOMER, "smiles": "Nc1ccc(CCc2ccc(N)cc2)cc1"},
                ],
                "require": [{"sum": ["ODA"], "min": 0.2, "max": 0.6}],
            }
        },
        "objectives": [{"maximize": "layers.A.tg"}],
    }
    problem = po.Problem.from_dict(source, tmp_path_factory.mktemp("hostile"))
    return po.search(problem, budget=512)


def test_hostile_monomers_are_shown_as_they_are_written(hostile_run, ax):
    hostile_run.plot_ternary("A", ax=ax).canvas.draw()
    assert any("<img" in text for text in all_text(ax))
    assert_harmless(hostile_run.plot_ternary("A", interactive=True))
    pair = hostile_run.plot_ternary("A", monomers=["ODA", HOSTILE_MONOMER], interactive=True)
    assert_harmless(pair)


def test_the_monomers_may_be_chosen(hostile_run):
    shown = hostile_run.plot_ternary("A", monomers=["PDA", "ODA"]).axes[0]
    assert shown.get_xlabel() == "PDA [mol %], the rest ODA"
    for wrong, says in (
        (["ODA"], "two or three different"),
        (["ODA", "ODA"], "two or three different"),
        (["ODA", "PMDA"], "unknown monomer 'PMDA'"),
        (["ODA", "PdA"], "did you mean"),
    ):
        with pytest.raises(po.UsageError, match=says):
            hostile_run.plot_ternary("A", monomers=wrong)


def test_a_point_tells_shares_value_interval_and_broken_limit(hostile_run):
    traces = {t.name: t for t in hostile_run.plot_ternary("A", interactive=True).data}
    good, bad = traces["meets all limits"], traces["breaks a limit"]
    assert len(good.a) + len(bad.a) == 496
    assert all("mol %" in t and "90 %: " in t and "meets all limits" in t for t in good.hovertext)
    assert all("limit broken: " in t for t in bad.hovertext)
    np.testing.assert_allclose(np.add(np.add(good.a, good.b), good.c), 100.0)
    values = np.array([*good.marker.color, *bad.marker.color])
    said = [float(t.split("Tg ")[1].split(" ")[0]) for t in (*good.hovertext, *bad.hovertext)]
    np.testing.assert_allclose(said, values, atol=0.51)


@pytest.mark.parametrize("values", ["gap", "flat", "none"])
@pytest.mark.parametrize("parts", [2, 3])
def test_slices_with_gaps_or_without_slope_or_interval(parts, values, ax):
    shares = simplex_grid(parts, 10)
    mean = np.full(len(shares), 300.0)
    if values == "gap":
        mean = 300 + 100 * shares[:, 0]
        mean[3] = np.nan
    elif values == "none":
        mean[:] = np.nan
    piece = Slice(
        layer="A",
        role="diamine",
        members=tuple(range(parts)),
        monomers=("a", "b", "c")[:parts],
        shares=shares,
        total=1.0,
        mean={"tg": mean},
        sd={"tg": np.full(len(shares), np.nan)},
        broken=("some limit",) * len(shares),
        chosen=(1.0 / parts,) * parts,
    )
    (_triangle if parts == 3 else _line)(ax, piece, "tg")
    ax.figure.canvas.draw()
    made = interactive_shares(piece, "tg", "title")
    assert "90 %: " not in made.to_json()


def test_groups_without_a_standard_error(ax):
    found = explain(po.Composition.parse("PMDA // ODA"))[1]
    gappy = replace(found, groups=(GroupRow(HOSTILE, 1.0, -3.0, float("nan")),))
    po.plots.contributions(gappy, ax=ax).canvas.draw()
    assert "adds to CTE [ppm/K]" in all_text(ax)
    empty = po.plots.contributions(replace(found, groups=()))
    empty.canvas.draw()
    with pytest.raises(po.UsageError, match="unknown quantity 'colour'"):
        po.plots.contributions("PMDA // ODA", "colour")


def test_margins_of_hostile_unknown_and_no_claims(small_run, ax):
    verdict = small_run[1].best().verdicts[0]
    odd = [
        replace(verdict, id=HOSTILE),
        replace(verdict, verdict="unknown", margin=None, probability=None),
        replace(verdict, margin=float("inf")),
    ]
    po.plots.claim_margins(odd, ax=ax).canvas.draw()
    assert [p.get_width() for p in ax.patches] == [0.0, 0.0, pytest.approx(verdict.margin)]
    assert all(text_width(t.get_text()) <= 80 for t in ax.get_yticklabels())
    with pytest.raises(po.UsageError, match="no claim was judged"):
        po.plots.claim_margins([])


def test_a_single_film_and_films_without_an_interval(tmp_path, ax):
    table = tmp_path / "films.csv"
    table.write_text("dianhydrides,diamines,tg_degC\nPMDA,ODA,400\n")
    found = po.validate(table)
    bare = [replace(f, low=float("nan"), high=float("nan")) for f in found.films]
    po.plots.parity(Validation(tuple(bare), found.scores), ax=ax).canvas.draw()
    assert ax.get_xlabel() == "measured Tg [°C]"


def test_a_dma_curve_that_never_softens(ax):
    t = np.linspace(100, 400, 60)
    curve = DmaCurve.of(t, 3e9 - 1e6 * t)
    po.plots.dma(curve, 250.0, limit=1e5, ax=ax).canvas.draw()
    assert "window for bonding" not in all_text(ax)
    assert "limit 0.1 MPa: unmet" in all_text(ax)
    analysis = po.analyze_dma(curve, tg=250.0)
    assert po.plots.dma(analysis).axes[0].get_xlabel() == "temperature [°C]"
    with pytest.raises(DomainError, match="does not hold its curve"):
        po.plots.dma(replace(analysis, curve=None))


def test_axes_may_lie_in_a_part_of_a_figure(small_run):
    whole = figure.Figure(figsize=(9, 7), layout="constrained")
    left, right = whole.subfigures(1, 2)
    assert small_run[1].plot_pareto(ax=left.subplots(2, 1)[0]) is whole
    assert small_run[1].plot_ternary("A", ax=right.subplots()) is whole
    whole.canvas.draw()


@pytest.mark.parametrize("module", ["matplotlib.figure", "plotly.graph_objects"])
def test_a_missing_package_is_named_in_one_line(module, small_run, monkeypatch):
    monkeypatch.setitem(sys.modules, module, None)  # an import of it fails
    package = module.partition(".")[0]
    with pytest.raises(po.UsageError, match=rf"needs {package}: install polyopt\[plot\]$"):
        small_run[1].plot_pareto(interactive=package == "plotly")


def test_an_interactive_plot_takes_no_axes(small_run, ax):
    with pytest.raises(po.UsageError, match="has no ax"):
        small_run[1].plot_pareto(ax=ax, interactive=True)


def test_labels_are_folded_at_words():
    assert label_lines("one two three", 8) == "one two\nthree"
    assert label_lines(" ".join(["word"] * 30), 10).splitlines()[-1].startswith("word")
    assert len(label_lines(" ".join(["word"] * 30), 10).splitlines()) == 3


def test_every_plot_is_listed_and_documented():
    for name in po.plots.__all__:
        said = getattr(po.plots, name).__doc__
        for part in ("Parameters", "Returns", "Raises", "ax : Axes, optional"):
            assert part in said, (name, part)
