"""How the page finds the quantities that limits and objectives refer to."""

from __future__ import annotations

import ast
from typing import Any

import numpy as np

from polyopt.claims.evidence import MEASURED, Evidence
from polyopt.design.curl import CURVATURE, RADIUS, members_of
from polyopt.design.curl_stack import CurlStack
from polyopt.design.pores import POROSITY, PorousPermittivity
from polyopt.equations.lamination import curvature_per_strain
from polyopt.equations.porous_chance import nodes_over
from polyopt.optimizer.evaluation.cost import priced_coats
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.problem.expression import Expression
from polyopt.problem.known_quantities import CURL, curl_of
from polyopt.quantities import (
    LAMINATE_COST,
    PORES,
    RESIN_THICKNESS,
    layer_quantity,
    member_quantity,
)
from polyopt.report.explorer_surfaces import properties_of

_PPM = 1e-6
_SYMBOLS: dict[type[ast.AST], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "**",
}


def quantities(evaluator: Evaluator, evidence: Evidence) -> dict[str, dict[str, Any]]:
    """Return what the page finds each quantity by, as `explore_model.js` reads it.

    Parameters
    ----------
    evaluator : Evaluator
        The problem.
    evidence : Evidence
        What is known of one of its designs.
    """
    problem, keys = evaluator.problem, properties_of(evaluator)
    names, fixed = [layer.name for layer in problem.layers], _fixed(evaluator)
    found: dict[str, dict[str, Any]] = {
        layer_quantity(layer, key): {
            "kind": "predicted",
            "layer": names.index(layer),
            "k": keys.index(key),
        }
        for layer, key in evaluator.predictor.surfaces
    }
    found |= {name: {"kind": "fixed"} for name in fixed}
    if problem.costs is not None:
        found |= {
            layer_quantity(name, "cost"): {"kind": "cost", "layer": i}
            for i, name in enumerate(names)
        }
        known = LAMINATE_COST in evidence.quantities
        coats = [names.index(name) for name in priced_coats(problem)]
        found |= {LAMINATE_COST: {"kind": "cost", "coats": coats}} if known else {}
    found |= _pores(evidence)
    stack = _stack(evaluator)
    found |= {} if stack is None else _curl(stack)
    for layer in problem.layers if POROSITY in evidence.quantities else ():
        if layer.porosity is not None:
            sd = float(evidence.standard_deviation(POROSITY)[0])
            found[POROSITY] = {"kind": "percent", "of": layer_quantity(layer.name, PORES), "sd": sd}
    for name, quantity in evidence.quantities.items():
        if name in evidence.shapes and name not in found:
            continue  # it follows from the formulation in a way that the page does not know
        if quantity.basis == MEASURED or (name not in found and name not in CURL):
            spread = float(evidence.standard_deviation(name)[0])
            found[name] = {"kind": "constant", "value": float(quantity.mean[0]), "sd": spread}
    found |= {image: found[own] for image, own in evidence.same.items() if own in found}
    return found


def _pores(evidence: Evidence) -> dict[str, dict[str, Any]]:
    """Return what the permittivities of layers with pores follow from, by both their names."""
    found = {
        name: {
            "kind": "porous",
            "solid": shape.solid_name,
            "porosity": shape.porosity_name,
            "sd": shape.porosity_sd,
            "nodes": [
                list(map(float, node)) for node in zip(*nodes_over(shape.porosity_sd), strict=True)
            ],
        }
        for name, shape in evidence.shapes.items()
        if isinstance(shape, PorousPermittivity)
    }
    return found | {name: found[of] for name, of in evidence.same.items() if of in found}


def _fixed(evaluator: Evaluator) -> list[str]:
    """Return the quantities in which designs differ besides their shares."""
    problem = evaluator.problem
    found = [layer_quantity(layer.name, "thickness") for layer in problem.thick]
    members = problem.laminate.own_layers
    pores = [x.name for x in members if x.porosity is not None or x.porosity_range is not None]
    whole = [RESIN_THICKNESS] if problem.resin_parts else []
    return [*found, *whole, *(layer_quantity(name, PORES) for name in pores)]


def _stack(evaluator: Evaluator) -> CurlStack | None:
    return evaluator.curl or curl_of(evaluator.problem)


def _curl(stack: CurlStack) -> dict[str, dict[str, Any]]:
    """Return how curvatures follow from CTEs, the stack's bending factors being a design's own."""
    found: dict[str, dict[str, Any]] = {}
    for name, members in members_of(stack).items():
        if stack.symmetric:
            found[name] = {"kind": "constant", "value": 0.0, "sd": 0.0}
            found[name.replace(CURVATURE, RADIUS)] = {"kind": "radius", "of": name}
            continue
        bent = []
        for member in members:
            beneath = member.substrate if member.stress_free is not None else ""
            bent.append(
                {
                    "own": member_quantity(member.name, "cte"),
                    "other": member_quantity(beneath or member.name, "cte"),
                    "joined": member.stress_free,
                }
            )
        found[name] = {"kind": "curl", "flat": stack.stress_free, "members": bent}
        found[name.replace(CURVATURE, RADIUS)] = {"kind": "radius", "of": name}
    return found


def fixed_values(evaluator: Evaluator, evidence: Evidence) -> dict[str, float | list[float]]:
    """Return what stays as it is in a design whatever its shares: thicknesses, bending factors.

    Parameters
    ----------
    evaluator : Evaluator
        The problem.
    evidence : Evidence
        What is known of the design.
    """
    known = evidence.quantities
    found: dict[str, float | list[float]] = {
        name: float(known[name].mean[0]) for name in _fixed(evaluator)
    }
    stack = _stack(evaluator)
    if stack is None or stack.symmetric:
        return found
    for name, members in members_of(stack).items():
        thick = np.array([known[member_quantity(m.name, "thickness")].mean[0] for m in members])
        moduli, poisson = [m.modulus for m in members], [m.poisson for m in members]
        found[name] = (_PPM * curvature_per_strain(moduli, poisson, thick)).tolist()
    return found


def expression_node(expression: Expression) -> Any:
    """Return an expression as nested lists, operator first.

    >>> expression_node(Expression.parse("abs(layers.A.cte - 17)"))
    ['abs', ['-', {'name': 'layers.A.cte'}, 17.0]]
    """
    return _node(expression.tree)


def _node(node: ast.expr) -> Any:
    if isinstance(node, ast.Name | ast.Attribute):
        return {"name": ast.unparse(node)}
    if isinstance(node, ast.BinOp):
        return [_SYMBOLS[type(node.op)], _node(node.left), _node(node.right)]
    if isinstance(node, ast.UnaryOp):
        inner = _node(node.operand)
        return ["-", 0.0, inner] if isinstance(node.op, ast.USub) else inner
    if isinstance(node, ast.Call):
        return [ast.unparse(node.func), *map(_node, node.args)]
    return float(ast.literal_eval(node))
