"""A property over three monomers: contours in a triangle, limits that are broken hatched."""

from __future__ import annotations

import numpy as np

from polyopt.report.contours import HIGH, Array, Cells, contour_segments, corner_places, triangles
from polyopt.report.line_chart import Chart
from polyopt.report.markup import isolated
from polyopt.report.scales import ticks
from polyopt.report.slices import Slice

WIDTH, HEIGHT = 380, 340
_SIDE, _LEFT, _TOP = 300.0, 40.0, 30.0


def ternary_chart(piece: Slice, quantity: str) -> Chart:
    """Return contours of a property; every corner is all of one monomer."""
    places = _pixels(corner_places(piece.shares))
    cells = triangles(piece.shares)
    own = _pixels(corner_places(np.array([piece.chosen])))[0]
    corners = _pixels(corner_places(np.eye(3)))
    outline = "L".join(f"{x:.1f} {y:.1f}" for x, y in corners)
    svg = (
        _barred(piece, places, cells)
        + "".join(
            _contour(places, cells, piece.mean[quantity], level)
            for level in ticks(piece.mean[quantity].min(), piece.mean[quantity].max(), 6)
        )
        + f'<path d="M{outline}Z" stroke="#222" fill="none"/>'
        + _names(piece, corners)
        + f'<path d="M{own[0]:.1f} {own[1] - 6:.1f}l6 6l-6 6l-6 -6z" fill="#111"/>'
    )
    return Chart(svg, WIDTH, HEIGHT, [(round(x, 2), round(y, 2)) for x, y in places.tolist()])


def _pixels(places: Array) -> Array:
    return np.column_stack([_LEFT + _SIDE * places[:, 0], _TOP + _SIDE * (HIGH - places[:, 1])])


def _names(piece: Slice, corners: Array) -> str:
    full = 100 * piece.total
    aligned = (("middle", -10.0), ("start", 20.0), ("end", 20.0))
    shifts = (0.0, -_LEFT + 4, WIDTH - _LEFT - _SIDE - 4)
    return "".join(
        f'<text x="{x + dx:.1f}" y="{y + dy:.1f}" text-anchor="{anchor}">{isolated(name, 18)} '
        f"{full:.3g} mol %</text>"
        for name, (x, y), (anchor, dy), dx in zip(
            piece.monomers, corners.tolist(), aligned, shifts, strict=True
        )
    )


def _barred(piece: Slice, places: Array, cells: Cells) -> str:
    """Return the triangles of which most corners break a limit, hatched."""
    bad = ~piece.allowed
    shapes = [
        "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in places[cell].tolist()) + "Z"
        for cell in cells
        if bad[cell].sum() >= 2
    ]
    return f'<path d="{"".join(shapes)}" fill="url(#p-barred)" fill-opacity=".7"/>'


def _contour(places: Array, cells: Cells, values: Array, level: float) -> str:
    """Return one contour with its value."""
    pieces = list(contour_segments(places, cells, values, level))
    if not pieces:
        return ""
    path = "".join(f"M{a[0]:.1f} {a[1]:.1f}L{b[0]:.1f} {b[1]:.1f}" for a, b in pieces)
    x, y = pieces[len(pieces) // 2][0]
    return (
        f'<path d="{path}" stroke="#13475a" fill="none"/>'
        f'<text class="level" x="{x:.1f}" y="{y + 4:.1f}" text-anchor="middle">{level:g}</text>'
    )
