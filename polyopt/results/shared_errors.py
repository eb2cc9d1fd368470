"""How sure predictions are that one design of a front is behind another."""

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
"""Draws of the errors of two designs together: a chance is found to about 0.02."""

ALIKE = 0.1
"""Distance of mole fractions over which two films share what sets them apart from the model. [-]

That of `polyopt.next_films.joint_films`; assumed, not validated.
"""

_CM = 100.0
_SEED = 20


def chances_behind(evaluator: Evaluator, designs: Sequence[Design], place: int) -> Array:
    """Return how likely each design is truly behind one of them in each objective, shape (n, k).

    Errors that two designs share cancel: those of a model are as much alike as its repeat units
    are, those of the film or metal, and of a rule by which a quantity follows from others, are the
    same in both. A probability counts as exact, and so
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
        Share of 512 draws of the joint normal errors of the two designs in which the value of an
        objective is the worse one; the same draws for all, always. Where an objective is linear
        and both differ by one standard deviation of their difference, it is 0.84.
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
    signs = np.array([o.sign for o in evaluator.problem.objectives])
    return np.asarray(((here - there) * signs > 0).mean(axis=1))


def _objectives(
    evaluator: Evaluator, evidence: Evidence, errors: Array, chances: Array, rows: NDArray[np.intp]
) -> Array:
    """Return the objectives of designs with the errors drawn, shape (n, draws, k)."""
    count, draws, _ = errors.shape
    values = {
        name: np.repeat(np.asarray(q.mean)[rows], draws) for name, q in evidence.quantities.items()
    }
    by_rule = _by_rule(evaluator, evidence)
    for u, name in enumerate(evidence.uncertain):
        mean, error = values[name], errors[:, :, u].ravel()
        values[name] = mean * np.exp(error / mean) if name in by_rule else mean + error
    for name in evidence.uncertain:
        radius = name.replace(CURVATURE, RADIUS)
        if radius != name and evidence.quantities[radius].basis == PREDICTED:
            values[radius] = _CM / np.maximum(np.abs(values[name]), 1e-12)
    values |= {image: values[own] for image, own in evidence.same.items()}
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
    models = _models(evaluator)
    predicted = {n for n in direct if evidence.quantities[n].basis == PREDICTED and n in models}
    for u, name in enumerate(direct):
        for v, second in enumerate(direct):
            if {name, second} <= predicted:
                shared[:, u, v] = modelled.get((name, second), 0.0)
            elif name == second:  # declared, measured or by one rule: the same error in all
                at = names.index(name)
                own = evidence.covariance[:, at, at]
                shared[:, u, u] = np.sqrt(own * own[place])
    if count == len(names):
        return shared
    slopes = _slopes(evidence, direct)
    whole = slopes @ shared @ slopes[place].T
    places = [names.index(name) for name in direct]
    explained = slopes @ evidence.covariance[:, places][:, :, places] @ slopes.transpose(0, 2, 1)
    own = np.einsum("nuu->nu", evidence.covariance - explained).clip(0.0)
    for u, name in enumerate(names):
        if name in evidence.derived:
            whole[:, u, u] += np.sqrt(own[:, u] * own[place, u])
    return np.asarray(whole)


def _models(evaluator: Evaluator) -> set[str]:
    """Return the quantities that models predict."""
    predictor = evaluator.predictor
    return {layer_quantity(*key) for key in (*predictor.surfaces, *predictor.whole)}


def _by_rule(evaluator: Evaluator, evidence: Evidence) -> set[str]:
    """Return positive quantities that a rule estimates within a factor, such as a plateau."""
    models = _models(evaluator)
    return {
        name
        for name in evidence.uncertain
        if name not in models
        and name not in evidence.derived
        and evidence.quantities[name].basis == PREDICTED
        and (evidence.quantities[name].mean > 0).all()
    }


def _slopes(evidence: Evidence, direct: Sequence[str]) -> Array:
    """Return how all uncertain quantities follow from those not derived, shape (n, u, d)."""
    slopes = np.zeros((evidence.size, len(evidence.uncertain), len(direct)))
    for u, name in enumerate(evidence.uncertain):
        if name in evidence.derived:
            by = evidence.derived[name]
            slopes[:, u] = np.einsum("nv,nvd->nd", by, slopes[:, : by.shape[1]])
        else:
            slopes[:, u, direct.index(name)] = 1.0
    return slopes


def _of_models(
    evaluator: Evaluator, designs: Sequence[Design], place: int
) -> dict[tuple[str, str], Array]:
    """Return the covariances that models give, by quantity of a design and of the one, shape (n,).

    A film is set apart from its model by its making, alike for alike formulations.
    """
    predictor, fractions = evaluator.predictor, fractions_of(evaluator, designs)
    slopes: dict[tuple[str, str], Array] = {}
    places: dict[str, NDArray[np.intp]] = {}
    found: dict[tuple[str, str], Array] = {}
    for (layer, name), table in predictor.surfaces.items():
        if layer not in fractions:
            continue
        a, b = fractions[layer]
        held = [np.flatnonzero(role.any(axis=0)) for role in (a, b)]
        a, b = a[:, held[0]], b[:, held[1]]
        places[layer] = (held[0][:, None] * table.mean.shape[1] + held[1]).ravel()
        surface = table.taken(held[0], held[1])
        slope = slopes[layer, name] = surface.response(a, b)[1]
        apart = np.sqrt(surface.film_variance(a, b))
        distance = ((np.hstack([a, b]) - np.hstack([a[place], b[place]])) ** 2).sum(axis=1)
        alike = np.exp(-distance / (2 * ALIKE**2))
        model = surface.errors.form(slope, slope[[place]])[:, 0]
        full = layer_quantity(layer, name)
        found[full, full] = model + apart * apart[place] * alike
    for (first, second, name), block in predictor.cross.items():
        if (first, name) not in slopes or (second, name) not in slopes:
            continue
        one, two = layer_quantity(first, name), layer_quantity(second, name)
        left, right = slopes[first, name], slopes[second, name]
        errors = block.taken(places[first], places[second])
        found[one, two] = errors.form(left, right[[place]])[:, 0]
        found[two, one] = errors.form(left[[place]], right)[0]
    return found
