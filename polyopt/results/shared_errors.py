"""By how much predictions may be wrong about the difference between two designs of a front."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from polyopt.claims.evidence import PREDICTED, Evidence
from polyopt.design.curl import CURVATURE, RADIUS
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.optimizer.space.polytope import Array
from polyopt.problem.definition import PROBABILITY
from polyopt.quantities import layer_quantity
from polyopt.results.designs import Design
from polyopt.results.front import evidence_of, fractions_of

DRAWS = 512
"""Draws of the errors of two designs together: their spread is found to about 3 %."""

ALIKE = 0.1
"""Distance of mole fractions over which two films share what sets them apart from the model. [-]

That of `polyopt.next_films.joint_films`; assumed, not validated.
"""

_CM = 100.0
_SEED = 20


def errors_of_differences(evaluator: Evaluator, designs: Sequence[Design], place: int) -> Array:
    """Return how uncertain it is by how much each design differs from one of them, shape (n, k).

    Errors that two designs share cancel: those of a model are as much alike as its repeat units
    are, those of the film or metal are the same in both. A probability counts as exact, and so
    does what no model predicts, such as a cost.

    Parameters
    ----------
    evaluator : Evaluator
        The problem and its models.
    designs : sequence of Design, length n
        A front.
    place : int
        The design that the others are compared with.

    Returns
    -------
    ndarray, shape (n, k)
        Standard deviation of the difference of each of the k objectives, over 512 draws of the
        joint normal errors of the two designs; the same draws for all, always.
    """
    evidence = evidence_of(evaluator, *designs)
    shared = _shared(evaluator, designs, evidence, place)
    own, other = evidence.covariance, evidence.covariance[[place] * len(designs)]
    joint = np.block([[own, shared], [shared.transpose(0, 2, 1), other]])
    spread, axes = np.linalg.eigh(joint)
    root = axes * np.sqrt(spread.clip(0.0))[:, None, :]
    normal = np.random.default_rng(_SEED).standard_normal((DRAWS, joint.shape[1]))
    errors = np.einsum("nuv,dv->ndu", root, normal)
    size = len(evidence.uncertain)
    chances = np.array([design.probability for design in designs])
    here = _objectives(evaluator, evidence, errors[:, :, :size], chances, np.arange(len(designs)))
    rows = np.full(len(designs), place)
    there = _objectives(evaluator, evidence, errors[:, :, size:], chances, rows)
    return np.nan_to_num(np.std(here - there, axis=1), nan=0.0)


def _objectives(
    evaluator: Evaluator, evidence: Evidence, errors: Array, chances: Array, rows: NDArray[np.intp]
) -> Array:
    """Return the objectives of designs with the errors drawn, shape (n, draws, k)."""
    count, draws, _ = errors.shape
    values = {
        name: np.repeat(np.asarray(q.mean)[rows], draws) for name, q in evidence.quantities.items()
    }
    for u, name in enumerate(evidence.uncertain):
        values[name] = values[name] + errors[:, :, u].ravel()
    for name in evidence.uncertain:
        radius = name.replace(CURVATURE, RADIUS)
        if radius != name and evidence.quantities[radius].basis == PREDICTED:
            values[radius] = _CM / np.maximum(np.abs(values[name]), 1e-12)
    values[PROBABILITY] = np.repeat(chances[rows], draws)
    found = [o.expression.evaluate(values) for o in evaluator.problem.objectives]
    full = [np.broadcast_to(value, count * draws).reshape(count, draws) for value in found]
    return np.stack(full, axis=-1)


def _shared(
    evaluator: Evaluator, designs: Sequence[Design], evidence: Evidence, place: int
) -> Array:
    """Return the covariances of each design's errors with those of one, shape (n, u, u)."""
    size, names = len(designs), evidence.uncertain
    direct = [name for name in names if name not in evidence.derived]
    count = len(direct)
    shared = np.zeros((size, count, count))
    modelled = _of_models(evaluator, designs, place)
    predicted = {name for name in direct if evidence.quantities[name].basis == PREDICTED}
    for u, name in enumerate(direct):
        for v, second in enumerate(direct):
            if {name, second} <= predicted:
                shared[:, u, v] = modelled.get((name, second), 0.0)
            elif name == second:  # declared or measured: the same in all designs
                at = names.index(name)
                shared[:, u, u] = evidence.covariance[place, at, at]
    if count == len(names):
        return shared
    slopes = np.zeros((size, len(names), count))
    for u, name in enumerate(names):
        if name in evidence.derived:
            by = evidence.derived[name]
            slopes[:, u, : by.shape[1]] = by[:, :count]
        else:
            slopes[:, u, direct.index(name)] = 1.0
    return np.asarray(slopes @ shared @ slopes[place].T)


def _of_models(
    evaluator: Evaluator, designs: Sequence[Design], place: int
) -> dict[tuple[str, str], Array]:
    """Return the covariances that models give, by quantity of a design and of the one, shape (n,).

    A film is set apart from its model by its making, alike for alike formulations.
    """
    predictor, fractions = evaluator.predictor, fractions_of(evaluator, designs)
    slopes: dict[tuple[str, str], Array] = {}
    found: dict[tuple[str, str], Array] = {}
    for (layer, name), surface in predictor.surfaces.items():
        if layer not in fractions:
            continue
        a, b = fractions[layer]
        slope = slopes[layer, name] = surface.response(a, b)[1]
        apart = np.sqrt(surface.film_variance(a, b))
        distance = ((np.hstack([a, b]) - np.hstack([a[place], b[place]])) ** 2).sum(axis=1)
        alike = np.exp(-distance / (2 * ALIKE**2))
        model = slope @ surface.covariance @ slope[place]
        full = layer_quantity(layer, name)
        found[full, full] = model + apart * apart[place] * alike
    for (first, second, name), block in predictor.cross.items():
        if (first, name) not in slopes or (second, name) not in slopes:
            continue
        one, two = layer_quantity(first, name), layer_quantity(second, name)
        left, right = slopes[first, name], slopes[second, name]
        found[one, two] = left @ block @ right[place]
        found[two, one] = right @ block.T @ left[place]
    return found
