"""What one test comes to for a batch of designs, and how numbers are held against an interval."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from polyopt.claims.evidence import BASES, DECLARED, MEASURED, PREDICTED, Evidence, Quantity
from polyopt.claims.interval import Array, Interval
from polyopt.claims.probability import Limit, interval_probability
from polyopt.equations.normal_interval import Z90
from polyopt.laminate.members import FILM, METAL, SECOND_METAL, SUBSTRATE
from polyopt.quantities import QuantityName, layer_quantity, member_quantity

MET, UNKNOWN, UNMET = 1, 0, -1
"""Kleene values: "and" is the least, "or" the greatest, "not" the negative."""

SCALES = {"degC": 25.0, "ppm/K": 10.0, "mole fraction": 0.1, "ratio": 1.0, "count": 1.0}
"""What one unit of margin means, by the unit of the limitation: about one model error."""

UNITS = (
    *SCALES,
    *("-", "%", "wt%", "um", "cm", "kg", "g/mm", "s/100cc", "Pa", "min", "h", "kPa", "GPa"),
)
"""Units of limitations; one of them without a scale has a tenth of the limit as its scale."""

DIGITS = 9
"""Decimals kept before a comparison, so that 5 + 35 mol % is 40 mol %."""

_TENTH = 0.1

_LETTER = re.compile(r"\{(\w+)\}")
_NO_LAYERS = (FILM, METAL, SECOND_METAL, SUBSTRATE)

Assignment = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on one test for n designs.

    Parameters
    ----------
    truth : ndarray of int8, shape (n,)
        1 met, 0 unknown, -1 unmet.
    margin : ndarray, shape (n,)
        Signed distance to the limit in units of its scale; NaN where unknown.
    probability : ndarray, shape (n,)
        Probability of meeting it; NaN where unknown.
    basis : str
        The softest basis it rests on.
    limits : tuple of Limit
        The probabilistic limits behind it, for joint probabilities.
    note : str
        What a reader should know of it.
    caution : str
        What a reader must know of its probability; empty if nothing.
    asked : float or None
        Least probability that it asks for itself; None for that of the problem.
    """

    truth: NDArray[np.int8]
    margin: Array
    probability: Array
    basis: str
    limits: tuple[Limit, ...] = ()
    note: str = ""
    caution: str = ""
    asked: float | None = None

    def take(self, index: NDArray[np.intp]) -> Judgement:
        """Return the verdict on some of the designs."""
        return replace(
            self,
            truth=self.truth[index],
            margin=self.margin[index],
            probability=self.probability[index],
            limits=tuple(
                Limit(limit.loading, limit.low[index], limit.high[index]) for limit in self.limits
            ),
        )


def held_unless_unmet(found: Judgement) -> Judgement:
    """Return a judgement that takes what is unknown for met: it is left open, and counts nowhere.

    Parameters
    ----------
    found : Judgement
        The verdict on n designs.
    """
    open_ = found.truth == UNKNOWN
    if not open_.any():
        return found
    limits = tuple(
        replace(x, low=np.where(open_, -np.inf, x.low), high=np.where(open_, np.inf, x.high))
        for x in found.limits
    )
    return replace(
        found,
        truth=np.where(open_, MET, found.truth).astype(np.int8),
        margin=np.where(open_, np.nan, found.margin),
        probability=np.where(open_, 1.0, found.probability),
        limits=limits,
    )


def unknown(size: int, basis: str = DECLARED, note: str = "") -> Judgement:
    """Return the judgement of what nothing is known of."""
    nothing = np.full(size, np.nan)
    return Judgement(np.zeros(size, np.int8), nothing, nothing, basis, note=note)


def softest(bases: Sequence[str]) -> str:
    """Return the softest of several bases."""
    return max(bases, key=BASES.index, default=DECLARED)


def joined_notes(notes: Sequence[str]) -> str:
    """Return several notes as one, each once."""
    return "; ".join(dict.fromkeys(note for note in notes if note))


def quantity_name(name: str, assignment: Assignment) -> str:
    """Return the full name of a quantity, its layer variable replaced by a layer.

    >>> quantity_name("A.tg", {"A": "hard"}), quantity_name("L.cte", {"L": "film"})
    ('layers.hard.tg', 'film.cte')
    """
    asked = QuantityName.split(name)
    if asked.head not in assignment:
        return name
    member = assignment[asked.head]
    if member in _NO_LAYERS:
        return member_quantity(member, asked.tail)
    return layer_quantity(member, asked.tail)


def named(text: str, assignment: Assignment) -> str:
    """Return a fact or step with the layers in place of the variables."""
    return _LETTER.sub(lambda found: assignment.get(found[1], found[0]), text)


def scale_of(interval: Interval, unit: str, scale: float | None = None) -> float:
    """Return what one unit of margin means: stated, by the unit, or a tenth of the limit."""
    if scale is not None:
        return scale
    ends = [abs(end) for end in (interval.low, interval.high) if np.isfinite(end) and end != 0]
    return SCALES.get(unit) or _TENTH * max(ends, default=10.0)


