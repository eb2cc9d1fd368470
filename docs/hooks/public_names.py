"""Public names in their reference, as the package's own tables list them.

`<!-- names of polyopt.measurements -->` in a page becomes the description of every public name that
lives in that room, and of the classes beside them; `<!-- table of names -->` becomes a table of the
reference pages with the names that each describes.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import Any

from mkdocs.structure.files import Files

import polyopt

FOLDER = "reference/python/"
ROOM = re.compile(r"^<!-- names of polyopt\.(?P<room>\w+) -->$", re.M)
TABLE = "<!-- table of names -->"
DESCRIBED = re.compile(r"^::: polyopt\.(?P<name>[\w.]+)$", re.M)
WITH_INHERITED = "\n    options:\n      inherited_members: true"


def on_page_markdown(markdown: str, *, config: Any, files: Files, **_: Any) -> str:
    """Put descriptions and table in place of their marks."""
    text = with_descriptions(markdown)
    if TABLE not in text:
        return text
    pages = {
        uri: with_descriptions(file.content_string)
        for uri in _listed(config["nav"])
        if uri.startswith(FOLDER) and (file := files.get_file_from_path(uri)) is not None
    }
    return text.replace(TABLE, "\n".join(["| page | names |", "| --- | --- |", *rows(pages)]))


def with_descriptions(markdown: str) -> str:
    """Return a page with the descriptions of its rooms in place of their marks."""
    return ROOM.sub(lambda found: "\n\n".join(descriptions(found["room"])), markdown)


def descriptions(room: str) -> Iterator[str]:
    """Yield what describes each public name of a room, module by module."""
    package = import_module(f"polyopt.{room}")
    if hasattr(package, "_HOMES"):  # a public room: its names are imported from it
        for name, home in package._HOMES.items():
            yield _description(f"{room}.{home}.{name}", getattr(package, name))
        return
    public = {name: home for name, home in polyopt._HOMES.items() if home.startswith(f"{room}.")}
    for home in sorted(set(public.values())):
        module = import_module(f"polyopt.{home}")
        for name, value in _defined(module):
            if public.get(name) == home:
                yield _description(name, value)
            elif inspect.isclass(value):
                yield _description(f"{home}.{name}", value)


def _defined(module: ModuleType) -> Iterator[tuple[str, Any]]:
    """Yield the functions and classes that a module defines, in its order."""
    for name, value in vars(module).items():
        own = getattr(value, "__module__", None) == module.__name__
        if own and not name.startswith("_") and (inspect.isclass(value) or callable(value)):
            yield name, value


def _description(path: str, value: Any) -> str:
    return f"::: polyopt.{path}" + (WITH_INHERITED if inspect.isclass(value) else "")


def rows(pages: dict[str, str]) -> Iterator[str]:
    """Yield a row for each page: its title, and links to the names that it describes."""
    for uri, text in pages.items():
        place = uri.removeprefix("reference/")
        described = DESCRIBED.findall(text)
        names = [f"[`{name}`]({place}#polyopt.{name})" for name in described if "." not in name]
        for room in polyopt._ROOMS:
            below = [path for path in described if path.startswith(f"{room}.")]
            if below:
                last = ", ".join(f"`{path.rpartition('.')[2]}`" for path in below)
                names.append(f"[`{room}`]({place}#polyopt.{below[0]}): {last}")
        title = re.search(r"^# (.+)$", text, re.M)
        yield f"| [{title[1] if title else place}]({place}) | {', '.join(names)} |"


def _listed(entry: Any) -> Iterator[str]:
    """Yield the pages of the navigation, in its order."""
    if isinstance(entry, str):
        yield entry
    else:
        for part in entry.values() if isinstance(entry, dict) else entry:
            yield from _listed(part)
