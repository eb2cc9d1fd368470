"""How far claims are met or missed, as a plot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from polyopt.claims.verdict import Verdict
from polyopt.report.figures import ACCENT, INK, SHADE, axes_on
from polyopt.report.labels import VERDICT_MARKS

_COLOURS = {"met": INK, "unmet": ACCENT, "unknown": SHADE}


def claim_margins_plot(verdicts: Sequence[Verdict], ax: Any = None) -> Any:
    """Draw the margin of each claim; a claim without a known margin shows its verdict alone.

    Parameters
    ----------
    verdicts : sequence of Verdict
        Such as ``result.best().verdicts`` or those of a check.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Figure
        The matplotlib figure.
    """
    rows = list(verdicts)[::-1]
    axes = axes_on(ax, height=0.3 * len(rows) + 1.2)
    for place, v in enumerate(rows):
        margin = 0.0 if v.margin is None else v.margin
        axes.barh(place, margin, color=_COLOURS[v.verdict], edgecolor="black")
        chance = "" if v.probability is None else f", P {v.probability:.2f}"
        said = f"{VERDICT_MARKS[v.verdict]} {v.verdict}, {v.basis}{chance}"
        axes.annotate(
            said,
            (max(margin, 0.0), place),
            xytext=(4, 0),
            va="center",
            textcoords="offset points",
            fontsize="small",
        )
    axes.set_yticks(range(len(rows)), [v.id for v in rows])
    axes.axvline(0.0, color="black", linewidth=0.8)
    axes.margins(x=0.4)
    axes.set_xlabel("margin [scale of the limitation]; positive where met")
    return axes.figure
