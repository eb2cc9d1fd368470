"""The front: its charts, a table, and a list to choose a design from."""

from __future__ import annotations

from polyopt.display.chance import chance_text
from polyopt.problem.statement import PROBABILITY
from polyopt.report.front_chart import front_charts
from polyopt.report.labels import design_words, objective_value
from polyopt.report.markup import name, section, table, text
from polyopt.results.found import Found


def front_section(result: Found, best: int, total: int) -> str:
    """Return the front.

    Parameters
    ----------
    result : Found
        A result whose designs are all shown.
    best : int
        The place of the recommended one.
    total : int
        How many designs the front has.
    """
    designs = result.designs
    runs = any(design.run for design in designs)
    goals = [expression for expression, _ in result.objectives]
    stated = PROBABILITY in goals
    head = (
        "Design",
        *map(name, goals),
        *([] if stated else ["Probability"]),
        *(["Run"] if runs else []),
        "Formulation",
    )
    rows = [
        (
            f'<a href="#design-{i}" data-design="{i}">{i + 1}{" ◆" if i == best else ""}</a>',
            *map(objective_value, goals, d.objectives),
            *([] if stated else [text(chance_text(d.probability))]),
            *([name(d.run)] if runs else []),
            name(design_words(d)),
        )
        for i, d in enumerate(designs)
    ]
    listed = table("All designs shown, shares in mol %", head, rows, "listed")
    thinned = f" Shown are {len(designs)} of {total}, spread out." if total > len(designs) else ""
    return section(
        "front",
        "Pareto front",
        "<p>Every point is a design that no other beats in all objectives. ◆: recommended; "
        f"{text(result.recommended_because, 1000)}.{thinned} "
        '<span class="screen">Choose one by a click or by '
        "the arrow keys in a chart, or below in the list.</span></p>"
        f'<div class="charts">{front_charts(result, designs, best)}'
        '<div class="hint"><output id="hint" aria-live="polite"></output>'
        '<p class="screen"><a href="#designs">Go to its recipe and claims</a></p></div></div>'
        f"<details><summary>Table of the front</summary>{listed}</details>",
    )


def chooser(result: Found, best: int) -> str:
    """Return the list to choose a design from."""
    options = "".join(
        f'<option value="{i}"{" selected" if i == best else ""}>{i + 1}'
        f"{' ◆' if i == best else ''}: {text(design_words(d), 90)}</option>"
        for i, d in enumerate(result.designs)
    )
    return f'<p class="controls"><label>Design <select id="chooser">{options}</select></label></p>'
