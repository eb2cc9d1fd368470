"""What every property model offers, and the belief it returns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np

from polyopt.equations.arrays import Array, Flags, Indices
from polyopt.models.covariance import PairErrors

if TYPE_CHECKING:
    from polyopt.chemistry.monomers import Monomer

Pair = tuple["Monomer", "Monomer"]

UNLIKE = "outside what the models know"
"""What is said of a repeat unit out of the domain of a model that gives no reason."""


@dataclass(frozen=True, slots=True)
class Posterior:
    """Joint belief about a property of p repeat units.

    Parameters
    ----------
    mean : ndarray, shape (p,)
        Expected value. [degC or ppm/K]
    errors : PairErrors, Covariance or ndarray of shape (p, p)
        How the errors go together: the model's, and what films of one laboratory have in common;
        of many repeat units no matrix but what forms its blocks. [unit²]
    noise_sd : ndarray, shape (p,), or float
        Spread of one film of each around both. Added once per film. [unit]
    in_domain : ndarray of bool, shape (p,)
        Whether the training data hold something similar.
    novelty : ndarray of int, shape (p,)
        0 both monomers known, 1 dianhydride new, 2 diamine new, 3 both new.
    nearest : tuple of str, length p
        Monomers of the most similar training polymer, ``"dianhydride // diamine"`` as SMILES;
        empty where the model keeps no polymers.
    similarity : ndarray, shape (p,)
        Tanimoto similarity to it; NaN where the model keeps no polymers. [-]
    laboratory : ndarray, shape (p, r)
        How each of r independent effects of a laboratory moves its films, at one standard
        deviation; their products are part of the covariance. No column where a laboratory is no
        part of the errors. [unit]
    doubts : tuple of str, length p
        Why each is not in the domain, in words; an empty text for those that are.
    """

    mean: Array
    errors: PairErrors
    noise_sd: Array
    in_domain: Flags
    novelty: Indices
    nearest: tuple[str, ...]
    similarity: Array
    laboratory: Array = field(default_factory=lambda: np.empty((0, 0)))
    doubts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        films = len(self.mean)
        object.__setattr__(self, "errors", PairErrors.of(self.errors))
        spread = np.broadcast_to(np.asarray(self.noise_sd, dtype=float), (films,))
        object.__setattr__(self, "noise_sd", spread)
        if self.laboratory.size == 0:
            object.__setattr__(self, "laboratory", np.zeros((films, 0)))
        if not self.doubts:
            doubts = tuple("" if inside else UNLIKE for inside in self.in_domain)
            object.__setattr__(self, "doubts", doubts)

    @property
    def sd(self) -> Array:
        """Standard deviation of one film of each, all spreads together, shape (p,). [unit]."""
        return np.asarray(np.sqrt(self.errors.variances() + self.noise_sd**2))

    @property
    def covariance(self) -> Array:
        """Covariance of the errors as a matrix, shape (p, p); of many, it is large. [unit²]."""
        return self.errors.dense()

    @property
    def model_covariance(self) -> Array:
        """Covariance of the model's errors alone, shape (p, p). [unit²]."""
        return np.asarray(self.covariance - self.laboratory @ self.laboratory.T)

    def take(self, index: Indices) -> Posterior:
        """Return the belief about the repeat units at `index`, repeats allowed."""
        if np.array_equal(index, np.arange(len(self.mean))):
            return self
        return Posterior(
            self.mean[index],
            self.errors.take(index),
            self.noise_sd[index],
            self.in_domain[index],
            self.novelty[index],
            tuple(self.nearest[i] for i in index),
            self.similarity[index],
            self.laboratory[index],
            tuple(self.doubts[i] for i in index),
        )


@runtime_checkable
class PropertyModel(Protocol):
    """A model that predicts one property of homopolyimides.

    Attributes
    ----------
    property : str
        ``"tg"`` or ``"cte"``.
    unit : str
        ``"degC"`` or ``"ppm/K"``.
    name : str
        Name in reports.
    mixing : str
        ``"mole-linear"`` or ``"fox-mass"``: how copolymers follow from repeat units.
    fingerprint : str
        SHA-256 of the artefact, hexadecimal.
    """

    @property
    def unit(self) -> str:
        """Name of the unit."""
        ...

    @property
    def name(self) -> str:
        """Name in reports."""
        ...

    @property
    def mixing(self) -> str:
        """Mixing rule of copolymers."""
        ...

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the artefact, hexadecimal."""
        ...

    @property
    def property(self) -> str:
        """Name of the predicted quantity; defined last, for it hides the builtin."""
        ...

    def posterior(self, pairs: Sequence[Pair]) -> Posterior:
        """Return the joint belief about the repeat units of `pairs`."""
        ...


@runtime_checkable
class CompositionModel(Protocol):
    """A model of whole compositions, of which no repeat units are known.

    It is slower than a `PropertyModel`, which is evaluated once for each pair of monomers, and
    its errors in two layers count as independent.
    """

    @property
    def unit(self) -> str:
        """Name of the unit."""
        ...

    @property
    def name(self) -> str:
        """Name in reports."""
        ...

    @property
    def fingerprint(self) -> str:
        """SHA-256, hexadecimal."""
        ...

    @property
    def property(self) -> str:
        """Name of the predicted quantity; defined last, for it hides the builtin."""
        ...

    def predict(
        self,
        dianhydrides: Sequence[Monomer],
        diamines: Sequence[Monomer],
        fractions: Array,
    ) -> tuple[Array, Array]:
        """Return mean and standard deviation of one film of each composition.

        Parameters
        ----------
        dianhydrides, diamines : sequence of Monomer
            The palette, m and k monomers.
        fractions : ndarray, shape (n, m + k)
            Mole fractions of the dianhydrides, then of the diamines. [-]
        """
        ...


def in_one_line(model: PropertyModel, knows: str) -> str:
    """Return what a model is, for the last line of a notebook's cell; `knows` is its data."""
    return f"<{model.name} [{model.unit}], {knows}, {model.fingerprint[:12] or 'not saved'}>"
