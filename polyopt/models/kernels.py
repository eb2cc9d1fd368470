"""Similarities between repeat units, and their weighted sum."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from polyopt.equations.arrays import Array, CountArray
from polyopt.errors import DataError
from polyopt.models.features import SHAPE_EMPHASIS, Side, UnitFeatures

_CLIP = 6.0
_FREQUENT = 0.15
_FEW = 200  # rows; with so few a dense product is the faster one
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


_STRETCH = 256
"""Rows of a kernel that are worked out together."""


def tanimoto(first: CountArray, second: CountArray) -> Array:
    """Return the min-max Tanimoto similarity of count vectors.

    Parameters
    ----------
    first, second : ndarray of uint8, shape (p, b) and (q, b)
        Counts.

    Returns
    -------
    ndarray, shape (p, q)
        Sum of minima over sum of maxima; 1 for equal rows. [-]

    Notes
    -----
    The sum of minima is a dot product of unary codes: count 3 becomes 1, 1, 1, 0, ... Codes that
    are common go through a dense product, rare ones through a sparse product.

    Examples
    --------
    >>> float(tanimoto(np.array([[2, 1]], np.uint8), np.array([[1, 1]], np.uint8))[0, 0])
    0.6666666666666666
    """
    total_first = first.sum(axis=1, dtype=float)
    total_second = second.sum(axis=1, dtype=float)
    minima = _minima(first, second)
    maxima = total_first[:, None] + total_second[None, :] - minima
    return np.asarray(minima / np.maximum(maxima, 1.0))


def _minima(first: CountArray, second: CountArray) -> Array:
    used = np.flatnonzero(first.any(axis=0))
    first, second = first[:, used], second[:, used]
    total = np.zeros((len(first), len(second)), dtype=np.float32)
    level = 1
    while (shared := np.minimum(first.max(axis=0), second.max(axis=0)) >= level).any():
        first, second = first[:, shared], second[:, shared]
        left, right = first >= level, second >= level
        common = (right.mean(axis=0) > _FREQUENT) | (len(first) <= _FEW)
        total += left[:, common].astype(np.float32) @ right[:, common].astype(np.float32).T
        if not common.all():
            from scipy import sparse

            thin = sparse.csr_array(left[:, ~common], dtype=np.float32)
            total += (thin @ sparse.csr_array(right[:, ~common], dtype=np.float32).T).toarray()
        level += 1
    return total.astype(float)


def _squared_distance(first: Array, second: Array) -> Array:
    squares = (first**2).sum(axis=1)[:, None] + (second**2).sum(axis=1)[None, :]
    squares -= 2 * first @ second.T
    return np.asarray(np.maximum(squares, 0.0))


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


def likeness(feature: str, first: UnitFeatures, second: UnitFeatures) -> Array:
    """Return the Tanimoto similarity of two sets of units in one kind of counts, shape (p, q)."""
    left, right = getattr(first, feature), getattr(second, feature)
    if isinstance(left, Side):
        distinct = tanimoto(left.counts, right.counts)
        return np.asarray(distinct[np.ix_(left.index, right.index)])
    return tanimoto(left, right)


def term_kernels(
    terms: tuple[Term, ...],
    standards: dict[str, Standard],
    first: UnitFeatures,
    second: UnitFeatures,
    known: dict[str, Array] | None = None,
) -> list[Array]:
    """Return the unweighted kernel of each term between two sets of units.

    Parameters
    ----------
    terms, standards
        The kernels, and the scaling of the feature blocks.
    first, second : UnitFeatures
        p and q units.
    known : dict of str to ndarray, optional
        Tanimoto similarities by kind of counts; those it lacks are added.

    Returns
    -------
    list of ndarray, shape (p, q)
    """
    known = {} if known is None else known
    squares: dict[str, Array] = {}
    kernels = []
    for term in terms:
        if term.kind == "tanimoto":
            if term.feature not in known:
                known[term.feature] = likeness(term.feature, first, second)
            kernels.append(known[term.feature])
            continue
        standard = standards[term.feature]
        left = standard.apply(block_of(first, term.feature))
        right = standard.apply(block_of(second, term.feature))
        if term.kind == "linear":
            kernels.append(left @ right.T / standard.emphasis.sum())
            continue
        if term.feature not in squares:
            squares[term.feature] = _squared_distance(left, right)
        width = 2 * term.scale * standard.median_square
        kernels.append(np.exp(squares[term.feature] / -width))
    return kernels


def kernel(
    terms: tuple[Term, ...],
    standards: dict[str, Standard],
    first: UnitFeatures,
    second: UnitFeatures,
    known: dict[str, Array] | None = None,
) -> Array:
    """Return the weighted sum of the terms, shape (p, q); see `term_kernels`.

    Rows are taken in stretches, so that the terms of large palettes never stand in memory whole.
    """
    alike = first is second
    result = np.empty((len(first), len(second)))
    for start in range(0, len(first), _STRETCH):
        rows = np.arange(start, min(start + _STRETCH, len(first)))
        columns = np.arange(start if alike else 0, len(second))
        given = {name: full[np.ix_(rows, columns)] for name, full in (known or {}).items()}
        others = second.take(columns) if alike and start else second
        part = first.take(rows) if len(rows) < len(first) else first
        parts = term_kernels(terms, standards, part, others, given)
        weighted = sum(t.weight * k for t, k in zip(terms, parts, strict=True))
        result[rows, columns[0] :] = weighted
        if alike:
            result[columns[0] :, rows] = np.asarray(weighted).T
    return result
