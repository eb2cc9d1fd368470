"""The same problem with further claims to stay outside of."""

from __future__ import annotations

from collections.abc import Sequence

from polyopt.problem.definition import Problem


def avoiding(problem: Problem, claims: Sequence[str]) -> Problem:
    """Return a problem that avoids further claims, as if its file named them.

    Parameters
    ----------
    problem : Problem
        The problem; its declaration is read again, so that a run folder holds them.
    claims : sequence of str
        Claims such as ``heat-resistant-laminate:1``.

    Raises
    ------
    UsageError
        If one is unknown.
    """
    if not claims:
        return problem
    head = dict(problem.source.get("problem", {}))
    head["avoid"] = list(dict.fromkeys((*head.get("avoid", ()), *claims)))
    return Problem.from_dict({**problem.source, "problem": head}, problem.folder)
