"""Parameters of docstrings as they are meant: each its own default, shapes as they are written.

Griffe gives `first, second : int` the default of `first` for both, and takes
`ndarray, shape (m, n)` for a tuple with a call in it.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

import griffe

NAMED = (griffe.DocstringSectionKind.parameters, griffe.DocstringSectionKind.returns)
"""Sections whose entries have a type."""


class DocstringParameters(griffe.Extension):
    """Mends the parsed docstrings of a package once it is loaded."""

    def on_package(self, *, pkg: griffe.Module, **_: Any) -> None:
        """Go through everything that the package defines."""
        mend(pkg)


def mend(place: griffe.Module | griffe.Class) -> None:
    """Mend the docstrings of the classes and functions in a module or class."""
    for member in place.members.values():
        if member.is_alias:
            continue
        if isinstance(member, griffe.Class | griffe.Function) and member.docstring:
            for section in member.docstring.parsed:
                if section.kind in NAMED:
                    mend_section(section.value, member)
        if isinstance(member, griffe.Class | griffe.Module):
            mend(member)


def mend_section(parts: list[Any], owner: griffe.Class | griffe.Function) -> None:
    """Give each parameter the default of its name, and each shape its text."""
    for part in parts:
        if isinstance(part, griffe.DocstringParameter):
            with suppress(KeyError):
                part.value = owner.parameters[part.name].default
        written = str(part.annotation)
        if "shape(" in written:
            inner = re.sub(r"^\((.*)\)$", r"\1", written)
            part.annotation = inner.replace("shape(", "shape (")
