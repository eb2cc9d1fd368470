"""Files of the repository outside `docs`: pages link to them and include them as they stand there.

A page is read on a code forge, too, so it links to `../../experiments/results/record.csv`. In the
site that file lies under `files/`. A line such as

    [The card of this model](../../polyopt/models/pretrained/tg.md)<!-- included -->

becomes the text of that Markdown file or notebook, without its title; links to the file lead to
the page.
"""

from __future__ import annotations

import json
import posixpath
import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

from polyopt.io.toml import editor_schema

ROOT = Path(__file__).parents[2]
INCLUDED = re.compile(r"^\[[^\]]*\]\((?P<target>[^)]+)\)<!-- included -->$", re.M)
SCHEMA = re.compile(r"polyopt/schemas/(?P<name>\w+)\.schema\.json")
"""Schemas are published whole, as `polyopt init` writes them."""
LINK = re.compile(r"(?<=\]\()(?P<target>[^)\s#:]+)(?P<anchor>#[^)\s]*)?(?=\))")


def on_files(files: Files, config: Any) -> None:
    """Note which file is included in which page."""
    config.extra["pages_of"] = {
        _path(found["target"], file.src_uri): file.src_uri
        for file in files.documentation_pages()
        for found in INCLUDED.finditer(file.content_string)
    }


def on_page_markdown(markdown: str, page: Any, config: Any, files: Files) -> str:
    """Include files, and point links that leave `docs` to copies in the site."""
    here = page.file.src_uri
    text = INCLUDED.sub(lambda found: _included(_path(found["target"], here), here), markdown)

    def linked(found: re.Match[str]) -> str:
        path = _path(found["target"], here)
        if path.startswith("docs/") or not (ROOT / path).is_file():
            return found[0]  # a page, or a broken link: mkdocs says so
        uri = config.extra["pages_of"].get(path) or _copied(path, config, files)
        return _relative(uri, here) + (found["anchor"] or "")

    return LINK.sub(linked, text)


def _path(target: str, page: str) -> str:
    """Return where in the repository the link of a page leads."""
    return posixpath.normpath(posixpath.join("docs", posixpath.dirname(page), target))


def _relative(path: str, page: str) -> str:
    return posixpath.relpath(path, posixpath.dirname(page) or ".")


def _included(path: str, page: str) -> str:
    """Return the text of a file below its title, its links as seen from the page."""
    written = (ROOT / path).read_text(encoding="utf-8")
    _, _, text = (_notebook(written) if path.endswith(".ipynb") else written).partition("\n")
    folder = posixpath.dirname(path)

    def moved(found: re.Match[str]) -> str:
        seen = posixpath.relpath(posixpath.join(folder, found["target"]), "docs")
        return _relative(seen, page) + (found["anchor"] or "")

    return LINK.sub(moved, text)


def _notebook(written: str) -> str:
    """Return the cells of a notebook as Markdown, code in fences, without what they printed."""
    cells = json.loads(written)["cells"]
    texts = [("".join(cell["source"]), cell["cell_type"]) for cell in cells]
    return "\n\n".join(
        text if kind == "markdown" else f"```python\n{text}\n```" for text, kind in texts
    )


def _copied(path: str, config: Any, files: Files) -> str:
    uri = f"files/{path}.txt" if path.endswith(".md") else f"files/{path}"
    if files.get_file_from_path(uri) is None:
        schema = SCHEMA.fullmatch(path)
        files.append(
            File.generated(config, uri, content=editor_schema(schema["name"]))
            if schema
            else File.generated(config, uri, abs_src_path=str(ROOT / path))
        )
    return uri
