"""Similarities between repeat units, and their weighted sum."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from polyopt.equations.arrays import Array, Floats
from polyopt.errors import DataError
from polyopt.models.features import SHAPE_EMPHASIS, Side, UnitFeatures
from polyopt.models.unary_codes import Precision, UnaryCodes, tanimoto

_CLIP = 6.0
_EVERY = slice(None)
WHOLE = ("morgan", "torsion")
"""Kinds of counts of whole units."""

KERNELS = frozenset(
    {
        ("tanimoto", "morgan"),
        ("tanimoto", "torsion"),
        ("tanimoto", "dianhydride"),
        ("tanimoto", "diamine"),
        ("rbf", "groups"),
        ("rbf", "shape"),
        ("rbf", "conformation"),
        ("linear", "groups"),
        ("linear", "shape"),
    }
)


@dataclass(frozen=True, slots=True)
class Term:
    """One kernel of the sum.

    Parameters
    ----------
    kind : str
        ``"tanimoto"``, ``"rbf"`` or ``"linear"``.
    feature : str
        ``"morgan"``, ``"torsion"``, ``"dianhydride"`` or ``"diamine"`` for Tanimoto, else
        ``"groups"``, ``"shape"`` or ``"conformation"``.
    weight : float
        Variance it contributes, in units of the label variance. [-]
    scale : float
        Length scale c of the RBF: exp(-d² / (2 c median d²)). [-]
    """

    kind: str
    feature: str
    weight: float
    scale: float = 1.0


def terms_from(records: object) -> tuple[Term, ...]:
    """Return the kernels listed in a model file.

    Raises
    ------
    DataError
        If the list is damaged, empty, or names a kernel that this version does not know.
    """
    try:
        terms = tuple(Term(**record) for record in list(records))  # type: ignore[call-overload]
    except TypeError:
        raise DataError("the kernel terms of the model file are damaged") from None
    if not terms or not all((term.kind, term.feature) in KERNELS for term in terms):
        raise DataError("the model file names a kernel that this version does not know")
    return terms


@dataclass(frozen=True, slots=True)
class Standard:
    """Scaling of one feature block, frozen at training.

    Parameters
    ----------
    centre, spread : ndarray, shape (d,)
        Mean and standard deviation of each column.
    emphasis : ndarray, shape (d,)
        How many times each column counts in a squared distance.
    median_square : float
        Median squared distance between training units after scaling.
    """

    centre: Array
    spread: Array
    emphasis: Array
    median_square: float

    @classmethod
    def of(cls, block: Array, emphasis: Array) -> Standard:
        """Return the scaling of a block of training features, shape (u, d)."""
        spread = block.std(axis=0)
        spread = np.where(spread > 1e-9, spread, 1.0)
        scaled = np.clip((block - block.mean(axis=0)) / spread, -_CLIP, _CLIP) * np.sqrt(emphasis)
        step = max(1, len(scaled) // 1000)
        squares = _squared_distance(scaled[::step], scaled[::step])
        distinct = squares[np.triu_indices(len(squares), 1)]
        median = float(np.median(distinct)) if distinct.size else 1.0
        return cls(block.mean(axis=0), spread, emphasis, max(median, 1e-9))

    def apply(self, block: Array) -> Array:
        """Return the scaled block, clipped at six standard deviations."""
        scaled = np.clip((block - self.centre) / self.spread, -_CLIP, _CLIP)
        return np.asarray(scaled * np.sqrt(self.emphasis))


_STRETCH = 64
"""Rows of a kernel that are worked out together."""


def _squared_distance(first: Array, second: Array) -> Array:
    squares = (-2.0 * first) @ second.T
    squares += (first**2).sum(axis=1)[:, None]
    squares += (second**2).sum(axis=1)
    return np.maximum(squares, 0.0, out=squares)


def standards_of(features: UnitFeatures) -> dict[str, Standard]:
    """Return the scaling of each feature block of training units."""
    plain = np.ones(features.groups.shape[1] + 1)
    return {
        "groups": Standard.of(features.group_density, plain),
        "shape": Standard.of(features.shape, np.array(SHAPE_EMPHASIS)),
        "conformation": Standard.of(features.conformation, np.ones(features.conformation.shape[1])),
    }


def block_of(features: UnitFeatures, name: str) -> Array:
    """Return the feature block ``"groups"`` (per 400 g/mol), ``"shape"``, ``"conformation"``."""
    if name == "groups":
        return features.group_density
    return features.shape if name == "shape" else features.conformation


def likeness(
    feature: str, first: UnitFeatures, second: UnitFeatures, dtype: Precision = np.float64
) -> Floats:
    """Return the Tanimoto similarity of two sets of units in one kind of counts, shape (p, q)."""
    left, right = getattr(first, feature), getattr(second, feature)
    if isinstance(left, Side):
        distinct = tanimoto(left.counts, right.counts, dtype)
        return np.asarray(distinct[np.ix_(left.index, right.index)])
    return tanimoto(left, right, dtype)


def kernel(
    terms: tuple[Term, ...],
    standards: dict[str, Standard],
    first: UnitFeatures,
    second: UnitFeatures,
    known: dict[str, Floats] | None = None,
    dtype: Precision = np.float64,
) -> Floats:
    """Return the weighted sum of the terms, shape (p, q).

    Parameters
    ----------
    terms, standards
        The kernels, and the scaling of the feature blocks.
    first, second : UnitFeatures
        p and q units.
    known : dict of str to ndarray, optional
        Tanimoto similarities that are known already, by kind of counts.
    dtype : type
        Precision of the result.

    Notes
    -----
    Rows are taken in stretches, so that the terms of many units never stand in memory whole. In
    single precision distances are still worked out in double.
    """
    likeness_of = {
        t.feature: _alike(t.feature, first, second, known, dtype)
        for t in terms
        if t.kind == "tanimoto"
    }
    blocks = {
        t.feature: [
            standards[t.feature].apply(block_of(side, t.feature)) for side in (first, second)
        ]
        for t in terms
        if t.kind != "tanimoto"
    }
    result = np.empty((len(first), len(second)), dtype)
    for start in range(0, len(first), _STRETCH):
        rows = slice(start, start + _STRETCH)
        columns = slice(start if first is second else 0, None)
        squares: dict[str, Floats] = {}
        total = result[rows, columns]
        total[:] = 0.0
        for term in terms:
            if term.kind == "tanimoto":
                total += term.weight * likeness_of[term.feature](rows, columns)
                continue
            left, right = blocks[term.feature][0][rows], blocks[term.feature][1][columns]
            standard = standards[term.feature]
            if term.kind == "linear":
                total += (term.weight / standard.emphasis.sum()) * (left @ right.T)
                continue
            if term.feature not in squares:
                squares[term.feature] = _squared_distance(left, right).astype(dtype, copy=False)
            part = squares[term.feature] * (-0.5 / (term.scale * standard.median_square))
            np.exp(part, out=part)
            part *= term.weight
            total += part
        if first is second:
            result[columns, rows] = total.T
    return result


def _alike(
    feature: str,
    first: UnitFeatures,
    second: UnitFeatures,
    known: dict[str, Floats] | None,
    dtype: Precision,
) -> Callable[[slice, slice], Floats]:
    """Return what gives the Tanimoto similarity of stretches of two sets of units."""
    left, right = getattr(first, feature), getattr(second, feature)
    full = (known or {}).get(feature)
    if full is None and isinstance(left, Side):
        distinct = tanimoto(left.counts, right.counts, dtype)
        return lambda rows, columns: distinct[left.index[rows]][:, right.index[columns]]
    table = tanimoto(left, right, dtype) if full is None else full
    return lambda rows, columns: table[rows, columns]


class Likeness:
    """Tanimoto similarities of many units to others, stretch by stretch.

    Parameters
    ----------
    features : iterable of str
        Kinds of counts of whole units; others are passed over.
    first, second : UnitFeatures
        p and q units.
    dtype : type
        Precision.
    """

    def __init__(
        self,
        features: Iterable[str],
        first: UnitFeatures,
        second: UnitFeatures,
        dtype: Precision = np.float64,
    ) -> None:
        self._dtype = dtype
        self._first = {n: getattr(first, n) for n in features if n in WHOLE}
        self._codes = {
            name: UnaryCodes.of(getattr(second, name), counts.max(axis=0, initial=0))
            for name, counts in self._first.items()
        }

    def between(self, rows: slice, columns: slice = _EVERY) -> dict[str, Floats]:
        """Return the similarities of a stretch of units to others, by kind of counts."""
        return {
            name: codes.tanimoto(self._first[name][rows], columns, self._dtype)
            for name, codes in self._codes.items()
        }
