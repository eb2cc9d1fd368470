"""What would settle a limitation on the process or on a measured curve."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from polyopt.claims.evidence import Evidence
from polyopt.claims.judgement import UNKNOWN, named, quantity_name
from polyopt.claims.limitations import (
    BOILING_POINTS,
    Condition,
    Steps,
    StorageLimit,
    Test,
)
from polyopt.claims.predicates import judge
from polyopt.claims.process_predicates import dissolved_in
from polyopt.quantities import QuantityName, layer_quantity


def process_remedy(test: Test, evidence: Evidence, layers: Mapping[str, str]) -> str:
    """Return what would settle a test on steps, conditions or a curve.

    Parameters
    ----------
    test : Test
        The test; of another kind than these, nothing settles it but the user's word.
    evidence : Evidence
        What is known of the design.
    layers : mapping of str to str
        Which layer plays which part.
    """
    match test:
        case Steps():
            order = ", ".join(f"'{named(step, layers)}'" for step in test.steps)
            verb = "have" if evidence.process else "declare"
            return f"{verb} the steps {order} in this order"
        case Condition():
            return _condition(test, evidence, layers)
        case StorageLimit():
            return _storage(test, evidence, layers)
    return "nothing in a design settles it; vouch for it with assume_met if you know"


def _condition(test: Condition, evidence: Evidence, layers: Mapping[str, str]) -> str:
    step = named(test.step, layers)
    places = [i for i, s in enumerate(evidence.process) if s.name.casefold() == step.casefold()]
    if not places:
        return f"declare the step '{step}'"
    place = places[-1]
    value = evidence.process[place].condition(test.name)
    if test.one_of:
        return f"run '{step}' in one of: {', '.join(test.one_of)}; declare its atmosphere"
    if value is None and test.name == "residual_solvent":
        return f"measure the residual solvent of the coat after '{step}' in {test.unit}; declare it"
    if value is None:
        return f"declare the {test.name} of '{step}' in {test.unit}"
    if test.minus == BOILING_POINTS:
        return _by_solvents(test, value, evidence, place)
    other = quantity_name(test.minus, layers) if test.minus else ""
    if other and other not in evidence.quantities:
        return _curve_wanted(other) or f"measure {other} in {test.unit}"
    if test.tolerance and test.tolerance not in evidence.tolerances:
        return f'state under [tolerances] "{test.tolerance}" = ... ({test.unit})'
    base = float(evidence.quantities[other].mean[0]) if other else 0.0
    reach = evidence.tolerances.get(test.tolerance, 0.0)
    low = base + (test.interval.low if test.interval else -reach)
    high = base + (test.interval.high if test.interval else reach)
    return _moved(test, step, value, low, high)


def _by_solvents(test: Condition, value: float, evidence: Evidence, place: int) -> str:
    step = evidence.process[place].name
    boiling = dissolved_in(evidence.process, place).values()
    if not boiling or test.interval is None:
        return "declare the solvents of the solution"
    low, high = max(boiling) + test.interval.low, min(boiling) + test.interval.high
    if low > high:
        return "no temperature suits all solvents of the mixture; use one solvent"
    return _moved(test, step, value, low, high)


def _moved(test: Condition, step: str, value: float, low: float, high: float) -> str:
    if np.isinf(high):
        allowed = f"at least {low:.4g}"
    elif np.isinf(low):
        allowed = f"at most {high:.4g}"
    else:
        allowed = f"{low:.4g} to {high:.4g}"
    up = value < low
    apart = abs((low if up else high) - value)
    return (
        f"{'raise' if up else 'lower'} the {test.name} of '{step}' by {apart:.3g} {test.unit}: "
        f"it is {value:g}, {allowed} is allowed"
    )


def _storage(test: StorageLimit, evidence: Evidence, layers: Mapping[str, str]) -> str:
    member = layers.get(test.layer, test.layer)
    curve = evidence.curves.get(member)
    truth = int(judge(test, evidence, layers, 0.0).truth[0])
    if curve is None and truth == UNKNOWN:
        return _curve_wanted(layer_quantity(member, "storage_minimum"))
    if curve is None or curve.minimum is None:
        return (
            f"measure E' of {member} further above its Tg"
            if curve is not None
            else f"lower the minimum of E' of {member} to {test.interval.high:g} Pa"
        )
    least = curve.minimum
    if truth == UNKNOWN:
        return f"measure E' of {member} above {least.temperature:.0f} degC, until it rises again"
    times = least.modulus / test.interval.high
    return (
        f"lower the minimum of E' of {member} {times:.3g}-fold, from {least.modulus:.3g} to "
        f"{test.interval.high:g} Pa"
    )


def _curve_wanted(name: str) -> str:
    if ".storage_minimum" not in name:
        return ""
    member = QuantityName.split(name).layer
    return (
        f"measure E' of layer {member} by DMA from below its Tg until E' rises again, and name "
        f"the file in [layers.{member}.dma]; the claim states no frequency or rate, so state yours"
    )
