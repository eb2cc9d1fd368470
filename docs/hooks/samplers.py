"""The table of samplers, made from their rows: `<!-- samplers -->` in a page."""

from __future__ import annotations

from typing import Any

from polyopt.optimizer.record.samplers import SAMPLERS

MARK = "<!-- samplers -->"


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Put the table in place of its mark."""
    return markdown.replace(MARK, table()) if MARK in markdown else markdown


def table() -> str:
    """Return the samplers as Markdown: name, what it is, designs where none are asked for."""
    rows = [
        f"| `{s.name}` | {s.words}{f' (extra `{s.extra}`)' if s.extra else ''} | {s.budget} |"
        for s in SAMPLERS.values()
    ]
    return "\n".join(
        ["| sampler | what it is | designs by default |", "| --- | --- | --- |", *rows]
    )
