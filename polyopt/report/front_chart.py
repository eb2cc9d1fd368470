"""The front, one panel for each pair of objectives; every point can be chosen."""

from __future__ import annotations

from itertools import combinations

from polyopt.report.labels import design_words, objective_label
from polyopt.report.markup import number, text
from polyopt.report.scales import Scale, frame
from polyopt.results.designs import Design
from polyopt.results.found import Found

WIDTH, HEIGHT = 520, 360
_MOST_PANELS = 6
_PROBABILITY = "probability"


def front_values(result: Found, designs: tuple[Design, ...]) -> dict[str, list[float]]:
    """Return the values of each objective by its label, with the probability beside one alone."""
    found = {
        objective_label(expression, direction): [d.objectives[i] for d in designs]
        for i, (expression, direction) in enumerate(result.objectives)
    }
    if len(found) < 2 and all(e != _PROBABILITY for e, _ in result.objectives):
        found[f"probability of meeting {result.chance_of} [-]"] = [d.probability for d in designs]
    if len(found) < 2:
        found["design"] = [float(i) for i in range(1, len(designs) + 1)]
    return found


def front_charts(result: Found, designs: tuple[Design, ...], best: int) -> str:
    """Return the panels, each an SVG whose points carry the number of their design."""
    values = front_values(result, designs)
    pairs = list(combinations(values, 2))[:_MOST_PANELS]
    captions = [_caption(result, design) for design in designs]
    return "".join(_panel(values, one, other, best, captions) for one, other in pairs)


def _caption(result: Found, design: Design) -> str:
    """Return the objectives of a design and what it is made of."""
    values = "; ".join(
        f"{e} {number(v)}" for (e, _), v in zip(result.objectives, design.objectives, strict=True)
    )
    return text(f"{values}. {design_words(design)} mol %", 300)


def _panel(
    values: dict[str, list[float]], one: str, other: str, best: int, captions: list[str]
) -> str:
    x = Scale.around(values[one], 66.0, WIDTH - 14.0)
    y = Scale.around(values[other], HEIGHT - 46.0, 12.0)
    points = "".join(
        _point(i, x.at(a), y.at(b), f"Design {i + 1}: {captions[i]}", i == best)
        for i, (a, b) in enumerate(zip(values[one], values[other], strict=True))
    )
    label = f"{text(other)} against {text(one)}, {len(values[one])} designs"
    return (
        f'<svg class="front" role="group" tabindex="0" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'aria-label="Front: {label}. Arrow keys choose a design.">'
        f"{frame(x, y, text(one, 60), text(other, 46))}{points}</svg>"
    )


def _point(i: int, x: float, y: float, caption: str, is_best: bool) -> str:
    """Return one point: a circle, or a diamond for the balanced design."""
    shape = (
        f'<path d="M{x} {y - 7:.2f}l7 7l-7 7l-7 -7z"/>'
        if is_best
        else f'<circle cx="{x}" cy="{y}" r="4"/>'
    )
    return (
        f'<g class="point{" best" if is_best else ""}" data-design="{i}" data-x="{x}" '
        f'data-y="{y}"><title>{caption}</title>{shape}</g>'
    )
