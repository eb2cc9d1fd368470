"""Verdicts on a laminate as text that fits 80 columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from polyopt.cli.text import caution_lines, curl_text, verdict_lines, wrapped
from polyopt.verdicts.decided import Decided

if TYPE_CHECKING:
    from polyopt.claims.verdict import ElementVerdict
    from polyopt.verdicts.check_result import CheckResult


def check_text(result: CheckResult, *, limitations: bool, explain: bool = False) -> str:
    """Return the verdicts on a laminate.

    Parameters
    ----------
    result : CheckResult
        The verdicts.
    limitations : bool
        Show every limitation, not only those that are not met.
    explain : bool
        Say what would settle each limitation that is not met.
    """
    from polyopt.laminate.structure import stack_text

    lines = [wrapped(result.laminate.title)] if result.laminate.title else []
    lines.append(wrapped(stack_text(result.laminate), 0, 2))
    shown_already: set[ElementVerdict] = set()
    for v, remedies in zip(result.verdicts, result.remedies, strict=True):
        lines.append(verdict_lines([v]))
        wanted = [e for e in v.elements if limitations or e.verdict != "met"]
        lines += _repeated([e for e in wanted if e in shown_already])
        for element in wanted:
            if element not in shown_already:
                lines += _limitation(element, remedies if explain else {})
        shown_already.update(wanted)
    lines += caution_lines(result.verdicts)
    if result.curl:
        lines.append(curl_text(result.curl))
        lines.append(wrapped(result.curl_basis, 2))
    elif result.curl_lacks and any(x.modulus for x in result.laminate.layers):
        lines.append(wrapped(f"curl radius: not estimated; give {', '.join(result.curl_lacks)}"))
    if explain and result.asks_steps:
        lines += _vocabulary()
    lines.append(wrapped(_counts(Decided.of(result.verdicts)), 0, 2))
    lines += [wrapped(f"! {words}") for words in result.contradictions]
    if result.outside_domain:
        where = ", ".join(result.outside_domain)
        lines.append(wrapped(f"! predicted for chemistry outside what the models know: {where}"))
    if off := result.evidence.share_error.tolerance:
        lines.append(f"With {100 * off:g} mol % of weighing error in each share.")
    if result.assumed_met:
        lines.append(wrapped(f"Assumed met, as you stated: {', '.join(result.assumed_met)}"))
    return "\n".join(lines)


def _counts(decided: Decided) -> str:
    """Return how many claims are decided, by what, and how many are open.

    >>> _counts(Decided(met=("s:1",), predicted=("s:2", "s:3"), open=("s:4",)))
    '3 met: 1 as declared or measured, 2 by prediction; 0 unmet; 1 open, to be measured or declared'
    """
    met, predicted, open_ = len(decided.met), len(decided.predicted), len(decided.open)
    by = f": {met} as declared or measured, {predicted} by prediction" if met + predicted else ""
    left = ", to be measured or declared" if open_ else ""
    return f"{met + predicted} met{by}; {len(decided.unmet)} unmet; {open_} open{left}"


def _vocabulary() -> list[str]:
    """Return the steps that are understood, with their other words."""
    from polyopt.laminate.process_verbs import CONDITION_KEYS, vocabulary_lines

    lines = ["Steps that are understood; for A, metal and film any members of the stack:"]
    for shown, words, meaning in vocabulary_lines():
        also = f" ({words})" if words else ""
        lines.append(wrapped(f"{shown}{also}: {meaning}", 2, 6))
    return [*lines, wrapped(f"Their conditions: {', '.join(CONDITION_KEYS)}")]


def _repeated(elements: Sequence[ElementVerdict]) -> list[str]:
    """Return the limitations shown already, by their numbers alone."""
    words = dict.fromkeys(e.verdict for e in elements)
    named = {w: [e.id.rpartition(":")[2] for e in elements if e.verdict == w] for w in words}
    return [wrapped(f"{w}, as above: {', '.join(ids)}", 6, 8) for w, ids in named.items()]


def _limitation(element: ElementVerdict, remedies: Mapping[str, str]) -> list[str]:
    lines = [wrapped(_said(element), 6, 8)]
    if element.note:
        lines.append(wrapped(f"note: {element.note}", 8, 10))
    if element.inference:
        lines.append(wrapped(f"inferred, not in the text: {element.inference}", 8, 10))
    if remedies.get(element.id):
        lines.append(wrapped(f"to settle it: {remedies[element.id]}", 8, 10))
    return lines


def _said(element: ElementVerdict) -> str:
    number = element.id.rpartition(":")[2]
    nothing = element.verdict == "unknown" and element.basis == "declared"
    basis = "" if nothing else f" [{element.basis}]"
    return f"{element.verdict}: {number} {element.summary}{basis}"
