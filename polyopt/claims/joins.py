"""Judgements joined by "and", "or", "not", or as readings of one text, in Kleene's logic."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from polyopt.claims.judgement import MET, UNKNOWN, UNMET, Judgement, softest
from polyopt.claims.notes import EachNote, Figured, joined_notes


def all_of(parts: Sequence[Judgement]) -> Judgement:
    """Return the judgement that all hold; for an unmet one the failed parts speak."""
    deciding = [p for p in parts if (p.truth == UNMET).all()] or parts
    return Judgement(
        np.asarray(np.min([p.truth for p in parts], axis=0)),
        np.asarray(np.fmin.reduce([p.margin for p in parts])),
        np.asarray(np.prod([p.probability for p in parts], axis=0)),
        softest([p.basis for p in deciding]),
        tuple(limit for p in parts for limit in p.limits),
        joined_notes([p.note for p in deciding]),
        joined_notes([p.caution for p in parts]),
    )


def any_of(parts: Sequence[Judgement]) -> Judgement:
    """Return the judgement that one holds; for a met one the parts that hold speak."""
    deciding = [p for p in parts if (p.truth == MET).all()] or parts
    truth = np.max([p.truth for p in parts], axis=0)
    speaking = [np.where(p.truth == truth, p.margin, np.nan) for p in parts]
    return Judgement(
        np.asarray(truth),
        np.asarray(np.fmax.reduce(speaking)),
        np.asarray(np.fmax.reduce([p.probability for p in parts])),
        softest([p.basis for p in deciding]),
        note=joined_notes([p.note for p in deciding]),
        caution=joined_notes([p.caution for p in parts]),
    )


def not_of(parts: Sequence[Judgement]) -> Judgement:
    """Return the judgement that the only part does not hold."""
    part = parts[0]
    return replace(
        part, truth=-part.truth, margin=-part.margin, probability=1 - part.probability, limits=()
    )


_READINGS = "the text can be read in two ways, and they differ here"


def readings_of(parts: Sequence[Judgement], differing: str = _READINGS) -> Judgement:
    """Return the judgement on a text that can be read in several ways: what they agree on.

    Parameters
    ----------
    parts : sequence of Judgement
        The readings.
    differing : str
        What to note where they differ.
    """
    joined = all_of(parts)
    truths = np.stack([p.truth for p in parts])
    agree = np.all(truths == truths[0], axis=0)
    note = joined.note if agree.all() else differing
    if agree.any() and not agree.all():
        note = joined_notes(
            [EachNote((Figured(differing, np.where(agree, np.nan, 0.0)),)), joined.note]
        )
    return replace(
        joined,
        truth=np.where(agree, joined.truth, UNKNOWN).astype(np.int8),
        margin=np.where(agree, joined.margin, np.nan),
        probability=np.where(agree, joined.probability, np.nan),
        note=note,
    )


JOINS: Mapping[str, Callable[[Sequence[Judgement]], Judgement]] = MappingProxyType(
    {"all": all_of, "any": any_of, "not": not_of, "readings": readings_of}
)
