"""A sampler of Optuna that proposes formulations of a problem."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from threading import RLock
from typing import Any
from weakref import WeakKeyDictionary
from zlib import crc32

import numpy as np
import optuna
from optuna.distributions import BaseDistribution
from optuna.samplers import BaseSampler, RandomSampler
from optuna.trial import FrozenTrial

from polyopt.errors import DomainError, quoted
from polyopt.problem.definition import Problem
from polyopt.studies.posed_problem import posed
from polyopt.studies.study_view import StudyView

log = logging.getLogger("polyopt")


class FormulationSampler(BaseSampler):
    """Proposes formulations of a problem in a study of Optuna.

    The models of a problem are known and cheap, so most of the search happens before a trial is
    spent: for each batch of trials the sampler judges some thousands of designs by the models
    (fresh ones, children of the best trials told, and polished ones) and proposes those that should
    beat the trials told. `evaluations` counts them. What trials came to is read from the study:
    values and constraints of your own, beside those of `polyopt.objective`, count as the study
    holds them.

    All that it needs is in the study: trials are planned by their number, so a new sampler of the
    same seed goes on as the one before it would have, and processes that share a storage share the
    plan. Parameters that are none of the problem's are drawn at random.

    Parameters
    ----------
    problem : Problem, path of a problem file, or None
        The problem whose formulations are proposed; by default the built-in one.
    seed : int, optional
        Seed; without one, two runs differ.

    Raises
    ------
    UsageError
        If the problem or the seed is wrong.
    InfeasibleError
        If linear limits or the structure contradict each other.
    DataError
        If a table or model cannot be used.

    Examples
    --------
    >>> import optuna
    >>> from polyopt.studies.objective import objective
    >>> optuna.logging.set_verbosity(optuna.logging.WARNING)
    >>> wanted = objective()
    >>> sampler = FormulationSampler(seed=1)
    >>> study = optuna.create_study(sampler=sampler, directions=wanted.directions)
    >>> study.optimize(wanted, n_trials=4)
    >>> {trial.user_attrs["meets every limit"] for trial in study.trials}
    {'yes'}
    """

    def __init__(
        self, problem: Problem | str | Path | None = None, *, seed: int | None = None
    ) -> None:
        if seed is not None and (not isinstance(seed, int | np.integer) or seed < 0):
            raise DomainError(f"seed is {quoted(seed)}", remedy="a whole number from 0 on, or None")
        self._posed = posed(problem)
        self._entropy = _entropy() if seed is None else int(seed)
        self._forget()

    def _forget(self) -> None:
        self._lock = RLock()
        self._views: WeakKeyDictionary[optuna.Study, StudyView] = WeakKeyDictionary()
        self._warned, self._asked = False, 0

    @property
    def evaluations(self) -> int:
        """Designs that the models were asked about so far, beside the trials themselves."""
        return self._asked

    def reseed_rng(self) -> None:
        """Draw another seed; what is planned stays planned."""
        self._entropy = _entropy()

    def infer_relative_search_space(
        self, study: optuna.Study, trial: FrozenTrial
    ) -> dict[str, BaseDistribution]:
        """Return the parameters of the problem; none for a study that is not about it."""
        return {} if self._view(study).foreign else dict(self._posed.parameters)

    def sample_relative(
        self, study: optuna.Study, trial: FrozenTrial, search_space: dict[str, BaseDistribution]
    ) -> dict[str, Any]:
        """Return the parameters of the formulation planned for a trial.

        Parameters
        ----------
        study : optuna.Study
            The study.
        trial : FrozenTrial
            The trial.
        search_space : dict of str to BaseDistribution
            The parameters to return; those that are none of the problem's are drawn at random.
        """
        own = self._posed.parameters
        mine = {name for name, asked in search_space.items() if own.get(name) == asked}
        found = {
            name: self.sample_independent(study, trial, name, asked)
            for name, asked in search_space.items()
            if name not in mine
        }
        if not mine:
            return found
        with self._lock:
            view = self._view(study)
            before = view.evaluations
            proposed = view.params(study, trial.number, self._entropy)
            self._asked += view.evaluations - before
        return found | {name: proposed[name] for name in search_space if name in mine and proposed}

    def sample_independent(
        self,
        study: optuna.Study,
        trial: FrozenTrial,
        param_name: str,
        param_distribution: BaseDistribution,
    ) -> Any:
        """Return a value at random; it depends on the seed, the trial and the name only.

        Raises
        ------
        UsageError
            If the parameter is one of the problem's and the study's directions are others.
        """
        if self._posed.parameters.get(param_name) == param_distribution:
            directions = study.directions
            if not self._posed.fits(directions):
                raise self._posed.misfit(directions)
            self._view(study).foreign = False  # what it held before was not, but this is
        else:
            self._warn(param_name)
        words = [self._entropy, trial.number, crc32(param_name.encode())]
        drawn = RandomSampler(int(np.random.SeedSequence(words).generate_state(1)[0]))
        return drawn.sample_independent(study, trial, param_name, param_distribution)

    def _warn(self, name: str) -> None:
        """Say once that parameters are drawn at random, with the first of them."""
        with self._lock:
            if self._warned:
                return
            self._warned = True
        log.warning(
            "parameter %s of the study is none of the problem %s: it is drawn at random, and so "
            "are all such",
            quoted(name),
            quoted(self._posed.evaluator.problem.title),
        )

    def _view(self, study: optuna.Study) -> StudyView:
        with self._lock:
            if study not in self._views:
                self._views[study] = StudyView(self._posed, study)
            return self._views[study]

    def __getstate__(self) -> dict[str, Any]:
        return {"posed": self._posed, "entropy": self._entropy}

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        self._posed, self._entropy = state["posed"], state["entropy"]
        self._forget()


def _entropy() -> int:
    return int(np.random.SeedSequence().generate_state(1, np.uint64)[0])
