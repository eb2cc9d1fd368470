"""Limits on what no formulation changes: the film and the metals."""

from __future__ import annotations

from polyopt.conflict.conflict import Conflict, ConflictingLimit, Loosening
from polyopt.laminate.measured import Measured
from polyopt.laminate.members import FILM, Film
from polyopt.laminate.structure import metals
from polyopt.problem.definition import Problem, Requirement
from polyopt.quantities import QuantityName


def fixed_conflict(problem: Problem) -> Conflict | None:
    """Return the limits that the film or a metal of a problem fails; None if there are none.

    Parameters
    ----------
    problem : Problem
        The problem.
    """
    failed = [
        Conflict((member,), proven=True)
        for requirement in problem.requirements
        if (member := _failed(problem, requirement)) is not None
    ]
    if not failed:
        return None
    first, *further = failed
    return Conflict(first.members, proven=True, further=tuple(further))


def _failed(problem: Problem, requirement: Requirement) -> ConflictingLimit | None:
    asked = QuantityName.split(requirement.quantity)
    layer = next((x for x in problem.laminate.layers if x.name == asked.layer), None)
    if layer is not None and asked.tail in layer.measured:
        found = layer.measured[asked.tail].value
        return _outside(requirement, found, f"the one measured of layer {layer.name}")
    held = {FILM: problem.laminate.film, **metals(problem.laminate)}.get(asked.head)
    stated = getattr(held, asked.tail, None) if held is not None else None
    if isinstance(held, Film) and asked.tail == "cte":
        stated = held.stated or held.cte
    value = stated.value if isinstance(stated, Measured) else stated
    if value is None:
        return None
    return _outside(requirement, float(value), f"the {asked.head}'s")


def _outside(requirement: Requirement, value: float, whose: str) -> ConflictingLimit | None:
    """Return a limit that a value lies outside of; None if it lies within."""
    if requirement.low <= value <= requirement.high:
        return None
    end = "min" if value < requirement.low else "max"
    return ConflictingLimit(
        str(requirement),
        f"{whose} is {value:g}, whatever the formulation",
        Loosening(end, value),
        best=value,
        bound=value,
    )
