"""The order of what a search of the site finds: guidance first, the Python reference last."""

from __future__ import annotations

from typing import Any

REFERENCE = "reference/python/"
BOOST = 0.2
"""What a word counts in a page of docstrings, where parameters say it again and again; else 1."""


def on_page_markdown(markdown: str, *, page: Any, **_: Any) -> str:
    """Let the pages of docstrings weigh less."""
    if page.file.src_uri.startswith(REFERENCE):
        page.meta.setdefault("search", {"boost": BOOST})
    return markdown
