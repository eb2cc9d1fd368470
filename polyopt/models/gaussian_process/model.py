"""Accurate layer: an exact Gaussian process over repeat units."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

import numpy as np

from polyopt.equations.arrays import Array, Floats, Indices
from polyopt.errors import DataError
from polyopt.layer_property import ProcessPrior
from polyopt.models.artefact import Arrays, Artefact, Metadata
from polyopt.models.covariance import PairErrors
from polyopt.models.features import UnitFeatures, unit_features
from polyopt.models.formed_covariance import FormedCovariance
from polyopt.models.gaussian_process.companion import (
    Companion,
    packed_companion,
    unpacked_companion,
)
from polyopt.models.gaussian_process.domain import KnownDomain, known_domain_from
from polyopt.models.identity import Known, structures_of
from polyopt.models.intervals import N_CLASSES
from polyopt.models.kernels import Likeness, Standard, Term, kernel, terms_from
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
from polyopt.models.process_part import ProcessPart
from polyopt.models.property_model import Pair, Posterior, in_one_line
from polyopt.models.repeat_unit_model import RepeatUnitModel

_STRETCH = 1024
"""Repeat units that are worked out against all training films at a time."""


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
        novelty = self.known.novelty(units)
        nearest: list[str] = []
        doubts: list[str] = []
        similarity = np.empty(len(units))

        def noted(rows: slice, cross: Array, alike: dict[str, Floats]) -> None:
            labels, similarity[rows] = self.known.nearest(alike["morgan"])
            nearest.extend(labels)
            doubts.extend(self.domain.doubts(similarity[rows], cross))

        mean, errors, load = self.errors_of(features, novelty, noted)
        return Posterior(
            mean=mean,
            errors=PairErrors.of(errors),
            noise_sd=np.full(len(units), self.noise_sd),
            in_domain=np.array([not doubt for doubt in doubts]),
            novelty=novelty,
            nearest=tuple(nearest),
            similarity=similarity,
            laboratory=load,
            doubts=tuple(doubts),
        )

    def errors_of(
        self,
        features: UnitFeatures,
        novelty: Indices,
        noted: Callable[[slice, Array, dict[str, Floats]], None] | None = None,
    ) -> tuple[Array, FormedCovariance, Array]:
        """Return mean, covariance of all errors but single films', and the laboratory's part.

        Parameters
        ----------
        features : UnitFeatures
            Features of q distinct repeat units.
        novelty : ndarray of int, shape (q,)
            Their novelty classes.
        noted : callable, optional
            Given the rows of each stretch, their prior covariance with the training films and
            their similarities to the training units, for whoever needs more of them than this.

        Returns
        -------
        mean : ndarray, shape (q,)
            [unit]
        covariance : FormedCovariance
            [unit²]
        load : ndarray, shape (q, r)
            See `Posterior.laboratory`. [unit]

        Notes
        -----
        The q units by n films are worked out in stretches of q, for of many neither the memory nor
        the linear algebra lasts.
        """
        from scipy import linalg

        mean = np.empty(len(features))
        learned = np.empty((len(features), len(self.dual)), self.factor.dtype)
        terms = (*self.terms, *(self.companion.terms if self.companion else ()))
        kinds = {"morgan": None, **{t.feature: None for t in terms if t.kind == "tanimoto"}}
        likeness = Likeness(kinds, features, self.units)
        for start in range(0, len(features), _STRETCH):
            rows = slice(start, start + _STRETCH)
            part = features.take(rows)
            alike = likeness.between(rows)
            cross = self._cross(part, alike)
            mean[rows] = self._mean(part, alike, cross)
            learned[rows] = linalg.solve_triangular(
                self.factor, cross.T.astype(self.factor.dtype), lower=True, check_finite=False
            ).T
            if noted is not None:
                noted(rows, cross, alike)
        load = loadings(self.laboratory, mean)
        covariance = FormedCovariance(
            len(features),
            ProcessPart.of(self.terms, self.standards, features, learned),
            scale=self.label_sd * self.class_factors[novelty],
            tables=((1.0, load),),
        )
        return mean, covariance, load

    def _cross(self, features: UnitFeatures, alike: dict[str, Floats]) -> Array:
        """Return the prior covariance of repeat units with the training films, shape (q, n)."""
        cross = kernel(self.terms, self.standards, features, self.units, alike)
        return np.asarray(cross if self.films is None else cross @ self.films.T, dtype=float)

    def _mean(self, features: UnitFeatures, alike: dict[str, Floats], cross: Array) -> Array:
        """Return the expected values of repeat units, shape (q,). [unit]."""
        standardised = cross @ self.dual
        if self.companion is not None:
            other = self.companion.standardised_mean(
                self.standards, features, self.units, self.films, alike
            )
            standardised += self.companion.share * (other - standardised)
        return np.asarray(self.label_mean + self.label_sd * standardised)

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
