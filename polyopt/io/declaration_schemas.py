"""The JSON schemas of declared files, their keys for properties filled in from the properties."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from polyopt.quantities import CTE_RANGE, LAYER_PROPERTIES

_SCHEMAS = Path(__file__).parents[1] / "schemas"
_EACH_PROPERTY = "<property>"
"""Key that stands for the names of all properties, each with its content."""
_EACH_MEASURED = "<measured property>"
"""Key that stands for what a layer may state as measured of properties with a column."""


def declaration_schema(name: str) -> dict[str, Any]:
    """Return a JSON schema of `polyopt/schemas/`.

    Parameters
    ----------
    name : str
        Such as ``"problem"``.

    Examples
    --------
    >>> models = declaration_schema("problem")["$defs"]["layer"]["properties"]["models"]
    >>> list(models["properties"]) == list(LAYER_PROPERTIES)
    True
    """
    text = (_SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = _filled(json.loads(text))
    return schema


def _filled(node: Any) -> Any:
    if isinstance(node, list):
        return [_filled(item) for item in node]
    if not isinstance(node, dict):
        return node
    found: dict[str, Any] = {}
    for key, item in node.items():
        if key == _EACH_PROPERTY:
            found |= dict.fromkeys(LAYER_PROPERTIES, item)
        elif key == _EACH_MEASURED:
            found |= _measured()
        else:
            found[key] = _filled(item)
    return found


def _measured() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for known in LAYER_PROPERTIES.values():
        if known.declared is not None:
            ends = {"minimum": known.declared.least, "maximum": known.declared.most}
            if known.name == "cte":
                found[CTE_RANGE] = {"type": "string", "description": 'as "50-200"'}
            found |= {
                known.column: {"type": "number", **ends},
                known.sd_column: {"type": "number", "minimum": 0},
                known.conditions_key: {"type": "string"},
            }
    return found
