"""A property over the shares of two or three monomers of the best design, as a plot."""

from __future__ import annotations

from typing import Any

import numpy as np

from polyopt.errors import UsageError, unknown_name
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.optimizer.result import Result
from polyopt.problem.definition import ROLES
from polyopt.properties.normal_interval import Z90
from polyopt.report.contours import HIGH, corner_places, triangles
from polyopt.report.figures import ACCENT, BARRED, INK, SHADE, axes_on, plain
from polyopt.report.labels import QUANTITIES, axis_label
from polyopt.report.slices import Slice, slices_of


def ternary_plot(
    result: Result, layer: str, quantity: str = "tg", role: str = "", ax: Any = None
) -> Any:
    """Draw a property over the monomers of one role, everything else as in the best design.

    Three monomers give a triangle with contours, two a line with its 90 % band; of more, the two
    largest are exchanged. Hatched: some limit is broken.

    Parameters
    ----------
    result : Result
        What a search found.
    layer : str
        The layer.
    quantity : str
        ``tg`` [°C] or ``cte`` [ppm/K].
    role : str
        ``dianhydride`` or ``diamine``; by default the one with most monomers.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Figure
        The matplotlib figure.

    Raises
    ------
    UsageError
        If there is no such layer, quantity, role or design, or only one monomer.
    """
    piece = _piece(result, layer, quantity, role)
    axes = axes_on(ax)
    (_triangle if len(piece.monomers) == 3 else _line)(axes, piece, quantity)
    axes.set_title(plain(f"layer {layer}: {axis_label(quantity)}"), fontsize="medium")
    return axes.figure


def _piece(result: Result, layer: str, quantity: str, role: str) -> Slice:
    design = result.best()
    if design is None or result.problem is None:
        raise UsageError("there is no design to draw around", remedy="its conflict says why")
    names = [x.name for x in result.problem.layers]
    for kind, value, known in (
        ("layer", layer, names),
        ("quantity", quantity, list(QUANTITIES)),
        ("role", role or ROLES[0], list(ROLES)),
    ):
        if value not in known:
            raise unknown_name(kind, value, known)
    evaluator = Evaluator.of(result.problem)
    found = [
        piece
        for piece in slices_of(evaluator, design)
        if piece.layer == layer and role in ("", piece.role) and quantity in piece.mean
    ]
    if not found:
        where = f"layer {layer}" + (f", {role}s" if role else "")
        raise UsageError(f"nothing can vary in {where}: one monomer, or no {quantity} of it")
    return max(found, key=lambda piece: len(piece.monomers))


def _line(axes: Any, piece: Slice, quantity: str) -> None:
    share, mean = 100 * piece.shares[:, 0], piece.mean[quantity]
    spread = Z90 * piece.sd[quantity]
    axes.fill_between(share, mean - spread, mean + spread, color=SHADE, alpha=0.4, label="90 %")
    axes.plot(share, mean, color=INK)
    low, high = axes.get_ylim()
    axes.fill_between(share, low, high, where=~piece.allowed, **BARRED, label="breaks a limit")
    own = 100 * piece.chosen[0]
    axes.plot(own, np.interp(own, share, mean), "D", color=ACCENT, label="best design")
    axes.set_ylim(low, high)
    axes.set_xlabel(plain(f"{piece.monomers[0]} [mol %], the rest {piece.monomers[1]}"))
    axes.set_ylabel(axis_label(quantity))
    axes.legend(frameon=False, fontsize="small")


def _triangle(axes: Any, piece: Slice, quantity: str) -> None:
    places, cells = corner_places(piece.shares), triangles(piece.shares)
    drawn = axes.tricontour(*places.T, cells, piece.mean[quantity], 8, colors=INK, linewidths=1)
    axes.clabel(drawn, fontsize="small", fmt="%g")
    bad = (~piece.allowed)[cells].sum(axis=1) >= 2
    for cell in cells[bad]:
        axes.fill(*places[cell].T, **BARRED)
    axes.plot([0, 1, 0.5, 0], [0, 0, HIGH, 0], color="black", linewidth=1)
    own = corner_places(np.array([piece.chosen]))[0]
    axes.plot(*own, "D", color=ACCENT)
    for name, (x, y), shift in zip(
        piece.monomers, corner_places(np.eye(3)).tolist(), (0.04, -0.08, -0.08), strict=True
    ):
        text = f"{plain(name)}\n{100 * piece.total:.3g} mol %"
        axes.text(x, y + shift, text, ha="center", va="bottom" if shift > 0 else "center")
    axes.set_aspect("equal")
    axes.set_axis_off()
