"""Distributions of uncertain quantities that are not normal, and the normal deviates they equal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from polyopt.claims.interval import Array
from polyopt.equations.derivatives import Dual, at_least, lesser

_SURE = 1e-12


def deviate(chance: Array) -> Array:
    """Return the standard normal deviate that lies below with a probability; within 7 of zero."""
    from scipy.special import ndtri

    return np.asarray(ndtri(np.clip(chance, _SURE, 1.0 - _SURE)))


def deviate_at(chance: Dual) -> Dual:
    """Return that deviate with its derivatives."""
    from scipy.special import ndtri

    found: Dual = ndtri(lesser(at_least(chance, _SURE), Dual.constant(1.0 - _SURE, chance)))
    return found


class Shape(Protocol):
    """The distribution of a quantity that is not normal: n designs, or such with derivatives."""

    def below(self, end: float) -> Array:
        """Return the probability that the quantity is at most `end`, shape (n,)."""

    def below_at(
        self, end: float, means: Mapping[str, Dual], variances: Mapping[str, Dual]
    ) -> Dual:
        """Return that probability from the means and variances of what the quantity rests on."""

    def mean_at(self, means: Mapping[str, Dual]) -> Dual:
        """Return its value from the means of what it rests on."""

    def take(self, index: NDArray[np.intp]) -> Shape:
        """Return the distribution of some of the designs."""
