"""Tables of pairs reduced to the corners of n designs, and forms in the weights of the corners.

Shapes: n designs, W corner weights, v and w corners of the two roles of a layer, P = v w.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from polyopt.equations.arrays import Indices
from polyopt.equations.derivatives import Dual, at_least
from polyopt.equations.mixing import ZERO_CELSIUS
from polyopt.models.surface import FOX_MASS, PairSurface
from polyopt.optimizer.engine.corners import Corners
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.optimizer.space.polytope import Array
from polyopt.quantities import layer_quantity


@dataclass(frozen=True, slots=True)
class CornerPairs:
    """One property of one layer reduced to the corners of n designs."""

    first: Corners
    second: Corners
    above: Array
    below: Array | None
    factor: Array
    covariance: Array | None
    noise_variance: Array | float
    spread: tuple[Array, Array] | None


def reduced(surface: PairSurface, first: Corners, second: Corners) -> CornerPairs:
    """Return the table of a property over the pairs of a layer, reduced to its corners."""
    value = surface.mean
    above, below, factor = value, None, np.ones_like(value)
    if surface.mixing == FOX_MASS and surface.mass is not None:
        kelvin = value + ZERO_CELSIUS
        above, below, factor = surface.mass, surface.mass / kelvin, surface.mass / kelvin**2
    spread = None
    if surface.mixing_share > 0:
        centred = surface.mixing_share * (value - value.mean())
        spread = (_at_corners(centred**2, first, second), _at_corners(centred, first, second))
    factor = _members(factor, first, second)
    covariance = None
    if not surface.errors.is_exact:
        index = _index(first, second, value.shape[1])
        table = surface.errors.between(index, index)
        corner = _pair_corners(first, second, factor)
        covariance = corner @ table @ corner.transpose(0, 2, 1)
    return CornerPairs(
        first,
        second,
        _at_corners(above, first, second),
        None if below is None else _at_corners(below, first, second),
        factor,
        covariance,
        float(surface.noise_sd.flat[0]) ** 2
        if surface.alike_in_noise()
        else _at_corners(surface.noise_sd**2, first, second),
        spread,
    )


def cross_forms(
    evaluator: Evaluator, pairs: Mapping[str, CornerPairs]
) -> dict[tuple[str, str], Array]:
    """Return the covariances between properties of layers as forms in their pairs of corners."""
    found = {}
    surfaces = evaluator.predictor.surfaces
    for (first, second, name), errors in evaluator.predictor.cross.items():
        names = layer_quantity(first, name), layer_quantity(second, name)
        if errors.is_exact or not all(n in pairs for n in names):
            continue
        left, right = (pairs[n] for n in names)
        rows = _index(left.first, left.second, surfaces[first, name].mean.shape[1])
        columns = _index(right.first, right.second, surfaces[second, name].mean.shape[1])
        block = errors.between(rows, columns)
        before = _pair_corners(left.first, left.second, left.factor)
        after = _pair_corners(right.first, right.second, right.factor)
        found[names] = before @ block @ after.transpose(0, 2, 1)
    return found


def _members(table: Array, first: Corners, second: Corners) -> Array:
    """Return a table of pairs at the monomers of each design, shape (n, k, l)."""
    return np.asarray(table[first.members[:, :, None], second.members[:, None, :]])


def _at_corners(table: Array, first: Corners, second: Corners) -> Array:
    """Return a table of pairs as a bilinear form in corner weights, shape (n, v, w)."""
    return np.asarray(
        first.points @ _members(table, first, second) @ second.points.transpose(0, 2, 1)
    )


def _index(first: Corners, second: Corners, columns: int) -> Indices:
    """Return the row-major numbers of the pairs of each design, shape (n, k l)."""
    places = first.members[:, :, None] * columns + second.members[:, None, :]
    return np.asarray(places.reshape(len(places), -1))


def _pair_corners(first: Corners, second: Corners, factor: Array) -> Array:
    """Return the pair fractions times a factor at every pair of corners, shape (n, P, k l)."""
    products = np.einsum("nvk,nwl,nkl->nvwkl", first.points, second.points, factor)
    n, v, w = products.shape[:3]
    return np.asarray(products.reshape(n, v * w, -1))


def linear(coefficients: Array, corners: Corners, weights: Array) -> Dual:
    """Return a linear form in the weights of the corners of one role."""
    slope = np.zeros_like(weights)
    slope[:, corners.columns] = coefficients
    return Dual(np.einsum("nv,nv->n", coefficients, weights[:, corners.columns]), slope)


def bilinear(form: Array, pairs: CornerPairs, weights: Array) -> Dual:
    """Return a bilinear form in the weights of both roles of a layer."""
    a, b = weights[:, pairs.first.columns], weights[:, pairs.second.columns]
    by_a = np.einsum("nvw,nw->nv", form, b)
    slope = np.zeros_like(weights)
    slope[:, pairs.first.columns] = by_a
    slope[:, pairs.second.columns] = np.einsum("nv,nvw->nw", a, form)
    return Dual(np.einsum("nv,nv->n", a, by_a), slope)


def quadratic(form: Array, left: CornerPairs, right: CornerPairs, weights: Array) -> Dual:
    """Return ``q_left . form q_right`` for the products q of corner weights of two layers."""
    slope = np.zeros_like(weights)
    products = [_products(p, weights) for p in (left, right)]
    answers = (
        np.einsum("npq,nq->np", form, products[1]),
        np.einsum("np,npq->nq", products[0], form),
    )
    for pairs, answer in zip((left, right), answers, strict=True):
        a, b = weights[:, pairs.first.columns], weights[:, pairs.second.columns]
        table = answer.reshape(len(a), a.shape[1], b.shape[1])
        slope[:, pairs.first.columns] += np.einsum("nvw,nw->nv", table, b)
        slope[:, pairs.second.columns] += np.einsum("nv,nvw->nw", a, table)
    return Dual(np.einsum("np,np->n", products[0], answers[0]), slope)


def _products(pairs: CornerPairs, weights: Array) -> Array:
    a, b = weights[:, pairs.first.columns], weights[:, pairs.second.columns]
    return np.asarray((a[:, :, None] * b[:, None, :]).reshape(len(a), -1))


def film_variance(pairs: CornerPairs, weights: Array) -> Dual | float:
    """Return the variance of a film around its mean, the spread of the mixing rule with it."""
    single: Dual | float
    if isinstance(pairs.noise_variance, float):
        single = pairs.noise_variance
    else:
        single = bilinear(pairs.noise_variance, pairs, weights)
    if pairs.spread is None:
        return single
    squared, plain = (bilinear(form, pairs, weights) for form in pairs.spread)
    return at_least(squared - plain * plain, 0.0) + single
