"""What the probabilities of a front run over."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from polyopt.claims.evidence import Evidence
from polyopt.claims.probability import Limit
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.results.designs import Design
from polyopt.results.front import evidence_of
from polyopt.verdicts.decided import Scope


def scope_of(evaluator: Evaluator, designs: tuple[Design, ...]) -> Scope:
    """Return what the probabilities of a front run over; nothing of an empty one.

    Parameters
    ----------
    evaluator : Evaluator
        The problem.
    designs : tuple of Design
        Its front.
    """
    if not designs:
        return Scope()
    evidence = evidence_of(evaluator, *designs)
    names = evaluator.constraint_names
    unsure = [
        bool(judgement.probability.min() < 1 or any(map(_is_spread(evidence), judgement.limits)))
        for judgement in evaluator.judged(evidence)
    ]
    counted, total = evaluator.counted, len(names)
    over, left = (
        tuple(names[i] for i in places if unsure[i])
        for places in (range(counted), range(counted, total))
    )
    return Scope(over, left)


def _is_spread(evidence: Evidence) -> Callable[[Limit], bool]:
    return lambda limit: bool(np.any(evidence.spread(limit.loading) > 0))
