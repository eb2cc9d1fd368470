"""The front of a search as a plot that says what a point stands for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from polyopt.display.chance import chance_text
from polyopt.plots.figures import ACCENT, INK, for_plotly, plotly_graphs
from polyopt.report.labels import shares_words
from polyopt.results.designs import Design
from polyopt.results.found import Found

_MOST_LAYERS = 8


def interactive_front(
    result: Found,
    best: Design,
    values: Mapping[str, Sequence[float]],
    labels: Sequence[str],
    ax: Any = None,
) -> Any:
    """Return the front as a plotly figure.

    Parameters
    ----------
    result : Found
        What a search found; n designs.
    best : Design
        The recommended one.
    values : mapping of str to sequence of float, length n
        Values of the objectives by their labels.
    labels : sequence of str, two or three
        Those on the axes, and the one shown by the colour.
    ax : None
        An interactive plot has none.
    """
    graphs = plotly_graphs(ax)
    words = [_words(i, design, values, result.chance_of) for i, design in enumerate(result.designs)]
    marker: dict[str, Any] = {"size": 8, "color": INK, "line": {"width": 0.5, "color": "black"}}
    if len(labels) > 2:
        bar = {"title": {"text": for_plotly(labels[2], 60), "side": "right"}}
        marker |= {"color": list(values[labels[2]]), "colorscale": "Cividis", "colorbar": bar}
    place = result.designs.index(best)
    marked = {"size": 16, "symbol": "diamond-open", "color": ACCENT, "line": {"width": 2}}
    figure = graphs.Figure(
        [
            _points(graphs, "front", values, labels, range(len(words)), words, marker),
            _points(graphs, "recommended", values, labels, [place], words, marked),
        ]
    )
    figure.update_layout(
        template="simple_white",
        clickmode="event+select",
        hoverlabel={"align": "left", "bgcolor": "white", "font": {"color": "black"}},
        legend={"orientation": "h", "y": 1.1},
        xaxis_title=for_plotly(labels[0], 90),
        yaxis_title=for_plotly(labels[1], 70),
    )
    return figure


def _points(
    graphs: Any,
    name: str,
    values: Mapping[str, Sequence[float]],
    labels: Sequence[str],
    places: Sequence[int],
    words: Sequence[str],
    marker: Mapping[str, Any],
) -> Any:
    return graphs.Scatter(
        x=[values[labels[0]][i] for i in places],
        y=[values[labels[1]][i] for i in places],
        customdata=[i + 1 for i in places],
        hovertext=[words[i] for i in places],
        hoverinfo="text",
        mode="markers",
        name=name,
        marker=dict(marker),
    )


def _words(i: int, design: Design, values: Mapping[str, Sequence[float]], chance_of: str) -> str:
    """Return what a point shows: formulation in mol %, objectives, what its P is that of."""
    lines = [f"<b>design {i + 1}</b>"]
    for layer in design.layers[:_MOST_LAYERS]:
        thick = "" if layer.thickness is None else f", {layer.thickness:.3g} µm"
        lines.append(f"{for_plotly(layer.name, 30)}{thick}:")
        for shares in (layer.composition.dianhydrides, layer.composition.diamines):
            lines.append(f"  {for_plotly(shares_words(shares), 90)}")
    lines += [f"{for_plotly(label, 70)}: {known[i]:.4g}" for label, known in values.items()]
    if not any(label.startswith("probability") for label in values):
        lines.append(f"probability of meeting {chance_of}: {chance_text(design.probability)}")
    return "<br>".join(lines)
