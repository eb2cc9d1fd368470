"""What a search leaves to do: measurements that remain, windows to start from, for one design."""

from __future__ import annotations

from typing import Any

from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.results.designs import Design, evidence_of
from polyopt.results.recommended import best_of
from polyopt.verdicts.remaining import remaining
from polyopt.verdicts.windows import windows


def what_remains(evaluator: Evaluator, designs: tuple[Design, ...]) -> dict[str, Any]:
    """Return what remains to be done for the balanced design of a front, as fields of a result.

    Parameters
    ----------
    evaluator : Evaluator
        The problem.
    designs : tuple of Design
        The front.
    """
    problem = evaluator.problem
    best = best_of(designs, tuple(o.direction for o in problem.objectives))
    if best is None or not problem.claims:
        return {}
    evidence = evidence_of(evaluator, best)
    return {
        "remaining": remaining(problem.claims, best.verdicts, evidence, problem.laminate),
        "windows": windows(problem.claims, best.verdicts, evidence, problem.laminate),
    }
