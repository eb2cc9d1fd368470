"""How far claims are met or missed, as a plot."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from polyopt.claims.shown_figures import shown_chance
from polyopt.claims.verdict import Verdict
from polyopt.errors import UsageError
from polyopt.plots.figures import ACCENT, INK, SHADE, axes_on, figure_of, plot_name, tidy
from polyopt.report.labels import VERDICT_MARKS
from polyopt.results.designs import Design
from polyopt.verdicts.check_result import CheckResult

_LOOK = {"met": (INK, ""), "unmet": (ACCENT, "xx"), "unknown": (SHADE, "..")}


def claim_margins(judged: CheckResult | Design | Sequence[Verdict], *, ax: Any = None) -> Any:
    """Draw the margin of each claim; a claim without a known margin shows its verdict alone.

    Parameters
    ----------
    judged : CheckResult, Design or sequence of Verdict
        What `polyopt.check` returned, a design such as ``result.best()``, or some of the verdicts
        of either.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Figure
        The matplotlib figure: margins in units of the scale of the nearest limitation.

    Raises
    ------
    UsageError
        If no claim was judged, or the extra `plot` is not installed.
    """
    verdicts = judged.verdicts if isinstance(judged, CheckResult | Design) else judged
    rows = list(verdicts)[::-1]
    if not rows:
        raise UsageError("no claim was judged", remedy="name claims in the problem or the check")
    axes = axes_on(ax, width=6.4, height=0.3 * len(rows) + 1.2)
    for place, v in enumerate(rows):
        margin = v.margin if v.margin is not None and math.isfinite(v.margin) else 0.0
        colour, hatch = _LOOK[v.verdict]
        axes.barh(place, margin, color=colour, hatch=hatch, edgecolor="black", linewidth=0.6)
        shown = shown_chance(v)
        chance = f", P {shown}" if shown else ""
        axes.annotate(
            f"{VERDICT_MARKS[v.verdict]} {v.verdict}, {v.basis}{chance}",
            (max(margin, 0.0), place),
            xytext=(4, 0),
            va="center",
            textcoords="offset points",
            fontsize="small",
        )
    axes.set_yticks(range(len(rows)), [plot_name(v.id, 40) for v in rows])
    axes.axvline(0.0, color="black", linewidth=0.8)
    low, high = axes.get_xlim()
    axes.set_xlim(low, high + 0.6 * (high - low))
    axes.set_xlabel("margin [scale of the limitation]; positive where met")
    tidy(axes)
    axes.grid(visible=False, axis="y")
    return figure_of(axes)
