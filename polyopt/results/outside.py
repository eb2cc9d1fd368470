"""Why a design is outside a claim, in words and figures: for the terminal, the report and JSON."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from polyopt.claims.evidence import Evidence
from polyopt.claims.judgement import MET, quantity_name
from polyopt.claims.limitations import Fraction, Linear, Ratio, Test
from polyopt.claims.outside import AvoidedClaim, OpenReading, escaped, outside
from polyopt.claims.share_predicates import members
from polyopt.display.chance import chance_text
from polyopt.io.stored_json import Stored, finite, optional

NO_OPINION = "an engineering screening of the claims as restated, no legal opinion"


@dataclass(frozen=True, slots=True)
class OutsideClaim:
    """That a design stays outside a claim, and so outside all that depend on it.

    Parameters
    ----------
    id : str
        The claim.
    because : tuple of str
        What keeps it outside, for each reading of the claim.
    probability : float
        Of the least sure reading; 1 where the structure decides.
    margin : float or None
        Distance beyond the limit in units of its scale; None where the structure decides.
    """

    id: str
    because: tuple[str, ...]
    probability: float
    margin: float | None

    @property
    def text(self) -> str:
        """One sentence."""
        margin = "" if self.margin is None else f", P {chance_text(self.probability)}"
        margin += "" if self.margin is None else f", margin {self.margin:.2f}"
        return f"outside {self.id} because {'; and '.join(self.because)}{margin}"

    def as_dict(self) -> dict[str, Any]:
        """Return it as `result.json` holds it."""
        return {
            "id": self.id,
            "because": list(self.because),
            "probability": self.probability,
            "margin": self.margin,
        }

    @classmethod
    def from_dict(cls, stored: Stored) -> OutsideClaim:
        """Return what `as_dict` wrote."""
        return cls(
            str(stored["id"]),
            tuple(map(str, stored["because"])),
            finite(stored, "probability"),
            None if stored["margin"] is None else optional(stored, "margin"),
        )


def outside_claims(
    avoided: tuple[AvoidedClaim, ...], evidence: Evidence, confidence: float
) -> list[tuple[OutsideClaim, ...]]:
    """Return for each of n designs why it is outside the claims to avoid.

    Parameters
    ----------
    avoided : tuple of AvoidedClaim
        The claims.
    evidence : Evidence
        What is known of the designs, their fractions too.
    confidence : float
        Least probability of the limitation that is unmet.
    """
    judged = [outside(claim, evidence, confidence) for claim in avoided]
    escapes = [[escaped(r, evidence, confidence) for r in claim.readings] for claim in avoided]
    found: list[tuple[OutsideClaim, ...]] = []
    for i in range(evidence.size):
        one = []
        for claim, judgement, ways in zip(avoided, judged, escapes, strict=True):
            because = list(claim.settled)
            for reading, escape in zip(claim.readings, ways, strict=True):
                if int(escape.truth[i]) == MET:
                    because.append(_because(reading, int(escape.chosen[i]), evidence, i))
            margin = float(judgement.margin[i])
            shown = margin if claim.readings and math.isfinite(margin) else None
            chance = float(judgement.probability[i])
            one.append(OutsideClaim(claim.id, tuple(because), chance, shown))
        found.append(tuple(one))
    return found


def _because(reading: OpenReading, place: int, evidence: Evidence, i: int) -> str:
    """Return a limitation that is unmet with its value and its limit, in words."""
    element, way = reading.elements[place], reading.assignment
    value = _value(element.test, way, evidence, i)
    number = element.id.rpartition(":")[2]
    if value is None:
        return f"{number} ({element.summary}) is unmet"
    words, figure, low, high = value
    beyond = f"> {high:g}" if figure > high else f"< {low:g}"
    return f"{words} = {figure:.4g} {beyond} ({number})"


def _value(
    test: Test, way: Mapping[str, str], evidence: Evidence, i: int
) -> tuple[str, float, float, float] | None:
    """Return what a limitation limits, in words, its value and the ends."""
    if isinstance(test, Linear):
        names = [(quantity_name(name, way), factor) for name, factor in test.terms]
        alone = evidence.stated_alone(names)
        figure = sum(f * float(evidence.quantities[n].mean[i]) for n, f in names)
        figure = figure if alone is None else float(alone[0][i])
        return _sum_words(names), figure, test.interval.low, test.interval.high
    if isinstance(test, Ratio):
        over, under = (quantity_name(n, way) for n in (test.over, test.under))
        figure = float(evidence.quantities[over].mean[i] / evidence.quantities[under].mean[i])
        return f"{over} / {under}", figure, test.interval.low, test.interval.high
    if isinstance(test, Fraction):
        shares = evidence.shares[way[test.layer], test.role]
        counted = members(test, shares)
        if counted is not None:
            figure = float(np.asarray(shares.fractions @ counted.astype(float))[i])
            words = f"share of the {test.role}s of layer {way[test.layer]} that count"
            return words, figure, test.interval.low, test.interval.high
    return None


def _sum_words(terms: list[tuple[str, float]]) -> str:
    text = ""
    for name, factor in terms:
        sign = "-" if factor < 0 else "+"
        size = "" if abs(factor) == 1 else f"{abs(factor):g} "
        text += f" {sign} {size}{name}" if text or sign == "-" else f"{size}{name}"
    return text.strip()
