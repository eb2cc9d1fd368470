"""Polish: move designs to the best fractions of their subsets by exact gradients.

Shapes: n designs, k objectives, p pieces of objectives, c limits, W corner weights.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from polyopt.equations.derivatives import Dual
from polyopt.optimizer.engine.corners import Mixtures, designs_at, mixtures
from polyopt.optimizer.engine.gradients import Gradients
from polyopt.optimizer.engine.quadratic import Rows, minimized
from polyopt.optimizer.engine.smooth_problem import Smooth, SmoothProblem
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.optimizer.space.designs import Designs
from polyopt.optimizer.space.polytope import Array

STEPS = 6
"""Evaluations with derivatives that a polish spends on each design, the first included."""

_PENALTY = 100.0
_FIRST_REACH, _SHORTEST_REACH, _LONGEST_REACH = 0.2, 1e-6, 1.0
_CONVERGED = 1e-9
_FIRST_CURVATURE = 0.1
_KEPT_TOLERANCE = 9e-9
_DAMPED = 0.2
_CLEARANCE = 0.1
"""How far inside its inequalities a programme starts: a tenth of the objectives' range."""


@dataclass(frozen=True, slots=True)
class Aims:
    """Where n designs are to go: down from a reference along a direction.

    Parameters
    ----------
    reference : ndarray, shape (n, k)
        Levels of the objectives, all to minimise and in units of `scale`.
    direction : ndarray, shape (n, k)
        How far each level moves per unit of progress; an objective whose entry is zero must
        stay at its level or below.
    scale : ndarray, shape (k,)
        Units of the objectives.
    """

    reference: Array
    direction: Array
    scale: Array


@dataclass(frozen=True, slots=True)
class _Point:
    """Where the designs are in one step."""

    weights: Array
    smooth: Smooth
    progress: Array
    broken: Array

    @property
    def merit(self) -> Array:
        return np.asarray(self.progress + _PENALTY * self.broken)

    def where(self, better: NDArray[np.bool_], other: _Point) -> _Point:
        """Return the rows of another point where `better`, else those of this one."""
        return _Point(
            np.where(better[:, None], other.weights, self.weights),
            Smooth(
                _either(better, other.smooth.pieces, self.smooth.pieces),
                _either(better, other.smooth.limits, self.smooth.limits),
            ),
            np.where(better, other.progress, self.progress),
            np.where(better, other.broken, self.broken),
        )


def polished(evaluator: Evaluator, designs: Designs, aims: Aims) -> tuple[Designs, int]:
    """Return the designs polished, and how many evaluations that took.

    Each design minimises its progress ``max_j (f_j - reference_j) / direction_j`` under all
    limits by sequential quadratic programming: exact gradients, damped BFGS curvature, a trust
    region and an exact penalty, all designs in step (J. Nocedal and S. J. Wright, Numerical
    Optimization, 2nd ed., ch. 18; the scalarisation is that of A. Pascoletti and P. Serafini,
    J. Optim. Theory Appl. 42, 499, 1984). Linear limits hold throughout. A design is never
    returned worse than it was, in that measure.

    Parameters
    ----------
    evaluator : Evaluator
        The problem.
    designs : Designs
        n designs.
    aims : Aims
        What each is to improve.
    """
    mixed = mixtures(evaluator.space, designs)
    evidence = evaluator.evidence(*evaluator.space.decoded(designs))
    smooth = SmoothProblem(evaluator)
    gradients = Gradients(evaluator, mixed, evidence)
    subject = _Subject(smooth, gradients, aims, mixed)
    now = subject.at(mixed.start)
    best, steps = now, 1
    reach = np.full(len(designs), _FIRST_REACH)
    flat = _FIRST_CURVATURE * np.eye(mixed.start.shape[1])
    curvature = np.tile(flat, (len(designs), 1, 1))
    open_ = np.ones(len(designs), dtype=bool)
    while steps < STEPS and open_.any():
        step, expected, multipliers = subject.step(now, curvature, reach, open_)
        tried = subject.at(subject.closed(now.weights + step))
        steps += 1
        gained = now.merit - tried.merit
        quality = gained / np.maximum(expected, 1e-12)
        curvature = _bent(curvature, tried.weights - now.weights, *_slopes(now, tried, multipliers))
        entered = (now.broken > _KEPT_TOLERANCE) & (tried.broken <= _KEPT_TOLERANCE)
        curvature = np.where(entered[:, None, None], flat, curvature)
        reach = np.where(quality < 0.25, 0.3 * reach, np.where(quality > 0.75, 2.0 * reach, reach))
        reach = reach.clip(_SHORTEST_REACH, _LONGEST_REACH)
        now = now.where(open_ & (gained > 0) & (quality > 1e-4), tried)
        best = best.where(open_ & _better(tried, best), tried)
        open_ &= (expected > _CONVERGED) & (reach > _SHORTEST_REACH)
    return designs_at(evaluator.space, mixed, best.weights), steps * len(designs)


