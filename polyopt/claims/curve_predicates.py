"""Judging the least storage modulus above Tg: by a measured curve, or by its stated minimum."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from polyopt.claims.evidence import MEASURED, PREDICTED, Evidence
from polyopt.claims.judgement import (
    MET,
    UNMET,
    Assignment,
    Judgement,
    compared,
    quantity_name,
    scale_of,
    unknown,
)
from polyopt.claims.limitations import StorageLimit
from polyopt.claims.notes import EachNote, Figured
from polyopt.measurements.dma_minimum import RUBBER_FACTOR, StorageMinimum
from polyopt.quantities import PLATEAU, member_quantity

_MPA = 1e6
_DECADES = 0.1
"""What one unit of margin means for a modulus. [decades]"""


def storage_judged(test: StorageLimit, evidence: Evidence, assignment: Assignment) -> Judgement:
    """Judge the minimum of E'.

    A curve that has been at or below the limit meets it already, for its minimum can only be
    lower. One that stays above with its minimum inside does not. One that falls where it ends,
    still or again, is unknown.
    """
    name = quantity_name(member_quantity(test.layer, "storage_minimum"), assignment)
    curve = evidence.curves.get(assignment.get(test.layer, test.layer))
    if curve is None:
        scale = scale_of(test.interval, "Pa")
        found = compared(((name, 1.0),), test.interval, scale, evidence)
        return found if name in evidence.quantities else _without_curve(test, evidence, assignment)
    if curve.minimum is None:
        return unknown(evidence.size, MEASURED, curve.note)
    minimum, limit = curve.minimum, test.interval.high
    note = f"minimum {minimum.modulus:.3g} Pa at {minimum.temperature:.0f} degC"
    within = minimum.below(limit)
    if within is None:
        note += _why_open(minimum)
        return unknown(evidence.size, MEASURED, note)
    if limit < minimum.modulus <= RUBBER_FACTOR * limit:
        note += f"; were G' meant, the limit on E' would be {RUBBER_FACTOR * limit:.3g} Pa"
    decades = float(np.log10(limit / minimum.modulus))
    return Judgement(
        np.full(evidence.size, MET if within else UNMET, np.int8),
        np.full(evidence.size, decades / _DECADES),
        np.full(evidence.size, _chance(decades, minimum.sd_decades)),
        MEASURED,
        note=note,
    )


def _without_curve(test: StorageLimit, evidence: Evidence, assignment: Assignment) -> Judgement:
    """Return that the limit is open, and how likely the estimate of the plateau makes it."""
    name = quantity_name(member_quantity(test.layer, PLATEAU), assignment)
    plateau, shape = evidence.quantities.get(name), evidence.shapes.get(name)
    open_ = unknown(evidence.size, note="no DMA curve")
    if plateau is None or shape is None:
        return open_
    words = f"no DMA curve; the plateau is estimated at {{:.2g}} MPa {plateau.note}"
    note = EachNote((Figured(words, plateau.mean),))
    chance = shape.below(test.interval.high / _MPA)
    return replace(open_, probability=chance, basis=PREDICTED, note=note)


def _why_open(minimum: StorageMinimum) -> str:
    """Return why a curve does not show whether its minimum is below a limit, in words."""
    if not minimum.falling:
        between = f"{minimum.low:.3g} to {minimum.high:.3g} Pa"
        return f", {between}: fewer than five readings show it; measure at closer temperatures"
    if minimum.edge == "end":
        return ", where the curve ends, still falling"
    return "; the curve falls again where it ends"


def _chance(decades: float, sd: float) -> float:
    """Return the probability that a minimum so many decades below the limit is below it."""
    from scipy.special import ndtr

    return float(ndtr(decades / sd)) if sd > 0 else float(decades >= 0)
