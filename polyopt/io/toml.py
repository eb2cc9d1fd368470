"""Reading what users declare in TOML files, checked against a JSON schema."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from numbers import Real
from pathlib import Path
from typing import Any

from polyopt.errors import UsageError, did_you_mean, quoted
from polyopt.io.declaration_schemas import declaration_schema

TomlTable = Mapping[str, Any]
"""A table as a TOML file holds it, its keys and kinds checked against a schema."""

_LARGEST_FILE = 2_000_000
_LARGEST_NUMBER = 10**15
_MISTAKEN = {
    "problem": ("design", "a design file", "'polyopt check' reads it"),
    "design": ("problem", "a problem file", "'polyopt search' reads it"),
}
"""By schema, the table that marks the other kind of file, its name, and what reads it."""


def read_declaration(path: Path, schema: str) -> dict[str, Any]:
    """Return the content of a TOML file that keeps to a schema.

    Parameters
    ----------
    path : Path
        The file.
    schema : str
        Name of the schema in `polyopt/schemas/`, such as ``"problem"``.

    Raises
    ------
    UsageError
        If the file is missing, too large, no TOML, or breaks the schema; the error names the
        key, what is allowed, and the nearest known spelling.
    """
    text = _read_text(path)
    declaration = _loaded(text, path)
    try:
        check_declaration(declaration, schema, where=str(path), text=text)
    except RecursionError:
        raise UsageError("nested too deeply", where=str(path)) from None
    return declaration


def read_toml(path: Path) -> dict[str, Any]:
    """Return the content of a TOML file, whatever it holds.

    Raises
    ------
    UsageError
        If the file is missing, too large or no TOML.
    """
    return _loaded(_read_text(path), path)


def _loaded(text: str, path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise UsageError("nested too deeply", where=str(path)) from None
    except ValueError as error:
        reason = str(error).partition(";")[0]
        raise UsageError(f"not valid TOML: {reason}", where=str(path)) from None


def check_declaration(
    declaration: dict[str, Any], schema: str, *, where: str = "", text: str = ""
) -> None:
    """Raise a `UsageError` for the first place where a declaration breaks its schema."""
    for key, number in _numbers(declaration, ""):
        if not -_LARGEST_NUMBER < number < _LARGEST_NUMBER:
            raise UsageError(
                f"{key} is {quoted(number)}", where=where, remedy="give a finite number"
            )
    errors = sorted(_validator(schema).iter_errors(declaration), key=_depth)
    if errors:
        head, kind, reader = _MISTAKEN.get(schema, ("", "", ""))
        if head in declaration and schema not in declaration:
            raise UsageError(f"is {kind}, not a {schema} file", where=where, remedy=reader)
        raise _described(errors[0], where, text)


def editor_schema(schema: str) -> str:
    """Return a shipped JSON schema with everything it refers to in one text."""
    own = declaration_schema(schema)
    own["$defs"] = {**own.get("$defs", {}), **declaration_schema("stack")["$defs"]}
    return json.dumps(own, indent=2).replace("stack#/$defs/", "#/$defs/") + "\n"


def _read_text(path: Path) -> str:
    try:
        if path.is_dir():
            inside = [quoted(found) for found in sorted(path.glob("*.toml"))[:3]]
            hint = f"did you mean {' or '.join(inside)}?" if inside else ""
            raise UsageError("is a folder, not a file", where=str(path), remedy=hint)
        with path.open("rb") as file:
            content = file.read(_LARGEST_FILE + 1)
        if len(content) > _LARGEST_FILE:
            raise UsageError(f"larger than {_LARGEST_FILE} bytes", where=str(path))
        return content.decode("utf-8-sig")
    except FileNotFoundError:
        raise UsageError(
            "no such file", where=str(path), remedy="'polyopt init DIR' writes an example"
        ) from None
    except UnicodeDecodeError:
        raise UsageError("not UTF-8 text", where=str(path)) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"cannot be read: {reason}", where=quoted(path)) from None


@cache
def _validator(schema: str) -> Any:
    from jsonschema import Draft202012Validator
    from referencing import Registry, Resource

    stack = Resource.from_contents(declaration_schema("stack"))
    registry: Registry[Any] = Registry().with_resource("stack", stack)
    return Draft202012Validator(declaration_schema(schema), registry=registry)


def _numbers(value: Any, key: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, item in value.items():
            if not isinstance(name, str):
                raise UsageError(f"the key {quoted(name)} is not text")
            yield from _numbers(item, f"{key}.{name}" if key else name)
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from _numbers(item, f"{key}[{i}]")
    elif isinstance(value, Real):
        yield key, value


def _depth(error: Any) -> tuple[bool, int]:
    """Unknown keys first: a misspelt key explains the missing one."""
    return error.validator != "additionalProperties", -len(error.absolute_path)


def _key(path: Any) -> str:
    key = ""
    for part in path:
        key += f"[{part}]" if isinstance(part, int) else f".{part}" if key else str(part)
    return key


def _described(error: Any, where: str, text: str) -> UsageError:
    best = _branch(error)
    key = _key(best.absolute_path)
    if best.validator == "additionalProperties":
        known = set(best.schema.get("properties", ()))
        unknown = next(k for k in best.instance if k not in known)
        what = f"unknown key {quoted(unknown)}{f' in [{key}]' if key else ''}"
        remedy = did_you_mean(unknown, known) or f"known keys: {', '.join(sorted(known))}"
        return UsageError(what, where=where + _line(text, unknown), remedy=remedy)
    if best.validator == "required":
        missing = next(k for k in best.validator_value if k not in best.instance)
        what = f"{f'[{key}]' if key else 'the file'} lacks {quoted(missing)}"
        return UsageError(what, where=where, remedy=best.schema.get("description", ""))
    last = next((p for p in reversed(best.absolute_path) if isinstance(p, str)), "")
    what = f"{key or 'the file'} is {quoted(best.instance)}: {_reason(best)}"
    return UsageError(
        what, where=where + _line(text, last), remedy=best.schema.get("description", "")
    )


def _branch(error: Any) -> Any:
    """Return the error of the alternative that fits best, where the schema offers several."""
    while error.context:
        deepest = max(len(e.absolute_path) for e in error.context)
        inner = [e for e in error.context if len(e.absolute_path) == deepest]
        if deepest == len(error.absolute_path) and all(e.validator == "type" for e in inner):
            return error
        error = min(inner, key=lambda e: (e.validator == "type", _depth(e)))
    return error


_KINDS = {
    "integer": "a whole number",
    "number": "a number",
    "array": "a list",
    "object": "a table",
    "string": "a text",
    "boolean": "true or false",
}


def _doubled(instance: Any) -> str:
    """Return the first item that a list holds again; empty for what is no such list."""
    items = instance if isinstance(instance, list) else []
    return next((quoted(x) for i, x in enumerate(items) if x in items[:i]), "")


def _reason(error: Any) -> str:
    value = error.validator_value
    reasons = {
        "type": f"must be {_KINDS.get(str(value), value)}",
        "minimum": f"must be at least {value}",
        "maximum": f"must be at most {value}",
        "exclusiveMinimum": f"must be more than {value}",
        "minItems": f"needs at least {value} items",
        "uniqueItems": f"names {_doubled(error.instance)} more than once",
        "maxItems": f"may have at most {value} items",
        "minLength": "must not be empty",
        "maxLength": f"may have at most {value} characters",
        "pattern": "has a form that is not allowed",
        "maxProperties": f"may have at most {value} keys",
        "minProperties": f"needs at least {value} keys",
    }
    if error.validator == "enum":
        hint = did_you_mean(str(error.instance), [str(v) for v in value])
        return f"must be one of {', '.join(map(str, value))}{'; ' + hint if hint else ''}"
    if error.validator in ("anyOf", "oneOf"):
        return "has none of the allowed forms"
    return str(reasons.get(error.validator, error.message[:100]))


def _line(text: str, key: str) -> str:
    found = re.search(rf"^\s*(?:\[+.*)?\b{re.escape(key)}\b", text, re.MULTILINE) if key else None
    return f", line {text[: found.end()].count(chr(10)) + 1}" if found else ""
