"""The front of a search as a plot."""

from __future__ import annotations

from typing import Any

from polyopt.errors import UsageError
from polyopt.optimizer.result import Result
from polyopt.report.figures import ACCENT, INK, axes_on, plain
from polyopt.report.front_chart import front_values


def pareto_plot(result: Result, first: int = 0, second: int = 1, ax: Any = None) -> Any:
    """Draw the front in two of its objectives, the balanced design as a diamond.

    A single objective is drawn against the probability of meeting all claims.

    Parameters
    ----------
    result : Result
        What a search found.
    first, second : int
        Places of the objectives on the axes.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Figure
        The matplotlib figure.

    Raises
    ------
    UsageError
        If there is no front or no such objective, or matplotlib is not installed.
    """
    best = result.best()
    if best is None:
        raise UsageError("there is no front to draw", remedy="its conflict says why")
    values = front_values(result, result.designs)
    labels = list(values)
    if not {first, second} <= set(range(len(labels))):
        raise UsageError(f"there are objectives 0 to {len(labels) - 1}, not {first} and {second}")
    one, other = labels[first], labels[second]
    axes = axes_on(ax)
    axes.plot(values[one], values[other], "o", color=INK, markersize=4, label="front")
    place = result.designs.index(best)
    chosen = values[one][place], values[other][place]
    axes.plot(*chosen, "D", color=ACCENT, markersize=8, label="best of all at once")
    axes.set_xlabel(plain(one), wrap=True)
    axes.set_ylabel(plain(other), wrap=True)
    axes.legend(frameon=False, fontsize="small")
    return axes.figure
