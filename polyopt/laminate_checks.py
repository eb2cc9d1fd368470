"""What is checked of the values that a design states."""

from __future__ import annotations

import math
from collections.abc import Mapping

from polyopt.errors import UsageError, quoted, unknown_name
from polyopt.measured import Measured

MEASURABLE = ("tg", "cte", "permittivity")
"""Measured quantities whose units go without saying."""


def with_units(where: str, measured: Mapping[str, Measured]) -> None:
    """Raise for a measured quantity without a unit, unless its unit goes without saying.

    Parameters
    ----------
    where : str
        What was measured.
    measured : mapping of str to Measured
        The values.
    """
    for name, value in measured.items():
        if not isinstance(value, Measured):
            raise UsageError(
                f"{where}: measured {name} is {quoted(value)}", remedy="write Measured(value, sd)"
            )
        if name not in MEASURABLE and not value.unit:
            error = unknown_name("measured property", name, MEASURABLE, where=where)
            remedy = "; ".join(filter(None, (error.remedy, "or give its unit")))
            raise UsageError(error.what, where=where, remedy=remedy)


def possible_poisson(what: str, value: float | None) -> None:
    """Raise for a Poisson ratio [-] that no isotropic solid of positive ratio has."""
    if value is not None and not 0 <= value <= 0.5:
        raise UsageError(f"{what} is {value}", remedy="it lies from 0 to 0.5")


def positive(what: str, value: float | None) -> None:
    """Raise for a value that is given and not a positive number."""
    if value is not None and not (math.isfinite(value) and value > 0):
        raise UsageError(f"{what} is {value}", remedy="it must be finite and more than 0")
