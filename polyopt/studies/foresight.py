"""What trials not yet run would hold: the models' word, set right by the trials that are told.

Where the study's objective is the problem's, that word is exact. A user's objective may differ (a
measured value, a penalty, a limit or an objective more): then each design is taken to differ from
the models as the told trial does whose formulation is nearest.

Shapes: n designs, t told trials, k objectives of the study, f features of a formulation.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from polyopt.optimizer.evaluation.front import Archive
from polyopt.optimizer.evaluation.outcome import Outcome
from polyopt.optimizer.space.designs import Designs, SearchSpace
from polyopt.optimizer.space.polytope import Array
from polyopt.studies.posed_problem import PosedProblem
from polyopt.studies.told_trials import Told

_EXACT = 1e-6
_BLOCK = 256


class Foresight:
    """The outcomes that trials of a study are expected to have.

    Parameters
    ----------
    posed : PosedProblem
        The problem.
    known : Told
        The trials that are told.
    objectives : int
        Number of objectives of the study.
    """

    def __init__(self, posed: PosedProblem, known: Told, objectives: int) -> None:
        self._posed, self._more = posed, objectives - len(posed.directions)
        self.evaluations = 0
        """Designs that the models were asked about."""
        expected = self._widened(known.models)
        usable = np.flatnonzero(
            np.isfinite(known.archive.outcome.objectives).all(axis=1)
            & np.isfinite(expected.objectives).all(axis=1)
        )
        given, expected = known.archive.outcome.take(usable), expected.take(usable)
        self._values = given.objectives - expected.objectives
        self._limits = given.constraints - expected.constraints
        self.exact = not self._more and _alike(given, expected)
        """Whether the study holds what the models say, so far."""
        if not self.exact:
            self._features = features(posed.evaluator.space, known.archive.designs.take(usable))

    def archive(self, designs: Designs) -> Archive:
        """Return designs with the outcomes expected of them, NaN for what no selection needs."""
        self.evaluations += len(designs)
        expected = self._widened(self._posed.outcome(designs, sift=True))
        if not self.exact and len(self._values):
            near = nearest(features(self._posed.evaluator.space, designs), self._features)
            expected = Outcome(
                expected.objectives + self._values[near], expected.constraints + self._limits[near]
            )
        return Archive.unrecorded(designs, expected)

    def _widened(self, models: Outcome) -> Outcome:
        """Return what the models say, zeros for what only the study holds."""
        n = len(models.objectives)
        return Outcome(
            np.hstack([models.objectives, np.zeros((n, self._more))]),
            np.hstack([models.constraints, np.zeros((n, 1))]),
        )


def _alike(given: Outcome, expected: Outcome) -> bool:
    pairs = (
        (given.objectives, expected.objectives),
        (given.constraints, expected.constraints),
    )
    return all(np.allclose(a, b, rtol=_EXACT, atol=_EXACT) for a, b in pairs)


def features(space: SearchSpace, designs: Designs) -> Array:
    """Return mole fractions of all layers and coordinates of the thicknesses, shape (n, f)."""
    fractions, _ = space.decoded(designs)
    shares = [table for roles in fractions.values() for table in roles]
    return np.hstack([*shares, designs.coordinates[:, space.slices[-1]]])


def nearest(rows: Array, known: Array) -> NDArray[np.intp]:
    """Return for each row the nearest of the known ones, shape (n,)."""
    half = 0.5 * (known**2).sum(axis=1)
    blocks = [
        (half - rows[i : i + _BLOCK] @ known.T).argmin(axis=1) for i in range(0, len(rows), _BLOCK)
    ]
    return np.concatenate(blocks)
