"""The quantities of a layer as quotients of bilinear forms in its mole fractions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from polyopt.design.prepared import known_of_stack
from polyopt.equations.mixing import ZERO_CELSIUS
from polyopt.models.surface import FOX_MASS, PairSurface
from polyopt.optimizer.evaluation.cost import cost_terms
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.optimizer.space.polytope import Array
from polyopt.problem.definition import Costs, LayerProblem, Problem
from polyopt.quantities import layer_quantity


@dataclass(frozen=True, slots=True)
class QuotientForm:
    """A quantity ``(a' over b) / (a' under b)`` of one layer.

    Parameters
    ----------
    layer : str
        The layer.
    over : ndarray, shape (m, k)
        Numerator of each pair.
    under : ndarray, shape (m, k), or None
        Positive denominator of each pair; None stands for one.
    """

    layer: str
    over: Array
    under: Array | None = None


def layer_forms(evaluator: Evaluator) -> dict[str, QuotientForm]:
    """Return the predicted properties and the cost of every layer as forms, by name.

    Fox's rule ``1/T = (sum w m / T_i) / (sum w m)`` over moles w and masses m is such a quotient
    in °C too: ``(sum w (m - 273.15 m / T_i)) / (sum w m / T_i)``.
    """
    found = {
        layer_quantity(layer, name): _property_form(layer, surface)
        for (layer, name), surface in evaluator.predictor.surfaces.items()
    }
    costs = evaluator.problem.costs
    if costs is not None:
        layers = evaluator.problem.layers
        found |= {layer_quantity(x.name, "cost"): _cost_form(x, costs) for x in layers}
    return found


def _property_form(layer: str, surface: PairSurface) -> QuotientForm:
    if surface.mixing != FOX_MASS or surface.mass is None:
        return QuotientForm(layer, surface.mean)
    under = surface.mass / (surface.mean + ZERO_CELSIUS)
    return QuotientForm(layer, surface.mass - ZERO_CELSIUS * under, under)


def _cost_form(layer: LayerProblem, costs: Costs) -> QuotientForm:
    terms = cost_terms(layer, costs)
    spent = terms.spent[0][:, None] + terms.spent[1][None, :]
    made = terms.made[0][:, None] + terms.made[1][None, :] - terms.lost
    return QuotientForm(layer.name, spent, None if costs.per_mole else made)


def constants(problem: Problem) -> Mapping[str, float]:
    """Return the quantities that are the same for every design: film, metal, fixed layers."""
    stack = known_of_stack(problem.laminate)
    return {name: float(q.mean[0]) for name, q in stack.quantities.items()}


def constants_alone(problem: Problem) -> Mapping[str, float]:
    """Return the constants as a limit on one of them alone is held against them.

    A CTE is then the one stated, not the one over the window in which CTEs are compared.
    """
    stack = known_of_stack(problem.laminate)
    return {**constants(problem), **{name: value for name, (value, _) in stack.alone.items()}}
