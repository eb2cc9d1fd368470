"""Sliders for the shares of a layer; without scripts they stay hidden."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from polyopt.report.markup import items, name, table, text

INTRO = (
    '<div class="explore" hidden><p>Move a slider, or click in a chart, to see what other shares '
    "would do: the others of the role keep their proportions. Tg, CTE and limits are those of the "
    "models of the run, with 90 % intervals of one film; thicknesses are those of the design.</p>"
    '<p><output class="explore-state" aria-live="polite"></output> '
    '<button type="button" class="explore-back" disabled>Back to the design</button></p></div>'
)

PRICES = (
    "<p><strong>To compute costs, this file holds the prices of the monomers:</strong> take care "
    "whom you send it to.</p>"
)

_RANGE = 'type="range" min="0" max="100" step="1" value="0"'
_MOST_DRAWN = 3


def sliders(data: dict[str, Any], place: int, drawn: Mapping[int, Sequence[int]]) -> str:
    """Return the sliders of one layer, with boxes to choose what its charts exchange.

    Parameters
    ----------
    data : mapping
        The page's data (`polyopt.report.explorer.Explorer`).
    place : int
        The layer.
    drawn : mapping of int to sequence of int
        By role, the monomers that its charts exchange at first.
    """
    layer = data["layers"][place]
    roles = "".join(
        _role(place, r, role, drawn.get(r, ())) for r, role in enumerate(layer["roles"])
    )
    return (
        f'<div class="explore sliders" hidden>{roles}'
        f'<output class="predicted" aria-live="polite" aria-label="Layer {text(layer["name"])}">'
        "</output></div>"
    )


def _role(layer: int, r: int, role: dict[str, Any], drawn: Sequence[int]) -> str:
    monomers = role["monomers"]
    boxes = len(monomers) > _MOST_DRAWN
    rows = "".join(
        _share(f"{layer}-{r}-{i}", i, monomer, in_chart=i in drawn, boxes=boxes)
        if len(monomers) > 1
        else f"<p>{name(monomer)}: 100</p>"
        for i, monomer in enumerate(monomers)
    )
    part = "" if role["whole"] else "<p>Those that the designs use most; the palette is larger.</p>"
    return (
        f'<fieldset data-role="{r}"><legend>{text(role["role"].capitalize())}s [mol %]</legend>'
        f"{rows}{part}</fieldset>"
    )


def _share(key: str, i: int, monomer: str, *, in_chart: bool, boxes: bool) -> str:
    checked = " checked" if in_chart else ""
    box = (
        f'<label class="drawn"{"" if boxes else " hidden"}><input type="checkbox" value="{i}" '
        f'aria-label="{text(monomer)} in the charts"{checked}> in charts</label>'
    )
    return (
        f'<div class="share"><label for="share-{key}">{name(monomer)}</label>'
        f'<input id="share-{key}" {_RANGE}><output for="share-{key}"></output>{box}</div>'
    )


def outcome_tables(data: dict[str, Any]) -> str:
    """Return the tables of objectives and limits that the page fills in, and what it cannot judge.

    Parameters
    ----------
    data : mapping
        The page's data.
    """
    open_ = data["open"]
    goals = table(
        "Objectives at these shares",
        ("Objective", "Value", "In the design"),
        [(name(goal["text"]), "", "") for goal in data["objectives"]],
        kind="explore-objectives",
    )
    head = ("Limit", "Verdict", "Value", "Probability")
    filled = table("Limits at these shares", head, (), kind="explore-limits")
    left = (
        f"<p>Not judged by the page; for these see the claims of the design:</p>"
        f"{items(text(words) for words in open_)}"
        if open_
        else ""
    )
    return f'<div class="explore" hidden>{goals}{filled}{left}</div>'
