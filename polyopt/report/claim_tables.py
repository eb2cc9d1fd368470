"""Verdicts on claims and on their limitations, as tables."""

from __future__ import annotations

from polyopt.claims.shown_figures import shown_chance, shown_margin
from polyopt.claims.verdict import ElementVerdict, Verdict
from polyopt.report.caution_words import is_little
from polyopt.report.labels import VERDICT_MARKS
from polyopt.report.markup import number, table, text
from polyopt.results.designs import Design

_LITTLE = "<br><em>little</em>"


def claim_tables(design: Design) -> str:
    """Return the verdicts on the chosen claims, and on each of their limitations."""
    if not design.verdicts:
        return ""
    head = ("Claim", "Verdict", "Basis", "Margin", "Probability", "In words")
    rows = [
        (_claim_name(v.id), *_verdict(v, any(map(is_little, v.elements))), text(v.summary))
        for v in design.verdicts
    ]
    elements = {e.id: e for v in design.verdicts for e in v.elements}
    detail = table(
        "Limitations of these claims, each once",
        ("Limitation", "Verdict", "Basis", "Margin", "Probability", "In words"),
        [_element(e) for e in elements.values()],
        "claims",
    )
    return (
        "<h4>Claims</h4>"
        + table("Verdicts on the chosen claims", head, rows, "claims")
        + f'<details class="printed"><summary>Their {len(elements)} limitations</summary>{detail}'
        "</details><p>Margins in units of each limitation's scale. An engineering screening, "
        f"not a legal opinion.</p>{_cautions(design)}"
    )


def _cautions(design: Design) -> str:
    """Return what the mark `!` of a probability stands for, each caution once."""
    cautions = dict.fromkeys(v.caution for v in design.verdicts if v.caution)
    return "".join(f"<p><strong>!</strong> {text(c, 1000)}</p>" for c in cautions)


def _claim_name(identity: str) -> str:
    claim_set, _, number = identity.rpartition(":")
    return f"{text(claim_set)}&nbsp;<strong>{text(number)}</strong>"


def _element(e: ElementVerdict) -> tuple[str, ...]:
    said = (e.note, e.inference, e.caution and f"! {e.caution}")
    notes = "".join(f"<br><em>{text(n, 1000)}</em>" for n in said if n)
    return (
        text(e.id.rpartition(":")[2]),
        *_verdict(e, is_little(e)),
        text(e.summary) + notes,
    )


def _verdict(judged: Verdict | ElementVerdict, little: bool) -> tuple[str, ...]:
    verdict, margin, chance = judged.verdict, shown_margin(judged), shown_chance(judged)
    return (
        f'<td class="{text(verdict)}">{VERDICT_MARKS.get(verdict, "")} {text(verdict)}</td>',
        text(judged.basis),
        "" if margin is None else number(margin, 3) + _LITTLE * little,
        text(chance) + " !" * bool(chance and judged.caution),
    )
