"""What remains to be done for the chosen formulation, and the windows to start from."""

from __future__ import annotations

from polyopt.claims.numbering import claims_words
from polyopt.report.markup import section, table, text
from polyopt.results.found import Found


def remaining_section(result: Found) -> str:
    """Return what to measure, declare or confirm, and where to start; empty if nothing is known."""
    windows = [
        (text(w.quantity), text(w.words), text(w.basis), text(w.note, 1000)) for w in result.windows
    ]
    todo = [
        (
            f"☐ {text(one.kind)}",
            text(one.settle if one.expected is None and not one.limit else one.remedy.text, 1000),
            text(one.expected.words.removeprefix("predicted ") if one.expected else ""),
            text(one.limit),
            text(claims_words(one.claims)),
        )
        for one in result.remaining
    ]
    start = table("Where to start", ("Quantity", "Window", "Basis", "Note"), windows, "remaining")
    head = ("Kind", "What", "Predicted", "Limit", "Claims that depend on it")
    left = table("To do", head, todo, "remaining todo")
    return section(
        "remains",
        "What remains to be done for the recommended formulation",
        start if windows else "",
        left if todo else "",
    )
