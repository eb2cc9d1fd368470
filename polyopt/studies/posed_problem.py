"""A problem as a study of Optuna poses it: its parameters, and the designs that they stand for."""

from __future__ import annotations

import copyreg
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from optuna.distributions import BaseDistribution, FloatDistribution
from optuna.study import StudyDirection

from polyopt.conflict.explanation import evaluator_of
from polyopt.errors import UsageError
from polyopt.optimizer.evaluation.evaluate import EVERY_FRONT, Evaluator
from polyopt.optimizer.evaluation.outcome import Outcome
from polyopt.optimizer.record.trials import designs_of, distributions
from polyopt.optimizer.space.designs import Designs
from polyopt.problem.definition import Problem


@dataclass(frozen=True)
class PosedProblem:
    """A problem made ready, and the parameters of its trials.

    Parameters
    ----------
    evaluator : Evaluator
        The problem made ready.
    parameters : dict of str to BaseDistribution
        A choice of monomers for each role of each layer, and coordinates from 0 to 1.
    """

    evaluator: Evaluator
    parameters: dict[str, BaseDistribution]

    @property
    def directions(self) -> list[str]:
        """What is done with each objective, ``minimize`` or ``maximize``."""
        return [o.direction for o in self.evaluator.problem.objectives]

    def designs(self, params: Sequence[dict[str, Any]]) -> Designs:
        """Return the designs that the parameters of trials stand for."""
        return designs_of(params, self.evaluator.space, self.parameters)

    def fits(self, directions: Sequence[StudyDirection]) -> bool:
        """Say whether a study asks for what the problem does, perhaps with objectives after it."""
        own = [StudyDirection[d.upper()] for d in self.directions]
        return list(directions[: len(own)]) == own

    def misfit(self, directions: Sequence[StudyDirection]) -> UsageError:
        """Return the error for a study that does not fit."""
        asked = ", ".join(d.name.lower() for d in directions)
        return UsageError(
            f"the study's directions are {asked}; the problem's objectives {self.directions}",
            remedy="optuna.create_study(directions=polyopt.objective(problem).directions), "
            "objectives of your own after these",
        )

    def holds(self, given: Mapping[str, BaseDistribution], params: Mapping[str, Any]) -> bool:
        """Say whether a trial's parameters are a design of this problem.

        Coordinates may have been drawn from a part of their range; a choice of monomers counts
        only where it is one of the same choices.
        """
        for name, own in self.parameters.items():
            if isinstance(own, FloatDistribution):
                value = params.get(name)
                if not isinstance(value, float | int) or not own.low <= value <= own.high:
                    return False
            elif given.get(name) != own:
                return False
        return True

    def outcome(self, designs: Designs, *, sift: bool = False) -> Outcome:
        """Return what the models say of designs, a chunk at a time.

        Parameters
        ----------
        designs : Designs
            Any number of them.
        sift : bool
            True to leave out the joint probabilities that no selection of them needs.
        """
        needed = EVERY_FRONT if sift else None
        chunks = self.evaluator.chunks(designs)
        return Outcome.stacked([self.evaluator.evaluate(chunk, needed) for chunk in chunks])

    def __reduce__(self) -> tuple[Any, ...]:
        return posed, (self.evaluator.problem,)


def posed(problem: Problem | str | Path | None) -> PosedProblem:
    """Return a problem as a study poses it.

    Parameters
    ----------
    problem : Problem, path of a problem file, or None
        By default the built-in problem.

    Raises
    ------
    UsageError
        If the problem is wrong.
    InfeasibleError
        If linear limits or the structure contradict each other.
    DataError
        If a table or model cannot be used.
    """
    evaluator = evaluator_of(Problem.given(problem))
    return PosedProblem(evaluator, distributions(evaluator.space, categorical=True))


def _read_only(held: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(held)


# Python does not say how a read-only table is sent to another process; a problem holds some.
copyreg.pickle(MappingProxyType, lambda table: (_read_only, (dict(table),)))
