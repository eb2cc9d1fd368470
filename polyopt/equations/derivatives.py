"""Values that carry their derivatives: forward-mode differentiation of numpy's functions.

Shapes: values of any shape (...); k variables.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from polyopt.equations.arrays import Array

_ROOT_TWO_PI = float(np.sqrt(2 * np.pi))


@dataclass(frozen=True, slots=True, eq=False)
class Dual:
    """Values with their derivatives with respect to k variables.

    numpy's arithmetic, ``abs``, ``sqrt``, ``exp``, ``log``, ``minimum``, ``maximum`` and the normal
    distribution of scipy apply to it as to an array. Where a function has a kink, the derivative
    is that of one side.

    Parameters
    ----------
    value : ndarray, shape (...)
        Values.
    slope : ndarray, shape (..., k)
        Derivatives.

    Notes
    -----
    Chain rule for each elementary function, exact to rounding (A. Griewank and A. Walther,
    Evaluating Derivatives, 2nd ed., SIAM 2008, ch. 3).

    Examples
    --------
    >>> x = Dual(np.array([3.0]), np.array([[1.0]]))
    >>> y = np.sqrt(x * x + 16.0)
    >>> float(y.value[0]), float(y.slope[0, 0])
    (5.0, 0.6)
    """

    value: Array
    slope: Array

    @classmethod
    def constant(cls, value: ArrayLike, like: Dual) -> Dual:
        """Return values that do not depend on the variables of another."""
        array = np.asarray(value, dtype=float)
        return cls(array, np.zeros((*array.shape, like.slope.shape[-1])))

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        rule = _RULES.get(ufunc) or _rules_of_the_normal().get(ufunc)
        if rule is None or method != "__call__" or options:
            return NotImplemented
        with np.errstate(all="ignore"):
            return rule(*(i if isinstance(i, Dual) else Dual.constant(i, self) for i in inputs))

    def __getitem__(self, index: Any) -> Dual:
        return Dual(self.value[index], self.slope[index])

    # Numbers have no slopes: sums and products with them need no rule.
    def __add__(self, other: Dual | ArrayLike) -> Dual:
        if isinstance(other, float | int):
            return Dual(self.value + other, self.slope)
        return _applied(np.add, self, other)

    def __sub__(self, other: Dual | ArrayLike) -> Dual:
        if isinstance(other, float | int):
            return Dual(self.value - other, self.slope)
        return _applied(np.subtract, self, other)

    def __mul__(self, other: Dual | ArrayLike) -> Dual:
        if isinstance(other, float | int):
            return Dual(self.value * other, self.slope * other)
        return _applied(np.multiply, self, other)

    def __truediv__(self, other: Dual | ArrayLike) -> Dual:
        return _applied(np.divide, self, other)

    def __radd__(self, other: Dual | ArrayLike) -> Dual:
        return self + other

    def __rsub__(self, other: Dual | ArrayLike) -> Dual:
        return _applied(np.subtract, other, self)

    def __rmul__(self, other: Dual | ArrayLike) -> Dual:
        return self * other

    def __rtruediv__(self, other: Dual | ArrayLike) -> Dual:
        return _applied(np.divide, other, self)

    def __neg__(self) -> Dual:
        return Dual(-self.value, -self.slope)

    def __abs__(self) -> Dual:
        return _applied(np.absolute, self)

    def __pow__(self, other: Dual | ArrayLike) -> Dual:
        return _applied(np.power, self, other)


def at_least(x: Dual, low: float) -> Dual:
    """Return the greater of each value and a bound."""
    return _applied(np.maximum, x, low)


def greater(x: Dual | float, y: Dual) -> Dual:
    """Return the greater of two values; where they are equal, the first with its derivative."""
    return _applied(np.maximum, x, y)


def lesser(x: Dual | float, y: Dual) -> Dual:
    """Return the lesser of two values; where they are equal, the first with its derivative."""
    return _applied(np.minimum, x, y)


def _applied(ufunc: np.ufunc, *values: Dual | ArrayLike) -> Dual:
    found: Dual = ufunc(*values)
    return found


def _scaled(slope: Array, factor: Array) -> Array:
    """Return ``factor * slope``, zero wherever the factor is: the slope there may be infinite."""
    wide = np.asarray(factor)[..., None]
    if wide.all():
        return np.asarray(wide * slope)
    return np.where(wide == 0, 0.0, wide * slope)


def _multiply(x: Dual, y: Dual) -> Dual:
    return Dual(x.value * y.value, _scaled(x.slope, y.value) + _scaled(y.slope, x.value))


def _divide(x: Dual, y: Dual) -> Dual:
    value = x.value / y.value
    return Dual(value, _scaled(x.slope, 1 / y.value) - _scaled(y.slope, value / y.value))


def _power(x: Dual, y: Dual) -> Dual:
    value = np.power(x.value, y.value)
    slope = _scaled(x.slope, y.value * np.power(x.value, y.value - 1))
    if np.any(y.slope):
        slope = slope + _scaled(y.slope, value * np.log(x.value))
    return Dual(value, slope)


def _chosen(first: Array, x: Dual, y: Dual) -> Dual:
    return Dual(
        np.where(first, x.value, y.value), np.where(np.asarray(first)[..., None], x.slope, y.slope)
    )


def _unary(
    function: Callable[[Array], Array],
    derivative: Callable[[Array, Array], Array],
) -> Callable[[Dual], Dual]:
    """Return the rule of a function of one value from its derivative at (x, f(x))."""

    def rule(x: Dual) -> Dual:
        value = function(x.value)
        return Dual(value, _scaled(x.slope, derivative(x.value, value)))

    return rule


def _density(x: Array) -> Array:
    return np.asarray(np.exp(-0.5 * x * x) / _ROOT_TWO_PI)


_RULES: dict[np.ufunc, Callable[..., Dual]] = {
    np.add: lambda x, y: Dual(x.value + y.value, x.slope + y.slope),
    np.subtract: lambda x, y: Dual(x.value - y.value, x.slope - y.slope),
    np.multiply: _multiply,
    np.divide: _divide,
    np.power: _power,
    np.minimum: lambda x, y: _chosen(x.value <= y.value, x, y),
    np.maximum: lambda x, y: _chosen(x.value >= y.value, x, y),
    np.absolute: _unary(np.abs, lambda x, _: np.sign(x)),
    np.sqrt: _unary(np.sqrt, lambda _, root: 0.5 / root),
    np.exp: _unary(np.exp, lambda _, value: value),
    np.log: _unary(np.log, lambda x, _: 1 / x),
}


@cache
def _rules_of_the_normal() -> dict[np.ufunc, Callable[..., Dual]]:
    """Return the rules of scipy's functions, which who asks for one of them has loaded."""
    from scipy.special import ndtr, ndtri

    return {
        ndtr: _unary(ndtr, lambda x, _: _density(x)),
        ndtri: _unary(ndtri, lambda _, z: 1 / _density(z)),
    }
