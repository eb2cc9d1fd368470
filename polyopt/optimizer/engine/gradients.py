"""Quantities of designs with their exact derivatives by the weights of their corners.

Within a subset every mean is a quotient of bilinear forms in the corner weights of the two roles
and every variance a quadratic form in their products, so the tables are reduced to the corners
once and each further evaluation is a few small products.

Shapes: n designs, W corner weights, v and w corners of the two roles of a layer, P = v w.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from polyopt.chemistry.monomers import DIAMINE, DIANHYDRIDE
from polyopt.claims.evidence import PREDICTED, Evidence
from polyopt.design.pores import searched_quantity
from polyopt.equations.derivatives import Dual, at_least
from polyopt.equations.mixing import ZERO_CELSIUS
from polyopt.models.surface import FOX_MASS, PairSurface
from polyopt.optimizer.engine.corners import Corners, Mixtures
from polyopt.optimizer.engine.curl_gradient import curl_duals
from polyopt.optimizer.engine.share_spread import ShareSpread
from polyopt.optimizer.evaluation.cost import cost_terms, priced_coats
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.optimizer.space.polytope import Array
from polyopt.quantities import LAMINATE_COST, RESIN_THICKNESS, layer_quantity

Covariance = Mapping[tuple[int, int], Dual]
"""Upper triangle of the covariance of the uncertain quantities; what is missing is zero."""


@dataclass(frozen=True, slots=True)
class Local:
    """Quantities of n designs at some weights.

    Parameters
    ----------
    quantities : mapping of str to Dual
        Means by full name.
    covariance : mapping of (int, int) to Dual
        Of the uncertain quantities, in the order of the evidence.
    """

    quantities: Mapping[str, Dual]
    covariance: Covariance


@dataclass(frozen=True, slots=True)
class _Pairs:
    """One property of one layer reduced to the corners of n designs."""

    first: Corners
    second: Corners
    above: Array
    below: Array | None
    factor: Array
    covariance: Array | None
    noise_variance: Array | float
    spread: tuple[Array, Array] | None


class Gradients:
    """Evaluates n designs with derivatives, their subsets fixed.

    Parameters
    ----------
    evaluator : Evaluator
        The problem.
    mixed : Mixtures
        Corners of the designs.
    evidence : Evidence
        What is known of the designs; what does not depend on weights is taken from it.
    """

    def __init__(self, evaluator: Evaluator, mixed: Mixtures, evidence: Evidence) -> None:
        self.evaluator = evaluator
        self.mixed = mixed
        self.evidence = evidence
        self._pairs = {
            layer_quantity(layer, name): _reduced(
                surface, mixed.roles[layer, DIANHYDRIDE], mixed.roles[layer, DIAMINE]
            )
            for (layer, name), surface in evaluator.predictor.surfaces.items()
            if evidence.quantities[layer_quantity(layer, name)].basis == PREDICTED
        }
        self._cross = _cross_forms(evaluator, self._pairs)
        self._share_spread = ShareSpread(evaluator.predictor, mixed, tuple(self._pairs))

    def at(self, weights: Array) -> Local:
        """Return quantities and covariance with derivatives, slopes of shape (n, W)."""
        like = Dual(weights[:, 0], np.zeros_like(weights))
        quantities = {
            name: Dual.constant(q.mean, like) for name, q in self.evidence.quantities.items()
        }
        steepness: dict[str, Dual] = {}
        for name, pairs in self._pairs.items():
            above = _bilinear(pairs.above, pairs, weights)
            quantities[name] = above
            if pairs.below is not None:
                mixed = above / _bilinear(pairs.below, pairs, weights)
                quantities[name] = mixed - ZERO_CELSIUS
                steepness[name] = mixed * mixed / above
        quantities.update(self._thickness(weights))
        quantities.update(self._costs(weights, quantities))
        quantities.update({x: quantities[own] for x, own in self.evidence.same.items()})
        if self.evaluator.curl is not None and not self.evaluator.curl.symmetric:
            quantities.update(curl_duals(quantities, self.evaluator.curl))
        quantities |= {n: x.mean_at(quantities) for n, x in self.evidence.shapes.items()}
        quantities |= {n: quantities[other] for n, other in self.evidence.same.items()}
        return Local(quantities, self._covariance(weights, steepness, like))

    def _thickness(self, weights: Array) -> dict[str, Dual]:
        corners, space = self.mixed.thickness, self.evaluator.space
        if corners is None:
            return {}
        found = {}
        for i, layer in enumerate(space.thick_layers):
            unit = np.zeros(len(space.thick_layers))
            unit[i] = 1.0
            found[searched_quantity(layer)] = _linear(corners.at_corners(unit), corners, weights)
        parts = self.evaluator.problem.resin_parts
        if parts:
            found[RESIN_THICKNESS] = sum((found[p] for p in parts[1:]), start=found[parts[0]])
        return found

    def _costs(self, weights: Array, quantities: Mapping[str, Dual]) -> dict[str, Dual]:
        problem = self.evaluator.problem
        if problem.costs is None:
            return {}
        found = {}
        for layer in problem.layers:
            terms = cost_terms(layer, problem.costs)
            first, second = (self.mixed.roles[layer.name, r] for r in (DIANHYDRIDE, DIAMINE))
            spent, made = (
                _linear(first.at_corners(row[0]), first, weights)
                + _linear(second.at_corners(row[1]), second, weights)
                for row in (terms.spent, terms.made)
            )
            found[layer_quantity(layer.name, "cost")] = spent / (made - terms.lost)
        if LAMINATE_COST in self.evidence.quantities:
            each = [
                quantities[layer_quantity(layer.name, "thickness")]
                * found[layer_quantity(layer.name, "cost")]
                for layer in map(problem.layer, priced_coats(problem))
            ]
            found[LAMINATE_COST] = sum(each[1:], start=each[0])
        return found

    def _covariance(
        self, weights: Array, steepness: Mapping[str, Dual], like: Dual
    ) -> dict[tuple[int, int], Dual]:
        names = self.evidence.uncertain
        found: dict[tuple[int, int], Dual] = {}
        for u, name in enumerate(names):
            pairs = self._pairs.get(name)
            if pairs is None:
                found[u, u] = Dual.constant(self.evidence.covariance[:, u, u], like)
                continue
            own = Dual.constant(np.zeros(len(weights)), like)
            if pairs.covariance is not None:
                own = at_least(_quadratic(pairs.covariance, pairs, pairs, weights), 0.0)
                scale = steepness.get(name)
                own = own if scale is None else own * scale * scale
            found[u, u] = own + _film_variance(pairs, weights)
        for (first, second), form in self._cross.items():
            shared = _quadratic(form, self._pairs[first], self._pairs[second], weights)
            for name in (first, second):
                shared = shared * steepness[name] if name in steepness else shared
            u, v = sorted((names.index(first), names.index(second)))
            found[u, v] = shared
        self._share_spread.add_to(found, list(names), weights, like)
        known = self.evidence.covariance
        for v in map(names.index, self.evidence.shapes):
            for u in map(int, np.flatnonzero(known[:, v].any(axis=0))):
                found[min(u, v), max(u, v)] = Dual.constant(known[:, u, v], like)
        return found


def _reduced(surface: PairSurface, first: Corners, second: Corners) -> _Pairs:
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
    if surface.covariance.any():
        index = _index(first, second, value.shape[1])
        table = surface.covariance[index[:, :, None], index[:, None, :]]
        corner = _pair_corners(first, second, factor)
        covariance = corner @ table @ corner.transpose(0, 2, 1)
    return _Pairs(
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


def _cross_forms(evaluator: Evaluator, pairs: Mapping[str, _Pairs]) -> dict[tuple[str, str], Array]:
    found = {}
    surfaces = evaluator.predictor.surfaces
    for (first, second, name), table in evaluator.predictor.cross.items():
        names = layer_quantity(first, name), layer_quantity(second, name)
        if not table.any() or not all(n in pairs for n in names):
            continue
        left, right = (pairs[n] for n in names)
        rows = _index(left.first, left.second, surfaces[first, name].mean.shape[1])
        columns = _index(right.first, right.second, surfaces[second, name].mean.shape[1])
        block = table[rows[:, :, None], columns[:, None, :]]
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


def _index(first: Corners, second: Corners, columns: int) -> Array:
    """Return the row-major numbers of the pairs of each design, shape (n, k l)."""
    places = first.members[:, :, None] * columns + second.members[:, None, :]
    return np.asarray(places.reshape(len(places), -1))


def _pair_corners(first: Corners, second: Corners, factor: Array) -> Array:
    """Return the pair fractions times a factor at every pair of corners, shape (n, P, k l)."""
    products = np.einsum("nvk,nwl,nkl->nvwkl", first.points, second.points, factor)
    n, v, w = products.shape[:3]
    return np.asarray(products.reshape(n, v * w, -1))


def _linear(coefficients: Array, corners: Corners, weights: Array) -> Dual:
    slope = np.zeros_like(weights)
    slope[:, corners.columns] = coefficients
    return Dual(np.einsum("nv,nv->n", coefficients, weights[:, corners.columns]), slope)


def _bilinear(form: Array, pairs: _Pairs, weights: Array) -> Dual:
    a, b = weights[:, pairs.first.columns], weights[:, pairs.second.columns]
    by_a = np.einsum("nvw,nw->nv", form, b)
    slope = np.zeros_like(weights)
    slope[:, pairs.first.columns] = by_a
    slope[:, pairs.second.columns] = np.einsum("nv,nvw->nw", a, form)
    return Dual(np.einsum("nv,nv->n", a, by_a), slope)


def _quadratic(form: Array, left: _Pairs, right: _Pairs, weights: Array) -> Dual:
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


def _products(pairs: _Pairs, weights: Array) -> Array:
    a, b = weights[:, pairs.first.columns], weights[:, pairs.second.columns]
    return np.asarray((a[:, :, None] * b[:, None, :]).reshape(len(a), -1))


def _film_variance(pairs: _Pairs, weights: Array) -> Dual | float:
    single: Dual | float
    if isinstance(pairs.noise_variance, float):
        single = pairs.noise_variance
    else:
        single = _bilinear(pairs.noise_variance, pairs, weights)
    if pairs.spread is None:
        return single
    squared, plain = (_bilinear(form, pairs, weights) for form in pairs.spread)
    return at_least(squared - plain * plain, 0.0) + single
