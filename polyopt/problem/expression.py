"""Arithmetic on quantities: parsed against a short list of what is allowed, never run as code."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import product

import numpy as np
from numpy.typing import NDArray

from polyopt.equations.derivatives import Dual
from polyopt.errors import UsageError, did_you_mean, quoted

Array = NDArray[np.float64]
Value = Array | Dual | float
"""Values of a quantity, perhaps with derivatives."""

Piece = Callable[[Mapping[str, Value]], Value]
_LONGEST = 500
_DEEPEST = 30
_MOST_PIECES = 8
_BINARY: dict[type[ast.operator], np.ufunc] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.divide,
    ast.Pow: np.power,
}
_FUNCTIONS: dict[str, tuple[int, np.ufunc]] = {
    "abs": (1, np.abs),
    "sqrt": (1, np.sqrt),
    "log": (1, np.log),
    "min": (2, np.minimum),
    "max": (2, np.maximum),
}
_ALLOWED = "allowed: quantities, numbers, + - * / **, abs, sqrt, log, min, max"


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed expression.

    Parameters
    ----------
    text : str
        As the user wrote it.
    names : frozenset of str
        Quantities it uses.

    Examples
    --------
    >>> Expression.parse("abs(layers.A.cte - 17)").evaluate({"layers.A.cte": np.array([15.0])})
    array([2.])
    """

    text: str
    names: frozenset[str]

    @classmethod
    def parse(cls, text: str) -> Expression:
        """Read an expression.

        Raises
        ------
        UsageError
            If it is too long, malformed, or holds anything but arithmetic.
        """
        tree = _tree(text)
        names = frozenset(_names(tree, 0))
        if not names:
            raise UsageError(f"the expression {quoted(text)} uses no quantity", remedy=_ALLOWED)
        return cls(text, names)

    def checked(self, known: frozenset[str] | set[str]) -> Expression:
        """Return the expression if all its quantities are known.

        Raises
        ------
        UsageError
            If one is not.
        """
        for name in sorted(self.names - known):
            hint = did_you_mean(name, known) or f"known: {', '.join(sorted(known)[:14])}"
            raise UsageError(f"unknown quantity {quoted(name)} in {quoted(self.text)}", remedy=hint)
        return self

    @property
    def tree(self) -> ast.expr:
        """Its parsed form, for those who read its structure."""
        return _tree(self.text)

    def evaluate(self, values: Mapping[str, Array]) -> Array:
        """Return the value for each design; what cannot be computed is NaN.

        Parameters
        ----------
        values : mapping of str to ndarray, shape (n,)
            Values of the quantities.
        """
        with np.errstate(all="ignore"):
            result = np.asarray(_value(_tree(self.text), values), dtype=float)
        finite = np.isfinite(result)
        return result if finite.all() else np.where(finite, result, np.nan)

    def pieces(self, sign: float = 1.0) -> tuple[Piece, ...]:
        """Return functions whose greatest is the expression times `sign`, without its kinks.

        A sum of ``abs(x)`` and ``max(x, y)`` is the greatest of a few smooth expressions; where
        it is the least of them, as for the negative, the expression itself is returned.

        Parameters
        ----------
        sign : float
            1 or -1.

        Returns
        -------
        tuple of callable
            Each takes values by quantity, arrays or such that carry derivatives.

        Examples
        --------
        >>> low, high = Expression.parse("abs(x - 3)").pieces()
        >>> low({"x": 1.0}), high({"x": 1.0})
        (-2.0, 2.0)
        """
        return tuple(partial(_weighted, terms) for terms in _pieces(_tree(self.text), sign))


@lru_cache(maxsize=256)
def _tree(text: str) -> ast.expr:
    if len(text) > _LONGEST:
        raise UsageError(f"an expression of {len(text)} characters is too long")
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise UsageError(f"{quoted(text)} is not an expression", remedy=_ALLOWED) from None


