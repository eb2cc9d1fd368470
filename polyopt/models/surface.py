"""A model evaluated once on a palette; from then on compositions are linear algebra.

Shapes: N compositions, m dianhydrides, n diamines, p = m n pairs in row-major order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from polyopt.chemistry.monomers import DIAMINE, DIANHYDRIDE, Monomer, shipped_library
from polyopt.chemistry.residues import unit_mass
from polyopt.equations.mixing import (
    ZERO_CELSIUS,
    mass_fractions,
    pair_fractions,
    tg_fox,
    tg_fox_gradient,
)
from polyopt.errors import DataError
from polyopt.models.base import Posterior, PropertyModel

MOLE_LINEAR = "mole-linear"
FOX_MASS = "fox-mass"
_CHUNK = 8192

MIXING_SHARE = 0.2
"""Stated allowance for the mixing rule, not validated: the literature table holds too few
copolymers to fit it (see the model cards). [-]"""

Palette = tuple[Sequence[Monomer], Sequence[Monomer]]


@dataclass(frozen=True, slots=True)
class PairSurface:
    """A property of every copolymer of m dianhydrides and n diamines.

    Parameters
    ----------
    property, unit : str
        What is predicted, and in what unit.
    mean : ndarray, shape (m, n)
        Expected value of each homopolymer. [unit]
    covariance : ndarray, shape (m n, m n)
        Of the model's errors. [unit²]
    noise_sd : float
        Spread of one film around the model. [unit]
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
    """

    property: str
    unit: str
    mean: np.ndarray
    covariance: np.ndarray
    noise_sd: float
    in_domain: np.ndarray
    mass: np.ndarray | None = None
    mixing: str = MOLE_LINEAR
    mixing_share: float = 0.0
    novelty: np.ndarray | None = None
    nearest: tuple[str, ...] = ()
    similarity: np.ndarray | None = None

    def __repr__(self) -> str:
        m, n = self.mean.shape
        return f"<{self.property} surface of {m} x {n} homopolymers [{self.unit}]>"

    @classmethod
    def from_table(
        cls,
        property: str,
        unit: str,
        values: np.ndarray,
        *,
        mass: np.ndarray | None = None,
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
        pairs = mean.size
        known = np.ones(mean.shape, dtype=bool)
        zero = np.zeros((pairs, pairs))
        return cls(property, unit, mean, zero, 0.0, known, mass, mixing)

    def weights(self, dianhydride: np.ndarray, diamine: np.ndarray) -> np.ndarray:
        """Return the mole fractions of the pairs, shape (N, m n)."""
        return pair_fractions(dianhydride, diamine)

    def response(
        self, dianhydride: np.ndarray, diamine: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
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

    def film_variance(self, dianhydride: np.ndarray, diamine: np.ndarray) -> np.ndarray:
        """Return the variance of one film around the model, shape (N,). [unit²].

        A copolymer adds to the spread of single films an allowance for the mixing rule: the
        further its parents lie apart, the less a rule between them can be trusted. It is zero
        for a homopolymer and does not see how a monomer is split.
        """
        fraction, value = self.weights(dianhydride, diamine), self.mean.ravel()
        centred = value - value.mean()
        parents = fraction @ centred**2 - (fraction @ centred) ** 2
        spread: np.ndarray = self.noise_sd**2 + self.mixing_share**2 * np.maximum(parents, 0.0)
        return spread

    def predict(
        self, dianhydride: np.ndarray, diamine: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
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
        for start in range(0, len(a), _CHUNK):
            rows = slice(start, start + _CHUNK)
            mean[rows], slope = self.response(a[rows], b[rows])
            variance = np.einsum("np,np->n", slope @ self.covariance, slope)
            spread = self.film_variance(dianhydride[rows], diamine[rows])
            sd[rows] = np.sqrt(np.maximum(variance, 0.0) + spread)
        return mean, sd


@dataclass(frozen=True, slots=True)
class JointSurface:
    """Surfaces of several layers whose errors are correlated.

    Parameters
    ----------
    surfaces : tuple of PairSurface
        One for each palette.
    covariance : ndarray, shape (q, q)
        Of the errors of the q distinct pairs of all palettes. [unit²]
    index : tuple of ndarray of int
        For each palette, the place of its pairs among the distinct ones.
    """

    surfaces: tuple[PairSurface, ...]
    covariance: np.ndarray
    index: tuple[np.ndarray, ...]

    def cross_covariance(self, first: int, second: int) -> np.ndarray:
        """Return the covariance of errors between two palettes, shape (p_first, p_second)."""
        return np.asarray(self.covariance[np.ix_(self.index[first], self.index[second])])


def surface(
    model: PropertyModel,
    dianhydrides: Sequence[Monomer | str],
    diamines: Sequence[Monomer | str],
) -> PairSurface:
    """Return a model's surface over a palette.

    Parameters
    ----------
    model : PropertyModel
        The model, evaluated once on all pairs.
    dianhydrides, diamines : sequence of Monomer or str
        The palette, m and n monomers, as such or by any of their names.

    Raises
    ------
    UsageError
        If a name is unknown.
    """
    palette = (_monomers(dianhydrides, DIANHYDRIDE), _monomers(diamines, DIAMINE))
    return joint_surface(model, [palette]).surfaces[0]


def _monomers(named: Sequence[Monomer | str], role: str) -> list[Monomer]:
    library = shipped_library()
    return [library.find(m, role) if isinstance(m, str) else m for m in named]


def joint_surface(model: PropertyModel, palettes: Sequence[Palette]) -> JointSurface:
    """Return the surfaces of several palettes from one evaluation of the model.

    Parameters
    ----------
    model : PropertyModel
        The model, evaluated once on the union of pairs.
    palettes : sequence of (dianhydrides, diamines)
        One palette for each layer.
    """
    place: dict[tuple[Monomer, Monomer], int] = {}
    index = [
        np.array([[place.setdefault((a, b), len(place)) for b in diamines] for a in dianhydrides])
        for dianhydrides, diamines in palettes
    ]
    if any(grid.size == 0 for grid in index):
        raise DataError("a palette needs at least one dianhydride and one diamine")
    belief = model.posterior(list(place))
    mass = np.array([unit_mass(a.smiles, b.smiles) for a, b in place])
    surfaces = tuple(_surface_of(model, belief, mass, grid) for grid in index)
    return JointSurface(surfaces, belief.covariance, tuple(grid.ravel() for grid in index))


def _surface_of(
    model: PropertyModel, belief: Posterior, mass: np.ndarray, grid: np.ndarray
) -> PairSurface:
    own = belief.take(grid.ravel())
    return PairSurface(
        property=model.property,
        unit=model.unit,
        mean=own.mean.reshape(grid.shape),
        covariance=own.covariance,
        noise_sd=own.noise_sd,
        in_domain=own.in_domain.reshape(grid.shape),
        mass=mass[grid],
        mixing=model.mixing,
        mixing_share=MIXING_SHARE,
        novelty=own.novelty.reshape(grid.shape),
        nearest=own.nearest,
        similarity=own.similarity.reshape(grid.shape),
    )
