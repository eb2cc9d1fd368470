"""A page below the tutorials for every notebook of `examples/notebooks`: text and code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

FOLDER = Path(__file__).parents[2] / "examples" / "notebooks"
SECTION = "Tutorials"


def on_config(config: Any) -> None:
    """List the notebooks behind the tutorials."""
    pages = [{title(path): uri(path)} for path in sorted(FOLDER.glob("*.ipynb"))]
    for entry in config.nav if pages else ():
        if SECTION in entry:
            entry[SECTION].append({"Notebooks": pages})


def on_files(files: Files, config: Any) -> None:
    """Make the pages; `repository_files` fills them."""
    for path in sorted(FOLDER.glob("*.ipynb")):
        text = (
            f"# {title(path)}\n\n"
            f"To run it, open `examples/notebooks/{path.name}` of the repository "
            "(extra `notebook`); here is what it says, without what it prints.\n\n"
            f"[The notebook](../../examples/notebooks/{path.name})<!-- included -->\n"
        )
        files.append(File.generated(config, uri(path), content=text))


def title(path: Path) -> str:
    """Return the title of a notebook, from its first cell."""
    first = json.loads(path.read_text(encoding="utf-8"))["cells"][0]
    return "".join(first["source"]).partition("\n")[0].removeprefix("# ").strip()


def uri(path: Path) -> str:
    """Return where the page of a notebook lies."""
    return f"notebooks/{path.stem}.md"
