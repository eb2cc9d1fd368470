"""The objective of a problem, for `study.optimize` of Optuna and any of its samplers."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from weakref import WeakSet

import numpy as np
import optuna
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.trial import BaseTrial

from polyopt.errors import UsageError
from polyopt.optimizer.record.trials import constraints_of, feasibility, readable, values_of
from polyopt.problem.definition import Problem
from polyopt.studies.posed_problem import PosedProblem, posed

UNCOMPUTED = "every objective can be computed"
"""Constraint of a trial of which an objective cannot be: 1, where other trials have none."""


class FormulationObjective:
    """The objective of a problem: a trial in, the values of its formulation out.

    Call it with a trial, or hand it to ``study.optimize``. It suggests the parameters (a choice of
    monomers for each role of each layer, and coordinates from 0 to 1 within the limits on shares
    and thicknesses), evaluates the design by the models, sets one named constraint for each
    limitation (at most 0 where it is met) and writes the formulation of each layer, and whether it
    meets every limit, into the trial's user attributes.

    An objective that cannot be computed counts as 1e9 and the trial as infeasible, as in the record
    of a search.

    Parameters
    ----------
    posed_problem : PosedProblem
        The problem and its parameters; `polyopt.objective` makes it.
    """

    def __init__(self, posed_problem: PosedProblem) -> None:
        self._posed = posed_problem
        self._fitting: WeakSet[optuna.Study] = WeakSet()

    @property
    def problem(self) -> Problem:
        """The problem."""
        return self._posed.evaluator.problem

    @property
    def directions(self) -> list[str]:
        """Directions for ``optuna.create_study``, in the order of the problem's objectives."""
        return self._posed.directions

    @property
    def metric_names(self) -> list[str]:
        """Names for ``study.set_metric_names``: the objectives as the problem states them."""
        return [o.expression.text for o in self.problem.objectives]

    @property
    def constraint_names(self) -> list[str]:
        """Names of the constraints that a trial gets, one for each limitation."""
        return list(self._posed.evaluator.constraint_names)

    def __call__(self, trial: BaseTrial) -> float | tuple[float, ...]:
        """Return the value of a trial's formulation, or its values in the problem's order.

        Parameters
        ----------
        trial : optuna.trial.BaseTrial
            A trial of a study; a fixed one evaluates the parameters it holds.

        Raises
        ------
        UsageError
            If the study's directions are not those of the problem. Those of further objectives of
            your own may follow.
        """
        self._refuse_misfit(trial)
        evaluator = self._posed.evaluator
        designs = self._posed.designs([self._suggested(trial)])
        fractions, thickness = evaluator.space.decoded(designs)
        outcome = evaluator.outcome(evaluator.evidence(fractions, thickness))
        # a finished trial that is evaluated again keeps its own; one that runs has none yet
        known = {} if isinstance(trial, optuna.Trial) else trial.constraints
        for name, value in constraints_of(evaluator, outcome, 0).items():
            if name not in known:
                trial.set_constraint(name, value)
        if np.isnan(outcome.objectives[0]).any() and UNCOMPUTED not in known:
            trial.set_constraint(UNCOMPUTED, 1.0)
        shown = readable(evaluator, fractions, thickness, 0) | feasibility(outcome, 0)
        for name, text in shown.items():
            trial.set_user_attr(name, text)
        values = values_of(outcome.objectives[0])
        return values[0] if len(values) == 1 else tuple(values)

    def _refuse_misfit(self, trial: BaseTrial) -> None:
        study = trial.study if isinstance(trial, optuna.Trial) else None
        if study is None or study in self._fitting:
            return
        if not self._posed.fits(study.directions):
            raise self._posed.misfit(study.directions)
        self._fitting.add(study)

    def _suggested(self, trial: BaseTrial) -> dict[str, Any]:
        """Return the trial's parameters, in the order of the problem's."""
        found: dict[str, Any] = {}
        for name, distribution in self._posed.parameters.items():
            try:
                match distribution:
                    case CategoricalDistribution():
                        found[name] = trial.suggest_categorical(name, distribution.choices)
                    case IntDistribution():
                        found[name] = trial.suggest_int(name, distribution.low, distribution.high)
                    case FloatDistribution():
                        found[name] = trial.suggest_float(name, distribution.low, distribution.high)
            except ValueError as error:
                raise UsageError(
                    f"the trial has a parameter {name} that is not the problem's: {error}",
                    remedy="give the sampler, the study and the objective the same problem",
                ) from None
        return found

    def __getstate__(self) -> PosedProblem:
        return self._posed

    def __setstate__(self, state: PosedProblem) -> None:
        self.__init__(state)  # type: ignore[misc]


def objective(problem: Problem | str | Path | None = None) -> FormulationObjective:
    """Return the objective of a problem for a study of Optuna.

    Parameters
    ----------
    problem : Problem, path of a problem file, or None
        What to search for; by default the built-in problem.

    Returns
    -------
    FormulationObjective
        To hand to ``study.optimize``; its `directions` are those of the study.

    Raises
    ------
    UsageError
        If the problem is wrong.
    InfeasibleError
        If linear limits or the structure contradict each other.
    DataError
        If a table or model cannot be used.

    Examples
    --------
    >>> import optuna
    >>> wanted = objective()
    >>> study = optuna.create_study(directions=wanted.directions)
    >>> optuna.logging.set_verbosity(optuna.logging.WARNING)
    >>> study.optimize(wanted, n_trials=2)
    >>> sorted(study.trials[0].user_attrs)
    ['A', 'A thickness_um', 'B', 'B thickness_um', 'meets every limit']
    """
    return FormulationObjective(posed(problem))
