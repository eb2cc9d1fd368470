"""Objects of JSON files as they are read, and their numbers checked."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

Stored = Mapping[str, Any]
"""A JSON object as it is read: nothing of it is known to be what it should be."""


def finite(stored: Stored, key: str) -> float:
    """Return a number of an object as it was read, a whole one left whole.

    Raises
    ------
    KeyError
        If it is not there.
    TypeError
        If it is no number.
    ValueError
        If it is not finite.
    """
    value = stored[key]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{key} is {value!r}")
    if not math.isfinite(value):
        raise ValueError(f"{key} is {value}")
    return value


def optional(stored: Stored, key: str) -> float | None:
    """Return a number as `finite` does; None where it is missing or null."""
    return None if stored.get(key) is None else finite(stored, key)