class _Subject:
    """The functions to minimise, and the quadratic models of them."""

    def __init__(
        self, smooth: SmoothProblem, gradients: Gradients, aims: Aims, mixed: Mixtures
    ) -> None:
        self._smooth, self._gradients, self._mixed = smooth, gradients, mixed
        of_piece = np.array(smooth.objective)
        self._scale = aims.scale[of_piece]
        self._reference = aims.reference[:, of_piece]
        self._direction = aims.direction[:, of_piece]

    def at(self, weights: Array) -> _Point:
        """Return values and derivatives at some weights."""
        found = self._smooth.at(self._gradients, weights)
        pieces = found.pieces
        pieces = Dual(pieces.value / self._scale, pieces.slope / self._scale[:, None])
        above = pieces.value - self._reference
        free = self._direction > 0
        with np.errstate(divide="ignore", invalid="ignore"):
            progress = np.where(free, above / self._direction, -np.inf).max(axis=1)
        broken = np.hstack([found.limits.value, np.where(free, -np.inf, above)])
        worst = broken.max(axis=1, initial=0.0)
        return _Point(weights, Smooth(pieces, found.limits), progress, np.maximum(worst, 0.0))

    def closed(self, weights: Array) -> Array:
        """Return weights without the rounding of a step: none negative, each role's sum one."""
        closed = np.maximum(weights, 0.0)
        for group in self._mixed.groups:
            closed[:, group] /= closed[:, group].sum(axis=1, keepdims=True)
        return closed

    def step(
        self, now: _Point, curvature: Array, reach: Array, open_: NDArray[np.bool_]
    ) -> tuple[Array, Array, Array]:
        """Return the step of the quadratic model, its expected gain and the multipliers.

        They are zero for designs that are not open.
        """
        n, width = now.weights.shape
        pieces, limits = now.smooth.pieces, now.smooth.limits
        p, c = pieces.value.shape[1], limits.value.shape[1]
        count = p + c + 1
        rows, bounds = np.zeros((n, count, width + 2)), np.zeros((n, count + 2 * width))
        rows[:, :p, :width], rows[:, p : p + c, :width] = pieces.slope, limits.slope
        rows[:, :p, width] = -self._direction
        free = self._direction > 0
        rows[:, :p, width + 1] = np.where(free, 0.0, -1.0)
        rows[:, p:, width + 1] = -1.0
        # progress is counted from where it is, so that zero is near the answer
        level = self._reference + self._direction * now.progress[:, None]
        bounds[:, :p] = level - pieces.value
        bounds[:, p : p + c] = -limits.value
        bounds[:, count : count + width] = np.minimum(now.weights, reach[:, None])
        bounds[:, count + width :] = reach[:, None]
        hessian = np.zeros((n, width + 2, width + 2))
        hessian[:, :width, :width] = curvature
        linear = np.zeros((n, width + 2))
        linear[:, width], linear[:, width + 1] = 1.0, _PENALTY
        equal = np.zeros((len(self._mixed.groups), width + 2))
        for i, group in enumerate(self._mixed.groups):
            equal[i, group] = 1.0
        start = self._inside(now.weights, reach, rows, bounds, p)
        boxed = Rows(rows[open_], width)
        solved = minimized(hessian[open_], linear[open_], equal, boxed, bounds[open_], start[open_])
        x, multipliers = np.zeros((n, width + 2)), np.zeros((n, p + c))
        x[open_], multipliers[open_] = solved.x, solved.multipliers[:, : p + c]
        step = x[:, :width]
        bent = np.einsum("nv,nvw,nw->n", step, curvature, step)
        reached = x[:, width] + _PENALTY * np.maximum(x[:, width + 1], 0.0)
        expected = np.where(open_, _PENALTY * now.broken - reached - 0.5 * bent, 0.0)
        return step, np.maximum(expected, 0.0), multipliers

    def _inside(self, weights: Array, reach: Array, rows: Array, bounds: Array, p: int) -> Array:
        """Return a point strictly inside the quadratic model's inequalities; the box's it is in."""
        n, width = weights.shape
        start = np.zeros((n, width + 2))
        for group in self._mixed.groups:
            middle = 1.0 / (group.stop - group.start)
            start[:, group] = 0.5 * reach[:, None] * (middle - weights[:, group])
        above = (rows @ start[:, :, None])[:, :, 0] - bounds[:, : rows.shape[1]]
        held = np.where(self._direction > 0, -np.inf, above[:, :p])
        start[:, width + 1] = np.maximum(above[:, p:].max(axis=1), held.max(axis=1)) + _CLEARANCE
        with np.errstate(divide="ignore", invalid="ignore"):
            ahead = np.where(self._direction > 0, above[:, :p] / self._direction, -np.inf)
        start[:, width] = ahead.max(axis=1) + _CLEARANCE
        return start


