"""What the probabilities of a front run over."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from polyopt.claims.evidence import Evidence
from polyopt.claims.judgement import Judgement
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
    names, judgements = evaluator.constraint_names, evaluator.judged(evidence)
    counted = evaluator.counted
    return Scope(
        uncertain_of(names[:counted], judgements[:counted], evidence),
        uncertain_of(names[counted:], judgements[counted:], evidence),
    )


def uncertain_of(
    names: Sequence[str], judgements: Sequence[Judgement], evidence: Evidence
) -> tuple[str, ...]:
    """Return the limitations that are not certain of every design judged.

    Parameters
    ----------
    names : sequence of str
        Their names.
    judgements : sequence of Judgement
        The judgements on them, in the same order, perhaps on more.
    evidence : Evidence
        What they rest on.
    """
    return tuple(
        name
        for name, judgement in zip(names, judgements, strict=False)
        if judgement.probability.min() < 1 or any(_is_spread(x, evidence) for x in judgement.limits)
    )


def _is_spread(limit: Limit, evidence: Evidence) -> bool:
    """Say whether a limit bounds anything uncertain of any design; one left open bounds nothing."""
    bounds = np.isfinite(limit.low) | np.isfinite(limit.high)
    return bool(np.any(bounds & (evidence.spread(limit.loading) > 0)))
