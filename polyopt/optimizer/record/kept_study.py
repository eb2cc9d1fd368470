"""An Optuna study kept in a journal: what a durable record and Optuna's samplers need."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import optuna

from polyopt.errors import DataError, UsageError
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.optimizer.evaluation.front import Archive
from polyopt.optimizer.evaluation.outcome import Outcome
from polyopt.optimizer.record.journal import GENERATION_KEY, GenerationJournal
from polyopt.optimizer.record.samplers import Sampler
from polyopt.optimizer.record.trials import (
    constraints_of,
    designs_of,
    distributions,
    feasibility,
    readable,
    trials_of,
    values_of,
)
from polyopt.optimizer.space.designs import Designs


class KeptStudy:
    """A study, new or as its journal holds it.

    Parameters
    ----------
    evaluator : Evaluator
        The problem.
    sampler : str
        The sampler of the run by its name.
    proposing : Sampler
        The one that proposes designs, which for ``auto`` may be another.
    seed : int
        Seed of that sampler.
    path : Path, optional
        Journal file; without it the study lives in memory.
    read_only : bool
        Never write to the journal file.

    Raises
    ------
    UsageError
        If a journal was made with another sampler, or a package of the sampler is missing.
    DataError
        If the journal file cannot be read.
    """

    def __init__(
        self,
        evaluator: Evaluator,
        sampler: str,
        proposing: Sampler,
        seed: int,
        path: Path | None,
        *,
        read_only: bool,
    ) -> None:
        optuna.logging.set_verbosity(optuna.logging.WARNING)
        self._journal = GenerationJournal(path, read_only=read_only)
        storage = optuna.storages.JournalStorage(self._journal)
        known = optuna.get_all_study_names(storage)
        self.study = (
            optuna.load_study(study_name=known[0], storage=storage)
            if known
            else optuna.create_study(
                study_name="polyopt",
                storage=storage,
                directions=[
                    optuna.study.StudyDirection[o.direction.upper()]
                    for o in evaluator.problem.objectives
                ],
            )
        )
        attributes = self.study.user_attrs
        if attributes.get("sampler", sampler) != sampler:
            raise UsageError(
                f"the run was made with --sampler {attributes['sampler']}, not {sampler}"
            )
        self.state: Mapping[str, Any] = attributes.get(GENERATION_KEY, {})
        self.count = len(self.study.get_trials(deepcopy=False))
        self._proposing, self._seed = proposing, seed
        self.study.sampler = proposing.built(seed, self.count)
        self._space = distributions(evaluator.space, categorical=proposing.one_by_one)
        if not known:
            self._describe(evaluator, sampler)

    def _describe(self, evaluator: Evaluator, sampler: str) -> None:
        names = [o.expression.text for o in evaluator.problem.objectives]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
            self.study.set_metric_names(names)
        self.study.set_user_attr("sampler", sampler)
        self.study.set_user_attr("title", evaluator.problem.title)
        self.study.set_user_attr("run", uuid4().hex)

    def archive(self, evaluator: Evaluator, numbers: Sequence[int]) -> Archive:
        """Return the designs of some trials.

        Raises
        ------
        DataError
            If the record was altered.
        """
        try:
            return self._archive(evaluator, numbers)
        except (KeyError, IndexError, ValueError, TypeError):
            raise DataError(
                "the record of the run was altered", remedy="choose another --out"
            ) from None

    def _archive(self, evaluator: Evaluator, numbers: Sequence[int]) -> Archive:
        trials = self.study.get_trials(deepcopy=False)
        kept = [trials[n] for n in numbers]
        designs = designs_of([t.params for t in kept], evaluator.space, self._space)
        objectives = np.array([t.values for t in kept], dtype=float).reshape(
            len(kept), len(evaluator.problem.objectives)
        )
        names = evaluator.constraint_names
        constraints = np.array(
            [[t.constraints[name] for name in names] for t in kept], dtype=float
        ).reshape(len(kept), len(names))
        return Archive(designs, Outcome(objectives, constraints), np.array(numbers, np.int64))

    def designs(self, evaluator: Evaluator) -> Designs:
        """Return the designs of all finished trials."""
        trials = self.study.get_trials(deepcopy=False)
        finished = [t.params for t in trials if t.state.is_finished()]
        return designs_of(finished, evaluator.space, self._space)

    def add(self, evaluator: Evaluator, fresh: Archive) -> None:
        """Add a finished trial for each design."""
        self.study.add_trials(trials_of(evaluator, fresh, self._space))

    def close_generation(self, state: Mapping[str, object]) -> None:
        """Write the generation to the journal, with what is needed to go on after it."""
        self.study.set_user_attr(GENERATION_KEY, state)
        self._journal.flush()

    def ask(
        self, evaluator: Evaluator, done: int, count: int
    ) -> tuple[list[optuna.Trial], Designs]:
        """Let the sampler propose designs after `done` trials: trials, and what they stand for."""
        self.study.sampler = self._proposing.built(self._seed, done)
        trials = [self.study.ask(self._space) for _ in range(count)]
        return trials, designs_of([t.params for t in trials], evaluator.space, self._space)

    def tell(
        self,
        evaluator: Evaluator,
        trials: Sequence[optuna.Trial],
        designs: Designs,
        outcome: Outcome,
    ) -> None:
        """Tell the sampler what its designs came to."""
        fractions, thickness = evaluator.space.decoded(designs)
        for i, trial in enumerate(trials):
            for name, value in constraints_of(evaluator, outcome, i).items():
                trial.set_constraint(name, value)
            shown = readable(evaluator, fractions, thickness, i) | feasibility(outcome, i)
            for name, text in shown.items():
                trial.set_user_attr(name, text)
            self.study.tell(trial, values_of(outcome.objectives[i]))
