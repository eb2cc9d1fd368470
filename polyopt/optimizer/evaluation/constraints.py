"""Verdicts on the limits of a problem, and how far designs violate what they are judged by."""

from __future__ import annotations

import numpy as np

from polyopt.claims.evidence import PREDICTED, Evidence
from polyopt.claims.judgement import DIGITS, MET, UNMET, Judgement
from polyopt.claims.probability import Limit, interval_probability
from polyopt.optimizer.space.polytope import Array
from polyopt.problem.definition import Requirement

_LEAST_VIOLATION = 1e-9
_LEVELLED = 0.5 * 10.0**-DIGITS


def required(requirement: Requirement, evidence: Evidence, confidence: float) -> Judgement:
    """Judge a limit of the user's: at an end it is met, and what is not surely met is unmet."""
    terms = [(requirement.quantity, 1.0)]
    quantity = evidence.quantities[requirement.quantity]
    loading = evidence.loading(terms)
    mean, sd = quantity.mean, evidence.spread(loading)
    alone = evidence.stated_alone(terms)
    if alone is not None:
        (mean, sd), loading = alone, np.zeros_like(loading)
    ends = requirement.low, requirement.high
    low, high = (_beyond_rounding(end - mean) for end in ends)
    inside = (low <= 0) & (high >= 0)
    distance = np.minimum(-low, high)
    if alone is None and evidence.shape_of(terms) is not None:
        low, high = evidence.room(terms, mean, *ends)
    probability = interval_probability(low, high, sd)
    # the problem's confidence is for predictions, a limit's own for whatever is uncertain
    asked = requirement.least(confidence if quantity.basis == PREDICTED else 0.0)
    truth = np.where(inside & (probability >= asked), MET, UNMET).astype(np.int8)
    scale = max(1.0, min(abs(b) for b in (requirement.low, requirement.high)) / 10)
    margin = distance / scale
    limits = (Limit(loading, low, high),) if np.any(loading) else ()
    caution = evidence.caution([requirement.quantity])
    own = requirement.confidence
    basis = quantity.basis
    return Judgement(truth, margin, probability, basis, limits, caution=caution, asked=own)


def _beyond_rounding(distance: Array) -> Array:
    """Return distances to an end, 0 for those that the rounding of a claim's verdict levels.

    So 0.1 + 0.2 meets a limit of 0.3, as it meets that of a claim. The values themselves are not
    rounded: the ends of a limit restated on another quantity have more decimals than a verdict.
    """
    return np.where(np.abs(distance) < _LEVELLED, 0.0, distance)


def violation(judgement: Judgement, confidence: float) -> Array:
    """Return Optuna's sign: at most zero where met, positive where unmet or unknown."""
    margin = _finite(judgement.margin, 0.0)
    least = confidence if judgement.asked is None else judgement.asked
    short = _finite(least - judgement.probability, 1.0)
    broken = np.maximum(np.maximum(-margin, short), _LEAST_VIOLATION)
    return np.where(judgement.truth == MET, np.minimum(-margin, 0.0), broken)


def _finite(values: Array, instead: float) -> Array:
    """Return values, with `instead` for NaN and the largest numbers for infinite ones."""
    return values if np.isfinite(values).all() else np.nan_to_num(values, nan=instead)
