"""Conditions stated of measured values, held against those that the claims know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from numbers import Real

from polyopt.claims.limitations import Linear
from polyopt.claims.schema import STACK, ClaimSet, asked_conditions
from polyopt.errors import UsageError, quoted, unknown_name
from polyopt.laminate.measured import Measured
from polyopt.quantities import QuantityName, member_quantity


def known_conditions(claim_sets: Sequence[ClaimSet]) -> dict[str, dict[str, float | str]]:
    """Return the conditions that any of the sets states, by quantity as ``layer.adhesion``."""
    found: dict[str, dict[str, float | str]] = {}
    for claim_set in claim_sets:
        for name, at in asked_conditions(claim_set).items():
            found.setdefault(name, {}).update(at)
    return found


def least_asked(claim_sets: Sequence[ClaimSet]) -> dict[str, float]:
    """Return the least value that any limit allows, by quantity as ``film.porosity``."""
    found: dict[str, float] = {}
    for test in (test for claim_set in claim_sets for test in claim_set.tests()):
        if isinstance(test, Linear) and len(test.terms) == 1:
            asked = QuantityName.split(test.terms[0][0])
            name = member_quantity(asked.head if asked.head in STACK else "layer", asked.tail)
            found[name] = min(found.get(name, test.interval.low), test.interval.low)
    return found


def refuse_unknown_conditions(
    value: Measured, known: Mapping[str, float | str], where: str
) -> None:
    """Raise for a condition of a measured value that no claim states of its quantity.

    A condition that no claim knows would be left out of every comparison, so it is an error.

    Parameters
    ----------
    value : Measured
        The value with its conditions.
    known : mapping of str to float or str
        What claims state of its quantity.
    where : str
        Where it stands.

    Raises
    ------
    UsageError
        If a key is unknown, or a number is given for a word or a word for a number.
    """
    for key, stated in value.at.items():
        if key not in known:
            error = unknown_name("condition under 'at'", key, sorted(known), where=where)
            own = "what no claim states goes in words under 'conditions'"
            remedy = "; ".join(filter(None, (error.remedy if known else "", own)))
            raise UsageError(error.what, where=where, remedy=remedy)
        if isinstance(stated, Real) != isinstance(known[key], Real):
            kind = "a number" if isinstance(known[key], Real) else "a word"
            raise UsageError(
                f"{key} is {quoted(stated)}", where=where, remedy=f"give {kind} under 'at'"
            )


def with_doubt(value: Measured, lowest: float) -> Measured:
    """Return a percentage that looks like a fraction with a word to the reader beside it.

    Parameters
    ----------
    value : Measured
        The value in the unit of the claims.
    lowest : float
        The least value that any claim asks of its quantity.

    Examples
    --------
    >>> with_doubt(Measured(0.45, unit="%"), 15.0).conditions
    'stated as 0.45 %: if 45 % is meant, write 45'
    """
    if value.unit not in ("%", "wt%") or not 0 < value.value <= 1 < lowest:
        return value
    doubt = (
        f"stated as {value.value:g} {value.unit}: if {100 * value.value:g} {value.unit} is meant, "
        f"write {100 * value.value:g}"
    )
    return replace(value, conditions="; ".join(filter(None, (value.conditions, doubt))))
