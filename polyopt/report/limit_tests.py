"""Limits in a form that the page can judge by itself, without what only Python can compute."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from polyopt.chemistry.condensation import forms_amide
from polyopt.chemistry.monomers import DIANHYDRIDE
from polyopt.claims.evidence import PREDICTED, Evidence
from polyopt.claims.interval import Interval
from polyopt.claims.judgement import UNKNOWN, named, quantity_name, softest
from polyopt.claims.limitations import (
    BOILING_POINTS,
    Condition,
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
from polyopt.claims.share_predicates import members
from polyopt.laminate.members import POLYAMIDE_IMIDE, POLYIMIDE
from polyopt.optimizer.evaluation.constraints import required
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.problem.definition import ROLES, Requirement
from polyopt.report.labels import expression_unit

Node = dict[str, Any]
_AMIDES = {
    POLYAMIDE_IMIDE: Interval(0.0, math.inf, low_in=False, high_in=True),
    POLYIMIDE: Interval(-math.inf, 0.0),
}
"""Between which ends the share of monomers that form amides lies in a resin. [-]"""

_UNITS = {"degC": "°C", "um": "µm", "-": ""}


@dataclass(frozen=True, slots=True)
class Judge:
    """What a limit is turned into a node of the page's data with.

    Parameters
    ----------
    evaluator : Evaluator
        The problem.
    evidence : Evidence
        What is known of one of its designs.
    quantities : mapping of str to mapping
        What the page knows of each quantity, by name.
    offered : mapping of (str, str) to sequence of int
        By layer and role, the places in the palette of the monomers that the page offers.
    assignment : mapping of str to str
        Which layer plays which part.
    """

    evaluator: Evaluator
    evidence: Evidence
    quantities: Mapping[str, Mapping[str, Any]]
    offered: Mapping[tuple[str, str], Sequence[int]]
    assignment: Mapping[str, str]

    def limits(self) -> tuple[list[dict[str, Any]], list[str]]:
        """Return the limits that the page can judge, in words and as nodes; the words of others."""
        reading, problem = self.evaluator.reading, self.evaluator.problem
        found: list[tuple[str, Node | None]] = [
            (f"{element.id}: {element.summary}", self._asked(element))
            for element in reading.elements
        ]
        found += [(str(r), self._required(r)) for r in problem.requirements]
        found += [(f"avoid {claim.id}", None) for claim in self.evaluator.avoided]
        held = [{"text": words, "test": node} for words, node in found if node is not None]
        return held, [words for words, node in found if node is None]

    def _asked(self, element: Element) -> Node | None:
        """Return a limitation as a search asks for it: what may stay open may be unknown."""
        node = self._node(element.test)
        if node is None or element.id not in self.evaluator.reading.half_open:
            return node
        return {"kind": "joined", "join": "left open", "tests": [node]}

    def _node(self, test: Test) -> Node | None:
        match test:
            case Linear():
                return self._linear(test)
            case Ratio():
                names = [quantity_name(n, self.assignment) for n in (test.over, test.under)]
                return self._known(names) or {"kind": "ratio", "of": names, **_ends(test.interval)}
            case Fraction():
                return self._fraction(test)
            case Declared():
                return self._declared(test)
            case Group():
                return self._joined(test.join, test.tests)
            case Members():
                return self._members(test)
            case Condition() if test.minus and test.minus != BOILING_POINTS:
                return None if self._varies(test.minus) else self._same(test)
        return self._same(test)

    def _declared(self, test: Declared) -> Node | None:
        fact = named(test.fact, self.assignment)
        if test.otherwise is not None and fact not in self.evidence.facts:
            return self._node(test.otherwise)
        return self._resin(fact) if fact in self.evidence.by_formulation else self._same(test)

    def _resin(self, fact: str) -> Node | None:
        """Return what resin a layer is as a share of monomers that form amides."""
        member, _, resin = fact.partition(" is ")
        interval = _AMIDES.get(resin)
        layer = self.evaluator.problem.laminate.twins.get(member, member)
        shares = self.evidence.shares.get((layer, DIANHYDRIDE))
        if interval is None or shares is None:
            return None
        amides = [forms_amide(monomer) for monomer in shares.monomers]
        return self._sum_of(layer, DIANHYDRIDE, amides, interval)

    def _same(self, test: Test) -> Node:
        """Return the verdict on what is the same for every formulation."""
        confidence = self.evaluator.problem.confidence
        truth = judge(test, self.evidence, self.assignment, confidence).truth[0]
        return {"kind": "constant", "truth": int(truth)}

    def _varies(self, name: str) -> bool:
        known = self.quantities.get(quantity_name(name, self.assignment), {})
        return known.get("kind") != "constant"

    def _known(self, names: Sequence[str]) -> Node | None:
        """Return unknown where a quantity is; nothing where all are known to the page."""
        if any(name not in self.evidence.quantities for name in names):
            return {"kind": "constant", "truth": UNKNOWN}
        return None

    def _linear(self, test: Linear) -> Node | None:
        terms = [(quantity_name(name, self.assignment), factor) for name, factor in test.terms]
        if self.evidence.stated_alone(terms) is not None:
            return self._same(test)
        names = [name for name, _ in terms]
        unknown = self._known(names)
        if unknown is not None or not self._computable(names):
            return unknown
        return {
            "kind": "linear",
            "terms": terms,
            "predicted": self._predicted(names),
            **self._confidence(max(self.evaluator.problem.confidence, test.sure)),
            "exact": False,
            "unit": _UNITS.get(test.unit, test.unit),
            **_ends(test.interval),
        }

    def _required(self, limit: Requirement) -> Node | None:
        if self.evidence.stated_alone([(limit.quantity, 1.0)]) is not None:
            judged = required(limit, self.evidence, self.evaluator.problem.confidence)
            return {"kind": "constant", "truth": int(judged.truth[0])}
        if not self._computable([limit.quantity]):
            return None
        return {
            "kind": "linear",
            "terms": [(limit.quantity, 1.0)],
            "predicted": self._predicted([limit.quantity]),
            **self._confidence(limit.least(self.evaluator.problem.confidence)),
            "exact": True,
            "unit": expression_unit(limit.quantity).strip(" []").replace("-", ""),
            **_ends(Interval(limit.low, limit.high)),
        }

    def _confidence(self, asked: float) -> Node:
        """Return the least probability that a limit asks for where it is not the problem's."""
        return {} if asked == self.evaluator.problem.confidence else {"confidence": asked}

    def _computable(self, names: Sequence[str]) -> bool:
        return all(
            name in self.quantities and self.evidence.quantities[name].bounds is None
            for name in names
        )

    def _predicted(self, names: Sequence[str]) -> bool:
        return softest([self.evidence.quantities[n].basis for n in names]) == PREDICTED

    def _fraction(self, test: Fraction) -> Node | None:
        member = self.assignment[test.layer]
        layer = self.evaluator.problem.laminate.twins.get(member, member)
        shares = self.evidence.shares.get((layer, test.role))
        counted = None if shares is None else members(test, shares)
        if shares is None or counted is None:
            return {"kind": "constant", "truth": UNKNOWN}
        if not test.by_residue and any(m.role != test.role for m in shares.monomers):
            return None
        return self._sum_of(layer, test.role, counted.tolist(), test.interval)

    def _sum_of(self, layer: str, role: str, counted: Sequence[bool], interval: Interval) -> Node:
        """Return a limit on the sum of the shares of some monomers of the palette."""
        names = [one.name for one in self.evaluator.problem.layers]
        places = self.offered[layer, role]
        return {
            "kind": "fraction",
            "layer": names.index(layer),
            "role": ROLES.index(role),
            "members": [i for i, place in enumerate(places) if counted[place]],
            "unit": "mol %",
            **_ends(interval),
        }

    def _joined(self, join: str, tests: Sequence[Test]) -> Node | None:
        nodes = [self._node(test) for test in tests]
        if any(node is None for node in nodes):
            return None
        return {"kind": "joined", "join": join, "tests": nodes}

    def _members(self, test: Members) -> Node | None:
        group = self.evidence.stack.group(test.among, self.assignment)
        if not group:
            return self._same(test)
        nodes = [
            replace(self, assignment={**self.assignment, test.variable: member})._node(test.test)
            for member in group
        ]
        if any(node is None for node in nodes):
            return None
        return {
            "kind": "joined",
            "join": "all" if test.quantifier == "each" else "any",
            "tests": nodes,
        }


def _ends(interval: Interval) -> Node:
    return {
        "low": interval.low if math.isfinite(interval.low) else None,
        "high": interval.high if math.isfinite(interval.high) else None,
        "lowIn": interval.low_in,
        "highIn": interval.high_in,
    }
