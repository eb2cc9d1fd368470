"""Claims to stay outside of, as far as the structure of a problem leaves that to formulations."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from polyopt.claims.conditions import contradiction
from polyopt.claims.evaluate import assignments, judged, routes_together
from polyopt.claims.evidence import Evidence
from polyopt.claims.judgement import UNMET, quantity_name
from polyopt.claims.limitations import (
    Fraction,
    Group,
    Linear,
    Ratio,
    Test,
    parts,
    quantities_of,
)
from polyopt.claims.outside import AvoidedClaim, OpenReading
from polyopt.claims.schema import Element
from polyopt.claims.verdict import ClaimRef
from polyopt.errors import InfeasibleError, UsageError
from polyopt.problem.definition import Problem


def avoided_claims(
    problem: Problem, stack: Evidence, known: Collection[str]
) -> tuple[AvoidedClaim, ...]:
    """Return the claims that a problem avoids, with the readings that formulations must escape.

    A limitation that the user vouches for counts as met, and one left open is no estimate to rely
    on: neither keeps a design outside.

    Parameters
    ----------
    problem : Problem
        The problem.
    stack : Evidence
        What is known of every design alike.
    known : collection of str
        Names of the quantities that are known of each design.

    Raises
    ------
    InfeasibleError
        If the stack meets a claim whatever the formulation.
    UsageError
        If nothing can decide whether a design is outside.
    """
    return tuple(_avoided(ref, problem, stack, known) for ref in problem.avoid)


def _avoided(
    ref: ClaimRef, problem: Problem, stack: Evidence, known: Collection[str]
) -> AvoidedClaim:
    spoken_for = problem.assume_met | problem.left_open
    readings, settled = [], []
    if ref.id in problem.assume_met:
        raise InfeasibleError(
            f"{ref.id} is to be avoided, and assumed to be met",
            remedy="take it out of avoid or out of assume_met",
        )
    for route in routes_together([ref]):
        ways = assignments(route.layers, stack)
        if not ways:
            settled.append(
                f"{len(route.layers)} resin layers take part, the stack has {len(stack.layers)}"
            )
        for way in ways:
            free = [e for e in route.elements if e.id not in spoken_for]
            fixed = [e for e in free if not _differs(e.test)]
            why = next((e for e in fixed if _unmet(e, stack, way)), None)
            if why is not None:
                settled.append(f"{why.id} ({why.summary}) is unmet")
                continue
            usable = tuple(e for e in _single(free) if _decides(e, stack, way, known))
            if not usable:
                raise _undecided(ref, free, stack, way, known)
            readings.append(OpenReading(usable, way))
    return AvoidedClaim(ref.id, tuple(readings), tuple(dict.fromkeys(settled)))


def _single(elements: list[Element]) -> Iterator[Element]:
    """Yield limitations; of one that asks several things together, each thing by itself."""
    for element in elements:
        test = element.test
        if isinstance(test, Group) and test.join == "all":
            yield from _single([replace(element, test=part) for part in test.tests])
        else:
            yield element


def _differs(test: Test) -> bool:
    return any(isinstance(t, Linear | Ratio | Fraction) for t in parts(test))


def _unmet(element: Element, stack: Evidence, way: Mapping[str, str]) -> bool:
    return int(judged(element, stack, way, 0.0).truth[0]) == UNMET


def _decides(
    element: Element, stack: Evidence, way: Mapping[str, str], known: Collection[str]
) -> bool:
    """Say whether formulations decide a limitation, all that it refers to being known."""
    if not _differs(element.test):
        return False
    names = [quantity_name(name, way) for name, _ in quantities_of(element.test)]
    return all(name in known for name in names) and not contradiction(element, stack, way)


def _undecided(
    ref: ClaimRef,
    elements: list[Element],
    stack: Evidence,
    way: Mapping[str, str],
    known: Collection[str],
) -> InfeasibleError | UsageError:
    """Return the error for a reading that no formulation is known to escape."""
    open_ = [e for e in elements if int(judged(e, stack, way, 0.0).truth[0]) == 0]
    if not open_:
        return InfeasibleError(
            f"avoid {ref.id}: the stack meets it whatever the formulation",
            remedy="change [film], [metal] or the layers, or leave it out of avoid",
        )
    names = {quantity_name(name, way) for e in open_ for name, _ in quantities_of(e.test)}
    lacking = sorted(name for name in names if name not in known)
    what = f"declare {', '.join(lacking)}" if lacking else "declare what decides one of them"
    listed = "; ".join(f"{e.id} ({e.summary})" for e in open_[:2])
    return UsageError(
        f"avoid {ref.id}: nothing decides whether a design is outside: {listed}",
        remedy=f"{what}, or leave it out of avoid",
    )
