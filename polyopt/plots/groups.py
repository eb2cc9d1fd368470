"""What groups add to a property, as a plot."""

from __future__ import annotations

from typing import Any

import numpy as np

from polyopt.chemistry.composition import Composition
from polyopt.errors import unknown_name
from polyopt.plots.figures import INK, SHADE, axes_on, figure_of, plot_name, tidy
from polyopt.prediction.explain import Explanation, explain
from polyopt.quantities import LAYER_PROPERTIES, USUAL
from polyopt.report.labels import value_words


def contributions(
    formulation: str | Composition | Explanation,
    quantity: str = "tg",
    *,
    most: int = 12,
    ax: Any = None,
) -> Any:
    """Draw what each group adds in the transparent model, with its standard error.

    Parameters
    ----------
    formulation : str, Composition or Explanation
        Such as ``"PMDA:60;BPDA:40 // ODA"``; or what `polyopt.prediction.explain.explain` returned
        of one property, which need not be named then.
    quantity : str
        ``tg`` [°C] or ``cte`` [ppm/K].
    most : int
        Groups drawn, the largest contributions first.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Figure
        The matplotlib figure.

    Raises
    ------
    UsageError
        If the formulation cannot be read, the quantity is unknown, or the extra `plot` is not
        installed.
    """
    found = formulation if isinstance(formulation, Explanation) else _found(formulation, quantity)
    known = LAYER_PROPERTIES[found.property]
    label, unit = known.label, known.shown_unit
    shown = found.groups[: max(most, 1)][::-1]
    axes = axes_on(ax, height=0.3 * len(shown) + 1.4)
    places, added = np.arange(len(shown)), np.array([g.contribution for g in shown])
    axes.barh(
        places,
        added,
        xerr=[g.standard_error if np.isfinite(g.standard_error) else 0.0 for g in shown],
        color=[INK if value > 0 else SHADE for value in added],
        hatch=["" if value > 0 else "//" for value in added],
        edgecolor="black",
        error_kw={"elinewidth": 0.8, "ecolor": "#777777", "capsize": 2},
    )
    axes.set_yticks(places, [plot_name(g.group, 40) for g in shown])
    axes.axvline(0.0, color="black", linewidth=0.8)
    axes.set_xlabel(f"adds to {label} [{unit}]")
    title = f"groups alone {value_words(found.property, found.transparent)}, "
    axes.set_title(title + f"model {value_words(found.property, found.mean)}", fontsize="small")
    tidy(axes)
    axes.grid(visible=False, axis="y")
    return figure_of(axes)


def _found(formulation: str | Composition, quantity: str) -> Explanation:
    if quantity not in USUAL:
        raise unknown_name("quantity", quantity, USUAL)
    known = Composition.parse(formulation) if isinstance(formulation, str) else formulation
    return next(one for one in explain(known) if one.property == quantity)
