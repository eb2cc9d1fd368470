"""Writing what a TOML file holds, with comments in its tables."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from polyopt.io.toml import TomlTable

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def toml_text(table: TomlTable, notes: Mapping[tuple[str, ...], Sequence[str]]) -> str:
    """Return a declaration as TOML.

    Parameters
    ----------
    table : mapping
        What the file holds: texts, numbers, true and false, lists and tables.
    notes : mapping of tuple of str to sequence of str
        By the keys that lead to a table, lines of comment at its end; a table that is not there is
        begun for them.

    Examples
    --------
    >>> print(toml_text({"film": {"is": ["dense"]}}, {("film", "measured"): ["gurley = 1"]}))
    [film]
    is = ["dense"]
    <BLANKLINE>
    [film.measured]
    # gurley = 1
    <BLANKLINE>
    """
    whole: dict[str, Any] = dict(table)
    for path in notes:
        whole = _with_table(whole, path)
    return "\n".join(_lines(whole, (), notes)).lstrip("\n") + "\n"


def _with_table(table: TomlTable, path: tuple[str, ...]) -> dict[str, Any]:
    """Return a table that holds one at the end of a path."""
    if not path:
        return dict(table)
    first, *rest = path
    return {**table, first: _with_table(table.get(first, {}), tuple(rest))}


def _lines(
    table: TomlTable, path: tuple[str, ...], notes: Mapping[tuple[str, ...], Sequence[str]]
) -> Iterator[str]:
    """Yield the lines of one table: its values, its comments, the tables in it."""
    plain = {key: value for key, value in table.items() if not _has_a_header(value)}
    comments = notes.get(path, ())
    if path and (plain or comments or not table):
        yield from ("", f"[{'.'.join(map(_key, path))}]")
    for key, value in plain.items():
        yield f"{_key(key)} = {_value(value)}"
    yield from (f"# {comment}" for comment in comments)
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _lines(value, (*path, key), notes)
        elif _has_a_header(value):
            for entry in value:
                yield from ("", f"[[{'.'.join(map(_key, (*path, key)))}]]")
                yield from (f"{_key(name)} = {_value(held)}" for name, held in entry.items())


def _has_a_header(value: object) -> bool:
    if isinstance(value, list | tuple):
        return bool(value) and all(isinstance(entry, Mapping) for entry in value)
    return isinstance(value, Mapping)


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _value(key)


def _value(value: object) -> str:
    if isinstance(value, bool | str):  # TOML has JSON's escapes, and DEL
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{_key(k)} = {_value(v)}' for k, v in value.items())} }}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    return repr(value)
