"""Limits on mole fractions that are weighed in with an error: sure, hopeless, or a chance.

Judged apart from predicted limits: that a share off by half a per cent moves a Tg as well is left
out of a joint probability, as independent.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from polyopt.claims.evidence import Portions, ShareError
from polyopt.claims.interval import Array, Interval
from polyopt.claims.judgement import DIGITS, MET, UNKNOWN, UNMET, Judgement, decided
from polyopt.equations.share_errors import chance_of_sum, tightened


def with_share_error(
    judgement: Judgement,
    total: Array,
    interval: Interval,
    counts: tuple[NDArray[np.intp], NDArray[np.intp]],
    error: ShareError,
    confidence: float,
) -> Judgement:
    """Return the judgement of a sum of mole fractions, its errors taken into account.

    Parameters
    ----------
    judgement : Judgement
        That of the sum as it is meant.
    total : ndarray, shape (n,)
        The sum. [-]
    interval : Interval
        Where it must lie; one value is a set point, which no error is held against.
    counts : tuple of two ndarray of int, shape (n,)
        Numbers of monomers present that count, and that do not.
    error : ShareError
        How far each share may be off.
    confidence : float
        Least probability at which a sum that may miss its limit is taken to keep it.
    """
    if 0 < interval.low == interval.high < 1:
        return replace(judgement, caution="a single share is a set point: no weighing holds it")
    certain = (counts[0] == 0) | (counts[1] == 0)
    safe = _safe(total, interval, counts, error.tolerance) | certain
    inside = judgement.truth == MET
    if error.worst_case:
        beyond = _beyond(total, interval, counts, error.tolerance) | certain
        truth = np.where(inside, np.where(safe, MET, UNKNOWN), np.where(beyond, UNMET, UNKNOWN))
        return replace(judgement, truth=truth.astype(np.int8), probability=1.0 * (inside & safe))
    chance = judgement.probability.copy()
    ends = interval.low, interval.high
    for i in np.flatnonzero(~safe):
        found = [int(count[i]) for count in counts]
        chance[i] = chance_of_sum(float(total[i]), *ends, found[0], found[1], error.tolerance)
    truth = decided(inside, chance, confidence)
    doubtful = bool(((chance > 0) & (chance < 1)).any())
    said = f"an error of {100 * error.tolerance:g} mol % in weighing reaches the limit"
    return replace(judgement, truth=truth, probability=chance, caution=said if doubtful else "")


def counts_present(
    fractions: Array | Portions, counted: NDArray[np.bool_], whole: NDArray[np.bool_]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return how many monomers are present that count, and that do not, each of shape (n,).

    Parameters
    ----------
    fractions : ndarray, shape (n, m), or Portions
        Mole fractions over a palette.
    counted : ndarray of bool, shape (m,)
        Which monomers count.
    whole : ndarray of bool, shape (m,)
        Which make up the whole.
    """
    if isinstance(fractions, Portions):
        present = (fractions.shares > 0) & whole[fractions.members][:, :, None]
        counts = counted[fractions.members][:, :, None]
        inside = (present & counts).sum(axis=0).reshape(-1)
        return inside, present.sum(axis=0).reshape(-1) - inside
    present = (fractions > 0) & whole
    inside = present[:, counted].sum(axis=1)
    return inside, present.sum(axis=1) - inside


def _safe(
    total: Array,
    interval: Interval,
    counts: tuple[NDArray[np.intp], NDArray[np.intp]],
    tolerance: float,
) -> NDArray[np.bool_]:
    """Return which sums keep their limits whatever the errors are, shape (n,)."""
    low, high = _ends(interval, counts, tolerance)
    return np.asarray((total >= low) & (total <= high))


def _beyond(
    total: Array,
    interval: Interval,
    counts: tuple[NDArray[np.intp], NDArray[np.intp]],
    tolerance: float,
) -> NDArray[np.bool_]:
    """Return which sums miss a limit whatever the errors are, shape (n,).

    Errors carry a sum as far over a limit as they carry one under it.
    """
    low, high = _ends(interval, counts, -tolerance)
    return np.asarray((total < low) | (total > high))


def _ends(
    interval: Interval, counts: tuple[NDArray[np.intp], NDArray[np.intp]], tolerance: float
) -> Array:
    """Return the tightened ends for each sum, shape (2, n)."""
    ends = np.empty((2, len(counts[0])))
    for k, m in set(zip(*(count.tolist() for count in counts), strict=True)):
        rows = (counts[0] == k) & (counts[1] == m)
        held = tightened(interval.low, interval.high, k, m, tolerance)
        ends[:, rows] = np.round(held, DIGITS)[:, None]
    return ends
