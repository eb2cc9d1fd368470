"""Trade-offs around the chosen design, with points to read off."""

from __future__ import annotations

from typing import Any

import numpy as np

from polyopt.report.labels import QUANTITIES, axis_label, decimals
from polyopt.report.line_chart import Chart, line_chart
from polyopt.report.markup import name, number, section, text
from polyopt.report.slices import Slice
from polyopt.report.ternary_chart import ternary_chart

_TERNARY = 3


def slice_section(slices: list[Slice]) -> tuple[str, list[dict[str, Any]]]:
    """Return the charts, and for each the places and values that the page reads off."""
    figures: list[str] = []
    data: list[dict[str, Any]] = []
    for piece in slices:
        for quantity in piece.mean:
            chart = (ternary_chart if len(piece.monomers) == _TERNARY else line_chart)(
                piece, quantity
            )
            figures.append(_figure(piece, quantity, chart, len(data)))
            data.append(_readings(piece, quantity, chart))
    intro = (
        "<p>Everything else stays as in the chosen design (◆). Hatched: some limit is broken. "
        "Bands: 90 % intervals of one film. Point at a chart, or focus it and use the arrow keys, "
        "to read values.</p>"
    )
    body = f'<div class="charts">{"".join(figures)}</div>' if figures else ""
    return section("tradeoffs", "Trade-offs around the chosen design", body and intro, body), data


def _figure(piece: Slice, quantity: str, chart: Chart, place: int) -> str:
    values, label = piece.mean[quantity], QUANTITIES[quantity][0]
    share = 100 * float(np.mean(piece.allowed))
    said = (
        f"{label} from {number(values.min(), 3)} to {number(values.max(), 3)} "
        f"{QUANTITIES[quantity][1]} as {', '.join(piece.monomers)} exchange; {share:.0f} % of the "
        f"range meets every limit"
    )
    return (
        f"<figure><figcaption>Layer {name(piece.layer)}, {piece.role}s: {axis_label(quantity)}"
        f'</figcaption><svg class="slice" role="img" tabindex="0" data-slice="{place}" '
        f'viewBox="0 0 {chart.width} {chart.height}" aria-label="{text(said)}">{chart.svg}'
        f'<circle class="cursor" r="5" cx="-20" cy="-20"/></svg>'
        f'<output aria-live="polite" id="reading-{place}">{text(said)}</output></figure>'
    )


def _readings(piece: Slice, quantity: str, chart: Chart) -> dict[str, Any]:
    why = sorted(set(piece.broken))
    return {
        "label": QUANTITIES[quantity][0],
        "unit": QUANTITIES[quantity][1],
        "monomers": [str(m)[:60] for m in piece.monomers],
        "shares": np.round(100 * piece.shares, 1).tolist(),
        "values": [
            round(v, decimals(quantity) + 1) if np.isfinite(v) else None
            for v in piece.mean[quantity].tolist()
        ],
        "why": [str(w)[:120] for w in why],
        "broken": [why.index(b) for b in piece.broken],
        "places": chart.places,
    }
