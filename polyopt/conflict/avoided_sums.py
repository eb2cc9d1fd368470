"""Sums of shares that keep designs inside a claim to avoid: what the limits on shares allow."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from polyopt.claims.evidence import Shares
from polyopt.claims.limitations import Fraction
from polyopt.claims.share_predicates import members
from polyopt.conflict.conflict import ConflictingLimit, Loosening
from polyopt.conflict.share_program import RoleShares
from polyopt.conflict.stated_limits import SHARE, StatedLimit, reading_of, stated_limits, without
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.optimizer.space.claimed_shares import share_limits
from polyopt.problem.definition import LayerProblem, Problem, ShareLimit

_ABOVE_ZERO = 1e-9


def avoided_member(problem: Problem, limit: StatedLimit) -> ConflictingLimit:
    """Return a claim to avoid with the sums of shares that the other limits hold inside it.

    Parameters
    ----------
    problem : Problem
        The problem.
    limit : StatedLimit
        One of its claims to avoid.

    Returns
    -------
    ConflictingLimit
        The least or greatest sum is exact as to limits on shares; it is stated where these alone
        leave no sum outside of a limitation of the claim.
    """
    words = dict.fromkeys(_sums(problem, limit))
    return ConflictingLimit(limit.text, "; ".join(words), Loosening("drop", None))


def _sums(problem: Problem, limit: StatedLimit) -> Iterator[str]:
    avoided = [c for c in Evaluator.of(problem).avoided if limit.text == f"avoid {c.id}"]
    asked = {element.id for element in reading_of(problem).elements}
    for reading in (reading for claim in avoided for reading in claim.readings):
        for element in reading.elements:
            test = element.test
            if element.id in asked or not isinstance(test, Fraction):
                continue
            name = reading.assignment[test.layer]
            layer = next((x for x in problem.layers if x.name == name), None)
            if layer is None or layer.formulation is not None:
                continue
            words = _held_inside(without(problem, limit), layer, test)
            if words:
                yield f"{element.id}: with the limits on shares the {words}"


def _held_inside(problem: Problem, layer: LayerProblem, test: Fraction) -> str:
    """Return the end of a sum that never leaves a window, in words; empty if it can leave it."""
    monomers = layer.monomers(test.role)
    counted = members(test, Shares(monomers, np.zeros((0, len(monomers)))))
    if counted is None:
        return ""
    held = tuple(map(bool, counted))
    shares = RoleShares(layer, test.role, share_limits(reading_of(problem), layer), problem)
    own = [x for x in stated_limits(problem) if shares.speaks(x)]

    def slack(low: float, high: float, *, soft: bool) -> float | None:
        text = "the sum to keep outside"
        sum_of = ShareLimit(test.role, held, low, high, text)
        target = StatedLimit(SHARE, text, layer.name, test.role, sum_of)
        return shares.slack([*own, target], target if soft else None)

    least, most = max(test.interval.low, 0.0), min(test.interval.high, 1.0)
    below = least > 0 and slack(0.0, least - _ABOVE_ZERO, soft=False) is not None
    above = most < 1 and slack(most + _ABOVE_ZERO, 1.0, soft=False) is not None
    if below or above:
        return ""
    found = []
    lowest, room = slack(0.0, 0.0, soft=True), slack(1.0, 1.0, soft=True)
    if least > 0 and lowest is not None:
        found.append(f"least sum is {100 * lowest:.4g} mol%, outside is less than {100 * least:g}")
    if most < 1 and room is not None:
        greatest = 100 * (1 - room)
        found.append(f"greatest sum is {greatest:.4g} mol%, outside is more than {100 * most:g}")
    worst = ", errors in weighing included" if found and problem.share_tolerance > 0 else ""
    return " and the ".join(found) + worst
