"""A property over two or three monomers, as a plot that says what a point stands for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from polyopt.equations.normal_interval import Z90
from polyopt.plots.figures import ACCENT, INK, SHADE, for_plotly, plotly_graphs
from polyopt.quantities import LAYER_PROPERTIES
from polyopt.report.contours import contour_segments, triangles
from polyopt.report.labels import axis_label, value_words
from polyopt.report.scales import ticks
from polyopt.report.slices import Slice

_HOVER = {"align": "left", "bgcolor": "white", "font": {"color": "black"}}


def interactive_shares(piece: Slice, quantity: str, title: str, ax: Any = None) -> Any:
    """Return a slice as a plotly figure.

    Parameters
    ----------
    piece : Slice
        n points along the exchange of two or three monomers.
    quantity : str
        ``tg`` [°C], ``cte`` [ppm/K] or ``permittivity`` [-].
    title : str
        What it shows.
    ax : None
        An interactive plot has none.
    """
    graphs = plotly_graphs(ax)
    words = [_words(piece, quantity, i) for i in range(len(piece.shares))]
    draw = _triangle if len(piece.monomers) == 3 else _line
    figure = draw(graphs, piece, quantity, words)
    figure.update_layout(
        template="simple_white",
        title=for_plotly(title, 80),
        hoverlabel=_HOVER,
        legend={"orientation": "h", "y": -0.2},
    )
    return figure


def _words(piece: Slice, quantity: str, i: int) -> str:
    """Return what a point shows: shares in mol %, value with its interval, the broken limit."""
    lines = [
        f"{for_plotly(name, 40)} {100 * share:.1f} mol %"
        for name, share in zip(piece.monomers, piece.shares[i], strict=True)
    ]
    mean, spread = float(piece.mean[quantity][i]), Z90 * float(piece.sd[quantity][i])
    value = f"{LAYER_PROPERTIES[quantity].label} {value_words(quantity, mean)}"
    if np.isfinite(spread) and spread > 0:
        value += f" (90 %: {value_words(quantity, mean - spread, mean + spread)})"
    broken = piece.broken[i]
    lines += [
        f"<b>{value}</b>",
        f"limit broken: {for_plotly(broken, 90)}" if broken else "meets all limits",
    ]
    return "<br>".join(lines)


def _line(graphs: Any, piece: Slice, quantity: str, words: Sequence[str]) -> Any:
    share, mean = 100 * piece.shares[:, 0], piece.mean[quantity]
    spread = Z90 * piece.sd[quantity]
    around = np.concatenate([mean - spread, (mean + spread)[::-1]])
    bad = ~piece.allowed
    own = 100 * piece.chosen[0]
    band = {"fill": "toself", "fillcolor": SHADE, "opacity": 0.35, "mode": "none"}
    parts = [
        graphs.Scatter(
            x=share, y=mean, hovertext=words, hoverinfo="text", line={"color": INK}, name="mean"
        ),
        graphs.Scatter(
            x=share[bad], y=mean[bad], hovertext=np.array(words)[bad], hoverinfo="text",
            mode="markers", marker={"symbol": "x", "color": "#555555"}, name="breaks a limit",
        ),
        graphs.Scatter(
            x=[own], y=[np.interp(own, share, mean)], mode="markers", hoverinfo="skip",
            marker={"symbol": "diamond", "size": 12, "color": ACCENT}, name="recommended",
        ),
    ]  # fmt: skip
    if np.isfinite(around).all() and np.ptp(spread) + spread.max() > 0:
        x = np.concatenate([share, share[::-1]])
        shaded = graphs.Scatter(x=x, y=around, hoverinfo="skip", name="90 % interval", **band)
        parts.insert(0, shaded)
    figure = graphs.Figure(parts)
    one, other = (for_plotly(name, 40) for name in piece.monomers)
    figure.update_layout(
        xaxis_title=f"{one} [mol %], the rest {other}", yaxis_title=axis_label(quantity)
    )
    return figure


def _triangle(graphs: Any, piece: Slice, quantity: str, words: Sequence[str]) -> Any:
    values = piece.mean[quantity]
    known = values[np.isfinite(values)]
    scale: dict[str, Any] = {"colorscale": "Cividis", "size": 7}
    if len(known):
        scale |= {"cmin": float(known.min()), "cmax": float(known.max())}
    bar = {"colorbar": {"title": {"text": axis_label(quantity)}}, "showscale": True}
    parts = [_contours(graphs, piece, values)]
    for good, symbol, name in (
        (True, "circle", "meets all limits"),
        (False, "x", "breaks a limit"),
    ):
        at = piece.allowed == good
        if not at.any():
            continue
        marker = {**scale, **bar, "symbol": symbol, "color": values[at]}
        bar = {}
        parts.append(_points(graphs, piece.shares[at], name, marker, np.array(words)[at].tolist()))
    marker = {"symbol": "diamond", "size": 14, "color": ACCENT}
    parts.append(_points(graphs, np.array([piece.chosen]), "recommended", marker, None))
    figure = graphs.Figure(parts)
    axes = {
        f"{axis}axis": {"title": {"text": f"{for_plotly(name, 24)} [mol %]"}}
        for axis, name in zip("abc", piece.monomers, strict=True)
    }
    figure.update_layout(ternary={"sum": 100 * piece.total, **axes})
    return figure


def _points(graphs: Any, shares: Any, name: str, marker: Any, words: Sequence[str] | None) -> Any:
    a, b, c = 100 * shares.T
    hover = {"hoverinfo": "skip"} if words is None else {"hovertext": words, "hoverinfo": "text"}
    return graphs.Scatterternary(
        a=a, b=b, c=c, mode="markers", name=name, marker=marker, cliponaxis=False, **hover
    )


def _contours(graphs: Any, piece: Slice, values: Any) -> Any:
    """Return lines of equal value, at round values, as one trace."""
    cells = triangles(piece.shares)
    known = np.isfinite(values)
    cells = cells[known[cells].all(axis=1)]
    levels = ticks(values[known].min(), values[known].max(), 6) if known.any() else []
    gap = np.full(3, np.nan)
    pieces = [
        part
        for level in levels
        for one, other in contour_segments(100 * piece.shares, cells, values, level)
        for part in (one, other, gap)
    ]
    a, b, c = np.array(pieces).T if pieces else ([], [], [])
    look = {"mode": "lines", "line": {"color": "black", "width": 1}, "hoverinfo": "skip"}
    return graphs.Scatterternary(a=a, b=b, c=c, name="equal values", **look)
