"""What would settle a limitation on the steps of the process and their conditions."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from polyopt.claims.asked_steps import as_declared, asked_of, places_of
from polyopt.claims.judgement import named
from polyopt.claims.limitations import BOILING_POINTS, Condition, Steps
from polyopt.claims.process_predicates import dissolved_in
from polyopt.laminate.process_verbs import MAYBE
from polyopt.quantities import QuantityName
from polyopt.verdicts.case import Case
from polyopt.verdicts.curve_remedies import STORAGE_MINIMUM, curve_to_measure
from polyopt.verdicts.quantity_remedies import to_measure
from polyopt.verdicts.remedy import CHANGE, DECLARE, Remedy, with_unit


def steps_remedy(test: Steps, case: Case) -> Remedy:
    """Return what would settle a test on the order of steps.

    Parameters
    ----------
    test : Steps
        The test.
    case : Case
        The design and the limitation.
    """
    order = ", ".join(f"'{step_named(step, case.layers)}'" for step in test.steps)
    steps = f"the steps {order} in this order"
    if case.evidence.process:
        return Remedy(CHANGE, f"have {steps}", steps)
    return _to_declare(steps)


def condition_remedy(test: Condition, case: Case) -> Remedy:
    """Return what would settle a test on a condition of a step.

    Parameters
    ----------
    test : Condition
        The test.
    case : Case
        The design and the limitation.
    """
    step = step_named(test.step, case.layers)
    process = case.evidence.process
    places = places_of(process, asked_of(test.step, case.layers), MAYBE)
    if not places:
        return _to_declare(f"the step '{step}'")
    value = process[places[-1]].condition(test.name)
    if test.one_of:
        text = f"run '{step}' in one of: {', '.join(test.one_of)}; declare its atmosphere"
        return Remedy(DECLARE, text, f"the atmosphere of '{step}'")
    if value is None and test.name == "residual_solvent":
        coat = f"the residual solvent of the coat after '{step}'"
        return to_measure(coat, test.unit, rest="; declare it")
    if value is None:
        return _to_declare(f"the {test.name} of '{step}'", test.unit)
    if test.minus == BOILING_POINTS:
        return _by_solvents(test, value, case, places[-1])
    return _by_quantity(test, step, value, case)


def step_named(step: str, layers: Mapping[str, str]) -> str:
    """Return a step of a claim as a design file says it.

    >>> step_named("coat {R} on metal", {"R": "skin"}), step_named("predry {R}", {})
    ('coat skin on metal', 'predry')
    """
    left = re.sub(r" ?\{\w+\}", "", named(as_declared(step), layers))
    return left


def _to_declare(what: str, unit: str = "") -> Remedy:
    return Remedy(DECLARE, f"declare {with_unit(what, unit)}", what, unit)


def _by_quantity(test: Condition, step: str, value: float, case: Case) -> Remedy:
    """Return what settles a condition against numbers, or against a quantity of the design."""
    evidence = case.evidence
    other = case.quantity(test.minus) if test.minus else ""
    if other and other not in evidence.quantities:
        if STORAGE_MINIMUM in other:
            return curve_to_measure(QuantityName.split(other).layer)
        return to_measure(other, test.unit)
    if test.tolerance and test.tolerance not in evidence.tolerances:
        text = f'state under [tolerances] "{test.tolerance}" = ... ({test.unit})'
        return Remedy(DECLARE, text)
    base = float(evidence.quantities[other].mean[0]) if other else 0.0
    reach = evidence.tolerances.get(test.tolerance, 0.0)
    low = base + (test.interval.low if test.interval else -reach)
    high = base + (test.interval.high if test.interval else reach)
    return _moved(test, step, value, low, high)


def _by_solvents(test: Condition, value: float, case: Case, place: int) -> Remedy:
    process = case.evidence.process
    boiling = dissolved_in(process, place).values()
    if not boiling or test.interval is None:
        return _to_declare("the solvents of the solution")
    low, high = max(boiling) + test.interval.low, min(boiling) + test.interval.high
    if low > high:
        text = "no temperature suits all solvents of the mixture; use one solvent"
        return Remedy(CHANGE, text)
    return _moved(test, process[place].name, value, low, high)


def _moved(test: Condition, step: str, value: float, low: float, high: float) -> Remedy:
    if np.isinf(high):
        allowed = f"at least {low:.4g}"
    elif np.isinf(low):
        allowed = f"at most {high:.4g}"
    else:
        allowed = f"{low:.4g} to {high:.4g}"
    up = value < low
    apart = abs((low if up else high) - value)
    what = f"the {test.name} of '{step}'"
    verb = "raise" if up else "lower"
    by = f"by {apart:.3g} {test.unit}: it is {value:g}, {allowed} is allowed"
    return Remedy(CHANGE, f"{verb} {what} {by}", what, test.unit)
