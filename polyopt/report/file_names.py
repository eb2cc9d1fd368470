"""Folders stay at home: a report that is mailed names files, not where they lie."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from polyopt.results.found import Found

_ROOTED = re.compile(r"^(?:~|[A-Za-z]:[\\/]|[\\/]{1,2}|file:)")
_INSIDE = re.compile(r"(?<![\w:/.])(?:~|[A-Za-z]:)?[\\/][^\s'\",;]*[\\/][^\s'\",;]*")
_ADDRESS = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]*)://.+")
_HOLD_FILES = ("settings", "command", "models", "cost", "claims")
_NO_FILES = ("smiles", "title", "expression", "sum", "unit")


def without_folders(value: Any, key: str = "", *, files: bool = False) -> Any:
    """Return a manifest, or a part of it, in which paths are file names and addresses schemes.

    Parameters
    ----------
    value : object
        Nested mappings, lists and texts.
    key : str
        What it is called where it stands.
    files : bool
        Whether its texts name files, so that relative paths are cut as well.

    Examples
    --------
    >>> without_folders({"settings": {"models": {"tg": "/Users/me/tg.npz"}}})
    {'settings': {'models': {'tg': 'tg.npz'}}}
    >>> without_folders({"command": ["polyopt", "--out=runs/7", "--storage=postgresql://me@host/x"]})
    {'command': ['polyopt', '--out=7', '--storage=postgresql://…']}
    """
    files = files or key in _HOLD_FILES
    if isinstance(value, Mapping):
        return {k: without_folders(v, str(k), files=files) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [without_folders(v, key, files=files) for v in value]
    if not isinstance(value, str) or key in _NO_FILES:
        return value
    if files:
        *head, last = value.split("=")
        return "=".join([*head, _name(last)])
    return _name(value) if _ROOTED.match(value) else value


def _name(path: str) -> str:
    address = _ADDRESS.match(path)
    if address and address[1].casefold() != "file":
        return f"{address[1]}://…"
    return _parts(path)[-1] if _parts(path) else path


def _parts(path: str) -> list[str]:
    return [part for part in re.split(r"[\\/]+", path) if part]


def words_without_folders(words: str) -> str:
    """Return a message in which paths are file names.

    >>> words_without_folders("cannot read /Users/me/lab/tg.npz: no such file")
    'cannot read tg.npz: no such file'
    """
    return _INSIDE.sub(lambda found: _name(found[0]), words)


def run_names(folders: Sequence[str]) -> dict[str, str]:
    """Return a short name for each run folder: as much of its end as distinguishes it.

    >>> run_names(["/lab/monday/a", "/lab/monday/b", "/lab/tuesday/a"])
    {'/lab/monday/a': 'monday/a', '/lab/monday/b': 'b', '/lab/tuesday/a': 'tuesday/a'}
    """
    parts = {folder: _parts(folder) or [folder] for folder in folders}
    names = {}
    for folder, own in parts.items():
        others = [other for name, other in parts.items() if name != folder]
        length = next(
            (n for n in range(1, len(own)) if all(other[-n:] != own[-n:] for other in others)),
            len(own),
        )
        names[folder] = "/".join(own[-length:])
    return names


def with_run_names(result: Found) -> Found:
    """Return a result whose designs name their runs in short."""
    names = run_names(sorted({design.run for design in result.designs if design.run}))
    if not names:
        return result
    return replace(
        result, designs=tuple(replace(d, run=names.get(d.run, "")) for d in result.designs)
    )
