"""Accurate layer: an exact Gaussian process over repeat units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

from polyopt.equations.arrays import Array, Floats, Indices
from polyopt.errors import DataError
from polyopt.layer_property import ProcessPrior
from polyopt.models.artefact import Arrays, Artefact, Metadata
from polyopt.models.features import UnitFeatures, unit_features
from polyopt.models.gaussian_process.companion import (
    Companion,
    packed_companion,
    unpacked_companion,
)
from polyopt.models.gaussian_process.domain import KnownDomain, known_domain_from
from polyopt.models.identity import Known, structures_of
from polyopt.models.intervals import N_CLASSES, inflated
from polyopt.models.kernels import Standard, Term, kernel, likeness, terms_from
from polyopt.models.kinds import GAUSSIAN_PROCESS
from polyopt.models.laboratories import loadings, packed_laboratory, unpacked_laboratory
from polyopt.models.packing import (
    packed_factor,
    packed_standards,
    packed_units,
    unpacked_factor,
    unpacked_standards,
    unpacked_units,
)
from polyopt.models.property_model import Pair, Posterior, in_one_line
from polyopt.models.repeat_unit_model import RepeatUnitModel


@dataclass(frozen=True, slots=True)
class GaussianProcess(RepeatUnitModel):
    """A fitted Gaussian process.

    Parameters
    ----------
    property, unit, name, mixing : str
        What is predicted, its unit, the model's name, and the mixing rule of copolymers.
    terms : tuple of Term
        Kernels of the sum.
    standards : dict of str to Standard
        Scaling of the feature blocks ``"groups"``, ``"shape"`` and ``"conformation"``.
    units : UnitFeatures
        Features of the u training repeat units.
    known : Known
        Their monomers.
    films : ndarray, shape (n, u), or None
        Mole fractions of the repeat units in each training film; None if film i is unit i.
    dual : ndarray, shape (n,)
        Coefficients of the kernel rows.
    factor : ndarray, shape (n, n)
        Lower Cholesky factor of kernel plus noise, from `rounded_factor`.
    companion : Companion or None
        A second process that takes part in the mean.
    label_mean, label_sd : float
        Scaling of the labels. [unit]
    noise_sd : float
        Spread of one film around the model and its laboratory. [unit]
    class_factors : ndarray, shape (4,)
        By novelty class, what the model's standard deviation is multiplied with. [-]
    laboratory : ProcessPrior or None
        How far films of one laboratory lie from the model together; None where the training data
        could not tell.
    domain : KnownDomain
        What counts as in domain.
    """

    property: str
    unit: str
    name: str
    mixing: str
    terms: tuple[Term, ...]
    standards: dict[str, Standard]
    units: UnitFeatures
    known: Known
    films: Array | None
    dual: Array
    factor: Floats
    companion: Companion | None
    label_mean: float
    label_sd: float
    noise_sd: float
    class_factors: Array
    laboratory: ProcessPrior | None
    domain: KnownDomain

    def __repr__(self) -> str:
        return in_one_line(self, f"{len(self.known.pairs)} polymers")

    def _belief(self, units: Sequence[Pair]) -> Posterior:
        features = unit_features(structures_of(units))
        alike = {"morgan": likeness("morgan", features, self.units)}
        novelty = self.known.novelty(units)
        cross = self._cross(features, alike)
        mean, covariance, load = self.spread_posterior(features, novelty, alike, cross)
        nearest, similarity = self.known.nearest(alike["morgan"])
        doubts = self.domain.doubts(similarity, cross)
        return Posterior(
            mean=mean,
            covariance=covariance,
            noise_sd=np.full(len(units), self.noise_sd),
            in_domain=np.array([not doubt for doubt in doubts]),
            novelty=novelty,
            nearest=nearest,
            similarity=similarity,
            laboratory=load,
            doubts=doubts,
        )

    def _cross(self, features: UnitFeatures, alike: dict[str, Array] | None) -> Array:
        """Return the prior covariance of repeat units with the training films, shape (q, n)."""
        cross = kernel(self.terms, self.standards, features, self.units, alike)
        return cross if self.films is None else cross @ self.films.T

    def spread_posterior(
        self,
        features: UnitFeatures,
        novelty: Indices,
        alike: dict[str, Array] | None = None,
        cross: Array | None = None,
    ) -> tuple[Array, Array, Array]:
        """Return mean, covariance of all errors but single films', and the laboratory's part.

        Parameters
        ----------
        features : UnitFeatures
            Features of q distinct repeat units.
        novelty : ndarray of int, shape (q,)
            Their novelty classes.
        alike : dict of str to ndarray, optional
            Similarities to the training units that are already known.
        cross : ndarray, shape (q, n), optional
            Prior covariance with the training films, if it is already known.

        Returns
        -------
        mean : ndarray, shape (q,)
            [unit]
        covariance : ndarray, shape (q, q)
            [unit²]
        load : ndarray, shape (q, r)
            See `Posterior.laboratory`. [unit]
        """
        mean, covariance = self.raw_posterior(features, alike, cross)
        load = loadings(self.laboratory, mean)
        return mean, inflated(covariance, self.class_factors[novelty]) + load @ load.T, load

    def raw_posterior(
        self,
        features: UnitFeatures,
        alike: dict[str, Array] | None = None,
        cross: Array | None = None,
    ) -> tuple[Array, Array]:
        """Return mean and covariance of repeat units, intervals not yet widened.

        Parameters
        ----------
        features : UnitFeatures
            Features of q distinct repeat units.
        alike : dict of str to ndarray, optional
            Similarities to the training units that are already known.
        cross : ndarray, shape (q, n), optional
            Prior covariance with the training films, if it is already known.

        Returns
        -------
        mean : ndarray, shape (q,)
            [unit]
        covariance : ndarray, shape (q, q)
            Of the model's error. [unit²]
        """
        from scipy import linalg

        cross = self._cross(features, alike) if cross is None else cross
        prior = kernel(self.terms, self.standards, features, features)
        solved = linalg.solve_triangular(
            self.factor, cross.T.astype(self.factor.dtype), lower=True, check_finite=False
        ).astype(float)
        prior -= solved.T @ solved
        del solved
        covariance = prior + prior.T
        covariance *= 0.5 * self.label_sd**2
        standardised = cross @ self.dual
        if self.companion is not None:
            other = self.companion.standardised_mean(
                self.standards, features, self.units, self.films, alike
            )
            standardised += self.companion.share * (other - standardised)
        return self.label_mean + self.label_sd * standardised, covariance

    def content(self) -> tuple[Metadata, Arrays]:
        """Return metadata and arrays of the model file."""
        limits, missed = self.domain.content()
        second, second_arrays = packed_companion(self.companion)
        metadata = {
            "kind": GAUSSIAN_PROCESS,
            **{key: getattr(self, key) for key in ("property", "unit", "name", "mixing")},
            "terms": [asdict(term) for term in self.terms],
            "polymers": [list(pair) for pair in self.known.pairs],
            **{key: float(getattr(self, key)) for key in ("label_mean", "label_sd", "noise_sd")},
            **limits,
            **second,
        }
        arrays = {
            **packed_units(self.units),
            **packed_standards(self.standards),
            "dual": self.dual,
            **packed_factor(self.factor),
            "class_factors": self.class_factors,
            **missed,
            **packed_laboratory(self.laboratory),
            **second_arrays,
        }
        if self.films is not None:
            arrays["films"] = self.films
        return metadata, arrays


def gaussian_process_from(artefact: Artefact) -> GaussianProcess:
    """Return the model that an artefact holds.

    Raises
    ------
    DataError
        If a part is missing or parts do not fit together.
    """
    units = unpacked_units(artefact)
    dual, factor = artefact.array("dual", 1), unpacked_factor(artefact)
    films = artefact.array("films", 2) if "films" in artefact.arrays else None
    polymers = artefact.value("polymers", list)
    films_shape = (len(dual), len(units)) if films is None else films.shape
    if {len(polymers), films_shape[1]} != {len(units)}:
        raise DataError("the arrays of the model file do not fit together")
    if factor.shape != (len(dual), len(dual)) or films_shape[0] != len(dual):
        raise DataError("the factor of the model file does not fit its coefficients")
    if films is None and len(dual) != len(units):
        raise DataError("the model file lacks the compositions of its films")
    return GaussianProcess(
        property=artefact.value("property", str),
        unit=artefact.value("unit", str),
        name=artefact.value("name", str),
        mixing=artefact.value("mixing", str),
        terms=terms_from(artefact.value("terms", list)),
        standards=unpacked_standards(artefact),
        units=units,
        known=Known.from_lists(polymers),
        films=films,
        dual=dual,
        factor=factor,
        companion=unpacked_companion(artefact, len(dual)),
        class_factors=_class_factors(artefact),
        laboratory=unpacked_laboratory(artefact),
        fingerprint=artefact.fingerprint,
        label_mean=artefact.value("label_mean", float),
        label_sd=artefact.value("label_sd", float),
        noise_sd=artefact.value("noise_sd", float),
        domain=known_domain_from(artefact, len(dual)),
    )


def _class_factors(artefact: Artefact) -> Array:
    factors = artefact.array("class_factors", 1)
    if len(factors) != N_CLASSES:
        raise DataError("the model file has another number of novelty classes")
    return factors
