"""What a search found, on a terminal: a few designs, the claims in brief, what is left to do."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from polyopt.cli.text import as_argument, curl_text, interval, short, verdict_lines, wrapped
from polyopt.cli.text_claims import claims_in_brief
from polyopt.cli.text_conflict import conflict_lines
from polyopt.cli.text_found import found_text
from polyopt.cli.text_remaining import remaining_in_brief, remaining_lines
from polyopt.display.chance import chance_text
from polyopt.equations.normal_interval import Z90
from polyopt.problem.free_thickness import drawn_words, free_thicknesses
from polyopt.problem.statement import PROBABILITY
from polyopt.quantities import LAYER_PROPERTIES
from polyopt.report.caution_words import (
    amide_biases,
    beyond_frequencies,
    little_margins,
    predicted_means,
)
from polyopt.report.proof_words import proof_lines
from polyopt.results.outside import NO_OPINION
from polyopt.results.weighing_words import weighing_words

if TYPE_CHECKING:
    from polyopt.results.designs import Design, DesignedLayer
    from polyopt.results.plain_layers import PlainDesignedLayer
    from polyopt.runs.result import Result

_MOST_LINES = 40
"""Lines in brief up to which empty ones set the designs apart."""

_MOST_MARGINS, _MOST_LIMITATIONS = 2, 6


def result_text(result: Result, most: int = 3, run: str = "", details: bool = False) -> str:
    """Return what a search found, in words and a table.

    Parameters
    ----------
    result : Result
        What it found.
    most : int
        Designs shown, spread over the front.
    run : str
        The folder that keeps it, if there is one.
    details : bool
        Show every claim, window and measurement instead of about forty lines.
    """
    lines = [wrapped(result.title), wrapped(result.stack, 0, 2), _headline(result)]
    lines += [wrapped(result.stopped)] if result.stopped else []
    if not result.designs:
        lines += conflict_lines(result)
        lines += ["", wrapped(found_text(result, run))]
        return "\n".join(lines)
    named = 0 if details else _MOST_LIMITATIONS
    lines += [wrapped(line) for line in result.decided_sentences(named, "of *")]
    lines += [wrapped(line) for line in proof_lines(result.proof)]
    means = predicted_means(result.objectives, result.designs[0])
    lines += [means] if means else []
    chosen = designs_shown(result, most)
    lines += [wrapped(line) for line in beyond_frequencies(result.problem)]
    lines += [wrapped(line) for line in amide_biases(result.problem, chosen)]
    drawn = drawn_words(result.problem)
    lines += [wrapped(drawn)] if drawn else []
    designs = [
        _design_text(number, design, result) for number, design in enumerate(chosen, start=1)
    ]
    of_best = _lines_of_best(result, run, details)
    length = sum(text.count("\n") + 1 for text in (*lines, *designs, *of_best))
    between = "\n\n" if details or length + len(designs) <= _MOST_LINES else "\n"
    return "\n".join([*lines, "", between.join(designs), *of_best])


def _lines_of_best(result: Result, run: str, details: bool) -> list[str]:
    """Return curl, claims and what is left to do of the design that is recommended."""
    best, lines = result.best(), list[str]()
    if best is not None and best.curl and _is_flat(best):
        lines.append("Curl: none, by symmetry.")
    elif result.curl_basis:
        basis = result.curl_basis if details else "an elastic worst case, not validated"
        lines += [*([""] if details else []), wrapped(f"Curl: {basis}.")]
    if best is not None and best.verdicts:
        lines += ["", "Claims, for the design marked *:"]
        lines_of = verdict_lines if details else claims_in_brief
        lines.append(lines_of(best.verdicts))
        lines += [wrapped(f"! {result.cte_windows}", 2, 4)] if result.cte_windows else []
        little = little_margins(best.verdicts)
        lines += [wrapped(f"little margin: {line}", 2, 4) for line in little[:_MOST_MARGINS]]
    elif result.cte_windows:
        lines += ["", wrapped(f"! {result.cte_windows}", 0, 2)]
    if best is not None and best.outside:
        lines += ["", wrapped(f"Stays outside, for the design marked * ({NO_OPINION}):", 0, 2)]
        lines += [wrapped(one.text, 2, 4) for one in best.outside]
    if result.assumed_met:
        lines += ["", wrapped(f"Assumed met, as you stated: {', '.join(result.assumed_met)}")]
    lines += [wrapped(line, 0, 2) for line in weighing_words(result.problem, best)]
    lines += remaining_lines(result) if details else remaining_in_brief(result)
    lines += ["", wrapped(found_text(result, run, whole=False))]
    return lines if details else [*lines, wrapped(_where_all_is(run))]


def _design_text(number: int, design: Design, result: Result) -> str:
    lines = [_design_head(number, design, result, result.best() is design)]
    drawn = _drawn(result)
    lines += [_layer_text(layer, drawn, _porosity(layer, result)) for layer in design.layers]
    lines += [_plain_text(layer, drawn) for layer in design.plain]
    lines += [curl_text(design.curl, 3)] if design.curl and not _is_flat(design) else []
    return "\n".join(lines)


def _is_flat(design: Design) -> bool:
    """Say whether a design lies flat whatever its layers are: it is its own mirror image."""
    return all(c.curvature == 0 == c.sd for c in design.curl)


def _where_all_is(run: str) -> str:
    if run:
        make = f"Recipes and files for 'polyopt check': 'polyopt design {as_argument(run)}'."
        return f"{make} More: {run}/report.html, or --details."
    return "More: --details, or --out RUN for a report."


def designs_shown(result: Result, most: int) -> list[Design]:
    """Return a few designs spread over the front, the recommended one among them."""
    count = len(result.designs)
    if count <= most:
        return list(result.designs)
    best = result.best()
    mark = result.designs.index(best) if best is not None else 0
    if most < 3:
        return [result.designs[mark]]
    places = {round(i * (count - 1) / (most - 1)) for i in range(most)}
    places.discard(min(places - {0, count - 1}, key=lambda p: abs(p - mark)))
    return [result.designs[p] for p in sorted({*places, mark})]


def _headline(result: Result) -> str:
    what = f"{result.evaluations} formulations of {result.subsets} monomer choices"
    seconds = f"in {result.elapsed:.1f} s, seed {result.seed}"
    if not result.designs:
        head = (
            "Nothing found that meets every limit"
            if result.status != "interrupted"
            else ("Stopped before anything was found")
        )
        conflict = result.obstacles.conflict
        says = conflict.headline if conflict else "The nearest one breaks"
        return wrapped(f"{head}: {what} {seconds}. {says}:")
    count = len(result.designs)
    front = f"{count} design{'' if count == 1 else 's'} on the front"
    return wrapped(f"{result.outcome}: {front}, from {what} {seconds}.")


def _design_head(number: int, design: Design, result: Result, is_best: bool) -> str:
    parts = [
        _objective(text, value)
        for (text, _), value in zip(result.objectives, design.objectives, strict=True)
    ]
    if design.verdicts and not any(text == PROBABILITY for text, _ in result.objectives):
        left = any(r.kind != "confirm" for r in result.remaining)
        what = "predicted P" if left else "probability"
        parts.append(f"{what} = {chance_text(design.probability)}".replace("= >", "> "))
    return wrapped(f"{number}{'*' if is_best else ' '} {', '.join(parts)}", 0, 3)


def _objective(text: str, value: float) -> str:
    chance = chance_text(value) if text == PROBABILITY else ""
    almost = chance.startswith(">")
    return f"{text} > {chance[1:]}" if almost else f"{text} = {round(value, 3):.4g}"


def _drawn(result: Result) -> dict[str, tuple[float, float]]:
    """Return the ranges of thicknesses that are just drawn. [µm]."""
    return free_thicknesses(result.problem) if result.problem is not None else {}


def _thickness(layer: DesignedLayer | PlainDesignedLayer, drawn: Collection[str]) -> str:
    if layer.thickness is None:
        return ""
    return f"{layer.thickness:.1f} µm{' (drawn)' if layer.name in drawn else ''}  "


def _porosity(layer: DesignedLayer, result: Result) -> str:
    """Return the porosity to aim at, with what 90 % of the films keep."""
    if layer.porosity is None:
        return ""
    declared = result.problem.laminate.layers if result.problem is not None else ()
    within = next((d.porosity_tolerance for d in declared if d.name == layer.name), 0.0)
    spread = f" ± {100 * within:.2g}" if within else ""
    return f"porosity {100 * layer.porosity:.0f}{spread} %{' (90 %)' if within else ''}  "


def _plain_text(layer: PlainDesignedLayer, drawn: Collection[str]) -> str:
    thick = _thickness(layer, drawn)
    return wrapped(f"{layer.name}  {thick}{layer.text}", 3, 6)


def _layer_text(layer: DesignedLayer, drawn: Collection[str], porosity: str) -> str:
    thick = _thickness(layer, drawn) + porosity
    given = "  (given)" if layer.given else ""
    lines = [wrapped(f"{layer.name}  {thick}{short(str(layer.composition))}{given}", 3, 6)]
    values = []
    for name, value in layer.properties.items():
        known = LAYER_PROPERTIES[name]
        text = (
            interval(value.mean, value.mean - Z90 * value.sd, value.mean + Z90 * value.sd, known)
            if value.sd
            else f"{value.mean:.4g} {known.shown_unit}"
        )
        text += " measured" if value.measured else ""
        values.append(f"{known.label} {text}{'' if value.in_domain else ' !'}")
    return "\n".join([*lines, wrapped("   ".join(values), 6)])
