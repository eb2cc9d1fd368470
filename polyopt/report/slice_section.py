"""Trade-offs around the chosen design, with points to read off and sliders to move."""

from __future__ import annotations

from typing import Any

import numpy as np

from polyopt.equations.normal_interval import Z90
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.problem.definition import ROLES
from polyopt.quantities import LAYER_PROPERTIES
from polyopt.report.explore_form import INTRO, PRICES, outcome_tables, sliders
from polyopt.report.explorer import Explorer, explorer
from polyopt.report.file_names import words_without_folders
from polyopt.report.labels import axis_label, decimals, value_words
from polyopt.report.line_chart import Chart, line_chart
from polyopt.report.markup import name, section, text
from polyopt.report.slices import Slice, slices_of, widest
from polyopt.report.ternary_chart import ternary_chart
from polyopt.results.designs import Design
from polyopt.results.found import Found

_TERNARY = 3
_TITLE = "Trade-offs around the chosen design"
_READ = (
    "Hatched: some limit is broken. Bands: 90 % intervals of one film. Point at a chart, or focus "
    "it and use the arrow keys, to read values."
)


def tradeoff_section(
    result: Found, evaluator: Evaluator | None, best: int
) -> tuple[str, dict[str, Any]]:
    """Return the charts, and what the page's script reads off or computes them from.

    Parameters
    ----------
    result : Found
        The result, its designs those that the page shows.
    evaluator : Evaluator, optional
        Its problem; None where its models are not available.
    best : int
        The design the page starts with.
    """
    if evaluator is None:
        return _without_models(result), {"slices": []}
    found = explorer(evaluator, result.designs, best)
    if found is None:
        return _fixed(_every_role(evaluator, result.designs[best]), best)
    return _moving(found, widest(evaluator, result.designs[best], found.offered))


def _without_models(result: Found) -> str:
    if not result.unjudged:
        return ""
    why = text(words_without_folders(result.unjudged), 300)
    return section(
        "tradeoffs",
        _TITLE,
        f"<p>No trade-offs: {why}. The designs are as the run wrote them.</p>",
    )


def _every_role(evaluator: Evaluator, design: Design) -> list[Slice]:
    """Return the slices through a design; of a role that it holds one monomer of, the widest."""
    found = slices_of(evaluator, design)
    had = {(piece.layer, piece.role) for piece in found}
    palettes = {
        (layer.name, role): range(len(layer.monomers(role)))
        for layer in evaluator.problem.layers
        for role in ROLES
    }
    rest = widest(evaluator, design, palettes)
    return [*found, *(p for p in rest if (p.layer, p.role) not in had)]


def _fixed(slices: list[Slice], best: int) -> tuple[str, dict[str, Any]]:
    """Return charts that stay as they are, for models that cannot leave Python."""
    figures: list[str] = []
    data: list[dict[str, Any]] = []
    for piece in slices:
        for quantity in piece.mean:
            chart = _chart(piece, quantity)
            figures.append(_figure(piece, quantity, chart, len(data)))
            data.append(_readings(piece, quantity, chart))
    intro = (
        f"<p>These charts are drawn around design {best + 1} (◆), whichever is chosen above: its "
        f"models cannot be computed by the page. {_READ}</p>"
    )
    body = f'<div class="charts">{"".join(figures)}</div>' if figures else ""
    return section("tradeoffs", _TITLE, body and intro, body), {"slices": data}


def _moving(found: Explorer, slices: list[Slice]) -> tuple[str, dict[str, Any]]:
    """Return charts that follow the chosen design and the sliders, drawn once for the best."""
    parts: list[str] = []
    data: list[dict[str, Any]] = []
    keys = [entry["key"] for entry in found.data["properties"]]
    for place, layer in enumerate(found.data["layers"]):
        figures, drawn = [], {}
        for piece in (p for p in slices if p.layer == layer["name"]):
            role = ROLES.index(piece.role)
            drawn[role] = [found.offered[piece.layer, piece.role].index(i) for i in piece.members]
            for quantity in (q for q in piece.mean if q in keys):
                figures.append(_figure(piece, quantity, _chart(piece, quantity), len(data)))
                known = LAYER_PROPERTIES[quantity]
                label, unit = known.label, known.shown_unit
                where = {"layer": place, "role": role, "k": keys.index(quantity)}
                data.append({**where, "label": label, "unit": unit, "places": []})
        parts.append(
            f'<div class="explore-layer" data-layer="{place}"><h3>Layer {name(layer["name"])}</h3>'
            f'{sliders(found.data, place, drawn)}<div class="charts">{"".join(figures)}</div></div>'
        )
    if not data:
        return "", {"slices": []}
    intro = f"<p>◆: the current shares; everything else stays as it is. {_READ}</p>"
    prices = any("cost" in layer for layer in found.data["layers"])
    body = [intro, INTRO, PRICES if prices else "", *parts, outcome_tables(found.data)]
    return section("tradeoffs", _TITLE, *body), {"slices": data, "explore": found.data}


def _chart(piece: Slice, quantity: str) -> Chart:
    return (ternary_chart if len(piece.monomers) == _TERNARY else line_chart)(piece, quantity)


def _figure(piece: Slice, quantity: str, chart: Chart, place: int) -> str:
    values, label = piece.mean[quantity], LAYER_PROPERTIES[quantity].label
    share = 100 * float(np.mean(piece.allowed))
    ends = value_words(quantity, values.min(), values.max())
    caption = (
        f"{label} from {ends} as {', '.join(piece.monomers)} exchange; {share:.0f} % of the range "
        f"meets every limit"
    )
    return (
        f"<figure><figcaption>Layer {name(piece.layer)}, {piece.role}s: {axis_label(quantity)}"
        f'</figcaption><svg class="slice" role="img" tabindex="0" data-slice="{place}" '
        f'viewBox="0 0 {chart.width} {chart.height}" aria-label="{text(caption)}">'
        f'<g class="drawing">{chart.svg}</g><circle class="cursor" r="5" cx="-20" cy="-20"/></svg>'
        f'<output aria-live="polite" id="reading-{place}">{text(caption)}</output></figure>'
    )


def _readings(piece: Slice, quantity: str, chart: Chart) -> dict[str, Any]:
    why = sorted(set(piece.broken))
    digits = decimals(quantity) + 1
    return {
        "label": LAYER_PROPERTIES[quantity].label,
        "unit": LAYER_PROPERTIES[quantity].shown_unit,
        "monomers": [str(m)[:60] for m in piece.monomers],
        "shares": np.round(100 * piece.shares, 1).tolist(),
        "values": _rounded(piece.mean[quantity], digits),
        "spread": _rounded(Z90 * piece.sd[quantity], digits),
        "why": [str(w)[:120] for w in why],
        "broken": [why.index(b) for b in piece.broken],
        "places": chart.places,
        "start": int(np.abs(piece.shares - np.array(piece.chosen)).sum(axis=1).argmin()),
    }


def _rounded(values: np.ndarray, digits: int) -> list[float | None]:
    return [round(v, digits) if np.isfinite(v) else None for v in values.tolist()]
