"""How what is proven about the best of each objective and about the front is found out.

A bound holds for every design of the problem, up to 1e-9 of the values it rests on. Gaps are
relative to the greater of the best value found and the objective's range on the front found; if it
has none, to a hundredth of its range over all designs at least, so that an optimum of zero has a
scale.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.optimizer.proof.bilinear import Effort
from polyopt.optimizer.proof.bound import Bounded, bounded
from polyopt.optimizer.proof.front_bound import front_bound
from polyopt.optimizer.proof.proof import (
    FrontProof,
    FrontUnproven,
    ObjectiveProof,
    Proof,
    ProvenBound,
    ProvenGap,
    Unproven,
)
from polyopt.optimizer.proof.relaxation import Relaxation, relaxed
from polyopt.optimizer.space.polytope import Array
from polyopt.problem.definition import Objective

QUICK_CELLS = 20_000
"""Cells per objective that every search spends on its bound, about 0.1 s."""

THOROUGH_CELLS = 1_000_000
"""Cells per objective of a proof that was asked for."""

GAP = 0.01
"""Relative gap at which a bound is close enough. [-]"""

_MARGIN = 0.1
_SHARE_OF_RANGE = 0.01
_ROUGH_CELLS = 200


@dataclass(frozen=True, slots=True)
class ProofSettings:
    """How hard to prove.

    Parameters
    ----------
    thorough : bool
        Whether to close the gap as far as possible, and bound the front too.
    gap : float
        Relative gap at which to stop. [-]
    reference : tuple of float, optional
        Reference point of the hypervolume, in the units of the objectives.
    cells : int, optional
        Most cells per objective.
    """

    thorough: bool = False
    gap: float = GAP
    reference: tuple[float, ...] = ()
    cells: int | None = None

    @property
    def most_cells(self) -> int:
        """Most cells per objective."""
        return self.cells or (THOROUGH_CELLS if self.thorough else QUICK_CELLS)


def proof(evaluator: Evaluator, found: Array, settings: ProofSettings) -> Proof:
    """Return what is proven.

    Parameters
    ----------
    evaluator : Evaluator
        The problem.
    found : ndarray, shape (n, k)
        Objectives of the front found, as the user states them; n may be zero.
    settings : ProofSettings
        How hard to prove.
    """
    problem = evaluator.problem
    relaxation = relaxed(evaluator, settings.most_cells)
    proofs = tuple(
        _of_objective(relaxation, objective, found[:, i], settings)
        for i, objective in enumerate(problem.objectives)
    )
    front = None
    if settings.thorough and len(proofs) == 2 and len(found):
        front = _of_front(relaxation, problem.objectives, found, proofs, settings)
    return Proof(settings.gap, proofs, tuple(relaxation.left_out), front)


def _of_objective(
    relaxation: Relaxation, objective: Objective, values: Array, settings: ProofSettings
) -> ObjectiveProof:
    """Return what is proven about one objective."""
    sign = objective.sign
    best = float((sign * values).min()) if len(values) else np.inf
    scale = gap_scale(values, best)
    if np.isfinite(best) and np.ptp(values) == 0:
        scale = max(gap_scale(values, best, 0.0), _least_scale(relaxation, objective, best)) or 1.0
    effort = Effort(settings.most_cells, settings.gap * scale)
    found = bounded(relaxation, objective.expression.tree, sign, effort, best)
    return ObjectiveProof(
        objective.expression.text,
        objective.direction,
        _outcome(found, best, sign, scale, settings.gap),
    )


def _outcome(
    found: Bounded, best: float, sign: float, scale: float, gap: float
) -> ProvenGap | ProvenBound | Unproven:
    """Return what a bound proves of the best value; both are values to minimise."""
    reached = sign * best + 0.0 if np.isfinite(best) else None
    if not np.isfinite(found.low) or found.trivial:
        trivial = sign * found.low + 0.0 if np.isfinite(found.low) else None
        return Unproven(reached, _why(found), trivial)
    low = min(found.low, best)
    if reached is None:
        return ProvenBound(sign * low + 0.0, found.cells)
    share = (best - low) / scale
    return ProvenGap(reached, sign * low + 0.0, share, share <= gap, found.cells)


def gap_scale(values: Array, best: float, none: float = 1.0) -> float:
    """Return what a gap is relative to: the greater of the best value and the front's range."""
    span = float(np.ptp(values)) if len(values) else 0.0
    size = abs(best) if np.isfinite(best) else 0.0
    return max(size, span) or none


def _least_scale(relaxation: Relaxation, objective: Objective, best: float) -> float:
    """Return a hundredth of an objective's range over all designs, zero if nothing bounds it."""
    effort = Effort(_ROUGH_CELLS, np.inf)
    worst = -bounded(relaxation, objective.expression.tree, -objective.sign, effort).low
    return _SHARE_OF_RANGE * (worst - best) if np.isfinite(worst) and worst > best else 0.0


def _why(found: Bounded) -> str:
    if found.low == np.inf:
        return "no design meets the limits"
    if found.trivial:
        return "a probability lies between 0 and 1; no sharper bound is known"
    return "nothing bounds this expression"


def _of_front(
    relaxation: Relaxation,
    objectives: Sequence[Objective],
    found: Array,
    proofs: Sequence[ObjectiveProof],
    settings: ProofSettings,
) -> FrontProof | FrontUnproven:
    """Return what is proven about the front of two objectives."""
    if any(isinstance(objective.outcome, Unproven) for objective in proofs):
        return FrontUnproven("an objective has no bound")
    signs = np.array([o.sign for o in objectives])
    values = found * signs
    span = np.ptp(values, axis=0)
    nadir = values.max(axis=0) + _MARGIN * np.where(span > 0, span, 1.0)
    reference = np.array(settings.reference) * signs if settings.reference else nadir
    trees = [(o.expression.tree, o.sign) for o in objectives]
    for first, second in ((0, 1), (1, 0)):
        order = [first, second]
        tolerance = (
            0.02 * settings.gap * gap_scale(values[:, second], float(values[:, second].min()))
        )
        effort = Effort(settings.most_cells, tolerance)
        bound = front_bound(
            relaxation,
            (trees[first], trees[second]),
            values[:, order],
            reference[order].tolist(),
            effort,
            settings.gap,
        )
        if bound is None:
            continue
        gap = (bound.most - bound.hypervolume) / bound.most if bound.most > 0 else 0.0
        return FrontProof(
            reference=tuple((reference * signs).tolist()),
            hypervolume=bound.hypervolume,
            most=bound.most,
            relative_gap=gap,
            closed=gap <= settings.gap,
            banded=objectives[first].expression.text,
            levels=tuple(
                (float(signs[first] * end), float(signs[second] * level))
                for end, level in bound.levels
            ),
        )
    return FrontUnproven("neither objective can be cut into bands")
