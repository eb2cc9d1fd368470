"""From elements to verdicts on claims: and over elements, or over routes and layer assignments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import permutations, product

import numpy as np
from numpy.typing import NDArray

from polyopt.claims.conditions import held_to_conditions
from polyopt.claims.evidence import ASSUMED, Evidence
from polyopt.claims.interval import Array
from polyopt.claims.judgement import (
    MET,
    UNKNOWN,
    UNMET,
    Assignment,
    Judgement,
    softest,
)
from polyopt.claims.limitations import Count, Group, Linear, Test
from polyopt.claims.notes import joined_notes, note_of
from polyopt.claims.predicates import judge
from polyopt.claims.probability import joint_probability
from polyopt.claims.routes import Route, routes
from polyopt.claims.schema import Element
from polyopt.claims.verdict import ClaimRef, ElementVerdict, Verdict

WORDS = {MET: "met", UNKNOWN: "unknown", UNMET: "unmet"}


@dataclass(frozen=True, slots=True)
class JudgedRoute:
    """One route with one assignment of layers, judged for n designs.

    Parameters
    ----------
    elements : tuple of Element
        Its limitations.
    judgements : tuple of Judgement
        Their verdicts.
    assignment : mapping of str to str
        Which layer plays which part.
    """

    elements: tuple[Element, ...]
    judgements: tuple[Judgement, ...]
    assignment: Mapping[str, str]

    @property
    def truth(self) -> NDArray[np.int8]:
        """Verdict of all limitations together, shape (n,)."""
        return np.asarray(np.min([j.truth for j in self.judgements], axis=0))

    @property
    def margin(self) -> Array:
        """Least known margin, shape (n,); NaN where none is known.

        That of a number that is met, such as two layers where two are asked, is no edge.
        """
        found = [
            np.where(_counts(e.test) & (j.truth == MET), np.nan, j.margin)
            for e, j in zip(self.elements, self.judgements, strict=True)
        ]
        return np.asarray(np.fmin.reduce(found))

    def probability(self, evidence: Evidence) -> Array:
        """Return the probability that all limitations hold together, shape (n,)."""
        return together(evidence, self.judgements)


def together(evidence: Evidence, judgements: Sequence[Judgement]) -> Array:
    """Return the probability that all limitations judged hold together, shape (n,)."""
    limits = [limit for j in judgements for limit in j.limits]
    certain = [j.probability for j in judgements if not j.limits]
    chance = np.prod(certain, axis=0) if certain else np.ones(evidence.size)
    return np.asarray(chance * joint_probability(limits, evidence.covariance))


def judged(
    element: Element, evidence: Evidence, assignment: Assignment, confidence: float
) -> Judgement:
    """Judge one limitation; what was measured at other conditions than it states is unknown.

    Parameters
    ----------
    element : Element
        The limitation.
    evidence : Evidence
        What is known of n designs.
    assignment : mapping of str to str
        Which layer plays which part.
    confidence : float
        Least probability at which a prediction decides.
    """
    found = judge(element.test, evidence, assignment, confidence)
    return held_to_conditions(found, element, evidence, assignment)


def judged_routes(
    refs: Sequence[ClaimRef],
    evidence: Evidence,
    *,
    confidence: float = 0.5,
    assume_met: frozenset[str] = frozenset(),
) -> list[JudgedRoute]:
    """Return every way to read some claims together onto the layers of a design, judged.

    Parameters
    ----------
    refs : sequence of ClaimRef
        Claims that are to hold together.
    evidence : Evidence
        What is known of the designs.
    confidence : float
        Least probability at which a prediction decides.
    assume_met : frozenset of str
        Ids of claims or limitations the user vouches for.
    """
    found = []
    for joined in routes_together(refs):
        for assignment in assignments(joined.layers, evidence):
            judgements = tuple(
                _assumed(evidence.size)
                if element.id in assume_met
                else judged(element, evidence, assignment, confidence)
                for element in joined.elements
            )
            found.append(JudgedRoute(joined.elements, judgements, assignment))
    return found


def routes_together(refs: Sequence[ClaimRef]) -> list[Route]:
    """Return every way to meet some claims together, elements by their global ids."""
    ways = product(*(routes(ref.claim_set, ref.number) for ref in refs))
    return [_joined(refs, chosen) for chosen in ways]


def _joined(refs: Sequence[ClaimRef], chosen: Sequence[Route]) -> Route:
    elements = {
        f"{ref.claim_set.id}:{e.id}": replace(e, id=f"{ref.claim_set.id}:{e.id}")
        for ref, route in zip(refs, chosen, strict=True)
        for e in route.elements
    }
    layers = dict.fromkeys(v for route in chosen for v in route.layers)
    return Route(tuple(layers), tuple(elements.values()))


def assignments(variables: Sequence[str], evidence: Evidence) -> list[dict[str, str]]:
    """Return the ways to give layer variables to layers, the one by equal names first."""
    ordered = permutations(evidence.layers, len(variables))
    ways = [dict(zip(variables, layers, strict=True)) for layers in ordered]
    return sorted(ways, key=lambda way: -sum(v == layer for v, layer in way.items()))


def best_route(found: Sequence[JudgedRoute]) -> NDArray[np.intp]:
    """Return for each design the index of the route that serves it best, shape (n,)."""
    truth = np.stack([r.truth for r in found])
    margin = np.nan_to_num(np.stack([r.margin for r in found]), nan=0.0)
    rank = truth * 1e9 + margin
    return np.asarray(rank.argmax(axis=0))


def verdicts(
    ref: ClaimRef,
    evidence: Evidence,
    *,
    confidence: float = 0.5,
    assume_met: frozenset[str] = frozenset(),
) -> tuple[Verdict, ...]:
    """Return the verdicts on one claim for every design of `evidence`.

    Parameters
    ----------
    ref : ClaimRef
        The claim.
    evidence : Evidence
        What is known of n designs.
    confidence : float
        Least probability at which a prediction decides.
    assume_met : frozenset of str
        Ids of claims or limitations the user vouches for.

    Returns
    -------
    tuple of Verdict, length n
        Each by the route that serves its design best.
    """
    summary = ref.claim_set.claim(ref.number).summary
    if ref.id in assume_met:
        return (Verdict(ref.id, summary, "met", ASSUMED, None, None, (), {}),) * evidence.size
    found = judged_routes([ref], evidence, confidence=confidence, assume_met=assume_met)
    if not found:
        return (_too_few_layers(ref, evidence),) * evidence.size
    best = best_route(found)
    chances = [route.probability(evidence) for route in found]
    return tuple(
        _verdict(ref.id, summary, found[which], float(chances[which][i]), i)
        for i, which in enumerate(best)
    )


def _verdict(name: str, summary: str, route: JudgedRoute, chance: float, i: int) -> Verdict:
    truth = int(route.truth[i])
    known = truth != UNKNOWN or not any(np.isnan(j.probability[i]) for j in route.judgements)
    return Verdict(
        name,
        summary,
        WORDS[truth],
        softest(_deciding_bases(route, truth, i)),
        _number(route.margin[i]),
        _number(chance) if known else None,
        tuple(
            ElementVerdict(
                e.id,
                e.summary,
                WORDS[int(j.truth[i])],
                j.basis,
                _number(j.margin[i]),
                _number(j.probability[i]),
                note_of(j.note, i),
                e.inference,
                _counts(e.test),
                j.caution,
            )
            for e, j in zip(route.elements, route.judgements, strict=True)
        ),
        route.assignment,
        "" if chance == 0 else joined_notes([j.caution for j in route.judgements]),
    )


def _counts(test: Test) -> bool:
    """Say whether a test counts something, in whole numbers, in each of its readings."""
    if isinstance(test, Group):
        return all(_counts(part) for part in test.tests)
    return isinstance(test, Count) or (isinstance(test, Linear) and test.unit == "count")


def _deciding_bases(route: JudgedRoute, truth: int, i: int) -> list[str]:
    """Return the bases of what decides: for an unmet claim one failed element is enough."""
    if truth == UNMET:
        failed = [j for j in route.judgements if int(j.truth[i]) == UNMET]
        firm = [j.basis for j in failed if not j.limits]
        return firm[:1] or [j.basis for j in failed]
    return [j.basis for j in route.judgements]


def _too_few_layers(ref: ClaimRef, evidence: Evidence) -> Verdict:
    claim = ref.claim_set.claim(ref.number)
    needed = max(len(r.layers) for r in routes(ref.claim_set, ref.number))
    summary = f"{needed} resin layers take part; the design has {len(evidence.layers)}"
    element = ElementVerdict(f"{ref.id}-layers", summary, "unmet", "declared", None, 0.0)
    return Verdict(ref.id, claim.summary, "unmet", "declared", None, 0.0, (element,), {})


def _assumed(size: int) -> Judgement:
    return Judgement(np.ones(size, np.int8), np.full(size, np.nan), np.ones(size), ASSUMED)


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
