"""A property of every copolymer of a palette: compositions are linear algebra.

Shapes: N compositions, m dianhydrides, n diamines, p = m n pairs in row-major order.
"""

from __future__ import annotations

import builtins
from dataclasses import dataclass, field, replace

import numpy as np

from polyopt.equations.arrays import Array, Flags, Indices
from polyopt.equations.mixing import (
    ZERO_CELSIUS,
    mass_fractions,
    pair_fractions,
    tg_fox,
    tg_fox_gradient,
)
from polyopt.errors import DataError
from polyopt.models.covariance import NoCovariance, PairErrors

MOLE_LINEAR = "mole-linear"
FOX_MASS = "fox-mass"
_CHUNK = 8192
_NUMBERS = 2**23
"""Weights of pairs that stand in memory at a time."""


def chunk_of(pairs: int) -> int:
    """Return how many compositions of so many pairs are worked out at a time."""
    return max(1, min(_CHUNK, _NUMBERS // pairs))


@dataclass(frozen=True, slots=True)
class PairSurface:
    """A property of every copolymer of m dianhydrides and n diamines.

    Parameters
    ----------
    property, unit : str
        What is predicted, and in what unit.
    mean : ndarray, shape (m, n)
        Expected value of each homopolymer. [unit]
    errors : PairErrors, or ndarray of shape (m n, m n)
        How the errors go together: the model's, and what films of one laboratory have in common;
        of large palettes no matrix but what forms its blocks. [unit²]
    noise_sd : ndarray, shape (m, n), or float
        Spread of one film of each homopolymer around both. [unit]
    in_domain : ndarray of bool, shape (m, n)
        Whether the training data hold something similar.
    mass : ndarray, shape (m, n), or None
        Molar masses of the repeat units; Fox's rule needs them. [g/mol]
    mixing : str
        ``"mole-linear"`` or ``"fox-mass"``.
    mixing_share : float
        Spread of copolymers around the mixing rule, as a share of the standard deviation of
        their parents' values. [-]
    novelty : ndarray of int, shape (m, n), or None
        Novelty class of each pair.
    nearest : tuple of str
        Most similar training polymer of each pair, in row-major order, or empty.
    similarity : ndarray, shape (m, n), or None
        Tanimoto similarity to it. [-]
    laboratory : ndarray, shape (m n, r)
        How each of r effects of a laboratory moves its films, at one standard deviation; their
        products are part of the covariance. [unit]
    doubts : tuple of str
        Why pairs are not in the domain, in row-major order; empty texts for those that are.
    """

    property: str
    unit: str
    mean: Array
    errors: PairErrors
    noise_sd: Array
    in_domain: Flags
    mass: Array | None = None
    mixing: str = MOLE_LINEAR
    mixing_share: float = 0.0
    novelty: Indices | None = None
    nearest: tuple[str, ...] = ()
    similarity: Array | None = None
    laboratory: Array = field(default_factory=lambda: np.empty((0, 0)))
    doubts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        spread = np.broadcast_to(np.asarray(self.noise_sd, dtype=float), self.mean.shape)
        object.__setattr__(self, "noise_sd", spread)
        object.__setattr__(self, "errors", PairErrors.of(self.errors))
        if self.laboratory.size == 0:
            object.__setattr__(self, "laboratory", np.zeros((self.mean.size, 0)))

    def __repr__(self) -> str:
        m, n = self.mean.shape
        return f"<{self.property} surface of {m} x {n} homopolymers [{self.unit}]>"

    @classmethod
    def from_table(
        cls,
        property: str,
        unit: str,
        values: Array,
        *,
        mass: Array | None = None,
        mixing: str = MOLE_LINEAR,
    ) -> PairSurface:
        """Return the surface of a user's own homopolymer values, taken as exact.

        Parameters
        ----------
        property, unit : str
            What the values are, and in what unit.
        values : ndarray, shape (m, n)
            Value of each homopolymer. [unit]
        mass : ndarray, shape (m, n), optional
            Molar masses; needed for ``"fox-mass"``. [g/mol]
        mixing : str
            Mixing rule.

        Raises
        ------
        DataError
            If a value is missing, the shape is not two-dimensional or Fox lacks masses.

        Examples
        --------
        >>> table = PairSurface.from_table("cte", "ppm/K", np.array([[10.0, 30.0]]))
        >>> mean, sd = table.predict(np.ones((1, 1)), np.array([[0.5, 0.5]]))
        >>> float(mean[0]), float(sd[0])
        (20.0, 0.0)
        """
        mean = np.array(values, dtype=float)
        if mean.ndim != 2 or not np.isfinite(mean).all():
            raise DataError(
                f"the table of {property} values must have a finite number for every pair"
            )
        if mixing == FOX_MASS and mass is None:
            raise DataError("Fox's rule needs the molar masses of the repeat units")
        known = np.ones(mean.shape, dtype=bool)
        exact = PairErrors.of(NoCovariance(mean.size))
        return cls(property, unit, mean, exact, np.zeros(mean.shape), known, mass, mixing)

    @builtins.property
    def covariance(self) -> Array:
        """Covariance of the errors as a matrix, shape (m n, m n); of many, it is large. [unit²]."""
        return self.errors.dense()

    def taken(self, dianhydrides: Indices, diamines: Indices) -> PairSurface:
        """Return the surface over some monomers of each role, by their places."""
        grid = np.ix_(dianhydrides, diamines)
        places = np.arange(self.mean.size).reshape(self.mean.shape)[grid].ravel()
        return replace(
            self,
            mean=self.mean[grid],
            errors=self.errors.take(places),
            noise_sd=np.asarray(self.noise_sd)[grid],
            in_domain=self.in_domain[grid],
            mass=None if self.mass is None else self.mass[grid],
            novelty=None if self.novelty is None else self.novelty[grid],
            nearest=tuple(self.nearest[i] for i in places) if self.nearest else (),
            similarity=None if self.similarity is None else self.similarity[grid],
            laboratory=self.laboratory[places],
            doubts=tuple(self.doubts[i] for i in places) if self.doubts else (),
        )

    def weights(self, dianhydride: Array, diamine: Array) -> Array:
        """Return the mole fractions of the pairs, shape (N, m n)."""
        return pair_fractions(dianhydride, diamine)

    def response(self, dianhydride: Array, diamine: Array) -> tuple[Array, Array]:
        """Return mean and its derivative with respect to the homopolymer values.

        Parameters
        ----------
        dianhydride : ndarray, shape (N, m)
            Mole fractions. [-]
        diamine : ndarray, shape (N, n)
            Mole fractions. [-]

        Returns
        -------
        mean : ndarray, shape (N,)
            [unit]
        slope : ndarray, shape (N, m n)
            [-]
        """
        fraction = self.weights(dianhydride, diamine)
        value = self.mean.ravel()
        if self.mixing != FOX_MASS or self.mass is None:
            return fraction @ value, fraction
        share = mass_fractions(fraction, self.mass.ravel())
        kelvin = value + ZERO_CELSIUS
        return tg_fox(share, kelvin) - ZERO_CELSIUS, tg_fox_gradient(share, kelvin)

    def film_variance(self, dianhydride: Array, diamine: Array) -> Array:
        """Return the variance of one film around the model, shape (N,). [unit²].

        A copolymer adds to the spread of single films, the mole-weighted mean of its parents'
        variances, an allowance for the mixing rule: the further its parents lie apart, the less a
        rule between them can be trusted. It is zero for a homopolymer and does not see how a
        monomer is split.
        """
        fraction, value = self.weights(dianhydride, diamine), self.mean.ravel()
        centred = value - value.mean()
        parents = fraction @ centred**2 - (fraction @ centred) ** 2
        single = fraction @ self.noise_sd.ravel() ** 2
        spread: Array = single + self.mixing_share**2 * np.maximum(parents, 0.0)
        return spread

    def alike_in_noise(self) -> bool:
        """Whether films of all homopolymers spread alike around the model."""
        return float(np.ptp(self.noise_sd)) == 0.0

    def predict(self, dianhydride: Array, diamine: Array) -> tuple[Array, Array]:
        """Return mean and standard deviation of one film of each composition.

        Parameters
        ----------
        dianhydride : ndarray, shape (N, m)
            Mole fractions. [-]
        diamine : ndarray, shape (N, n)
            Mole fractions. [-]

        Returns
        -------
        mean, sd : ndarray, shape (N,)
            The standard deviation covers the model's error and the spread of one film. [unit]
        """
        a, b = np.atleast_2d(dianhydride), np.atleast_2d(diamine)
        mean, sd = np.empty(len(a)), np.empty(len(a))
        step = chunk_of(self.mean.size)
        for start in range(0, len(a), step):
            rows = slice(start, start + step)
            mean[rows], slope = self.response(a[rows], b[rows])
            variance = self.errors.products(slope, slope)
            spread = self.film_variance(dianhydride[rows], diamine[rows])
            sd[rows] = np.sqrt(np.maximum(variance, 0.0) + spread)
        return mean, sd
