"""What groups add to a property, as a plot."""

from __future__ import annotations

from typing import Any

from polyopt.design.explain import Explanation
from polyopt.report.figures import INK, SHADE, axes_on
from polyopt.report.labels import QUANTITIES


def contributions_plot(explanation: Explanation, most: int = 12, ax: Any = None) -> Any:
    """Draw what each group adds in the transparent model, with its standard error.

    Parameters
    ----------
    explanation : Explanation
        One of those that `polyopt.design.explain.explain` returns.
    most : int
        Groups drawn, the largest contributions first.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Figure
        The matplotlib figure.
    """
    label, unit = QUANTITIES[explanation.property]
    groups = explanation.groups[:most][::-1]
    axes = axes_on(ax, height=0.3 * len(groups) + 1.2)
    axes.barh(
        [g.group for g in groups],
        [g.contribution for g in groups],
        xerr=[g.standard_error for g in groups],
        color=[INK if g.contribution > 0 else SHADE for g in groups],
        hatch=["" if g.contribution > 0 else "//" for g in groups],
        edgecolor="black",
        error_kw={"elinewidth": 0.8},
    )
    axes.axvline(0.0, color="black", linewidth=0.8)
    axes.set_xlabel(f"adds to {label} [{unit}]")
    return axes.figure