def _better(tried: _Point, best: _Point) -> NDArray[np.bool_]:
    """Say where a point is better: first by what it breaks, then by progress."""
    fine, was_fine = tried.broken <= _KEPT_TOLERANCE, best.broken <= _KEPT_TOLERANCE
    return np.where(
        fine & was_fine,
        tried.progress < best.progress,
        np.where(fine == was_fine, tried.broken < best.broken, fine),
    ).astype(bool)


def _slopes(now: _Point, tried: _Point, multipliers: Array) -> tuple[Array, Array]:
    """Return the Lagrangian's gradient before and after a step, shape (n, W) each."""
    before, after = (
        np.einsum(
            "nm,nmw->nw",
            multipliers,
            np.concatenate([point.smooth.pieces.slope, point.smooth.limits.slope], axis=1),
        )
        for point in (now, tried)
    )
    return before, after


def _bent(curvature: Array, step: Array, before: Array, after: Array) -> Array:
    """Return the curvature after Powell's damped BFGS update (Nocedal and Wright, 18.14)."""
    change = after - before
    carried = np.einsum("nvw,nw->nv", curvature, step)
    own = np.einsum("nv,nv->n", step, carried)
    along = np.einsum("nv,nv->n", step, change)
    short = along < _DAMPED * own
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(short, (1 - _DAMPED) * own / (own - along), 1.0)[:, None]
        mixed = share * change + (1 - share) * carried
        rank_one = mixed[:, :, None] * mixed[:, None, :]
        rank_one /= np.einsum("nv,nv->n", step, mixed)[:, None, None]
        taken = carried[:, :, None] * carried[:, None, :] / own[:, None, None]
        updated = curvature - taken + rank_one
    usable = (own > 1e-16) & np.isfinite(updated).all(axis=(1, 2))
    return np.where(usable[:, None, None], updated, curvature)


def _either(better: NDArray[np.bool_], yes: Dual, no: Dual) -> Dual:
    return Dual(
        np.where(better[:, None], yes.value, no.value),
        np.where(better[:, None, None], yes.slope, no.slope),
    )