def fact_judged(fact: bool | None, size: int, note: str = "") -> Judgement:
    """Return the judgement of a fact; None is unknown."""
    if fact is None:
        return unknown(size, note=note)
    truth = np.full(size, MET if fact else UNMET, np.int8)
    margin = np.full(size, np.nan if fact else -1.0)
    return Judgement(truth, margin, truth.clip(0, 1).astype(float), DECLARED, note=note)


def exact(value: Array, interval: Interval, scale: float, basis: str) -> Judgement:
    """Return the judgement of values that carry no uncertainty."""
    inside = interval.contains(value)
    truth = np.where(inside, MET, UNMET).astype(np.int8)
    return Judgement(truth, interval.distance(value) / scale, inside.astype(float), basis)


def compared(
    terms: Sequence[tuple[str, float]],
    interval: Interval,
    scale: float,
    evidence: Evidence,
    *,
    offset: float = 0.0,
    confidence: float = 0.0,
) -> Judgement:
    """Judge ``offset + sum of factor * quantity`` against an interval.

    A quantity known only between two ends decides where both ends agree. One with a normal
    uncertainty decides by its mean, a prediction if it is as sure as `confidence`. A limit on one
    CTE alone is held against it as it was stated, one on several against them over one temperature
    window.
    """
    known = [evidence.quantities.get(name) for name, _ in terms]
    quantities = [q for q in known if q is not None]
    if len(quantities) < len(terms):
        return unknown(evidence.size)
    factors = [factor for _, factor in terms]
    alone = evidence.stated_alone(terms)
    value = _sum(offset, [q.mean for q in quantities], factors, evidence.size)
    basis = softest([q.basis for q in quantities])
    note = joined_notes([q.note for q in quantities])
    caution = evidence.caution([name for name, _ in terms])
    loading = evidence.loading(terms)
    sd = evidence.spread(loading)
    if alone is not None:  # as it was measured
        value, sd, loading = offset + alone[0], alone[1], np.zeros_like(loading)
        basis = MEASURED
    if any(q.bounds is not None for q in quantities):
        ends = _ends(offset, quantities, factors, Z90 * sd)
        return replace(_bounded(ends, interval, scale, basis), note=note, caution=caution)
    value = np.round(value, DIGITS)
    if offset == 0.0 and alone is None:
        low, high = evidence.room(terms, value, interval.low, interval.high)
    else:
        low, high = interval.low - value, interval.high - value
    probability = interval_probability(low, high, sd)
    inside = interval.contains(value)
    truth = decided(inside, probability, confidence if basis == PREDICTED else 0.0)
    limits = (Limit(loading, low, high),) if np.any(loading) else ()
    certain = np.where(sd > 0, probability, inside.astype(float))
    margin = interval.distance(value) / scale
    return Judgement(truth, margin, certain, basis, limits, note, caution)


def _sum(offset: float, values: Sequence[Array], factors: Sequence[float], size: int) -> Array:
    total = np.full(size, offset)
    for value, factor in zip(values, factors, strict=True):
        total = total + factor * value
    return total


def _ends(
    offset: float, quantities: Sequence[Quantity], factors: Sequence[float], widening: Array
) -> tuple[Array, Array]:
    """Return the least and greatest value that the ends of the quantities allow."""
    low = np.full(widening.shape, offset) - widening
    high = np.full(widening.shape, offset) + widening
    for q, factor in zip(quantities, factors, strict=True):
        ends = q.bounds if q.bounds is not None else (q.mean, q.mean)
        first, second = (factor * end for end in ends)
        low, high = low + np.minimum(first, second), high + np.maximum(first, second)
    return np.round(low, DIGITS), np.round(high, DIGITS)


def _bounded(ends: tuple[Array, Array], interval: Interval, scale: float, basis: str) -> Judgement:
    """Judge what lies between two ends, nothing being known of where."""
    low, high = ends
    inside = interval.contains(low) & interval.contains(high)
    below = high < interval.low if interval.low_in else high <= interval.low
    above = low > interval.high if interval.high_in else low >= interval.high
    outside = below | above
    truth = np.where(inside, MET, np.where(outside, UNMET, UNKNOWN)).astype(np.int8)
    distances = np.stack([interval.distance(low), interval.distance(high)])
    sure = np.where(inside, distances.min(axis=0), distances.max(axis=0)) / scale
    nothing = np.full(low.shape, np.nan)
    margin = np.where(truth == UNKNOWN, nothing, sure)
    chance = np.where(truth == UNKNOWN, nothing, inside.astype(float))
    return Judgement(truth, margin, chance, basis)


def decided(inside: NDArray[np.bool_], probability: Array, confidence: float) -> NDArray[np.int8]:
    """Return the verdict of a mean, withheld where it is less sure than `confidence`."""
    sure_in = inside & (probability >= confidence)
    sure_out = ~inside & (1.0 - probability >= confidence)
    return np.where(sure_in, MET, np.where(sure_out, UNMET, UNKNOWN)).astype(np.int8)
