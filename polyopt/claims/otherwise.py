"""Facts that a prediction may stand in for where nobody states them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from polyopt.claims.evidence import Evidence
from polyopt.claims.judgement import Assignment, named
from polyopt.claims.limitations import Declared, Group, Test, parts, quantities_of
from polyopt.claims.routes import routes
from polyopt.claims.verdict import ClaimRef
from polyopt.quantities import QuantityName


def is_stated(test: Declared, evidence: Evidence, assignment: Assignment) -> bool:
    """Say whether a fact is known of designs, or taken for granted."""
    fact = named(test.fact, assignment)
    granted = test.granted and fact in evidence.unsaid
    return granted or evidence.facts.get(fact) is not None


def settled(test: Test, evidence: Evidence, assignment: Assignment) -> Test:
    """Return a test as it is for designs of one stack: facts that nobody states replaced.

    Parameters
    ----------
    test : Test
        The test.
    evidence : Evidence
        What is known of every design alike.
    assignment : mapping of str to str
        Which layer plays which part.

    Returns
    -------
    Test
        Each fact with a test to ask otherwise as that test if it is not stated, else alone.
    """
    match test:
        case Declared() if test.otherwise is not None:
            if is_stated(test, evidence, assignment):
                return replace(test, otherwise=None)
            return settled(test.otherwise, evidence, assignment)
        case Group():
            return replace(test, tests=tuple(settled(t, evidence, assignment) for t in test.tests))
    return test


def predicted_instead(
    refs: Iterable[ClaimRef], stated: Collection[str] | Mapping[str, bool] = ()
) -> frozenset[str]:
    """Return the layer properties that claims ask for where a fact is not stated.

    Parameters
    ----------
    refs : iterable of ClaimRef
        The claims, with their parents.
    stated : collection of str
        Facts that a design states; what would stand in for them is not asked for.

    Examples
    --------
    >>> from polyopt.claims.load import find_claims
    >>> sorted(predicted_instead(find_claims(["crosslinked-metal-clad-laminate:3"])))
    ['solubility']
    """
    return frozenset(
        QuantityName.split(name).tail
        for ref in refs
        for test in _tests(ref)
        if isinstance(test, Declared) and test.otherwise is not None and test.fact not in stated
        for inner in parts(test.otherwise)
        for name, _ in quantities_of(inner)
    )


def _tests(ref: ClaimRef) -> Iterator[Test]:
    for route in routes(ref.claim_set, ref.number):
        for element in route.elements:
            yield from parts(element.test)
