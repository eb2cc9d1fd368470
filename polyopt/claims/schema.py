"""What a claim is: limitations joined by "and", each with its test."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from polyopt.claims.limitations import (
    Condition,
    Declared,
    Steps,
    Test,
    parts,
    quantities_of,
)
from polyopt.display.notebook import shown
from polyopt.errors import UsageError
from polyopt.laminate.structure import METAL_KINDS
from polyopt.quantities import QuantityName, member_quantity

if TYPE_CHECKING:
    import pandas as pd

STACK = ("film", "metal", "second metal", "laminate")
"""What a limitation may refer to besides the layers of its claim."""


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
    at : tuple of (str, float or str)
        Conditions of measurement that the claim states, such as ``temperature_degC``.
    inference : str
        What is inferred where the text does not say it; empty if nothing is.
    """

    id: str
    summary: str
    test: Test
    at: tuple[tuple[str, float | str], ...] = ()
    inference: str = ""


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
    notice : str
        What holds for all claims.
    exclusive : tuple of tuple of str
        Facts of which one excludes the others.
    implies : tuple of (str, str)
        Facts of which the first, where it is so, makes the second so.
    trimellitamides : tuple of str
        Facts that a layer can have only if a trimellitamide is in it.
    windows : tuple of str
        Kinds of window to start from that the set is asked for, in the order they are shown.
    """

    id: str
    title: str
    claims: tuple[Claim, ...]
    defects: tuple[Defect, ...]
    notice: str = ""
    exclusive: tuple[tuple[str, ...], ...] = ()
    windows: tuple[str, ...] = ()
    implies: tuple[tuple[str, str], ...] = ()
    trimellitamides: tuple[str, ...] = ()

    @property
    def elements(self) -> dict[str, Element]:
        """All limitations of all claims, by their global ids such as ``bonding-laminate:1d``."""
        return {f"{self.id}:{e.id}": e for claim in self.claims for e in claim.elements}

    def table(self) -> pd.DataFrame:
        """Return one row per limitation: `claim`, `depends_on`, `limitation`, ..."""
        import pandas as pd

        return pd.DataFrame(
            [
                {
                    "claim": claim.number,
                    "depends_on": ", ".join(map(str, claim.depends_on)),
                    "limitation": element.id,
                    "summary": element.summary,
                    "inference": element.inference,
                }
                for claim in self.claims
                for element in claim.elements
            ]
        )

    def _repr_html_(self) -> str:
        rows = [
            {
                "claim": claim.number,
                "kind": claim.category,
                "depends on": " or ".join(map(str, claim.depends_on)),
                "restated": claim.summary,
                "own limitations": len(claim.elements),
            }
            for claim in self.claims
        ]
        return shown(rows, self.title, self.notice, most=len(rows))

    def tests(self) -> Iterator[Test]:
        """Return all tests of all claims, also those inside others."""
        for claim in self.claims:
            for element in claim.elements:
                yield from parts(element.test)

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
    facts = {t.fact for t in claim_set.tests() if isinstance(t, Declared)}
    implied = {fact for pair in claim_set.implies for fact in pair}
    return frozenset(f for f in facts | implied if "{" not in f and not f.startswith("film is "))


def asked_traits(claim_set: ClaimSet) -> frozenset[str]:
    """Return what a set asks of single layers and of the film, such as ``thermoplastic``.

    What the stack or a metal's kind decides is not among them.
    """
    facts = (t.fact for t in claim_set.tests() if isinstance(t, Declared))
    traits = {fact.partition(" is ")[2] for fact in facts if fact.startswith(("{", "film is "))}
    return frozenset(traits - {"", *METAL_KINDS})


def asks_for_steps(element: Element) -> bool:
    """Say whether a limitation is one on the steps of a process or their conditions."""
    return any(isinstance(test, Steps | Condition) for test in parts(element.test))


def asked_tolerances(claim_set: ClaimSet) -> frozenset[str]:
    """Return the tolerances that a set leaves to the user."""
    named = {t.tolerance for t in claim_set.tests() if isinstance(t, Condition)}
    return frozenset(named - {""})


def asked_conditions(claim_set: ClaimSet) -> dict[str, dict[str, float | str]]:
    """Return the conditions of measurement that a set states, by quantity as `asked_quantities`.

    Returns
    -------
    dict of str to dict
        By quantity the keys under ``at`` with a value that a claim gives them.
    """
    found: dict[str, dict[str, float | str]] = {}
    for claim in claim_set.claims:
        for element in claim.elements:
            for name, _ in (pair for t in parts(element.test) for pair in quantities_of(t)):
                asked = QuantityName.split(name)
                one = asked.head in STACK
                for of in (asked.head,) if one else ("layer", "film"):  # the film plays parts, too
                    found.setdefault(member_quantity(of, asked.tail), {}).update(element.at)
    return found


def asked_quantities(claim_set: ClaimSet) -> dict[str, str]:
    """Return the quantities a set asks for, ``layer.cte`` for that of any layer, with units."""
    named = [pair for test in claim_set.tests() for pair in quantities_of(test)]
    found = {}
    for name, unit in named:
        asked = QuantityName.split(name)
        of = asked.head if asked.head in STACK else "layer"
        found[member_quantity(of, asked.tail)] = unit
    return found
