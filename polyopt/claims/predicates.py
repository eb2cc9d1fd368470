"""One function per kind of test: evidence in, verdicts of a batch out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from polyopt.claims.curve_predicates import storage_judged
from polyopt.claims.evidence import ASSUMED, DECLARED, Evidence
from polyopt.claims.joins import JOINS, all_of, any_of, readings_of
from polyopt.claims.judgement import (
    DIGITS,
    MET,
    SCALES,
    UNMET,
    Assignment,
    Judgement,
    compared,
    exact,
    fact_judged,
    named,
    quantity_name,
    scale_of,
    softest,
    unknown,
)
from polyopt.claims.limitations import (
    Arrangement,
    Condition,
    Count,
    Declared,
    Fraction,
    Group,
    Linear,
    Members,
    Ratio,
    Steps,
    StorageLimit,
    Test,
    Unmodelled,
)
from polyopt.claims.otherwise import is_stated
from polyopt.claims.process_predicates import condition_judged, steps_judged
from polyopt.claims.share_predicates import fraction_judged, resin_judged


def judge(test: Test, evidence: Evidence, assignment: Assignment, confidence: float) -> Judgement:
    """Judge one test.

    Parameters
    ----------
    test : Test
        What is tested.
    evidence : Evidence
        What is known of the designs.
    assignment : mapping of str to str
        Layer variables to layer names.
    confidence : float
        Least probability at which a prediction decides a verdict.
    """
    match test:
        case Linear():
            return _linear(test, evidence, assignment, confidence)
        case Ratio():
            return _ratio(test, evidence, assignment)
        case Fraction():
            return fraction_judged(test, evidence, assignment, confidence)
        case Count():
            return _count(test, evidence, assignment, confidence)
        case Arrangement():
            stands = evidence.stack.stands(test.members, test.joints, assignment)
            return fact_judged(stands, evidence.size)
        case Declared():
            return _declared(test, evidence, assignment, confidence)
        case Steps():
            return steps_judged(test, evidence, assignment)
        case Condition():
            return condition_judged(test, evidence, assignment)
        case StorageLimit():
            return storage_judged(test, evidence, assignment)
        case Members():
            return _members(test, evidence, assignment, confidence)
        case Unmodelled():
            return unknown(evidence.size, note="the text breaks off")
        case Group():
            return _group(test, evidence, assignment, confidence)


def _declared(
    test: Declared, evidence: Evidence, assignment: Assignment, confidence: float
) -> Judgement:
    if test.otherwise is not None and not is_stated(test, evidence, assignment):
        return judge(test.otherwise, evidence, assignment, confidence)
    fact = named(test.fact, assignment)
    known = evidence.facts.get(fact)
    if fact in evidence.by_formulation:
        return resin_judged(fact, evidence)
    if known is None and test.granted and fact in evidence.unsaid:
        note = f"'{fact}' is taken for granted, for nothing else is said"
        return replace(fact_judged(True, evidence.size, note), basis=ASSUMED)
    if fact in evidence.assumed:
        note = f"'{fact}' is assumed, for nothing is said" if known else ""
        return replace(fact_judged(known, evidence.size, note), basis=ASSUMED)
    return fact_judged(known, evidence.size)


def _count(test: Count, evidence: Evidence, assignment: Assignment, confidence: float) -> Judgement:
    group = evidence.stack.group(test.among, assignment)
    if test.test is None:
        count = np.full(evidence.size, float(len(group)))
        return exact(count, test.interval, SCALES["count"], DECLARED)
    parts = [
        judge(test.test, evidence, {**assignment, test.variable: member}, confidence)
        for member in group
    ]
    none = np.zeros(evidence.size)
    least = np.sum([none, *(p.truth == MET for p in parts)], axis=0)
    most = np.sum([none, *(p.truth != UNMET for p in parts)], axis=0)
    basis = softest([p.basis for p in parts])
    low, high = (exact(n, test.interval, SCALES["count"], basis) for n in (least, most))
    return readings_of([low, high], "it is not known which members count")


def _linear(
    test: Linear, evidence: Evidence, assignment: Assignment, confidence: float
) -> Judgement:
    terms = [(quantity_name(name, assignment), factor) for name, factor in test.terms]
    scale = scale_of(test.interval, test.unit, test.scale)
    least = max(confidence, test.sure)
    found = compared(terms, test.interval, scale, evidence, confidence=least)
    return replace(found, asked=least) if test.sure else found


def _ratio(test: Ratio, evidence: Evidence, assignment: Assignment) -> Judgement:
    over = evidence.quantities.get(quantity_name(test.over, assignment))
    under = evidence.quantities.get(quantity_name(test.under, assignment))
    if over is None or under is None:
        return unknown(evidence.size)
    ratio = np.round(over.mean / under.mean, DIGITS)
    return exact(ratio, test.interval, SCALES["ratio"], softest([over.basis, under.basis]))


def _group(test: Group, evidence: Evidence, assignment: Assignment, confidence: float) -> Judgement:
    return JOINS[test.join]([judge(t, evidence, assignment, confidence) for t in test.tests])


def _members(
    test: Members, evidence: Evidence, assignment: Assignment, confidence: float
) -> Judgement:
    group = evidence.stack.group(test.among, assignment)
    if not group:
        return fact_judged(
            test.quantifier == "each",
            evidence.size,
            f"the stack has no {named(test.among, assignment)}",
        )
    parts = [
        judge(test.test, evidence, {**assignment, test.variable: member}, confidence)
        for member in group
    ]
    return all_of(parts) if test.quantifier == "each" else any_of(parts)
