"""Whether designs surely stay outside a claim: in every reading of it one limitation is unmet.

Three-valued as a verdict is: what is unknown is not outside. An engineering screening of claims as
they are restated, no legal opinion.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from polyopt.claims.evaluate import judged
from polyopt.claims.evidence import PREDICTED, Evidence
from polyopt.claims.interval import Array
from polyopt.claims.judgement import MET, UNKNOWN, UNMET, Judgement
from polyopt.claims.limitations import quantities_of
from polyopt.claims.probability import Limit
from polyopt.claims.schema import Element

_SURE = 1.0 - 1e-9


@dataclass(frozen=True, slots=True)
class OpenReading:
    """One way to read a claim onto a stack that formulations can keep a design outside of.

    Parameters
    ----------
    elements : tuple of Element
        Limitations that formulations can break, with global ids.
    assignment : mapping of str to str
        Which layer plays which part.
    """

    elements: tuple[Element, ...]
    assignment: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AvoidedClaim:
    """A claim that every design is to stay outside of.

    Parameters
    ----------
    id : str
        Its global name.
    readings : tuple of OpenReading
        Those that structure leaves; none if it puts the stack outside already.
    settled : tuple of str
        What of the structure puts it outside in the other readings, in words.
    """

    id: str
    readings: tuple[OpenReading, ...]
    settled: tuple[str, ...] = ()

    @property
    def quantities(self) -> tuple[str, ...]:
        """Quantities that its limitations refer to, as the claims name them."""
        elements = [e for reading in self.readings for e in reading.elements]
        return tuple(name for e in elements for name, _ in quantities_of(e.test))


@dataclass(frozen=True, slots=True)
class Escape:
    """By which limitation each of n designs is outside one reading, and how surely.

    Parameters
    ----------
    judgements : tuple of Judgement
        On the limitations, as a claim asks them.
    chosen : ndarray of int, shape (n,)
        The one that is likeliest unmet; where none is, the one that comes nearest to it.
    truth : ndarray of int8, shape (n,)
        1 outside, -1 inside for sure, 0 not known.
    """

    judgements: tuple[Judgement, ...]
    chosen: NDArray[np.intp]
    truth: NDArray[np.int8]


def outside(claim: AvoidedClaim, evidence: Evidence, confidence: float) -> Judgement:
    """Return the judgement that designs stay outside a claim.

    Parameters
    ----------
    claim : AvoidedClaim
        The claim.
    evidence : Evidence
        What is known of n designs.
    confidence : float
        Least probability of the limitation that is unmet.

    Returns
    -------
    Judgement
        Met where each reading has a limitation that is unmet, as surely as asked. Its probability
        is that of the least sure reading. Its limits hold the value on the side of the window where
        its mean is: so a joint probability is a lower bound, by one limitation per reading.
    """
    size = evidence.size
    truth, margin = np.full(size, MET, np.int8), np.full(size, np.inf)
    chance, limits = np.ones(size), list[Limit]()
    for reading in claim.readings:
        escape = escaped(reading, evidence, confidence)
        truth = np.minimum(truth, escape.truth)
        margin = np.minimum(margin, -_picked([j.margin for j in escape.judgements], escape))
        unmet = [1.0 - j.probability for j in escape.judgements]
        chance = np.minimum(chance, _picked(unmet, escape))
        limits += _limits(escape)
    if not claim.readings:
        margin = np.full(size, np.nan)
    return Judgement(truth, margin, chance, PREDICTED, tuple(limits))


def escaped(reading: OpenReading, evidence: Evidence, confidence: float) -> Escape:
    """Return by which limitation designs are outside one reading of a claim.

    A limitation that rests on several limits at once, or on a chance without a predicted quantity,
    counts only where it is certain.
    """
    judgements = tuple(
        judged(element, evidence, reading.assignment, confidence) for element in reading.elements
    )
    scores, usable = [], []
    for one in judgements:
        unmet = np.nan_to_num(1.0 - one.probability, nan=0.0)
        sure = (one.truth == UNMET) & ((unmet >= _SURE) | (len(one.limits) == 1))
        usable.append(sure)
        beyond = np.nan_to_num(-one.margin, nan=-1e6, posinf=1e6, neginf=-1e6)
        scores.append(np.where(sure, 1e9 + 1e9 * unmet + beyond.clip(-1e3, 1e3), beyond))
    chosen = np.argmax(scores, axis=0)
    out = np.any(usable, axis=0)
    inside = np.all([one.truth == MET for one in judgements], axis=0)
    truth = np.where(out, MET, np.where(inside, UNMET, UNKNOWN)).astype(np.int8)
    return Escape(judgements, chosen, truth)


def _picked(values: Sequence[Array], escape: Escape) -> Array:
    table = np.nan_to_num(np.stack(values), nan=0.0)
    return np.asarray(np.take_along_axis(table, escape.chosen[None], axis=0)[0])


def _limits(escape: Escape) -> list[Limit]:
    """Return the limits of the limitations that are chosen, open for designs that chose another."""
    found = []
    for i, one in enumerate(escape.judgements):
        rows = (escape.chosen == i) & (escape.truth == MET)
        if len(one.limits) == 1 and rows.any():
            limit = one.limits[0]
            above = limit.high < 0
            low = np.where(rows & above, limit.high, -np.inf)
            high = np.where(rows & ~above, limit.low, np.inf)
            found.append(Limit(limit.loading, low, high))
    return found
