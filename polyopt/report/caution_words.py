"""Cautions beside an answer: predicted means, models beyond their data, limits met by little."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from polyopt.claims.verdict import ElementVerdict, Verdict
from polyopt.design.curl import CURVATURE, RADIUS
from polyopt.models.frequency import EXTRAPOLATED
from polyopt.prediction.amide_bias import amide_bias_words
from polyopt.problem.definition import Problem
from polyopt.quantities import POROUS, layer_quantity
from polyopt.results.designs import Design

LITTLE = 0.1
"""Margin below which a limit is met by little, in units of its scale. [-]"""


def predicted_means(objectives: Sequence[tuple[str, str]], design: Design) -> str:
    """Return a sentence if an objective is computed from predictions, else nothing.

    Parameters
    ----------
    objectives : sequence of (str, str)
        Expression and direction of each.
    design : Design
        Its layers say which of their properties are uncertain.
    """
    uncertain = {
        layer_quantity(layer.name, name)
        for layer in design.layers
        for name, value in layer.properties.items()
        if value.sd
    }
    uncertain |= {layer_quantity(layer.name, POROUS) for layer in design.layers}
    uncertain |= {CURVATURE, RADIUS} if design.curl else set()
    if any(name in text for text, _ in objectives for name in uncertain):
        return "Objectives use predicted means: see the 90 % intervals of the layers."
    return ""


def beyond_frequencies(problem: Problem | None) -> tuple[str, ...]:
    """Return a sentence for each model that a problem asks beyond the frequencies measured."""
    layers = problem.layers if problem is not None else ()
    found = {
        (str(getattr(model, "name", "")), layer.name)
        for layer in layers
        for model in layer.palette.models.values()
    }
    return tuple(
        f"Layer {layer}: {name}; how it falls with frequency was not measured there."
        for name, layer in sorted(found)
        if name.endswith(EXTRAPOLATED)
    )


def amide_biases(problem: Problem | None, designs: Iterable[Design]) -> tuple[str, ...]:
    """Return a sentence for each shipped model that predicts the Tg of a polyamide-imide."""
    models = {x.palette.name: x.palette.models for x in problem.layers} if problem else {}
    found = dict.fromkeys(
        amide_bias_words(models.get(layer.name, {}), [layer.composition])
        for design in designs
        for layer in design.layers
        if "tg" in layer.properties and not layer.properties["tg"].measured
    )
    return tuple(filter(None, found))


def is_little(one: ElementVerdict) -> bool:
    """Say whether a limitation is met, but by little; one that counts layers never is."""
    return one.verdict == "met" and one.margin is not None and one.margin < LITTLE and not one.whole


def little_margins(verdicts: Sequence[Verdict]) -> tuple[str, ...]:
    """Return the limitations of claims that are met by little, each once; the least margin first.

    In a result that was read back, not judged, limitations are not known and none is named.
    """
    found = {one.id: one for judged in verdicts for one in judged.elements if is_little(one)}
    ordered = sorted(found.values(), key=lambda one: (one.margin or 0.0, one.id))
    return tuple(
        f"{one.id.rpartition(':')[2]} ({one.margin or 0.0:.2f} of its scale): {one.summary}"
        for one in ordered
    )
