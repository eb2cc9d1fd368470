"""The record of a search: what was evaluated and kept, as an Optuna study where it must last.

A search without a folder keeps no trials, for nobody would read them; Optuna is loaded only where
a journal is kept or one of its samplers proposes designs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from polyopt.errors import DataError, UsageError
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.optimizer.evaluation.front import Archive
from polyopt.optimizer.evaluation.outcome import Outcome
from polyopt.optimizer.record.samplers import AUTO, GUIDE, SAMPLERS, sampler_named
from polyopt.optimizer.space.designs import Designs

if TYPE_CHECKING:
    import optuna

    from polyopt.optimizer.record.kept_study import KeptStudy


@dataclass(frozen=True, slots=True)
class Asked:
    """Trials that a sampler proposes, and the designs they stand for."""

    trials: Sequence[optuna.Trial]
    designs: Designs


class Record:
    """What a search has evaluated and kept.

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
        chosen = sampler_named(sampler)
        guided = sampler == AUTO and evaluator.predictor.costly
        self._sampler, self._seed = SAMPLERS[GUIDE] if guided else chosen, seed
        self._durable = path is not None
        self.generation = self.evaluations = self._count = 0
        self._kept: list[int] = []
        self._study: KeptStudy | None = None
        if not (self._durable or self._sampler.one_by_one):
            return
        try:
            self._open(evaluator, sampler, path, read_only=read_only)
        except (KeyError, IndexError, ValueError, TypeError, AttributeError, AssertionError):
            raise DataError(
                "is not a record of this problem", where=str(path), remedy="choose another --out"
            ) from None

    def _open(
        self, evaluator: Evaluator, sampler: str, path: Path | None, *, read_only: bool
    ) -> None:
        from polyopt.optimizer.record.kept_study import KeptStudy

        self._study = KeptStudy(
            evaluator, sampler, self._sampler, self._seed, path, read_only=read_only
        )
        state = self._study.state
        self.generation = int(state.get("number", 0))
        self.evaluations = int(state.get("evaluations", 0))
        self._kept = [int(n) for n in state.get("archive", [])]
        self._count = self._study.count

    @property
    def study(self) -> optuna.Study:
        """The Optuna study.

        Raises
        ------
        UsageError
            If the record keeps none.
        """
        if self._study is None:
            raise UsageError("a search without a folder keeps no study", remedy="name one by --out")
        return self._study.study

    def archive(self, evaluator: Evaluator) -> Archive:
        """Return the designs that were kept when the record was last closed.

        Raises
        ------
        DataError
            If the record was altered.
        """
        if self._study is not None:
            return self._study.archive(evaluator, self._kept)
        objectives = np.empty((0, len(evaluator.problem.objectives)))
        outcome = Outcome(objectives, np.empty((0, len(evaluator.constraint_names))))
        return Archive(_no_designs(evaluator), outcome, np.empty(0, np.int64))

    def designs(self, evaluator: Evaluator) -> Designs:
        """Return every design of the record."""
        return _no_designs(evaluator) if self._study is None else self._study.designs(evaluator)

    def keep(self, evaluator: Evaluator, archive: Archive, evaluated: int) -> Archive:
        """Record the designs of an archive that are new, and close the generation.

        Returns
        -------
        Archive
            The same designs, each with its number in the record.
        """
        fresh = np.flatnonzero(archive.number < 0)
        numbers = archive.number.copy()
        numbers[fresh] = self._add(evaluator, archive.take(fresh))
        kept = Archive(archive.designs, archive.outcome, numbers)
        self.close_generation(kept, evaluated)
        return kept

    def _add(self, evaluator: Evaluator, fresh: Archive) -> NDArray[np.int64]:
        """Record designs and return their numbers; in memory they are counted only.

        Writing trials costs more than evaluating the designs.
        """
        if self._durable and self._study is not None:
            self._study.add(evaluator, fresh)
        first = self._count
        self._count += len(fresh)
        return np.arange(first, self._count)

    def close_generation(self, archive: Archive, evaluated: int) -> None:
        """Close the generation; where a journal is kept, with what is needed to go on after it."""
        self.generation += 1
        self.evaluations += evaluated
        if self._study is not None:
            self._study.close_generation(
                {
                    "number": self.generation,
                    "evaluations": self.evaluations,
                    "archive": archive.number.tolist(),
                }
            )

    def ask(self, evaluator: Evaluator, count: int) -> Asked:
        """Let the sampler propose designs.

        Its draws depend on the seed and on what is recorded, so that a resumed run goes on as if
        it had never stopped.
        """
        if not self._sampler.one_by_one or self._study is None:
            rng = np.random.default_rng([self._seed, self._count])
            return Asked((), evaluator.space.uniform(count, rng))
        return Asked(*self._study.ask(evaluator, self._count, count))

    def tell(self, evaluator: Evaluator, asked: Asked, outcome: Outcome) -> NDArray[np.int64]:
        """Tell the sampler what its designs came to; return their numbers."""
        if not asked.trials or self._study is None:
            return self._add(evaluator, Archive.unrecorded(asked.designs, outcome))
        self._study.tell(evaluator, asked.trials, asked.designs, outcome)
        self._count += len(asked.trials)
        return np.array([trial.number for trial in asked.trials])


def _no_designs(evaluator: Evaluator) -> Designs:
    space = evaluator.space
    return Designs(np.empty((0, len(space.roles)), np.intp), np.empty((0, space.width)))
