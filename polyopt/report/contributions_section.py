"""What groups add to Tg and CTE of the chosen design."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from polyopt.chemistry.composition import Composition
from polyopt.errors import PolyoptError
from polyopt.models.feature_words import INTERCEPT, feature_words
from polyopt.models.property_model import PropertyModel
from polyopt.prediction.explain import Explanation, explain
from polyopt.problem.definition import LayerProblem, Problem
from polyopt.quantities import LAYER_PROPERTIES
from polyopt.report.markup import name, number, section, signed, table, text
from polyopt.results.designs import Design

_MOST = 12
_WIDTH = 160


def contributions_section(problem: Problem, design: Design) -> str:
    """Return one table for each layer and property that models of repeat units predict."""
    parts = []
    for layer, chosen in zip(problem.layers, design.layers, strict=True):
        models = {
            key: model
            for key, model in layer.palette.models.items()
            if isinstance(model, PropertyModel)
        }
        if _has_structures(layer, design):
            parts += _explained(layer.name, chosen.composition, models)
    intro = (
        "<p>For the recommended design (◆), whichever design is chosen above: the transparent "
        "group contribution model, beside the accurate one that the search used. The gap between "
        "them is what the groups do not capture. Groups that occur together in the data can hardly "
        "be separated.</p>"
    )
    return section(
        "contributions",
        "What the groups contribute",
        intro if parts else "",
        _beside(parts),
    )


def _beside(parts: list[str]) -> str:
    return f'<div class="recipes">{"".join(parts)}</div>' if parts else ""


def _explained(
    layer: str, composition: Composition, models: Mapping[str, PropertyModel]
) -> list[str]:
    """Return the tables of one layer, or why there are none: the report is useful without them."""
    try:
        found = explain(composition, models)
    except PolyoptError as error:
        return [f"<p>Layer {name(layer)}: {text(error.what)}.</p>"]
    return [_table(layer, one) for one in found if one.property in models]


def _has_structures(layer: LayerProblem, design: Design) -> bool:
    chosen = next(x for x in design.layers if x.name == layer.name).composition
    return all(m.smiles for m, _ in (*chosen.dianhydrides, *chosen.diamines))


def _table(layer: str, found: Explanation) -> str:
    known = LAYER_PROPERTIES[found.property]
    label, unit = known.label, known.shown_unit
    drawn = (abs(g.contribution) for g in found.groups if g.group != INTERCEPT)
    largest = max(drawn, default=1.0) or 1.0
    caption = (
        f"Layer {name(layer)}: {label} {found.mean:z.0f} {unit} (model ± {found.model_sd:.0f}, "
        f"laboratories ± {found.laboratory_sd:.0f}, "
        f"single film ± {found.film_sd:.0f}, 1 sd); groups alone {found.transparent:z.0f} {unit}; "
        f"nearest polymer {name(found.nearest)}"
    )
    head = ("Group", "Amount", f"Adds [{unit}]", "± standard error", "Drawn")
    return table(caption, head, _rows(found, largest), "groups")


def _rows(found: Explanation, largest: float) -> Iterator[tuple[str, ...]]:
    for group in found.groups[:_MOST]:
        yield (
            text(feature_words(group.group)),
            number(group.amount, 3),
            signed(group.contribution, 1),
            number(group.standard_error, 2),
            "" if group.group == INTERCEPT else _bar(group.contribution / largest),
        )


def _bar(share: float) -> str:
    """Return a bar to the right for what raises a property, hatched to the left for the rest."""
    half = _WIDTH / 2
    width = abs(share) * half
    start = half if share > 0 else half - width
    fill = "#444" if share > 0 else "url(#p-barred)"
    return (
        f'<svg class="bar" viewBox="0 0 {_WIDTH} 12" aria-hidden="true"><rect x="{start:.1f}" '
        f'y="1" width="{width:.1f}" height="10" fill="{fill}" stroke="#444"/>'
        f'<path d="M{half} 0V12" stroke="#000"/></svg>'
    )
