"""Figures of matplotlib and plotly, an extra: where a plot is drawn, and how labels are written."""

from __future__ import annotations

import html
from functools import cache
from io import BytesIO
from typing import Any

from polyopt.display.text_width import text_width
from polyopt.errors import UsageError, printable

INK, SHADE, ACCENT, FAINT = "#13475a", "#8aaaaa", "#d1495b", "#cccccc"
"""Dark, middle and marked; they differ in grey and to the colour-blind, and so do the shapes."""

BARRED = {"facecolor": "none", "edgecolor": "#888888", "hatch": "////", "linewidth": 0.0}
"""How ranges that break a limit look: hatched, so that grey print shows them too."""

LEGEND = {"fontsize": "small", "framealpha": 0.85, "edgecolor": "none"}
"""Legends may lie on hatching, and stay legible."""

_LONGEST_NAME, _LABEL_WIDTH = 28, 44


def figure_class() -> Any:
    """Return matplotlib's figure, which needs no screen and shows itself in a notebook.

    Raises
    ------
    UsageError
        If matplotlib is not installed.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise UsageError("a plot needs matplotlib: install polyopt[plot]") from None
    return _shown(Figure)


@cache
def _shown(figure: Any) -> Any:
    """Return a figure that a notebook draws, whether or not pyplot is loaded there."""

    class ShownFigure(figure):  # type: ignore[misc]  # a library without types
        """A figure that draws itself."""

        def _repr_png_(self) -> bytes:
            drawn = BytesIO()
            self.savefig(drawn, format="png")
            return drawn.getvalue()

    return ShownFigure


def plotly_graphs(ax: Any = None) -> Any:
    """Return plotly's graph objects.

    Raises
    ------
    UsageError
        If plotly is not installed, or axes of matplotlib are given for it to draw on.
    """
    if ax is not None:
        raise UsageError("an interactive plot has no ax", remedy="leave out ax or interactive")
    try:
        import plotly.graph_objects as graphs
    except ImportError:
        raise UsageError("an interactive plot needs plotly: install polyopt[plot]") from None
    return graphs


def plain(label: str) -> str:
    """Return a label that matplotlib draws as it is: no dollar starts a formula."""
    return printable(label).replace("$", r"\$")


def plot_name(name: str, most: int = _LONGEST_NAME) -> str:
    """Return a user's name for a plot of matplotlib, cut where it is long."""
    return plain(cut(name, most))


def cut(name: str, most: int = _LONGEST_NAME) -> str:
    """Return a name of at most so many characters on one line.

    >>> cut("poly(amic acid)", 9)
    'poly(ami…'
    """
    one_line = " ".join(name.split())
    return one_line if len(one_line) <= most else f"{one_line[: most - 1]}…"


def label_lines(label: str, width: int = _LABEL_WIDTH, most: int = 3) -> str:
    """Return the label of an axis in lines short enough for a small panel, three at most."""
    lines, line = [], ""
    for word in printable(label).split():
        word = cut(word, width)  # noqa: PLW2901
        if line and text_width(line) + 1 + text_width(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    lines.append(line)
    if len(lines) > most:
        lines = [*lines[: most - 2], cut(lines[most - 2], width - 2) + " …", lines[-1]]
    return "\n".join(lines).replace("$", r"\$")


def for_plotly(label: str, most: int = 200) -> str:
    """Return a text that plotly shows as it is: no markup, no formula.

    Plotly renders a few tags and entities, and a text in dollars with MathJax where that is loaded.

    >>> for_plotly("<b>$x$</b>")
    '&lt;b&gt;&#36;x&#36;&lt;/b&gt;'
    """
    return html.escape(printable(cut(label, most)), quote=False).replace("$", "&#36;")


def axes_on(ax: Any, width: float = 5.2, height: float = 4.0) -> Any:
    """Return the axes to draw on: those given, or those of a new figure.

    Parameters
    ----------
    ax : Axes or None
        Axes of the caller.
    width, height : float
        Size of a new figure. [inch]
    """
    if ax is not None:
        return ax
    return figure_class()(figsize=(width, height), layout="constrained").add_subplot()


def figure_of(axes: Any) -> Any:
    """Return the whole figure that axes belong to, also where they lie in a part of it."""
    return axes.figure.figure


def tidy(axes: Any) -> None:
    """Take away the frame where no axis is, and let a faint grid lie behind the data."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(visible=True, color="#e6e6e6", linewidth=0.6)
    axes.set_axisbelow(True)
