"""What the given layers of a problem decide of claims, whatever the search finds for the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from polyopt.claims.evaluate import judged
from polyopt.claims.evidence import Evidence
from polyopt.claims.judgement import UNMET, quantity_name
from polyopt.claims.limitations import Fraction, Linear, Ratio, Test, parts, quantities_of
from polyopt.claims.schema import Element
from polyopt.design.prepared import known_of_designs
from polyopt.prediction.predictor import Predictor
from polyopt.problem.definition import ROLES, Problem


def failed_by_given(
    elements: Sequence[Element], assignment: Mapping[str, str], problem: Problem
) -> int:
    """Return how many limitations the given layers, film and metals fail by themselves.

    A check gives the letters of a claim to the layers that serve it best; a search does the same
    as far as the layers that it cannot change decide it.

    Parameters
    ----------
    elements : sequence of Element
        The limitations.
    assignment : mapping of str to str
        Which layer plays which part.
    problem : Problem
        The problem; one whose layers are all searched has none to fail.
    """
    if not problem.plain and all(layer.formulation is None for layer in problem.layers):
        return 0
    known = given_evidence(problem)
    return sum(
        int(judged(e, known, assignment, problem.confidence).truth[0]) == UNMET
        for e in elements
        if _is_decided(e.test, known, assignment)
    )


def given_evidence(problem: Problem) -> Evidence:
    """Return what is known of the given layers, the film and the metals, for one design."""
    given = [layer for layer in problem.layers if layer.formulation is not None]
    fractions = {
        layer.name: (
            np.array([layer.given_shares(ROLES[0])], dtype=float),
            np.array([layer.given_shares(ROLES[1])], dtype=float),
        )
        for layer in given
    }
    palettes = {layer.name: layer.palette for layer in given}
    predictor = Predictor.of(list(palettes.values()))
    return known_of_designs(problem.laminate, palettes, predictor, fractions, {})


def _is_decided(test: Test, evidence: Evidence, assignment: Mapping[str, str]) -> bool:
    """Say whether a test compares values or shares, all of them known."""
    every = parts(test)
    for part in every:
        if isinstance(part, Fraction):
            layer = assignment.get(part.layer, part.layer)
            if (layer, part.role) not in evidence.shares:
                return False
        names = [quantity_name(name, assignment) for name, _ in quantities_of(part)]
        if any(name not in evidence.quantities for name in names):
            return False
    return any(isinstance(part, Linear | Ratio | Fraction) for part in every)
