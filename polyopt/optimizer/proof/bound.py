"""A certified bound of one expression over all designs of a problem."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from math import inf

import numpy as np

from polyopt.optimizer.proof.bilinear import Effort, Least, least_value
from polyopt.optimizer.proof.expression_bounds import affine, lowest
from polyopt.optimizer.proof.layer_atoms import atoms_of, quantity_names
from polyopt.optimizer.proof.limit_windows import written_out
from polyopt.optimizer.proof.relaxation import Relaxation, thickness_least
from polyopt.optimizer.space.polytope import Array
from polyopt.problem.definition import PROBABILITY
from polyopt.quantities import LAMINATE_COST, layer_quantity

_PART_TOLERANCE = 1e-4


@dataclass(slots=True)
class Bounded:
    """What is proven about the least value of an expression.

    Parameters
    ----------
    low : float
        No design is below; inf if no design meets the limits.
    cells : int
        Cells it took.
    trivial : bool
        Whether it rests on a probability lying between 0 and 1.
    """

    low: float
    cells: int = 0
    trivial: bool = False


def bounded(
    relaxation: Relaxation, tree: ast.expr, sign: float, effort: Effort, attained: float = inf
) -> Bounded:
    """Return a certified lower bound of ``sign * tree`` over all designs.

    Parameters
    ----------
    relaxation : Relaxation
        The problem.
    tree : ast.expr
        The expression.
    sign : float
        1 to bound it from below, -1 to bound its negative.
    effort : Effort
        When to stop.
    attained : float
        Least value of ``sign * tree`` that a design is known to reach.
    """
    work = _Work(relaxation, tree, effort, attained)
    low = float(lowest(tree if sign > 0 else ast.UnaryOp(ast.USub(), tree), work.leaf))
    return Bounded(inf if work.impossible else low, work.cells, work.trivial)


@dataclass(slots=True)
class _Work:
    relaxation: Relaxation
    whole: ast.expr
    effort: Effort
    attained: float
    cells: int = 0
    trivial: bool = False
    impossible: bool = False
    known: dict[tuple[int, float], float] = field(default_factory=dict)

    def leaf(self, part: ast.expr, sign: float) -> Array | None:
        """Return the bound of a part that one layer or the thicknesses decide."""
        key = (id(part), sign)
        if key not in self.known:
            value = self._decided(part, sign)
            if value is None:
                return None
            self.known[key] = value
        return np.asarray(self.known[key])

    def _decided(self, part: ast.expr, sign: float) -> float | None:
        relaxation = self.relaxation
        names = quantity_names(part)
        if names == {PROBABILITY} and not isinstance(part, ast.Call | ast.BinOp | ast.UnaryOp):
            self.trivial = True
            return 0.0 if sign > 0 else -1.0
        if names == {LAMINATE_COST} and isinstance(part, ast.Attribute):
            return self._laminate_cost(sign)
        layers = {relaxation.forms[n].layer if n in relaxation.forms else "" for n in names}
        layers -= {""} if names <= {*relaxation.forms, *relaxation.fixed} else set()
        if len(layers) == 1 and "" not in layers:
            return self._of_layer(layers.pop(), part, sign)
        terms = affine(part, relaxation.fixed)
        if terms is None:
            return None
        if set(terms) <= {""}:
            return sign * terms.get("", 0.0)
        return self._of_thicknesses(terms, sign)

    def _of_thicknesses(self, terms: dict[str, float], sign: float) -> float | None:
        names = list(self.relaxation.thickness)
        parts = self.relaxation.parts
        open_terms = written_out(tuple((n, sign * f) for n, f in terms.items() if n), parts)
        if any(n not in names for n, _ in open_terms):
            return None
        low = thickness_least(self.relaxation, open_terms)
        self.impossible |= low == inf
        return low + sign * terms.get("", 0.0)

    def _of_layer(self, layer: str, part: ast.expr, sign: float) -> float:
        relaxation = self.relaxation
        space = relaxation.spaces[layer]
        shape = (space.first.shape[2], space.second.shape[2])
        atoms = atoms_of(part, relaxation.forms, relaxation.fixed, shape)
        tree = part if sign > 0 else ast.UnaryOp(ast.USub(), part)
        if part is self.whole:
            found = least_value(space, tree, atoms, self.effort, self.attained)
        else:
            size = max(float(np.abs(a.over).max()) for a in atoms.values())
            effort = Effort(self.effort.cells, _PART_TOLERANCE * size)
            found = least_value(space, tree, atoms, effort)
        self._count(found)
        return found.low

    def _laminate_cost(self, sign: float) -> float:
        """Return a bound of the sum of thickness times cost, each layer's cost at its best."""
        terms = []
        for layer in self.relaxation.coats:
            name = ast.parse(layer_quantity(layer, "cost"), mode="eval").body
            cost = max(0.0, sign * self._of_layer(layer, name, sign))
            terms.append((layer_quantity(layer, "thickness"), sign * cost))
        return thickness_least(self.relaxation, terms)

    def _count(self, found: Least) -> None:
        self.cells += found.cells
        self.impossible |= found.low == inf
