"""Curl of a laminate against the thickness of one member, as a plot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from polyopt.design.curl import ROOM
from polyopt.equations.normal_interval import Z90
from polyopt.errors import UsageError
from polyopt.laminate.stack import Laminate
from polyopt.plots.figures import ACCENT, INK, LEGEND, SHADE, axes_on, figure_of, plot_name, tidy
from polyopt.verdicts.check_result import CheckResult
from polyopt.verdicts.curl_by_thickness import curl_by_thickness, quantity_head

_POINTS, _LEAST, _MOST = 81, 0.25, 3.0


def curl(
    laminate: Laminate | CheckResult,
    member: str,
    thicknesses: Sequence[float] | None = None,
    *,
    ax: Any = None,
) -> Any:
    """Draw the curvature of a laminate against the thickness of one of its members.

    With the metal on, and with it etched off where a stack is left; bands are 90 % intervals. An
    elastic worst case, not validated on laminates (`polyopt.design.curl`).

    Parameters
    ----------
    laminate : Laminate or CheckResult
        The stack, with the modulus of each member; a check's keeps its own models.
    member : str
        Whose thickness varies: a layer's name, ``film`` or ``metal``.
    thicknesses : sequence of float, length n, optional
        By default 0.25 to 3 times the member's own. [µm]
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Figure
        The matplotlib figure: curvature [1/m], positive where concave towards the film.

    Raises
    ------
    UsageError
        If there is no such member, its thickness is not known or impossible, or something that
        the curl needs is not declared, or the extra `plot` is not installed.
    """
    stack = laminate.laminate if isinstance(laminate, CheckResult) else laminate
    own = _own_thickness(stack, member)
    if thicknesses is None:
        if own is None:
            raise UsageError(f"the thickness of {member} is not declared", remedy="give some [µm]")
        thicknesses = np.linspace(_LEAST * own, _MOST * own, _POINTS).tolist()
    wanted = np.asarray(thicknesses, dtype=float)
    found = curl_by_thickness(laminate, member, wanted.tolist())
    axes = axes_on(ax)
    for place, kind in enumerate(found[0] if found else ()):
        mean = np.array([row[place].curvature for row in found])
        spread = Z90 * np.array([row[place].sd for row in found])
        look = {"color": INK} if not kind.etched else {"color": ACCENT, "linestyle": "--"}
        name = "metal etched off" if kind.etched else "as made"
        axes.plot(wanted, mean, label=name, marker="o" if len(wanted) == 1 else "", **look)
        if (spread > 0).any():
            hatch = {"hatch": "//", "facecolor": "none", "edgecolor": ACCENT, "linewidth": 0}
            shade = {"color": SHADE, "linewidth": 0}
            band = hatch if kind.etched else shade
            axes.fill_between(wanted, mean - spread, mean + spread, alpha=0.35, **band)
    axes.axhline(0.0, color="black", linewidth=0.8)
    if own is not None and wanted.min() <= own <= wanted.max():
        axes.axvline(own, color="black", linewidth=0.8, linestyle=":", label="declared")
    called = f"layer {member}" if quantity_head(stack, member) != member else member
    axes.set_xlabel(f"thickness of {plot_name(called)} [µm]")
    axes.set_ylabel(f"curvature at {ROOM:g} °C [1/m]")
    axes.set_title("elastic worst case, not validated", fontsize="small")
    tidy(axes)
    axes.legend(**LEGEND)
    return figure_of(axes)


def _own_thickness(laminate: Laminate, member: str) -> float | None:
    head = quantity_head(laminate, member)
    if head == member:
        part = {
            "film": laminate.film, "metal": laminate.metal, "second metal": laminate.second_metal
        }[member]  # fmt: skip
        return None if part is None else part.thickness
    return next(layer.thickness for layer in laminate.layers if layer.name == member)
