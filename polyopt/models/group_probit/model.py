"""A latent index: above zero a polymer dissolves, with a normal spread of what is not counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from polyopt.chemistry.groups import group_names
from polyopt.equations.arrays import Array, Flags
from polyopt.errors import DataError
from polyopt.models.artefact import Arrays, Artefact, Metadata
from polyopt.models.covariance import PairErrors, root_of
from polyopt.models.feature_words import feature_words
from polyopt.models.features import UnitFeatures, unit_features
from polyopt.models.formed_covariance import FormedCovariance
from polyopt.models.group_probit.descriptors import DESCRIPTORS, NAMES, design
from polyopt.models.identity import Known, joined_by_amide, structures_of
from polyopt.models.kinds import GROUP_PROBIT
from polyopt.models.property_model import Pair, Posterior, in_one_line
from polyopt.models.repeat_unit_model import RepeatUnitModel

PROBIT_SD = 1.0
"""Spread of polymers around the index: the unit of its scale."""

OUTSIDE_SD = 10.0
"""Spread outside the domain, stated: no index of the reports is as large, so nothing is likely."""

_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class GroupProbit(RepeatUnitModel):
    """A fitted probit of structural groups.

    Parameters
    ----------
    property, unit, name, mixing : str
        What is predicted, its unit, the model's name, and the mixing rule of copolymers.
    coefficients : ndarray, shape (d,)
        Of each descriptor; see `polyopt.models.group_probit.descriptors`.
    covariance : ndarray, shape (d, d)
        Of the coefficients.
    lowest, highest : ndarray, shape (2, d)
        Between which a descriptor counts as like those of the reports: of polyimides in the first
        row, of units that an amide joins, as those of trimellitic anhydride, in the second.
    seen : ndarray, shape (g,)
        Of each structural group whether a polymer of the reports holds it, 1 or 0.
    known : Known
        Monomers of these polymers.
    reported : ndarray, shape (k,)
        Of each of these polymers 1 if it is reported to dissolve, -1 if not, 0 if that is open.
    citations : tuple of str, length k
        Of each of these polymers who says so; empty where that is open.

    Notes
    -----
    A polymer dissolves with probability Phi(m / sqrt(v + 1)), m and v the mean and the variance of
    its index. Not validated on copolymers: their index is taken as the mean of their repeat units',
    which is cautious, for a mixture packs worse than its parts. What a report says of a polymer
    itself, its index above or below zero, is put in by the mean and the variance of the normal cut
    off there: P soluble is then 0.84 at least, or 0.16 at most.
    """

    property: str
    unit: str
    name: str
    mixing: str
    coefficients: Array
    covariance: Array
    lowest: Array
    highest: Array
    seen: Array
    known: Known
    reported: Array
    citations: tuple[str, ...]

    def __repr__(self) -> str:
        return in_one_line(self, f"{len(self.known.pairs)} polymers")

    def _belief(self, units: Sequence[Pair]) -> Posterior:
        structures = structures_of(units)
        features = unit_features(structures)
        block = design(features)
        reports = dict(zip(self.known.pairs, self.reported, strict=True))
        said = np.array([reports.get(names, 0.0) for names in structures])
        doubts = self._doubts(features, block, [joined_by_amide(acid) for acid, _ in structures])
        inside: Flags = np.array([not doubt for doubt in doubts])
        noise = np.where(inside, PROBIT_SD, OUTSIDE_SD)
        mean, table = block @ self.coefficients, block @ root_of(self.covariance)
        mean, shrunk, noise = _told(said, mean, (table**2).sum(axis=1), noise)
        errors = FormedCovariance(len(units), tables=((1.0, table * shrunk[:, None]),))
        return Posterior(
            mean=mean,
            errors=PairErrors.of(errors),
            noise_sd=noise,
            in_domain=inside,
            novelty=self.known.novelty(units),
            nearest=("",) * len(units),
            similarity=np.full(len(units), np.nan),
            doubts=doubts,
        )

    def _doubts(
        self, features: UnitFeatures, block: Array, amides: Sequence[bool]
    ) -> tuple[str, ...]:
        """Return why each repeat unit is unlike those of the reports; empty where it is not.

        Units that an amide joins are compared with their like alone: a trimellitic unit may lie
        either way along the chain, which no straight polyimide can, so that none tells of them.
        """
        low, high = (bound[np.array(amides, dtype=int)] for bound in (self.lowest, self.highest))
        beyond: Flags = (block < low - _ROUNDING) | (block > high + _ROUNDING)
        strange: Flags = (features.groups > 0) & (self.seen == 0)[None, :]
        groups = group_names()
        return tuple(
            _reason([feature_words(groups[i]) for i in np.flatnonzero(new)], "of no polymer")
            or _reason([DESCRIPTORS[i].words for i in np.flatnonzero(far)], "beyond that")
            for new, far in zip(strange, beyond, strict=True)
        )

    def contributions(self, pair: Pair) -> tuple[tuple[str, float], ...]:
        """Return what each descriptor adds to the index of a repeat unit, the largest first."""
        added = design(unit_features(structures_of([pair])))[0] * self.coefficients
        rows = ((d.words, float(x)) for d, x in zip(DESCRIPTORS, added, strict=True) if x)
        return tuple(sorted(rows, key=lambda row: -abs(row[1])))

    def report(self, pair: Pair) -> str:
        """Return who reports what of a polymer itself; empty if nobody does.

        >>> from polyopt.chemistry.composition import Composition
        >>> from polyopt.models.library import load
        >>> made = Composition.parse("TMA // ODA")
        >>> load("solubility").report((made.dianhydrides[0][0], made.diamines[0][0]))[:29]
        'reported soluble: TMAc with D'
        """
        (structure,) = structures_of([pair])
        if structure not in self.known.pairs:
            return ""
        place = self.known.pairs.index(structure)
        said = {1.0: "reported soluble", -1.0: "reported insoluble"}.get(self.reported[place])
        return f"{said}: {self.citations[place]}" if said else ""

    def content(self) -> tuple[Metadata, Arrays]:
        """Return metadata and arrays of the model file."""
        texts = ("property", "unit", "name", "mixing")
        metadata = {
            "kind": GROUP_PROBIT,
            **{key: getattr(self, key) for key in texts},
            "features": list(NAMES),
            "groups": list(group_names()),
            "polymers": [list(pair) for pair in self.known.pairs],
            "citations": list(self.citations),
        }
        names = ("coefficients", "covariance", "lowest", "highest", "seen", "reported")
        return metadata, {name: getattr(self, name) for name in names}


def _told(said: Array, mean: Array, variance: Array, noise: Array) -> tuple[Array, Array, Array]:
    """Return the mean, a factor on the model's errors, and the spread once reports are known.

    Parameters
    ----------
    said : ndarray, shape (p,)
        1 for an index above zero, -1 for one below, 0 for no report.
    mean, variance, noise : ndarray, shape (p,)
        Of the index without the report: mean, variance of the model, spread of polymers around it.
    """
    from scipy.special import log_ndtr

    sd = np.sqrt(variance + noise**2)
    place = said * mean / sd
    hazard = np.exp(-(place**2) / 2 - log_ndtr(place)) / np.sqrt(2 * np.pi)
    cut = sd**2 * (1.0 - hazard * (hazard + place))
    told = said != 0
    kept = np.where(told, np.minimum(variance, cut / 2), variance)
    return (
        np.where(told, mean + said * sd * hazard, mean),
        np.sqrt(kept / np.where(variance > 0, variance, 1.0)),
        np.sqrt(np.where(told, cut - kept, noise**2)),
    )


def _reason(words: Sequence[str], of: str) -> str:
    """Return a doubt in words, of two features at most; empty without any."""
    return f"{' and '.join(words[:2])}: {of} in the reports" if words else ""


def group_probit_from(artefact: Artefact) -> GroupProbit:
    """Return the model that an artefact holds.

    Raises
    ------
    DataError
        If a part is missing or parts do not fit together.
    """
    wanted = {"features": list(NAMES), "groups": list(group_names())}
    if any(artefact.value(key, list) != held for key, held in wanted.items()):
        raise DataError("the model file was fitted with another table of groups")
    coefficients = artefact.array("coefficients", 1)
    bounds = {n: artefact.array(n, 2) for n in ("lowest", "highest")}
    covariance, seen = artefact.array("covariance", 2), artefact.array("seen", 1)
    known, reported = (
        Known.from_lists(artefact.value("polymers", list)),
        artefact.array("reported", 1),
    )
    citations = tuple(map(str, artefact.value("citations", list)))
    size = len(NAMES)
    whole = covariance.shape == (size, size) and len(seen) == len(group_names())
    whole = whole and len(reported) == len(citations) == len(known.pairs)
    whole = whole and len(coefficients) == size
    if {b.shape for b in bounds.values()} != {(2, size)} or not whole:
        raise DataError("the arrays of the model file do not fit together")
    return GroupProbit(
        property=artefact.value("property", str),
        unit=artefact.value("unit", str),
        name=artefact.value("name", str),
        mixing=artefact.value("mixing", str),
        coefficients=coefficients,
        **bounds,
        covariance=covariance,
        seen=seen,
        known=known,
        reported=reported,
        citations=citations,
        fingerprint=artefact.fingerprint,
    )
