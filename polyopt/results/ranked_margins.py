"""Least margins of the designs of a front, of what is known of all that are compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from polyopt.claims.evidence import Evidence
from polyopt.claims.judgement import UNKNOWN, quantity_name
from polyopt.claims.limitations import parts, quantities_of
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.optimizer.space.polytope import Array
from polyopt.problem.definition import ROLES
from polyopt.quantities import QuantityName
from polyopt.results.designs import Design
from polyopt.results.front import fractions_of

ENOUGH = 0.5
"""Margin beyond which more is no safer, in units of each limit's scale: 5 mol % of a limit on
shares. [-]"""

_SHARE_SCALE = 0.1


def ranked_margins(
    evaluator: Evaluator,
    designs: Sequence[Design],
    evidence: Evidence,
    among: NDArray[np.intp],
) -> Array:
    """Return the least margin to any limit in units of its scale, 0.5 at most, shape (n,).

    Parameters
    ----------
    evaluator : Evaluator
        The problem.
    designs : sequence of Design
        Its front, n designs.
    evidence : Evidence
        What is known of them.
    among : ndarray of int
        Places of the designs that are compared.

    Notes
    -----
    A limitation that is unknown of a design compared, or rests on a prediction outside the domain
    of its model, is left out for all: its margin says nothing there, and leaving it out for one
    alone would make that one look safer. Limitations that the problem leaves open are no limits.
    """
    least = np.full(len(designs), ENOUGH)
    for names, truth, margin in _judged(evaluator, evidence):
        beyond = any(_is_outside(designs[i], names) for i in among)
        if not beyond and (truth[among] != UNKNOWN).all():
            least = np.fmin(least, margin)
    fractions = fractions_of(evaluator, designs)
    for layer in evaluator.problem.layers:
        for limit in layer.limits:
            shares = fractions[layer.name][ROLES.index(limit.role)] @ np.array(limit.members, float)
            if limit.low < limit.high:
                least = np.fmin(least, _to_ends(shares, limit.low, limit.high) / _SHARE_SCALE)
    return least


def _judged(
    evaluator: Evaluator, evidence: Evidence
) -> Iterator[tuple[list[str], NDArray[np.int8], Array]]:
    """Yield, of each limitation and limit, the quantities, the verdicts and the margins."""
    reading = evaluator.reading
    own = {letter: reading.own(layer) for letter, layer in reading.assignment.items()}
    judgements = evaluator.judged(evidence)[len(evaluator.avoided) :]
    named = [
        [
            quantity_name(name, own)
            for part in parts(element.test)
            for name, _ in quantities_of(part)
        ]
        for element in reading.elements
    ]
    named += [[requirement.quantity] for requirement in evaluator.problem.requirements]
    held = [element.id in reading.half_open for element in reading.elements]
    held += [False] * len(evaluator.problem.requirements)
    for names, judgement, may_open in zip(named, judgements, held, strict=True):
        left_open = np.isnan(judgement.margin) & may_open  # taken for met, and unknown
        truth = np.where(left_open, UNKNOWN, judgement.truth).astype(np.int8)
        yield names, truth, judgement.margin


def _is_outside(design: Design, names: Sequence[str]) -> bool:
    """Say whether one of some quantities of a design's layers is predicted outside the domain."""
    properties = {layer.name: layer.properties for layer in design.layers}
    for name in map(QuantityName.split, names):
        known = properties.get(name.layer, {}).get(name.tail)
        if known is not None and not known.in_domain:
            return True
    return False


def _to_ends(shares: Array, low: float, high: float) -> Array:
    """Return the distance of shares to the ends of a limit; 0 and 1 are none. [-]."""
    above = shares - low if low > 0 else np.full_like(shares, np.inf)
    below = high - shares if high < 1 else np.full_like(shares, np.inf)
    return np.asarray(np.minimum(above, below))