def _path(node: ast.expr) -> str | None:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        head = _path(node.value)
        return None if head is None else f"{head}.{node.attr}"
    return None


def _names(node: ast.expr, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        raise UsageError("an expression is nested too deeply", remedy=_ALLOWED)
    name = _path(node)
    if name is not None:
        yield name
    elif isinstance(node, ast.BinOp) and type(node.op) in _BINARY:
        yield from _names(node.left, depth + 1)
        yield from _names(node.right, depth + 1)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        yield from _names(node.operand, depth + 1)
    elif isinstance(node, ast.Call):
        yield from _arguments(node, depth)
    elif not _is_number(node):
        raise UsageError(f"{quoted(ast.unparse(node))} is not allowed here", remedy=_ALLOWED)


def _arguments(node: ast.Call, depth: int) -> Iterator[str]:
    name = _path(node.func)
    if name not in _FUNCTIONS or node.keywords:
        raise UsageError(f"{quoted(ast.unparse(node.func))} cannot be called", remedy=_ALLOWED)
    if len(node.args) != _FUNCTIONS[name][0]:
        raise UsageError(f"{name} takes {_FUNCTIONS[name][0]} value(s)", remedy=_ALLOWED)
    for argument in node.args:
        yield from _names(argument, depth + 1)


def _is_number(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Constant)
        and isinstance(node.value, int | float)
        and not isinstance(node.value, bool)
        and abs(node.value) < 1e100
    )


def _value(node: ast.expr, values: Mapping[str, Value]) -> Value:
    name = _path(node)
    if name is not None:
        return values[name]
    if isinstance(node, ast.BinOp):
        operation = _BINARY[type(node.op)]
        return operation(_value(node.left, values), _value(node.right, values))
    if isinstance(node, ast.UnaryOp):
        operand = _value(node.operand, values)
        return -operand if isinstance(node.op, ast.USub) else operand
    if isinstance(node, ast.Call):
        function = _FUNCTIONS[_path(node.func) or ""][1]
        return function(*(_value(a, values) for a in node.args))
    return float(ast.literal_eval(node))


Terms = tuple[tuple[float, ast.expr], ...]


def _weighted(terms: Terms, values: Mapping[str, Value]) -> Value:
    return sum(weight * _value(node, values) for weight, node in terms)


def _pieces(node: ast.expr, weight: float) -> tuple[Terms, ...]:
    """Return weighted sums of parts of a tree whose greatest is `weight` times the tree."""
    found: tuple[Terms, ...] = (((weight, node),),)
    if isinstance(node, ast.BinOp):
        found = _pieces_of_two(node, weight)
    elif isinstance(node, ast.UnaryOp):
        found = _pieces(node.operand, -weight if isinstance(node.op, ast.USub) else weight)
    elif isinstance(node, ast.Call) and weight > 0 and _path(node.func) == "abs":
        found = (*_pieces(node.args[0], weight), *_pieces(node.args[0], -weight))
    elif isinstance(node, ast.Call) and _path(node.func) == ("max" if weight > 0 else "min"):
        found = (*_pieces(node.args[0], weight), *_pieces(node.args[1], weight))
    return found if len(found) <= _MOST_PIECES else (((weight, node),),)


def _pieces_of_two(node: ast.BinOp, weight: float) -> tuple[Terms, ...]:
    left, right = node.left, node.right
    if isinstance(node.op, ast.Add | ast.Sub):
        other = -weight if isinstance(node.op, ast.Sub) else weight
        return tuple(a + b for a, b in product(_pieces(left, weight), _pieces(right, other)))
    if isinstance(node.op, ast.Mult | ast.Div) and _is_number(right):
        factor = float(ast.literal_eval(right))
        if isinstance(node.op, ast.Mult):
            return _pieces(left, weight * factor)
        return _pieces(left, weight / factor) if factor else (((weight, node),),)
    if isinstance(node.op, ast.Mult) and _is_number(left):
        return _pieces(right, weight * float(ast.literal_eval(left)))
    return (((weight, node),),)
