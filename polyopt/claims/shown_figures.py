"""Margin and probability of a verdict as people read them: only those that are its own."""

from __future__ import annotations

from polyopt.claims.evidence import DECLARED, PREDICTED
from polyopt.claims.verdict import ElementVerdict, Verdict
from polyopt.display.chance import chance_text


def shown_margin(judged: Verdict | ElementVerdict) -> float | None:
    """Return the margin of a verdict; None where it is another limitation's.

    What waits for a declaration has no distance to a limit, and the least margin over the known
    limitations says nothing of a claim with one that is not known.

    Parameters
    ----------
    judged : Verdict or ElementVerdict
        The verdict.
    """
    if judged.verdict != "unknown":
        return judged.margin
    lacking = isinstance(judged, Verdict) and judged.probability is None
    return None if lacking or judged.basis == DECLARED else judged.margin


def shown_chance(judged: Verdict | ElementVerdict) -> str:
    """Return the probability of a verdict as text; empty where there is none to tell.

    Parameters
    ----------
    judged : Verdict or ElementVerdict
        The verdict; one that is unknown with a probability of 0 has no estimate.
    """
    chance = judged.probability
    if chance is None or (judged.verdict == "unknown" and chance == 0):
        return ""
    return chance_text(chance, judged.basis == PREDICTED)
