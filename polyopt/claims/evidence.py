"""What is known of a batch of designs: quantities with their joint spread, fractions, facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from polyopt.chemistry.monomers import Monomer
from polyopt.claims.schema import Array

PREDICTED, MEASURED, DECLARED, ASSUMED = "predicted", "measured", "declared", "assumed"
BASES = (DECLARED, ASSUMED, MEASURED, PREDICTED)
"""Bases from the firmest to the softest; a verdict rests on the softest it needs."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity of every design of a batch.

    Parameters
    ----------
    mean : ndarray, shape (n,)
        Its value or predicted mean, in the unit of its kind.
    basis : str
        ``predicted``, ``measured`` or ``declared``.
    """

    mean: Array
    basis: str


@dataclass(frozen=True, slots=True)
class Shares:
    """Mole fractions of one role of one layer, shape (n, m), columns named by `monomers`."""

    monomers: tuple[Monomer, ...]
    fractions: Array


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of n designs of the same stack.

    Parameters
    ----------
    size : int
        Number of designs n.
    layers : tuple of str
        Resin layers from metal to film.
    quantities : mapping of str to Quantity
        By name, such as ``layers.A.tg`` or ``film.cte``; one that is missing is unknown.
    uncertain : tuple of str
        Names of the u quantities that carry an uncertainty.
    covariance : ndarray, shape (n, u, u)
        Their joint covariance.
    shares : mapping of (str, str) to Shares
        By layer and role.
    facts : mapping of str to bool
        Structural and declared facts; one that is missing is unknown.
    process : tuple of str
        Declared steps in order; empty if none is declared.
    """

    size: int
    layers: tuple[str, ...]
    quantities: Mapping[str, Quantity]
    uncertain: tuple[str, ...]
    covariance: Array
    shares: Mapping[tuple[str, str], Shares] = field(default_factory=lambda: MappingProxyType({}))
    facts: Mapping[str, bool] = field(default_factory=lambda: MappingProxyType({}))
    process: tuple[str, ...] = ()

    def loading(self, terms: Sequence[tuple[str, float]]) -> Array:
        """Return the factors of a linear form on the uncertain quantities, shape (u,)."""
        row = np.zeros(len(self.uncertain))
        for name, factor in terms:
            if name in self.uncertain:
                row[self.uncertain.index(name)] += factor
        return row

    def spread(self, loading: Array) -> Array:
        """Return the standard deviation of a linear form, shape (n,)."""
        variance = np.einsum("u,nuv,v->n", loading, self.covariance, loading)
        return np.asarray(np.sqrt(np.maximum(variance, 0.0)))

    def standard_deviation(self, name: str) -> Array:
        """Return the standard deviation of one quantity, shape (n,)."""
        return self.spread(self.loading([(name, 1.0)]))
