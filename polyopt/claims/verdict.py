"""The verdict on a claim for one design, and on each of its limitations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from polyopt.claims.schema import ClaimSet


@dataclass(frozen=True, slots=True)
class ClaimRef:
    """A claim of a set, by number."""

    claim_set: ClaimSet
    number: int

    @property
    def id(self) -> str:
        """Its global name, such as ``heat-resistant-laminate:12``."""
        return f"{self.claim_set.id}:{self.number}"


@dataclass(frozen=True, slots=True)
class ElementVerdict:
    """The verdict on one limitation of one design.

    Parameters
    ----------
    id, summary : str
        The limitation, restated.
    verdict, basis : str
        As for a claim.
    margin, probability : float or None
        As for a claim.
    note : str
        What a reader should know of it, such as a worst case or a curve that ends too early.
    inference : str
        What is inferred where the claim's text does not say it.
    whole : bool
        True if it counts something, such as layers: a margin of 0 is then no edge.
    caution : str
        What a reader must know of its probability, such as CTEs compared over different windows.
    """

    id: str
    summary: str
    verdict: str
    basis: str
    margin: float | None
    probability: float | None
    note: str = ""
    inference: str = ""
    whole: bool = False
    caution: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on one claim for one design.

    Parameters
    ----------
    id : str
        Set and number of the claim.
    summary : str
        The claim restated.
    verdict : str
        ``met``, ``unmet`` or ``unknown``.
    basis : str
        The softest basis it rests on: declared, assumed, measured, computed or
        predicted.
    margin : float or None
        Least margin over the known limitations, in units of their scales.
    probability : float or None
        Probability that all known limitations hold together; None if one is unknown.
    elements : tuple of ElementVerdict
        The limitations of the best route.
    assignment : mapping of str to str
        Which layer plays which part.
    caution : str
        What a reader must know of its probability; that of its limitations, each once.
    """

    id: str
    summary: str
    verdict: str
    basis: str
    margin: float | None
    probability: float | None
    elements: tuple[ElementVerdict, ...]
    assignment: Mapping[str, str]
    caution: str = ""
