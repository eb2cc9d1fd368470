"""The record of a search: an Optuna study, one named constraint per limitation."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import numpy as np
import optuna
from numpy.typing import NDArray

from polyopt.errors import DataError, UsageError
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.optimizer.evaluation.front import Archive
from polyopt.optimizer.evaluation.outcome import Outcome
from polyopt.optimizer.record.journal import GENERATION_KEY, GenerationJournal
from polyopt.optimizer.record.samplers import AUTO, GUIDE, SAMPLERS, sampler_named
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


@dataclass(frozen=True, slots=True)
class Asked:
    """Trials that a sampler proposes, and the designs they stand for."""

    trials: Sequence[optuna.Trial]
    designs: Designs


class Record:
    """A study and its journal.

    Parameters
    ----------
    evaluator : Evaluator
        The problem.
    sampler : str
        One of `SAMPLERS` by name.
    seed : int
        Seed of the sampler.
    path : Path, optional
        Journal file; without it the record lives in memory.
    read_only : bool
        Never write to the journal file.

    Raises
    ------
    UsageError
        If the sampler is unknown, or a resumed record was made with another one.
    """

    def __init__(
        self,
        evaluator: Evaluator,
        sampler: str,
        seed: int,
        path: Path | None = None,
        *,
        read_only: bool = False,
    ) -> None:
        sampler_named(sampler)
        optuna.logging.set_verbosity(optuna.logging.WARNING)
        self._journal = GenerationJournal(path, read_only=read_only)
        self._durable = path is not None
        try:
            self._open(evaluator, sampler, seed)
        except (KeyError, IndexError, ValueError, TypeError, AttributeError, AssertionError):
            raise DataError(
                "is not a record of this problem", where=str(path), remedy="choose another --out"
            ) from None

    def _open(self, evaluator: Evaluator, sampler: str, seed: int) -> None:
        self._storage = optuna.storages.JournalStorage(self._journal)
        known = optuna.get_all_study_names(self._storage)
        self._study = (
            optuna.load_study(study_name=known[0], storage=self._storage)
            if known
            else optuna.create_study(
                study_name="polyopt",
                storage=self._storage,
                directions=[
                    optuna.study.StudyDirection[o.direction.upper()]
                    for o in evaluator.problem.objectives
                ],
            )
        )
        attributes = self._study.user_attrs
        if attributes.get("sampler", sampler) != sampler:
            raise UsageError(
                f"the run was made with --sampler {attributes['sampler']}, not {sampler}"
            )
        state = attributes.get(GENERATION_KEY, {})
        self.generation = int(state.get("number", 0))
        self.evaluations = int(state.get("evaluations", 0))
        self._kept = [int(n) for n in state.get("archive", [])]
        self._count = len(self._study.get_trials(deepcopy=False))
        guided = sampler == AUTO and evaluator.predictor.costly
        self._sampler, self._seed = SAMPLERS[GUIDE if guided else sampler], seed
        self._study.sampler = self._sampler.built(seed, self._count)
        self._space = distributions(evaluator.space, categorical=self._sampler.one_by_one)
        if not known:
            self._describe(evaluator, sampler)

    def _describe(self, evaluator: Evaluator, sampler: str) -> None:
        names = [o.expression.text for o in evaluator.problem.objectives]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
            self._study.set_metric_names(names)
        self._study.set_user_attr("sampler", sampler)
        self._study.set_user_attr("title", evaluator.problem.title)
        self._study.set_user_attr("run", uuid4().hex)

    @property
    def study(self) -> optuna.Study:
        """The Optuna study."""
        return self._study

    def archive(self, evaluator: Evaluator) -> Archive:
        """Return the designs that were kept when the record was last closed.

        Raises
        ------
        DataError
            If the record was altered.
        """
        try:
            return self._archive(evaluator)
        except (KeyError, IndexError, ValueError, TypeError):
            raise DataError(
                "the record of the run was altered", remedy="choose another --out"
            ) from None

    def _archive(self, evaluator: Evaluator) -> Archive:
        trials = self._study.get_trials(deepcopy=False)
        kept = [trials[n] for n in self._kept]
        designs = designs_of([t.params for t in kept], evaluator.space, self._space)
        objectives = np.array([t.values for t in kept], dtype=float).reshape(
            len(kept), len(evaluator.problem.objectives)
        )
        names = evaluator.constraint_names
        constraints = np.array(
            [[t.constraints[name] for name in names] for t in kept], dtype=float
        ).reshape(len(kept), len(names))
        return Archive(designs, Outcome(objectives, constraints), np.array(self._kept, np.int64))

    def designs(self, evaluator: Evaluator) -> Designs:
        """Return every design of the record."""
        trials = self._study.get_trials(deepcopy=False)
        finished = [t.params for t in trials if t.state.is_finished()]
        return designs_of(finished, evaluator.space, self._space)

    def keep(self, evaluator: Evaluator, archive: Archive, evaluated: int) -> Archive:
        """Record the designs of an archive that are new, and close the generation.

        Returns
        -------
        Archive
            The same designs, each with its number in the record.
        """
        fresh = np.flatnonzero(archive.number < 0)
        numbers = archive.number.copy()
        if self._durable:
            numbers[fresh] = self._add(evaluator, archive.take(fresh))
        else:  # nobody reads it, and writing trials costs more than evaluating the designs
            numbers[fresh] = self._count + np.arange(len(fresh))
            self._count += len(fresh)
        kept = Archive(archive.designs, archive.outcome, numbers)
        self.close_generation(kept, evaluated)
        return kept

    def _add(self, evaluator: Evaluator, fresh: Archive) -> NDArray[np.int64]:
        self._study.add_trials(trials_of(evaluator, fresh, self._space))
        first = self._count
        self._count += len(fresh)
        return np.arange(first, self._count)

    def close_generation(self, archive: Archive, evaluated: int) -> None:
        """Write the generation to the journal, with what is needed to go on after it."""
        self.generation += 1
        self.evaluations += evaluated
        state = {
            "number": self.generation,
            "evaluations": self.evaluations,
            "archive": archive.number.tolist(),
        }
        self._study.set_user_attr(GENERATION_KEY, state)
        self._journal.flush()

    def ask(self, evaluator: Evaluator, count: int) -> Asked:
        """Let the sampler propose designs.

        Its draws depend on the seed and on what is recorded, so that a resumed run goes on as if
        it had never stopped.
        """
        if not self._sampler.one_by_one:
            rng = np.random.default_rng([self._seed, self._count])
            return Asked((), evaluator.space.uniform(count, rng))
        self._study.sampler = self._sampler.built(self._seed, self._count)
        trials = [self._study.ask(self._space) for _ in range(count)]
        designs = designs_of([t.params for t in trials], evaluator.space, self._space)
        return Asked(trials, designs)

    def tell(self, evaluator: Evaluator, asked: Asked, outcome: Outcome) -> NDArray[np.int64]:
        """Tell the sampler what its designs came to; return their numbers."""
        if not asked.trials:
            unnumbered = np.full(len(asked.designs), -1, np.int64)
            return self._add(evaluator, Archive(asked.designs, outcome, unnumbered))
        fractions, thickness = evaluator.space.decoded(asked.designs)
        for i, trial in enumerate(asked.trials):
            for name, value in constraints_of(evaluator, outcome, i).items():
                trial.set_constraint(name, value)
            shown = readable(evaluator, fractions, thickness, i) | feasibility(outcome, i)
            for name, text in shown.items():
                trial.set_user_attr(name, text)
            self._study.tell(trial, values_of(outcome.objectives[i]))
        self._count += len(asked.trials)
        return np.array([trial.number for trial in asked.trials])
