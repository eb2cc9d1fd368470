"""What a sampler remembers of a study: all of it can be read or planned again."""

from __future__ import annotations

import logging

import numpy as np
import optuna
from optuna.study import StudyDirection

from polyopt.errors import counted, quoted
from polyopt.optimizer.record.trials import params_of
from polyopt.optimizer.space.designs import Designs
from polyopt.optimizer.workers.one_thread import single_threaded_blas
from polyopt.studies.batches import Batch, batch_of
from polyopt.studies.posed_problem import PosedProblem
from polyopt.studies.proposals import Plan, planned
from polyopt.studies.told_trials import StudyReader

log = logging.getLogger("polyopt")

_PLANS = 4
"""Batches whose plans are remembered: parallel trials stand in two of them at times."""


class StudyView:
    """A study as a sampler sees it: what is told, and what is planned.

    Parameters
    ----------
    posed : PosedProblem
        The problem.
    study : optuna.Study
        The study.
    """

    def __init__(self, posed: PosedProblem, study: optuna.Study) -> None:
        self._posed = posed
        directions = study.directions
        self._fits = posed.fits(directions)
        self._signs = np.array([-1.0 if d == StudyDirection.MAXIMIZE else 1.0 for d in directions])
        self._reader = StudyReader(posed, len(directions))
        self._plans: dict[int, Plan] = {}
        self._handed: dict[int, dict[str, int | float]] = {}
        self._shared = self._warned = False
        self.evaluations = 0
        """Designs that the models were asked about."""
        self.foreign = not self._fits
        """Whether the study is not about the problem, as far as it was read."""

    def params(self, study: optuna.Study, number: int, entropy: int) -> dict[str, int | float]:
        """Return the parameters planned for a trial; none if the study is not of the problem.

        Parameters
        ----------
        study : optuna.Study
            The study.
        number : int
            Number of the trial.
        entropy : int
            Seed of what is not planned yet.
        """
        batch = batch_of(number)
        if batch.first not in self._plans and not self._plan(study, batch, entropy):
            return {}
        beside = {number - 1, number + 1} & self._handed.keys()
        self._shared |= bool(self._handed) and not beside
        self._handed[number] = self._at_place(study, batch, number)
        return self._handed[number]

    def _at_place(self, study: optuna.Study, batch: Batch, number: int) -> dict[str, int | float]:
        """Return the design at a trial's own place, or the next that no other sampler has taken.

        Samplers of other seeds, or of what they knew when they planned, may come to the same
        designs. Where no trial is missing from those handed out here, there is no other sampler.
        """
        designs, own = self._plans[batch.first].designs, number - batch.first
        space, named = self._posed.evaluator.space, self._posed.parameters
        if not self._shared:
            return params_of(designs, own, space, named)
        trials = study.get_trials(deepcopy=False)[batch.first :]
        there = [t.params for t in trials if t.number != number]
        there += [params for handed, params in self._handed.items() if handed != number]
        taken = {tuple(map(params.get, named)) for params in there}
        for place in (*range(own, len(designs)), *range(own)):
            params = params_of(designs, place, space, named)
            if tuple(params.values()) not in taken:
                return params
        return params_of(designs, own, space, named)

    def _plan(self, study: optuna.Study, batch: Batch, entropy: int) -> bool:
        known = self._reader.read(study)
        self._warn()
        self.foreign = not self._fits or (self._reader.others > 0 and not len(known))
        if self.foreign:
            return False
        rng = np.random.default_rng([entropy, batch.first])
        with single_threaded_blas():  # else the last digits hang on the number of threads
            plan = planned(
                self._posed,
                known.before(batch.first),
                self._pending(batch),
                self._signs,
                batch.size,
                rng,
            )
        self.evaluations += plan.evaluations
        self._plans[batch.first] = plan
        for old in sorted(self._plans)[:-_PLANS]:
            del self._plans[old]
        self._handed = {n: p for n, p in self._handed.items() if n >= min(self._plans)}
        return True

    def _warn(self) -> None:
        """Say once that there are trials that look like the problem's and are not."""
        if self._reader.misread and not self._warned:
            self._warned = True
            log.warning(
                "%s of the study with other choices of monomers than the problem %s: not counted",
                counted(self._reader.misread, "trial"),
                quoted(self._posed.evaluator.problem.title),
            )

    def _pending(self, batch: Batch) -> Designs:
        """Return the designs of trials before a batch that run: as handed out, or as they say."""
        found: list[dict[str, int | float]] = []
        for trial in (t for t in self._reader.running if t.number < batch.first):
            if trial.number in self._handed:
                found.append(self._handed[trial.number])
            elif self._posed.holds(trial.distributions, trial.params):
                found.append(trial.params)
        return self._posed.designs(found)
