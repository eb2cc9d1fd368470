"""From a problem's claims to what the search holds by construction and what it must check."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from polyopt.claims.asked_steps import asked_of, places_of
from polyopt.claims.conditions import contradiction
from polyopt.claims.evaluate import assignments, judged, routes_together
from polyopt.claims.evidence import Evidence
from polyopt.claims.judgement import UNKNOWN, UNMET, named, quantity_name
from polyopt.claims.limitations import (
    Condition,
    Declared,
    Fraction,
    Linear,
    Ratio,
    Test,
    parts,
    quantities_of,
)
from polyopt.claims.otherwise import settled
from polyopt.claims.routes import Route
from polyopt.claims.schema import Element
from polyopt.errors import InfeasibleError, UsageError
from polyopt.laminate.process_verbs import YES
from polyopt.optimizer.space.chosen_reading import ChosenReading
from polyopt.optimizer.space.given_layers import failed_by_given
from polyopt.problem.definition import Problem
from polyopt.quantities import QuantityName


def _differs_by_design(
    test: Test, stack: Evidence, assignment: Mapping[str, str], known: Collection[str]
) -> bool:
    """Say whether a condition is held against what designs differ in, or a resin is one."""
    declared = [t for t in parts(test) if isinstance(t, Declared)]
    if any(named(t.fact, assignment) in stack.by_formulation for t in declared):
        return True
    if not isinstance(test, Condition) or not test.minus:
        return False
    wanted = asked_of(test.step, assignment)
    stated = any(
        stack.process[place].condition(test.name) is not None
        for place in places_of(stack.process, wanted, YES)
    )
    name = quantity_name(test.minus, assignment)
    return stated and name in known and name not in stack.quantities


def known_reading(problem: Problem, stack: Evidence, known: frozenset[str]) -> ChosenReading:
    """Return the way to read all claims onto the stack, all its quantities known.

    Parameters
    ----------
    problem : Problem
        The problem.
    stack : Evidence
        What is known of every design alike.
    known : frozenset of str
        Names of the quantities that are known of each design besides.

    Raises
    ------
    InfeasibleError
        If the structure contradicts the claims whatever the formulation.
    UsageError
        If a limitation cannot be judged because a declaration is missing.
    """
    everything = known | frozenset(stack.quantities)
    reading = chosen_reading(problem, stack, everything)
    refuse_unknown(reading, stack, everything)
    return reading


def chosen_reading(problem: Problem, stack: Evidence, known: Collection[str]) -> ChosenReading:
    """Return the way to read all claims onto the stack that leaves least open.

    Parameters
    ----------
    problem : Problem
        The problem.
    stack : Evidence
        What is known of every design alike: structure, film, metal, process.
    known : collection of str
        Names of the quantities that are known of each design.

    Raises
    ------
    InfeasibleError
        If the structure contradicts the claims whatever the formulation.
    UsageError
        If nobody says whether a limitation is met, and it may not stay open.
    """
    failures: list[str] = []
    undeclared: list[list[Element]] = []
    found: list[ChosenReading] = []
    for asked in routes_together(problem.claims):
        ways = assignments(asked.layers, stack)
        if not ways:
            failures.append(
                f"the claims speak of {len(asked.layers)} resin layers, the problem has "
                f"{len(stack.layers)}"
            )
        for way in ways:
            route = _settled(asked, stack, way)
            failed, unsaid = _structural(route, stack, way, problem.assume_met, known)
            refused = [e for e in unsaid if not _may_stay_open(e, problem)]
            if failed is not None:
                failures.append(f"{failed.id} ({failed.summary}) is unmet")
            elif refused:
                undeclared.append(refused)
            else:
                instead = {
                    new.id
                    for new, old in zip(route.elements, asked.elements, strict=True)
                    if new.test != old.test
                }
                found.append(_reading(problem, route, way, unsaid, stack, known, instead))
    if found:
        return min(
            found,
            key=lambda r: (failed_by_given(r.elements, r.assignment, problem), len(r.open)),
        )
    if undeclared:
        raise _vouch_for(min(undeclared, key=len))
    raise InfeasibleError(
        f"the stack can never meet the chosen claims: {failures[0]}",
        remedy="change [film], [metal] or the layers, or leave the claim out",
    )


def _settled(route: Route, stack: Evidence, way: Mapping[str, str]) -> Route:
    """Return a route whose facts that nobody states are asked of predictions."""
    elements = tuple(replace(e, test=settled(e.test, stack, way)) for e in route.elements)
    return replace(route, elements=elements)


def _reading(
    problem: Problem,
    route: Route,
    way: Mapping[str, str],
    unsaid: Sequence[Element],
    stack: Evidence,
    known: Collection[str],
    instead: Collection[str],
) -> ChosenReading:
    wanted = [e for e in route.elements if e.id not in problem.assume_met]
    left = [
        e
        for e in wanted
        if e.id in problem.left_open
        or (_may_stay_open(e, problem) and (e in unsaid or _lacking(e, way, stack, known)))
    ]
    kept = tuple(e for e in wanted if e not in left)
    half_open = frozenset(e.id for e in kept if e.id in instead and _may_stay_open(e, problem))
    return ChosenReading(kept, way, tuple(left), problem.laminate.twins, half_open)


def _may_stay_open(element: Element, problem: Problem) -> bool:
    return element.id in problem.may_stay_open or element.id in problem.left_open


def _lacking(
    element: Element, way: Mapping[str, str], stack: Evidence, known: Collection[str]
) -> str:
    """Return what a limitation needs and nobody gives, in words; empty if it can be judged."""
    names = (quantity_name(name, way) for name, _ in quantities_of(element.test))
    for name in names:
        if name not in known:
            return f"{name}, which is not given"
    found = contradiction(element, stack, way)
    return f"another measurement: {found}" if found else ""


def _vouch_for(unsaid: Sequence[Element]) -> UsageError:
    names = ", ".join(f"'{e.id}'" for e in unsaid)
    return UsageError(
        f"a search cannot judge {unsaid[0].id} ({unsaid[0].summary})",
        remedy=f"vouch for it: assume_met = [{names}]; or leave it open: leave_open = "
        f"['{unsaid[0].id}'] lists what remains to be measured",
    )


def _structural(
    route: Route,
    stack: Evidence,
    assignment: Mapping[str, str],
    assume_met: frozenset[str],
    known: Collection[str],
) -> tuple[Element | None, list[Element]]:
    """Return the first limitation the structure fails, and those nothing is declared of."""
    unsaid: list[Element] = []
    for element in route.elements:
        if element.id in assume_met or not _same_for_all(element.test):
            continue
        if _differs_by_design(element.test, stack, assignment, known):
            continue
        truth = int(judged(element, stack, assignment, 0.0).truth[0])
        if truth == UNMET:
            return element, unsaid
        if truth == UNKNOWN:
            unsaid.append(element)
    return None, unsaid


def _same_for_all(test: Test) -> bool:
    """Say whether a limitation is the same for every formulation."""
    return not any(isinstance(t, Linear | Ratio | Fraction) for t in parts(test))


def refuse_unknown(reading: ChosenReading, stack: Evidence, known: frozenset[str]) -> None:
    """Raise if a limitation refers to a quantity that nothing predicts or declares as it asks.

    Parameters
    ----------
    reading : ChosenReading
        How the claims are read.
    stack : Evidence
        What is known of every design alike.
    known : frozenset of str
        Names of all quantities that are known of each design.

    Raises
    ------
    UsageError
        Naming the limitation and what would settle it.
    """
    for element in reading.elements:
        if lacking := _lacking(element, reading.assignment, stack, known):
            raise UsageError(
                f"{element.id} ({element.summary}) needs {lacking}",
                remedy=f"declare it in the problem file, or add assume_met = ['{element.id}'], "
                f"or leave_open = ['{element.id}']",
            )


def thickness_ratios(reading: ChosenReading) -> dict[tuple[str, str], float]:
    """Return the least thickness ratios that the claims ask for, by (thick, thin) layer."""
    found = {}
    for element in reading.elements:
        test = element.test
        if isinstance(test, Ratio) and QuantityName.split(test.over).tail == "thickness":
            pair = tuple(
                reading.own(QuantityName.split(quantity_name(name, reading.assignment)).layer)
                for name in (test.over, test.under)
            )
            found[pair[0], pair[1]] = test.interval.low
    return found
