"""Limits as ``[[require]]`` states them, put on the quantities that the search knows best."""

from __future__ import annotations

from dataclasses import replace

from polyopt.design.curl import CURVATURE, RADII, RADIUS
from polyopt.equations.porous import solid_for
from polyopt.errors import DomainError, UsageError, quoted
from polyopt.io.toml import TomlTable
from polyopt.laminate.stack import Laminate
from polyopt.problem.statement import Requirement
from polyopt.quantities import POROUS, SOLID, QuantityName, layer_quantity

_INFINITY = float("inf")
_CM = 100.0


def declared_requirement(entry: TomlTable, laminate: Laminate) -> Requirement:
    """Return the limit of a ``[[require]]`` table.

    A least radius becomes an interval of curvatures, a limit on the permittivity of a porous layer
    one on its solid: there the uncertainty is known.

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
    for layer in laminate.layers:
        if name == layer_quantity(layer.name, POROUS) and layer.porosity is not None:
            return _on_solid(plain, layer.porosity)
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


def _on_solid(limit: Requirement, porosity: float) -> Requirement:
    try:
        low, high = (
            solid_for(end, porosity) if 1 < abs(end) < _INFINITY else end
            for end in (limit.low, limit.high)
        )
    except DomainError as error:
        raise error.at("[[require]]") from None
    if limit.high < 1:
        raise UsageError(f"[[require]] {limit}: no permittivity is below 1")
    name = str(replace(QuantityName.split(limit.quantity), tail=SOLID))
    text = f"{limit.ends} (porosity {porosity:g})"
    return replace(limit, quantity=name, low=low, high=high, text=text)
