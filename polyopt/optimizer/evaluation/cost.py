"""Cost of layers from the prices of their monomers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from polyopt.chemistry.composition import WATER_MASS
from polyopt.chemistry.salts import weighed_molar_mass
from polyopt.chemistry.structures import molar_mass
from polyopt.claims.evidence import Evidence, Portions
from polyopt.optimizer.space.polytope import Array
from polyopt.prediction.predictor import Fractions, Present
from polyopt.problem.definition import ROLES, Costs, LayerProblem, Problem
from polyopt.quantities import LAMINATE_COST, layer_quantity


@dataclass(frozen=True, slots=True)
class CostTerms:
    """A layer's cost as a quotient of linear forms in its mole fractions.

    Parameters
    ----------
    spent, made : tuple of ndarray
        Coefficients of the dianhydrides and of the diamines above and below.
    lost : float
        Taken off below.
    """

    spent: tuple[Array, Array]
    made: tuple[Array, Array]
    lost: float

    def at(self, a: Array | Portions, b: Array | Portions) -> Array:
        """Return the cost of n formulations, shape (n,)."""
        spent = a @ self.spent[0] + b @ self.spent[1]
        return np.asarray(spent / (a @ self.made[0] + b @ self.made[1] - self.lost))


def layer_costs(
    problem: Problem, fractions: Fractions | Present, evidence: Evidence
) -> dict[str, Array]:
    """Return ``layers.X.cost`` of each layer and ``laminate.cost``.

    A cost per mole counts one mole of dianhydrides and one of diamines, that is one mole of
    repeat units; a cost per kilogram counts one kilogram of polyimide, the water of imidization
    gone. The laminate's cost is the sum of thickness times cost over its layers, in µm times
    the unit of the prices: at equal densities it goes with the cost of resin per area. A layer
    without a formulation is left out of it, one that is mirrored counts on both faces.

    Parameters
    ----------
    problem : Problem
        The problem with its prices.
    fractions : mapping of str to (ndarray, ndarray)
        Mole fractions by layer, n rows.
    evidence : Evidence
        Holds the thicknesses. [µm]
    """
    if problem.costs is None:
        return {}
    costs = {
        layer_quantity(x.name, "cost"): cost_terms(x, problem.costs).at(*fractions[x.name])
        for x in problem.layers
    }
    coats = priced_coats(problem)
    thicknesses = [layer_quantity(name, "thickness") for name in coats]
    if all(thickness in evidence.quantities for thickness in thicknesses):
        thick = np.stack([evidence.quantities[thickness].mean for thickness in thicknesses])
        each = np.stack([costs[layer_quantity(name, "cost")] for name in coats])
        costs[LAMINATE_COST] = (thick * each).sum(axis=0)
    return costs


def priced_coats(problem: Problem) -> list[str]:
    """Return the layers that a laminate's cost adds up, one with a mirror image twice.

    Layers without a formulation have no price: their cost is left out.
    """
    priced = {layer.name for layer in problem.layers}
    return [layer.own for layer in problem.laminate.layers if layer.own in priced]


def cost_terms(layer: LayerProblem, costs: Costs) -> CostTerms:
    """Return how a layer's cost follows from its mole fractions."""
    first, second = (
        np.array([costs.prices[role, m.abbreviation] for m in layer.monomers(role)])
        for role in ROLES
    )
    if costs.per_mole:
        return CostTerms((first, second), (np.zeros_like(first), np.zeros_like(second)), -1.0)
    monomers = [layer.monomers(role) for role in ROLES]
    weighed = [np.array([weighed_molar_mass(m) for m in role]) for role in monomers]
    # What a salt or hydrate is bound to is paid for and does not stay in the polyimide.
    free = [np.array([molar_mass(m.smiles) for m in role]) for role in monomers]
    return CostTerms((first * weighed[0], second * weighed[1]), (free[0], free[1]), 2 * WATER_MASS)
