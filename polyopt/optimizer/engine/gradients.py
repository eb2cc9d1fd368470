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
from polyopt.optimizer.engine.corner_pairs import (
    bilinear,
    cross_forms,
    film_variance,
    linear,
    quadratic,
    reduced,
)
from polyopt.optimizer.engine.corners import Mixtures
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
            layer_quantity(layer, name): reduced(
                surface, mixed.roles[layer, DIANHYDRIDE], mixed.roles[layer, DIAMINE]
            )
            for (layer, name), surface in evaluator.predictor.surfaces.items()
            if evidence.quantities[layer_quantity(layer, name)].basis == PREDICTED
        }
        self._cross = cross_forms(evaluator, self._pairs)
        self._share_spread = ShareSpread(evaluator.predictor, mixed, tuple(self._pairs))

    def at(self, weights: Array) -> Local:
        """Return quantities and covariance with derivatives, slopes of shape (n, W)."""
        like = Dual(weights[:, 0], np.zeros_like(weights))
        quantities = {
            name: Dual.constant(q.mean, like) for name, q in self.evidence.quantities.items()
        }
        steepness: dict[str, Dual] = {}
        for name, pairs in self._pairs.items():
            above = bilinear(pairs.above, pairs, weights)
            quantities[name] = above
            if pairs.below is not None:
                mixed = above / bilinear(pairs.below, pairs, weights)
                quantities[name] = mixed - ZERO_CELSIUS
                steepness[name] = mixed * mixed / above
        quantities.update(self._thickness(weights))
        quantities.update(self._costs(weights, quantities))
        quantities |= {n: x.mean_at(quantities) for n, x in self.evidence.shapes.items()}
        quantities |= {n: quantities[other] for n, other in self.evidence.same.items()}
        if self.evaluator.curl is not None and not self.evaluator.curl.symmetric:
            quantities.update(curl_duals(quantities, self.evaluator.curl))
        return Local(quantities, self._covariance(weights, steepness, like))

    def _thickness(self, weights: Array) -> dict[str, Dual]:
        corners, space = self.mixed.thickness, self.evaluator.space
        if corners is None:
            return {}
        found = {}
        for i, layer in enumerate(space.thick_layers):
            unit = np.zeros(len(space.thick_layers))
            unit[i] = 1.0
            found[searched_quantity(layer)] = linear(corners.at_corners(unit), corners, weights)
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
                linear(first.at_corners(row[0]), first, weights)
                + linear(second.at_corners(row[1]), second, weights)
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
                own = at_least(quadratic(pairs.covariance, pairs, pairs, weights), 0.0)
                scale = steepness.get(name)
                own = own if scale is None else own * scale * scale
            found[u, u] = own + film_variance(pairs, weights)
        for (first, second), form in self._cross.items():
            shared = quadratic(form, self._pairs[first], self._pairs[second], weights)
            for name in (first, second):
                shared = shared * steepness[name] if name in steepness else shared
            u, v = sorted((names.index(first), names.index(second)))
            found[u, v] = shared
        known = self.evidence.covariance
        for v in map(names.index, self.evidence.shapes):
            for u in map(int, np.flatnonzero(known[:, v].any(axis=0))):
                found[min(u, v), max(u, v)] = Dual.constant(known[:, u, v], like)
        for name, more in self._share_spread.at(weights).items():
            u = names.index(name)
            found[u, u] = found[u, u] + Dual.constant(more, like)
        return found
