"""Transparent layer: one contribution per group, with its standard error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from polyopt.chemistry.conformation import REFERENCE_MASS
from polyopt.chemistry.groups import group_names
from polyopt.equations.arrays import Array
from polyopt.errors import DataError
from polyopt.layer_property import ProcessPrior
from polyopt.models.artefact import Arrays, Artefact, Metadata
from polyopt.models.covariance import PairErrors, root_of
from polyopt.models.features import (
    CHAIN_NAMES,
    SHAPE_GROUPS,
    SHAPE_NAMES,
    UnitFeatures,
    unit_features,
)
from polyopt.models.formed_covariance import FormedCovariance
from polyopt.models.identity import Known, distinct_units, structures_of
from polyopt.models.intervals import N_CLASSES
from polyopt.models.kernels import Term
from polyopt.models.kinds import GROUP_CONTRIBUTION
from polyopt.models.laboratories import loadings, packed_laboratory, unpacked_laboratory
from polyopt.models.process_part import ProcessPart
from polyopt.models.property_model import Pair, Posterior, in_one_line
from polyopt.models.repeat_unit_model import RepeatUnitModel

ALL_GROUPS, SHAPE = "all-groups", "shape"
_FORMS = (ALL_GROUPS, SHAPE)


@dataclass(frozen=True, slots=True)
class GroupShare:
    """What one group adds to a prediction.

    Parameters
    ----------
    group : str
        Name of the group or descriptor.
    amount : float
        Count, or value of the descriptor; for a mixture the mole-weighted mean.
    contribution : float
        What it adds to the property. [unit]
    standard_error : float
        Of that contribution. [unit]
    """

    group: str
    amount: float
    contribution: float
    standard_error: float


@dataclass(frozen=True, slots=True)
class GroupContribution(RepeatUnitModel):
    """A fitted group contribution model.

    Parameters
    ----------
    property, unit, name, mixing : str
        What is predicted, its unit, the model's name, and the mixing rule of copolymers.
    form : str
        ``"all-groups"`` or ``"shape"``: which groups take part; see `design`.
    coefficients : ndarray, shape (g,)
        Intercept, contribution of each group at one per 400 g/mol, of each chain descriptor.
    covariance : ndarray, shape (g, g)
        Of the coefficients.
    lowest, highest : ndarray, shape (g,)
        Range of the features in training.
    known : Known
        Monomers of the training polymers.
    misfit_sd : float
        Spread of polymers around the model. [unit]
    noise_sd : float
        Spread of films around their polymer and their laboratory. [unit]
    class_factors : ndarray, shape (4,)
        By novelty class, what the model's standard deviation is multiplied with. [-]
    laboratory : ProcessPrior or None
        How far films of one laboratory lie from the model together; None where the training data
        could not tell.
    """

    property: str
    unit: str
    name: str
    mixing: str
    form: str
    coefficients: Array
    covariance: Array
    lowest: Array
    highest: Array
    known: Known
    misfit_sd: float
    noise_sd: float
    class_factors: Array
    laboratory: ProcessPrior | None = None

    def __repr__(self) -> str:
        return in_one_line(self, f"{len(self.known.pairs)} polymers")

    def _belief(self, units: Sequence[Pair]) -> Posterior:
        features = unit_features(structures_of(units))
        block = design(features, self.form)
        above, below = block >= self.lowest - 1e-9, block <= self.highest + 1e-9
        inside = np.all(above & below, axis=1)
        mean = block @ self.coefficients
        load = loadings(self.laboratory, mean)
        novelty = self.known.novelty(units)
        errors = self._errors(features, block, self.class_factors[novelty])
        return Posterior(
            mean=mean,
            errors=PairErrors.of(replace(errors, tables=(*errors.tables, (1.0, load)))),
            noise_sd=np.full(len(units), self.noise_sd),
            in_domain=inside,
            novelty=novelty,
            nearest=("",) * len(units),
            similarity=np.full(len(units), np.nan),
            laboratory=load,
        )

    def raw_posterior(self, features: UnitFeatures) -> tuple[Array, Array]:
        """Return mean and covariance of repeat units, intervals not yet widened."""
        block = design(features, self.form)
        covariance = self._errors(features, block, np.ones(len(block))).whole()
        return block @ self.coefficients, (covariance + covariance.T) / 2

    def _errors(self, features: UnitFeatures, block: Array, factors: Array) -> FormedCovariance:
        """Return the covariance of the model's errors, standard deviations times factors.

        The misfit of two units is taken to correlate as their Tanimoto similarity.
        """
        likeness = (Term("tanimoto", "morgan", 1.0),)
        nothing = np.zeros((len(block), 0))
        table = factors[:, None] * (block @ root_of(self.covariance))
        return FormedCovariance(
            len(block),
            ProcessPart.of(likeness, {}, features, nothing),
            scale=self.misfit_sd * factors,
            tables=((1.0, table),),
        )

    def explain(
        self, pairs: Sequence[Pair], fractions: Sequence[float] | None = None
    ) -> tuple[GroupShare, ...]:
        """Return what each group adds, the largest contribution first.

        Parameters
        ----------
        pairs : sequence of (Monomer, Monomer)
            Repeat units of a homopolymer or a mixture.
        fractions : sequence of float, optional
            Their mole fractions; equal shares if left out. [-]

        Returns
        -------
        tuple of GroupShare
            They add up to the prediction.
        """
        names, index = distinct_units(pairs)
        features = unit_features(names)
        shares = np.ones(len(pairs)) if fractions is None else np.asarray(fractions, dtype=float)
        shares = np.bincount(index, shares / shares.sum(), minlength=len(names))
        mixed = shares @ design(features, self.form)
        amount = shares @ _amounts(features, self.form)
        error = np.sqrt(np.diag(self.covariance)) * np.abs(mixed)
        rows = [
            GroupShare(name, float(n), float(x * c), float(e))
            for name, n, x, c, e in zip(
                feature_names(self.form), amount, mixed, self.coefficients, error, strict=True
            )
            if x != 0.0
        ]
        return tuple(sorted(rows, key=lambda row: -abs(row.contribution)))

    def contributions(self) -> tuple[GroupShare, ...]:
        """Return the contribution of one group per 400 g/mol, and of one unit of a descriptor."""
        error = np.sqrt(np.diag(self.covariance))
        return tuple(
            GroupShare(name, 1.0, float(c), float(e))
            for name, c, e in zip(feature_names(self.form), self.coefficients, error, strict=True)
        )

    def content(self) -> tuple[Metadata, Arrays]:
        """Return metadata and arrays of the model file."""
        texts = ("property", "unit", "name", "mixing", "form")
        metadata = {
            "kind": GROUP_CONTRIBUTION,
            **{key: getattr(self, key) for key in texts},
            "features": list(feature_names(self.form)),
            "polymers": [list(pair) for pair in self.known.pairs],
            "misfit_sd": float(self.misfit_sd),
            "noise_sd": float(self.noise_sd),
        }
        names = ("coefficients", "covariance", "lowest", "highest", "class_factors")
        arrays = {name: getattr(self, name) for name in names}
        return metadata, {**arrays, **packed_laboratory(self.laboratory)}


def feature_names(form: str) -> tuple[str, ...]:
    """Return the names of the columns of `design`."""
    if form == SHAPE:
        return ("intercept", *SHAPE_NAMES)
    return ("intercept", *group_names(), *CHAIN_NAMES)


def design(features: UnitFeatures, form: str) -> Array:
    """Return the columns that are linear in the coefficients, shape (u, g).

    Parameters
    ----------
    features : UnitFeatures
        Features of u repeat units.
    form : str
        ``"all-groups"``: intercept, every group per 400 g/mol and the chain descriptors: van
        Krevelen's sum n_g Y_g / M with an intercept and the shape of the chain. ``"shape"``: the
        same with a selection of groups, for small data.
    """
    one = np.ones((len(features), 1))
    if form == SHAPE:
        return np.hstack([one, features.shape])
    density = features.groups * (REFERENCE_MASS / features.mass[:, None])
    return np.hstack([one, density, features.shape[:, len(SHAPE_GROUPS) :]])


def _amounts(features: UnitFeatures, form: str) -> Array:
    """Return `design` with groups as counts per repeat unit."""
    amounts = design(features, form)
    groups = slice(1, 1 + len(SHAPE_GROUPS if form == SHAPE else group_names()))
    amounts[:, groups] *= features.mass[:, None] / REFERENCE_MASS
    return amounts


def group_contribution_from(artefact: Artefact) -> GroupContribution:
    """Return the model that an artefact holds.

    Raises
    ------
    DataError
        If a part is missing or parts do not fit together.
    """
    form = artefact.value("form", str)
    if form not in _FORMS or artefact.value("features", list) != list(feature_names(form)):
        raise DataError("the model file was fitted with another table of groups")
    size = len(feature_names(form))
    vectors = {name: artefact.array(name, 1) for name in ("coefficients", "lowest", "highest")}
    covariance = artefact.array("covariance", 2)
    factors = artefact.array("class_factors", 1)
    sizes = {len(v) for v in vectors.values()}
    if sizes != {size} or covariance.shape != (size, size) or len(factors) != N_CLASSES:
        raise DataError("the arrays of the model file do not fit together")
    return GroupContribution(
        property=artefact.value("property", str),
        unit=artefact.value("unit", str),
        name=artefact.value("name", str),
        mixing=artefact.value("mixing", str),
        form=form,
        coefficients=vectors["coefficients"],
        lowest=vectors["lowest"],
        highest=vectors["highest"],
        covariance=covariance,
        known=Known.from_lists(artefact.value("polymers", list)),
        misfit_sd=artefact.value("misfit_sd", float),
        noise_sd=artefact.value("noise_sd", float),
        class_factors=factors,
        laboratory=unpacked_laboratory(artefact),
        fingerprint=artefact.fingerprint,
    )
