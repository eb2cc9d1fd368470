"""A property over the shares of two or three monomers of the recommended design, as a plot."""

from __future__ import annotations

from typing import Any

import numpy as np

from polyopt.errors import UsageError, unknown_name
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.optimizer.result import Result
from polyopt.plots.figures import ACCENT, BARRED, FAINT, INK, SHADE, axes_on, figure_of, named, tidy
from polyopt.plots.interactive_shares import interactive_shares
from polyopt.problem.definition import ROLES
from polyopt.properties.normal_interval import Z90
from polyopt.report.contours import HIGH, corner_places, triangles
from polyopt.report.labels import QUANTITIES, axis_label
from polyopt.report.slices import Slice, slices_of

_FIFTHS = (0.2, 0.4, 0.6, 0.8)
_CORNERS = (
    (0.0, 0.03, "center", "bottom"),
    (-0.1, -0.05, "left", "top"),
    (0.1, -0.05, "right", "top"),
)


def ternary(
    result: Result,
    layer: str,
    quantity: str = "tg",
    role: str = "",
    *,
    ax: Any = None,
    interactive: bool = False,
) -> Any:
    """Draw a property over the monomers of one role, everything else as in the recommended design.

    Three monomers give a triangle with contours, two a line with its 90 % band; of more, the two
    largest are exchanged. Hatched: some limit is broken.

    Parameters
    ----------
    result : Result
        What a search found.
    layer : str
        The layer.
    quantity : str
        ``tg`` [°C], ``cte`` [ppm/K] or ``permittivity`` [-].
    role : str
        ``dianhydride`` or ``diamine``; by default the one with most monomers.
    ax : Axes, optional
        Where to draw; by default a new figure.
    interactive : bool
        Draw with plotly: a point tells its shares, its value with the 90 % interval, and the
        limit it breaks.

    Returns
    -------
    Figure
        The matplotlib figure, or plotly's.

    Raises
    ------
    UsageError
        If there is no such layer, quantity, role or design, or only one monomer, or the extra
        `plot` is not installed.
    """
    piece = _piece(result, layer, quantity, role)
    title = f"layer {layer}: {piece.role}s, {axis_label(quantity)}"
    if interactive:
        return interactive_shares(piece, quantity, title, ax)
    axes = axes_on(ax)
    (_triangle if len(piece.monomers) == 3 else _line)(axes, piece, quantity)
    axes.set_title(named(title, 60), fontsize="medium")
    return figure_of(axes)


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
    if np.isfinite(spread).any() and np.nanmax(spread) > 0:
        band = {"color": SHADE, "alpha": 0.4, "linewidth": 0}
        axes.fill_between(share, mean - spread, mean + spread, label="90 % interval", **band)
    axes.plot(share, mean, color=INK)
    low, high = axes.get_ylim()
    if not piece.allowed.all():
        barred = {"where": ~piece.allowed, "label": "breaks a limit"}
        axes.fill_between(share, low, high, **barred, **BARRED)
    own = 100 * piece.chosen[0]
    axes.plot(own, np.interp(own, share, mean), "D", color=ACCENT, label="recommended")
    axes.set_ylim(low, high)
    axes.set_xlim(share.min(), share.max())
    axes.set_xlabel(f"{named(piece.monomers[0])} [mol %], the rest {named(piece.monomers[1])}")
    axes.set_ylabel(axis_label(quantity))
    tidy(axes)
    axes.legend(frameon=False, fontsize="small")


def _triangle(axes: Any, piece: Slice, quantity: str) -> None:
    places, cells = corner_places(piece.shares), triangles(piece.shares)
    _grid(axes, piece.total)
    known = cells[np.isfinite(piece.mean[quantity])[cells].all(axis=1)]
    values = np.nan_to_num(piece.mean[quantity])
    if len(known) and np.ptp(values[known]) > 1e-9 * np.abs(values[known]).max():
        drawn = axes.tricontour(*places.T, known, values, 8, colors=INK, linewidths=1.2)
        axes.clabel(drawn, fontsize="small", fmt="%g")
    bad = (~piece.allowed)[cells].sum(axis=1) >= 2
    for cell in cells[bad]:
        axes.fill(*places[cell].T, **BARRED)
    if bad.any():
        axes.fill([], [], label="breaks a limit", **BARRED)
    axes.plot([0, 1, 0.5, 0], [0, 0, HIGH, 0], color="black", linewidth=1)
    own = corner_places(np.array([piece.chosen]))[0]
    axes.plot(*own, "D", color=ACCENT, label="recommended", linestyle="none")
    for name, (x, y), (dx, dy, across, along) in zip(
        piece.monomers, corner_places(np.eye(3)).tolist(), _CORNERS, strict=True
    ):
        text = f"{named(name, 18)}\n{100 * piece.total:.3g} mol %"
        axes.text(x + dx, y + dy, text, ha=across, va=along)
    axes.set_xlim(-0.12, 1.12)
    axes.set_ylim(-0.2, HIGH + 0.2)
    axes.set_aspect("equal")
    axes.set_axis_off()
    axes.legend(frameon=False, fontsize="small", loc="upper right")


def _grid(axes: Any, total: float) -> None:
    """Draw lines of equal share, with the share of the monomer at the top beside them."""
    for share in _FIFTHS:
        for turn in range(3):
            ends = np.array([[share, 1 - share, 0.0], [share, 0.0, 1 - share]])
            x, y = corner_places(np.roll(ends, turn, axis=1)).T
            axes.plot(x, y, color=FAINT, linewidth=0.6, zorder=0)
            # each side is read where it ends: the top's share on the right, and so round
            side = 1 - turn % 2 if turn < 2 else 0
            label = {"fontsize": "x-small", "color": "#666666", "ha": "center", "va": "center"}
            at = _beside(x[side], y[side])
            axes.text(*at, f"{100 * share * total:.3g}", **label)


def _beside(x: float, y: float, by: float = 0.035) -> tuple[float, float]:
    """Return a place a little outside the triangle, away from its middle."""
    middle = np.array([0.5, HIGH / 3])
    away = np.array([x, y]) - middle
    place = np.array([x, y]) + by * away / np.linalg.norm(away)
    return float(place[0]), float(place[1])
