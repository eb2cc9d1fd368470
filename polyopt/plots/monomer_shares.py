"""A property over the shares of two or three monomers of the recommended design, as a plot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from polyopt.equations.normal_interval import Z90
from polyopt.errors import UsageError, unknown_name
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.plots.figures import (
    ACCENT,
    BARRED,
    FAINT,
    INK,
    LEGEND,
    SHADE,
    axes_on,
    figure_of,
    plot_name,
    tidy,
)
from polyopt.plots.interactive_shares import interactive_shares
from polyopt.problem.definition import ROLES, LayerProblem
from polyopt.quantities import LAYER_PROPERTIES
from polyopt.report.contours import HIGH, corner_places, triangles
from polyopt.report.labels import axis_label
from polyopt.report.slices import Slice, shares_of, slice_of
from polyopt.results.designs import Design
from polyopt.results.found import Found

_FEWEST, _MOST = 2, 3
_FIFTHS = (0.2, 0.4, 0.6, 0.8)
_CORNERS = (
    (0.0, 0.03, "center", "bottom"),
    (-0.1, -0.05, "left", "top"),
    (0.1, -0.05, "right", "top"),
)


def ternary(
    result: Found,
    layer: str,
    quantity: str = "tg",
    role: str = "",
    *,
    monomers: Sequence[str] = (),
    ax: Any = None,
    interactive: bool = False,
) -> Any:
    """Draw a property over the monomers of one role, everything else as in the recommended design.

    Three monomers give a triangle with contours, two a line with its 90 % band. Hatched: some
    limit is broken.

    Parameters
    ----------
    result : Found
        What a search found.
    layer : str
        The layer.
    quantity : str
        ``tg`` [°C], ``cte`` [ppm/K] or ``permittivity`` [-].
    role : str
        ``dianhydride`` or ``diamine``; by default the one with most monomers.
    monomers : sequence of str, optional
        Two or three of the palette of that role, of which the design has at least one; by default
        the three largest shares; if it has fewer, the first others of its palette beside them.
    ax : Axes, optional
        Where to draw; by default a new figure.
    interactive : bool
        Draw with plotly: a point shows its shares, its value with the 90 % interval, and the
        limit it breaks.

    Returns
    -------
    Figure
        The matplotlib figure, or plotly's.

    Raises
    ------
    UsageError
        If there is no such layer, quantity, role or monomer or design, or only one monomer, or the
        extra `plot` is not installed.
    """
    piece = _piece(result, layer, quantity, role, monomers)
    title = f"layer {layer}: {piece.role}s, {axis_label(quantity)}"
    if interactive:
        return interactive_shares(piece, quantity, title, ax)
    axes = axes_on(ax)
    (_triangle if len(piece.monomers) == 3 else _line)(axes, piece, quantity)
    axes.set_title(plot_name(title, 60), fontsize="medium")
    return figure_of(axes)


def _piece(result: Found, layer: str, quantity: str, role: str, monomers: Sequence[str]) -> Slice:
    design = result.best()
    if design is None or result.problem is None:
        raise UsageError(
            "there is no design to draw around", remedy="see result.conflict for the reason"
        )
    names = [x.name for x in result.problem.layers]
    for kind, value, known in (
        ("layer", layer, names),
        ("quantity", quantity, list(LAYER_PROPERTIES)),
        ("role", role or ROLES[0], list(ROLES)),
    ):
        if value not in known:
            raise unknown_name(kind, value, known)
    asked = result.problem.layer(layer)
    roles = [role] if role else list(ROLES)
    if monomers:
        role, members = _chosen(asked, roles, design, monomers)
    else:
        open_to = {r: _usual(asked, r, design) for r in roles}
        role, members = max(open_to.items(), key=lambda found: len(found[1]))
    if len(members) < _FEWEST:
        where = f"layer {layer}" + (f", {role}s" if len(roles) == 1 else "")
        raise UsageError(f"nothing can vary in {where}: its palette has one monomer")
    piece = slice_of(Evaluator.of(result.problem), design, layer, role, members)
    if quantity not in piece.mean:
        raise UsageError(f"no {quantity} of layer {layer} was asked for in the problem")
    return piece


def _usual(layer: LayerProblem, role: str, design: Design) -> tuple[int, ...]:
    """Return the three largest shares of a role; of fewer, with others of the palette beside."""
    shares = shares_of(layer, role, design)
    present = np.flatnonzero(shares > 0)
    room = _MOST if layer.most[role] >= _MOST else _FEWEST
    largest_first = np.argsort(-shares, kind="stable").tolist()
    return tuple(sorted(largest_first[: max(room, min(len(present), _MOST))]))


def _chosen(
    layer: LayerProblem, roles: Sequence[str], design: Design, monomers: Sequence[str]
) -> tuple[str, tuple[int, ...]]:
    """Return the role that has these monomers, and their places in its palette."""
    palettes = {role: [str(m) for m in layer.monomers(role)] for role in roles}
    found = [role for role, palette in palettes.items() if monomers[0] in palette]
    role = found[0] if found else roles[0]
    known = palettes[role] if found else [name for names in palettes.values() for name in names]
    for name in monomers:
        if name not in known:
            raise unknown_name("monomer", name, known, where=f"layer {layer.name}")
    if not _FEWEST <= len(set(monomers)) == len(monomers) <= _MOST:
        raise UsageError("two or three different monomers can be exchanged", where=layer.name)
    members = tuple(palettes[role].index(name) for name in monomers)
    if not shares_of(layer, role, design)[list(members)].sum() > 0:
        raise UsageError(
            f"the recommended design has none of {', '.join(monomers)}",
            remedy="name one that it has, so that the others can take its place",
        )
    return role, members


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
    axes.set_xlabel(
        f"{plot_name(piece.monomers[0])} [mol %], the rest {plot_name(piece.monomers[1])}"
    )
    axes.set_ylabel(axis_label(quantity))
    tidy(axes)
    axes.legend(**LEGEND)


def _triangle(axes: Any, piece: Slice, quantity: str) -> None:
    places, cells = corner_places(piece.shares), triangles(piece.shares)
    _grid(axes, piece.total)
    known = cells[np.isfinite(piece.mean[quantity])[cells].all(axis=1)]
    values = np.nan_to_num(piece.mean[quantity])
    if len(known) and np.ptp(values[known]) > 1e-9 * np.abs(values[known]).max():
        drawn = axes.tricontour(*places.T, known, values, 8, colors=INK, linewidths=1.2)
        for label in axes.clabel(drawn, fontsize="small", fmt="%g"):
            label.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 0.5, "alpha": 0.85})
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
        text = f"{plot_name(name, 18)}\n{100 * piece.total:.3g} mol %"
        axes.text(x + dx, y + dy, text, ha=across, va=along)
    axes.set_xlim(-0.12, 1.12)
    axes.set_ylim(-0.34, HIGH + 0.2)
    axes.set_aspect("equal")
    axes.set_axis_off()
    axes.legend(**LEGEND, loc="lower center", ncols=2)


def _grid(axes: Any, total: float) -> None:
    """Draw lines of equal share, with the share, of a monomer on each side, beside them."""
    for share in _FIFTHS:
        for turn in range(3):
            ends = np.array([[share, 1 - share, 0.0], [share, 0.0, 1 - share]])
            x, y = corner_places(np.roll(ends, turn, axis=1)).T
            axes.plot(x, y, color=FAINT, linewidth=0.6, zorder=0)
            label = {"fontsize": "x-small", "color": "#666666", "ha": "center", "va": "center"}
            at = _beside(x[0], y[0])
            axes.text(*at, f"{100 * share * total:.3g}", **label)


def _beside(x: float, y: float, by: float = 0.045) -> tuple[float, float]:
    """Return a place a little outside the triangle, away from its middle."""
    middle = np.array([0.5, HIGH / 3])
    away = np.array([x, y]) - middle
    place = np.array([x, y]) + by * away / np.linalg.norm(away)
    return float(place[0]), float(place[1])
