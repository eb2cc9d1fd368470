"""Accurate layer: an exact Gaussian process over repeat units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy import linalg, sparse

from polyopt.chemistry.groups import group_names
from polyopt.chemistry.monomers import Monomer
from polyopt.errors import DataError
from polyopt.models.artefact import Artefact, fingerprint_of, save_artefact
from polyopt.models.base import Pair, Posterior
from polyopt.models.calibration import N_CLASSES, inflated
from polyopt.models.features import SHAPE_NAMES, UnitFeatures, unit_features
from polyopt.models.identity import Known, distinct_units
from polyopt.models.kernels import KERNELS, Standard, Term, kernel, tanimoto
from polyopt.models.surface import PairSurface, surface

KIND = "gaussian-process"
_BLOCKS = ("groups", "shape")


@dataclass(frozen=True, slots=True)
class GaussianProcess:
    """A fitted Gaussian process.

    Parameters
    ----------
    property, unit, name, mixing : str
        What is predicted, its unit, the model's name, and the mixing rule of copolymers.
    terms : tuple of Term
        Kernels of the sum.
    standards : dict of str to Standard
        Scaling of the feature blocks ``"groups"`` and ``"shape"``.
    units : UnitFeatures
        Features of the u training repeat units.
    known : Known
        Their monomers.
    films : ndarray, shape (n, u), or None
        Mole fractions of the repeat units in each training film; None if film i is unit i.
    dual : ndarray, shape (n,)
        Coefficients of the kernel rows.
    factor : ndarray, shape (n, n)
        Lower Cholesky factor of kernel plus noise, half precision in the file.
    label_mean, label_sd : float
        Scaling of the labels. [unit]
    noise_sd : float
        Spread of one film around the model. [unit]
    class_factors : ndarray, shape (4,)
        By novelty class, what the model's standard deviation is multiplied with. [-]
    least_similarity : float
        Tanimoto similarity to the nearest training polymer that counts as in domain. [-]
    """

    property: str
    unit: str
    name: str
    mixing: str
    terms: tuple[Term, ...]
    standards: dict[str, Standard]
    units: UnitFeatures
    known: Known
    films: np.ndarray | None
    dual: np.ndarray
    factor: np.ndarray
    label_mean: float
    label_sd: float
    noise_sd: float
    class_factors: np.ndarray
    least_similarity: float
    fingerprint: str = ""

    def surface(
        self, dianhydrides: Sequence[Monomer | str], diamines: Sequence[Monomer | str]
    ) -> PairSurface:
        """Return the surface over a palette, monomers given by any of their names."""
        return surface(self, dianhydrides, diamines)

    def posterior(self, pairs: Sequence[Pair]) -> Posterior:
        """Return the joint belief about the repeat units of `pairs`.

        Parameters
        ----------
        pairs : sequence of (Monomer, Monomer), length p
            Dianhydride and diamine of each repeat unit.
        """
        if not pairs:
            raise DataError("a model needs at least one pair of monomers to predict")
        names, index = distinct_units(pairs)
        features = unit_features(names)
        mean, covariance = self.raw_posterior(features)
        novelty = self.known.novelty(pairs)
        likeness = tanimoto(features.morgan, self.units.morgan)
        nearest = likeness.argmax(axis=1)
        similarity = likeness[np.arange(len(names)), nearest]
        spread = covariance[np.ix_(index, index)]
        return Posterior(
            mean=mean[index],
            covariance=inflated(spread, self.class_factors[novelty]),
            noise_sd=self.noise_sd,
            in_domain=similarity[index] >= self.least_similarity,
            novelty=novelty,
            nearest=tuple(self.known.label(int(nearest[i])) for i in index),
            similarity=similarity[index],
        )

    def raw_posterior(self, features: UnitFeatures) -> tuple[np.ndarray, np.ndarray]:
        """Return mean and covariance of repeat units before calibration.

        Parameters
        ----------
        features : UnitFeatures
            Features of q distinct repeat units.

        Returns
        -------
        mean : ndarray, shape (q,)
            [unit]
        covariance : ndarray, shape (q, q)
            Of the model's error. [unit²]
        """
        cross = kernel(self.terms, self.standards, features, self.units)
        if self.films is not None:
            cross = cross @ self.films.T
        prior = kernel(self.terms, self.standards, features, features)
        solved = linalg.solve_triangular(
            self.factor, cross.T.astype(self.factor.dtype), lower=True, check_finite=False
        ).astype(float)
        covariance = prior - solved.T @ solved
        mean = self.label_mean + self.label_sd * (cross @ self.dual)
        return mean, (covariance + covariance.T) / 2 * self.label_sd**2

    def save(self, path: Path | str) -> str:
        """Write the model to one file and return its fingerprint."""
        return save_artefact(path, *self._content())

    def sealed(self) -> GaussianProcess:
        """Return the same model, its fingerprint computed."""
        return replace(self, fingerprint=fingerprint_of(*self._content()))

    def _content(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        metadata = {
            "kind": KIND,
            **{key: getattr(self, key) for key in ("property", "unit", "name", "mixing")},
            "terms": [asdict(term) for term in self.terms],
            "polymers": [list(pair) for pair in self.known.pairs],
            **{
                key: float(getattr(self, key))
                for key in ("label_mean", "label_sd", "noise_sd", "least_similarity")
            },
        }
        arrays = {
            **_packed_counts("morgan", self.units.morgan),
            **_packed_counts("torsion", self.units.torsion),
            "groups": self.units.groups.astype(np.uint8),
            "shape": self.units.shape,
            "mass": self.units.mass,
            "dual": self.dual,
            "factor": self.factor.astype(np.float16),
            "class_factors": self.class_factors,
        }
        for name in _BLOCKS:
            standard = self.standards[name]
            arrays[f"{name}_centre"] = standard.centre
            arrays[f"{name}_spread"] = standard.spread
            arrays[f"{name}_emphasis"] = standard.emphasis
            arrays[f"{name}_median_square"] = np.array([standard.median_square])
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
    units = UnitFeatures(
        morgan=_unpacked_counts(artefact, "morgan"),
        torsion=_unpacked_counts(artefact, "torsion"),
        groups=artefact.array("groups", 2).astype(float),
        shape=artefact.array("shape", 2),
        mass=artefact.array("mass", 1),
    )
    dual, factor = artefact.array("dual", 1), artefact.array("factor", 2)
    films = artefact.array("films", 2) if "films" in artefact.arrays else None
    polymers = artefact.value("polymers", list)
    films_shape = (len(dual), len(units)) if films is None else films.shape
    lengths = {len(units.morgan), len(units.torsion), len(units.groups), len(units.shape)}
    if units.groups.shape[1] != len(group_names()) or units.shape.shape[1] != len(SHAPE_NAMES):
        raise DataError("the model file was fitted with another table of groups")
    if lengths | {len(polymers), films_shape[1]} != {len(units)}:
        raise DataError("the arrays of the model file do not fit together")
    if factor.shape != (len(dual), len(dual)) or films_shape[0] != len(dual):
        raise DataError("the factor of the model file does not fit its coefficients")
    if films is None and len(dual) != len(units):
        raise DataError("the model file lacks the compositions of its films")
    class_factors = artefact.array("class_factors", 1)
    if len(class_factors) != N_CLASSES:
        raise DataError("the model file has another number of novelty classes")
    return GaussianProcess(
        **{key: artefact.value(key, str) for key in ("property", "unit", "name", "mixing")},
        terms=_terms(artefact),
        standards={name: _standard(artefact, name) for name in _BLOCKS},
        units=units,
        known=Known.from_lists(polymers),
        films=films,
        dual=dual,
        factor=factor.astype(np.float32),
        class_factors=class_factors,
        fingerprint=artefact.fingerprint,
        **{
            key: artefact.value(key, float)
            for key in ("label_mean", "label_sd", "noise_sd", "least_similarity")
        },
    )


def _terms(artefact: Artefact) -> tuple[Term, ...]:
    try:
        terms = tuple(Term(**term) for term in artefact.value("terms", list))
    except TypeError:
        raise DataError("the kernel terms of the model file are damaged") from None
    if not terms or not all((term.kind, term.feature) in KERNELS for term in terms):
        raise DataError("the model file names a kernel that this version does not know")
    return terms


def _standard(artefact: Artefact, name: str) -> Standard:
    columns = [artefact.array(f"{name}_{part}", 1) for part in ("centre", "spread", "emphasis")]
    median_square = artefact.array(f"{name}_median_square", 1)
    width = len(group_names()) + 1 if name == "groups" else len(SHAPE_NAMES)
    if {len(c) for c in columns} != {width} or len(median_square) != 1:
        raise DataError(f"the scaling of {name} in the model file does not fit its columns")
    return Standard(columns[0], columns[1], columns[2], float(median_square[0]))


def _packed_counts(name: str, counts: np.ndarray) -> dict[str, np.ndarray]:
    packed = sparse.csr_array(counts)
    return {
        f"{name}_count": packed.data.astype(np.uint8),
        f"{name}_bit": packed.indices.astype(np.uint16),
        f"{name}_start": packed.indptr.astype(np.int32),
        f"{name}_bits": np.array([counts.shape[1]], dtype=np.int32),
    }


def _unpacked_counts(artefact: Artefact, name: str) -> np.ndarray:
    count, bit = artefact.array(f"{name}_count", 1), artefact.array(f"{name}_bit", 1)
    start = artefact.array(f"{name}_start", 1)
    bits = int(artefact.array(f"{name}_bits", 1)[0])
    steps = np.diff(start)
    sound = len(start) > 1 and start[0] == 0 and start[-1] == len(count) == len(bit)
    if not sound or (steps < 0).any() or not 0 < bits <= 2**16 or bit.max(initial=0) >= bits:
        raise DataError(f"the {name} counts of the model file are damaged")
    dense = np.zeros((len(steps), bits), dtype=np.uint8)
    dense[np.repeat(np.arange(len(steps)), steps), bit] = count
    return dense
