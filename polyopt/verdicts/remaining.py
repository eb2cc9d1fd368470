"""What remains to be measured or declared before the claims on a design can be decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from polyopt.claims.conditions import conditions_text
from polyopt.claims.evidence import PREDICTED, Evidence
from polyopt.claims.limitations import Count, Group, Linear, Members, parts, quantities_of
from polyopt.claims.schema import Element
from polyopt.claims.verdict import ClaimRef, ElementVerdict, Verdict
from polyopt.laminate.stack import Laminate
from polyopt.verdicts.case import Case
from polyopt.verdicts.quantity_remedies import expected, linear_remedies, to_measure
from polyopt.verdicts.remedies import remedy
from polyopt.verdicts.remedy import (
    DECLARE,
    MEASURE,
    NOTHING_EXPECTED,
    Expected,
    Way,
    only,
    with_value,
)

_AGAINST = 0.2
"""Chance below which a prediction speaks against a limitation. [-]"""

CONFIRM = "confirm"
KINDS = (MEASURE, DECLARE, CONFIRM)
"""A measurement decides; a word on structure or process decides; a prediction is to be confirmed.
"""


@dataclass(frozen=True, slots=True)
class OpenLimitation:
    """A limitation that is unknown, or met by a prediction only.

    Parameters
    ----------
    id, summary : str
        The limitation, restated.
    verdict : str
        ``unknown``, or ``met`` by a prediction.
    conditions : str
        What the claim states of the measurement; empty if nothing.
    claims : tuple of str
        Chosen claims that depend on it.
    limit : str
        What it allows of the quantity that is to be measured; empty if that is no number.
    probability : float or None
        Chance by prediction that it is met; None where nothing predicts it.
    """

    id: str
    summary: str
    verdict: str
    conditions: str
    claims: tuple[str, ...]
    limit: str = ""
    probability: float | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return it for JSON."""
        return {
            "id": self.id,
            "summary": self.summary,
            "verdict": self.verdict,
            "conditions": self.conditions,
            "limit": self.limit,
            "probability": self.probability,
            "claims": list(self.claims),
        }


@dataclass(frozen=True, slots=True)
class Remaining:
    """One thing to do, and the limitations that it settles.

    Parameters
    ----------
    kind : str
        ``measure``, ``declare``, or ``confirm`` a prediction.
    remedy : Remedy or Several
        What to do.
    limitations : tuple of OpenLimitation
        What it settles.
    """

    kind: str
    remedy: Way
    limitations: tuple[OpenLimitation, ...]

    @property
    def expected(self) -> Expected | None:
        """What is predicted of the quantity to measure; None if nothing, or of several."""
        leaf = only(self.remedy)
        return None if leaf is None else leaf.expected

    @property
    def limit(self) -> str:
        """What its limitations allow of that quantity, in words; empty if nothing is known."""
        if only(self.remedy) is None:
            return ""
        return "; ".join(dict.fromkeys(x.limit for x in self.limitations if x.limit))

    @property
    def probability(self) -> float | None:
        """Least chance of a limitation of it that is unknown; None where none is predicted."""
        known = (x.probability for x in self.limitations if x.verdict == "unknown")
        return min((p for p in known if p is not None), default=None)

    @property
    def chance(self) -> str:
        """That chance in words; empty where there is none."""
        return "" if self.probability is None else f"P {self.probability:.2f}"

    @property
    def settle(self) -> str:
        """What to do, in words, with what is predicted of it and what is allowed."""
        if only(self.remedy) is None:
            return with_value(self.remedy.words, None, "", self.chance)
        return with_value(self.remedy.text, self.expected, self.limit, self.chance)

    @property
    def claims(self) -> tuple[str, ...]:
        """Chosen claims that depend on it."""
        return tuple(dict.fromkeys(claim for x in self.limitations for claim in x.claims))

    def as_dict(self) -> dict[str, Any]:
        """Return it for JSON."""
        leaf = only(self.remedy)
        return {
            "kind": self.kind,
            "settle": self.settle,
            "quantity": leaf.quantity if leaf else "",
            "unit": leaf.unit if leaf else "",
            **(self.expected.as_dict() if self.expected else NOTHING_EXPECTED),
            "limit": self.limit,
            "claims": list(self.claims),
            "limitations": [x.as_dict() for x in self.limitations],
        }

    @property
    def speaks_against(self) -> str:
        """What is predicted where that speaks against its limitations, in words; else empty."""
        if self.probability is None or self.probability > _AGAINST:
            return ""
        leaf, known = only(self.remedy), self.expected
        names = leaf.quantity if leaf and " " not in leaf.quantity else ""
        unit = (known.unit or (leaf.unit if leaf else "")) if known else ""
        about = f"about {known.value:.2g} {unit}".rstrip(" -") if known else ""
        limit = f"limit {self.limit}" if self.limit else ""
        said = ", ".join(part for part in (f"{names} {about}".strip(), limit) if part)
        if not said:
            numbers = [x.id.rpartition(":")[2] for x in self.limitations if x.probability]
            said = f"limitation{'s'[: len(numbers) > 1]} {', '.join(numbers)}"
        return f"{said} ({self.chance})".strip()


