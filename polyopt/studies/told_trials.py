"""What a study holds of a problem: its finished trials as arrays, read as they come in.

Shapes: n trials, k objectives of the study, c limitations of the problem.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import optuna
from numpy.typing import NDArray
from optuna.trial import FrozenTrial, TrialState

from polyopt.optimizer.evaluation.front import Archive
from polyopt.optimizer.evaluation.outcome import Outcome
from polyopt.studies.posed_problem import PosedProblem

_NOTHING = 1e9
"""Values from here on stand for what could not be computed, as `values_of` writes them."""


@dataclass(frozen=True, slots=True)
class Told:
    """Trials that are told, in the order of their numbers.

    Parameters
    ----------
    archive : Archive
        Designs, trial numbers, the values that the study holds, and its constraints: those of the
        problem, where a trial states none as the models have it, then the sum of what it breaks of
        any others.
    models : Outcome
        What the models say of the same designs, shapes (n, objectives of the problem) and (n, c).
    """

    archive: Archive
    models: Outcome

    def __len__(self) -> int:
        return len(self.archive)

    def take(self, index: NDArray[np.intp]) -> Told:
        """Return some of the trials."""
        return Told(self.archive.take(index), self.models.take(index))

    def joined(self, other: Told) -> Told:
        """Return these trials and others, by number."""
        both = Told(self.archive.joined(other.archive), self.models.joined(other.models))
        return both.take(np.argsort(both.archive.number, kind="stable"))

    def before(self, number: int) -> Told:
        """Return the trials before a number."""
        return self.take(np.flatnonzero(self.archive.number < number))


def told(posed: PosedProblem, trials: Sequence[FrozenTrial], objectives: int) -> Told:
    """Return finished trials of a problem as arrays.

    Parameters
    ----------
    posed : PosedProblem
        The problem.
    trials : sequence of FrozenTrial
        Complete trials whose parameters are designs of it.
    objectives : int
        Number of objectives of the study.
    """
    names = posed.evaluator.constraint_names
    n = len(trials)
    designs = posed.designs([t.params for t in trials])
    models = (
        posed.outcome(designs)
        if n
        else Outcome(np.zeros((0, len(posed.directions))), np.zeros((0, len(names))))
    )
    values = np.array([t.values for t in trials], dtype=float).reshape(n, objectives)
    values[np.abs(values) >= _NOTHING] = np.nan
    constraints = np.zeros((n, len(names) + 1))
    constraints[:, :-1] = models.constraints
    place = {name: i for i, name in enumerate(names)}
    for row, trial in zip(constraints, trials, strict=True):
        for name, value in trial.constraints.items():
            if name in place:
                row[place[name]] = value
            else:
                row[-1] += max(value, 0.0)
    numbers = np.array([t.number for t in trials], dtype=np.int64)
    return Told(Archive(designs, Outcome(values, constraints), numbers), models)


class StudyReader:
    """Reads each finished trial of a study once.

    Parameters
    ----------
    posed : PosedProblem
        The problem.
    objectives : int
        Number of objectives of the study.
    """

    def __init__(self, posed: PosedProblem, objectives: int) -> None:
        self._posed, self._objectives = posed, objectives
        self._next = 0
        self._open: list[int] = []
        self._told = told(posed, (), objectives)
        self.others = 0
        """Complete trials that are no designs of the problem."""
        self.misread = 0
        """Those of them that have its parameters, with other choices or out of range."""
        self.running: list[FrozenTrial] = []
        """Trials that were not finished when the study was read."""

    def read(self, study: optuna.Study) -> Told:
        """Return all complete trials that are designs of the problem."""
        trials = study.get_trials(deepcopy=False)
        fresh = [trials[i] for i in self._open] + trials[self._next :]
        places = [*self._open, *range(self._next, len(trials))]
        self._next = len(trials)
        self._open = [i for i, t in zip(places, fresh, strict=True) if not t.state.is_finished()]
        self.running = [trials[i] for i in self._open]
        complete = [t for t in fresh if t.state == TrialState.COMPLETE]
        own = [t for t in complete if self._posed.holds(t.distributions, t.params)]
        self.others += len(complete) - len(own)
        names = self._posed.parameters.keys()
        self.misread += sum(names <= t.params.keys() for t in complete) - len(own)
        if own:
            self._told = self._told.joined(told(self._posed, own, self._objectives))
        return self._told
