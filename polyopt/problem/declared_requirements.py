"""Limits as ``[[require]]`` states them, put on the quantities that the search knows best."""

from __future__ import annotations

from dataclasses import replace

from polyopt.design.curl import CURVATURE, RADII, RADIUS
from polyopt.errors import UsageError, quoted
from polyopt.io.toml import TomlTable
from polyopt.laminate.stack import Laminate
from polyopt.problem.statement import Requirement
from polyopt.quantities import POROUS, layer_quantity

_INFINITY = float("inf")
_CM = 100.0


def declared_requirement(entry: TomlTable, laminate: Laminate) -> Requirement:
    """Return the limit of a ``[[require]]`` table.

    A least radius becomes an interval of curvatures: there the uncertainty is known.

    Raises
    ------
    UsageError
        If it has neither end, its ends are swapped, or it cannot be met by any value.
    """
    name = entry["quantity"]
    low, high = float(entry.get("min", -_INFINITY)), float(entry.get("max", _INFINITY))
    if low == -_INFINITY and high == _INFINITY:
        raise UsageError(f"[[require]] on {quoted(name)} has neither min nor max")
    if low > high:
        raise UsageError(f"[[require]] on {quoted(name)}: min {low:g} > max {high:g}")
    plain = Requirement(name, low, high, confidence=entry.get("confidence"))
    if name in RADII:
        return _on_curvature(plain)
    pores = {layer_quantity(x.name, POROUS) for x in laminate.layers if x.porosity is not None}
    if high < 1 and name in pores:
        raise UsageError(f"[[require]] {plain}: no permittivity is below 1")
    return plain


def _on_curvature(limit: Requirement) -> Requirement:
    if limit.high != _INFINITY or limit.low <= 0:
        raise UsageError(
            f"[[require]] on {quoted(limit.quantity)} takes a positive min [cm] only",
            remedy=f"limit {limit.quantity.replace(RADIUS, CURVATURE)} [1/m] instead",
        )
    most = _CM / limit.low
    name = limit.quantity.replace(RADIUS, CURVATURE)
    return replace(limit, quantity=name, low=-most, high=most, text=limit.ends)
