"""Which quantities the objectives and limits of a problem may use."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import product
from typing import TypeVar

from polyopt.design.cured_content import INSOLUBLE
from polyopt.design.curl import CURVATURE, CURVATURES, RADII, RADIUS, curl_basis, members_of
from polyopt.design.curl_stack import CurlStack, curl_stack, lacking_for_curl
from polyopt.design.mirror_images import images_of, own_quantity
from polyopt.design.plateau import has_plateau
from polyopt.design.pores import PERMITTIVITY, POROSITY
from polyopt.design.prepared import known_of_stack
from polyopt.errors import UsageError, quoted, unknown_name
from polyopt.io.toml import TomlTable
from polyopt.laminate.members import FILM, METAL, SECOND_METAL
from polyopt.laminate.structure import metals
from polyopt.problem.expression import Expression
from polyopt.problem.statement import PROBABILITY, ROLES, Objective, Statement
from polyopt.quantities import (
    LAMINATE_COST,
    PLATEAU,
    PORES,
    POROUS,
    RESIN_THICKNESS,
    SOLID,
    QuantityName,
    layer_quantity,
    member_quantity,
)

CURL = (*CURVATURES, *RADII)

_Kind = TypeVar("_Kind", bound=Statement)
_FIXED = frozenset(
    member_quantity(part, name)
    for part, name in product((FILM, METAL, SECOND_METAL), ("cte", "modulus", "thickness"))
)
"""Quantities that are the same for all designs, where they are known at all."""


def asked_names(declared: TomlTable) -> frozenset[str]:
    """Return the quantities that the objectives and limits of a declaration name."""
    names = {entry["quantity"] for entry in declared.get("require", ())}
    for entry in declared.get("objectives", ()):
        for text in entry.values():
            names |= Expression.parse(text).names
    return frozenset(names)


def known_quantities(problem: Statement) -> frozenset[str]:
    """Return the names of the quantities that objectives and limits may use."""
    names, stack = _plain_quantities(problem), curl_of(problem)
    for curvature in members_of(stack) if stack is not None else ():
        names |= {curvature, curvature.replace(CURVATURE, RADIUS)}
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


def _plain_quantities(problem: Statement) -> frozenset[str]:
    names = set()
    for layer in problem.layers:
        names |= {layer_quantity(layer.name, p) for p in layer.palette.models}
        names |= {layer_quantity(layer.name, "cost")} if problem.costs else set()
    names |= {layer_quantity(layer.name, "thickness") for layer in problem.thick}
    stack, laminate = known_of_stack(problem.laminate), problem.laminate
    stated = {x.name for x in laminate.layers if x.measured or x.dma or x.weighings}
    stated |= {layer.name for layer in problem.plain}
    names |= {name for name in stack.quantities if QuantityName.split(name).layer in stated}
    names |= _of_pores(problem, names) | _of_chains(problem)
    names |= {layer_quantity(x.name, INSOLUBLE) for x in laminate.own_layers if x.cure} & set(
        stack.quantities
    )
    if problem.resin_parts:
        names |= {RESIN_THICKNESS}
        names |= {LAMINATE_COST} if problem.costs else set()
    names |= images_of(dict.fromkeys(names), laminate.twins).keys()
    return frozenset(names | (_FIXED & stack.quantities.keys()))


def _of_pores(problem: Statement, names: set[str]) -> set[str]:
    """Return the quantities that follow from the porosity of layers."""
    found = set()
    for member in problem.laminate.own_layers:
        if member.porosity is None and member.porosity_range is None:
            continue
        found.add(layer_quantity(member.name, PORES))
        of_film = member.side == FILM and problem.laminate.film is not None
        found |= {POROSITY} if of_film else set()
        if layer_quantity(member.name, SOLID) in names:
            found |= {layer_quantity(member.name, POROUS)} | ({PERMITTIVITY} if of_film else set())
    return found


def _of_chains(problem: Statement) -> set[str]:
    """Return the plateaus of thermoplastic layers whose monomers have structures."""
    soft = {member.name for member in problem.laminate.own_layers if has_plateau(member)}
    return {
        layer_quantity(layer.name, PLATEAU)
        for layer in problem.layers
        if layer.name in soft and all(m.smiles for role in ROLES for m in layer.monomers(role))
    }


def with_known_quantities(problem: _Kind) -> _Kind:
    """Return a problem whose objectives and limits are known to be computable.

    Raises
    ------
    UsageError
        If one names an unknown quantity, or nothing is asked for.
    """
    asked = {r.quantity for r in problem.requirements}
    _refuse_images(problem, asked.union(*(o.expression.names for o in problem.objectives)))
    images = problem.laminate.twins
    every = known_quantities(problem)
    known = frozenset(name for name in every if QuantityName.split(name).layer not in images)
    for requirement in problem.requirements:
        if requirement.quantity not in known:
            _refuse_curl(problem, {requirement.quantity}, requirement.text)
            raise unknown_name("quantity", requirement.quantity, known, where="[[require]]")
    limited = bool(problem.claims or problem.avoid or problem.requirements)
    usable = known | ({PROBABILITY} if limited else set())
    for objective in problem.objectives:
        if PROBABILITY in objective.expression.names and not limited:
            raise UsageError(
                "an objective uses 'probability', but there are no claims and no [[require]]"
            )
        _refuse_curl(problem, objective.expression.names - usable)
        if objective.expression.names.intersection(RADII) and _stays_flat(problem):
            raise UsageError(
                f"an objective is on {', '.join(RADII)}, and a mirrored laminate stays flat",
                remedy="leave the objective out: the curvature of all designs is 0",
            )
        objective.expression.checked(usable)
    if problem.objectives:
        return problem
    if not limited:
        raise UsageError(
            "nothing to search for", remedy="add claims, [[require]] or [[objectives]]"
        )
    return replace(problem, objectives=(Objective(Expression.parse(PROBABILITY), "maximize"),))


def _stays_flat(problem: Statement) -> bool:
    stack = curl_of(problem)
    return stack is not None and stack.symmetric


def _refuse_images(problem: Statement, names: Iterable[str]) -> None:
    """Raise for a quantity of a mirror image: one of the layer itself is one of both."""
    for name in sorted(names):
        own = own_quantity(name, problem.laminate)
        if own != name:
            raise UsageError(
                f"{quoted(name)} is of a mirror image, the same coat as that in front",
                remedy=f"name {quoted(own)}: it holds for both",
            )


def _refuse_curl(problem: Statement, names: set[str] | frozenset[str], text: str = "") -> None:
    """Raise for a curl that cannot be estimated, saying what to declare."""
    for name in sorted(names.intersection(CURL)):
        lacking = lacking_for_curl(problem.laminate, _plain_quantities(problem))
        why = "the stack has no metal to etch off"
        if lacking:
            why = f"give {', '.join(lacking)}"
        elif metals(problem.laminate):
            why = "with the metal etched off, one member is left"
        asked = text.partition(" ")[0] or name
        raise UsageError(f"{asked} cannot be estimated from this stack", remedy=why)
