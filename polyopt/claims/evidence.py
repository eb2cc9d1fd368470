"""What is known of a batch of designs: quantities with their joint spread, fractions, facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from polyopt.chemistry.monomers import Monomer
from polyopt.claims.interval import Array
from polyopt.claims.shapes import Shape, deviate
from polyopt.laminate.face_to_face import Stack
from polyopt.laminate.steps import Step
from polyopt.measurements.dma_minimum import StorageMinimum

PREDICTED, COMPUTED, MEASURED = "predicted", "computed", "measured"
DECLARED, ASSUMED = "declared", "assumed"
BASES = (DECLARED, ASSUMED, MEASURED, COMPUTED, PREDICTED)
"""Bases from the firmest to the softest; a verdict rests on the softest it needs."""


_CURL = (".curl_radius", ".curl_radius_etched")
"""Endings of the quantities that follow from the CTEs of several members."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity of every design of a batch.

    Parameters
    ----------
    mean : ndarray, shape (n,)
        Its value or predicted mean, in the unit of its kind.
    basis : str
        ``predicted``, ``computed`` from measurements, ``measured`` or ``declared``.
    bounds : tuple of ndarray, shape (n,) each, optional
        Where the value lies for sure, if that is all that is known; the mean is a guess then.
    note : str
        What a reader should know of the value.
    at : mapping of str to float or str
        Conditions it was measured at, as far as they are stated.
    """

    mean: Array
    basis: str
    bounds: tuple[Array, Array] | None = None
    note: str = ""
    at: Mapping[str, float | str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class CurveMinimum:
    """What a curve says of the least storage modulus above Tg; None if it says nothing, and why."""

    minimum: StorageMinimum | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Portions:
    """Mole fractions of one role of g groups of r designs that hold the same monomers.

    Few monomers of a palette are present in a design: these are kept, not a row of zeros.

    Parameters
    ----------
    members : ndarray of int, shape (s, g)
        Columns of the palette.
    shares : ndarray, shape (s, g, r)
        Mole fraction of each; 0 fills up groups of fewer than s monomers.
    size : int
        Number of monomers in the palette.
    """

    members: NDArray[np.intp]
    shares: Array
    size: int

    def __len__(self) -> int:
        return self.shares.shape[1] * self.shares.shape[2]

    def __matmul__(self, weights: Array) -> Array:
        """Return the sum of fractions times weights of the palette, shape (g r,)."""
        found = weights.take(self.members)
        total = found[0][:, None] * self.shares[0]
        for weight, share in zip(found[1:], self.shares[1:], strict=True):
            total += weight[:, None] * share
        return np.asarray(total.reshape(-1))

    def dense(self) -> Array:
        """Return the mole fractions over the palette, shape (g r, size)."""
        _, groups, rows = self.shares.shape
        result = np.zeros((groups, rows, self.size))
        group = np.arange(groups)
        for column, share in zip(self.members, self.shares, strict=True):
            result[group, :, column] += share
        return result.reshape(-1, self.size)


@dataclass(frozen=True, slots=True)
class Shares:
    """Mole fractions of one role of one layer, columns named by `monomers`."""

    monomers: tuple[Monomer, ...]
    fractions: Array | Portions


@dataclass(frozen=True, slots=True)
class ShareError:
    """How far each monomer's share of its role may be off as weighed and assayed.

    Parameters
    ----------
    tolerance : float
        Greatest error either way, before the shares are closed to one. [-]
    worst_case : bool
        Whether a limit on shares is met only if no such error breaks it: so a search has it. A
        check says how probable it is, and decides as by a prediction.
    """

    tolerance: float = 0.0
    worst_case: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of n designs of the same stack.

    Parameters
    ----------
    size : int
        Number of designs n.
    layers : tuple of str
        Resin layers of the stack, from metal to film.
    quantities : mapping of str to Quantity
        By name, such as ``layers.A.tg`` or ``film.cte``; one that is missing is unknown.
    uncertain : tuple of str
        Names of the u quantities that carry an uncertainty.
    covariance : ndarray, shape (n, u, u)
        Their joint covariance.
    shares : mapping of (str, str) to Shares
        By layer and role.
    facts : mapping of str to bool
        What members are, and declared facts; one that is missing is unknown.
    process : tuple of Step
        Declared steps in order; empty if none is declared.
    stack : Stack
        What the designs are made of, from face to face.
    assumed : frozenset of str
        Facts that nobody states and that go without saying.
    unsaid : frozenset of str
        Facts that are missing because nothing at all is said of a member.
    by_formulation : frozenset of str
        Facts that are missing because they differ from design to design with the formulation.
    curves : mapping of str to CurveMinimum
        By layer, what its dynamic mechanical curve says.
    tolerances : mapping of str to float
        What the user calls equal where a claim does not say.
    derived : mapping of str to ndarray, shape (n, v)
        Uncertain quantities that are linear forms of the v before them, with their factors.
    alone : mapping of str to (float, float)
        Value and standard deviation of a CTE over the window it was stated for, where its quantity
        stands for another one: what a limit on it alone is held against.
    windows : str
        What a reader must know of every comparison of CTEs; empty if like is compared with like.
    disputes : mapping of str to str
        By measured quantity, what other statements of the design say against it.
    shapes : mapping of str to Shape
        Distributions of the uncertain quantities that are not normal.
    share_error : ShareError
        How far the mole fractions may be off, and what that takes from limits on them.
    same : mapping of str to str
        Quantities that are another one by a second name: those of the mirror image of a layer, or
        of a film made of a layer. The two are one uncertain quantity.
    """

    size: int
    layers: tuple[str, ...]
    quantities: Mapping[str, Quantity]
    uncertain: tuple[str, ...]
    covariance: Array
    shares: Mapping[tuple[str, str], Shares] = field(default_factory=lambda: MappingProxyType({}))
    facts: Mapping[str, bool] = field(default_factory=lambda: MappingProxyType({}))
    process: tuple[Step, ...] = ()
    stack: Stack = field(default_factory=Stack)
    assumed: frozenset[str] = frozenset()
    unsaid: frozenset[str] = frozenset()
    by_formulation: frozenset[str] = frozenset()
    curves: Mapping[str, CurveMinimum] = field(default_factory=lambda: MappingProxyType({}))
    tolerances: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    derived: Mapping[str, Array] = field(default_factory=lambda: MappingProxyType({}))
    alone: Mapping[str, tuple[float, float]] = field(default_factory=lambda: MappingProxyType({}))
    windows: str = ""
    disputes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    shapes: Mapping[str, Shape] = field(default_factory=lambda: MappingProxyType({}))
    share_error: ShareError = ShareError()
    same: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def take(self, index: NDArray[np.intp]) -> Evidence:
        """Return what is known of the values of some of the designs, without their fractions."""
        quantities = {n: Quantity(q.mean[index], q.basis) for n, q in self.quantities.items()}
        return replace(
            self,
            size=len(index),
            quantities=quantities,
            covariance=self.covariance[index],
            shares=MappingProxyType({}),
            shapes={n: shape.take(index) for n, shape in self.shapes.items()},
        )

    def loading(self, terms: Sequence[tuple[str, float]]) -> Array:
        """Return the factors of a linear form on the uncertain quantities, shape (u,)."""
        row = np.zeros(len(self.uncertain))
        for name, factor in terms:
            own = self.same.get(name, name)
            if own in self.uncertain:
                row[self.uncertain.index(own)] += factor
        return row

    def shape_of(self, terms: Sequence[tuple[str, float]]) -> Shape | None:
        """Return the distribution that a limit on one quantity is held against, if not normal."""
        if len(terms) != 1 or terms[0][1] != 1.0:
            return None
        name = terms[0][0]
        return self.shapes.get(self.same.get(name, name))

    def room(
        self, terms: Sequence[tuple[str, float]], value: Array, low: float, high: float
    ) -> tuple[Array, Array]:
        """Return how far a linear form may fall and rise, as a normal one of its spread would.

        Parameters
        ----------
        terms : sequence of (str, float)
            Quantities and factors.
        value : ndarray, shape (n,)
            Value of the form.
        low, high : float
            Ends of the limit.

        Returns
        -------
        ndarray, ndarray
            ``low - value`` and ``high - value``. Of a quantity with a distribution of its own: the
            deviations of a normal one that are as likely, so that its probability is exact.
        """
        shape = self.shape_of(terms)
        if shape is None:
            return low - value, high - value
        spread = self.spread(self.loading(terms))
        falls, rises = (spread * deviate(shape.below(end)) for end in (low, high))
        return falls, rises

    def spread(self, loading: Array) -> Array:
        """Return the standard deviation of a linear form, shape (n,)."""
        variance = np.zeros(self.size)
        for u in np.flatnonzero(loading):
            for v in np.flatnonzero(loading):
                variance += loading[u] * loading[v] * self.covariance[:, u, v]
        return np.asarray(np.sqrt(np.maximum(variance, 0.0)))

    def stated_alone(self, terms: Sequence[tuple[str, float]]) -> tuple[Array, Array] | None:
        """Return what a limit on one CTE by itself is held against: its value and its spread.

        Parameters
        ----------
        terms : sequence of (str, float)
            Quantities and factors of the limit.

        Returns
        -------
        ndarray, ndarray or None
            Factor times value, shape (n,), and its standard deviation; None for a limit on anything
            else.
        """
        if len(terms) != 1 or terms[0][0] not in self.alone:
            return None
        ((name, factor),) = terms
        value, sd = self.alone[name]
        return np.full(self.size, factor * value), np.full(self.size, abs(factor) * sd)

    def caution(self, names: Sequence[str]) -> str:
        """Return what a reader must know of a limit that compares CTEs; empty for any other.

        Parameters
        ----------
        names : sequence of str
            Quantities that the limit refers to.
        """
        ctes = {name for name in names if name.endswith(".cte")}
        bent = set(self.derived) - set(self.shapes)
        curl = any(name in bent or name.endswith(_CURL) for name in names)
        return self.windows if len(ctes) > 1 or curl else ""

    def standard_deviation(self, name: str) -> Array:
        """Return the standard deviation of one quantity, shape (n,)."""
        return self.spread(self.loading([(name, 1.0)]))
