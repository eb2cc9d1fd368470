"""Bounds of an expression from bounds of its parts, and the parts that are affine."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping

import numpy as np

from polyopt.optimizer.space.polytope import Array

Leaf = Callable[[ast.expr, float], Array | None]
"""Lower bound of a part times a sign (1 or -1), or None if the part must be taken apart."""


def quantity(node: ast.expr) -> str | None:
    """Return the name of the quantity that a node is, or None."""
    return ast.unparse(node) if isinstance(node, ast.Name | ast.Attribute) else None


def lowest(tree: ast.expr, leaf: Leaf) -> Array:
    """Return a lower bound of an expression; -inf where nothing bounds it.

    Parameters
    ----------
    tree : ast.expr
        The expression.
    leaf : callable
        Bounds of the parts it knows; all else is interval arithmetic.
    """
    return _bound(tree, leaf, 1.0)


def highest(tree: ast.expr, leaf: Leaf) -> Array:
    """Return an upper bound of an expression; inf where nothing bounds it."""
    return -_bound(tree, leaf, -1.0)


def affine(tree: ast.expr, fixed: Mapping[str, float]) -> dict[str, float] | None:
    """Return the factors of an affine expression by quantity, its constant under the empty name.

    Parameters
    ----------
    tree : ast.expr
        The expression.
    fixed : mapping of str to float
        Quantities that are constants.

    Returns
    -------
    dict or None
        None if the expression is not affine.
    """
    name = quantity(tree)
    if name is not None:
        return {"": fixed[name]} if name in fixed else {name: 1.0}
    if isinstance(tree, ast.Constant):
        return {"": float(tree.value)} if isinstance(tree.value, int | float) else None
    if isinstance(tree, ast.UnaryOp):
        inner = affine(tree.operand, fixed)
        return _times(inner, -1.0 if isinstance(tree.op, ast.USub) else 1.0)
    if not isinstance(tree, ast.BinOp):
        return None
    left, right = affine(tree.left, fixed), affine(tree.right, fixed)
    if left is None or right is None:
        return None
    return _joined(tree.op, left, right)


def _joined(
    operation: ast.operator, left: dict[str, float], right: dict[str, float]
) -> dict[str, float] | None:
    if isinstance(operation, ast.Add | ast.Sub):
        sign = 1.0 if isinstance(operation, ast.Add) else -1.0
        names = {*left, *right}
        return {n: left.get(n, 0.0) + sign * right.get(n, 0.0) for n in names}
    if isinstance(operation, ast.Mult) and not set(right) - {""}:
        return _times(left, right.get("", 0.0))
    if isinstance(operation, ast.Mult) and not set(left) - {""}:
        return _times(right, left.get("", 0.0))
    if isinstance(operation, ast.Div) and not set(right) - {""} and right.get(""):
        return _times(left, 1.0 / right[""])
    return None


def _times(terms: dict[str, float] | None, factor: float) -> dict[str, float] | None:
    return None if terms is None else {name: factor * value for name, value in terms.items()}


def _bound(tree: ast.expr, leaf: Leaf, sign: float) -> Array:
    """Return a lower bound of ``sign * tree``."""
    known = leaf(tree, sign)
    if known is not None:
        return known
    if isinstance(tree, ast.Constant) and isinstance(tree.value, int | float):
        return np.asarray(sign * float(tree.value))
    if isinstance(tree, ast.UnaryOp):
        return _bound(tree.operand, leaf, -sign if isinstance(tree.op, ast.USub) else sign)
    if isinstance(tree, ast.BinOp):
        return _operation(tree, leaf, sign)
    if isinstance(tree, ast.Call):
        return _function(tree, leaf, sign)
    return np.asarray(-np.inf)


def _operation(tree: ast.BinOp, leaf: Leaf, sign: float) -> Array:
    if isinstance(tree.op, ast.Add):
        return _bound(tree.left, leaf, sign) + _bound(tree.right, leaf, sign)
    if isinstance(tree.op, ast.Sub):
        return _bound(tree.left, leaf, sign) + _bound(tree.right, leaf, -sign)
    left = lowest(tree.left, leaf), highest(tree.left, leaf)
    right = lowest(tree.right, leaf), highest(tree.right, leaf)
    with np.errstate(all="ignore"):
        if isinstance(tree.op, ast.Div):
            through_zero = (right[0] <= 0) & (right[1] >= 0)
            low, high = _corners(np.divide, left, right)
            low, high = (np.where(through_zero, np.nan, end) for end in (low, high))
        elif isinstance(tree.op, ast.Mult):
            low, high = _corners(np.multiply, left, right)
        else:
            low, high = _power(left, right)
    return _end(low, high, sign)


def _end(low: Array, high: Array, sign: float) -> Array:
    """Return the end that the sign asks for; what is undefined is unbounded."""
    end = low if sign > 0 else -high
    return np.where(np.isnan(low) | np.isnan(high), -np.inf, end)


def _corners(
    operation: Callable[[Array, Array], Array],
    left: tuple[Array, Array],
    right: tuple[Array, Array],
) -> tuple[Array, Array]:
    all_of = np.broadcast_arrays(*(operation(x, y) for x in left for y in right))
    return np.minimum.reduce(all_of), np.maximum.reduce(all_of)


def _power(left: tuple[Array, Array], right: tuple[Array, Array]) -> tuple[Array, Array]:
    """Return the ends of a power: of positive bases, or of whole even or odd exponents."""
    low, high = _corners(np.power, left, right)
    exponent = right[0]
    fixed = (right[0] == right[1]) & (exponent == np.round(exponent)) & (exponent > 0)
    across = (left[0] < 0) & (left[1] > 0) & (np.mod(exponent, 2) == 0)
    low = np.where(across, 0.0, low)
    known = fixed | (left[0] > 0)
    return np.where(known, low, np.nan), np.where(known, high, np.nan)


def _function(tree: ast.Call, leaf: Leaf, sign: float) -> Array:
    name = quantity(tree.func)
    if name in ("min", "max"):
        parts = [_bound(a, leaf, sign) for a in tree.args]
        least = (name == "min") == (sign > 0)
        return np.asarray(np.minimum(*parts) if least else np.maximum(*parts))
    low, high = lowest(tree.args[0], leaf), highest(tree.args[0], leaf)
    if name == "abs":
        nearest = np.maximum(0.0, np.maximum(low, -high))
        return np.asarray(nearest if sign > 0 else -np.maximum(np.abs(low), np.abs(high)))
    with np.errstate(all="ignore"):
        if name == "sqrt":
            return _end(np.sqrt(np.maximum(low, 0.0)), np.sqrt(np.maximum(high, 0.0)), sign)
        return np.asarray(np.log(np.maximum(low, 0.0)) if sign > 0 else -np.log(high))
