"""Quantities that objectives and limits may use; limits restated on what the search knows best."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from polyopt.design.curl import CURVATURE, CURVATURES, RADII, RADIUS, curl_basis
from polyopt.design.curl_stack import CurlStack, curl_stack, lacking_for_curl
from polyopt.equations.porous import solid_for
from polyopt.errors import DomainError, UsageError, quoted, unknown_name
from polyopt.laminate.stack import FILM, METAL, Laminate
from polyopt.problem.expression import Expression
from polyopt.problem.statement import PROBABILITY, Objective, Requirement, Statement
from polyopt.quantities import (
    LAMINATE_COST,
    POROUS,
    RESIN_THICKNESS,
    SOLID,
    QuantityName,
    layer_quantity,
    member_quantity,
)

CURL = (*CURVATURES, *RADII)
_DECLARED = ("cte", "modulus", "thickness")

_Kind = TypeVar("_Kind", bound=Statement)
_INFINITY = float("inf")
_CM = 100.0


def asked_names(declared: Mapping[str, Any]) -> frozenset[str]:
    """Return the quantities that the objectives and limits of a declaration name."""
    names = {entry["quantity"] for entry in declared.get("require", ())}
    for entry in declared.get("objectives", ()):
        for text in entry.values():
            names |= Expression.parse(text).names
    return frozenset(names)


def known_quantities(problem: Statement) -> frozenset[str]:
    """Return the names of the quantities that objectives and limits may use."""
    names = _plain_quantities(problem)
    if curl_stack(problem.laminate, names) is not None:
        etched = problem.laminate.metal is not None and _parts(problem.laminate) > 2
        names |= {name for name in CURL if etched or name in (CURVATURE, RADIUS)}
    return names


def curl_of(problem: Statement) -> CurlStack | None:
    """Return what the curl of a problem's laminates depends on; None if that is not declared."""
    return curl_stack(problem.laminate, _plain_quantities(problem))


def basis_of_curl(problem: Statement) -> str:
    """Return what the curl of a problem's laminates rests on; empty if it cannot be estimated."""
    stack = curl_of(problem)
    return "" if stack is None else curl_basis(stack)


def asks_for_curl(problem: Statement, claimed: Iterable[str] = ()) -> bool:
    """Say whether an objective, a limit or one of the `claimed` quantities is on the curl."""
    used = {*claimed, *(r.quantity for r in problem.requirements)}
    used |= {name for o in problem.objectives for name in o.expression.names}
    return not used.isdisjoint(CURL)


def _parts(laminate: Laminate) -> int:
    return len(laminate.layers) + (laminate.film is not None) + (laminate.metal is not None)


def _plain_quantities(problem: Statement) -> frozenset[str]:
    names = set()
    for layer in problem.layers:
        names |= {layer_quantity(layer.name, p) for p in layer.palette.models}
        names |= {layer_quantity(layer.name, "thickness")} if layer.thickness else set()
        names |= {layer_quantity(layer.name, "cost")} if problem.costs else set()
    for member in problem.laminate.layers:
        if member.porosity is not None and layer_quantity(member.name, SOLID) in names:
            names.add(layer_quantity(member.name, POROUS))
    if all(layer.thickness for layer in problem.layers):
        names |= {RESIN_THICKNESS}
        names |= {LAMINATE_COST} if problem.costs else set()
    for head, part in ((FILM, problem.laminate.film), (METAL, problem.laminate.metal)):
        if part is not None:
            names |= {member_quantity(head, p) for p in _DECLARED if getattr(part, p)}
    return frozenset(names)


def with_known_quantities(problem: _Kind) -> _Kind:
    """Return a problem whose objectives and limits are known to be computable.

    Raises
    ------
    UsageError
        If one names an unknown quantity, or nothing is asked for.
    """
    known = known_quantities(problem)
    for requirement in problem.requirements:
        if requirement.quantity not in known:
            _refuse_curl(problem, {requirement.quantity}, requirement.text)
            raise unknown_name("quantity", requirement.quantity, known, where="[[require]]")
    limited = bool(problem.claims or problem.requirements)
    usable = known | ({PROBABILITY} if limited else set())
    for objective in problem.objectives:
        if PROBABILITY in objective.expression.names and not limited:
            raise UsageError(
                "an objective uses 'probability', but there are no claims and no [[require]]"
            )
        _refuse_curl(problem, objective.expression.names - usable)
        objective.expression.checked(usable)
    if problem.objectives:
        return problem
    if not limited:
        raise UsageError(
            "nothing to search for", remedy="add claims, [[require]] or [[objectives]]"
        )
    return replace(problem, objectives=(Objective(Expression.parse(PROBABILITY), "maximize"),))


def _refuse_curl(problem: Statement, names: set[str] | frozenset[str], text: str = "") -> None:
    """Raise for a curl that cannot be estimated, saying what to declare."""
    for name in sorted(names.intersection(CURL)):
        lacking = lacking_for_curl(problem.laminate, _plain_quantities(problem))
        why = f"give {', '.join(lacking)}" if lacking else "the stack has no metal to etch off"
        asked = text.partition(" ")[0] or name
        raise UsageError(f"{asked} cannot be estimated from this stack", remedy=why)


def requirement(entry: Mapping[str, Any], laminate: Laminate) -> Requirement:
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
    plain = Requirement(name, low, high)
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
    return Requirement(name, -most, most, text=str(limit))


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
    return Requirement(name, low, high, text=f"{limit} (porosity {porosity:g})")
