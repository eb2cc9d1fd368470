"""Claims that are to be met and contain a claim to stay outside of: a contradiction in words."""

from __future__ import annotations

from polyopt.claims.numbering import claims_words
from polyopt.claims.routes import routes
from polyopt.claims.verdict import ClaimRef
from polyopt.conflict.conflict import Conflict, ConflictingLimit, Loosening
from polyopt.problem.definition import Problem


def avoided_conflict(problem: Problem) -> Conflict | None:
    """Return the claims to meet and to avoid that exclude each other by their texts; else None.

    Parameters
    ----------
    problem : Problem
        The problem.

    Returns
    -------
    Conflict or None
        Whatever meets a claim meets those it depends on: each way to meet the one holds all
        limitations of a way to meet the other.
    """
    found = []
    for ref in problem.avoid:
        within = [claim.id for claim in problem.claims if _contains(claim, ref)]
        if within:
            texts = f"claims: {claims_words(within)}", f"avoid {ref.id}"
            found.append(Conflict(tuple(map(_member, texts)), proven=True))
    if not found:
        return None
    first, *further = found
    return Conflict(first.members, proven=True, further=tuple(further))


def _contains(claim: ClaimRef, avoided: ClaimRef) -> bool:
    if claim.claim_set.id != avoided.claim_set.id:
        return False
    less = [route.ids for route in routes(avoided.claim_set, avoided.number)]
    ways = routes(claim.claim_set, claim.number)
    return all(any(ids <= way.ids for ids in less) for way in ways)


def _member(text: str) -> ConflictingLimit:
    return ConflictingLimit(text, loosening=Loosening("drop", None))
