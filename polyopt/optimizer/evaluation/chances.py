"""Which designs are worth the joint probability of their limits, which costs most of all.

No design is likelier to meet all limits than to meet the one it is least likely to meet. One that
could not belong to the front even at that probability needs no better estimate.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from polyopt.claims.judgement import Judgement
from polyopt.claims.probability import blocks
from polyopt.optimizer.evaluation.front import nondominated
from polyopt.optimizer.space.polytope import Array
from polyopt.problem.definition import PROBABILITY, Objective

_ERROR = 0.01
"""By how much the estimate of a joint probability may err, as `joint_probability` states it."""

_FEW = 256
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
    total = np.ones(len(covariance))
    for block in blocks([j.limits[0] for j in single], covariance):
        least = np.ones(len(covariance))
        for judgement in single:
            if np.any(judgement.limits[0].loading[block]):
                least = np.fmin(least, judgement.probability)
        total *= least
    return np.minimum(total + _ERROR, 1.0)


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
        left = _unbeaten(hoped, known.T)
        open_, hoped = open_[left], hoped[:, left]
    ahead = nondominated(hoped.T) if len(open_) > _FEW else np.arange(len(open_))
    asked[open_[ahead]] = True
    rows = np.flatnonzero(asked)
    if len(rows):
        chances[rows] = find(rows)
    found = feasible[asked[feasible]]
    if len(open_) == len(ahead) or not len(found):
        return chances
    rows = open_[_unbeaten(hoped, hope(chances)[:, found])]
    rows = rows[~asked[rows]]
    if len(rows):
        chances[rows] = find(rows)
    return chances


def _unbeaten(values: Array, known: Array) -> NDArray[np.intp]:
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
