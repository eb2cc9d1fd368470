"""One function per kind of test: evidence in, verdicts of a batch out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from polyopt.chemistry.monomers import Monomer, shipped_library
from polyopt.chemistry.scaffolds import is_member
from polyopt.claims.evidence import BASES, DECLARED, PREDICTED, Evidence, Shares
from polyopt.claims.probability import Limit, interval_probability
from polyopt.claims.schema import (
    Array,
    Count,
    Declared,
    Fraction,
    Group,
    Interval,
    Linear,
    Ratio,
    Steps,
    Test,
    Unmodelled,
)

MET, UNKNOWN, UNMET = 1, 0, -1
"""Kleene values: "and" is the least, "or" the greatest, "not" the negative."""

SCALES = {"degC": 25.0, "ppm/K": 10.0, "mole fraction": 0.1, "ratio": 1.0, "count": 1.0}
"""What one unit of margin means, by the unit of the limitation: about one model error."""

_DIGITS = 9
"""Decimals kept before a comparison, so that 5 + 35 mol % is 40 mol %."""


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
    """

    truth: NDArray[np.int8]
    margin: Array
    probability: Array
    basis: str
    limits: tuple[Limit, ...] = ()

    def take(self, index: NDArray[np.intp]) -> Judgement:
        """Return the verdict on some of the designs."""
        return Judgement(
            self.truth[index],
            self.margin[index],
            self.probability[index],
            self.basis,
            tuple(
                Limit(limit.loading, limit.low[index], limit.high[index]) for limit in self.limits
            ),
        )


Assignment = Mapping[str, str]


def judge(test: Test, evidence: Evidence, assignment: Assignment, confidence: float) -> Judgement:
    """Judge one test.

    Parameters
    ----------
    test : Test
        What is tested.
    evidence : Evidence
        What is known of the designs.
    assignment : mapping of str to str
        Layer variables to layer names.
    confidence : float
        Least probability at which a prediction decides a verdict.
    """
    match test:
        case Linear():
            return _linear(test, evidence, assignment, confidence)
        case Ratio():
            return _ratio(test, evidence, assignment)
        case Fraction():
            return _fraction(test, evidence, assignment)
        case Count():
            count = np.full(evidence.size, float(len(evidence.layers)))
            return _exact(count, test.interval, SCALES["count"], DECLARED)
        case Declared():
            return _fact(evidence.facts.get(_named(test.fact, assignment)), evidence.size)
        case Steps():
            return _steps(test, evidence, assignment)
        case Unmodelled():
            return unknown(evidence.size)
        case Group():
            return _group(test, evidence, assignment, confidence)


def unknown(size: int, basis: str = DECLARED) -> Judgement:
    """Return the judgement of what nothing is known of."""
    nothing = np.full(size, np.nan)
    return Judgement(np.zeros(size, np.int8), nothing, nothing, basis)


def softest(bases: list[str]) -> str:
    """Return the softest of several bases."""
    return max(bases, key=BASES.index, default=DECLARED)


def quantity_name(name: str, assignment: Assignment) -> str:
    """Return the full name of a quantity, its layer variable replaced by a layer."""
    head, _, tail = name.partition(".")
    return f"layers.{assignment[head]}.{tail}" if head in assignment else name


def _named(text: str, assignment: Assignment) -> str:
    for variable, layer in assignment.items():
        text = text.replace(f"{{{variable}}}", layer)
    return text


def _linear(
    test: Linear, evidence: Evidence, assignment: Assignment, confidence: float
) -> Judgement:
    terms = [(quantity_name(name, assignment), factor) for name, factor in test.terms]
    known = [evidence.quantities.get(name) for name, _ in terms]
    if any(q is None for q in known):
        return unknown(evidence.size)
    quantities = [q for q in known if q is not None]
    value = sum(
        (factor * q.mean for q, (_, factor) in zip(quantities, terms, strict=True)),
        start=np.zeros(evidence.size),
    )
    basis = softest([q.basis for q in quantities])
    loading = evidence.loading(terms)
    sd = evidence.spread(loading)
    value = np.round(value, _DIGITS)
    low, high = test.interval.low - value, test.interval.high - value
    probability = interval_probability(low, high, sd)
    inside = test.interval.contains(value)
    truth = _decided(inside, probability, confidence if basis == PREDICTED else 0.0)
    margin = test.interval.distance(value) / SCALES[test.unit]
    limits = (Limit(loading, low, high),) if np.any(loading) else ()
    exact = np.where(sd > 0, probability, inside.astype(float))
    return Judgement(truth, margin, exact, basis, limits)


