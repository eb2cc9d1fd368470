"""Figures of matplotlib, an extra: where a plot is drawn, and what is returned."""

from __future__ import annotations

from typing import Any

from polyopt.errors import UsageError, printable

INK, SHADE, ACCENT = "#13475a", "#8aaaaa", "#d1495b"
BARRED = {"facecolor": "none", "edgecolor": "#888888", "hatch": "////", "linewidth": 0.0}
"""How ranges that break a limit look: hatched, so that grey print tells them too."""


def figure_class() -> Any:
    """Return matplotlib's figure, which needs no screen.

    Raises
    ------
    UsageError
        If matplotlib is not installed.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise UsageError("a plot needs matplotlib: install polyopt[plot]") from None
    return Figure


def plain(label: str) -> str:
    """Return a label that matplotlib draws as it is: no dollar starts a formula."""
    return printable(label).replace("$", r"\$")


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
