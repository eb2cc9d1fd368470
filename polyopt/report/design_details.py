"""All about one design of the front."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from polyopt.display.chance import chance_text
from polyopt.equations.normal_interval import Z90
from polyopt.errors import UsageError
from polyopt.prediction.film_predictions import named_polymer
from polyopt.prediction.predictor import Predictor
from polyopt.prediction.weighing import ERROR, WeighingEffect, chain_limit, weighing_effects
from polyopt.problem.definition import Problem
from polyopt.quantities import LAYER_PROPERTIES
from polyopt.report.claim_tables import claim_tables
from polyopt.report.labels import (
    axis_label,
    decimals,
    expression_unit,
    objective_value,
    uncertain_words,
)
from polyopt.report.markup import UNLIKE, name, number, signed, table, text
from polyopt.report.recipe_table import recipe_table
from polyopt.report.stack_drawing import drawn_members, stack_svg
from polyopt.results.designs import Design, DesignedLayer
from polyopt.results.found import Found
from polyopt.results.plain_layers import PlainDesignedLayer
from polyopt.temperature.comparison import PREDICTED_WINDOW

Drawings = Callable[[Design], str]


def design_article(
    result: Found,
    design: Design,
    place: int,
    predictor: Predictor | None,
    drawings: Drawings,
    *,
    best: bool,
) -> str:
    """Return one design as an article, hidden unless it is the best.

    Parameters
    ----------
    result : Found
        The result.
    design : Design
        One design of its front.
    place : int
        Its place on the front, from 0.
    predictor : Predictor, optional
        The models, for the effect of weighing errors.
    drawings : callable
        Gives the structures of a design as markup.
    best : bool
        Whether it is the one recommended.
    """
    problem = result.problem
    mark = " ◆ recommended" if best else ""
    run = f"<p>From the run {name(design.run)}.</p>" if design.run else ""
    left = _properties(design) + _objectives(result, design) + _curl(result, design)
    stack = ""
    if problem is not None:
        drawn = stack_svg(drawn_members(problem.laminate, design))
        stack = f"<div><h4>Laminate, to scale</h4>{drawn}</div>"
    recipes = "".join(recipe_table(layer.name, layer.composition) for layer in design.layers)
    parts = [
        run,
        f'<div class="beside"><div>{left}</div>{stack}</div>',
        f'<h4>Recipe</h4><div class="recipes">{recipes}</div>',
        claim_tables(design),
        drawings(design),
    ]
    if problem is not None and predictor is not None:
        parts.append(_weighing(problem, design, predictor))
    hidden = "" if best else " hidden"
    return (
        f'<article id="design-{place}" class="design"{hidden} aria-labelledby="head-{place}">'
        f'<h3 id="head-{place}">Design {place + 1} of {len(result.designs)}{mark}</h3>'
        f"{''.join(parts)}</article>"
    )


def _objectives(result: Found, design: Design) -> str:
    rows = [
        (f"{direction} {name(e)}{expression_unit(e)}", objective_value(e, v))
        for (e, direction), v in zip(result.objectives, design.objectives, strict=True)
    ]
    if design.verdicts:
        chance = text(chance_text(design.probability))
        rows.append((f"Probability of meeting {result.chance_of}", chance))
    return table("Objectives", ("Objective", "Value"), rows)


def _properties(design: Design) -> str:
    head = ("Layer", "Property", "Value", "90 % interval", "Nearest known polymer")
    rows = [row for layer in design.layers for row in _property_rows(layer)]
    rows += [row for layer in design.plain for row in _stated_rows(layer)]
    ctes = [layer.properties.get("cte") for layer in design.layers]
    over = f"<p>CTE predicted for about {text(PREDICTED_WINDOW)}, windows not recorded.</p>"
    note = over if any(cte is not None and cte.sd for cte in ctes) else ""
    return table("Properties, predicted unless stated", head, rows, "properties") + note


def _property_rows(layer: DesignedLayer) -> Iterator[tuple[str, ...]]:
    thick = "" if layer.thickness is None else f",&nbsp;{number(layer.thickness, 3)}&nbsp;µm"
    for key, value in layer.properties.items():
        shown, interval = uncertain_words(key, value.mean, value.sd)
        near = name(_polymer(value.nearest)) if value.nearest else "not known"
        near = "measured" if value.measured else near
        outside = "" if value.in_domain else f" {UNLIKE}"
        yield (
            f"{name(layer.name)}{thick}",
            LAYER_PROPERTIES[key].label,
            shown,
            interval,
            near + outside,
        )


def _stated_rows(layer: PlainDesignedLayer) -> Iterator[tuple[str, ...]]:
    """Yield what is stated of a layer without a formulation; its kind where nothing is."""
    thick = "" if layer.thickness is None else f",&nbsp;{number(layer.thickness, 3)}&nbsp;µm"
    where = f"{name(layer.name)}{thick}"
    for key, stated in layer.values.items():
        low, high = stated.value - Z90 * stated.sd, stated.value + Z90 * stated.sd
        known = LAYER_PROPERTIES.get(key)
        label = known.label if known else name(key.replace("_", " "))
        unit = known.shown_unit if known else stated.unit
        value = f"{number(stated.value, 4)} {name(unit)}".strip()
        ends = f"{number(low, 4)} to {number(high, 4)} {name(unit)}" if stated.sd else "not known"
        yield where, label, value, ends, f"measured; {name(layer.resin)}"
    if not layer.values:
        yield where, "none stated", "", "", name(layer.resin)


def _curl(result: Found, design: Design) -> str:
    if not design.curl:
        return ""
    rows = []
    for curl in design.curl:
        low, high, tight, wide = curl.bounds(Z90)
        rows.append(
            (
                "metal etched off" if curl.etched else "as made",
                number(curl.curvature, 3),
                f"{number(low, 3)} to {number(high, 3)}",
                _radius(curl.radius),
                f"{_radius(tight)} to {_radius(wide)}",
            )
        )
    head = ("Laminate", "Curvature [1/m]", "90 % interval", "Radius [cm]", "90 % interval")
    return table("Curl", head, rows) + f"<p>{text(result.curl_basis, 1000)}</p>"


def _radius(radius: float) -> str:
    """Return a radius; that of a laminate without curvature is no number."""
    return "flat" if math.isinf(radius) else number(radius, 3)


def _polymer(nearest: str) -> str:
    try:
        return named_polymer(nearest)
    except UsageError:
        return nearest


def _weighing(problem: Problem, design: Design, predictor: Predictor) -> str:
    rows = []
    properties = [
        q for q in LAYER_PROPERTIES if any(q in layer.properties for layer in design.layers)
    ]
    for layer, chosen in zip(problem.layers, design.layers, strict=True):
        effects = weighing_effects(predictor, layer.palette, chosen.composition)
        for monomer in dict.fromkeys(effect.monomer for effect in effects):
            both = [effect for effect in effects if effect.monomer == monomer]
            no_less = [] if len(both) > 1 else ["not so much in it"]
            changes = [
                " / ".join([*(_change(effect, key) for effect in both), *no_less])
                for key in properties
            ]
            rows.append((name(layer.name), name(monomer), *changes))
    heads = (f"change of {axis_label(key)}" for key in properties)
    head = ("Layer", "Too much / too little of", *heads)
    chain = (
        f"<p>Moles per 100 moles of the role. An error of one role as a whole leaves its shares "
        f"as they are but shortens the chains: at {100 * ERROR:.0f} % they hold "
        f"{chain_limit(ERROR):.0f} monomers on average at full conversion, and Tg falls. "
        f"The models do not include this.</p>"
    )
    return f"<h4>Weighing errors of 1 mol %</h4>{table('What they change', head, rows)}{chain}"


def _change(effect: WeighingEffect, key: str) -> str:
    """Return a change with its sign, to 0.1; what rounds to nothing has none."""
    if key not in effect.changes:
        return "not known"
    return signed(effect.changes[key], decimals(key) + 1)
