"""The answer on one screen: the recommended formulation, its claims and what remains."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from polyopt.chemistry.composition import Share
from polyopt.claims.numbering import claims_words
from polyopt.display.chance import chance_text
from polyopt.problem.free_thickness import drawn_words
from polyopt.quantities import LAYER_PROPERTIES
from polyopt.report.caution_words import (
    amide_biases,
    beyond_frequencies,
    little_margins,
    predicted_means,
)
from polyopt.report.labels import (
    VERDICT_MARKS,
    counted,
    expression_unit,
    objective_value,
    uncertain_words,
)
from polyopt.report.markup import UNLIKE, items, name, number, section, text
from polyopt.report.proof_words import proof_lines
from polyopt.report.stack_drawing import drawn_members, stack_svg
from polyopt.results.designs import Design, DesignedLayer
from polyopt.results.found import Found
from polyopt.results.plain_layers import PlainDesignedLayer
from polyopt.verdicts.remaining import CONFIRM
from polyopt.verdicts.remedy import DECLARE, MEASURE

_KINDS = {
    MEASURE: ("measurement to make", "measurements to make"),
    DECLARE: ("statement on structure or process to make", "statements on structure or process"),
    CONFIRM: ("prediction to confirm", "predictions to confirm"),
}
_MOST = 12
"""Limitations that the headline names."""
_WORDS = {"met": "met", "unmet": "not met", "unknown": "not known yet"}


def answer_section(result: Found, best: Design) -> str:
    """Return the answer.

    Parameters
    ----------
    result : Found
        A result with designs.
    best : Design
        The one it recommends.
    """
    layers = "".join(_layer(layer) for layer in best.layers)
    layers += "".join(_plain(layer) for layer in best.plain)
    thick = drawn_words(result.problem)
    layers += f"<p><small>{text(thick)}</small></p>" if thick else ""
    stack = ""
    if result.problem is not None:
        drawn = stack_svg(drawn_members(result.problem.laminate, best))
        stack = f'<div class="card"><h3>Laminate, to scale</h3>{drawn}</div>'
    return section(
        "answer",
        "The answer",
        _headline(result),
        f'<p class="lead">{_lead(result, best)}</p>',
        f'<div class="answer"><div class="cards">{layers}</div>'
        f'<div class="cards">{stack}{_objectives(result, best)}</div>'
        f'<div class="cards">{_claims(result, best)}{_remains(result)}</div></div>',
    )


def _headline(result: Found) -> str:
    """Return what is decided of the recommended design and what is open, as a paragraph."""
    lines = [text(line, 1000) for line in result.decided_sentences(_MOST)]
    return f'<p class="lead"><strong>{"<br>".join(lines)}</strong></p>' if lines else ""


def _lead(result: Found, best: Design) -> str:
    """Return what was screened and what is recommended, in words."""
    count = len(result.designs)
    limits = result.what_is_met
    many = (
        f"one meets {limits} and is beaten by none"
        if count == 1
        else f"{counted(count)} meet {limits} and are beaten by none of the others"
    )
    run = f" It comes from the run {name(best.run)}." if best.run else ""
    stopped = " The search was interrupted before its end." if result.status != "feasible" else ""
    stopped += f" {text(result.stopped)}" if result.stopped else ""
    return (
        f"{counted(result.evaluations)} formulations were screened; {many}.{stopped} "
        f"The one marked ◆ is recommended: {text(result.recommended_because, 1000)}.{run}"
    )


def _objectives(result: Found, best: Design) -> str:
    rows = "".join(
        f"<div><dt>{direction} {name(e)}{expression_unit(e)}</dt>"
        f"<dd><strong>{objective_value(e, value, 3)}</strong></dd></div>"
        for (e, direction), value in zip(result.objectives, best.objectives, strict=True)
    )
    proven = "".join(f"<p><small>{text(line)}.</small></p>" for line in proof_lines(result.proof))
    means = predicted_means(result.objectives, best)
    notes = [*([means] if means else []), *beyond_frequencies(result.problem)]
    notes += amide_biases(result.problem, result.designs)
    note = "".join(f"<p><small>{text(line)}</small></p>" for line in notes)
    note += "" if best.verdicts else windows_warning(result)
    return f'<div class="card"><h3>Objectives</h3><dl class="facts">{rows}</dl>{note}{proven}</div>'


def _layer(layer: DesignedLayer) -> str:
    thick = "" if layer.thickness is None else f", {number(layer.thickness, 3)} µm"
    thick += "" if layer.porosity is None else f", {number(100 * layer.porosity, 2)} % pores"
    parts = layer.composition
    given = ", given" if layer.given else ""
    facts = "".join(
        f"<div><dt>{LAYER_PROPERTIES[key].label}</dt>"
        f"<dd>{_uncertain(key, value.mean, value.sd)}"
        f"{' measured' if value.measured else ''}"
        f"{'' if value.in_domain else f' {UNLIKE}'}</dd></div>"
        for key, value in layer.properties.items()
    )
    return (
        f'<div class="card"><h3>Layer {name(layer.name)}{thick}{given}</h3>'
        f'<p class="made-of">{_shares("Dianhydride", parts.dianhydrides)}<br>'
        f"{_shares('Diamine', parts.diamines)}</p>"
        f'<dl class="facts">{facts}</dl></div>'
    )


def _plain(layer: PlainDesignedLayer) -> str:
    """Return a layer without a formulation: what it is and what was stated of it."""
    thick = "" if layer.thickness is None else f", {number(layer.thickness, 3)} µm"
    return (
        f'<div class="card"><h3>Layer {name(layer.name)}{thick}</h3>'
        f'<p class="made-of">{text(layer.text, 300)}</p></div>'
    )


def _uncertain(key: str, mean: float, sd: float) -> str:
    value, interval = uncertain_words(key, mean, sd)
    ends = f"90 %: {interval}" if sd else "interval not known"
    return f"<strong>{value}</strong> <span>{ends}</span>"


def _shares(role: str, shares: tuple[Share, ...]) -> str:
    """Return the monomers of a role, the largest share first. [mol %]."""
    ordered = sorted(shares, key=lambda share: -share[1])
    if len(ordered) == 1:
        return f"{role} <strong>{name(ordered[0][0])}</strong>"
    shown = ", ".join(f"<strong>{name(m)}</strong>&nbsp;{100 * x:.1f}" for m, x in ordered)
    return f"{role}s {shown} mol&nbsp;%"


def _claims(result: Found, best: Design) -> str:
    if not best.verdicts:
        return ""
    counts = Counter(judged.verdict for judged in best.verdicts)
    lines = [
        f'<p class="verdict {verdict}">{VERDICT_MARKS[verdict]} {counts[verdict]} of '
        f"{len(best.verdicts)} {_WORDS[verdict]}</p><p>{text(_of(best, verdict))}</p>"
        for verdict in _WORDS
        if counts[verdict]
    ]
    little = [text(line) for line in little_margins(best.verdicts)]
    lines += [f"<p><strong>Little margin</strong></p>{items(little)}"] if little else []
    basis = ", ".join(sorted({judged.basis for judged in best.verdicts}))
    chance = text(chance_text(best.probability))
    return (
        f'<div class="card"><h3>Claims</h3>{"".join(lines)}<p>Basis: {text(basis)}. Probability '
        f"of meeting {result.chance_of}: <strong>{chance}</strong>. "
        f'<a href="#designs">All claims</a></p>{windows_warning(result)}</div>'
    )


def windows_warning(result: Found) -> str:
    """Return what was added where CTEs over different windows are compared, as a paragraph."""
    if not result.cte_windows:
        return ""
    return f'<p class="caution"><strong>!</strong> {text(result.cte_windows, 1000)}</p>'


def _of(best: Design, verdict: str) -> str:
    return claims_words(judged.id for judged in best.verdicts if judged.verdict == verdict)


def _remains(result: Found) -> str:
    if not (result.remaining or result.windows):
        return ""
    counts = Counter(one.kind for one in result.remaining)
    todo = [f"{counts[kind]} {_KINDS[kind][counts[kind] > 1]}" for kind in _KINDS if counts[kind]]
    windows = len(result.windows)
    start = [f"{windows} window{'s' * (windows > 1)} to start from"] if windows else []
    return (
        f'<div class="card"><h3>What remains</h3>{items(_ticked([*todo, *start]))}'
        '<p><a href="#remains">Details</a></p></div>'
    )


def _ticked(entries: Iterable[str]) -> list[str]:
    return [f"☐ {entry}" for entry in entries]
