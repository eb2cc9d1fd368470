"""Links of pages to files of the repository outside `docs`: the site gets copies of them.

A page is read on a code forge, too, so it links to `../../experiments/results/record.csv` as it
stands in the repository. In the site that file lies under `files/`; a Markdown file that is a
page of its own (`PAGES`) is linked as that page.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

ROOT = Path(__file__).parents[2]
PAGES = {
    "experiments/results/how_good.md": "models/how-good.md",
    "polyopt/models/pretrained/tg.md": "models/tg.md",
    "polyopt/models/pretrained/cte.md": "models/cte.md",
    "polyopt/models/pretrained/permittivity.md": "models/permittivity.md",
}
"""Files that the site includes as pages."""

LINK = re.compile(r"(?<=\]\()(?P<target>(?:\.\./)+[^)\s#]+)(?P<anchor>#[^)\s]*)?(?=\))")


def on_page_markdown(markdown: str, page: Any, config: Any, files: Files, **_: Any) -> str:
    """Point links that leave `docs` to copies in the site."""
    folder = posixpath.dirname(page.file.src_uri)

    def linked(found: re.Match[str]) -> str:
        path = posixpath.normpath(posixpath.join("docs", folder, found["target"]))
        if path.startswith("docs/") or not (ROOT / path).is_file():
            return found[0]  # a page, or a broken link: mkdocs says so
        uri = PAGES.get(path) or _copied(path, config, files)
        return posixpath.relpath(uri, folder or ".") + (found["anchor"] or "")

    return LINK.sub(linked, markdown)


def _copied(path: str, config: Any, files: Files) -> str:
    uri = f"files/{path}.txt" if path.endswith(".md") else f"files/{path}"
    if files.get_file_from_path(uri) is None:
        files.append(File.generated(config, uri, abs_src_path=str(ROOT / path)))
    return uri
