"""What would settle a limitation: a measurement at stated conditions, or a change by so much."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from polyopt.claims.conditions import conditions_text, differences
from polyopt.claims.evidence import Evidence
from polyopt.claims.interval import Interval
from polyopt.claims.judgement import MET, UNKNOWN, Judgement, named, quantity_name
from polyopt.claims.limitations import (
    Count,
    Declared,
    Fraction,
    Group,
    Linear,
    Members,
    Ratio,
    Test,
)
from polyopt.claims.predicates import judge
from polyopt.claims.schema import Element
from polyopt.claims.verdict import ClaimRef, Verdict
from polyopt.design.curl import RADIUS
from polyopt.design.curl_stack import lacking_for_curl
from polyopt.equations.normal_interval import Z90
from polyopt.laminate.stack import Laminate
from polyopt.quantities import QuantityName
from polyopt.verdicts.process_remedies import process_remedy

_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Case:
    """One design under one reading of a claim.

    Parameters
    ----------
    evidence : Evidence
        What is known of it.
    laminate : Laminate
        The design.
    layers : mapping of str to str
        Which layer plays which part.
    element : Element
        The limitation in question.
    """

    evidence: Evidence
    laminate: Laminate
    layers: Mapping[str, str]
    element: Element

    def judged(self, test: Test) -> Judgement:
        """Return the judgement of a test, of the mean where it is a prediction."""
        return judge(test, self.evidence, self.layers, 0.0)


def claim_remedies(
    ref: ClaimRef, verdict: Verdict, evidence: Evidence, laminate: Laminate
) -> dict[str, str]:
    """Return what would settle each limitation that is not met, by its id.

    Parameters
    ----------
    ref : ClaimRef
        The claim.
    verdict : Verdict
        The verdict on it.
    evidence : Evidence
        What it rests on.
    laminate : Laminate
        The design.
    """
    elements = {f"{ref.claim_set.id}:{e.id}": e for c in ref.claim_set.claims for e in c.elements}
    found = {}
    for judged in verdict.elements:
        if judged.verdict == "met":
            continue
        if judged.id not in elements:
            found[judged.id] = "add the layers that the claim speaks of"
            continue
        case = Case(evidence, laminate, verdict.assignment, elements[judged.id])
        found[judged.id] = remedy(case.element.test, case)
    return found


def remedy(test: Test, case: Case) -> str:
    """Return what would settle one test of a design."""
    match test:
        case Linear():
            return "; ".join(linear_remedies(test, case))
        case Ratio():
            return _ratio(test, case)
        case Fraction():
            return _fraction(test, case)
        case Count():
            return f"have {_within(test.interval)} resin layers"
        case Declared():
            return _fact(named(test.fact, case.layers), case)
        case Group():
            return _group(test, case)
        case Members():
            return _members(test, case)
    return process_remedy(test, case.evidence, case.layers)


def linear_remedies(test: Linear, case: Case) -> tuple[str, ...]:
    """Return what would settle a test of a sum of quantities, one thing after the other."""
    stated = dict(case.element.at)
    names = [quantity_name(name, case.layers) for name, _ in test.terms]
    missing = [name for name in names if name not in case.evidence.quantities]
    if missing:
        return tuple(_to_measure(name, test.unit, case) for name in missing)
    found = [case.evidence.quantities[name] for name in names]
    contradicted = [name for name, q in zip(names, found, strict=True) if differences(q.at, stated)]
    soft = [n for n, q in zip(names, found, strict=True) if q.basis == "predicted"]
    if contradicted:
        return tuple(_to_measure(name, test.unit, case) for name in contradicted)
    if int(case.judged(test).truth[0]) != UNKNOWN and not _doubtful(test, case, soft):
        value = sum(f * q.mean[0] for q, (_, f) in zip(found, test.terms, strict=True))
        return (_change(names, test.terms, float(value), test.interval, test.unit),)
    return tuple(f"{_to_measure(name, test.unit, case)}{_now(name, case)}" for name in soft)


def _doubtful(test: Linear, case: Case, soft: list[str]) -> bool:
    """Say whether the mean would meet the limit, so that only the confidence was lacking."""
    return bool(soft) and int(case.judged(test).truth[0]) == MET


def _now(name: str, case: Case) -> str:
    q = case.evidence.quantities[name]
    if q.bounds is not None:
        low, high = (float(end[0]) for end in q.bounds)
        ends = f"at least {low:.3g}" if np.isinf(high) else f"{low:.3g} to {high:.3g}"
        return f" (predicted: {ends})"
    half = Z90 * float(case.evidence.standard_deviation(name)[0])
    mean = float(q.mean[0])
    return f" (predicted: {mean:.3g}, 90 % interval {mean - half:.3g} to {mean + half:.3g})"


def _to_measure(name: str, unit: str, case: Case) -> str:
    if name == RADIUS and RADIUS not in case.evidence.quantities:
        needs = ", ".join(lacking_for_curl(case.laminate, case.evidence.quantities))
        return f"measure {name} in {unit}, or estimate it by giving {needs}"
    if QuantityName.split(name).head == "process":
        return f"declare {name}"
    at = conditions_text(dict(case.element.at))
    stated = f" at {at}" if at else "; the claim states no conditions, so state yours"
    return f"measure {name}{'' if unit in ('-', '') else f' in {unit}'}{stated}"


def _change(
    names: list[str], terms: tuple[tuple[str, float], ...], value: float, to: Interval, unit: str
) -> str:
    """Return by how much a value must change to lie within an interval."""
    up = value < to.low or (value == to.low and not to.low_in)
    apart = round(abs((to.low if up else to.high) - value), _DIGITS)
    strictly = "more than " if apart == 0 or not (to.low_in if up else to.high_in) else ""
    by = f"by {strictly}{apart:.3g} {unit}".rstrip(" -")
    what = names[0]
    if len(names) > 1:
        what = " ".join(
            f"{'+' if factor > 0 else '-'} {name}"
            for name, (_, factor) in zip(names, terms, strict=True)
        ).removeprefix("+ ")
    return f"{'raise' if up else 'lower'} {what} {by}: it is {value:.4g}, {_within(to)} is allowed"


def _within(interval: Interval) -> str:
    if np.isinf(interval.high):
        return f"{'at least' if interval.low_in else 'more than'} {interval.low:g}"
    if np.isinf(interval.low):
        return f"{'at most' if interval.high_in else 'less than'} {interval.high:g}"
    return f"{interval.low:g} to {interval.high:g}"


def _ratio(test: Ratio, case: Case) -> str:
    names = [quantity_name(name, case.layers) for name in (test.over, test.under)]
    missing = [name for name in names if name not in case.evidence.quantities]
    if missing:
        return f"give {' and '.join(missing)}"
    over, under = (float(case.evidence.quantities[name].mean[0]) for name in names)
    least = test.interval.low * under
    return f"raise {names[0]} from {over:g} to {least:g}, or lower {names[1]} from {under:g}"


def _fraction(test: Fraction, case: Case) -> str:
    layer = case.layers[test.layer]
    if (layer, test.role) not in case.evidence.shares:
        return f"give the formulation of layer {layer}"
    margin = float(case.judged(test).margin[0])
    if np.isnan(margin):
        return f"give the structures of all {test.role}s of layer {layer}"
    return f"raise their share among the {test.role}s of layer {layer} by {-10 * margin:.3g} mol%"


def _fact(fact: str, case: Case) -> str:
    member, _, trait = fact.partition(" is ")
    if fact in ("film", "metal", "second metal", "substrate"):
        return f"the design has no {fact}: add [{fact.replace(' ', '_')}]"
    if " touches " in fact or trait == "outermost":
        return f"change the order of the layers: '{fact}' does not hold"
    if case.evidence.facts.get(fact) is False:
        return f"the design says that '{fact}' is not so; change the design"
    if trait:
        where = "[film]" if member == "film" else f"[layers.{member}]"
        return f"say in {where} is = ['{trait}'], or is_not"
    return f'declare under [facts] "{fact}" = true or false'


def _group(test: Group, case: Case) -> str:
    if test.join == "not":
        return "change what the design declares there"
    open_parts = [t for t in test.tests if int(case.judged(t).truth[0]) != MET]
    told = list(dict.fromkeys(remedy(t, case) for t in open_parts))
    if test.join == "any" and len(told) > 1:
        return "one of: " + "; or ".join(told)
    return "; ".join(told)


def _members(test: Members, case: Case) -> str:
    members = case.evidence.groups.get(test.among, ())
    if not members:
        return f"the design has no {test.among}"
    told = []
    for member in members:
        inner = replace(case, layers={**case.layers, test.variable: member})
        if int(inner.judged(test.test).truth[0]) != MET:
            told.append(remedy(test.test, inner))
    joint = "; or " if test.quantifier == "some" else "; "
    return joint.join(dict.fromkeys(told))
