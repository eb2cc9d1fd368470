"""What a claim is: elements that test quantities, fractions and facts, joined by "and"."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from polyopt.errors import UsageError, quoted

Array = NDArray[np.float64]
_INTERVAL = re.compile(r"^\s*([\[(])\s*([^,\s]+)\s*,\s*([^,\s]+)\s*([\])])\s*$")


@dataclass(frozen=True, slots=True)
class Interval:
    """An interval with its ends in or out.

    Examples
    --------
    >>> Interval.parse("[5, 20)").contains(np.array([5.0, 20.0])).tolist()
    [True, False]
    """

    low: float
    high: float
    low_in: bool = True
    high_in: bool = True

    @classmethod
    def parse(cls, text: str) -> Interval:
        """Read ``[low, high]``, round brackets excluding an end; ``inf`` is allowed."""
        found = _INTERVAL.match(text)
        try:
            if found is None:
                raise ValueError
            low, high = float(found[2]), float(found[3])
        except ValueError:
            raise UsageError(
                f"{quoted(text)} is no interval", remedy="write '[5, 20]' or '(0, inf)'"
            ) from None
        if not low <= high:
            raise UsageError(f"the interval {quoted(text)} is empty")
        return cls(low, high, found[1] == "[", found[4] == "]")

    def __str__(self) -> str:
        return (
            f"{'[' if self.low_in else '('}{self.low:g}, {self.high:g}"
            f"{']' if self.high_in else ')'}"
        )

    def contains(self, value: Array) -> NDArray[np.bool_]:
        """Say which values lie inside; NaN lies outside."""
        above = value >= self.low if self.low_in else value > self.low
        below = value <= self.high if self.high_in else value < self.high
        return np.asarray(above & below)

    def distance(self, value: Array) -> Array:
        """Return the signed distance to the nearest end, positive inside."""
        return np.asarray(np.minimum(value - self.low, self.high - value))


@dataclass(frozen=True, slots=True)
class Linear:
    """``sum of factor * quantity`` within an interval; a single property is one term.

    Parameters
    ----------
    terms : tuple of (str, float)
        Quantity, as ``A.cte`` with a layer variable or ``film.cte``, and its factor.
    interval : Interval
        Where the sum must lie.
    unit : str
        Unit of the sum.
    """

    terms: tuple[tuple[str, float], ...]
    interval: Interval
    unit: str


@dataclass(frozen=True, slots=True)
class Ratio:
    """Quotient of two positive quantities within an interval."""

    over: str
    under: str
    interval: Interval


@dataclass(frozen=True, slots=True)
class Fraction:
    """Mole fraction of some monomers within one role of a layer.

    Parameters
    ----------
    layer : str
        Layer variable.
    role : str
        ``dianhydride`` or ``diamine``.
    monomers : tuple of str
        Monomers that count, by name.
    formulas : tuple of str
        Scaffolds (SMILES) of general formulas that count.
    substituents : tuple of str
        What the formulas allow on ring carbons.
    interval : Interval
        Where the summed mole fraction must lie.
    """

    layer: str
    role: str
    monomers: tuple[str, ...]
    formulas: tuple[str, ...]
    substituents: tuple[str, ...]
    interval: Interval


@dataclass(frozen=True, slots=True)
class Count:
    """Number of resin layers within an interval."""

    interval: Interval


@dataclass(frozen=True, slots=True)
class Declared:
    """A fact of the structure, or one that only the user can state."""

    fact: str


@dataclass(frozen=True, slots=True)
class Steps:
    """Process steps that must occur in this order, others between them allowed."""

    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unmodelled:
    """A limitation nobody can compute; always unknown."""


@dataclass(frozen=True, slots=True)
class Group:
    """Several tests joined by ``any``, ``all`` or ``not``."""

    join: str
    tests: tuple[Test, ...]


Test = Linear | Ratio | Fraction | Count | Declared | Steps | Unmodelled | Group


@dataclass(frozen=True, slots=True)
class Element:
    """One limitation of a claim.

    Parameters
    ----------
    id : str
        Unique in its set, such as ``1b``.
    summary : str
        The limitation restated.
    test : Test
        What is tested.
    """

    id: str
    summary: str
    test: Test


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim.

    Parameters
    ----------
    number : int
        Its number in the patent.
    summary : str
        The claim restated.
    category : str
        ``product`` or ``process``.
    layers : tuple of str
        Layer variables; the claim is met if some assignment to layers meets it.
    elements : tuple of Element
        Its own limitations.
    depends_on : tuple of int
        Parents; several mean any of them.
    """

    number: int
    summary: str
    category: str
    layers: tuple[str, ...]
    elements: tuple[Element, ...]
    depends_on: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Defect:
    """A flaw of the claim text and how it is read here."""

    claims: tuple[int, ...]
    text: str
    reading: str


@dataclass(frozen=True, slots=True)
class ClaimSet:
    """The claims of one patent.

    Parameters
    ----------
    id : str
        Short name.
    title : str
        What the patent is about.
    claims : tuple of Claim
        All claims.
    defects : tuple of Defect
        Flaws of the text.
    """

    id: str
    title: str
    claims: tuple[Claim, ...]
    defects: tuple[Defect, ...]

    def claim(self, number: int) -> Claim:
        """Return a claim by its number.

        Raises
        ------
        UsageError
            If the set has no such claim.
        """
        for claim in self.claims:
            if claim.number == number:
                return claim
        raise UsageError(
            f"{self.id} has no claim {number}",
            remedy=f"it has claims {self.claims[0].number} to {self.claims[-1].number}",
        )


def declared_facts(claim_set: ClaimSet) -> frozenset[str]:
    """Return the facts of a set that only the user can state."""
    tests = [e.test for claim in claim_set.claims for e in claim.elements]
    facts: set[str] = set()
    while tests:
        test = tests.pop()
        if isinstance(test, Group):
            tests.extend(test.tests)
        elif isinstance(test, Declared) and "{" not in test.fact:
            facts.add(test.fact)
    return frozenset(facts)
