"""The front of a search as a plot."""

from __future__ import annotations

from typing import Any

from polyopt.errors import UsageError
from polyopt.plots.figures import ACCENT, INK, LEGEND, axes_on, figure_of, label_lines, tidy
from polyopt.plots.interactive_front import interactive_front
from polyopt.report.front_chart import front_values
from polyopt.results.found import Found

_MANY = 60


def pareto(
    result: Found, first: int = 0, second: int = 1, *, ax: Any = None, interactive: bool = False
) -> Any:
    """Draw the front in two of its objectives, the recommended design as a diamond.

    A single objective is drawn against the probability of meeting all claims. Of three objectives
    or more, the first that is on no axis is shown by the shade.

    Parameters
    ----------
    result : Found
        What a search found; n designs.
    first, second : int
        Places of the objectives on the axes, from 0. Axes bear the unit of an objective that
        refers to one kind of quantity.
    ax : Axes, optional
        Where to draw; by default a new figure.
    interactive : bool
        Draw with plotly: a point shows its formulation, objectives and probability, and keeps the
        number of its design in `customdata`.

    Returns
    -------
    Figure
        The matplotlib figure, or plotly's.

    Raises
    ------
    UsageError
        If there is no front or no such objective, or the extra `plot` is not installed.
    """
    best = result.best()
    if best is None:
        raise UsageError("there is no front to draw", remedy="see result.conflict for the reason")
    values = front_values(result, result.designs)
    labels = list(values)
    if not {first, second} <= set(range(len(labels))):
        raise UsageError(f"there are objectives 0 to {len(labels) - 1}, not {first} and {second}")
    rest = [label for i, label in enumerate(labels) if i not in (first, second)]
    chosen = (labels[first], labels[second], *rest[:1])
    if interactive:
        return interactive_front(result, best, values, chosen, ax)
    axes = axes_on(ax)
    place = result.designs.index(best)
    one, other = values[chosen[0]], values[chosen[1]]
    size = 22.0 if len(one) <= _MANY else 12.0
    look: dict[str, Any] = {"s": size, "edgecolors": "black", "linewidths": 0.4}
    if rest:
        drawn = axes.scatter(one, other, c=values[rest[0]], cmap="cividis", label="front", **look)
        figure_of(axes).colorbar(drawn, ax=axes, label=label_lines(rest[0], 40))
    else:
        axes.scatter(one, other, c=INK, label="front", **look)
    marked = {"marker": "D", "s": 75, "facecolors": "none", "edgecolors": ACCENT, "linewidths": 2}
    axes.scatter([one[place]], [other[place]], label="recommended", zorder=3, **marked)
    axes.set_xlabel(label_lines(chosen[0]))
    axes.set_ylabel(label_lines(chosen[1], 36))
    axes.ticklabel_format(useOffset=False)
    tidy(axes)
    axes.legend(**LEGEND)
    return figure_of(axes)