def _decided(inside: NDArray[np.bool_], probability: Array, confidence: float) -> NDArray[np.int8]:
    """Return the verdict of a mean, withheld where it is less sure than `confidence`."""
    sure_in = inside & (probability >= confidence)
    sure_out = ~inside & (1.0 - probability >= confidence)
    return np.where(sure_in, MET, np.where(sure_out, UNMET, UNKNOWN)).astype(np.int8)


def _exact(value: Array, interval: Interval, scale: float, basis: str) -> Judgement:
    inside = interval.contains(value)
    truth = np.where(inside, MET, UNMET).astype(np.int8)
    return Judgement(truth, interval.distance(value) / scale, inside.astype(float), basis)


def _ratio(test: Ratio, evidence: Evidence, assignment: Assignment) -> Judgement:
    over = evidence.quantities.get(quantity_name(test.over, assignment))
    under = evidence.quantities.get(quantity_name(test.under, assignment))
    if over is None or under is None:
        return unknown(evidence.size)
    ratio = np.round(over.mean / under.mean, _DIGITS)
    return _exact(ratio, test.interval, SCALES["ratio"], softest([over.basis, under.basis]))


def _fraction(test: Fraction, evidence: Evidence, assignment: Assignment) -> Judgement:
    shares = evidence.shares.get((assignment[test.layer], test.role))
    if shares is None:
        return unknown(evidence.size)
    counted = members(test, shares)
    if counted is None:
        return unknown(evidence.size)
    total = np.round(shares.fractions @ counted.astype(float), _DIGITS)
    return _exact(total, test.interval, SCALES["mole fraction"], DECLARED)


def members(test: Fraction, shares: Shares) -> NDArray[np.bool_] | None:
    """Return which monomers of a role count, or None if a structure is missing."""
    structures = [_structure(m) for m in shares.monomers]
    if not all(structures):
        return None
    return np.array([_counts(test, s) for s in structures])


def _structure(monomer: Monomer) -> str:
    known = None if monomer.smiles else shipped_library().by_name(monomer.abbreviation)
    return known.smiles if known is not None else monomer.smiles


@cache
def _counts(test: Fraction, smiles: str) -> bool:
    library = shipped_library()
    if any(library.find(name).smiles == smiles for name in test.monomers):
        return True
    return any(is_member(smiles, formula, test.substituents) for formula in test.formulas)


def _fact(fact: bool | None, size: int) -> Judgement:
    if fact is None:
        return unknown(size)
    truth = np.full(size, MET if fact else UNMET, np.int8)
    margin = np.full(size, np.nan if fact else -1.0)
    return Judgement(truth, margin, truth.clip(0, 1).astype(float), DECLARED)


def _steps(test: Steps, evidence: Evidence, assignment: Assignment) -> Judgement:
    if not evidence.process:
        return unknown(evidence.size)
    declared = iter(step.casefold() for step in evidence.process)
    wanted = (_named(step, assignment).casefold() for step in test.steps)
    return _fact(all(any(step == d for d in declared) for step in wanted), evidence.size)


def _group(test: Group, evidence: Evidence, assignment: Assignment, confidence: float) -> Judgement:
    parts = [judge(t, evidence, assignment, confidence) for t in test.tests]
    truths = np.stack([p.truth for p in parts])
    margins = np.stack([p.margin for p in parts])
    chances = np.stack([p.probability for p in parts])
    basis = softest([p.basis for p in parts])
    if test.join == "not":
        return Judgement(-parts[0].truth, -parts[0].margin, 1 - parts[0].probability, basis)
    if test.join == "any":
        return Judgement(
            truths.max(axis=0), np.fmax.reduce(margins), np.fmax.reduce(chances), basis
        )
    return Judgement(
        truths.min(axis=0),
        np.fmin.reduce(margins),
        chances.prod(axis=0),
        basis,
        tuple(limit for p in parts for limit in p.limits),
    )
