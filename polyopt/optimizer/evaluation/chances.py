"""Which designs are worth the joint probability of their limits, which costs most of all.

No design is likelier to meet all limits than to meet the one it is least likely to meet. One that
could not belong to the front even at that probability needs no better estimate.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from polyopt.claims.judgement import Judgement
from polyopt.claims.probability import blocks, spanned
from polyopt.optimizer.evaluation.front import nondominated
from polyopt.optimizer.space.polytope import Array
from polyopt.problem.definition import PROBABILITY, Objective

_ERRORS = {1: 0.0, 2: 0.002}
_GREATEST_ERROR = 0.01
"""By how much the estimate of a joint probability may err, by the number of directions its limits
span: as `joint_probability` states it."""

_FEW = 256
_ENOUGH = 50
Find = Callable[[NDArray[np.intp]], Array]
Hope = Callable[[Array], Array]


def greatest_chance(judgements: Sequence[Judgement], covariance: Array) -> Array:
    """Return what no estimate of the joint probability exceeds, shape (n,).

    Of limits that are tied together it is the least probability of any one; those of groups that
    are independent are multiplied, and the estimate is allowed its error.

    Parameters
    ----------
    judgements : sequence of Judgement
        On the limitations to be met together.
    covariance : ndarray, shape (n, u, u)
        Of the uncertain quantities.
    """
    single = [j for j in judgements if len(j.limits) == 1]
    total, error = np.ones(len(covariance)), 0.0
    for block in blocks([j.limits[0] for j in single], covariance):
        tied = [j for j in single if np.any(j.limits[0].loading[block])]
        total *= np.fmin.reduce([j.probability for j in tied])
        basis, _ = spanned(np.array([j.limits[0].loading[block] for j in tied]))
        error += _ERRORS.get(len(basis), _GREATEST_ERROR)
    return np.minimum(total + error, 1.0)


def rises_with_chance(objectives: Sequence[Objective]) -> bool:
    """Say whether a greater probability is better, or all the same, for every objective."""
    return all(
        PROBABILITY not in o.expression.names
        or (o.expression.text.strip() == PROBABILITY and o.sign < 0)
        for o in objectives
    )


def chances_needed(
    find: Find,
    hope: Hope,
    greatest: Array,
    feasible: NDArray[np.intp],
    first: NDArray[np.intp],
    known: Array | None = None,
) -> Array:
    """Return joint probabilities, shape (n,); NaN for designs that others beat without it.

    Parameters
    ----------
    find : callable
        The joint probabilities of some rows.
    hope : callable
        All objectives, to minimise, from the probabilities of all rows, shape (k, n).
    greatest : ndarray, shape (n,)
        What no probability exceeds.
    feasible : ndarray of int
        Rows that could belong to the front.
    first : ndarray of int
        Rows whose probability is needed whatever it is.
    known : ndarray, shape (m, k), optional
        Objectives of designs kept before, to minimise.
    """
    chances = np.full(len(greatest), np.nan)
    asked = np.zeros(len(greatest), dtype=bool)
    asked[first] = True
    open_ = feasible[~asked[feasible]]
    hoped = hope(greatest)[:, open_]
    if known is not None and len(known):
        left = unbeaten(hoped, known.T)
        open_, hoped = open_[left], hoped[:, left]
    # where little is known, the most promising are found first: they may beat the others
    settled = len(open_) <= _FEW or (known is not None and len(known) >= _ENOUGH)
    ahead = np.arange(len(open_)) if settled else nondominated(hoped.T)
    asked[open_[ahead]] = True
    rows = np.flatnonzero(asked)
    if len(rows):
        chances[rows] = find(rows)
    found = feasible[asked[feasible]]
    if len(open_) == len(ahead) or not len(found):
        return chances
    rows = open_[unbeaten(hoped, hope(chances)[:, found])]
    rows = rows[~asked[rows]]
    if len(rows):
        chances[rows] = find(rows)
    return chances


def unbeaten(values: Array, known: Array) -> NDArray[np.intp]:
    """Return the columns that no known one beats in every row, all minimised.

    Parameters
    ----------
    values : ndarray, shape (k, n)
        What may be beaten.
    known : ndarray, shape (k, m)
        What may beat it; at least one.
    """
    if len(values) == 1:
        return np.flatnonzero(values[0] <= known[0].min())
    if len(values) == 2:
        order = np.argsort(known[0], kind="stable")
        least = np.concatenate([[np.inf], np.minimum.accumulate(known[1][order])])
        before = np.searchsorted(known[0][order], values[0], side="left")
        return np.flatnonzero(values[1] <= least[before])
    left = np.arange(values.shape[1])
    for pivot in known.T[nondominated(known.T)]:
        kept = np.zeros(len(left), dtype=bool)
        for value, row in zip(pivot, values, strict=True):
            kept |= row <= value
        left, values = left[kept], values[:, kept]
    return left
