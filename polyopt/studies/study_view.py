"""What a sampler remembers of a study: all of it can be read or planned again."""

from __future__ import annotations

import logging

import numpy as np
import optuna
from optuna.study import StudyDirection

from polyopt.errors import counted, quoted
from polyopt.optimizer.evaluation.one_thread import single_threaded_blas
from polyopt.optimizer.record.trials import params_of
from polyopt.optimizer.space.designs import Designs
from polyopt.studies.batches import Batch, batch_of
from polyopt.studies.posed_problem import PosedProblem
from polyopt.studies.proposals import Plan, keys, planned
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
        self._handed: set[int] = set()
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
        self._shared |= bool(self._handed) and not {number - 1, number + 1} & self._handed
        self._handed.add(number)
        return self._params_of(self._place(study, batch, number))

    def _params_of(self, design: Designs) -> dict[str, int | float]:
        return params_of(design, 0, self._posed.evaluator.space, self._posed.parameters)

    def _place(self, study: optuna.Study, batch: Batch, number: int) -> Designs:
        """Return the design at a trial's own place, or the next that no other sampler has taken.

        Samplers of other seeds, or of what they knew when they planned, may come to the same
        designs. Where no trial is missing from those handed out here, there is no other sampler.
        """
        designs = self._plans[batch.first].designs
        own = number - batch.first
        if not self._shared:
            return designs.take(slice(own, own + 1))
        others = [t for t in study.get_trials(deepcopy=False)[batch.first :] if t.number != number]
        others = [t for t in others if self._posed.holds(t.distributions, t.params)]
        taken = set(keys(self._posed.designs([t.params for t in others])))
        planned_keys = keys(designs)
        places = [*range(own, len(designs)), *range(own)]
        free = next((i for i in places if planned_keys[i] not in taken), own)
        return designs.take(slice(free, free + 1))

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
        self._handed = {n for n in self._handed if n >= min(self._plans)}
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
        """Return the designs of trials before a batch that run: as they say, or as planned."""
        found: list[dict[str, int | float]] = []
        for trial in (t for t in self._reader.running if t.number < batch.first):
            first = batch_of(trial.number).first
            if self._posed.holds(trial.distributions, trial.params):
                found.append(trial.params)
            elif trial.number in self._handed and first in self._plans:
                place = trial.number - first
                designs = self._plans[first].designs
                found.append(self._params_of(designs.take(slice(place, place + 1))))
        return self._posed.designs(found)
