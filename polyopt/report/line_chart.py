"""A property along the exchange of two monomers, limits that are broken hatched."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from polyopt.equations.normal_interval import Z90
from polyopt.report.labels import axis_label
from polyopt.report.markup import isolated
from polyopt.report.scales import Scale, frame
from polyopt.report.slices import Slice

WIDTH, HEIGHT = 380, 270


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing, and where its points lie.

    Parameters
    ----------
    svg : str
        The drawing's parts, without its frame.
    width, height : int
        [px]
    places : list of (float, float)
        Place of each point of the slice. [px]
    """

    svg: str
    width: int
    height: int
    places: list[tuple[float, float]]


def line_chart(piece: Slice, quantity: str) -> Chart:
    """Return a property against the share of the first of two monomers, with its 90 % band."""
    share = 100 * piece.shares[:, 0]
    mean, spread = piece.mean[quantity], Z90 * piece.sd[quantity]
    x = Scale(0.0, 100 * piece.total, 62.0, WIDTH - 12.0)
    y = Scale.around([mean - spread, mean + spread], HEIGHT - 44.0, 12.0)
    upper = [f"{x.at(s)} {y.at(v)}" for s, v in zip(share, mean + spread, strict=True)]
    lower = [f"{x.at(s)} {y.at(v)}" for s, v in zip(share, mean - spread, strict=True)]
    places = [(x.at(s), y.at(v)) for s, v in zip(share, mean, strict=True)]
    middle = "L".join(f"{px} {py}" for px, py in places)
    own = 100 * piece.chosen[0]
    height = y.at(float(np.interp(own, share, mean)))
    svg = (
        _barred(piece, x, y)
        + f'<path d="M{"L".join(upper)}L{"L".join(reversed(lower))}Z" fill="#8aa" '
        'fill-opacity=".35"/>'
        + f'<path d="M{middle}" stroke="#13475a" stroke-width="2" fill="none"/>'
        + f'<path d="M{x.at(own)} {height - 6:.1f}l6 6l-6 6l-6 -6z" fill="#111"/>'
        + frame(x, y, f"{isolated(piece.monomers[0], 24)} [mol %]", axis_label(quantity))
    )
    return Chart(svg, WIDTH, HEIGHT, places)


def _barred(piece: Slice, x: Scale, y: Scale) -> str:
    """Return the ranges that break a limit, hatched."""
    share, bad = 100 * piece.shares[:, 0], ~piece.allowed
    half = (share[1] - share[0]) / 2
    parts, start = [], None
    for i, wrong in enumerate([*bad, False]):
        if wrong and start is None:
            start = i
        elif not wrong and start is not None:
            left = x.at(max(share[start] - half, x.low))
            right = x.at(min(share[i - 1] + half, x.high))
            parts.append(
                f'<rect x="{left}" y="{y.end}" width="{right - left:.2f}" '
                f'height="{y.start - y.end}" fill="url(#p-barred)" fill-opacity=".7"/>'
            )
            start = None
    return "".join(parts)
