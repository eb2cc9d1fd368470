"""Judging process steps: their order, and the conditions they were run under."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from polyopt.claims.asked_steps import AskedStep, as_declared, asked_of, in_order, places_of
from polyopt.claims.evidence import DECLARED, Evidence
from polyopt.claims.interval import Interval
from polyopt.claims.joins import any_of, readings_of
from polyopt.claims.judgement import (
    MET,
    UNMET,
    Assignment,
    Judgement,
    compared,
    exact,
    fact_judged,
    named,
    quantity_name,
    scale_of,
    unknown,
)
from polyopt.claims.limitations import BOILING_POINTS, Condition, Steps
from polyopt.claims.notes import EachNote, Figured, Note, joined_notes
from polyopt.laminate.process_verbs import MAYBE, VERBS, YES
from polyopt.laminate.steps import Step

_DIFFER = "steps that are, or may be, '{}' differ in it: keep one of them, or name their layers"


def steps_judged(test: Steps, evidence: Evidence, assignment: Assignment) -> Judgement:
    """Judge whether the declared process has some steps in this order.

    What may be one of them, such as a cure that may be by heat or not, makes the answer unknown.
    """
    if not evidence.process:
        return unknown(evidence.size, note="no process is declared")
    wanted = [asked_of(step, assignment) for step in test.steps]
    surely = in_order(evidence.process, wanted, YES)
    if surely == len(wanted):
        return fact_judged(True, evidence.size)
    perhaps = in_order(evidence.process, wanted, MAYBE)
    if perhaps == len(wanted):
        return unknown(evidence.size, note=_open_step(test.steps[surely], wanted[surely], evidence))
    missing = named(as_declared(test.steps[perhaps]), assignment)
    asked = wanted[perhaps]
    early = places_of(evidence.process, asked, YES)
    why = "comes too early" if early else _absent(asked, evidence)
    return fact_judged(False, evidence.size, f"'{_without_braces(missing)}' {why}")


def condition_judged(test: Condition, evidence: Evidence, assignment: Assignment) -> Judgement:
    """Judge a condition of a step.

    Of several presses the best one counts. Of several steps of drying or heating all count, for
    which of them a claim means is not said: where they differ the answer is unknown.
    """
    if not evidence.process:
        return unknown(evidence.size, note="no process is declared")
    wanted = asked_of(test.step, assignment)
    sure = places_of(evidence.process, wanted, YES)
    perhaps = places_of(evidence.process, wanted, MAYBE)
    if not perhaps:
        missing = _without_braces(named(as_declared(test.step), assignment))
        return fact_judged(False, evidence.size, f"'{missing}' {_absent(wanted, evidence)}")
    if not VERBS[wanted.verb].joins and sure:
        every = [_at_step(test, evidence, assignment, place) for place in perhaps]
        return readings_of(
            every, _DIFFER.format(_without_braces(named(as_declared(test.step), assignment)))
        )
    parts = [_at_step(test, evidence, assignment, place) for place in sure]
    if len(perhaps) > len(sure):
        parts.append(unknown(evidence.size, note=_open_step(test.step, wanted, evidence)))
    return any_of(parts)


def _without_braces(step: str) -> str:
    return step.replace("{", "").replace("}", "")


def _absent(wanted: AskedStep, evidence: Evidence) -> str:
    """Return that a step is absent, or done too early or to something else, in words."""
    other = places_of(evidence.process, replace(wanted, layer=""), YES) if wanted.layer else []
    if not other or wanted.target:
        return "is not among the steps"
    found = evidence.process[other[0]].name
    return f"comes too early or is done to something else ('{found}')"


def _open_step(text: str, wanted: AskedStep, evidence: Evidence) -> str:
    """Return which declared step may be the one a claim asks for, in words."""
    sure = places_of(evidence.process, wanted, YES)
    perhaps = [i for i in places_of(evidence.process, wanted, MAYBE) if i not in sure]
    asked = wanted.verb if not wanted.target else _without_braces(text)
    if not perhaps:
        return f"whether '{asked}' comes in this order is not said"
    found = evidence.process[perhaps[0]].name
    if perhaps[0] in places_of(evidence.process, replace(wanted, layer=""), YES):
        if VERBS[wanted.verb].joins:
            return f"whether '{found}' bonds {wanted.layer} with film and metal is not said"
        return f"whether '{found}' is of {wanted.layer} is not said: name its layer"
    return f"'{found}' may be '{asked}' or not: say which, or state its temperature or solvents"


def _at_step(test: Condition, evidence: Evidence, assignment: Assignment, place: int) -> Judgement:
    step = evidence.process[place]
    if test.one_of:
        word = step.atmosphere.casefold()
        return fact_judged(word in test.one_of if word else None, evidence.size)
    value = step.condition(test.name)
    if value is None:
        return unknown(evidence.size, note=f"the {test.name} of '{step.name}' is not declared")
    if test.minus == BOILING_POINTS and test.interval is not None:
        return _against_solvents(value, test.interval, test.unit, evidence, place)
    interval = _interval(test, evidence)
    terms = ((quantity_name(test.minus, assignment), -1.0),) if test.minus else ()
    apart = _apart(value, terms, evidence, test.unit) if test.tolerance else ""
    if interval is None:
        missing = f"no tolerance '{test.tolerance}' is declared"
        return unknown(evidence.size, note=joined_notes([missing, apart]))
    scale = scale_of(interval, test.unit)
    found = compared(terms, interval, scale, evidence, offset=value)
    return replace(found, note=joined_notes([found.note, apart]))


def _apart(value: float, terms: Sequence[tuple[str, float]], evidence: Evidence, unit: str) -> Note:
    """Return how far a condition is from what it should be at, in words."""
    found = [evidence.quantities.get(name) for name, _ in terms]
    words = f"it is {{:.3g}} {unit} away"
    return joined_notes([EachNote((Figured(words, abs(value - q.mean)),)) for q in found if q])


def _interval(test: Condition, evidence: Evidence) -> Interval | None:
    """Return the interval of a condition; None if the user has to state its tolerance first."""
    if not test.tolerance:
        return test.interval
    tolerance = evidence.tolerances.get(test.tolerance)
    return None if tolerance is None else Interval(-tolerance, tolerance)


def _against_solvents(
    value: float, interval: Interval, unit: str, evidence: Evidence, place: int
) -> Judgement:
    """Judge a temperature by every solvent of the solution; where they differ it is unknown."""
    solvents = dissolved_in(evidence.process, place)
    size = evidence.size
    if not solvents:
        return unknown(size, note="no solvents are declared")
    scale = scale_of(interval, unit)
    each = [exact(np.full(size, value - b), interval, scale, DECLARED) for b in solvents.values()]
    truths = {int(j.truth[0]) for j in each}
    boiling = ", ".join(f"{name} boils at {b:g} degC" for name, b in solvents.items())
    if truths == {MET, UNMET}:
        return unknown(size, note=f"the solvents of the mixture disagree: {boiling}")
    margin = np.min([j.margin for j in each], axis=0)
    truth = np.full(size, truths.pop(), np.int8)
    return Judgement(truth, margin, each[0].probability, DECLARED, note=boiling)


def dissolved_in(process: tuple[Step, ...], place: int) -> dict[str, float]:
    """Return the solvents at a step with their boiling points: its own, or those last named."""
    for step in reversed(process[: place + 1]):
        if step.solvents:
            return dict(step.solvents)
    return {}