def remaining(
    refs: Sequence[ClaimRef], judged: Sequence[Verdict], evidence: Evidence, laminate: Laminate
) -> tuple[Remaining, ...]:
    """Return what would settle the limitations of one design that no fact settles yet.

    Parameters
    ----------
    refs : sequence of ClaimRef
        The chosen claims.
    judged : sequence of Verdict
        The verdicts on them.
    evidence : Evidence
        What they rest on, of one design.
    laminate : Laminate
        The design.

    Returns
    -------
    tuple of Remaining
        Measurements first, then declarations, then predictions to confirm. A limitation that is
        unmet is none of them: only another design meets it.
    """
    waiting: dict[str, list[str]] = {}
    for verdict in judged:
        for element in verdict.elements:
            waiting.setdefault(element.id, []).append(verdict.id)
    ways: dict[tuple[str, str], Way] = {}
    found: dict[tuple[str, str], dict[str, OpenLimitation]] = {}
    for ref, verdict in zip(refs, judged, strict=True):
        elements = ref.claim_set.elements
        for one in verdict.elements:
            stated = elements.get(one.id)
            if stated is None or not _is_open(one):
                continue
            case = Case(evidence, laminate, verdict.assignment, stated)
            open_limitation = _open_limitation(one, stated, waiting)
            for way in _ways(case):
                key = _kind(one, way), way.text
                ways.setdefault(key, way)
                leaf = only(way)
                limited = replace(open_limitation, limit=leaf.limit if leaf else "")
                found.setdefault(key, {}).setdefault(one.id, limited)
    grouped = [Remaining(key[0], ways[key], tuple(x.values())) for key, x in found.items()]
    return tuple(sorted(grouped, key=lambda r: KINDS.index(r.kind)))


def _ways(case: Case) -> tuple[Way, ...]:
    """Return the things to do for one limitation: one that several share is listed once."""
    test = case.element.test
    if isinstance(test, Linear) and (found := linear_remedies(test, case)):
        return found
    way = remedy(test, case)
    return (way if way.text else _predicted(case),)


def _predicted(case: Case) -> Way:
    """Return what to measure where the parts of a limitation are met, so none has a remedy."""
    spoken = (name for part in parts(case.element.test) for name, _ in quantities_of(part))
    names = [case.quantity(name) for name in spoken]
    known = {name: case.evidence.quantities.get(name) for name in dict.fromkeys(names)}
    soft = [name for name, q in known.items() if q is not None and q.basis == PREDICTED]
    found = to_measure(", ".join(soft) or "what the limitation speaks of")
    return replace(found, expected=expected(soft[0], case.evidence)) if len(soft) == 1 else found


def _is_open(judged: ElementVerdict) -> bool:
    return judged.verdict == "unknown" or (
        judged.verdict == "met" and judged.basis == PREDICTED and bool(judged.probability)
    )


def _kind(judged: ElementVerdict, way: Way) -> str:
    if judged.verdict == "met":
        return CONFIRM
    return MEASURE if any(leaf.kind == MEASURE for leaf in way.leaves) else DECLARE


def _is_estimated(judged: ElementVerdict, element: Element) -> bool:
    """Say whether the chance of a limitation is that of one prediction.

    Of one of several alternatives it is only that of the parts that are known: a lower bound.
    """
    single = not isinstance(element.test, Group | Members | Count)
    return single and judged.basis == PREDICTED


def _open_limitation(
    judged: ElementVerdict, element: Element, waiting: Mapping[str, Sequence[str]]
) -> OpenLimitation:
    return OpenLimitation(
        judged.id,
        judged.summary,
        judged.verdict,
        conditions_text(dict(element.at)),
        tuple(dict.fromkeys(waiting[judged.id])),
        probability=judged.probability if _is_estimated(judged, element) else None,
    )
