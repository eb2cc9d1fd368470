"""What would settle a limitation that is not met, by its kind."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from polyopt.claims.evidence import Evidence
from polyopt.claims.judgement import MET, UNMET, named
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
    parts,
)
from polyopt.claims.otherwise import is_stated
from polyopt.claims.predicates import judge
from polyopt.claims.verdict import ClaimRef, Verdict
from polyopt.laminate.face_to_face import WORDS, order_text
from polyopt.laminate.stack import Laminate
from polyopt.verdicts.case import Case
from polyopt.verdicts.curve_remedies import storage_remedy
from polyopt.verdicts.process_remedies import condition_remedy, steps_remedy
from polyopt.verdicts.quantity_remedies import linear_remedies, ratio_remedy
from polyopt.verdicts.remedy import ALL, CHANGE, DECLARE, ONE, SOME, VOUCH, Remedy, Way, joined


def claim_remedies(
    ref: ClaimRef, verdict: Verdict, evidence: Evidence, laminate: Laminate
) -> dict[str, Way]:
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
    elements = ref.claim_set.elements
    found: dict[str, Way] = {}
    for judged in verdict.elements:
        if judged.verdict == "met":
            continue
        if judged.id not in elements:
            found[judged.id] = Remedy(CHANGE, "add the layers that the claim speaks of")
            continue
        case = Case(evidence, laminate, verdict.assignment, elements[judged.id])
        found[judged.id] = remedy(case.element.test, case)
    return found


def remedy(test: Test, case: Case) -> Way:
    """Return what would settle one test of a design.

    Parameters
    ----------
    test : Test
        The test: that of the limitation, or one inside it.
    case : Case
        The design and the limitation.
    """
    match test:
        case Linear():
            return joined(ALL, linear_remedies(test, case))
        case Ratio():
            return ratio_remedy(test, case)
        case Fraction():
            return _fraction(test, case)
        case Count():
            return _count(test, case)
        case Arrangement():
            return _arrangement(test, case)
        case Declared():
            return _declared(test, case)
        case Steps():
            return steps_remedy(test, case)
        case Condition():
            return condition_remedy(test, case)
        case StorageLimit():
            return storage_remedy(test, case)
        case Group():
            return _group(test, case)
        case Members():
            return _members(test, case)
        case Unmodelled():
            text = "nothing in a design settles it; vouch for it with assume_met if you know"
            return Remedy(VOUCH, text)


def _fraction(test: Fraction, case: Case) -> Remedy:
    layer = case.own(case.layers[test.layer])
    if (layer, test.role) not in case.evidence.shares:
        return Remedy(DECLARE, f"give the formulation of layer {layer}")
    margin = float(case.judged(test).margin[0])
    if np.isnan(margin):
        return Remedy(DECLARE, f"give the structures of all {test.role}s of layer {layer}")
    short = f"by {-10 * margin:.3g} mol%"
    return Remedy(CHANGE, f"raise their share among the {test.role}s of layer {layer} {short}")


_TABLES = {"metal": "metal", "foil": "metal", "film": "film", "substrate": "substrate"}


def _arrangement(test: Arrangement, case: Case) -> Remedy:
    stack = case.evidence.stack
    for member in test.members:
        if member in _TABLES and not stack.of_kinds(WORDS[member]):
            return Remedy(CHANGE, f"the design has no {member}: add [{_TABLES[member]}]")
    order = order_text(test.members, test.joints, case.layers)
    return Remedy(CHANGE, f"change the order of the layers: '{order}' does not hold on any face")


def _count(test: Count, case: Case) -> Way:
    among = "resin layers" if test.among == "layers" else named(test.among, case.layers)
    if test.test is not None:
        members = case.evidence.stack.group(test.among, case.layers)
        if test.interval.contains(np.array(float(len(members)))):
            cases = [case.of_member(test.variable, member) for member in members]
            open_cases = [one for one in cases if int(one.judged(test.test).truth[0]) != MET]
            return joined(SOME, (remedy(test.test, one) for one in open_cases))
    text = f"have {test.interval.words} resin layers"
    return Remedy(CHANGE, text if test.among == "layers" else f"{text} ({among})")


def _declared(test: Declared, case: Case) -> Way:
    fact = named(test.fact, case.layers)
    if test.otherwise is None or is_stated(test, case.evidence, case.layers):
        return _known(test, fact, case)
    judged = judge(test.otherwise, case.evidence, case.layers, 0.0)
    if int(judged.truth[0]) != UNMET:
        return _known(test, fact, case)
    if not any(isinstance(part, Linear) for part in parts(test.otherwise)):
        return Remedy(CHANGE, f"the formulation has no '{fact}': change it")
    return joined(ONE, (remedy(test.otherwise, case), _known(test, fact, case)))


def _known(test: Declared, fact: str, case: Case) -> Remedy:
    """Return how a fact becomes known and where to state it."""
    said = _fact(fact, case)
    if not test.how or case.evidence.facts.get(fact) is False:
        return said
    return replace(said, text=f"{test.how}, then {said.text}")


def _fact(fact: str, case: Case) -> Remedy:
    member, _, trait = fact.partition(" is ")
    if case.evidence.facts.get(fact) is False:
        return Remedy(CHANGE, f"the design says that '{fact}' is not so; change the design")
    if trait and case.evidence.stack.kind(member) in ("foil", "metal plate"):
        table = member.replace(" ", "_")
        return Remedy(DECLARE, f"say in [{table}] what it is made of: whether '{fact}'")
    if trait:
        where = "[film]" if member == "film" else f"[layers.{case.own(member)}]"
        return Remedy(DECLARE, f"say in {where} is = ['{trait}'], or is_not")
    return Remedy(DECLARE, f'declare under [facts] "{fact}" = true or false', f'[facts] "{fact}"')


def _group(test: Group, case: Case) -> Way:
    if test.join == "not" and isinstance(test.tests[0], Arrangement):
        order = order_text(test.tests[0].members, test.tests[0].joints, case.layers)
        return Remedy(CHANGE, f"change the stack: '{order}' must not stand in it")
    if test.join == "not":
        return Remedy(CHANGE, "change what the design declares there")
    open_parts = [t for t in test.tests if int(case.judged(t).truth[0]) != MET]
    return joined(ONE if test.join == "any" else ALL, (remedy(t, case) for t in open_parts))


def _members(test: Members, case: Case) -> Way:
    members = case.evidence.stack.group(test.among, case.layers)
    if not members:
        return Remedy(CHANGE, f"the design has no {named(test.among, case.layers)}")
    cases = [case.of_member(test.variable, member) for member in members]
    open_cases = [one for one in cases if int(one.judged(test.test).truth[0]) != MET]
    join = SOME if test.quantifier == "some" else ALL
    return joined(join, (remedy(test.test, one) for one in open_cases))
